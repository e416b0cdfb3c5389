"""The desk over HTTP. Every answer is JSON in an envelope, every refusal is a 422 with a code that says why.

What is no request of this API at all is told apart from a refusal: 400 where it is malformed, 401 where the key is
nobody's, 404 where there is no such address.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desk.cases import Desk
from desk.records import Person, Refusal
from desk.tables import DAY_MS, Do, Right, Role

KEY_HEADER = "x-api-key"
FORM_HEADER = "x-form-token"
LARGEST_PAGE = 100
USUAL_PAGE = 20
YEAR_MS = 366 * DAY_MS


class BadRequestError(Exception):
    """This is no request of the API."""


@dataclass(frozen=True)
class Question:
    """A request that was understood.

    Attributes:
        asker: whose key came with it.
        number: of the case in its path, or 0.
        query: by name.
        headers: by name in lower case.
        body: the JSON object that came with it, or an empty one.
    """

    asker: Person
    number: int
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    def paged(self, items: list[Any]) -> list[Any]:
        """The page of a list that is asked for; one past the end is empty."""
        try:
            page, size = int(self.query.get("page", "1")), int(self.query.get("size", USUAL_PAGE))
        except ValueError:
            raise BadRequestError("`page` and `size` are numbers.") from None
        if page < 1 or not 1 <= size <= LARGEST_PAGE:
            raise BadRequestError(f"Pages count from 1, and have 1 to {LARGEST_PAGE} entries.")
        return items[(page - 1) * size : page * size]


@dataclass(frozen=True)
class Reply:
    """An answer: the status code of HTTP, and what is sent as JSON."""

    status: HTTPStatus
    content: Mapping[str, Any]

    def encoded(self) -> bytes:
        """The content as it is sent."""
        return json.dumps(self.content).encode()


class Api:
    """The addresses of the desk. Safe to be used by several threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lock = threading.Lock()
        self._forms: set[tuple[str, int, int]] = set()
        self._actions: Mapping[str, Callable[[Question], Any]] = {
            Do.SEND: self._send,
            Do.EDIT_POST: lambda asked: desk.edit_post(*_on(asked), asked.body.get("post"), asked.body.get("text")),
            Do.SET_STAGE: self._set_stage,
            Do.HAND_OVER: lambda asked: desk.hand_over(*_on(asked), asked.body.get("agent")),
            Do.PLAN_CLOSE: lambda asked: desk.plan_close(*_on(asked), asked.body.get("on_ms")),
            Do.PLAN_ERASE: lambda asked: desk.plan_erase(*_on(asked), asked.body.get("on_ms")),
            Do.WANT_CLOSE: lambda asked: desk.want_close(*_on(asked)),
            Do.CLOSE_NOW: lambda asked: desk.close_now(*_on(asked)),
            Do.MAKE_LINK: lambda asked: {"link": desk.make_link(*_on(asked))},
            Do.DROP: lambda asked: desk.drop(*_on(asked), asked.body.get("person")),
            Do.STAR: lambda asked: desk.star(*_on(asked)),
            Do.RATE: lambda asked: desk.rate(*_on(asked), asked.body.get("stars")),
        }
        self._addresses: tuple[tuple[str, re.Pattern[str], Callable[[Question], Any]], ...] = (
            ("GET", re.compile("/api/whoami"), self._whoami),
            ("POST", re.compile("/api/people"), self._let_in),
            ("GET", re.compile("/api/stages"), lambda asked: asked.paged(list(desk.tables.offered))),
            ("GET", re.compile("/api/stars"), lambda asked: asked.paged(desk.starred(asked.asker))),
            ("POST", re.compile("/api/join"), lambda asked: desk.join(asked.asker, asked.body.get("link"))),
            ("POST", re.compile("/api/cases"), lambda asked: {"case": desk.open_case(asked.asker)}),
            ("GET", re.compile(r"/api/cases/(\d{1,18})"), self._show),
            ("GET", re.compile(r"/api/cases/(\d{1,18})/form"), self._form),
            ("POST", re.compile(r"/api/cases/(\d{1,18})/drafts"), self._draft),
            ("POST", re.compile(r"/api/cases/(\d{1,18})/actions"), self._act),
            ("GET", re.compile(r"/api/cases/(\d{1,18})/posts"), self._posts),
            ("GET", re.compile(r"/api/cases/(\d{1,18})/followers"), self._followers),
            ("GET", re.compile(r"/api/cases/(\d{1,18})/feedback"), self._feedback),
            ("GET", re.compile("/debug/clock"), self._clock),
            ("POST", re.compile("/debug/clock"), self._forward),
        )

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request.

        Args:
            method: of HTTP.
            target: path and query.
            headers: by name in lower case.
            body: as it came.
        """
        with self._lock:
            try:
                self.desk.settle()
                data = self._answer(method, target, headers, body)
            except Refusal as refusal:
                return _failure(HTTPStatus.UNPROCESSABLE_ENTITY, refusal.code, refusal.message)
            except BadRequestError as error:
                return _failure(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", str(error))
            except PermissionError:
                return _failure(HTTPStatus.UNAUTHORIZED, "NO_SUCH_KEY", "This key is nobody's.")
            except LookupError:
                return _failure(HTTPStatus.NOT_FOUND, "NO_SUCH_ADDRESS", "There is nothing here.")
        return Reply(HTTPStatus.OK, {"ok": True, "data": data})

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Any:
        parts = urlsplit(target)
        for known, address, handle in self._addresses:
            found = address.fullmatch(parts.path) if known == method else None
            if found is not None:
                asker = self.desk.person(headers.get(KEY_HEADER, ""))
                if asker is None:
                    raise PermissionError
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                number = int(found[1]) if found.groups() else 0
                return handle(Question(asker, number, query, headers, _object(body)))
        raise LookupError

    # ------------------------------------------------------------------------------------------------- people

    def _whoami(self, asked: Question) -> Any:
        return {"number": asked.asker.number, "name": asked.asker.name, "rights": sorted(asked.asker.rights)}

    def _let_in(self, asked: Question) -> Any:
        name, rights = asked.body.get("name"), asked.body.get("rights", [])
        if not isinstance(name, str) or not name or not isinstance(rights, list):
            raise BadRequestError("Somebody new has a name, a role, and a list of rights.")
        try:
            role, known = Role(asked.body.get("role", "")), frozenset(Right(each) for each in rights)
        except ValueError as error:
            raise BadRequestError(f"{error}.") from None
        person = self.desk.let_in(asked.asker, name, role, known)
        return {"number": person.number, "key": person.key}

    # ------------------------------------------------------------------------------------------------- a case

    def _show(self, asked: Question) -> Any:
        sight = self.desk.show(*_on(asked))
        times = {"closes_on_ms": sight.closes, "erased_on_ms": sight.erases}
        return {"case": sight.number, "stage": sight.stage, "handler": sight.handler, **times}

    def _posts(self, asked: Question) -> Any:
        posts = asked.paged(self.desk.posts(*_on(asked)))
        return [{"post": each.number, "from": each.author or "SYSTEM", "text": each.text} for each in posts]

    def _followers(self, asked: Question) -> Any:
        followers = self.desk.followers(*_on(asked))
        return asked.paged([{"person": number, "follows": follows} for number, follows in followers.items()])

    def _feedback(self, asked: Question) -> Any:
        return asked.paged([asdict(each) for each in self.desk.feedback(*_on(asked))])

    def _form(self, asked: Question) -> Any:
        self.desk.visible(*_on(asked))
        token = secrets.token_urlsafe(12)
        self._forms.add((token, asked.asker.number, asked.number))
        return {"form_token": token}

    def _draft(self, asked: Question) -> Any:
        return {"draft": self.desk.draft(*_on(asked), asked.body.get("text"))}

    def _act(self, asked: Question) -> Any:
        do = asked.body.get("do")
        if not isinstance(do, str) or do not in self._actions:
            raise BadRequestError(f"`do` is one of {', '.join(self._actions)}.")
        return self._actions[do](asked)

    def _send(self, asked: Question) -> Any:
        return {"post": self.desk.send(*_on(asked), asked.body.get("draft"))}

    def _set_stage(self, asked: Question) -> Any:
        form = (asked.headers.get(FORM_HEADER, ""), asked.asker.number, asked.number)
        if form not in self._forms:
            raise BadRequestError(f"`{FORM_HEADER}` is no token of a form that is waiting.")
        self._forms.remove(form)
        return self.desk.set_stage(*_on(asked), asked.body.get("stage"))

    # ------------------------------------------------------------------------------------------------- the clock

    def _clock(self, _asked: Question) -> Any:
        if not self.desk.clock.movable:
            raise Refusal("CLOCK_IS_REAL", "The clock of this desk cannot be moved.")
        return {"now_ms": self.desk.clock.now()}

    def _forward(self, asked: Question) -> Any:
        if asked.asker is not self.desk.administrator:
            raise Refusal("NOT_FOR_YOU", "Only the administrator moves the clock.")
        milliseconds, seconds = asked.body.get("forward_ms", 0), asked.body.get("forward_s", 0)
        if not all(isinstance(each, int | float) and 0 <= each <= YEAR_MS for each in (milliseconds, seconds)):
            raise BadRequestError("Time goes forward, by `forward_ms` or `forward_s`, and not too far at once.")
        self.desk.clock.forward(round(milliseconds + 1000 * seconds))
        self.desk.settle()
        return self._clock(asked)


def _on(asked: Question) -> tuple[Person, int]:
    """Who asks, and about which case."""
    return asked.asker, asked.number


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadRequestError("A body is a JSON object.")
    return found


def _failure(status: HTTPStatus, code: str, message: str) -> Reply:
    return Reply(status, {"ok": False, "error": {"code": code, "message": message}})
