"""A server under test, and people who use it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from statusquo.locations import default_rules
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

OWNER = "owner-token"


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    content: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of a problem; empty if it worked."""
        return str(self.content["code"]) if self.status >= 400 else ""

    @property
    def items(self) -> list[Any]:
        """The items of a list."""
        items: list[Any] = self.content["items"]
        return items


class Somebody:
    """A person with a token."""

    def __init__(self, client: FlaskClient, token: str, id_: str = "") -> None:
        self.id = id_
        self.token = token
        self._client = client

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given = {"headers": headers, **({} if body is None else {"json": body}), **options}
        response = self._client.open(path, method=method, **given)
        raw = response.get_data()
        content = json.loads(raw) if raw else None
        if response.status_code >= 400:
            assert response.mimetype == "application/problem+json"
        return Answer(response.status_code, content, dict(response.headers))

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> Answer:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any = None) -> Answer:
        return self.send("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def patch(self, path: str, body: Any) -> Answer:
        return self.send("PATCH", path, body)


class World:
    """A server and the people who use it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.owner = Somebody(self.client, OWNER)
        self.owner.id = self.owner.get("/me").content["id"]
        self.nobody = Somebody(self.client, "")

    def customer(self) -> Somebody:
        added = self.owner.post("/customers", {"name": "Somebody"})
        assert added.status == 201
        return Somebody(self.client, added.content["token"], added.content["id"])

    def staff(self, *permissions: str) -> Somebody:
        added = self.owner.post("/staff", {"name": "Somebody", "permissions": list(permissions)})
        assert added.status == 201
        return Somebody(self.client, added.content["token"], added.content["id"])

    def ticket(self, creator: Somebody, status: str | None = None) -> str:
        """The path of a new ticket, in a status."""
        made = creator.post("/tickets", {"subject": "It does not work"})
        assert made.status == 201
        path = f"/tickets/{made.content['id']}"
        if status is not None:
            self.move(path, status)
        return path

    def move(self, path: str, status: str) -> None:
        """Bring a ticket into a status, as the owner."""
        if status == "closure_scheduled":
            assert self.owner.post(f"{path}/closure-schedule", {"at": self.in_seconds(10**6)}).status == 200
        else:
            assert self.owner.put(f"{path}/status", {"status": status}).status == 200

    def participant(self, path: str, creator: Somebody) -> Somebody:
        """A customer who has accepted an invite to a ticket."""
        invite = creator.post(f"{path}/invites").content["invite"]
        guest = self.customer()
        assert guest.post(f"/invites/{invite}/acceptance").status == 200
        return guest

    def in_seconds(self, seconds: float) -> str:
        """A time from now on, as the server's clock has it."""
        return (self.now() + timedelta(seconds=seconds)).isoformat()

    def now(self) -> datetime:
        return house_of(self.app).clock.now().astimezone(UTC)

    def advance(self, seconds: float) -> None:
        assert self.owner.post("/test-clock/advance", {"seconds": seconds}).status == 200

    def reads(self, path: str) -> list[Any]:
        """Everything that the owner can read of a ticket, to see whether something has changed."""
        parts = ("", "/messages", "/surveys", "/participants")
        return [self.owner.get(path + part).content for part in parts]


MakeWorld = Callable[..., World]


def make_app(database: str = "sqlite://", rules: Path | None = None, *, test_clock: bool = True) -> Flask:
    return create_app(Settings(rules, database, test_clock, OWNER))


def copy_of_rules(folder: Path, *replacements: tuple[str, str]) -> Path:
    """The rules of the package with some words replaced by others, and without their invariants, which may break."""
    text = default_rules().read_text(encoding="utf-8").partition("\ninvariants:\n")[0] + "\n"
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path
