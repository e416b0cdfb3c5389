"""The pytest plugin that runs the suite: options, the people and the world of a scenario, and what came of each.

It is loaded by name, never found by itself, so that it does nothing in anybody's own tests.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.parser import Feature, Scenario
from pytest_bdd.scenario import scenario_wrapper_template_registry
from statusquo.errors import StatusquoError
from statusquo.rules.load import load_rules
from statusquo.rules.model import Level, RuleSet

from statusquo_conformance.cast import Cast
from statusquo_conformance.findings import Finding, NotApplicable, NotChecked, Unreached, Violation
from statusquo_conformance.operations import Driver, UnreachableServerError
from statusquo_conformance.outcomes import Outcome, Result
from statusquo_conformance.rendering.fragments import MATRIX_TAG
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.targets import reference_target
from statusquo_conformance.world import World

TOKEN_VARIABLE = "STATUSQUO_OWNER_TOKEN"  # noqa: S105 - the name of a variable
URL_VARIABLE = "STATUSQUO_URL"
TEST_MODULE = "statusquo_conformance.test_conformance"
MOST_UNREACHABLE = 3
"""So many scenarios without an answer from the server end the run."""

_RULES = pytest.StashKey[RuleSet]()
_RESULTS = pytest.StashKey[list[Result]]()
_FAULTS = pytest.StashKey[list[str]]()
_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
_SCENARIO = pytest.StashKey[Scenario]()
_WORLD = pytest.StashKey[World]()

features_folder: Path | None = None
"""Where the features of the present run have been rendered to; the test module reads it when it is collected."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options carry our name, so that they take nobody else's."""
    group = parser.getgroup("statusquo", "ticket-status conformance")
    group.addoption("--statusquo-rules", metavar="FILE", help="the rule file to check against (default: the shipped)")
    group.addoption(
        "--statusquo-target",
        metavar="FILE",
        help=f"the target file (default: a server with the reference API; {URL_VARIABLE} says where it is)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Render the features of the rules, and make their requirement ids known as markers."""
    global features_folder  # noqa: PLW0603 - the test module is imported by pytest and can be told in no other way
    chosen = config.getoption("--statusquo-rules")
    rules = load_rules(Path(chosen) if chosen else None)
    folder = tempfile.TemporaryDirectory(prefix="statusquo-features-")
    features_folder = Path(folder.name)
    write_features(rules, features_folder)
    config.stash[_RULES] = rules
    config.stash[_RESULTS] = []
    config.stash[_FAULTS] = []
    config.stash[_FOLDER] = folder
    config.addinivalue_line("markers", f"{MATRIX_TAG}: the scenario checks a cell of a matrix")
    for requirement in rules.requirements.values():
        config.addinivalue_line("markers", f"{requirement.id}: {requirement.text}")
    # A module that is imported already would bring back the scenarios of an earlier run with other rules.
    sys.modules.pop(TEST_MODULE, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the rendered features."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        folder.cleanup()


def results_of(config: pytest.Config) -> list[Result]:
    """What came of the scenarios so far."""
    return config.stash[_RESULTS]


@pytest.fixture(scope="session")
def rules(request: pytest.FixtureRequest) -> RuleSet:
    """The rules that the run checks against."""
    return request.config.stash[_RULES]


@pytest.fixture(scope="session")
def driver(request: pytest.FixtureRequest, rules: RuleSet) -> Iterator[Driver]:
    """The way to the server, which the target file says."""
    chosen = request.config.getoption("--statusquo-target")
    opened = open_driver(load_target(Path(chosen) if chosen else reference_target(), rules))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def cast(rules: RuleSet, driver: Driver) -> Cast:
    """The people of the run."""
    return Cast(rules, driver)


@pytest.fixture
def world(request: pytest.FixtureRequest, rules: RuleSet, driver: Driver, cast: Cast) -> World:
    """The world of one scenario."""
    made = World(rules, driver, cast)
    request.node.stash[_WORLD] = made
    return made


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:  # noqa: ARG001 - pytest's hooks are called by name
    """Keep the scenario with its examples filled in, for the report."""
    request.node.stash[_SCENARIO] = scenario


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of each scenario what came of it, and let what only should hold fail nothing."""
    report = yield
    result = _result(item, call)
    if result is None:
        return report
    item.config.stash[_RESULTS].append(result)
    if call.excinfo is not None and not isinstance(call.excinfo.value, Finding | StatusquoError):
        return report
    if result.outcome is not Outcome.PASSED:
        report.longrepr = f"{result.outcome}: {result.scenario}\n  expected: {result.expected}\n  seen: {result.seen}"
    if result.outcome in {Outcome.WARNED, Outcome.NOT_APPLICABLE}:
        report.outcome = "skipped"
        report.wasxfail = f"{result.outcome}: {result.seen}"
    _stop_if_the_server_is_gone(item, call)
    return report


def _result(item: pytest.Item, call: pytest.CallInfo[None]) -> Result | None:
    """The result of a scenario: of its call, or of its set-up where that did not work."""
    if call.when == "teardown" or (call.when == "setup" and call.excinfo is None):
        return None
    rules = item.config.stash[_RULES]
    template = scenario_wrapper_template_registry.get(item.obj) if isinstance(item, pytest.Function) else None
    scenario = item.stash.get(_SCENARIO, None)
    world = item.stash.get(_WORLD, None)
    marks = dict.fromkeys(mark.name for mark in item.iter_markers())
    tags = tuple(name for name in marks if name in rules.requirements)
    outcome, expected, seen = outcome_of(call.excinfo.value if call.excinfo else None, rules.level(tags))
    checks_cell = MATRIX_TAG in marks and world is not None
    return Result(
        id=item.name,
        feature=str(template.feature.name) if template is not None else "",
        scenario=scenario.name if scenario is not None else item.name,
        tags=tags,
        steps=tuple(f"{step.keyword} {step.name}" for step in scenario.steps) if scenario is not None else (),
        outcome=outcome,
        expected=expected,
        seen=seen,
        cell=world.cell if checks_cell and world is not None else None,
        seconds=call.duration,
    )


def outcome_of(error: BaseException | None, level: Level) -> tuple[Outcome, str, str]:
    """The outcome that an error of a scenario amounts to, what was expected, and what was seen."""
    if error is None:
        return Outcome.PASSED, "", ""
    weak = level is Level.SHOULD
    if isinstance(error, Violation):
        return (Outcome.WARNED if weak else Outcome.FAILED), error.expected, error.seen
    if isinstance(error, Unreached):
        return Outcome.UNREACHED, "to get as far as the check", error.cause
    if isinstance(error, NotApplicable):
        return Outcome.NOT_APPLICABLE, "", str(error)
    if isinstance(error, NotChecked):
        return Outcome.NOT_CHECKED, "", str(error)
    return Outcome.BROKEN, "an answer that can be judged", f"{error}" or type(error).__name__


def _stop_if_the_server_is_gone(item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
    faults = item.config.stash[_FAULTS]
    if call.excinfo is None or not isinstance(call.excinfo.value, UnreachableServerError):
        faults.clear()
        return
    faults.append(str(call.excinfo.value))
    if len(faults) >= MOST_UNREACHABLE:
        item.session.shouldstop = faults[-1]
