"""Targets made for a test from the sound one, and servers that answer as the test wants."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statusquo.rules.load import load_rules
from statusquo_conformance.target.claims import used_operations
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.model import Target
from statusquo_conformance.target.transport import Answer, Request

from tests import plain_yaml

HERE = Path(__file__).parent
SECRET = "a-very-secret-token"  # noqa: S105 - of no server
RULES = load_rules()
USED = used_operations(RULES, RULES.capabilities)
"""What the shipped rules make something of: all operations but those of flags and linked tickets."""

Change = Callable[[dict[str, Any]], object]


def target(folder: Path, *changes: Change, variables: Mapping[str, str] | None = None) -> Target:
    """The sound target without its greeting and its clock, changed."""
    data: dict[str, Any] = plain_yaml.load((HERE / "sound.yaml").read_text("utf-8"))
    for name in ("hello", "read_clock", "advance_clock"):
        del data["operations"][name]
    for change in changes:
        change(data)
    path = folder / "target.yaml"
    path.write_text(plain_yaml.dump(data), "utf-8")
    return load_target(path, RULES, {"OWNER_TOKEN": SECRET, **(variables or {})})


@dataclass
class Script:
    """A transport that answers from a list, and keeps what was sent."""

    answers: list[Answer]
    sent: list[Request] = field(default_factory=list)
    closed: bool = False

    def send(self, request: Request) -> Answer:
        self.sent.append(request)
        return self.answers.pop(0)

    def close(self) -> None:
        self.closed = True


def answer(
    status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None, cookies: tuple[str, ...] = ()
) -> Answer:
    """An answer with JSON."""
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"content-type": "application/json", **(headers or {})}, content, cookies)


def operation(name: str, **changes: Any) -> Change:
    """The change of one operation."""
    return lambda data: data["operations"][name].update(changes)


def section(name: str, value: Any) -> Change:
    """The change of one section."""
    return lambda data: data.update({name: value})


def without(*names: str) -> Change:
    """The removal of operations."""

    def change(data: dict[str, Any]) -> None:
        for name in names:
            del data["operations"][name]

    return change


def driver(folder: Path, *changes: Change, answers: list[Answer]) -> tuple[HttpDriver, Script]:
    """A driver for a changed target, whose requests are answered from a list."""
    script = Script(answers)
    return HttpDriver(target(folder, *changes), script), script


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None], heads: list[bytes] | None = None) -> Iterator[str]:
    """A server that does with each connection what it likes; its URL. What it was sent first is added to ``heads``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stopped = threading.Event()

        def run() -> None:
            while not stopped.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    continue
                with connection:
                    connection.settimeout(5)
                    with contextlib.suppress(OSError):
                        head = connection.recv(65_536)
                        if heads is not None:
                            heads.append(head)
                        serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stopped.set()
            thread.join()
