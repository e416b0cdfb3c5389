"""Tickets between the database and the engine: rows become the engine's values, and its effects become rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
    StatusChanged,
    SurveyOpened,
    SurveySubmitted,
    SystemMessageAdded,
    TicketDeleted,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)
from statusquo.runtime.state import Favorite, RunningTimer, Survey, Ticket

from statusquo_server.models import (
    FavoriteRow,
    MessageKind,
    MessageRow,
    ParticipationRow,
    PersonRow,
    SurveyRow,
    TicketRow,
    TimerRow,
)

_TIMER, _SURVEY, _FAVORITE = "timer", "survey", "favorite"

_WRITTEN = (
    select(literal(1))
    .where(MessageRow.ticket_id == TicketRow.id, MessageRow.author_id == bindparam("person"))
    .exists()
    .label("has_written")
)
_TICKETS = select(
    TicketRow.id,
    TicketRow.subject,
    TicketRow.status,
    TicketRow.creator_id,
    TicketRow.assignee_id,
    TicketRow.created_at,
    ParticipationRow.active,
    _WRITTEN,
).outerjoin(
    ParticipationRow,
    and_(ParticipationRow.ticket_id == TicketRow.id, ParticipationRow.person_id == bindparam("person")),
)
_TICKET = _TICKETS.where(TicketRow.id == bindparam("ticket"))
_NEXT_TICKETS = _TICKETS.where(TicketRow.id > bindparam("after")).order_by(TicketRow.id).limit(bindparam("limit"))
_LOCK = select(TicketRow.id).where(TicketRow.id == bindparam("ticket")).with_for_update()
_TIMERS_OF_MANY = (
    select(TimerRow.ticket_id, TimerRow.name, TimerRow.due_at)
    .where(TimerRow.ticket_id.in_(bindparam("tickets", expanding=True)))
    .order_by(TimerRow.ticket_id, TimerRow.name)
)
# One query for the three lists that belong to a ticket: kind of row, name, number, and up to two times.
_OF_TICKET: Executable = union_all(
    select(literal(_TIMER), TimerRow.name, literal(0), TimerRow.due_at, null()).where(
        TimerRow.ticket_id == bindparam("ticket")
    ),
    select(literal(_SURVEY), literal(""), SurveyRow.id, SurveyRow.opened_at, SurveyRow.submitted_at).where(
        SurveyRow.ticket_id == bindparam("ticket")
    ),
    select(literal(_FAVORITE), PersonRow.role, PersonRow.id, null(), null())
    .join(FavoriteRow, FavoriteRow.person_id == PersonRow.id)
    .where(FavoriteRow.ticket_id == bindparam("ticket")),
)
_NEXT_DUE = select(func.min(TimerRow.due_at))
_RIPE = select(TimerRow.ticket_id).where(TimerRow.due_at <= bindparam("now")).distinct()

_INSERT_TICKET = insert(TicketRow).returning(TicketRow.id)
_INSERT_TIMER = insert(TimerRow)
_INSERT_SURVEY = insert(SurveyRow)
_INSERT_FAVORITE = insert(FavoriteRow)
_INSERT_MESSAGE = insert(MessageRow)
_SET_STATUS = update(TicketRow).where(TicketRow.id == bindparam("ticket")).values(status=bindparam("target"))
_SET_ASSIGNEE = update(TicketRow).where(TicketRow.id == bindparam("ticket")).values(assignee_id=bindparam("person"))
_DELETE_TICKET = delete(TicketRow).where(TicketRow.id == bindparam("ticket"))
_DELETE_TIMER = delete(TimerRow).where(TimerRow.ticket_id == bindparam("ticket"), TimerRow.name == bindparam("timer"))
_WAITING = (SurveyRow.ticket_id == bindparam("ticket"), SurveyRow.submitted_at.is_(None))
_DELETE_SURVEY = delete(SurveyRow).where(*_WAITING)
_SUBMIT_SURVEY = (
    update(SurveyRow)
    .where(*_WAITING)
    .values(submitted_at=bindparam("now"), rating=bindparam("given_rating"), comment=bindparam("given_comment"))
)
_CLEAR_FAVORITES = delete(FavoriteRow).where(
    FavoriteRow.ticket_id == bindparam("ticket"),
    FavoriteRow.person_id.in_(select(PersonRow.id).where(PersonRow.role == bindparam("role"))),
)


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


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What carrying out effects takes besides the effects.

    Attributes:
        ticket: number of the ticket.
        rating: of the survey that is being submitted.
        comment: of the survey that is being submitted.
    """

    ticket: int
    now: datetime
    rating: int | None = None
    comment: str | None = None


