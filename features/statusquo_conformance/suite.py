"""A run of the suite inside pytest: what it needs is loaded once, and of each scenario it is noted what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from pytest_bdd.parser import Feature
from pytest_bdd.parser import Scenario as BddScenario
from pytest_bdd.parser import Step as BddStep
from pytest_bdd.scenario import scenario_wrapper_template_registry
from statusquo.errors import StatusquoError
from statusquo.rules.glossary import Level
from statusquo.rules.load import load_rules

from statusquo_conformance.judging.findings import Finding, NotApplicable, NotChecked, outcome_of
from statusquo_conformance.judging.known import Known, load_known
from statusquo_conformance.judging.outcomes import Cell, Outcome, Result
from statusquo_conformance.operations import Driver, UnreachableServerError
from statusquo_conformance.prospects import Means, Prospect, cell_of, prospect_of
from statusquo_conformance.rendering.fragments import MATRIX_TAG
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.scenarios import Scenario, Sentence
from statusquo_conformance.selection import is_selected
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.world import Brief, World
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.targets import reference_target

MOST_UNREACHABLE = 3
"""So many scenarios without an answer from the server end the run."""

SUITE = pytest.StashKey["Suite"]()
features_folder: Path | None = None
"""Where the features of the present run have been rendered to; the test module reads it when it is collected."""

_SCENARIO = pytest.StashKey[Scenario]()
_WORLD = pytest.StashKey[World]()
_BEGAN = pytest.StashKey[datetime]()


class Suite:
    """What a run needs, and the hooks that note what comes of it.

    Attributes:
        rules: what is expected.
        target: what says where the server is, and how each operation is done on it.
        features: the folder with the features of the rules.
    """

    def __init__(self, config: pytest.Config) -> None:
        """Load what the options name.

        Raises:
            StatusquoError: if any of it is not sound.
        """
        rules = config.getoption("--statusquo-rules")
        target = config.getoption("--statusquo-target")
        known = config.getoption("--statusquo-known")
        self._config = config
        self._is_one_of_several = hasattr(config, "workerinput")
        self._deadline = time.monotonic() + config.getoption("--statusquo-time-limit")
        self._only: tuple[str, ...] = tuple(config.getoption("--statusquo-only"))
        self.rules = load_rules(Path(rules) if rules else None)
        self.target = load_target(Path(target) if target else reference_target(), self.rules)
        self.known = load_known(Path(known), self.rules, datetime.now(UTC).date()) if known else Known(())
        self._folder = tempfile.TemporaryDirectory(prefix="statusquo-features-")
        self.features = Path(self._folder.name)
        self._unreachable: list[str] = []
        self._driver: Driver | None = None
        self._cast: Cast | None = None
        write_features(self.rules, self.features)
        global features_folder  # noqa: PLW0603 - the test module is imported by pytest and can be told in no other way
        features_folder = self.features
        config.stash[SUITE] = self
        config.addinivalue_line("markers", f"{MATRIX_TAG}: the scenario checks a cell of a matrix")
        for requirement in self.rules.requirements.values():
            config.addinivalue_line("markers", f"{requirement.id}: {requirement.text}")

    # ------------------------------------------------------------------------------------------------ what it shares

    @property
    def driver(self) -> Driver:
        """The way to the server, opened when it is first asked for.

        Raises:
            TargetError: if the server does not answer as the target says.
            UnreachableServerError: if it does not answer.
        """
        if self._driver is None:
            given = self._config.hook.pytest_statusquo_driver(config=self._config, rules=self.rules, target=self.target)
            self._driver = given if given is not None else open_driver(self.target)
        return self._driver

    @contextlib.contextmanager
    def world(self, scenario: Scenario) -> Iterator[World]:
        """The world of a scenario, for as long as it runs.

        Raises:
            NotApplicable: if the scenario does not apply to the server.
            NotChecked: if it cannot be checked.
        """
        prospect = self._prospect(scenario)
        if prospect.outcome is Outcome.NOT_APPLICABLE:
            raise NotApplicable(prospect.because)
        if prospect.outcome is Outcome.NOT_CHECKED:
            raise NotChecked(prospect.because)
        if self._cast is None:
            self._cast = Cast(self.rules, self.driver)
        brief = Brief(scenario.ids, scenario.checks_cell, prospect.waits)
        with self._clock_to_itself() if prospect.timed else contextlib.nullcontext():
            yield World(self.rules, self.driver, self._cast, brief)

    @contextlib.contextmanager
    def _clock_to_itself(self) -> Iterator[None]:
        """Keep scenarios in other processes from moving the clock of the server meanwhile."""
        if not self.driver.has_clock or not self._is_one_of_several:
            yield
            return
        # What one user has made in the folder for temporary files, another may not be permitted to open.
        user = os.getuid() if hasattr(os, "getuid") else ""
        name = hashlib.sha256(f"{user} {self.target.door.url} {self.target.name}".encode()).hexdigest()[:16]
        with FileLock(Path(tempfile.gettempdir()) / f"statusquo-clock-{name}.lock"):
            self.driver.advance(0)  # what others have done to the clock is to be known here
            yield

    def _prospect(self, scenario: Scenario) -> Prospect:
        means = Means.of(self.target, self.driver)
        if means.is_whole(self.rules) and not self._is_one_of_several:
            return Prospect()
        return prospect_of(self.rules, means, scenario)

    # ------------------------------------------------------------------------------------------------ pytest's hooks

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Note which scenario each item runs, and leave out what was not asked for."""
        deselected = []
        for item in items:
            scenario = _scenario_of(item, self.rules.requirements)
            if scenario is None:
                continue
            item.stash[_SCENARIO] = scenario
            if self._only and not is_selected(scenario.ids, scenario.name, self._only):
                deselected.append(item)
        if deselected:
            config.hook.pytest_deselected(items=deselected)
            items[:] = [item for item in items if item not in set(deselected)]

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """End a run that takes too long."""
        item.stash[_BEGAN] = datetime.now(UTC)
        if time.monotonic() > self._deadline:
            limit = self._config.getoption("--statusquo-time-limit")
            item.session.shouldstop = f"the run took longer than {limit:g} seconds."

    def pytest_bdd_before_step(
        self,
        request: pytest.FixtureRequest,
        feature: Feature,  # noqa: ARG002 - pytest's hooks are called by name
        scenario: BddScenario,
        step: BddStep,
    ) -> None:
        """Note how far a scenario has come."""
        world = request.node.stash.get(_WORLD, None)
        if world is not None:
            world.journal.step = next(index for index, each in enumerate(scenario.steps) if each is step)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say of each scenario what came of it, and let what only should hold fail nothing."""
        report = yield
        error = call.excinfo.value if call.excinfo is not None else None
        if _SCENARIO not in item.stash or call.when == "teardown" or (call.when == "setup" and error is None):
            return report
        result = self.known.excuse(self._result(item, call))
        # What is sent between processes has to be plain data.
        report.statusquo = result.as_data()  # type: ignore[attr-defined]
        if error is not None and not isinstance(error, Finding | StatusquoError):
            return report
        if result.outcome is not Outcome.PASSED:
            told = {"expected": result.expected, "seen": result.seen, "known": result.known}
            lines = [f"  {label}: {text}" for label, text in told.items() if text]
            report.longrepr = "\n".join([f"{result.outcome}: {result.scenario}", *lines])
        if _is_let_pass(result, self.rules.level(result.tags)):
            report.outcome = "skipped"
            report.wasxfail = f"{result.outcome}: {result.seen}"
        self._stop_if_the_server_is_gone(item, error)
        return report

    def pytest_sessionfinish(self) -> None:
        """Let go of the server."""
        if self._driver is not None:
            self._driver.close()

    def pytest_unconfigure(self) -> None:
        """Remove the rendered features."""
        self._folder.cleanup()

    def _result(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Result:
        scenario = item.stash[_SCENARIO]
        world = item.stash.get(_WORLD, None)
        error = call.excinfo.value if call.excinfo is not None else None
        remarks = world.remarks if world is not None else ()
        outcome, expected, seen = outcome_of(error, self.rules.level(scenario.ids), remarks)
        passed = outcome is Outcome.PASSED
        return Result(
            id=item.name,
            feature=scenario.feature,
            file=scenario.file,
            scenario=scenario.name,
            tags=scenario.ids,
            steps=tuple(f"{sentence.keyword} {sentence.text}" for sentence in scenario.sentences),
            outcome=outcome,
            stopped_at=world.journal.step if world is not None and error is not None else None,
            expected=expected,
            seen=seen,
            cell=self._cell(scenario, world),
            tickets=tuple(world.journal.tickets) if world is not None else (),
            events=world.journal.events() if world is not None and not passed else (),
            started=item.stash.get(_BEGAN, datetime.now(UTC)),
            seconds=call.duration,
        )

    def _cell(self, scenario: Scenario, world: World | None) -> Cell | None:
        if not scenario.checks_cell:
            return None
        return world.cell if world is not None and world.cell is not None else cell_of(self.rules, scenario)

    def _stop_if_the_server_is_gone(self, item: pytest.Item, error: BaseException | None) -> None:
        if not isinstance(error, UnreachableServerError):
            self._unreachable.clear()
            return
        self._unreachable.append(str(error))
        if len(self._unreachable) >= MOST_UNREACHABLE:
            item.session.shouldstop = self._unreachable[-1]


def _is_let_pass(result: Result, level: Level) -> bool:
    """Whether a scenario that did not pass fails nothing: only a MUST does, as in the verdict."""
    if level is Level.SHOULD and result.outcome in {Outcome.UNREACHED, Outcome.NOT_CHECKED}:
        return True
    return result.outcome in {Outcome.WARNED, Outcome.NOT_APPLICABLE, Outcome.KNOWN}


def make_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The world of the scenario that a request is about; raises as :meth:`Suite.world` does."""
    with request.config.stash[SUITE].world(request.node.stash[_SCENARIO]) as made:
        request.node.stash[_WORLD] = made
        yield made


def _scenario_of(item: pytest.Item, requirements: Any) -> Scenario | None:
    """The scenario that an item runs; None if it is none of the suite's."""
    template = scenario_wrapper_template_registry.get(item.obj) if isinstance(item, pytest.Function) else None
    if template is None or not isinstance(item, pytest.Function):
        return None
    values: Any = item.callspec.params.get("_pytest_bdd_example", {}) if hasattr(item, "callspec") else {}
    filled = template.render(values)
    marks = dict.fromkeys(mark.name for mark in item.iter_markers())
    sentences = tuple(Sentence(step.type, step.name, _table_of(step), step.keyword) for step in filled.steps)
    return Scenario(
        template="",
        name=filled.name,
        ids=tuple(name for name in marks if name in requirements),
        values=values,
        sentences=sentences,
        checks_cell=MATRIX_TAG in marks,
        feature=str(template.feature.name),
        file=Path(template.feature.filename).name,
    )


def _table_of(step: BddStep) -> tuple[tuple[str, ...], ...]:
    rows: Any = step.datatable.raw() if step.datatable else ()
    return tuple(tuple(row) for row in rows)
