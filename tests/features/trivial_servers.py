"""Servers that take no trouble, with the reference API: one allows all, one refuses all, one says yes and does nothing.

A target file names them at the door ``wsgi``. The name ``desk`` stands there for whichever application was put into
``APPS`` under that name.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from statusquo.rules.model import RuleSet

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
APPS: dict[str, Wsgi] = {}


def __getattr__(name: str) -> Wsgi:
    """The application of that name."""
    try:
        return APPS[name]
    except KeyError:
        raise AttributeError(name) from None


def answering(answer: Callable[[str, list[str], str, Any], tuple[int, Any]]) -> Wsgi:
    """An application that gives JSON, from what is told of a request: method, path, who asks, and the body."""

    def application(environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environment.get("CONTENT_LENGTH") or 0)
        body = json.loads(environment["wsgi.input"].read(length) or b"null")
        path = environment["PATH_INFO"].strip("/").split("/")
        who = environment.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        status, content = answer(environment["REQUEST_METHOD"], path, who, body)
        start_response(f"{status} Told", [("Content-Type", "application/json")])
        return [json.dumps(content).encode()]

    return application


class Allowing:
    """It does what it is told, whoever says so: no status, no permission and no relation stands in the way."""

    def __init__(self, rules: RuleSet) -> None:
        self.statuses = list(rules.statuses)
        self.permissions = list(rules.permissions)
        self.now = datetime(2026, 11, 23, tzinfo=UTC)
        self.tickets: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.numbers = itertools.count(1)

    def answer(self, method: str, path: list[str], who: str, body: Any) -> tuple[int, Any]:  # noqa: C901, PLR0911 - a table
        match method, path:
            case "GET", ["me"]:
                return 200, {"permissions": self.permissions}
            case "GET", ["test-clock"]:
                return 200, {"now": self.now.isoformat()}
            case "POST", ["test-clock", "advance"]:
                self.now += timedelta(seconds=body["seconds"])
            case "POST", ["staff" | "customers"]:
                person = f"p_{next(self.numbers)}"
                return 201, {"id": person, "token": person}
            case "GET", ["statuses"]:
                return 200, {"items": [{"status": status} for status in self.statuses]}
            case "POST", ["tickets"]:
                ticket = f"t_{next(self.numbers)}"
                self.tickets[ticket] = {"status": self.statuses[0], "assignee": None}
                self.messages[ticket] = []
                return 201, {"id": ticket}
            case "GET", ["tickets", ticket]:
                return 200, self.tickets[ticket]
            case "PUT", ["tickets", ticket, "status"]:
                self.tickets[ticket]["status"] = body["status"]
            case "PUT", ["tickets", ticket, "assignee"]:
                self.tickets[ticket]["assignee"] = body["staff"]
            case "GET", ["tickets", ticket, "messages"]:
                return 200, {"items": self.messages[ticket]}
            case "POST", ["tickets", ticket, "messages"]:
                message = {"id": f"m_{next(self.numbers)}", "author": who, "body": body["body"], "kind": "message"}
                self.messages[ticket].append(message)
                return 201, message
            case "GET", _:
                return 200, {"items": []}
        return 204, None


def refuses_all(method: str, path: list[str], who: str, _body: Any) -> tuple[int, Any]:
    """It lets people be made and its clock be moved, and then forbids them everything."""
    if path[0] in {"staff", "customers"}:
        return 201, {"id": f"p_{who}", "token": "anybody"}
    if path[0] == "test-clock":
        return 200, {"now": "2026-11-23T00:00:00Z"}
    return (200, {"permissions": None}) if (method, path) == ("GET", ["me"]) else (403, {"code": "missing_permission"})


def says_yes(*_request: object) -> tuple[int, Any]:
    """It answers as a server that was never finished: 200, and nothing in it."""
    return 200, {}
