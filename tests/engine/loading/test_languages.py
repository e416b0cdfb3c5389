"""Files of an older version of the language load as ever, and are brought to a newer one by its number alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules, spec_folder
from statusquo.reading.schema import read_schema
from statusquo.rules.load import load_rules

HERE = Path(__file__).parent
NEWER = [
    path
    for path in sorted((HERE / "broken").glob("newer-language-*.yaml"))
    if path.with_suffix(".expected").read_text(encoding="utf-8").startswith("error[newer-language]")
]
"""Files that use newer words than their language has."""


def newer_keys(schema: Any) -> Iterator[str]:
    """The keys of which the schema says that they came with language 2."""
    if isinstance(schema, dict):
        for key, inner in schema.get("properties", {}).items():
            if isinstance(inner, dict) and "Since language 2." in inner.get("description", ""):
                yield key
        for inner in schema.values():
            yield from newer_keys(inner)


def words_of(schema: Any) -> Iterator[str]:
    """Every word of the language: the keys, and the values that are words. What examples say is none."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in (*schema.get("enum", ()), schema.get("const")) if isinstance(word, str))
        yield from (word for key, inner in schema.items() if key != "examples" for word in words_of(inner))
    elif isinstance(schema, list):
        yield from (word for inner in schema for word in words_of(inner))


def words_told(page: str) -> set[str]:
    """The words that a page sets as code, within lines and in blocks."""
    block = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
    code = [*block.findall(page), *re.findall(r"`([^`\n]+)`", block.sub("", page))]
    return {word for piece in code for word in re.findall(r"\w+", piece)}


def in_language_2(path: Path, folder: Path) -> Path:
    """A copy of a file of language 1 that says that it is of language 2."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\nlanguage: 1\n") == 1
    copy = folder / path.name
    copy.write_text(text.replace("\nlanguage: 1\n", "\nlanguage: 2\n"), encoding="utf-8")
    return copy


def test_the_shipped_rules_are_of_language_1_and_mean_the_same_in_language_2(tmp_path: Path) -> None:
    old = load_rules()
    assert old.language == 1
    new = load_rules(in_language_2(default_rules(), tmp_path))
    assert new.language == 2
    assert replace(new, language=1, file=old.file, digest=old.digest) == old


@pytest.mark.parametrize("path", NEWER, ids=lambda path: path.stem)
def test_a_file_that_only_uses_newer_words_needs_a_new_number_and_nothing_else(path: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        load_rules(path)
    assert [problem.code for problem in caught.value.problems] == ["newer-language"]
    (tmp_path / "broken").mkdir()
    requirements = "miniature.requirements.yaml"
    (tmp_path / requirements).write_bytes((HERE / requirements).read_bytes())
    assert load_rules(in_language_2(path, tmp_path / "broken")).language == 2


def test_every_word_that_the_schema_calls_newer_is_told_in_a_file_of_language_1() -> None:
    keys = set(newer_keys(read_schema("rules")))
    assert {"flags", "provided", "ways"} <= keys
    told = "".join(path.with_suffix(".expected").read_text(encoding="utf-8") for path in NEWER)
    assert {key for key in keys if f"`{key}`" not in told} == set()


def test_the_page_on_the_language_tells_of_every_word() -> None:
    words = set(words_of(read_schema("rules")))
    assert {"statuses", "keeps_status", "open_survey", "first_of", "at_most"} <= words
    assert sorted(words - words_told((spec_folder() / "README.md").read_text(encoding="utf-8"))) == []
