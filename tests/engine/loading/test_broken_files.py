"""Every file in ``broken`` is reported exactly as the ``.expected`` file beside it says.

A new fixture gets its ``.expected`` file from ``STATUSQUO_WRITE_EXPECTED=1 pytest tests/engine/loading``. Read it
before you keep it: is the caret under the wrong word, and would a product owner know what to do?
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from statusquo.errors import InvalidFileError
from statusquo.rules.load import load_rules

HERE = Path(__file__).parent
ENGINE = HERE.parents[2] / "engine" / "statusquo"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))

TESTED_ELSEWHERE = {
    "file-binary": "test_unreadable_files.py",
    "file-encoding": "test_unreadable_files.py",
    "file-is-folder": "test_unreadable_files.py",
    "file-missing": "test_unreadable_files.py",
    "file-not-regular": "test_unreadable_files.py",
    "file-too-large": "test_unreadable_files.py",
    "file-unreadable": "test_unreadable_files.py",
    "more-problems": "test_all_at_once.py",
    "schema": "test_validators_agree.py",
    "unknown-capability": "test_unreadable_files.py",
    "unknown-operation": "test_unreadable_files.py",
}
"""Codes that no text file in a repository can show, and where they are shown instead."""


def report(path: Path) -> str:
    with pytest.raises(InvalidFileError) as caught:
        load_rules(path)
    text = "\n\n".join(str(problem) for problem in caught.value.problems) + "\n"
    return text.replace(f"{path.parent}{os.sep}", "")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_reported_as_expected(path: Path) -> None:
    expected = path.with_suffix(".expected")
    found = report(path)
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "language"), [("miniature.yaml", 1), ("miniature2.yaml", 2)])
def test_the_rules_that_the_broken_files_are_made_from_are_sound(name: str, language: int) -> None:
    assert load_rules(HERE / name).language == language


def test_every_expected_report_belongs_to_a_broken_file() -> None:
    assert {path.stem for path in (HERE / "broken").glob("*.expected")} == {path.stem for path in BROKEN}


def test_every_code_that_the_loading_can_report_is_shown_by_a_fixture() -> None:
    shown = set()
    for path in BROKEN:
        shown |= set(
            re.findall(r"^error\[(.+)\]:", path.with_suffix(".expected").read_text(encoding="utf-8"), re.MULTILINE)
        )
    for code, module in TESTED_ELSEWHERE.items():
        assert f'"{code}"' in (HERE / module).read_text(encoding="utf-8"), code
    assert shown | set(TESTED_ELSEWHERE) == codes_in_sources()


def codes_in_sources() -> set[str]:
    """Every code in the sources: what is given first to whatever makes a problem, with the kinds filled in."""
    codes: set[str] = set()
    for folder in ("reading", "rules"):
        for module in (ENGINE / folder).glob("*.py"):
            codes |= set(codes_in(module.read_text(encoding="utf-8")))
    return codes


def codes_in(source: str) -> list[str]:
    makers = r"(?:_?problem|Problem|Complaint|unreadable|_report|_stop)"
    given = re.findall(rf'\b{makers}\(\s*(?:file, |self\._file, )?f?"([a-z0-9.{{}}-]+)"', source)
    given += re.findall(r'^\s+code = "([a-z-]+)" if', source, re.MULTILINE)
    kinds = {"{kind}": re.findall(r'_is\(\s*"(\w+)"|_unknown\(\s*"(\w+)"', source), "{key}": [("operation", "phrase")]}
    found = []
    for code in given:
        blank = next((blank for blank in kinds if blank in code), None)
        if blank is None:
            found.append(code)
        else:
            found += [code.replace(blank, kind) for pair in kinds[blank] for kind in pair if kind]
    return found
