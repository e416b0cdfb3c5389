"""Running the suite: the features are checked first, then pytest runs them, shielded from the user's own project."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from statusquo.errors import StatusquoError
from statusquo.rules.model import RuleSet

from statusquo_conformance import plugin
from statusquo_conformance.judging.known import Known, load_known
from statusquo_conformance.judging.outcomes import Result
from statusquo_conformance.judging.verdict import About, Run
from statusquo_conformance.lint import lint_features
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.selection import selected
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.model import Target

INTERRUPTED = "the run was interrupted."
Progress = Callable[[int, int], None]
"""Told how many scenarios are done, and of how many."""


class UnsoundFeaturesError(StatusquoError):
    """The features of the rules have faults that could let a scenario pass unseen."""

    code = "unsound-features"


def check_features(rules: RuleSet) -> None:
    """Make sure that the features of the rules are fit to be run.

    Raises:
        UnsoundFeaturesError: if they are not.
    """
    with tempfile.TemporaryDirectory(prefix="statusquo-plan-") as folder:
        problems = lint_features(write_features(rules, Path(folder)), rules)
    if problems:
        text = "\n\n".join(str(problem) for problem in problems)
        message = f"The features rendered from {rules.file} cannot be run:\n\n{text}"
        raise UnsoundFeaturesError(message, hint="This is a fault of the suite, or of rules that it has no words for.")


@dataclass(frozen=True)
class Choices:
    """How a run is to be done.

    Attributes:
        only: ids of requirements and names of scenarios to which it is narrowed; empty for the whole suite.
        known: the file with the known failures, or None.
        processes: how many run scenarios side by side; 0 for this one alone.
        time_limit: in seconds.
        command: what does the run again, for the reports.
    """

    only: tuple[str, ...] = ()
    known: Path | None = None
    processes: int = 0
    time_limit: float = plugin.MOST_SECONDS
    command: str = ""


def run_suite(
    rules: RuleSet,
    target: Path,
    progress: Progress,
    variables: Mapping[str, str] | None = None,
    choices: Choices = Choices(),
) -> Run:
    """Run the scenarios that follow from the rules against the server that a target file names.

    Args:
        rules: what is expected.
        target: the target file.
        progress: told how far the run is.
        variables: what the environment holds for the target during the run, besides what it holds anyway.
        choices: how it is to be done.

    Raises:
        InvalidFileError: if the target or the known failures are not sound.
        UnknownSelectionError: if the run is narrowed to something that there is not.
        UnsoundFeaturesError: if the features are not fit to be run.
    """
    check_features(rules)
    planned = len(selected(rules, choices.only))
    collector = _Collector(planned, progress)
    said = io.StringIO()
    with _environment(variables or {}), tempfile.TemporaryDirectory(prefix="statusquo-run-") as folder:
        loaded = load_target(target, rules)
        known = load_known(choices.known, rules, datetime.now(UTC).date()) if choices.known else Known(())
        about = describe(rules, loaded, choices.only, choices.command)
        started = time.monotonic()
        settings = Path(folder) / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
        with contextlib.redirect_stdout(said):
            code = pytest.main(_arguments(rules, target, settings, choices), plugins=[collector])
        seconds = time.monotonic() - started
    trouble = collector.stopped or _trouble(int(code), said.getvalue())
    results = tuple(collector.results)
    return Run(about, rules, planned, results, trouble, seconds, known.unfounded(results))


def describe(rules: RuleSet, target: Target, only: tuple[str, ...], command: str) -> About:
    """What a run that begins now is about."""
    return About(
        name=target.name,
        target=target.file,
        digest=hashlib.sha256(Path(target.file).read_bytes()).hexdigest(),
        door="python" if target.door.driver else "wsgi" if target.door.wsgi else "http",
        profile=tuple(name for name in rules.capabilities if name in target.capabilities),
        suite=version("statusquo"),
        command=command,
        only=only,
        started=datetime.now(UTC),
    )


def _arguments(rules: RuleSet, target: Path, settings: Path, choices: Choices) -> list[str]:
    """Of pytest, for a run that nothing of the user's project gets into."""
    arguments = [
        f"--config-file={settings}",
        f"--rootdir={settings.parent}",
        "--noconftest",
        "--strict-markers",
        "--tb=native",
        "--import-mode=importlib",
    ]
    for name in ("no:cacheprovider", "pytest_bdd.plugin", "statusquo_conformance.plugin"):
        arguments += ["-p", name]
    arguments += [f"--statusquo-rules={rules.file}", f"--statusquo-target={target}"]
    arguments += [f"--statusquo-time-limit={choices.time_limit}"]
    arguments += [f"--statusquo-only={each}" for each in choices.only]
    if choices.known is not None:
        arguments += [f"--statusquo-known={choices.known}"]
    if choices.processes:
        arguments += ["-p", "xdist.plugin", f"--numprocesses={choices.processes}"]
    return [*arguments, str(plugin.TEST_FILE)]


class _Collector:
    """What the command wants to know of pytest while it runs."""

    def __init__(self, planned: int, progress: Progress) -> None:
        self._planned = planned
        self._progress = progress
        self.results: list[Result] = []
        self.stopped = ""

    def pytest_runtest_logfinish(self, nodeid: str) -> None:  # noqa: ARG002 - pytest's hooks are called by name
        self._progress(len(self.results), self._planned)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.results = plugin.results_of(session.config)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.stopped = self.stopped or str(session.shouldstop or "")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # Where other processes run the scenarios, this is how they say that they have stopped, and why.
        self.stopped = str(excinfo.value) or INTERRUPTED


def _trouble(code: int, said: str) -> str:
    """What an exit code of pytest means that is neither all passed nor some failed."""
    if code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return ""
    if code == pytest.ExitCode.INTERRUPTED:
        return INTERRUPTED
    return f"pytest could not run the scenarios.\n{said[-2000:]}"


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Nothing of the user's project leaks into the run, and the run leaves nothing behind in the environment."""
    wanted = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        **variables,
        "PYTEST_ADDOPTS": "",
        "PYTEST_PLUGINS": "",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
