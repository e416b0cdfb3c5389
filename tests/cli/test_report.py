"""What ``conform`` prints of a run."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from statusquo import load_rules
from statusquo_conformance.judging.outcomes import Cell, Outcome, Result
from statusquo_conformance.reports.terminal import print_report

from tests.features import runs

RULES = load_rules()
CHECKED = Cell("customer", "reply", "open")


def result(outcome: Outcome, number: int = 0, *, tag: str = "C-3", seen: str = "", cell: Cell | None = None) -> Result:
    told = {"scenario": f"Scenario {number}", "steps": ("a step",), "expected": "this", "seen": seen, "cell": cell}
    return runs.result(outcome, tag, **told)


def printed(*results: Result, planned: int | None = None, terminal: bool = False) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    console = Console(file=stream, force_terminal=terminal, width=100, color_system=None, highlight=False)
    print_report(console, runs.run(*results, further=0 if planned is None else planned - len(results)))
    stream.flush()
    stream.seek(0)
    return stream.read()


def test_a_cell_that_was_not_run_is_not_one_that_is_left_to_each_server() -> None:
    out = printed(result(Outcome.PASSED, cell=CHECKED), planned=2)
    assert re.search(r"^open +\+ … +\+ ✓ +\+ …", out, re.MULTILINE)
    assert "\n✓ passed, … not run.\n" in out
    assert "left to each server" not in out


def test_a_cell_that_is_not_checked_is_left_to_each_server() -> None:
    out = printed(result(Outcome.PASSED, cell=Cell("staff", "note", "open")))
    assert re.search(r"^in_progress +\+ · ", out, re.MULTILINE)
    assert "· left to each server." in out


def test_a_run_that_was_cut_short_says_of_how_many() -> None:
    assert "1 of 1040 scenarios in 1.0 s: 1 passed" in printed(result(Outcome.PASSED), planned=1040)
    assert "\n1 scenario in 1.0 s: 1 passed" in printed(result(Outcome.PASSED))


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.BROKEN])
def test_of_very_many_that_failed_alike_three_are_told(outcome: Outcome) -> None:
    alike = [result(outcome, number, seen="500") for number in range(30)]
    out = printed(*alike, result(outcome, 99, tag="C-4", seen="something else"))
    assert "30 scenarios for which this was seen: 500" in out
    assert [number for number in range(100) if f"  Scenario {number}\n" in out] == [0, 1, 2, 99]
    assert "and 27 more; all of them are about C-3" in out
    few = printed(*alike[:20])
    assert "Scenario 19" in few
    assert "more" not in few.split("By requirement")[0]


def test_requirements_are_whole_in_a_file_and_cut_on_a_terminal() -> None:
    text = RULES.requirements["T-6"].text
    assert text in printed(result(Outcome.PASSED))
    cut = printed(result(Outcome.PASSED), terminal=True)
    assert text not in cut
    assert max(len(line) for line in cut.split("By requirement")[1].splitlines()[:-1]) <= 100
