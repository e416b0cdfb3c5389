"""The one driver for HTTP: carries out the operations as a target file says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from statusquo_conformance.judging.findings import NotChecked
from statusquo_conformance.operations import (
    Account,
    Done,
    Exchange,
    NotVisible,
    Operation,
    Outcome,
    TargetError,
    Unclear,
)
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.clock import move_clock
from statusquo_conformance.target.expressions import UnfitError
from statusquo_conformance.target.model import Call, Step, Target
from statusquo_conformance.target.reading import Reading, outcome_of
from statusquo_conformance.target.results import MisfitError, Wire, result_of
from statusquo_conformance.target.sessions import SessionOverError, Sessions
from statusquo_conformance.target.transport import Transport
from statusquo_conformance.target.vocabulary import (
    ACTOR,
    ADVANCE_CLOCK,
    CREATE_CUSTOMER,
    CREATE_STAFF,
    HELLO,
    IDS,
    MORE,
    READ_CLOCK,
    SHAPES,
)

MOST_PAGES = 200
"""So many pages of one list are read at most."""

_NOBODY = Account("", "", "nobody")
_LONGEST_BEGINNING = 31
_NO_HANDLE = re.compile(r"[^a-z0-9]+")


class HttpDriver:
    """Speaks to a server as its target says.

    Attributes:
        target: what says so.
        operations: those that can be performed.
        has_clock: whether the server's clock can be moved.
        clock_missing: why not, although the target says how; else empty.
        held: the permissions of the administrator; None if the server does not tell.
    """

    def __init__(self, target: Target, transport: Transport) -> None:
        """Say hello to the server, if the target says how, and look for its clock.

        Raises:
            TargetError: if the server does not answer as the target says.
            BrokenServerError: if it says that it is broken.
            UnreachableServerError: if it does not answer.
        """
        self.target = target
        self.operations = target.operations
        self._transport = transport
        self._sessions = Sessions(target, transport)
        self._wire = Wire(target)
        self._keeper = target.administrator if target.administrator is not None else _NOBODY
        if target.administrator is None:
            self._sessions.treat_as_nobody(_NOBODY)
        told = self._keep_house(HELLO, {}) if HELLO in target.calls else None
        self.held: frozenset[str] | None = told if target.administrator is not None else None
        self._ahead = timedelta()
        self.clock_missing = self._find_clock() if target.has_clock else ""
        self.has_clock = target.has_clock and not self.clock_missing

    @property
    def requests(self) -> int:
        """How many requests have been sent."""
        return self._sessions.requests

    @property
    def last_exchange(self) -> str:
        """The last request and its answer in words, without anything secret; empty if there was none."""
        return self._sessions.exchanges.last

    @property
    def last_where(self) -> str:
        """``file:line`` of the last request in the target file; empty if there was none."""
        return self._sessions.where

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        """The requests after the first so many; see :class:`~statusquo_conformance.operations.Driver`."""
        return self._sessions.exchanges.latest(self.requests - number)

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()

    def perform(self, operation: Operation, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        """Carry out one operation; see :class:`~statusquo_conformance.operations.Driver`."""
        return self._perform(operation, actor, arguments)

    def account_of(self, person: Person, permissions: tuple[str, ...], name: str) -> Account:
        """An account for a person; see :class:`~statusquo_conformance.operations.Driver`."""
        if self.target.people:
            found = self.target.people.get(person)
            if found is None:
                raise NotChecked(f"{self.target.file} names no account for {name}")
            return found
        operation = CREATE_STAFF if permissions or person.lacking else CREATE_CUSTOMER
        given = {"name": name, "handle": _handle(name), "role": person.role, "permissions": permissions}
        id_, secret, user = self._keep_house(operation, given)
        account = Account(id_, secret, name)
        self._sessions.admit(account, user)
        return account

    # -------------------------------------------------------------------------------------------------------- time

    def now(self) -> datetime:
        """The server's time; this machine's, and what it was advanced by, if the server does not tell its own."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time go by on the server."""
        if self.target.clock is not None and seconds > 0:
            seconds = move_clock(self.target.clock, seconds, self._sessions.mask)
        elif ADVANCE_CLOCK in self.target.calls:
            self._keep_house(ADVANCE_CLOCK, {"seconds": seconds})
        if READ_CLOCK in self.target.calls:
            self._ahead = _ahead(self._keep_house(READ_CLOCK, {}))
        else:
            self._ahead += timedelta(seconds=seconds)

    def _find_clock(self) -> str:
        """Set our time by the server's clock; why it has none after all, or the empty string.

        A server may well have a clock to be moved on test systems only, and answer elsewhere that there is none.
        """
        if READ_CLOCK not in self.target.calls:
            return ""
        told = self._perform(READ_CLOCK, self._keeper, {})
        if isinstance(told, NotVisible):
            request = self.target.calls[READ_CLOCK].step.request
            return f"`{request}` was answered with {told.seen}, so the server has no clock to be moved"
        self._ahead = _ahead(self._required(READ_CLOCK, told))
        return ""

    # ------------------------------------------------------------------------------------------------- operations

    def _keep_house(self, operation: str, arguments: Mapping[str, Any]) -> Any:
        """Do something that has to work, as the administrator."""
        return self._required(operation, self._perform(operation, self._keeper, arguments))

    def _required(self, operation: str, outcome: Outcome) -> Any:
        """The result of something that has to work."""
        results = SHAPES[operation].results
        if isinstance(outcome, Done) or (isinstance(outcome, Unclear) and not (results and outcome.result is None)):
            return outcome.result
        where = self.target.calls[operation].step.where
        message = f"`{operation}` has to work, and was answered with {outcome.seen} [{where}]."
        raise TargetError(message, hint=f"Look at `accounts` and at {where}.")

    def _perform(self, operation: str, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        call = self.target.calls.get(operation)
        if call is None:
            message = f"{self.target.file} does not say how `{operation}` is done."
            raise TargetError(message, hint=f"Describe it under `operations` in {self.target.file}.")
        try:
            return self._carry_out(operation, call, actor, arguments)
        except SessionOverError:
            # Whatever came before may have been done with a token of the old session, so all of it is done anew.
            self._sessions.forget(actor)
            return self._carry_out(operation, call, actor, arguments, last_try=True)

    def _carry_out(
        self, operation: str, call: Call, actor: Account, arguments: Mapping[str, Any], *, last_try: bool = False
    ) -> Outcome:
        values = {**self._sessions.kept_for(actor), **self._written(operation, {ACTOR: actor.id, **arguments})}
        for step in call.before:
            reading = self._sessions.send(step, actor, values, last_try=last_try)
            outcome = self._judge(step, call, reading)
            if not isinstance(outcome, Done | Unclear):
                return outcome
            values |= self._sessions.kept_of(step, reading)
        if call.paged:
            return self._pages(operation, call, actor, values, last_try=last_try)
        reading = self._sessions.send(call.step, actor, values, last_try=last_try)
        outcome = self._judge(call.step, call, reading)
        if isinstance(outcome, Unclear):
            return Unclear(self._result_if_there(operation, call, reading), outcome.seen)
        if not isinstance(outcome, Done):
            return outcome
        self._check_form(call, reading)
        return Done(self._result(operation, call, self._found(operation, call, reading), reading), outcome.seen)

    def _pages(
        self, operation: str, call: Call, actor: Account, values: Mapping[str, Any], *, last_try: bool
    ) -> Outcome:
        """A whole list, page by page."""
        paging = self.target.paging
        if paging is None:
            raise ValueError(operation)
        found: list[dict[str, Any]] = []
        page: Any = None if paging.next is not None else paging.first
        for _ in range(MOST_PAGES):
            extra = {**paging.query, **({paging.parameter: page} if page is not None else {})}
            reading = self._sessions.send(call.step, actor, values, extra, last_try=last_try)
            outcome = self._judge(call.step, call, reading)
            if not isinstance(outcome, Done):
                return outcome
            self._check_form(call, reading)
            more = self._found(operation, call, reading)
            found += more
            page = self._sessions.search(call.step, paging.next, reading) if paging.next is not None else page + 1
            if page is None or page is False or page == "" or (paging.next is None and not more):
                return Done(self._result(operation, call, found, reading), outcome.seen)
            if not isinstance(page, str | int):
                raise self._sessions.faults.misfit(call.step, "`next` of `paging` finds no cursor", reading)
        raise self._sessions.faults.misfit(call.step, f"`{operation}` has more than {MOST_PAGES} pages", reading)

    def _written(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments as the server writes them, and those that not every server takes all together."""
        values = dict(arguments)
        if "status" in values:
            values["status"] = self._wire.status_to(values["status"])
        if "flag" in values:
            values["flag"] = self._wire.flag_to(values["flag"])
        if "role" in values:
            values["role"] = self._wire.role_to(values["role"])
        if "permissions" in values:
            values["permissions"] = self._wire.permissions_to(values["permissions"])
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = self._wire.time_to(value)
            elif self.target.numeric_ids and name in IDS and str(value).isdecimal():
                values[name] = int(value)
        taken = self.target.taken.get(operation, ())
        more = {name: values[name] for name in taken if values.get(name) is not None}
        return {**values, MORE: more}

    # ---------------------------------------------------------------------------------------------------- answers

    def _judge(self, step: Step, call: Call, reading: Reading) -> Outcome:
        """What an answer amounts to, without a result."""
        try:
            outcome = outcome_of(reading, call.answers, self._wire.reason, self._sessions.mask)
        except UnfitError as error:
            raise self._sessions.faults.misfit(step, str(error), reading) from None
        if outcome is None:
            raise self._sessions.faults.unknown(step, reading)
        return outcome

    def _check_form(self, call: Call, reading: Reading) -> None:
        """Make sure that the answer is JSON, where nothing says that it is something else.

        Raises:
            TargetError: if not: a page to log in, for one, is no sign of anything that was done.
        """
        if not (reading.is_json or reading.is_redirect or call.reads_text):
            raise self._sessions.faults.misfit(call.step, "The answer is not JSON", reading)

    def _found(self, operation: str, call: Call, reading: Reading) -> list[dict[str, Any]]:
        """The values that the target's expressions find in an answer, or in each item of its list."""
        listed = SHAPES[operation].lists
        items = self._sessions.search(call.step, call.each, reading) if call.each is not None else reading.data
        if listed and not isinstance(items, list):
            raise self._sessions.faults.misfit(
                call.step, f"`each` of `{operation}` finds no list in the answer", reading
            )
        try:
            return [
                {name: reading.search_in(expression, item) for name, expression in call.result.items()}
                for item in (items if listed else [items])
            ]
        except UnfitError as error:
            raise self._sessions.faults.misfit(call.step, str(error), reading) from None

    def _result(self, operation: str, call: Call, found: list[dict[str, Any]], reading: Reading) -> Any:
        try:
            return result_of(operation, found, self._wire)
        except MisfitError as error:
            raise self._sessions.faults.misfit(call.step, f"Of `{operation}`, {error}", reading) from None

    def _result_if_there(self, operation: str, call: Call, reading: Reading) -> Any:
        """The result of an operation of which nobody knows whether it was done; None where it is not found."""
        try:
            return result_of(operation, self._found(operation, call, reading), self._wire)
        except (MisfitError, TargetError):
            return None


def _handle(name: str) -> str:
    """A name as an address can have it, no longer than 40 characters, and another one for every name."""
    plain = _NO_HANDLE.sub("-", name.lower()).strip("-")
    return f"{plain[:_LONGEST_BEGINNING].rstrip('-')}-{sha256(name.encode()).hexdigest()[:8]}"


def _ahead(now: datetime) -> timedelta:
    """How far the server's clock, which has just told this, is ahead of this machine's."""
    return now - datetime.now(UTC)
