"""Tickets from the database to the engine: rows become the engine's values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Row,
    and_,
    bindparam,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased
from statusquo.runtime.state import Doer, Favorite, RunningTimer, Survey, Ticket

from statusquo_server.models import (
    FavoriteRow,
    FlagRow,
    MessageRow,
    ParticipationRow,
    PersonRow,
    SurveyRow,
    TicketRow,
    TimerRow,
)

_TIMER, _SURVEY, _FAVORITE, _FLAG = "timer", "survey", "favorite", "flag"

_WRITTEN = (
    select(literal(1))
    .where(MessageRow.ticket_id == TicketRow.id, MessageRow.author_id == bindparam("person"))
    .exists()
    .label("has_written")
)
_BRINGER = aliased(PersonRow)
_TICKETS = (
    select(
        TicketRow.id,
        TicketRow.subject,
        TicketRow.status,
        TicketRow.creator_id,
        TicketRow.assignee_id,
        TicketRow.created_at,
        TicketRow.came_from,
        TicketRow.brought_by_id,
        _BRINGER.role.label("brought_by_role"),
        ParticipationRow.active,
        _WRITTEN,
    )
    .outerjoin(
        ParticipationRow,
        and_(ParticipationRow.ticket_id == TicketRow.id, ParticipationRow.person_id == bindparam("person")),
    )
    .outerjoin(_BRINGER, _BRINGER.id == TicketRow.brought_by_id)
)
_TICKET = _TICKETS.where(TicketRow.id == bindparam("ticket"))
_NEXT_TICKETS = _TICKETS.where(TicketRow.id > bindparam("after")).order_by(TicketRow.id).limit(bindparam("limit"))
_LOCK = select(TicketRow.id).where(TicketRow.id == bindparam("ticket")).with_for_update()
_TIMERS_OF_MANY = (
    select(TimerRow.ticket_id, TimerRow.name, TimerRow.due_at, TimerRow.rounds)
    .where(TimerRow.ticket_id.in_(bindparam("tickets", expanding=True)))
    .order_by(TimerRow.ticket_id, TimerRow.name)
)
_FLAGS_OF_MANY = select(FlagRow.ticket_id, FlagRow.name).where(
    FlagRow.ticket_id.in_(bindparam("tickets", expanding=True))
)
# One query for the lists that belong to a ticket: kind of row, name, number, and up to two times.
_OF_TICKET: Executable = union_all(
    select(literal(_TIMER), TimerRow.name, TimerRow.rounds, TimerRow.due_at, null()).where(
        TimerRow.ticket_id == bindparam("ticket")
    ),
    select(literal(_SURVEY), literal(""), SurveyRow.id, SurveyRow.opened_at, SurveyRow.submitted_at).where(
        SurveyRow.ticket_id == bindparam("ticket")
    ),
    select(literal(_FAVORITE), PersonRow.role, PersonRow.id, null(), null())
    .join(FavoriteRow, FavoriteRow.person_id == PersonRow.id)
    .where(FavoriteRow.ticket_id == bindparam("ticket")),
    select(literal(_FLAG), FlagRow.name, literal(0), null(), null()).where(FlagRow.ticket_id == bindparam("ticket")),
)
_NEXT_DUE = select(func.min(TimerRow.due_at))
_RIPE = select(TimerRow.ticket_id).where(TimerRow.due_at <= bindparam("now")).distinct()

_INSERT_TICKET = insert(TicketRow).returning(TicketRow.id)
_SET_ASSIGNEE = update(TicketRow).where(TicketRow.id == bindparam("ticket")).values(assignee_id=bindparam("person"))


@dataclass(frozen=True, slots=True)
class Record:
    """A ticket with everything that decisions about it need, as one person stands to it.

    Attributes:
        state: what rules speak of. In a list it has no surveys and favorites, which reading does not depend on.
        participates: whether the person is an active participant; None for one who never was.
        has_written: whether the person is the author of anything on it.
    """

    id: int
    subject: str
    creator: int
    assignee: int | None
    created_at: datetime
    state: Ticket
    participates: bool | None
    has_written: bool


def load(connection: Connection, ticket: int, person: int, *, lock: bool) -> Record | None:
    """A ticket; with ``lock`` nobody else can change it until the transaction ends."""
    if lock:
        connection.execute(_LOCK, {"ticket": ticket})
    row = connection.execute(_TICKET, {"ticket": ticket, "person": person}).one_or_none()
    if row is None:
        return None
    return _record(row, connection.execute(_OF_TICKET, {"ticket": ticket}))


def load_next(connection: Connection, person: int, after: int, limit: int) -> list[Record]:
    """The next tickets after a number, in the order of their numbers."""
    rows = connection.execute(_NEXT_TICKETS, {"person": person, "after": after, "limit": limit}).all()
    parts: dict[int, list[Sequence[Any]]] = {row.id: [] for row in rows}
    for ticket, name, due_at, rounds in connection.execute(_TIMERS_OF_MANY, {"tickets": list(parts)}):
        parts[ticket].append((_TIMER, name, rounds, due_at, None))
    for ticket, name in connection.execute(_FLAGS_OF_MANY, {"tickets": list(parts)}):
        parts[ticket].append((_FLAG, name, 0, None, None))
    return [_record(row, parts[row.id]) for row in rows]


def insert_ticket(connection: Connection, subject: str, state: Ticket, creator: int, now: datetime) -> int:
    """A row for a new ticket; returns its number."""
    values = {"subject": subject, "creator_id": creator, "created_at": now, **columns_of(state)}
    return connection.execute(_INSERT_TICKET, values).scalar_one()


def set_assignee(connection: Connection, ticket: int, person: int) -> None:
    """Assign a ticket."""
    connection.execute(_SET_ASSIGNEE, {"ticket": ticket, "person": person})


def next_due(connection: Connection) -> datetime | None:
    """When the next timer of all tickets is due; None if none runs."""
    return connection.execute(_NEXT_DUE).scalar_one()


def ripe_tickets(connection: Connection, now: datetime) -> Sequence[int]:
    """The tickets on which something is due."""
    return connection.execute(_RIPE, {"now": now}).scalars().all()


def columns_of(state: Ticket) -> dict[str, Any]:
    """Those columns of a ticket's row that change with its status."""
    bringer = None if state.brought_by is None else int(state.brought_by.actor)
    return {"status": state.status, "came_from": state.came_from, "brought_by_id": bringer}


