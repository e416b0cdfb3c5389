"""The one driver for HTTP: carries out the operations as a target file says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from jmespath.exceptions import JMESPathError

from statusquo_conformance.actors import Person
from statusquo_conformance.findings import NotChecked
from statusquo_conformance.operations import (
    Account,
    Done,
    Exchange,
    NotVisible,
    Operation,
    Outcome,
    Refused,
    TargetError,
)
from statusquo_conformance.target.model import Answers, Call, Step, Target
from statusquo_conformance.target.results import MisfitError, Wire, result_of
from statusquo_conformance.target.sessions import Sessions, kept_of, read_json
from statusquo_conformance.target.transport import Answer, Transport
from statusquo_conformance.target.vocabulary import (
    ADVANCE_CLOCK,
    CREATE_CUSTOMER,
    CREATE_STAFF,
    HELLO,
    IDS,
    READ_CLOCK,
    SHAPES,
)

MOST_PAGES = 200
"""So many pages of one list are read at most."""

_NOBODY = Account("", "", "nobody")


class HttpDriver:
    """Speaks to a server as its target says.

    Attributes:
        target: what says so.
        operations: those that the target describes.
        has_clock: whether the server's clock can be moved.
        held: the permissions of the administrator; None if the server does not tell.
    """

    def __init__(self, target: Target, transport: Transport) -> None:
        """Say hello to the server, if the target says how, and look for its clock.

        Raises:
            TargetError: if the server does not answer as the target says.
            UnreachableServerError: if it does not answer.
        """
        self.target = target
        self.operations = frozenset(operation for operation in Operation if operation in target.calls)
        self._transport = transport
        self._sessions = Sessions(target, transport)
        self._wire = Wire(target.statuses, target.permissions, target.times)
        self._keeper = target.administrator if target.administrator is not None else _NOBODY
        self.held: frozenset[str] | None = self._keep_house(HELLO, {}) if HELLO in target.calls else None
        told = self._perform(READ_CLOCK, self._keeper, {}) if READ_CLOCK in target.calls else None
        self.has_clock = isinstance(told, Done)
        self._ahead = _ahead(told.result) if isinstance(told, Done) else timedelta()

    @property
    def requests(self) -> int:
        """How many requests have been sent."""
        return self._sessions.requests

    @property
    def last_exchange(self) -> str:
        """The last request and its answer in words, without anything secret; empty if there was none."""
        return self._sessions.last_exchange

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        """The requests after the first so many; see :class:`~statusquo_conformance.operations.Driver`."""
        return self._sessions.exchanges_since(number)

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
        id_, secret = self._keep_house(operation, {"name": name, "role": person.role, "permissions": permissions})
        self._sessions.remember(secret)
        return Account(id_, secret, name)

    def now(self) -> datetime:
        """The server's time, or this machine's if the server has no test clock."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time go by on the server."""
        self._keep_house(ADVANCE_CLOCK, {"seconds": seconds})
        self._ahead = _ahead(self._keep_house(READ_CLOCK, {}))

    def _keep_house(self, operation: str, arguments: Mapping[str, Any]) -> Any:
        """Do something that has to work, as the administrator."""
        outcome = self._perform(operation, self._keeper, arguments)
        if not isinstance(outcome, Done):
            where = self.target.calls[operation].step.where
            message = f"`{operation}` has to work, and was answered with {outcome.seen} [{where}]."
            raise TargetError(message, hint=f"Look at `accounts` and at {where}.")
        return outcome.result

    def _perform(self, operation: str, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        call = self.target.calls[operation]
        values = self._written(arguments)
        for step in call.before:
            answer = self._sessions.send(step, actor, values)
            outcome = self._judge(step, call.answers, answer)
            if not isinstance(outcome, Done):
                return outcome
            values |= self._kept(step, answer)
        if call.paged:
            return self._pages(operation, call, actor, values)
        answer = self._sessions.send(call.step, actor, values)
        outcome = self._judge(call.step, call.answers, answer)
        if not isinstance(outcome, Done):
            return outcome
        found = self._found(operation, call, answer, outcome.result)
        return Done(self._result(operation, call, found, answer), outcome.seen)

    def _pages(self, operation: str, call: Call, actor: Account, values: Mapping[str, Any]) -> Outcome:
        """A whole list, page by page."""
        paging = self.target.paging
        if paging is None:
            raise ValueError(operation)
        found: list[dict[str, Any]] = []
        page: Any = None if paging.next is not None else paging.first
        for _ in range(MOST_PAGES):
            extra = {**paging.query, **({paging.parameter: page} if page is not None else {})}
            answer = self._sessions.send(call.step, actor, values, extra)
            outcome = self._judge(call.step, call.answers, answer)
            if not isinstance(outcome, Done):
                return outcome
            more = self._found(operation, call, answer, outcome.result)
            found += more
            page = self._search(call.step, paging.next, outcome.result, answer) if paging.next is not None else page + 1
            if page is None or page is False or page == "" or (paging.next is None and not more):
                return Done(self._result(operation, call, found, answer), outcome.seen)
            if not isinstance(page, str | int):
                raise self._sessions.misfit(call.step, "`next` of `paging` finds no cursor", answer)
        raise self._sessions.misfit(call.step, f"`{operation}` has more than {MOST_PAGES} pages", answer)

    def _written(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments as the server writes them."""
        values = dict(arguments)
        if "status" in values:
            values["status"] = self._wire.status_to(values["status"])
        if "permissions" in values:
            values["permissions"] = self._wire.permissions_to(values["permissions"])
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = self._wire.time_to(value)
            elif self.target.numeric_ids and name in IDS and str(value).isdecimal():
                values[name] = int(value)
        return values

    def _judge(self, step: Step, answers: Answers, answer: Answer) -> Outcome:
        """What an answer amounts to; where it is done, the result is its JSON."""
        data = read_json(answer)
        said = self._search(step, answers.said, data, answer)
        seen = self._sessions.mask(f"{answer.status} {said}"[:200] if isinstance(said, str) else str(answer.status))
        known = answer.status in answers.done | answers.refused | answers.not_visible
        if answer.status in answers.not_visible or (known and self._search(step, answers.not_visible_if, data, answer)):
            return NotVisible(seen)
        if answer.status in answers.refused or (known and self._search(step, answers.refused_if, data, answer)):
            return Refused(seen)
        if not known:
            hint = ""
            if answer.status == HTTPStatus.UNAUTHORIZED:
                hint = "The server does not know who is asking: look at `auth` and `accounts`, and at their secrets."
            what = f"`{step.request}` was answered with {answer.status}, which is neither done nor refused"
            raise self._sessions.misfit(step, what, answer, hint)
        if data is None and answer.body.strip() not in {b"", b"null"}:
            raise self._sessions.misfit(step, "The answer is not JSON", answer)
        return Done(data, seen)

    def _found(self, operation: str, call: Call, answer: Answer, data: Any) -> list[dict[str, Any]]:
        """The values that the target's expressions find in an answer, or in each item of its list."""
        listed = SHAPES[operation].lists
        items = self._search(call.step, call.each, data, answer) if call.each is not None else data
        if listed and not isinstance(items, list):
            raise self._sessions.misfit(call.step, f"`each` of `{operation}` finds no list in the answer", answer)
        return [
            {name: self._search(call.step, expression, item, answer) for name, expression in call.result.items()}
            for item in (items if listed else [items])
        ]

    def _kept(self, step: Step, answer: Answer) -> dict[str, Any]:
        try:
            kept = kept_of(step, read_json(answer))
        except JMESPathError as error:
            raise self._sessions.misfit(step, f"An expression does not fit the answer: {error}", answer) from None
        for name, value in kept.items():
            if value is None:
                raise self._sessions.misfit(step, f"`{name}` was not found in the answer", answer)
        return kept

    def _search(self, step: Step, expression: Any, data: Any, answer: Answer) -> Any:
        if expression is None:
            return None
        try:
            return expression.search(data)
        except JMESPathError as error:
            what = f"`{expression.expression}` does not fit the answer: {error}"
            raise self._sessions.misfit(step, what, answer) from None

    def _result(self, operation: str, call: Call, found: list[dict[str, Any]], answer: Answer) -> Any:
        try:
            return result_of(operation, found, self._wire)
        except MisfitError as error:
            what = f"Of `{operation}`, {error}"
            raise self._sessions.misfit(call.step, what, answer) from None


def _ahead(now: datetime) -> timedelta:
    """How far the server's clock, which has just told this, is ahead of this machine's."""
    return now - datetime.now(UTC)
