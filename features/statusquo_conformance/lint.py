"""The linter of features: everything that pytest-bdd would let pass without running it is an error with a place.

pytest-bdd keeps scenarios by name and drops one of two; runs an outline without rows as it stands, placeholders and
all; leaves a misspelt placeholder in the text; takes the first of two step definitions that match; and does not await a
step that is a coroutine. All of that would look green.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException
from gherkin.parser import Parser
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry
from statusquo.reading.problems import Problem, closest
from statusquo.rules.glossary import Level
from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.fragments import MATRIX_TAG
from statusquo_conformance.rendering.render import ENDING

_PLACEHOLDER = re.compile(r"<([^<>]+)>")
_CONJUNCTION = "Conjunction"
_BELOW = {"dataTable": "datatable", "docString": "docstring"}
_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


def lint_features(
    paths: Sequence[Path], rules: RuleSet, definitions: Sequence[StepFunctionContext] | None = None
) -> list[Problem]:
    """Everything that is wrong with these features, in the order of files and lines.

    Args:
        paths: the feature files.
        rules: whose requirements the tags name.
        definitions: the step definitions that are to run them; those of the suite if None.
    """
    known = list(definitions if definitions is not None else suite_definitions())
    problems = list(_definitions(known))
    carried: set[str] = set()
    for path in paths:
        problems += _File(path, rules, known, carried).problems()
    return problems + list(_uncovered(paths, rules, carried))


def count_in(text: str) -> int:
    """How many scenarios the text of a feature amounts to, each row of an outline counted."""
    feature = Parser().parse(text).get("feature")
    return sum(
        sum(len(examples["tableBody"]) for examples in scenario["examples"]) if scenario["examples"] else 1
        for _, scenario in _scenarios(feature)
    )


def suite_definitions() -> tuple[StepFunctionContext, ...]:
    """The step definitions of the suite."""
    from statusquo_conformance.steps import step_fixtures  # noqa: PLC0415 - the linter is of use without the suite's own

    return definitions_of(step_fixtures().values())


def definitions_of(fixtures: Iterable[object]) -> tuple[StepFunctionContext, ...]:
    """The step definitions behind fixtures that pytest-bdd has made."""
    found = []
    for fixture in fixtures:
        wrapped = getattr(fixture, "_get_wrapped_function", None)
        function = wrapped() if wrapped is not None else fixture
        context = step_function_context_registry.get(function) if callable(function) else None
        if context is not None:
            found.append(context)
    return tuple(found)


def _definitions(known: Sequence[StepFunctionContext]) -> Iterator[Problem]:
    for definition in known:
        function = inspect.unwrap(definition.step_func)
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            file = inspect.getsourcefile(function) or "?"
            line = inspect.getsourcelines(function)[1]
            message = f"The step `{function.__name__}` is `async`: it is never awaited, so it always passes."
            yield Problem("async-step", message, file, line, 1, "a plain function")


class _File:
    """The problems of one feature file."""

    def __init__(
        self, path: Path, rules: RuleSet, definitions: Sequence[StepFunctionContext], carried: set[str]
    ) -> None:
        self._path = path
        self._rules = rules
        self._definitions = definitions
        self._carried = carried
        self._lines: list[str] = []

    def problems(self) -> list[Problem]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return [Problem("feature-unreadable", f"The file cannot be read: {error}.", str(self._path), 1, 1)]
        self._lines = text.split("\n")
        try:
            feature = Parser().parse(text).get("feature")
        except CompositeParserException as error:
            return [
                self._problem("not-gherkin", each.args[0].split(": ", 1)[-1], each.location) for each in error.errors
            ]
        scenarios = list(_scenarios(feature))
        if not scenarios:
            return [Problem("no-scenario", "There is no scenario in this file.", str(self._path), 1, 1)]
        found = list(self._same_names([scenario for _, scenario in scenarios]))
        for tags, scenario in scenarios:
            found += self._scenario(tags, scenario)
        return sorted(found, key=lambda problem: (problem.line, problem.column))

    def _problem(self, code: str, message: str, location: Any, expected: str = "", name: str | None = None) -> Problem:
        line, column = location["line"], location.get("column", 1) or 1
        snippet = self._lines[line - 1] if line <= len(self._lines) else ""
        return Problem(code, message, str(self._path), line, column, expected, name, snippet)

    def _same_names(self, scenarios: list[Any]) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for scenario in scenarios:
            line = first.setdefault(scenario["name"], scenario["location"]["line"])
            if line != scenario["location"]["line"]:
                message = f"Line {line} has a scenario of this name, and only one of them would be run."
                yield self._problem("scenario-twice", message, scenario["location"], "another name")

    def _scenario(self, inherited: list[Any], scenario: Any) -> Iterator[Problem]:
        if not scenario["steps"]:
            yield self._problem("no-step", "The scenario does nothing.", scenario["location"], "steps")
        elif "then" not in [kind for kind, _ in _typed(scenario["steps"])]:
            yield self._problem("no-check", "The scenario checks nothing.", scenario["location"], "a step with Then")
        yield from self._tags([*inherited, *scenario["tags"]])
        outline = "Outline" in scenario["keyword"] or "Template" in scenario["keyword"]
        used = _placeholders(scenario)
        if outline or used or scenario["examples"]:
            yield from self._examples(scenario, used)
        tables = scenario["examples"] or [None]
        for examples in tables:
            tags = [*inherited, *scenario["tags"], *(examples["tags"] if examples else ())]
            yield from self._requirements(scenario, tags, examples)
            yield from self._tags(examples["tags"] if examples else [])
            yield from self._steps(scenario, examples)

    def _examples(self, scenario: Any, used: dict[str, Any]) -> Iterator[Problem]:
        if not scenario["examples"]:
            message = "There are no examples, so this would be run once, with its placeholders as they stand."
            yield self._problem("no-examples", message, scenario["location"], "an Examples table")
        for examples in scenario["examples"]:
            if not examples["tableBody"]:
                message = "The examples have no rows, so the outline would be run with its placeholders as they stand."
                yield self._problem("empty-examples", message, examples["location"], "a row at least")
            header = examples.get("tableHeader")
            cells = header["cells"] if header else []
            columns = [cell["value"] for cell in cells]
            for cell in cells:
                if cell["value"] not in used:
                    message = f"No step uses the column `{cell['value']}`."
                    near = closest(cell["value"], used)
                    yield self._problem("unused-column", message, cell["location"], "a column that is used", near)
                if columns.count(cell["value"]) > 1:
                    message = f"There are two columns `{cell['value']}`."
                    yield self._problem("column-twice", message, cell["location"], "each column once")
            rows = [tuple(cell["value"] for cell in row["cells"]) for row in examples["tableBody"]]
            for index, row in enumerate(rows):
                if row in rows[:index]:
                    place = examples["tableBody"][index]["location"]
                    yield self._problem("row-twice", "This row stands here already.", place, "each row once")
            if columns:
                yield from self._unknown_placeholders(used, columns)

    def _unknown_placeholders(self, used: dict[str, Any], columns: list[str]) -> Iterator[Problem]:
        for name, location in used.items():
            if name not in columns:
                message = f"The examples have no column `{name}`, so `<{name}>` would stay as it is."
                expected = f"one of {', '.join(columns)}"
                yield self._problem("unknown-placeholder", message, location, expected, closest(name, columns))

    def _tags(self, tags: list[Any]) -> Iterator[Problem]:
        known = [*self._rules.requirements, MATRIX_TAG]
        for tag in tags:
            name = tag["name"].removeprefix("@")
            if name not in known:
                message = f"There is no requirement `{name}`."
                yield self._problem(
                    "unknown-tag", message, tag["location"], "the id of a requirement", closest(name, known)
                )

    def _requirements(self, scenario: Any, tags: list[Any], examples: Any) -> Iterator[Problem]:
        ids = [name for tag in tags if (name := tag["name"].removeprefix("@")) in self._rules.requirements]
        location = examples["location"] if examples else scenario["location"]
        if not ids:
            message = "No tag says which requirement this is for."
            yield self._problem("no-requirement", message, location, "a tag such as @C-3")
        levels = {self._rules.requirements[id_].level for id_ in ids}
        if len(levels) > 1:
            message = f"{', '.join(ids)} are of different levels, so one would be judged by the other."
            yield self._problem("mixed-levels", message, location, "requirements of one level")
        for level in levels & {Level.MAY, Level.FACT}:
            message = f"Requirements of level {level.value} are not checked."
            yield self._problem("unchecked-level", message, location, "a MUST or a SHOULD")
        if examples is None or examples["tableBody"]:
            self._carried.update(ids)

    def _steps(self, scenario: Any, examples: Any) -> Iterator[Problem]:
        """Each step, with each row filled in, must have one definition, and one only."""
        header = [cell["value"] for cell in examples["tableHeader"]["cells"]] if _has_rows(examples) else []
        rows = [[cell["value"] for cell in row["cells"]] for row in examples["tableBody"]] if header else [[]]
        for steps in (scenario["background"], scenario["steps"]):
            if steps and steps[0]["keywordType"] == _CONJUNCTION:
                message = f"`{steps[0]['keyword'].strip()}` has nothing before it."
                yield self._problem("no-step-type", message, steps[0]["location"], "Given, When or Then")
            for kind, step in _typed(steps):
                texts = dict.fromkeys(_filled(step["text"], header, row) for row in rows)
                problem = next(filter(None, (self._step(kind, text, step) for text in texts)), None)
                if problem is not None:
                    yield problem

    def _step(self, kind: str, text: str, step: Any) -> Problem | None:
        location = step["location"]
        matching = [
            definition
            for definition in self._definitions
            if definition.type in {None, kind} and definition.parser.is_matching(text)
        ]
        if not matching:
            message = f"No step definition fits `{kind.capitalize()} {text}`."
            return self._problem("undefined-step", message, location, "a sentence that the suite knows")
        if len(matching) > 1:
            names = ", ".join(f"`{definition.step_func.__name__}`" for definition in matching)
            message = f"More than one step definition fits `{kind.capitalize()} {text}`: {names}."
            return self._problem("ambiguous-step", message, location, "one definition for a sentence")
        below = next((name for name in _BELOW if name in step), None)
        if below is not None and _BELOW[below] not in inspect.signature(matching[0].step_func).parameters:
            message = f"The step `{matching[0].step_func.__name__}` does not read the {_BELOW[below]} below it."
            return self._problem("unread-argument", message, step[below]["location"], "nothing")
        return None


def _scenarios(feature: Any) -> Iterator[tuple[list[Any], Any]]:
    """Every scenario of a feature, with the tags that it inherits and the steps of the backgrounds before it."""
    if feature is None:
        return
    shared = _background(feature)
    for child in feature["children"]:
        if "scenario" in child:
            yield feature["tags"], {**child["scenario"], "background": shared}
        if "rule" in child:
            steps = [*shared, *_background(child["rule"])]
            for inner in child["rule"]["children"]:
                if "scenario" in inner:
                    tags = [*feature["tags"], *child["rule"].get("tags", ())]
                    yield tags, {**inner["scenario"], "background": steps}


def _background(parent: Any) -> list[Any]:
    """The steps that a feature or a rule puts before each of its scenarios."""
    return [step for child in parent["children"] if "background" in child for step in child["background"]["steps"]]


def _typed(steps: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each step with the type that it has by its keyword, or by the one before it."""
    kind = "given"
    for step in steps:
        kind = _TYPES.get(step["keywordType"], kind)
        yield kind, step


