"""What ``statusquo diff`` prints of the changes in ``changes.yaml``, in all formats, as kept in ``changes``.

``STATUSQUO_WRITE_EXPECTED=1 pytest tests/engine/comparing`` writes the files anew. Read them before you keep them:
would somebody who looks after customers know what is going to happen?
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from statusquo import load_rules
from statusquo.cli.diff import diff
from statusquo.locations import default_rules

HERE = Path(__file__).parent / "changes"
CHANGES = {
    name: [(each["find"], each["put"]) for each in edits]
    for name, edits in yaml.safe_load(HERE.with_suffix(".yaml").read_text("utf-8")).items()
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


@pytest.fixture(scope="module", params=CHANGES)
def change(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    name: str = request.param
    text = default_rules().read_text("utf-8")
    for old, new in CHANGES[name]:
        assert old in text, old
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp(name) / "new.yaml"
    file.write_text(text, "utf-8")
    words = (default_rules().parent / "requirements.yaml").read_text("utf-8")
    (file.parent / "requirements.yaml").write_text(words, "utf-8")
    return name, file


@pytest.mark.parametrize("form", ENDINGS)
def test_a_change_is_told_as_expected(change: tuple[str, Path], form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    name, file = change
    result = CliRunner().invoke(diff, [str(default_rules()), str(file), "--format", form], standalone_mode=False)
    assert result.return_value == CODES.get(name, 1), result.output
    text = result.output.replace(str(file), "new.yaml").replace(str(default_rules()), "old.yaml")
    # Digests and lines change with every edit of our rules, and are checked by themselves.
    text = re.sub(r'"digest": "[0-9a-f]{64}"', '"digest": "…"', text)
    text = re.sub(r'"(old|new)": \d+', r'"\1": 1', text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    expected = HERE / f"{name}.{ENDINGS[form]}"
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


def test_no_expected_report_is_left_over() -> None:
    assert {path.name for path in HERE.iterdir()} == {f"{name}.{end}" for name in CHANGES for end in ENDINGS.values()}


def test_the_lines_are_those_of_the_files(tmp_path: Path) -> None:
    text = default_rules().read_text("utf-8")
    old, new = CHANGES["customers-reply-on-closed"][1]
    file = tmp_path / "new.yaml"
    file.write_text("# One line more.\n" + text.replace(old, new), "utf-8")
    result = CliRunner().invoke(diff, [str(default_rules()), str(file), "--format", "json"], standalone_mode=False)
    found = json.loads(result.output)
    line = text.split("\n").index(old) + 1
    assert [change["lines"] for change in found["changes"]] == [{"old": line, "new": line + 1}]
    assert found["new"]["digest"] == load_rules(file).digest
