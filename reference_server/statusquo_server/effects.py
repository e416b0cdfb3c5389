"""Carrying out what the engine says: each effect becomes what it means in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
    FlagCleared,
    FlagSet,
    LinkedTicketOpened,
    StatusChanged,
    SurveyOpened,
    SurveySubmitted,
    SystemMessageAdded,
    TicketDeleted,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)
from statusquo.runtime.state import Ticket

from statusquo_server.models import (
    ChangeRow,
    FavoriteRow,
    FlagRow,
    LinkRow,
    MessageKind,
    MessageRow,
    PersonRow,
    SurveyRow,
    TicketRow,
    TimerRow,
)
from statusquo_server.store import columns_of, insert_ticket

_INSERT_TIMER = insert(TimerRow)
_INSERT_SURVEY = insert(SurveyRow)
_INSERT_FAVORITE = insert(FavoriteRow)
_INSERT_FLAG = insert(FlagRow)
_INSERT_LINK = insert(LinkRow)
_INSERT_MESSAGE = insert(MessageRow)
_INSERT_CHANGE = insert(ChangeRow)
_SET_STATUS = (
    update(TicketRow)
    .where(TicketRow.id == bindparam("ticket"))
    .values({name: bindparam(f"new_{name}") for name in ("status", "came_from", "brought_by_id")})
)
_SUBJECT = select(TicketRow.subject).where(TicketRow.id == bindparam("ticket"))
_DELETE_TICKET = delete(TicketRow).where(TicketRow.id == bindparam("ticket"))
_DELETE_FLAG = delete(FlagRow).where(FlagRow.ticket_id == bindparam("ticket"), FlagRow.name == bindparam("flag"))
_DELETE_TIMER = delete(TimerRow).where(TimerRow.ticket_id == bindparam("ticket"), TimerRow.name == bindparam("timer"))
_STOP_TIMER = _DELETE_TIMER.returning(TimerRow.due_at)
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
class Circumstances:
    """What carrying out effects takes besides the effects.

    Attributes:
        ticket: number of the ticket.
        person: number of whoever did it; None if time did.
        rating: of the survey that is being submitted.
        comment: of the survey that is being submitted.
        given: what was given besides and has no place of its own, to be kept in the history of the ticket.
    """

    ticket: int
    now: datetime
    person: int | None = None
    rating: int | None = None
    comment: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def carry_out(
    connection: Connection, effects: Sequence[Effect], state: Ticket | None, about: Circumstances
) -> int | None:
    """Make of each effect what it means in rows, in their order.

    Args:
        connection: with a transaction that writes.
        effects: what the engine says.
        state: the ticket as it is afterwards; None if it is gone.
        about: what else it takes.

    Returns:
        The number of the ticket that was opened besides, if one was.
    """
    moment, opened, moved = about.now, None, False
    for effect in effects:
        match effect:
            case TimerStopped(name=name):
                # What a timer does has happened when it was due, though it may be noticed later.
                due_at = connection.execute(_STOP_TIMER, {"ticket": about.ticket, "timer": name}).scalar_one()
                moment = min(about.now, due_at)
            case StatusChanged(source=source, target=target):
                _note_change(connection, replace(about, now=moment), source, target)
                about, moved = replace(about, given={}), True
            case LinkedTicketOpened(ticket=ticket, effects=its_effects):
                opened = _open_ticket(connection, ticket, its_effects, about)
                about = replace(about, given={})
            case _:
                _carry_out(connection, effect, about)
    if state is not None and about.given:
        _note_change(connection, about, state.status, state.status)
    if state is not None and moved:
        columns = {f"new_{name}": value for name, value in columns_of(state).items()}
        connection.execute(_SET_STATUS, {"ticket": about.ticket, **columns})
    return opened


def _carry_out(connection: Connection, effect: Effect, about: Circumstances) -> None:  # noqa: C901 - one case an effect
    key: dict[str, Any] = {"ticket": about.ticket}
    row: dict[str, Any] = {"ticket_id": about.ticket}
    match effect:
        case TimerStarted(name=name, due_at=due_at, rounds=rounds):
            connection.execute(_DELETE_TIMER, {**key, "timer": name})
            connection.execute(_INSERT_TIMER, {**row, "name": name, "due_at": due_at, "rounds": rounds})
        case SurveyOpened(at=at):
            connection.execute(_INSERT_SURVEY, {**row, "opened_at": at})
        case UnsubmittedSurveyDropped():
            connection.execute(_DELETE_SURVEY, key)
        case SurveySubmitted():
            given = {"now": about.now, "given_rating": about.rating, "given_comment": about.comment}
            connection.execute(_SUBMIT_SURVEY, {**key, **given})
        case FavoriteAdded(actor=actor):
            connection.execute(_INSERT_FAVORITE, {**row, "person_id": int(actor)})
        case FavoritesCleared(role=role):
            connection.execute(_CLEAR_FAVORITES, {**key, "role": role})
        case FlagSet(name=name):
            connection.execute(_INSERT_FLAG, {**row, "name": name})
        case FlagCleared(name=name):
            connection.execute(_DELETE_FLAG, {**key, "flag": name})
        case SystemMessageAdded(text=text, at=at):
            said = {"kind": MessageKind.SYSTEM, "body": text, "created_at": at}
            connection.execute(_INSERT_MESSAGE, {**row, **said})
        case TicketDeleted():
            connection.execute(_DELETE_TICKET, key)  # and all that belongs to it, by its foreign keys
        case _:  # TicketCreated: its row came first, since all others refer to it
            pass


def _open_ticket(connection: Connection, ticket: Ticket, effects: Sequence[Effect], about: Circumstances) -> int:
    """Another ticket about the same subject, of whoever did it; returns its number."""
    if about.person is None:
        message = "time opens no tickets"
        raise ValueError(message)
    subject: str = connection.execute(_SUBJECT, {"ticket": about.ticket}).scalar_one()
    number = insert_ticket(connection, subject, ticket, about.person, about.now)
    carry_out(connection, effects, ticket, replace(about, ticket=number))
    connection.execute(_INSERT_LINK, {"ticket_id": about.ticket, "opened_id": number})
    return number


def _note_change(connection: Connection, about: Circumstances, source: str, target: str) -> None:
    values = {
        "ticket_id": about.ticket,
        "person_id": about.person,
        "source": source,
        "target": target,
        "given": dict(about.given),
        "changed_at": about.now,
    }
    connection.execute(_INSERT_CHANGE, values)