def _record(row: Row[*tuple[Any, ...]], parts: Iterable[Sequence[Any]]) -> Record:
    """A ticket, from its row and the rows that belong to it."""
    timers: list[RunningTimer] = []
    surveys: list[tuple[int, Survey]] = []
    favorites: set[Favorite] = set()
    flags: set[str] = set()
    for kind, name, number, begins, ends in parts:
        if kind == _TIMER:
            timers.append(RunningTimer(name, begins, number))
        elif kind == _SURVEY:
            surveys.append((number, Survey(begins, submitted=ends is not None)))
        elif kind == _FAVORITE:
            favorites.add(Favorite(name, str(number)))
        else:
            flags.add(name)
    state = Ticket(
        row.status,
        tuple(sorted(timers, key=lambda timer: timer.name)),
        tuple(survey for _, survey in sorted(surveys, key=lambda each: each[0])),
        frozenset(favorites),
        frozenset(flags),
        assigned=row.assignee_id is not None,
        came_from=row.came_from,
        brought_by=None if row.brought_by_id is None else Doer(row.brought_by_role, str(row.brought_by_id)),
    )
    return Record(
        row.id,
        row.subject,
        row.creator_id,
        row.assignee_id,
        row.created_at,
        state,
        row.active,
        bool(row.has_written),
    )
