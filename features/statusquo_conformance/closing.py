"""What pytest says at the end of a run of the suite: the verdict, and the reports if they were asked for."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from statusquo.errors import StatusquoError

from statusquo_conformance.judging.outcomes import Result
from statusquo_conformance.judging.verdict import Run, Verdict, judge, told
from statusquo_conformance.run import INTERRUPTED, describe
from statusquo_conformance.selection import selected
from statusquo_conformance.suite import Suite

_COLOURS = {0: {"green": True}, 1: {"red": True}, 3: {"yellow": True}}


class Closing:
    """Makes a run of what came of the scenarios, in the one process that knows all of them."""

    def __init__(self, config: pytest.Config, suite: Suite, results: Sequence[Result]) -> None:
        """Note what the run is about.

        Args:
            config: of pytest.
            suite: the rules and the target.
            results: to which those of the scenarios will be added.

        Raises:
            UnknownSelectionError: if the run is narrowed to something that there is not.
        """
        only = tuple(config.getoption("--statusquo-only"))
        self._suite = suite
        self._results = results
        self._planned = len(selected(suite.rules, only))
        command = shlex.join(["pytest", *map(str, config.invocation_params.args)])
        self._about = describe(suite.rules, suite.target, only, command)
        self._began = time.monotonic()
        self._stopped = ""
        self._folder: str | None = config.getoption("--statusquo-report")
        self._trouble = ""
        self._written: tuple[Path, ...] = ()

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note why the run ends before its time."""
        self._stopped = str(excinfo.value) or INTERRUPTED

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports. What was announced to fail and passes fails the run, though no scenario did."""
        if session.config.getoption("--collect-only"):
            return
        run = self._run()
        if session.exitstatus == pytest.ExitCode.OK and run.unfounded:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._folder is not None:
            try:
                # Most runs write none, and what they are made with takes its time to be imported.
                from statusquo_conformance.reports.write import write_reports  # noqa: PLC0415

                self._written = write_reports(run, Path(self._folder))
            except StatusquoError as error:
                self._trouble = f"{error.message} {error.hint}".rstrip()
                session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Write the verdict."""
        if config.getoption("--collect-only"):
            return
        run = self._run()
        verdict, sentence = judge(run)
        terminalreporter.section("statusquo")
        terminalreporter.write_line(told(run) or "no scenario was run")
        terminalreporter.write_line(sentence, **_COLOURS[verdict.exit_code])
        if verdict is Verdict.BROKEN:
            for words in run.unfounded:
                terminalreporter.write_line(words, red=True)
        for path in self._written:
            terminalreporter.write_line(f"Wrote {path}")
        if self._trouble:
            terminalreporter.write_line(self._trouble, red=True)

    def _run(self) -> Run:
        results = tuple(self._results)
        seconds = time.monotonic() - self._began
        unfounded = self._suite.known.unfounded(results)
        return Run(self._about, self._suite.rules, self._planned, results, self._stopped, seconds, unfounded)
