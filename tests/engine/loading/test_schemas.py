"""The schemas are sound, teach the language to whoever completes by them, and fit what is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from statusquo.locations import spec_folder
from statusquo.reading.document import read_document
from statusquo.reading.schema import find_misfits, read_schema
from statusquo_conformance.targets import reference_target

NAMES = sorted(path.name.removesuffix(".schema.json") for path in (spec_folder() / "schema").glob("*.schema.json"))
LOADED = ("requirements", "rules", "target")
FILES = [*sorted(spec_folder().rglob("*.yaml")), reference_target()]
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def subschemas(schema: Any, path: str = "#") -> Iterator[tuple[str, Any]]:
    """Every schema inside a schema, with its path."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for keyword in ("properties", "$defs", "patternProperties", "dependentSchemas"):
        for name, inner in schema.get(keyword, {}).items():
            yield from subschemas(inner, f"{path}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not", "contains"):
        yield from subschemas(schema.get(keyword), f"{path}/{keyword}")
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for index, inner in enumerate(schema.get(keyword, ())):
            yield from subschemas(inner, f"{path}/{keyword}/{index}")


def described(schema: dict[str, Any], root: dict[str, Any], word: str) -> Any:
    """What a schema, or the definition that it refers to, says under this word."""
    if word in schema or "$ref" not in schema:
        return schema.get(word)
    here: Any = root
    for step in schema["$ref"].removeprefix("#/").split("/"):
        here = here[step]
    return described(here, root, word)


def is_condition(path: str) -> bool:
    """Whether it only constrains what is described elsewhere: the parts of ``allOf`` and what stands under ``if``."""
    return "/allOf/" in path or "/if/" in path


def properties() -> list[Any]:
    return [
        pytest.param(read_schema(name), inner, id=f"{name}:{path}/{key}")
        for name in NAMES
        for path, schema in subschemas(read_schema(name))
        if not is_condition(f"{path}/")
        for key, inner in schema.get("properties", {}).items()
    ]


def test_there_are_schemas_and_files_to_test() -> None:
    assert set(LOADED) <= set(NAMES)
    assert len(FILES) >= len(LOADED)
    assert len(properties()) > 100


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_fits_the_metaschema(name: str) -> None:
    Draft202012Validator.check_schema(read_schema(name))
    assert read_schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", LOADED)
def test_the_alternatives_of_a_schema_are_not_left_to_guessing(name: str) -> None:
    assert not [path for path, schema in subschemas(read_schema(name)) if {"oneOf", "anyOf"} & set(schema)]


@pytest.mark.parametrize(("root", "schema"), properties())
def test_a_property_has_title_description_and_examples(root: dict[str, Any], schema: dict[str, Any]) -> None:
    for word in ("title", "description", "examples"):
        assert described(schema, root, word), word
    assert isinstance(described(schema, root, "examples"), list)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_fits_its_own_schema(name: str) -> None:
    root = read_schema(name)
    tried = 0
    for path, schema in subschemas(root):
        validator = Draft202012Validator({"$defs": root.get("$defs", {}), **schema})
        for example in schema.get("examples", ()):
            tried += 1
            assert not [error.message for error in validator.iter_errors(example)], (path, example)
    assert tried


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_shipped_file_names_its_schema_in_the_first_line_and_fits_it(path: Path) -> None:
    first = FIRST_LINE.fullmatch(path.read_text(encoding="utf-8").splitlines()[0])
    assert first is not None
    schema = (path.parent / first[1]).resolve()
    assert schema.is_file()
    assert not find_misfits(read_document(path), schema.name.removesuffix(".schema.json"))
