"""The code knows the language and no rule: no name from the rule file stands in it.

Actions may be called as the language calls an operation or a field of one (``change_status``, ``message``): those are
words of the language, whatever a rule file makes of them.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from statusquo import CompiledRules, RuleSet, load_rules
from statusquo.locations import spec_folder
from statusquo.rules.operations import Operation
from statusquo.runtime.results import Code

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ("engine", "reference_server", "features")

# What the operations of the suite's seam take and answer, whatever the rules are: fields of requests and results.
FIELDS = {
    "ticket",
    "message",
    "invite",
    "staff",
    "customer",
    "creator",
    "author",
    "assignee",
    "favorite",
    "survey",
    "note",
}


EXAMPLES = sorted((spec_folder() / "examples").glob("*/[0-9]*.yaml"))

# What the code says in words of its own (a survey has a comment, a proof an answer), and some desk calls something.
EVERYDAY = {"planned", "deleted", "new", "active", "comment", "answer"}


@pytest.mark.parametrize("source", SOURCES)
def test_no_name_of_the_rules_stands_in_code(compiled: CompiledRules, source: str) -> None:
    assert found_in(source, names_of(compiled.rules) - language_words()) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_name_of_another_desk_stands_in_code(file: Path) -> None:
    forbidden = names_of(load_rules(file)) - language_words() - EVERYDAY
    assert forbidden
    assert [found for source in SOURCES for found in found_in(source, forbidden)] == []


def names_of(rules: RuleSet) -> set[str]:
    names = {*rules.statuses, *rules.flags, *rules.permissions, *rules.relations, *rules.timers}
    return names | {name for _, name in rules.actions} | set(rules.groups)


def found_in(source: str, forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in sorted((ROOT / source).rglob("*.py"))
        for line, text in string_literals(path)
        if text in forbidden
    ]


def test_names_are_found_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text('"""In words: resolved."""\nif status in {"open", f"resolved"}:\n    pass\n', encoding="utf-8")
    assert [(line, text) for line, text in string_literals(path) if text in {"open", "resolved"}] == [
        (2, "open"),
        (2, "resolved"),
    ]


def test_statuses_and_permissions_are_no_words_of_the_language(compiled: CompiledRules) -> None:
    """Otherwise the test above would let them pass."""
    rules = compiled.rules
    assert not language_words() & {*rules.statuses, *rules.permissions, *rules.relations} - FIELDS
    assert {"reply", "request_closure", "closure"} & language_words() == {"request_closure"}


def language_words() -> set[str]:
    """Names and values that the language itself gives a meaning to."""
    schema = json.loads((spec_folder() / "schema" / "rules.schema.json").read_text(encoding="utf-8"))
    return {*_words(schema), *Operation, *Code, *FIELDS}


def string_literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in the code of a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in (*schema.get("enum", ()), schema.get("const")) if isinstance(value, str))
        for key, value in schema.items():
            if key not in {"examples", "enum", "const"}:
                yield from _words(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _words(value)
