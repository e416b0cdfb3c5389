"""Whether the version number says what has changed, and what becomes of released files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from statusquo import RuleSet, load_rules
from statusquo.comparing.compare import compare
from statusquo.comparing.releases import (
    NoSuchReleaseError,
    Release,
    ReleaseEditedError,
    load_version,
    releases_of,
)
from statusquo.comparing.versions import judge
from statusquo.errors import InvalidFileError
from statusquo.locations import spec_folder

from tests.engine.comparing.changing import with_action, with_cell

RULES = load_rules()
CELL = RULES.cells["customer", "favorite", "open"]
LOST = with_cell(RULES, replace(CELL, allowed=False))
WORDS = with_action(RULES, "customer", "reply", phrase="answer")


def numbered(rules: RuleSet, version: str) -> RuleSet:
    return replace(rules, version=version, digest=f"{version} {rules.digest} {id(rules)}")


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "code"),
    [
        (RULES, LOST, "1.2.3", "2.0.0", "fits"),
        (RULES, LOST, "1.2.3", "1.3.0", "needs-major"),
        (RULES, LOST, "1.2.3", "1.2.3", "needs-major"),
        (LOST, RULES, "1.2.3", "2.0.0", "fits"),
        (LOST, RULES, "1.2.3", "1.3.0", "fits"),
        (LOST, RULES, "1.2.3", "1.2.4", "needs-minor"),
        (RULES, WORDS, "1.2.3", "1.2.4", "fits"),
        (RULES, WORDS, "1.2.3", "1.2.3", "needs-patch"),
        (RULES, RULES, "1.2.3", "1.2.3", "fits"),
        (RULES, RULES, "1.2.3", "1.2.2", "goes-back"),
        (RULES, LOST, "2.0.0", "1.9.9", "goes-back"),
        (RULES, LOST, "0.2.3", "0.3.0", "fits"),
        (RULES, LOST, "0.2.3", "0.2.4", "needs-minor"),
        (RULES, LOST, "0.2.3", "1.0.0", "fits"),
        (LOST, RULES, "0.2.3", "0.2.4", "fits"),
        (LOST, RULES, "0.2.3", "0.2.3", "needs-patch"),
    ],
)
def test_the_number_has_to_say_it(old: RuleSet, new: RuleSet, before: str, after: str, code: str) -> None:
    verdict = judge(compare(numbered(old, before), numbered(new, after)), {})
    assert verdict.code == code
    assert verdict.fits is (code == "fits")


def test_what_would_be_right_is_told() -> None:
    assert "2.0.0 at least" in judge(compare(RULES, replace(LOST, version="1.0.1")), {}).sentence
    assert "1.1.0 at least" in judge(compare(LOST, replace(RULES, version="1.0.1")), {}).sentence


def test_rules_of_another_name_have_versions_of_their_own() -> None:
    verdict = judge(compare(RULES, replace(LOST, name="others", version="0.1.0")), {})
    assert (verdict.code, verdict.fits) == ("other-rules", None)


def test_a_released_number_with_another_text() -> None:
    edited = {RULES.version: Release(RULES.version, "0" * 64)}
    verdict = judge(compare(RULES, RULES), edited)
    assert (verdict.code, verdict.fits) == ("released-file-edited", False)
    assert judge(compare(RULES, RULES), {RULES.version: Release(RULES.version, RULES.digest)}).fits
    assert judge(compare(RULES, RULES), {RULES.version: Release(RULES.version, None)}).fits


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder of rules in which 1.0.0 is released, and 1.1.0 is a draft."""
    folder = tmp_path / RULES.name
    folder.mkdir()
    source = Path(RULES.file)
    text = source.read_text("utf-8")
    (folder / "requirements.yaml").write_text((source.parent / "requirements.yaml").read_text("utf-8"), "utf-8")
    (folder / "1.0.0.yaml").write_text(text, "utf-8")
    (folder / "1.1.0.yaml").write_text(text.replace("version: 1.0.0\ntitle", "version: 1.1.0\ntitle"), "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "digests.yaml").write_text(f"versions:\n  1.0.0: {digest}\n  1.1.0: draft\n", "utf-8")
    return tmp_path


def test_a_released_version_is_found(released: Path) -> None:
    assert load_version(RULES.name, "1.0.0", released).digest == RULES.digest
    assert load_version(RULES.name, "1.1.0", released).version == "1.1.0"
    assert releases_of("others", released) == {}


def test_an_edited_release_is_nothing_to_compare_with(released: Path) -> None:
    file = released / RULES.name / "1.0.0.yaml"
    file.write_text(file.read_text("utf-8") + "# A comment more.\n", "utf-8")
    with pytest.raises(ReleaseEditedError):
        load_version(RULES.name, "1.0.0", released)


def test_a_version_that_is_not_there(released: Path) -> None:
    with pytest.raises(NoSuchReleaseError) as caught:
        load_version(RULES.name, "1.0.1", released)
    assert "There is: 1.0.0, 1.1.0." in caught.value.hint
    with pytest.raises(NoSuchReleaseError):
        load_version("others", "1.0.0", released)


@pytest.mark.parametrize("text", ["versions: [1.0.0]\n", "- 1\n", "versions: {1.0.0: abc}\n", "versions: {1.0.0: 1}\n"])
def test_digests_that_make_no_sense(released: Path, text: str) -> None:
    (released / RULES.name / "digests.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidFileError):
        releases_of(RULES.name, released)


def test_every_version_that_lies_here_is_named_and_unedited() -> None:
    for folder in spec_folder().iterdir():
        versions = {path.stem for path in folder.glob("[0-9]*.[0-9]*.[0-9]*.yaml")}
        if versions:
            assert set(releases_of(folder.name)) == versions
            for version in versions:
                assert load_version(folder.name, version).name == folder.name
