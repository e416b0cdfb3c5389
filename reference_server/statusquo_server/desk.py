"""The desk: the one way in which anything is done to a ticket, or seen of it.

First comes what time has brought, then the engine's decision, and then its effects, all in one transaction in which
nobody else can change the ticket. What time has brought is kept even where the request is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from statusquo.rules.operations import Operation
from statusquo.runtime.results import Decision, Effect, Ground, LinkedTicketOpened, TimerStarted
from statusquo.runtime.state import Actor, Request, Ticket
from statusquo.runtime.step import due, step

from statusquo_server import store
from statusquo_server.clock import Clock
from statusquo_server.database import Database
from statusquo_server.effects import Circumstances, carry_out
from statusquo_server.models import MessageKind, MessageRow
from statusquo_server.people import Person
from statusquo_server.problems import Problem, not_found
from statusquo_server.rulebook import Rulebook
from statusquo_server.store import Record
from statusquo_server.validation import Body

NOBODY = 0
"""Stands for the person where time, and not a person, looks at a ticket."""

BATCH = 200
"""How many tickets are looked at together."""

_log = logging.getLogger(__name__)

_MESSAGE = select(MessageRow.kind, MessageRow.author_id).where(
    MessageRow.id == bindparam("message"), MessageRow.ticket_id == bindparam("ticket")
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries something on a ticket.

    Attributes:
        ticket: number of the ticket; None for an id that stands for none.
        message: number of the message concerned; None if it is about the ticket, 0 for an id that stands for none.
        named: arguments of the rules that do not come in the body but in the path.
    """

    person: Person
    ticket: int | None
    operation: Operation
    body: Body
    message: int | None = None
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """An attempt that was allowed, within its transaction, so that more can be written.

    Attributes:
        record: the ticket as it is afterwards.
        fields: of the body, all of them checked.
        opened: number of the ticket that was opened besides, or None.
    """

    connection: Connection
    now: datetime
    record: Record
    fields: Mapping[str, Any]
    opened: int | None

    @property
    def written_on(self) -> int:
        """Number of the ticket on which something is written that comes with the attempt."""
        return self.record.id if self.opened is None else self.opened


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket that somebody may look at, within a transaction that reads.

    Attributes:
        actor: the person as the engine sees them.
    """

    connection: Connection
    now: datetime
    record: Record
    actor: Actor


@dataclass(frozen=True, slots=True)
class Overview:
    """Many tickets as they are at one moment, within a transaction that reads."""

    connection: Connection
    now: datetime


class Desk:
    """Tickets, by the rules.

    Attributes:
        on_schedule: called after a timer has been started, so that whoever waits for the next one learns of it.
    """

    def __init__(self, database: Database, rulebook: Rulebook, clock: Clock) -> None:
        self.database = database
        self.rulebook = rulebook
        self.clock = clock
        self.on_schedule: Callable[[], None] = _nothing

    def create(self, person: Person, body: Body) -> Record:
        """Open a ticket (S-3, F-2).

        Raises:
            Problem: if the person may not, or the body does not fit.
        """
        rulebook, operation = self.rulebook, Operation.CREATE_TICKET
        request = rulebook.request(rulebook.actor(person, None), operation, body.fields)
        with self.database.writing() as connection:
            now = self.clock.now()
            outcome = self._step(request, None, now)
            if not outcome.decision.allowed or outcome.ticket is None:
                raise _last(body, outcome.decision) or rulebook.refused(outcome.decision, person.role, operation, None)
            fields = body.checked()
            subject: str = fields["subject"]
            number = store.insert_ticket(connection, subject, outcome.ticket, person.id, now)
            given = rulebook.besides(person.role, operation, fields)
            about = Circumstances(number, now, person.id, given=given)
            carry_out(connection, outcome.effects, outcome.ticket, about)
        self._tell(outcome.effects)
        return Record(number, subject, person.id, None, now, outcome.ticket, None, has_written=False)

    @contextmanager
    def look(self, person: Person, ticket: int | None, operation: Operation = Operation.READ_TICKET) -> Iterator[Seen]:
        """Look at a ticket, or at something of it (T-1, C-1, C-2).

        Raises:
            Problem: if the person does not see it or may not.
        """
        rulebook = self.rulebook
        while True:
            with self.database.reading() as connection:
                now = self.clock.now()
                record = None if ticket is None else store.load(connection, ticket, person.id, lock=False)
                if record is None:
                    raise rulebook.unseen(person.role)
                if not _is_ripe(record, now):
                    actor = rulebook.actor(person, record)
                    decision = rulebook.may(actor, operation, record, now)
                    if not decision.allowed:
                        raise rulebook.refused(decision, person.role, operation, record.state.status)
                    yield Seen(connection, now, record, actor)
                    return
            # Only now is the write lock needed, and reading begins anew afterwards.
            self.settle(record.id)

    @contextmanager
    def perform(self, attempt: Attempt) -> Iterator[Done]:
        """Do something to a ticket: all of it when the block ends, and nothing of it when the block raises.

        Raises:
            Problem: for the first reason that speaks against it.
        """
        role, operation, rulebook = attempt.person.role, attempt.operation, self.rulebook
        with self.database.writing() as connection:
            before, now = self._settled(connection, attempt.ticket, attempt.person.id)
            if before is None:
                raise rulebook.unseen(role)
            message = self._see(connection, attempt, before, now)
            author = None if message is None else message.author
            edits_system = _edits_system(attempt, message)
            if edits_system:
                # It is nobody's own. Whether that is the reason is seen by asking as if it were the person's.
                author = attempt.person.id
            actor = rulebook.actor(attempt.person, before, author)
            request = rulebook.request(actor, operation, {**attempt.body.fields, **attempt.named})
            outcome = self._step(request, before.state, now)
            decision = outcome.decision
            if edits_system and decision.ground is not Ground.PERMISSION:
                raise rulebook.nobodys_own(role, operation)
            if not decision.allowed or outcome.ticket is None:
                refused = rulebook.refused(decision, role, operation, before.state.status)
                raise _last(attempt.body, decision) or refused
            fields = attempt.body.checked()
            given = rulebook.besides(role, operation, fields)
            about = Circumstances(before.id, now, attempt.person.id, fields.get("rating"), fields.get("comment"), given)
            opened = carry_out(connection, outcome.effects, outcome.ticket, about)
            yield Done(connection, now, replace(before, state=outcome.ticket), fields, opened)
        self._tell(outcome.effects)

    @contextmanager
    def overlook(self) -> Iterator[Overview]:
        """Look at many tickets, on none of which anything is due (A-1, A-3)."""
        failed = self.settle_all()
        while True:
            with self.database.reading() as connection:
                now = self.clock.now()
                # What has become due meanwhile is not to be shown as if it had not.
                if failed.issuperset(store.ripe_tickets(connection, now)):
                    yield Overview(connection, now)
                    return
            failed = self.settle_all()

    def visible(self, overview: Overview, person: Person, after: int) -> Iterator[Record]:
        """The tickets that somebody sees, after a number, in the order of their numbers. The engine decides on each."""
        while records := store.load_next(overview.connection, person.id, after, BATCH):
            yield from (record for record in records if self.shows(overview, person, record))
            after = records[-1].id

    def shows(self, overview: Overview, person: Person, record: Record) -> bool:
        """Whether somebody sees a ticket in a list. One on which something is due has failed, and is left out."""
        actor = self.rulebook.actor(person, record)
        may_read = self.rulebook.may(actor, Operation.READ_TICKET, record, overview.now).allowed
        return may_read and not _is_ripe(record, overview.now)

    def sight(self, overview: Overview, person: Person, ticket: int | None) -> Record:
        """One of many tickets, of which somebody wants to know more than that it is there.

        Raises:
            Problem: if the person does not see it.
        """
        record = None if ticket is None else store.load(overview.connection, ticket, person.id, lock=False)
        if record is None or not self.shows(overview, person, record):
            raise self.rulebook.unseen(person.role)
        return record

    def settle(self, ticket: int) -> None:
        """Apply what time has brought to a ticket (A-1, A-3)."""
        with self.database.writing() as connection:
            self._settled(connection, ticket, NOBODY)

    def settle_all(self) -> frozenset[int]:
        """Apply what time has brought to all tickets; one that fails does not keep the others from it.

        Returns:
            The tickets that failed.
        """
        with self.database.reading() as connection:
            ripe = store.ripe_tickets(connection, self.clock.now())
        failed: set[int] = set()
        for ticket in ripe:
            try:
                self.settle(ticket)
            except Exception:  # noqa: BLE001 - one ticket must not stop the clock for all others
                failed.add(ticket)
                _log.exception("what is due on the ticket %s could not be applied", ticket)
        return frozenset(failed)

    def next_due(self) -> datetime | None:
        """When something is due next."""
        with self.database.reading() as connection:
            return store.next_due(connection)

    def _settled(self, connection: Connection, ticket: int | None, person: int) -> tuple[Record | None, datetime]:
        """A ticket on which nothing is due, locked, and the moment of which this is true."""
        while True:
            now = self.clock.now()
            record = None if ticket is None else store.load(connection, ticket, person, lock=self.database.locks_rows)
            if record is None or not _is_ripe(record, now):
                return record, now
            brought = due(self.rulebook.compiled, record.state, now)
            carry_out(connection, brought.effects, brought.ticket, Circumstances(record.id, now))
            # Kept whatever becomes of the request. The lock is gone with it, so one has to look again.
            connection.commit()

    def _see(self, connection: Connection, attempt: Attempt, record: Record, now: datetime) -> _Message | None:
        """Make sure that somebody may know of a ticket, and of a message on it; returns the message."""
        rulebook, person = self.rulebook, attempt.person
        action = rulebook.action(person.role, attempt.operation)
        actor = rulebook.actor(person, record)
        if action is None or not action.unseen:
            sight = rulebook.may(actor, Operation.READ_TICKET, record, now)
            if not sight.allowed:
                raise rulebook.refused(sight, person.role, attempt.operation, None)
        if attempt.message is None:
            return None
        key = {"message": attempt.message, "ticket": record.id}
        found = connection.execute(_MESSAGE, key).one_or_none()
        if found is None or not self.reads(actor, found.kind, record, now):
            raise not_found("There is no such message.")
        return _Message(found.kind, found.author_id)

    def reads(self, actor: Actor, kind: str, record: Record, now: datetime) -> bool:
        """Whether somebody who sees a ticket may read messages of a kind on it (F-4)."""
        return kind != MessageKind.NOTE or self.rulebook.may(actor, Operation.READ_NOTES, record, now).allowed

    def _step(self, request: Request | Decision, ticket: Ticket | None, now: datetime) -> _Outcome:
        if isinstance(request, Decision):
            return _Outcome(request, ticket, ())
        done = step(self.rulebook.compiled, request, ticket, now)
        if done.decision is None:
            message = "a step without a decision"
            raise TypeError(message)
        return _Outcome(done.decision, done.ticket, done.effects)

    def _tell(self, effects: tuple[Effect, ...]) -> None:
        if _starts_a_timer(effects):
            self.on_schedule()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a request: a step of the engine that certainly has a decision."""

    decision: Decision
    ticket: Ticket | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class _Message:
    """A message that an attempt is about; what the system says has no author."""

    kind: str
    author: int | None


def _edits_system(attempt: Attempt, message: _Message | None) -> bool:
    """Whether somebody tries to edit what the system says."""
    of_system = message is not None and message.kind == MessageKind.SYSTEM
    return of_system and attempt.operation is Operation.EDIT_MESSAGE


def _last(body: Body, decision: Decision) -> Problem | None:
    """The fault of a body, if arguments are all that speaks against the request: it explains why they are missing."""
    return body.fault if decision.ground is Ground.ARGUMENTS else None


def _starts_a_timer(effects: tuple[Effect, ...]) -> bool:
    """Whether a timer has been started, on whichever ticket."""
    further = (effect.effects for effect in effects if isinstance(effect, LinkedTicketOpened))
    return any(isinstance(effect, TimerStarted) for effect in effects) or any(map(_starts_a_timer, further))


def _is_ripe(record: Record, now: datetime) -> bool:
    """Whether something is due, so that the engine has to be asked what."""
    return any(timer.due_at <= now for timer in record.state.timers)


def _nothing() -> None:
    """Nobody waits for the next timer."""
