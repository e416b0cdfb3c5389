"""The unlike desk without a network: its API called as a function, under its own target file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desk.cases import Desk
from desk.faults import faulty_desk
from desk.records import Clock
from desk.web import Api
from statusquo_conformance.scenarios import Scenario, scenarios
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.transport import Answer, Request

from tests import plain_yaml
from tests.features.harness import shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "features" / "examples"
FOLDER = EXAMPLES / "unlike_desk"
KEY = "the-key-of-the-administrator"
KEY_VARIABLE = "UNLIKE_DESK_ADMIN_KEY"
URL_VARIABLE = "UNLIKE_DESK_URL"


class Direct:
    """A transport that goes no further than the API of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._api = Api(desk)

    def send(self, request: Request) -> Answer:
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = self._api.answer(request.method, request.path, headers, request.body or b"")
        return Answer(reply.status, {"content-type": "application/json"}, reply.encoded())

    def close(self) -> None:
        """There is nothing to let go of."""


def representative() -> tuple[Scenario, ...]:
    """The first and the last scenario of each template: everything that the suite does, on two tickets at least."""
    every = scenarios(shipped())
    first = {each.template: each for each in reversed(every)}
    last = {each.template: each for each in every}
    return (*first.values(), *last.values())


def driving(faults: Iterable[str] = (), *, target: Path = FOLDER / "target.yaml", movable: bool = True) -> HttpDriver:
    """A driver for a new desk with these faults."""
    variables = {URL_VARIABLE: "http://unused.example", KEY_VARIABLE: KEY}
    loaded = load_target(target, shipped(), variables)
    return HttpDriver(loaded, Direct(faulty_desk(faults, Clock(movable=movable), KEY)))


def without_a_clock(folder: Path) -> HttpDriver:
    """A driver for a new desk whose clock cannot be moved."""
    data: Any = plain_yaml.load((FOLDER / "target.yaml").read_text("utf-8"))
    del data["operations"]["read_clock"], data["operations"]["advance_clock"]
    target = folder / "target.yaml"
    target.write_text(plain_yaml.dump(data), "utf-8")
    return driving(target=target, movable=False)
