"""``statusquo diff`` as a command: its arguments, exit codes, and what is never "no change"."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from statusquo.locations import default_rules, spec_folder

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
        (("--against", "", RULES), "no-such-version"),
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


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder of rules, with our version and its requirements, and no digests yet."""
    folder = tmp_path / "kept" / "ticket-statuses"
    folder.mkdir(parents=True)
    for name in ("1.0.0.yaml", "requirements.yaml"):
        shutil.copy(default_rules().with_name(name), folder)
    return folder


def no_digests(folder: Path) -> None:
    assert not (folder / "digests.yaml").exists()


def a_folder(folder: Path) -> None:
    (folder / "digests.yaml").mkdir()


def a_link_to_nothing(folder: Path) -> None:
    (folder / "digests.yaml").symlink_to("nothing.yaml")


def a_link_to_itself(folder: Path) -> None:
    (folder / "digests.yaml").symlink_to("digests.yaml")


def an_empty_file(folder: Path) -> None:
    (folder / "digests.yaml").touch()


def something_else(folder: Path) -> None:
    (folder / "digests.yaml").write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_digests, "no-such-version"),
        (a_folder, "file-is-folder"),
        (a_link_to_nothing, "file-missing"),
        (a_link_to_itself, "file-unreadable"),
        (an_empty_file, "file-empty"),
        (something_else, "file-encoding"),
    ],
)
def test_digests_that_cannot_be_read_are_not_the_same_as_none(
    run: Run, kept: Path, make: Callable[[Path], None], said: str
) -> None:
    make(kept)
    for arguments in ((RULES, RULES), ("--against", "1.0.0", RULES)):
        code, out, err = run("diff", *arguments, "--releases", str(kept.parent))
        assert (code, out) == (2, "")
        assert f"error[{said}]" in err


def test_digests_that_nobody_may_read(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept / "digests.yaml").write_text("versions: {1.0.0: draft}\n", "utf-8")
    opened = Path.open

    def refusing(path: Path, *arguments: Any) -> Any:
        if path.name == "digests.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", refusing)
    code, out, err = run("diff", RULES, RULES, "--releases", str(kept.parent))
    assert (code, out) == (2, "")
    assert "error[file-unreadable]" in err


@pytest.mark.parametrize(
    ("versions", "wanted", "said"),
    [
        ("{1.0.0: draft, 2.0.0: draft}", "2.0.0", "file-missing"),
        ("{1.0.0: draft, 2.0.0: draft}", "2.0.1", "Did you mean 2.0.0? There is: 1.0.0, 2.0.0."),
        (
            "{1.0.0: draft, 1.1.0: draft}",
            "1.1.0",
            "says that it is ticket-statuses 1.0.0, and not ticket-statuses 1.1.0",
        ),
    ],
)
def test_a_version_that_is_not_what_its_name_says(run: Run, kept: Path, versions: str, wanted: str, said: str) -> None:
    (kept / "digests.yaml").write_text(f"versions: {versions}\n", "utf-8")
    shutil.copy(kept / "1.0.0.yaml", kept / "1.1.0.yaml")
    code, out, err = run("diff", "--against", wanted, RULES, "--releases", str(kept.parent))
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("terminal", "no verdict"),
        ("markdown", "✗ **No verdict on the version.**"),
        ("json", '"fits": null'),
    ],
)
def test_rules_of_another_name_get_no_verdict_however_little_has_changed(
    run: Run, tmp_path: Path, form: str, said: str
) -> None:
    file = tmp_path / "others.yaml"
    shutil.copy(default_rules().with_name("requirements.yaml"), tmp_path)
    text = default_rules().read_text("utf-8").replace("name: ticket-statuses\n", "name: others\n")
    file.write_text(text, "utf-8")
    code, out, _ = run("diff", "--format", form, RULES, str(file))
    assert code == 2
    assert said in out


def test_a_version_of_countless_digits_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    text = default_rules().read_text("utf-8").replace("version: 1.0.0\ntitle", f"version: {'9' * 5000}.0.0\ntitle")
    file.write_text(text, "utf-8")
    code, out, err = run("diff", RULES, str(file))
    assert (code, out) == (2, "")
    assert "error[bad-name]" in err


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


def test_a_new_status_that_takes_a_reason(run: Run, tmp_path: Path) -> None:
    """That nobody chooses it without one stands beside the status, and the reason is nothing that has to be given."""
    folder = spec_folder() / "examples" / "zendesk-like"
    text = (folder / "1.0.0.yaml").read_text("utf-8")
    for before, after in _ESCALATED:
        assert before in text
        text = text.replace(before, after, 1)
    for name in folder.glob("*.yaml"):
        shutil.copy(name, tmp_path)
    new = tmp_path / "new.yaml"
    new.write_text(text, "utf-8")
    old = str(folder / "1.0.0.yaml")
    said, back = (" ".join(run("diff", *files)[1].split()) for files in ((old, str(new)), (str(new), old)))
    assert "reply in it. Agents may choose Escalated only if `reason` is given." in said
    assert "agents may now give reason: a text of at most 100 characters. " in said
    assert "A-4 and A-5 now stand behind what has to be so for the ticket to move when agents change the" in said
    assert "agents may no longer give anything as `reason`." in back
    assert "status; before, A-4 and A-5 did." in back


_ESCALATED = (
    (
        "  closed:\n    label",
        "  escalated: {label: Escalated, meaning: Others are asked., requirements: [S-2]}\n  closed:\n    label",
    ),
    (
        "status: {type: status}\n",
        "status: {type: status}\n        reason: {type: text, longest: 100, optional: true}\n",
    ),
    (
        "      closed:  [allow, allow,      deny",
        "      escalated: [allow, allow, allow, allow, allow, allow]\n      closed:  [allow, allow,      deny",
    ),
    (
        "      closed:  [allow, allow, deny]",
        "      escalated: [allow, allow, deny]\n      closed:  [allow, allow, deny]",
    ),
    (
        "transitions:\n",
        (
            "transitions:\n  escalate: {by: agent, action: change_status, to: {choice: escalated},\n"
            "    requirements: [A-4], provided: {given: [reason], requirements: [A-4]}}\n"
        ),
    ),
)
"""What makes a desk like Zendesk one with a status more, which takes a reason."""
