"""``statusquo validate``: what it says of good files and of bad ones."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from statusquo.comparing.releases import Release
from statusquo.locations import default_rules

from tests.cli.conftest import Run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped rules, to be spoiled."""
    shutil.copy(default_rules(), tmp_path / "copy.yaml")
    shutil.copy(default_rules().with_name("requirements.yaml"), tmp_path)
    return tmp_path / "copy.yaml"


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_rules_are_valid(run: Run) -> None:
    code, out, err = run("validate")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("1.0.0.yaml: valid")
    assert "Ticket statuses (ticket-statuses) 1.0.0" in out
    assert "9 statuses, 2 roles, 26 actions, 216 cells" in out
    assert "5 transitions, 2 timers, 3 effects" in out
    assert "a rule carries out each of the 39 that are checked" in out


def test_every_problem_of_a_file_is_told_with_its_place(run: Run, copy: Path) -> None:
    spoil(copy, "requirements: [C-6]", "requirements: [C-66]")
    spoil(copy, "surveyed: [resolved,", "surveyed: [resolvd,")
    code, out, err = run("validate", str(copy))
    assert (code, out) == (1, "")
    lines = copy.read_text(encoding="utf-8").splitlines()
    for wrong in ("C-66", "resolvd"):
        line = next(number for number, text in enumerate(lines, 1) if wrong in text)
        column = lines[line - 1].index(wrong) + 1
        assert f"--> {copy}:{line}:{column}" in err
    assert "did you mean `resolved`?" in err
    assert "^^^^^^^" in err
    assert "problem" in err.splitlines()[-1]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_misuse(run: Run, name: str) -> None:
    code, out, err = run("validate", name)
    assert (code, out) == (2, "")
    assert "error[file-" in err
    assert err.endswith("1 problem\n")


def test_several_files_are_all_checked_and_the_worst_counts(run: Run, copy: Path) -> None:
    good = copy.with_name("good.yaml")
    shutil.copy(copy, good)
    spoil(copy, "version: 1.0.0", "version: one")
    code, out, err = run("validate", str(copy), str(good))
    assert code == 1
    assert f"{good}: valid" in out
    assert str(copy) in err
    code, out, err = run("validate", str(copy), str(copy.with_name("missing.yaml")), str(good))
    assert code == 2
    assert f"{good}: valid" in out


def test_other_verbs_take_an_invalid_file_for_misuse(run: Run, copy: Path) -> None:
    spoil(copy, "version: 1.0.0", "version: one")
    for arguments in (["show"], ["explain", "customer", "reply", "open"]):
        code, out, err = run(*arguments, "--rules", str(copy))
        assert (code, out) == (2, "")
        assert f"{copy}:" in err


def test_what_a_file_contains_cannot_steer_a_terminal(run: Run, copy: Path) -> None:
    spoil(copy, "title: Ticket statuses", 'title: "Ticket \\e[31mstatuses [bold]:smile:"')
    for arguments in (["validate", str(copy)], ["show", "--rules", str(copy)]):
        code, out, _ = run(*arguments)
        assert code == 0
        assert "\x1b" not in out
        assert "[31mstatuses [bold]:smile:" in out


def test_rules_that_differ_from_the_released_ones_are_asked_for_a_version_of_their_own(run: Run, copy: Path) -> None:
    note = "note: this differs from the released 1.0.0: give it a version of its own."
    assert note not in run("validate", str(copy))[1]
    spoil(copy, "label: In progress", "label: At work")
    code, out, err = run("validate", str(copy))
    assert (code, err) == (0, "")
    assert note in out
    spoil(copy, "version: 1.0.0\ntitle", "version: 1.0.1\ntitle")
    assert note not in run("validate", str(copy))[1]


def test_a_released_file_that_was_edited_is_not_valid(run: Run, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    known = {"1.0.0": Release("1.0.0", digest)}
    monkeypatch.setattr("statusquo.cli.validate.releases_of", lambda _: known)
    assert run("validate", str(copy))[0] == 0
    spoil(copy, "label: In progress", "label: At work")
    code, out, err = run("validate", str(copy))
    assert (code, out) == (1, "")
    assert "error[released-file-edited]" in err