def load(connection: Connection, ticket: int, person: int, *, lock: bool) -> Record | None:
    """A ticket; with ``lock`` nobody else can change it until the transaction ends."""
    if lock:
        connection.execute(_LOCK, {"ticket": ticket})
    row = connection.execute(_TICKET, {"ticket": ticket, "person": person}).one_or_none()
    if row is None:
        return None
    return _record(row, _state(row[2], connection.execute(_OF_TICKET, {"ticket": ticket})))


def load_next(connection: Connection, person: int, after: int, limit: int) -> list[Record]:
    """The next tickets after a number, in the order of their numbers."""
    rows = connection.execute(_NEXT_TICKETS, {"person": person, "after": after, "limit": limit}).all()
    timers: dict[int, list[RunningTimer]] = {row[0]: [] for row in rows}
    for ticket, name, due_at in connection.execute(_TIMERS_OF_MANY, {"tickets": list(timers)}):
        timers[ticket].append(RunningTimer(name, due_at))
    return [_record(row, Ticket(row[2], tuple(timers[row[0]]))) for row in rows]


def insert_ticket(connection: Connection, subject: str, status: str, creator: int, now: datetime) -> int:
    """A row for a new ticket; returns its number."""
    values = {"subject": subject, "status": status, "creator_id": creator, "created_at": now}
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


def carry_out(connection: Connection, effects: Sequence[Effect], about: Circumstances) -> None:
    """Make of each effect what it means in rows, in their order."""
    for effect in effects:
        _carry_out(connection, effect, about)


def _carry_out(connection: Connection, effect: Effect, about: Circumstances) -> None:  # noqa: C901 - one case an effect
    key: dict[str, Any] = {"ticket": about.ticket}
    match effect:
        case StatusChanged(target=target):
            connection.execute(_SET_STATUS, {**key, "target": target})
        case TimerStarted(name=name, due_at=due_at):
            connection.execute(_DELETE_TIMER, {**key, "timer": name})
            connection.execute(_INSERT_TIMER, {"ticket_id": about.ticket, "name": name, "due_at": due_at})
        case TimerStopped(name=name):
            connection.execute(_DELETE_TIMER, {**key, "timer": name})
        case SurveyOpened(at=at):
            connection.execute(_INSERT_SURVEY, {"ticket_id": about.ticket, "opened_at": at})
        case UnsubmittedSurveyDropped():
            connection.execute(_DELETE_SURVEY, key)
        case SurveySubmitted():
            given = {"now": about.now, "given_rating": about.rating, "given_comment": about.comment}
            connection.execute(_SUBMIT_SURVEY, {**key, **given})
        case FavoriteAdded(actor=actor):
            connection.execute(_INSERT_FAVORITE, {"ticket_id": about.ticket, "person_id": int(actor)})
        case FavoritesCleared(role=role):
            connection.execute(_CLEAR_FAVORITES, {**key, "role": role})
        case SystemMessageAdded(text=text, at=at):
            said = {"ticket_id": about.ticket, "kind": MessageKind.SYSTEM, "body": text, "created_at": at}
            connection.execute(_INSERT_MESSAGE, said)
        case TicketDeleted():
            connection.execute(_DELETE_TICKET, key)  # and all that belongs to it, by its foreign keys
        case _:  # TicketCreated: its row came first, since all others refer to it
            pass


def _state(status: str, parts: Iterable[Sequence[Any]]) -> Ticket:
    """All of a ticket's state, from its status and the rows that belong to it."""
    timers: list[RunningTimer] = []
    surveys: list[tuple[int, Survey]] = []
    favorites: set[Favorite] = set()
    for kind, name, number, begins, ends in parts:
        if kind == _TIMER:
            timers.append(RunningTimer(name, begins))
        elif kind == _SURVEY:
            surveys.append((number, Survey(begins, submitted=ends is not None)))
        else:
            favorites.add(Favorite(name, str(number)))
    return Ticket(
        status,
        tuple(sorted(timers, key=lambda timer: timer.name)),
        tuple(survey for _, survey in sorted(surveys, key=lambda each: each[0])),
        frozenset(favorites),
    )


def _record(row: Sequence[Any], state: Ticket) -> Record:
    return Record(row[0], row[1], row[3], row[4], row[5], state, row[6], bool(row[7]))
