"""The scenarios that follow from rules, each with its examples filled in, as values to look at before they are run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gherkin.parser import Parser
from pytest_bdd.steps import StepFunctionContext
from statusquo.rules.glossary import Subject
from statusquo.rules.model import RuleSet

from statusquo_conformance.lint import suite_definitions
from statusquo_conformance.rendering.fragments import MATRIX_TAG
from statusquo_conformance.rendering.render import ENDING, feature_fragments, render_fragment

_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True)
class Sentence:
    """A step of a scenario.

    Attributes:
        kind: ``given``, ``when`` or ``then``.
        keyword: as it is written, such as ``And``.
    """

    kind: str
    text: str
    table: tuple[tuple[str, ...], ...]
    keyword: str


@dataclass(frozen=True)
class Scenario:
    """A scenario.

    Attributes:
        template: what it was rendered with.
        name: with the examples filled in.
        ids: of the requirements that it checks.
        values: of its examples, by column.
        sentences: its steps.
        checks_cell: whether it checks a cell of a matrix.
        feature: title of its feature.
        file: name of the feature's file.
    """

    template: str
    name: str
    ids: tuple[str, ...]
    values: Mapping[str, str]
    sentences: tuple[Sentence, ...]
    checks_cell: bool
    feature: str
    file: str


def scenarios(rules: RuleSet) -> tuple[Scenario, ...]:
    """Every scenario that follows from the rules, in the order of the features."""
    kept = _kept(rules.digest)
    if not kept:
        kept.extend(_rendered(rules))
    return tuple(kept)


@cache
def definition_of(kind: str, text: str) -> StepFunctionContext:
    """The one definition of a sentence; the linter's business is that there is one only."""
    (found,) = (each for each in _known() if each.type in {None, kind} and each.parser.is_matching(text))
    return found


def take_step(sentence: Sentence, world: Any) -> None:
    """Do what a sentence says, in a world; raises what its definition raises."""
    definition = definition_of(sentence.kind, sentence.text)
    arguments = dict(definition.parser.parse_arguments(sentence.text) or {})
    if sentence.table:
        arguments["datatable"] = [list(row) for row in sentence.table]
    definition.step_func(world=world, **arguments)


@cache
def _kept(digest: str) -> list[Scenario]:  # noqa: ARG001 - the key of the cache
    return []


@cache
def _known() -> tuple[StepFunctionContext, ...]:
    return suite_definitions()


def _rendered(rules: RuleSet) -> Iterator[Scenario]:
    for fragment in feature_fragments(rules):
        subject = rules.subjects[fragment.subject]
        text = f"Feature: {subject.title}\n\n{render_fragment(rules, fragment)}\n"
        document: Any = Parser().parse(text)
        for child in document["feature"]["children"]:
            for inner in child["rule"]["children"]:
                yield from _filled(fragment.template, subject, inner["scenario"])


def _filled(template: str, subject: Subject, scenario: Any) -> Iterator[Scenario]:
    checks_cell = MATRIX_TAG in [tag["name"].removeprefix("@") for tag in scenario["tags"]]
    for examples in scenario["examples"]:
        ids = tuple(tag["name"].removeprefix("@") for tag in examples["tags"])
        header = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples["tableBody"]:
            values = dict(zip(header, (cell["value"] for cell in row["cells"]), strict=True))
            sentences = tuple(_sentences(scenario, values))
            name = _fill(scenario["name"], values)
            file = subject.name + ENDING
            yield Scenario(template, name, ids, values, sentences, checks_cell, subject.title, file)


def _sentences(scenario: Any, values: Mapping[str, str]) -> Iterator[Sentence]:
    kind = "given"
    for step in scenario["steps"]:
        kind = _TYPES.get(step["keywordType"], kind)
        rows = step.get("dataTable", {}).get("rows", ())
        table = tuple(tuple(_fill(cell["value"], values) for cell in row["cells"]) for row in rows)
        yield Sentence(kind, _fill(step["text"], values), table, step["keyword"].strip())


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"<{name}>", value)
    return text
