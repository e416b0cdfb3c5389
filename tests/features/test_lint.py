"""Every fault of a feature has its place, and each hole of pytest-bdd that the linter fills is shown to be one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then
from pytest_bdd.steps import StepFunctionContext
from statusquo_conformance.lint import count_in, definitions_of, lint_features, suite_definitions
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.scenarios import scenarios

from tests.features.harness import shipped

FOLDER = Path(__file__).with_name("lint")
FAULTY = sorted(FOLDER.glob("*.feature"))
UNCOVERED = "requirement-without-scenario"


@given(parsers.re(r".+ and a ticket"))
def anybody_and_a_ticket() -> None:
    """A second definition of a sentence of the suite."""


@then("all is well")
async def all_is_well() -> None:
    """A definition that nobody awaits."""


def _own(name: str) -> tuple[StepFunctionContext, ...]:
    """A definition of this module."""
    return tuple(each for each in definitions_of(globals().values()) if each.step_func.__name__ == name)


def _faults(path: Path) -> list[tuple[str, int, int]]:
    """What the linter says of one file, apart from all that it does not cover."""
    problems = [each for each in lint_features([path], shipped()) if each.code != UNCOVERED]
    assert {each.file for each in problems} <= {str(path)}
    return [(each.code, each.line, each.column) for each in problems]


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_fault_is_found_at_its_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = [
        (code, int(line), int(column)) for code, line, column in re.findall(r"# expect (\S+) (\d+):(\d+)", text)
    ]
    if path.stem == "empty":
        expected = [("no-scenario", 1, 1)]
    assert bool(expected) is not path.stem.startswith("sound")
    assert _faults(path) == expected


def test_every_code_of_the_linter_has_a_fault_that_shows_it() -> None:
    source = (Path(__file__).parents[2] / "features/statusquo_conformance/lint.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'(?:_problem|Problem)\(\s*"([a-z-]+)"', source))
    shown = {code for path in FAULTY for code in re.findall(r"# expect (\S+)", path.read_text(encoding="utf-8"))}
    in_other_tests = {"async-step", "ambiguous-step", "feature-unreadable", UNCOVERED}
    assert codes - in_other_tests == shown


def test_what_is_not_text_is_told_and_not_raised(tmp_path: Path) -> None:
    binary = tmp_path / "binary.feature"
    binary.write_bytes(b"Feature: \xff\xfe")
    assert _faults(binary) == [("feature-unreadable", 1, 1)]
    assert _faults(tmp_path / "missing.feature") == [("feature-unreadable", 1, 1)]


def test_the_same_scenario_in_two_files_is_no_fault(tmp_path: Path) -> None:
    text = "Feature: One\n\n  @C-1\n  Scenario: The ticket is there\n    Given a ticket\n    Then the status is open\n"
    paths = [tmp_path / "one.feature", tmp_path / "other.feature"]
    for path in paths:
        path.write_text(text, encoding="utf-8")
    assert {each.code for each in lint_features(paths, shipped())} == {UNCOVERED}


def test_a_requirement_whose_scenarios_are_taken_away_is_missed(tmp_path: Path) -> None:
    paths = write_features(shipped(), tmp_path)
    assert lint_features(paths, shipped()) == []
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace("@C-1\n", "@C-2\n"), encoding="utf-8")
    (problem,) = lint_features(paths, shipped())
    assert problem.code == UNCOVERED
    assert "C-1" in problem.message


def test_examples_without_rows_carry_no_requirement(tmp_path: Path) -> None:
    path = tmp_path / "one.feature"
    path.write_text((FOLDER / "empty-examples.feature").read_text(encoding="utf-8"), encoding="utf-8")
    missed = [each.message for each in lint_features([path], shipped()) if each.code == UNCOVERED]
    assert any("C-1:" in message for message in missed)


def test_two_definitions_of_a_sentence_are_told_by_their_names() -> None:
    path = FOLDER / "sound-inside-rules.feature"
    problems = lint_features([path], shipped(), [*suite_definitions(), *_own("anybody_and_a_ticket")])
    ambiguous = [each for each in problems if each.code == "ambiguous-step"]
    assert (ambiguous[0].line, ambiguous[0].column) == (4, 5)
    assert "`somebody_and_a_ticket`, `anybody_and_a_ticket`" in ambiguous[0].message


def test_an_async_step_is_told_with_its_place() -> None:
    problems = lint_features([], shipped(), _own("all_is_well"))
    assert problems[0].code == "async-step"
    assert Path(problems[0].file) == Path(__file__)
    assert problems[0].line == all_is_well.__code__.co_firstlineno
    assert {each.code for each in problems[1:]} == {UNCOVERED}


def test_counting_agrees_with_what_is_run() -> None:
    text = (FOLDER / "sound-inside-rules.feature").read_text(encoding="utf-8")
    assert count_in(text) == 3
    assert len(scenarios(shipped())) > 1000


# What follows shows with pytest-bdd itself why the linter is there: each of these features passes, and should not.

STEPS = """
from pytest_bdd import given, parsers, scenarios, then

scenarios("one.feature")

@given("a ticket")
def a_ticket(): ...

@then(parsers.re("the status is (?P<status>.+), or is it"))
def lenient(): ...

@then(parsers.re("the status is (?P<status>.+)"))
def the_status(status):
    assert not status.startswith("wrong")

@then("all is well")
async def all_is_well():
    assert False
"""
GREEN = {
    "scenario-twice": """
      Rule: A
        Scenario: S
          Given a ticket
          Then the status is wrong
      Rule: B
        Scenario: S
          Given a ticket
          Then the status is right
    """,
    "empty-examples": """
      Scenario Outline: S
        Given a ticket
        Then the status is <status>
        Examples:
          | status |
    """,
    "unknown-placeholder": """
      Scenario Outline: S
        Given a ticket
        Then the status is <statsu>
        Examples:
          | status |
          | wrong  |
    """,
    "unused-column": """
      Scenario Outline: S
        Given a ticket
        Then the status is right
        Examples:
          | status |
          | wrong  |
    """,
    "ambiguous-step": """
      Scenario: S
        Given a ticket
        Then the status is wrong, or is it
    """,
    "async-step": """
      Scenario: S
        Given a ticket
        Then all is well
    """,
    "unread-argument": """
      Scenario: S
        Given a ticket
          | wrong |
        Then the status is right
    """,
    "no-examples": """
      Scenario: S
        Given a ticket
        Then the status is <status>
    """,
    "no-check": """
      Scenario: S
        Given a ticket
    """,
}
UNDEFINED = """
      Scenario: S
        Given a ticket
        Then nobody knows
"""


def _pytest(folder: Path, features: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest-bdd as a user would, on each feature in a folder of its own."""
    for code, text in features.items():
        place = folder / code
        place.mkdir(parents=True)
        (place / "one.feature").write_text(f"Feature: F\n{text}", encoding="utf-8")
        (place / f"test_{code.replace('-', '_')}.py").write_text(STEPS, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_without_the_linter_each_of_these_faults_would_be_green(tmp_path: Path) -> None:
    done = _pytest(tmp_path, GREEN)
    assert done.returncode == 0, done.stdout
    assert f"{len(GREEN)} passed" in done.stdout


def test_an_undefined_step_shows_only_when_it_is_run(tmp_path: Path) -> None:
    assert _pytest(tmp_path / "one", {"undefined": UNDEFINED}, "--collect-only").returncode == 0
    assert "StepDefinitionNotFoundError" in _pytest(tmp_path / "other", {"undefined": UNDEFINED}).stdout
