"""``statusquo features``: what it refuses, and what it writes where."""

from __future__ import annotations

import shutil
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from statusquo.locations import default_rules

from tests.cli.conftest import GROUP, Run


@pytest.fixture(autouse=True)
def folder(verbs: list[EntryPoint], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    verbs.append(EntryPoint("features", "statusquo_conformance.cli.features:features", GROUP))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def flat(text: str) -> str:
    return " ".join(text.split())


def changed(folder: Path, version: str = "1.0.0") -> Path:
    """A copy of the shipped rules in which something is different."""
    text = default_rules().read_text(encoding="utf-8").replace("label: In progress", "label: At work", 1)
    path = folder / "mine.yaml"
    path.write_text(text.replace("version: 1.0.0\ntitle", f"version: {version}\ntitle", 1), encoding="utf-8")
    return path


def test_a_folder_that_is_not_there_is_misuse_and_no_long_list(run: Run) -> None:
    code, out, err = run("features", "--check", "--folder", "nowhere")
    assert (code, out) == (2, "")
    assert err == "error[no-such-folder]: There is no folder nowhere.\n"
    code, out, err = run("features", "--check")
    assert (code, out) == (2, "")
    assert "There is no folder features/ticket-statuses/1.0.0." in flat(err)


def test_what_was_written_is_as_the_rules_have_it(run: Run, folder: Path) -> None:
    assert run("features", "--write")[0] == 0
    code, out, _ = run("features", "--check")
    assert (code, "as the rules have it." in out) == (0, True)
    (folder / "features" / "ticket-statuses" / "1.0.0" / "staff.feature").unlink()
    assert run("features", "--check")[0] == 1


def test_writing_and_checking_do_not_go_together(run: Run, folder: Path) -> None:
    for options in (["--write", "--check"], ["--check", "--write"]):
        code, out, err = run("features", *options)
        assert (code, out) == (2, "")
        assert "do not go together" in err
    assert not (folder / "features").exists()


def test_features_of_released_rules_are_not_overwritten_by_those_of_others(run: Run, folder: Path) -> None:
    mine = changed(folder)
    code, out, err = run("features", "--rules", str(mine), "--write")
    assert (code, out) == (2, "")
    assert "give your rules a version of their own, or --folder" in flat(err)
    assert not (folder / "features").exists()
    assert run("features", "--rules", str(mine), "--write", "--folder", "mine")[0] == 0
    assert run("features", "--rules", str(changed(folder, "1.0.1")), "--write")[0] == 0
    assert (folder / "features" / "ticket-statuses" / "1.0.1").is_dir()


def test_a_copy_of_the_released_rules_is_the_released_rules(run: Run, folder: Path) -> None:
    shutil.copy(default_rules(), folder / "copy.yaml")
    assert run("features", "--rules", "copy.yaml", "--write")[0] == 0