def _placeholders(scenario: Any) -> dict[str, Any]:
    """The placeholders that a scenario uses in steps and their tables, with the place of the first use."""
    used: dict[str, Any] = {}
    for step in [*scenario["background"], *scenario["steps"]]:
        table = [cell["value"] for row in step.get("dataTable", {}).get("rows", ()) for cell in row["cells"]]
        for text in [step["text"], step.get("docString", {}).get("content", ""), *table]:
            for name in _PLACEHOLDER.findall(text):
                used.setdefault(name, step["location"])
    return used


def _has_rows(examples: Any) -> bool:
    return bool(examples and examples.get("tableHeader") and examples["tableBody"])


def _filled(text: str, header: Sequence[str], row: Sequence[str]) -> str:
    for name, value in zip(header, row, strict=False):
        text = text.replace(f"<{name}>", value)
    return text


def _uncovered(paths: Sequence[Path], rules: RuleSet, carried: set[str]) -> Iterator[Problem]:
    """Every requirement that is to be checked must stand on a scenario."""
    where = str(paths[0].parent) if paths else f"*{ENDING}"
    for requirement in rules.requirements.values():
        if requirement.level.is_checked and requirement.id not in carried:
            message = f"No scenario checks {requirement.id}: {requirement.text}"
            yield Problem("requirement-without-scenario", message, where, 1, 1, f"a scenario tagged @{requirement.id}")
