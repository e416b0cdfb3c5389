"""From the values found in an answer to the results of an operation, each of the type that the suite relies on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from statusquo_conformance.operations import MessageView, Operation, ParticipantView, SurveyView, TicketView
from statusquo_conformance.target.model import Target
from statusquo_conformance.target.vocabulary import CREATE_CUSTOMER, CREATE_STAFF, HELLO, NO_TIMES, READ_CLOCK, REST

Found = Mapping[str, Any]

MILLISECONDS = 1000


class MisfitError(ValueError):
    """A value of an answer is not of the type that it has to be."""


class Wire:
    """How values are written on the server, both ways."""

    def __init__(self, target: Target) -> None:
        self._statuses = target.statuses
        self._from_wire = {wire: name for name, wire in target.statuses.items()}
        self._permissions = target.permissions
        self._roles = target.roles
        self._flags = target.flags
        self._flag_from_wire = {wire: name for name, wire in target.flags.items()}
        self.times_shown = target.times_shown
        self._reasons = target.reasons
        self._codes = target.codes
        self._times = target.times

    def status_to(self, name: str) -> str:
        """A status as the server spells it."""
        return self._statuses.get(name, name)

    def permissions_to(self, names: tuple[str, ...]) -> list[str]:
        """Permissions as the server spells them."""
        return [self._permissions.get(name, name) for name in names]

    def role_to(self, name: str) -> str:
        """A role as the server spells it."""
        return self._roles.get(name, name)

    def flag_to(self, name: str) -> str:
        """A flag as the server spells it."""
        return self._flags.get(name, name)

    def flags(self, value: Any) -> frozenset[str]:
        """Flags as the rules spell them; one that they do not know stays as it is, and no list is none of them."""
        if value is None:
            return frozenset()
        if not isinstance(value, list):
            raise MisfitError(f"`flags` is {value!r} and no list")
        texts = [_text("flags", each) for each in value]
        return frozenset(self._flag_from_wire.get(text, text) for text in texts)

    def reason(self, value: Any) -> str:
        """The refusal code for what the server calls the reason; empty if nothing translates it.

        Where the target translates nothing at all, the server's words are the codes themselves.
        """
        if isinstance(value, bool) or not isinstance(value, str | int):
            return ""
        text = str(value)
        if self._reasons:
            return self._reasons.get(text, "")
        return text if text in self._codes else ""

    def permissions(self, value: Any) -> frozenset[str] | None:
        """Permissions as the rules spell them, or None where the server does not tell."""
        if not isinstance(value, list):
            return None
        from_wire = {wire: name for name, wire in self._permissions.items()}
        return frozenset(from_wire.get(name, name) for name in value if isinstance(name, str))

    def time_to(self, time: datetime) -> str | int:
        """A time as the server writes it."""
        if self._times == "rfc3339":
            return time.isoformat()
        return math.floor(time.timestamp() * (MILLISECONDS if self._times == "epoch_ms" else 1))

    def status(self, name: str, value: Any) -> str:
        """A status as the rules spell it; one that they do not know stays as it is."""
        text = _text(name, value)
        return self._from_wire.get(text, text)

    def time(self, name: str, value: Any) -> datetime | None:
        """A time, or None where the server shows none."""
        if value is None:
            return None
        try:
            if self._times != "rfc3339":
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise MisfitError(f"`{name}` is {value!r} and no number")
                return datetime.fromtimestamp(value / (MILLISECONDS if self._times == "epoch_ms" else 1), UTC)
            time = datetime.fromisoformat(_text(name, value))
        except (ValueError, OverflowError, OSError) as error:
            if isinstance(error, MisfitError):
                raise
            raise MisfitError(f"`{name}` is {value!r} and no time of the form {self._times}") from None
        if time.tzinfo is None:
            raise MisfitError(f"`{name}` is {value!r}, without its time zone")
        return time


def result_of(operation: str, found: Sequence[Found], wire: Wire) -> Any:
    """What the operation gives.

    Args:
        operation: which one.
        found: what was found in the answer, or in each item of the list.
        wire: how values are written.

    Raises:
        MisfitError: if something found is not of its type.
    """
    build = _BUILDERS.get(operation)
    return build(found, wire) if build is not None else None


def _ticket(found: Sequence[Found], wire: Wire) -> TicketView:
    values = found[0]
    assignee = values.get("assignee")
    times = {name: value for name, value in values.items() if name not in NO_TIMES}
    if REST in values:
        rest = values[REST]
        if not isinstance(rest, dict):
            raise MisfitError(f"`{REST}` is {rest!r}, in which nothing has a name")
        times = {**{name: rest.get(name) for name in wire.times_shown}, **times}
    return TicketView(
        wire.status("status", values["status"]),
        _id("assignee", assignee) if assignee is not None else None,
        {name: wire.time(name, value) for name, value in times.items()},
        wire.flags(values.get("flags")),
    )


def _message(values: Found, _wire: Wire) -> MessageView:
    author = values["author"]
    name = _id("author", author) if author is not None else None
    return MessageView(_id("id", values["id"]), name, _text("body", values["body"]))


def _each(build: Callable[[Found, Wire], Any]) -> Callable[[Sequence[Found], Wire], Any]:
    return lambda found, wire: tuple(build(values, wire) for values in found)


def _one(build: Callable[[Found, Wire], Any]) -> Callable[[Sequence[Found], Wire], Any]:
    return lambda found, wire: build(found[0], wire)


def _account(values: Found, _wire: Wire) -> tuple[str, str, str | None]:
    user = values.get("user")
    return _id("id", values["id"]), _id("secret", values["secret"]), _id("user", user) if user is not None else None


def _now(values: Found, wire: Wire) -> datetime:
    now = wire.time("now", values["now"])
    if now is None:
        raise MisfitError("`now` is missing")
    return now


_BUILDERS: Mapping[str, Callable[[Sequence[Found], Wire], Any]] = {
    Operation.CREATE_TICKET: _one(lambda values, _: _id("id", values["id"])),
    Operation.READ_TICKET: _ticket,
    Operation.LIST_STATUSES: _each(lambda values, wire: wire.status("status", values["status"])),
    Operation.POST_MESSAGE: _one(lambda values, _: _id("id", values["id"])),
    Operation.LIST_MESSAGES: _each(_message),
    Operation.CREATE_INVITE: _one(lambda values, _: _id("id", values["id"])),
    Operation.LIST_PARTICIPANTS: _each(
        lambda values, _: ParticipantView(_id("customer", values["customer"]), _truth("active", values["active"]))
    ),
    Operation.LIST_FAVORITES: _each(lambda values, _: _id("ticket", values["ticket"])),
    Operation.LIST_SURVEYS: _each(
        lambda values, _: SurveyView(_id("id", values["id"]), _truth("submitted", values["submitted"]))
    ),
    Operation.LIST_LINKS: _each(lambda values, _: _id("ticket", values["ticket"])),
    HELLO: _one(lambda values, wire: wire.permissions(values.get("permissions"))),
    CREATE_CUSTOMER: _one(_account),
    CREATE_STAFF: _one(_account),
    READ_CLOCK: _one(_now),
}


def _id(name: str, value: Any) -> str:
    """An id: a text that is not empty, or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value:
        return value
    raise MisfitError(f"`{name}` is {value!r} and no id")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise MisfitError(f"`{name}` is {value!r} and no text")
    return value


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise MisfitError(f"`{name}` is {value!r} and neither true nor false")
    return value
