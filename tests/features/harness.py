"""The suite in one process: its scenarios against the reference server over WSGI, without sockets and without pytest.

The scenarios are the rendered ones, the steps are the suite's own, and an outcome is what the plugin makes of it. So
one wrong server costs no more than the few scenarios that are to catch it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.findings import Finding, outcome_of
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import Account, Driver, Operation
from statusquo_conformance.operations import Outcome as Answer
from statusquo_conformance.scenarios import Scenario, definition_of, scenarios, take_step
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.world import Brief, World
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.transport import WsgiTransport
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests import plain_yaml
from tests.servers import lent

TOKEN = "the-token-of-the-owner"  # noqa: S105 - of a server that lives as long as a test
BAD = frozenset({Outcome.FAILED, Outcome.WARNED})


@dataclass(frozen=True)
class Ended:
    """How a scenario ended; ``at`` names the step that ended it, or is the empty string."""

    scenario: Scenario
    outcome: Outcome
    expected: str
    seen: str
    at: str


class Server(HttpDriver):
    """A driver that calls the reference server as a function. Wrong servers inherit from it."""

    def __init__(self, app: Flask) -> None:
        self.owner = Account("", TOKEN, "the owner of the token")
        variables = {URL_VARIABLE: "http://unused.example", TOKEN_VARIABLE: TOKEN}
        super().__init__(load_target(reference_target(), house_of(app).rulebook.rules, variables), WsgiTransport(app))

    def really(self, operation: Operation, actor: Account, arguments: Mapping[str, Any]) -> Answer:
        """Carry out one operation as the reference server does it, whatever is wrong with this one."""
        return HttpDriver.perform(self, operation, actor, arguments)


@contextmanager
def serving(rules: Path | None = None, kind: Callable[[Flask], Server] = Server) -> Iterator[Server]:
    """A server on rules of its own choice, or on those of the package, with a database in memory."""
    with lent(TOKEN) if rules is None else _made(rules) as app:
        server = kind(app)
        yield server
        server.close()


@contextmanager
def _made(rules: Path) -> Iterator[Flask]:
    app = create_app(Settings(rules, "sqlite://", test_clock=True, owner_token=TOKEN))
    try:
        yield app
    finally:
        house_of(app).database.close()


# ----------------------------------------------------------------------------------------------------- the rules


@cache
def shipped() -> RuleSet:
    """The rules that come with the package."""
    return load_rules()


def rules_data() -> dict[str, Any]:
    """The shipped rule file, to be changed."""
    data: dict[str, Any] = plain_yaml.load(default_rules().read_text(encoding="utf-8"))
    return data


Change = Callable[[dict[str, Any]], object]


@contextmanager
def changed_rules(*changes: Change) -> Iterator[Path]:
    """A copy of the shipped rule file, changed, in a folder without requirements."""
    data = rules_data()
    for change in changes:
        change(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.yaml"
        path.write_text(plain_yaml.dump(data), encoding="utf-8")
        yield path


def flipped(role: str, action: str, status: str) -> Change:
    """Change one cell from allowed to denied, or back."""

    def change(data: dict[str, Any]) -> None:
        for matrix in data["matrices"].values():
            if matrix["role"] == role and action in matrix["columns"]:
                row, column = matrix["rows"][status], matrix["columns"].index(action)
                row[column] = "deny" if row[column] == "allow" else "allow"
                for cell in matrix.get("cells", ()):
                    if (cell["action"], cell["status"]) == (action, status):
                        cell.pop("refusal", None)

    return change


# ------------------------------------------------------------------------------------------------- the scenarios


def carrying(rules: RuleSet, id_: str) -> tuple[Scenario, ...]:
    """The scenarios that carry the id of a requirement."""
    return tuple(each for each in scenarios(rules) if id_ in each.ids)


# --------------------------------------------------------------------------------------------------- running them


def run(rules: RuleSet, server: Driver, chosen: Iterable[Scenario]) -> list[Ended]:
    """Run scenarios, and say how each ended."""
    return list(running(rules, server, chosen))


def running(rules: RuleSet, server: Driver, chosen: Iterable[Scenario]) -> Iterator[Ended]:
    """Run scenarios one by one, as long as somebody wants to know how the next one ends."""
    cast = Cast(rules, server)
    for scenario in chosen:
        yield _run_one(rules, World(rules, server, cast, _brief(scenario)), scenario)


def _brief(scenario: Scenario) -> Brief:
    return Brief(scenario.ids, scenario.checks_cell)


def _run_one(rules: RuleSet, world: World, scenario: Scenario) -> Ended:
    level = rules.level(scenario.ids)
    for sentence, at in zip(scenario.sentences, names_of(scenario), strict=True):
        try:
            take_step(sentence, world)
        except (Finding, Exception) as error:  # noqa: BLE001 - whatever it is, the plugin's judgement says what it means
            outcome, expected, seen = outcome_of(error, level)
            return Ended(scenario, outcome, expected, seen, at)
    return Ended(scenario, *outcome_of(None, level, world.remarks), "")


def names_of(scenario: Scenario) -> tuple[str, ...]:
    """The names of a scenario's steps: their functions, and a number where one stands there again."""
    names: list[str] = []
    functions = [definition_of(each.kind, each.text).step_func.__name__ for each in scenario.sentences]
    for index, name in enumerate(functions):
        before = functions[:index].count(name)
        names.append(f"{name} {before + 1}" if before else name)
    return tuple(names)


def checks_of(scenario: Scenario) -> frozenset[tuple[str, str]]:
    """The template of a scenario with each of its steps that begins with Then."""
    steps = zip(scenario.sentences, names_of(scenario), strict=True)
    return frozenset((scenario.template, name) for sentence, name in steps if sentence.kind == "then")


def counted(ended: Iterable[Ended]) -> Counter[Outcome]:
    """How many scenarios ended in which way."""
    return Counter(each.outcome for each in ended)


def told(ended: Iterable[Ended]) -> str:
    """What did not pass, for people who read a failing test."""
    return "\n".join(
        f"{each.outcome} at {each.at}: {each.scenario.name}: expected {each.expected}; saw {each.seen}"
        for each in ended
        if each.outcome is not Outcome.PASSED
    )
