"""``statusquo diff`` as a command: its arguments, exit codes, and what is never "no change"."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from statusquo.locations import default_rules

from tests.cli.conftest import GROUP, Run

RULES = str(default_rules())


@pytest.fixture(autouse=True)
def _with_diff(verbs: list[EntryPoint]) -> None:
    verbs.append(EntryPoint("diff", "statusquo.cli.diff:diff", GROUP))


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Our rules with another title, under the same number."""
    file = tmp_path / "edited.yaml"
    text = default_rules().read_text("utf-8")
    file.write_text(text.replace("title: Ticket statuses\n", "title: Statuses\n"), "utf-8")
    return file


def test_a_file_and_itself(run: Run) -> None:
    code, out, err = run("diff", RULES, RULES)
    assert (code, err) == (0, "")
    assert "No change in behaviour." in out
    assert "The version fits: the text is the same." in out


def test_against_a_version_that_comes_along(run: Run, edited: Path) -> None:
    code, out, _ = run("diff", "--against", "1.0.0", str(edited))
    assert code == 1
    assert "1.0.1 at least, and not 1.0.0" in " ".join(out.split())


def test_a_released_file_that_was_edited(run: Run, edited: Path, tmp_path: Path) -> None:
    folder = tmp_path / "released" / "ticket-statuses"
    folder.mkdir(parents=True)
    digest = hashlib.sha256(default_rules().read_bytes()).hexdigest()
    (folder / "digests.yaml").write_text(f"versions: {{1.0.0: {digest}}}\n", "utf-8")
    code, out, _ = run("diff", RULES, str(edited), "--releases", str(folder.parent))
    assert code == 1
    assert "not what was released under that number" in " ".join(out.split())
    (folder / "1.0.0.yaml").write_text(edited.read_text("utf-8"), "utf-8")
    code, out, err = run("diff", "--against", "1.0.0", RULES, "--releases", str(folder.parent))
    assert (code, out) == (2, "")
    assert "error[released-file-edited]" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((RULES, "missing.yaml"), "file-missing"),
        (("missing.yaml", RULES), "file-missing"),
        (("--against", "9.9.9", RULES), "no-such-version"),
        ((RULES,), "two files"),
        ((RULES, RULES, RULES), "two files"),
        (("--against", "1.0.0", RULES, RULES), "one file"),
        ((), "Missing argument"),
        ((RULES, RULES, "--format", "xml"), "xml"),
    ],
)
@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
def test_a_comparison_that_could_not_be_made(run: Run, arguments: tuple[str, ...], said: str, form: str) -> None:
    code, out, err = run("diff", "--format", form, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_changed_cells_are_marked_by_sign_and_by_colour(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.yaml"
    row = "      closed:            [allow, deny,  deny, "
    file.write_text(default_rules().read_text("utf-8").replace(row, row.replace("deny,  deny", "allow, deny")), "utf-8")
    assert "✗ → ✓" in run("diff", RULES, str(file))[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;32m✗ → ✓" in run("diff", RULES, str(file))[1]
    assert json.loads(run("diff", RULES, str(file), "--format", "json")[1])["behaviour_changed"] is True
