"""The pytest plugin by which pytest runs the suite.

It is found by itself, so that ``pytest --pyargs statusquo_conformance`` works from anywhere. In anybody else's run it
does nothing but offer its options: what makes up a run is imported when the suite's test module is collected.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statusquo_conformance import hooks

if TYPE_CHECKING:
    from statusquo_conformance.judging.outcomes import Result

PACKAGE = "statusquo_conformance"
TEST_MODULE = f"{PACKAGE}.test_conformance"
TEST_FILE = Path(__file__).with_name("test_conformance.py")
MOST_SECONDS = 3600.0
"""So long a run takes at most unless somebody says otherwise."""

_SUITE = "statusquo-suite"
_RESULTS = pytest.StashKey["list[Result]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options carry our name, so that they take nobody else's."""
    group = parser.getgroup("statusquo", "ticket-status conformance")
    group.addoption("--statusquo-rules", metavar="FILE", help="the rule file to check against (default: the shipped)")
    group.addoption(
        "--statusquo-target",
        metavar="FILE",
        help="the target file (default: a server with the reference API; STATUSQUO_URL says where it is)",
    )
    group.addoption("--statusquo-known", metavar="FILE", help="failures that are known, with their reasons")
    group.addoption("--statusquo-report", metavar="FOLDER", help="write the reports of the run there")
    group.addoption(
        "--statusquo-time-limit",
        metavar="SECONDS",
        type=float,
        default=MOST_SECONDS,
        help=f"end the run after so many seconds (default: {MOST_SECONDS:.0f})",
    )
    group.addoption(
        "--statusquo-only",
        metavar="ID",
        action="append",
        default=[],
        help="check only this requirement or scenario; may be given again",
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Offer our own hooks."""
    pluginmanager.add_hookspecs(hooks)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Keep a project's ``conftest.py`` out of a run that is about nothing but the suite."""
    named = early_config.known_args_namespace.file_or_dir
    if named and all(_is_ours(name) for name in named):
        early_config.known_args_namespace.noconftest = True


def _is_ours(name: str) -> bool:
    place = name.partition("::")[0]
    return place in {PACKAGE, TEST_MODULE} or Path(place).resolve() in {TEST_FILE, TEST_FILE.parent}


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run of the suite if an option says that there is one."""
    config.stash[_RESULTS] = []
    config.pluginmanager.register(_Collector(config), "statusquo-collector")
    asked = any(config.getoption(option) for option in ("--statusquo-rules", "--statusquo-target", "--statusquo-known"))
    # Whatever is wrong with a file is to be told now, as misuse: what goes wrong later is an error of the collection.
    if asked or any(_is_ours(name) for name in config.args):
        _begin(config)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Begin a run of the suite when its test module is collected."""
    if module_path == TEST_FILE:
        _begin(parent.config)
        # A module that is imported already would bring back the scenarios of an earlier run with other rules.
        sys.modules.pop(TEST_MODULE, None)


def results_of(config: pytest.Config) -> list[Result]:
    """What came of the scenarios so far."""
    return config.stash[_RESULTS]


def _begin(config: pytest.Config) -> None:
    """Make everything ready that a run takes.

    Raises:
        pytest.UsageError: if the rules, the target or the known failures are not sound.
    """
    if config.pluginmanager.has_plugin(_SUITE):
        return
    from statusquo.errors import InvalidFileError, StatusquoError  # noqa: PLC0415 - nobody else's run is to pay for this

    from statusquo_conformance.closing import Closing  # noqa: PLC0415 - likewise
    from statusquo_conformance.suite import Suite  # noqa: PLC0415 - likewise

    try:
        suite = Suite(config)
        # Of several processes, one alone knows what came of all scenarios.
        closing = Closing(config, suite, results_of(config)) if not hasattr(config, "workerinput") else None
    except InvalidFileError as error:
        raise pytest.UsageError("\n\n".join(["", *map(str, error.problems)])) from None
    except StatusquoError as error:
        raise pytest.UsageError(f"{error.message} {error.hint}".rstrip()) from None
    config.pluginmanager.register(suite, _SUITE)
    if closing is not None:
        config.pluginmanager.register(closing, "statusquo-closing")


class _Collector:
    """Gathers what came of the scenarios, also from other processes."""

    def __init__(self, config: pytest.Config) -> None:
        self._results = config.stash[_RESULTS]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = getattr(report, "statusquo", None)
        if data is not None:
            from statusquo_conformance.judging.outcomes import result_from  # noqa: PLC0415 - as above

            self._results.append(result_from(data))
