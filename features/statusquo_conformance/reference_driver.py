"""The driver for the API of the reference server: each operation as one HTTP request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3
from statusquo.rules.model import Role

from statusquo_conformance.operations import (
    Account,
    Done,
    MessageView,
    NotVisible,
    Operation,
    Outcome,
    ParticipantView,
    Refused,
    SurveyView,
    TargetError,
    TicketView,
    UnreachableServerError,
)

REFUSALS = frozenset({403, 409, 422})
NOT_VISIBLE = 404
LONGEST_WAIT = urllib3.Timeout(connect=5.0, read=20.0)
PAGE = 200


@dataclass(frozen=True)
class Call:
    """How an operation is done over HTTP.

    Attributes:
        method: of the request.
        path: with the names of arguments in braces.
        body: names of the arguments that go into the JSON body.
        result: what the operation gives, from the answer's JSON.
    """

    method: str
    path: str
    body: tuple[str, ...] = ()
    result: Callable[[Any], Any] = lambda _answer: None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _ticket(answer: Any) -> TicketView:
    # A ticket has these fields where its rules have timers that are shown so.
    closes_at, deletes_at = _time(answer.get("closes_at")), _time(answer.get("deletes_at"))
    return TicketView(answer["status"], answer["assignee"], closes_at, deletes_at)


def _messages(items: Any) -> tuple[MessageView, ...]:
    shown = [MessageView(each["id"], each["author"], each["body"]) for each in items if each["kind"] != "note"]
    return tuple(shown)


def _participants(items: Any) -> tuple[ParticipantView, ...]:
    return tuple(ParticipantView(each["customer"], each["active"]) for each in items)


def _surveys(items: Any) -> tuple[SurveyView, ...]:
    return tuple(SurveyView(each["id"], each["submitted"]) for each in items)


def _of_each(key: str) -> Callable[[Any], tuple[str, ...]]:
    return lambda items: tuple(each[key] for each in items)


def _at(key: str) -> Callable[[Any], Any]:
    return lambda answer: answer[key]


CALLS: Mapping[Operation, Call] = {
    Operation.CREATE_TICKET: Call("POST", "/tickets", ("subject",), _at("id")),
    Operation.READ_TICKET: Call("GET", "/tickets/{ticket}", (), _ticket),
    Operation.CHANGE_STATUS: Call("PUT", "/tickets/{ticket}/status", ("status",)),
    Operation.LIST_STATUSES: Call("LIST", "/statuses", (), _of_each("status")),
    Operation.POST_MESSAGE: Call("POST", "/tickets/{ticket}/messages", ("body",), _at("id")),
    Operation.EDIT_MESSAGE: Call("PATCH", "/tickets/{ticket}/messages/{message}", ("body",)),
    Operation.LIST_MESSAGES: Call("LIST", "/tickets/{ticket}/messages", (), _messages),
    Operation.ASSIGN: Call("PUT", "/tickets/{ticket}/assignee", ("staff",)),
    Operation.REQUEST_CLOSURE: Call("POST", "/tickets/{ticket}/closure-request"),
    Operation.CLOSE_NOW: Call("POST", "/tickets/{ticket}/closure"),
    Operation.SCHEDULE_CLOSURE: Call("POST", "/tickets/{ticket}/closure-schedule", ("at",)),
    Operation.SCHEDULE_DELETION: Call("POST", "/tickets/{ticket}/deletion-schedule", ("at",)),
    Operation.CREATE_INVITE: Call("POST", "/tickets/{ticket}/invites", (), _at("invite")),
    Operation.ACCEPT_INVITE: Call("POST", "/invites/{invite}/acceptance", (), _at("ticket")),
    Operation.LIST_PARTICIPANTS: Call("LIST", "/tickets/{ticket}/participants", (), _participants),
    Operation.REMOVE_PARTICIPANT: Call("DELETE", "/tickets/{ticket}/participants/{customer}"),
    Operation.ADD_FAVORITE: Call("PUT", "/tickets/{ticket}/favorite"),
    Operation.LIST_FAVORITES: Call("LIST", "/favorites?ticket={ticket}", (), _of_each("ticket")),
    Operation.LIST_SURVEYS: Call("LIST", "/tickets/{ticket}/surveys", (), _surveys),
    Operation.SUBMIT_SURVEY: Call("POST", "/tickets/{ticket}/survey-submission", ("rating",)),
}
"""How the reference API does each operation; LIST is GET, page by page."""


class ReferenceDriver:
    """Speaks to a server that has the reference API.

    Attributes:
        has_clock: whether the server was started with a test clock.
    """

    def __init__(self, url: str, token: str) -> None:
        """Look at the server behind ``url`` with the token of somebody who holds every permission.

        Raises:
            TargetError: if it does not accept the token or does not have the reference API.
            UnreachableServerError: if it does not answer.
        """
        self._base = url.rstrip("/")
        self._owner = Account("", token, "the owner of the token")
        self._pool = urllib3.PoolManager(timeout=LONGEST_WAIT, retries=False, maxsize=4)
        status, answer = self._send("GET", "/me", self._owner, None)
        if status == 401:  # noqa: PLR2004 - HTTP's own number
            message = f"{self._base} does not accept the token."
            hint = "Set STATUSQUO_OWNER_TOKEN to the token of somebody who holds every permission."
            raise TargetError(message, hint=hint)
        if status != 200 or "id" not in answer:  # noqa: PLR2004 - HTTP's own number
            message = f"{self._base} does not have the reference API: GET /me gave {_seen(status, answer)}."
            raise TargetError(message, hint="Is the URL right?")
        told = self._send("GET", "/test-clock", self._owner, None)
        self.has_clock = told[0] == 200  # noqa: PLR2004 - HTTP's own number
        self._ahead = self._told_by(told) if self.has_clock else timedelta()

    def permissions(self) -> frozenset[str] | None:
        """What the owner of the token holds, or None if the server does not tell."""
        status, answer = self._send("GET", "/me", self._owner, None)
        held = answer.get("permissions") if status == 200 else None  # noqa: PLR2004 - HTTP's own number
        return frozenset(held) if isinstance(held, list) else None

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def perform(self, operation: Operation, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        """Carry out one operation; see :class:`~statusquo_conformance.operations.Driver`."""
        call = CALLS[operation]
        path = call.path.format_map(arguments)
        body = {name: _plain(arguments[name]) for name in call.body if arguments.get(name) is not None}
        if operation is Operation.CREATE_TICKET:
            body = {"subject": "A ticket of the conformance suite"}
        if call.method == "LIST":
            return self._list(path, actor, call)
        status, answer = self._send(call.method, path, actor, body if call.method != "GET" else None)
        return _outcome(f"{call.method} {path}", status, answer, call)

    def new_account(self, role: Role, permissions: tuple[str, ...], name: str) -> Account:
        """An account of its own; see :class:`~statusquo_conformance.operations.Driver`."""
        path = "/staff" if role.permissions else "/customers"
        body: dict[str, Any] = {"name": name, "role": role.name}
        if role.permissions:
            body["permissions"] = list(permissions)
        status, answer = self._send("POST", path, self._owner, body)
        if status != 201 or "token" not in answer:  # noqa: PLR2004 - HTTP's own number
            message = f"POST {path} gave no account for {name}: {_seen(status, answer)}."
            hint = "The token must be that of somebody who holds every permission."
            raise TargetError(message, hint=hint)
        return Account(answer["id"], answer["token"], name)

    def now(self) -> datetime:
        """The server's time, or this machine's if the server has no test clock."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time go by on the server."""
        self._ahead = self._told_by(self._send("POST", "/test-clock/advance", self._owner, {"seconds": seconds}))

    def _told_by(self, answer: tuple[int, Any]) -> timedelta:
        """How far the server's clock is ahead of this machine's, by what it has just told.

        Raises:
            TargetError: if it has told no time.
        """
        status, told = answer
        try:
            return datetime.fromisoformat(told["now"]) - datetime.now(UTC)
        except (KeyError, TypeError, ValueError):
            message = f"The test clock of {self._base} told no time: {_seen(status, told)}."
            raise TargetError(message) from None

    def _list(self, path: str, actor: Account, call: Call) -> Outcome:
        """A whole list, page by page."""
        items: list[Any] = []
        cursor = None
        while True:
            separator = "&" if "?" in path else "?"
            page = f"{path}{separator}limit={PAGE}" + (f"&cursor={cursor}" if cursor else "")
            status, answer = self._send("GET", page, actor, None)
            if status != 200 or not isinstance(answer.get("items"), list):  # noqa: PLR2004 - HTTP's own number
                return _outcome(f"GET {path}", status, answer, Call("GET", path))
            items += answer["items"]
            cursor = answer.get("next_cursor")
            if cursor is None:
                return _outcome(f"GET {path}", status, items, call)

    def _send(self, method: str, path: str, actor: Account, body: dict[str, Any] | None) -> tuple[int, Any]:
        """One request; the status code, and the JSON of the answer ({} if there is none)."""
        headers = {"Authorization": f"Bearer {actor.secret}", "Accept": "application/json"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body)
        try:
            answer = self._pool.request(method, self._base + path, body=content, headers=headers, redirect=False)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            message = f"{method} {self._base}{path} got no answer: {error}"
            raise UnreachableServerError(message, hint="Is the server running?") from None
        if not answer.data:
            return answer.status, {}
        try:
            return answer.status, json.loads(answer.data)
        except ValueError:
            start = answer.data[:80].decode("utf-8", "replace")
            message = f"{method} {path} was answered with {answer.status} and no JSON: {start}"
            raise TargetError(message) from None


def _outcome(request: str, status: int, answer: Any, call: Call) -> Outcome:
    seen = _seen(status, answer)
    if status in REFUSALS:
        return Refused(seen)
    if status == NOT_VISIBLE:
        return NotVisible(seen)
    if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
        message = f"{request} was answered with {seen}, which is neither done nor refused."
        raise TargetError(message)
    try:
        return Done(call.result(answer), seen)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{request} was answered with {seen}, in which something is not as expected: {error!r}."
        raise TargetError(message) from None


def _seen(status: int, answer: Any) -> str:
    """An answer in a few words."""
    code = answer.get("code") if isinstance(answer, dict) else None
    return f"{status} {code}" if code else str(status)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
