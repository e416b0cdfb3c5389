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

import yaml
from flask import Flask
from gherkin.parser import Parser
from pytest_bdd.steps import StepFunctionContext
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.cast import Cast
from statusquo_conformance.findings import Finding, Outcome
from statusquo_conformance.lint import suite_definitions
from statusquo_conformance.operations import Account, Driver, Operation
from statusquo_conformance.operations import Outcome as Answer
from statusquo_conformance.plugin import TOKEN_VARIABLE, URL_VARIABLE, outcome_of
from statusquo_conformance.rendering.render import feature_fragments, render_fragment
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.transport import WsgiTransport
from statusquo_conformance.targets import reference_target
from statusquo_conformance.world import World
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

TOKEN = "the-token-of-the-owner"  # noqa: S105 - of a server that lives as long as a test
BAD = frozenset({Outcome.FAILED, Outcome.WARNED})
_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True)
class Sentence:
    """A step of a scenario, filled in; ``table`` is what stands below it."""

    kind: str
    text: str
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Scenario:
    """A scenario with its example filled in, and the template that it comes from."""

    template: str
    name: str
    ids: tuple[str, ...]
    values: Mapping[str, str]
    sentences: tuple[Sentence, ...]


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
    """A server on rules of its own choice, with a database in memory."""
    app = create_app(Settings(rules, "sqlite://", test_clock=True, owner_token=TOKEN))
    try:
        server = kind(app)
        yield server
        server.close()
    finally:
        house_of(app).database.close()


# ----------------------------------------------------------------------------------------------------- the rules


@cache
def shipped() -> RuleSet:
    """The rules that come with the package."""
    return load_rules()


def rules_data() -> dict[str, Any]:
    """The shipped rule file, to be changed."""
    data: dict[str, Any] = yaml.safe_load(default_rules().read_text(encoding="utf-8"))
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
        path.write_text(yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=10_000), encoding="utf-8")
        yield path


class _Dumper(yaml.SafeDumper):
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as in PyYAML
        return True


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


@cache
def _scenarios(rules_digest: str) -> dict[str, tuple[Scenario, ...]]:  # noqa: ARG001 - the key of the cache
    return {}


def scenarios(rules: RuleSet) -> tuple[Scenario, ...]:
    """Every scenario that follows from the rules."""
    kept = _scenarios(rules.digest)
    if "all" not in kept:
        kept["all"] = tuple(_rendered(rules))
    return kept["all"]


def carrying(rules: RuleSet, id_: str) -> tuple[Scenario, ...]:
    """The scenarios that carry the id of a requirement."""
    return tuple(each for each in scenarios(rules) if id_ in each.ids)


def _rendered(rules: RuleSet) -> Iterator[Scenario]:
    for fragment in feature_fragments(rules):
        text = f"Feature: one\n\n{render_fragment(rules, fragment)}\n"
        document: Any = Parser().parse(text)
        for child in document["feature"]["children"]:
            for inner in child["rule"]["children"]:
                yield from _filled(fragment.template, inner["scenario"])


def _filled(template: str, scenario: Any) -> Iterator[Scenario]:
    for examples in scenario["examples"]:
        ids = tuple(tag["name"].removeprefix("@") for tag in examples["tags"])
        header = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples["tableBody"]:
            values = dict(zip(header, (cell["value"] for cell in row["cells"]), strict=True))
            sentences = tuple(_sentences(scenario, values))
            yield Scenario(template, _fill(scenario["name"], values), ids, values, sentences)


def _sentences(scenario: Any, values: Mapping[str, str]) -> Iterator[Sentence]:
    kind = "given"
    for step in scenario["steps"]:
        kind = _TYPES.get(step["keywordType"], kind)
        rows = step.get("dataTable", {}).get("rows", ())
        table = tuple(tuple(_fill(cell["value"], values) for cell in row["cells"]) for row in rows)
        yield Sentence(kind, _fill(step["text"], values), table)


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"<{name}>", value)
    return text


# --------------------------------------------------------------------------------------------------- running them


def run(rules: RuleSet, server: Driver, chosen: Iterable[Scenario]) -> list[Ended]:
    """Run scenarios, and say how each ended."""
    cast = Cast(rules, server)
    return [_run_one(rules, World(rules, server, cast), scenario) for scenario in chosen]


def _run_one(rules: RuleSet, world: World, scenario: Scenario) -> Ended:
    level = rules.level(scenario.ids)
    for sentence, at in zip(scenario.sentences, names_of(scenario), strict=True):
        definition = _definition(sentence.kind, sentence.text)
        arguments = dict(definition.parser.parse_arguments(sentence.text) or {})
        if sentence.table:
            arguments["datatable"] = [list(row) for row in sentence.table]
        try:
            definition.step_func(world=world, **arguments)
        except (Finding, Exception) as error:  # noqa: BLE001 - whatever it is, the plugin's judgement says what it means
            outcome, expected, seen = outcome_of(error, level)
            return Ended(scenario, outcome, expected, seen, at)
    return Ended(scenario, *outcome_of(None, level), "")


@cache
def _definition(kind: str, text: str) -> StepFunctionContext:
    """The one definition of a sentence; the linter's business is that there is one only."""
    (found,) = (each for each in _known() if each.type in {None, kind} and each.parser.is_matching(text))
    return found


@cache
def _known() -> tuple[StepFunctionContext, ...]:
    return suite_definitions()


def names_of(scenario: Scenario) -> tuple[str, ...]:
    """The names of a scenario's steps: their functions, and a number where one stands there again."""
    names: list[str] = []
    functions = [_definition(each.kind, each.text).step_func.__name__ for each in scenario.sentences]
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
