"""What a run says of servers that take no trouble, and of known failures: the verdict, the exit code, the sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]

NOTHING_BEGINS = (
    "No verdict: not a single scenario passed, since the server does not do what they all begin with, so nothing can "
    "be said of the rules. In 62 scenarios this was seen: the owner could not create ticket: 403 missing_permission"
)
MISFIT = (
    "No verdict: not a single scenario passed, so it is the target file that does not fit the server. In 62 scenarios "
    "this was seen: Of `read_clock`, `now` is missing."
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Any]:
    """All the runs, done once, whichever process of the tests comes first."""
    folder_of_this_run = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder_of_this_run = folder_of_this_run.parent
    shared = folder_of_this_run / "odd-runs.json"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            folder = str(tmp_path_factory.mktemp("odd"))
            command = [sys.executable, "-m", "tests.features.odd_runs", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, cwd=ROOT)
            assert done.returncode == 0, done.stderr
            shared.write_text(done.stdout, "utf-8")
        found: dict[str, Any] = json.loads(shared.read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "verdict", "code", "said"),
    [
        (
            "allows all",
            "DOES_NOT_CONFORM",
            1,
            "The server does not conform to small 1.0.0: 9 scenarios failed and 41 scenarios could not be reached.",
        ),
        (
            "refuses all",
            "BROKEN",
            3,
            NOTHING_BEGINS,
        ),
        (
            "says yes",
            "BROKEN",
            3,
            MISFIT,
        ),
        (
            "as known",
            "AS_KNOWN",
            0,
            "The server does not conform to small 1.0.0, and that is known: 2 scenarios failed as announced.",
        ),
        ("outdated", "OUTDATED", 1, "The known failures are out of date: R-6 was announced to fail, and passed ["),
        ("not run", "PART", 0, "Nothing is wrong with R-7 of small 1.0.0. Nothing else was checked."),
    ],
)
def test_the_verdict_and_its_sentence(runs: dict[str, Any], name: str, verdict: str, code: int, said: str) -> None:
    run = runs[name]
    assert (run["verdict"], run["code"]) == (verdict, code), run["sentence"]
    assert run["sentence"].startswith(said)


def test_a_server_that_allows_all_is_told_what_it_ought_to_have_refused(runs: dict[str, Any]) -> None:
    assert {"R-4", "R-11"} <= set(runs["allows all"]["failed"])
    assert runs["allows all"]["outcomes"]["passed"], "what is allowed to everybody is done"
    assert "expected  a passer-by to be refused to reply while the ticket is new" in runs["allows all"]["report"]


def test_answers_that_fit_no_target_are_shown_once_with_some_of_the_scenarios(runs: dict[str, Any]) -> None:
    report = " ".join(runs["says yes"]["report"].split())
    assert "Answers that do not fit the target (62 scenarios)" in report
    assert "62 scenarios, because Of `read_clock`, `now` is missing. The request was GET /test-clock." in report
    assert "The answer was 200 application/json: {}" in report
    assert "and 59 more" in report


def test_a_cell_that_was_not_reached_is_not_told_to_be_not_run(runs: dict[str, Any]) -> None:
    assert "unreached" in runs["allows all"]["report"].partition("Beside it, what was found:")[2]
    assert "not run" not in runs["allows all"]["report"]


def test_what_is_known_to_fail_is_told_with_its_reason(runs: dict[str, Any]) -> None:
    report = " ".join(runs["as known"]["report"].split())
    assert (
        "Known to fail: R-6 Clients can reply, and the ticket is new: the owner, waiting known It was never" in report
    )
