from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import TypeAlias

import pytest
from statusquo.cli import main

GROUP = "statusquo.commands"
OWN = [EntryPoint(verb, f"statusquo.cli.{verb}:{verb}", GROUP) for verb in ("validate", "explain", "show")]

Run: TypeAlias = "Callable[..., tuple[int, str, str]]"


@pytest.fixture
def verbs(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """The verbs that there are, whether or not the project is installed: the engine's own, and what a test adds."""
    found = list(OWN)
    monkeypatch.setattr(main, "entry_points", lambda *, group: [each for each in found if each.group == group])
    return found


@pytest.fixture
def run(verbs: list[EntryPoint], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command, and tells its exit code, output and errors. The terminal is a plain one of 80 columns."""
    assert verbs
    for name in ("NO_COLOR", "FORCE_COLOR", "STATUSQUO_DEBUG", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it
