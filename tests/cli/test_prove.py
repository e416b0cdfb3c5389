"""``statusquo prove``: what it says, in which form, and by which exit code."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from statusquo import load_rules
from statusquo.locations import default_rules

from tests.cli.conftest import GROUP, Run

MINIATURES = Path(__file__).resolve().parents[1] / "engine" / "runtime" / "miniatures"


@pytest.fixture(autouse=True)
def _offered(verbs: list[EntryPoint]) -> None:
    verbs.append(EntryPoint("prove", "statusquo.cli.prove:prove", GROUP))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped rules, to be changed."""
    shutil.copy(default_rules(), tmp_path / "copy.yaml")
    shutil.copy(default_rules().with_name("requirements.yaml"), tmp_path)
    return tmp_path / "copy.yaml"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_rules_are_proven(run: Run) -> None:
    code, out, err = run("prove")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].endswith("1.0.0.yaml: proven")
    assert "Ticket statuses (ticket-statuses) 1.0.0" in lines[1]
    assert "241 states, 7010 edges" in lines[2]
    assert "  Every status can be reached, and each can be left again." in lines
    assert f"  {len(load_rules().invariants)} invariants hold in every state." in lines
    assert "BROKEN" not in out


def test_a_plain_output_has_no_control_codes_and_no_long_lines_in_tables(run: Run) -> None:
    out = run("prove")[1]
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()[1:]) <= 80 or str(default_rules()) in out


def test_what_is_broken_is_told_with_its_place_its_events_and_a_scenario(run: Run, copy: Path) -> None:
    change(copy, "    leaving: surveyed", "    leaving: finished")
    code, out, err = run("prove", str(copy))
    assert (code, err) == (1, "")
    assert out.splitlines()[0] == f"{copy}: refuted"
    line = next(
        number
        for number, text in enumerate(copy.read_text(encoding="utf-8").splitlines(), 1)
        if text == "  surveys_wait_at_rest:"
    )
    assert f"{copy}:{line}\n" in out
    assert "           3  Staff with every permission decides to change the status" in out
    assert "      And staff with every permission tries to change the status, choosing Open\n" in out
    assert "    @A-7 @A-9\n    Scenario: A survey waits only while" in out
    assert "2 of " in out


def test_a_file_that_is_not_valid_has_an_exit_code_of_its_own(run: Run, copy: Path) -> None:
    change(copy, "to: pending_closure", "to: pending")
    for file in (copy, copy.with_name("missing.yaml")):
        code, out, err = run("prove", str(file))
        assert (code, out) == (2, "")
        assert "error[" in err


def test_misuse_is_misuse(run: Run) -> None:
    assert run("prove", "--most-states", "none")[0] == 2
    assert run("prove", "--most-states", "0")[0] == 2


def test_beyond_the_bound_nothing_is_called_proven(run: Run) -> None:
    code, out, err = run("prove", "--most-states", "40")
    assert (code, err) == (3, "")
    assert out.splitlines()[0].endswith(": not proven: there are more than 40 states")
    assert "The search was stopped, so that what has not been refuted is not proven either." in out
    assert ": proven" not in out
    assert "holds  A new" not in out


def test_what_is_broken_below_the_bound_is_refuted_all_the_same(run: Run, copy: Path) -> None:
    change(copy, "    leaving: surveyed", "    leaving: finished")
    code, out, _ = run("prove", str(copy), "--most-states", "40")
    assert code == 1
    assert "The search was stopped" in out


def test_what_is_only_worth_a_look_refutes_when_asked_to(run: Run) -> None:
    code, out, _ = run("prove", "--strict")
    assert code == 1
    assert "LOOK AT       Customers may submit the survey in Open" in out
    assert run("prove", str(MINIATURES / "reopening.yaml"), "--strict")[0] == 0


def test_rules_without_invariants_are_proven_as_far_as_that_goes(run: Run) -> None:
    code, out, _ = run("prove", str(MINIATURES / "reopening.yaml"))
    assert code == 0
    assert "  Every status can be reached, and each that is not final can be left again.\n" in out
    assert "  The rules declare no invariants.\n" in out


def test_the_proof_as_data(run: Run, copy: Path) -> None:
    code, out, _ = run("prove", "--format", "json")
    proof = json.loads(out)
    assert (code, proof["answer"], proof["complete"], proof["states"]) == (0, "proven", True, 241)
    assert all(invariant["holds"] is True for invariant in proof["invariants"])
    change(copy, "    leaving: surveyed", "    leaving: finished")
    code, out, _ = run("prove", str(copy), "--format", "json")
    proof = json.loads(out)
    assert (code, proof["answer"]) == (1, "refuted")
    first = proof["findings"][0]
    assert (first["code"], first["name"], first["refutes"]) == ("invariant-broken", "surveys_wait_at_rest", True)
    assert len(first["events"]) == 3
    assert first["scenario"].startswith("@A-7 @A-9\nScenario: ")
    assert [each["holds"] for each in proof["invariants"]].count(False) == 2


def test_data_of_an_unfinished_search_claim_nothing(run: Run) -> None:
    code, out, _ = run("prove", "--format", "json", "--most-states", "5")
    proof = json.loads(out)
    assert (code, proof["answer"], proof["complete"]) == (3, "undecided", False)
    assert {invariant["holds"] for invariant in proof["invariants"]} == {None}


def test_what_a_file_contains_cannot_steer_a_terminal(run: Run, copy: Path) -> None:
    change(copy, "says: At most one survey waits to be submitted.", 'says: "At most\\e[31mone [bold]survey."')
    change(copy, "    meaning: Closed for good.\n", "    meaning: Closed for good.\n    final: true\n")
    code, out, _ = run("prove", str(copy))
    assert code == 1
    assert "\x1b" not in out
    assert "[bold]survey." in out
