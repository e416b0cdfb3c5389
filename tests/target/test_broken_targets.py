"""Every file in ``broken`` is reported exactly as the ``.expected`` file beside it says.

A new fixture gets its ``.expected`` file from ``STATUSQUO_WRITE_EXPECTED=1 pytest tests/target``. Read it before you
keep it: is the caret under the wrong word, and would whoever wrote the file know what to do?
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from statusquo.errors import InvalidFileError
from statusquo.rules.load import load_rules
from statusquo_conformance.target import checks, loading, operation_checks
from statusquo_conformance.target.loading import load_target

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
ENVIRONMENT = {"OWNER_TOKEN": "a-very-secret-token"}
RULES = load_rules()


def report(path: Path) -> str:
    with pytest.raises(InvalidFileError) as caught:
        load_target(path, RULES, ENVIRONMENT)
    text = "\n\n".join(str(problem) for problem in caught.value.problems) + "\n"
    return text.replace(f"{path.parent}{os.sep}", "")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_reported_as_expected(path: Path) -> None:
    expected = path.with_suffix(".expected")
    found = report(path)
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert re.search(rf"{re.escape(path.name)}:\d+:\d+", found)


def test_there_are_as_many_as_promised_and_none_is_left_over() -> None:
    assert len(BROKEN) >= 25
    assert {path.stem for path in (HERE / "broken").glob("*.expected")} == {path.stem for path in BROKEN}


def test_the_file_that_the_broken_ones_are_made_from_is_sound() -> None:
    assert load_target(HERE / "sound.yaml", RULES, ENVIRONMENT).door.url == "https://desk.example"


def test_every_code_of_the_checks_is_shown_by_a_fixture() -> None:
    shown = set()
    for path in BROKEN:
        shown |= set(re.findall(r"^error\[(.+)\]:", path.with_suffix(".expected").read_text("utf-8"), re.MULTILINE))
    codes: set[str] = set()
    for module in (checks, loading, operation_checks):
        source = Path(str(module.__file__)).read_text("utf-8")
        codes |= set(re.findall(r'\.problem\(\s*f?"([a-z{}-]+)"', source))
    kinds = {f"unknown-{kind}" for kind in ("status", "permission", "role", "flag", "relation", "capability", "reason")}
    assert (codes - {"unknown-{kind}"}) | kinds <= shown
