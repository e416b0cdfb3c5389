"""What ``statusquo diff`` prints of the changes in ``changes.yaml``, in all formats, as kept in ``changes``.

Likewise of those in ``everything.yaml``, which are changes to a desk that uses every word of language 2.

``STATUSQUO_WRITE_EXPECTED=1 pytest tests/engine/comparing`` writes the files anew. Read them before you keep them:
would somebody who looks after customers know what is going to happen?
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from statusquo import load_rules
from statusquo.cli.diff import diff
from statusquo.locations import default_rules

from tests import plain_yaml

HERE = Path(__file__).parent
DESKS = {"changes": default_rules(), "everything": HERE.parents[1] / "everything" / "rules.yaml"}
CHANGES = {
    (desk, name): [(each["find"], each["put"]) for each in edits]
    for desk in DESKS
    for name, edits in plain_yaml.load((HERE / f"{desk}.yaml").read_text("utf-8")).items()
}
ENDINGS = {"terminal": "txt", "markdown": "md", "json": "json"}
CODES = {
    "customers-reply-on-closed": 0,
    "no-survey": 0,
    "a-new-permission": 0,
    "words": 0,
    "comments": 0,
    "invariants": 0,
}
"""The exit codes that are not 1."""


@pytest.fixture(scope="module", params=CHANGES, ids=" ".join)
def change(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Path]:
    desk, name = request.param
    text = DESKS[desk].read_text("utf-8")
    for old, new in CHANGES[desk, name]:
        assert old in text, old
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp(name) / "new.yaml"
    file.write_text(text, "utf-8")
    words = (DESKS[desk].parent / "requirements.yaml").read_text("utf-8")
    (file.parent / "requirements.yaml").write_text(words, "utf-8")
    return desk, name, file


@pytest.mark.parametrize("form", ENDINGS)
def test_a_change_is_told_as_expected(
    change: tuple[str, str, Path], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    desk, name, file = change
    result = CliRunner().invoke(diff, [str(DESKS[desk]), str(file), "--format", form], standalone_mode=False)
    assert result.return_value == CODES.get(name, 1), result.output
    text = result.output.replace(str(file), "new.yaml").replace(str(DESKS[desk]), "old.yaml")
    # Digests and lines change with every edit of our rules, and are checked by themselves.
    text = re.sub(r'"digest": "[0-9a-f]{64}"', '"digest": "…"', text)
    text = re.sub(r'"(old|new)": \d+', r'"\1": 1', text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    expected = HERE / desk / f"{name}.{ENDINGS[form]}"
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


def test_no_expected_report_is_left_over() -> None:
    for desk in DESKS:
        wanted = {f"{name}.{end}" for of, name in CHANGES for end in ENDINGS.values() if of == desk}
        assert {path.name for path in (HERE / desk).iterdir()} == wanted


def test_the_lines_are_those_of_the_files(tmp_path: Path) -> None:
    text = default_rules().read_text("utf-8")
    old, new = CHANGES["changes", "customers-reply-on-closed"][1]
    file = tmp_path / "new.yaml"
    file.write_text("# One line more.\n" + text.replace(old, new), "utf-8")
    result = CliRunner().invoke(diff, [str(default_rules()), str(file), "--format", "json"], standalone_mode=False)
    found = json.loads(result.output)
    line = text.split("\n").index(old) + 1
    assert [change["lines"] for change in found["changes"]] == [{"old": line, "new": line + 1}]
    assert found["new"]["digest"] == load_rules(file).digest
