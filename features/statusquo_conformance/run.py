"""Running the suite: the features are checked first, then pytest runs them, shielded from the user's own project."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from statusquo.errors import StatusquoError
from statusquo.rules.model import RuleSet

from statusquo_conformance import plugin
from statusquo_conformance.lint import count_scenarios, lint_features
from statusquo_conformance.outcomes import Result
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.verdict import Run

Progress = Callable[[int, int], None]
"""Told how many scenarios are done, and of how many."""


class UnsoundFeaturesError(StatusquoError):
    """The features of the rules have faults that could let a scenario pass unseen."""

    code = "unsound-features"


def plan(rules: RuleSet) -> int:
    """How many scenarios follow from the rules.

    Raises:
        UnsoundFeaturesError: if the features are not fit to be run.
    """
    with tempfile.TemporaryDirectory(prefix="statusquo-plan-") as folder:
        paths = write_features(rules, Path(folder))
        problems = lint_features(paths, rules)
        if problems:
            text = "\n\n".join(str(problem) for problem in problems)
            message = f"The features rendered from {rules.file} cannot be run:\n\n{text}"
            raise UnsoundFeaturesError(
                message, hint="This is a fault of the suite, or of rules that it has no words for."
            )
        return sum(count_scenarios(path) for path in paths)


def run_suite(rules: RuleSet, target: Path, progress: Progress, variables: Mapping[str, str] | None = None) -> Run:
    """Run every scenario that follows from the rules against the server that a target file names.

    Args:
        rules: what is expected.
        target: the target file.
        progress: told how far the run is.
        variables: what the environment holds for the target during the run, besides what it holds anyway.

    Raises:
        UnsoundFeaturesError: if the features are not fit to be run.
    """
    planned = plan(rules)
    collector = _Collector(planned, progress)
    said = io.StringIO()
    started = time.monotonic()
    with _environment(variables or {}), tempfile.TemporaryDirectory(prefix="statusquo-run-") as folder:
        settings = Path(folder) / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
        arguments = [
            f"--config-file={settings}",
            f"--rootdir={folder}",
            "--noconftest",
            "--strict-markers",
            "--tb=native",
            "--import-mode=importlib",
            "-p",
            "no:cacheprovider",
            "-p",
            "pytest_bdd.plugin",
            "-p",
            "statusquo_conformance.plugin",
            f"--statusquo-rules={rules.file}",
            f"--statusquo-target={target}",
            str(Path(plugin.__file__).with_name("test_conformance.py")),
        ]
        with contextlib.redirect_stdout(said):
            code = pytest.main(arguments, plugins=[collector])
    trouble = collector.stopped or _trouble(int(code), said.getvalue())
    return Run(rules, planned, tuple(collector.results), trouble, time.monotonic() - started)


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
        self.stopped = str(session.shouldstop or "")


def _trouble(code: int, said: str) -> str:
    """What an exit code of pytest means that is neither all passed nor some failed."""
    if code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return ""
    if code == pytest.ExitCode.INTERRUPTED:
        return "the run was interrupted."
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
