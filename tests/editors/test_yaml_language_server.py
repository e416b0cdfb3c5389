"""Editors that speak with yaml-language-server complete and explain our files, and mark what is wrong in them.

The tests take the real one. ``STATUSQUO_YAML_LS`` says in which folder it is; ``.ci/run`` installs it from the
lock file beside this module.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from statusquo.locations import default_rules, spec_folder
from statusquo.reading.schema import read_schema
from statusquo_conformance.targets import reference_target

from tests.editors.language_server import LanguageServer

FOLDER = "STATUSQUO_YAML_LS"
CURSOR = "¦"
RULES, REQUIREMENTS, TARGET = default_rules(), default_rules().with_name("requirements.yaml"), reference_target()
EXAMPLE = Path(__file__).resolve().parents[2] / "features" / "examples" / "unlike_desk" / "target.yaml"
NEWER = Path(__file__).resolve().parents[1] / "engine" / "loading" / "miniature2.yaml"
EXAMPLE_DESKS = sorted(spec_folder().glob("examples/*/[0-9]*.yaml"))
KNOWN = Path(__file__).resolve().with_name("known-failures.yaml")
FILES = [
    pytest.param("rules", RULES, id="rules"),
    pytest.param("rules", NEWER, id="rules of language 2"),
    *(pytest.param("rules", path, id=path.parent.name) for path in EXAMPLE_DESKS),
    pytest.param("requirements", REQUIREMENTS, id="requirements"),
    pytest.param("digests", default_rules().with_name("digests.yaml"), id="digests"),
    pytest.param("target", TARGET, id="reference"),
    pytest.param("target", EXAMPLE, id="unlike desk"),
    pytest.param("known-failures", KNOWN, id="known failures"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    folder, node = os.environ.get(FOLDER), shutil.which("node")
    if not folder:
        pytest.skip(f"{FOLDER} does not say in which folder yaml-language-server is installed")
    if node is None:
        pytest.skip("there is no node")
    script = Path(folder) / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    assert script.is_file(), f"{FOLDER}: there is no {script}"
    with LanguageServer([node, str(script)]) as running:
        yield running


def changed(file: Path, old: str, new: str) -> str:
    """The text of a file with a passage of it, the first, exchanged."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def offered(server: LanguageServer, file: Path, text: str) -> set[str]:
    """What the server offers at the cursor."""
    before, after = text.split(CURSOR)
    uri = server.open(file.parent, before + after)
    found = server.at("completion", uri, before.count("\n"), len(before.rpartition("\n")[2]))
    return {each["label"] for each in found["items"]}


def keys(node: yaml.Node | None, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], yaml.Mark]]:
    """Every key in a file, with its path and where it stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark
            yield from keys(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from keys(value, (*path, index))


def resolved(root: dict[str, Any], schema: Any) -> dict[str, Any]:
    """A schema with what it refers to; what stands beside the reference comes first."""
    found = schema if isinstance(schema, dict) else {}
    while "$ref" in found:
        here: Any = root
        for step in found["$ref"].removeprefix("#/").split("/"):
            here = here[step]
        found = {**here, **{word: value for word, value in found.items() if word != "$ref"}}
    return found


def descriptions(root: dict[str, Any], schema: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """What the schema says of the value at a path, by any of its branches."""
    found = resolved(root, schema)
    if not found:
        return
    if not path:
        yield from ([found["description"]] if "description" in found else [])
        return
    for branch in (found.get("then"), found.get("else"), *found.get("allOf", ())):
        yield from descriptions(root, branch, path)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        yield from descriptions(root, found.get("items"), rest)
    elif step in found.get("properties", {}):
        yield from descriptions(root, found["properties"][step], rest)
    else:
        yield from descriptions(root, found.get("additionalProperties"), rest)


def plain(text: str) -> str:
    """Text without signs, which Markdown escapes."""
    return re.sub(r"[\W_]+", " ", text).strip()


@pytest.mark.parametrize(("schema", "file"), FILES)
def test_nothing_is_marked_in_a_sound_file(server: LanguageServer, schema: str, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert f"/{schema}.schema.json" in text.splitlines()[0]
    assert server.problems(server.open(file.parent, text)) == []


@pytest.mark.parametrize(("schema", "file"), FILES)
def test_hovering_over_a_key_tells_what_the_schema_says_of_it(server: LanguageServer, schema: str, file: Path) -> None:
    text, root = file.read_text(encoding="utf-8"), read_schema(schema)
    uri = server.open(file.parent, text)
    silent, wrong = [], []
    for path, mark in keys(yaml.compose(text)):
        expected = [plain(said) for said in descriptions(root, root, path)]
        if not expected:
            silent.append(path)
            continue
        shown = server.at("hover", uri, mark.line, mark.column + 1)
        told = plain(shown["contents"]["value"]) if shown else ""
        if not any(said in told for said in expected):
            wrong.append((path, told))
    assert wrong == []
    # the keys of the JSON and the headers that a server is sent are that server's own
    assert {path[0] for path in silent} <= ({"operations", "auth"} if schema == "target" else set())


@pytest.mark.parametrize(
    ("file", "old", "new", "choice"),
    [
        pytest.param(RULES, "[allow, deny, ", f"[allow, {CURSOR}, ", {"allow", "deny"}, id="a cell"),
        pytest.param(
            RULES, "operation: post_message", f"operation: {CURSOR}", {"post_message", "add_favorite"}, id="operation"
        ),
        pytest.param(
            RULES, "phrase: reply\n", f"phrase: reply\n      {CURSOR}\n", {"needs", "unseen", "why"}, id="action"
        ),
        pytest.param(RULES, "needs: creator", f"needs:\n        {CURSOR}", {"any", "all"}, id="needs"),
        pytest.param(RULES, "entering: surveyed", f"entering:\n      {CURSOR}", {"not"}, id="set of statuses"),
        pytest.param(RULES, "when: {new: true}", f"when:\n      {CURSOR}", {"status", "survey", "by"}, id="condition"),
        pytest.param(RULES, "\ntitle: Ticket statuses\n", f"\n{CURSOR}\n", {"title"}, id="section"),
        pytest.param(NEWER, "\nflags:\n", f"\n{CURSOR}\n", {"flags"}, id="flags"),
        pytest.param(NEWER, "urgent: {label", f"urgent: {{{CURSOR}label", {"why"}, id="flag"),
        pytest.param(
            NEWER,
            "  new: {label: New,",
            f"  newer:\n    {CURSOR}\n  new: {{label: New,",
            {"once", "shown_to"},
            id="status",
        ),
        pytest.param(
            NEWER,
            "provided: {assigned: true, refusal: needs_assignee}",
            f"provided:\n      assigned: true\n      {CURSOR}",
            {"marked", "not_marked", "running", "not_running", "given", "brought_by", "refusal"},
            id="guard",
        ),
        pytest.param(NEWER, "brought_by: actor", f"brought_by: {CURSOR}", {"actor"}, id="whoever asks"),
        pytest.param(
            NEWER,
            "to: {choice: waiting}",
            f"to:\n      {CURSOR}",
            {"choice", "first_of", "previous", "otherwise"},
            id="target",
        ),
        pytest.param(
            NEWER,
            "when_due: {to: {previous: active, otherwise: open}}",
            f"when_due:\n      to:\n        {CURSOR}",
            {"first_of", "previous", "otherwise"},
            id="target of a timer",
        ),
        pytest.param(NEWER, "new:     [allow, allow]", f"new:     [allow, {CURSOR}]", {"allow", "deny"}, id="a way"),
        pytest.param(
            NEWER, "    provided: {given: [at]}\n", f"    provided:\n      {CURSOR}\n", {"given"}, id="guard of a way"
        ),
        pytest.param(NEWER, "    from: [new, open]\n", f"    {CURSOR}\n", {"from", "ways"}, id="transition"),
        pytest.param(NEWER, "when_due: nothing", f"when_due: {CURSOR}", {"delete", "nothing"}, id="when due"),
        pytest.param(
            NEWER, "repeats: {times: 2,", f"repeats:\n      {CURSOR}\n    x: {{", {"times", "effects"}, id="repeats"
        ),
        pytest.param(NEWER, "do: open_linked_ticket", f"do: {CURSOR}", {"open_linked_ticket"}, id="effect"),
        pytest.param(NEWER, "language: 2", f"language: {CURSOR}", {"1", "2"}, id="language"),
        pytest.param(REQUIREMENTS, "level: must", f"level: {CURSOR}", {"must", "should", "may", "fact"}, id="level"),
        pytest.param(
            REQUIREMENTS, "level: must\n", f"level: must\n    {CURSOR}\n", {"because", "refusal"}, id="requirement"
        ),
        pytest.param(TARGET, "times: rfc3339", f"times: {CURSOR}", {"rfc3339", "epoch_s", "epoch_ms"}, id="times"),
        pytest.param(
            TARGET, "  read_ticket:\n", f"  read_ticket:\n    {CURSOR}\n", {"json", "query", "headers"}, id="request"
        ),
        pytest.param(KNOWN, "reason:", f"{CURSOR}\n    reason:", {"scenario"}, id="known failure"),
    ],
)
def test_what_can_stand_there_is_offered(
    server: LanguageServer, file: Path, old: str, new: str, choice: set[str]
) -> None:
    assert choice <= offered(server, file, changed(file, old, new))


def test_what_stands_there_already_is_not_offered_again(server: LanguageServer) -> None:
    found = offered(server, RULES, changed(RULES, "phrase: reply\n", f"phrase: reply\n      {CURSOR}\n"))
    assert not found & {"operation", "phrase", "subject", "requirements"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(RULES, "[allow, deny, ", "[allow, dney, ", 'Valid values: "allow", "deny"', id="rules"),
        pytest.param(RULES, "      keeps_status:", "      keps_status:", "keps_status is not allowed", id="rules key"),
        pytest.param(RULES, "entering: surveyed", "entering: 7", "Incorrect type", id="rules type"),
        pytest.param(NEWER, "not_marked: [", "not_maked: [", "not_maked is not allowed", id="guard"),
        pytest.param(NEWER, "{choice: waiting}", "{choise: waiting}", "choise is not allowed", id="target key"),
        pytest.param(NEWER, "language: 2", "language: 3", "Valid values: 1, 2", id="language"),
        pytest.param(REQUIREMENTS, "level: may", "level: amy", 'Valid values: "must", "should"', id="requirements"),
        pytest.param(TARGET, "times: rfc3339", "times: rfc3340", 'Valid values: "rfc3339"', id="target"),
        pytest.param(TARGET, "  read_ticket:", "  raed_ticket:", "raed_ticket is not allowed", id="target key"),
        pytest.param(KNOWN, "    link:", "    lnik:", "lnik is not allowed", id="known failures"),
    ],
)
def test_what_is_wrong_is_marked_where_it_stands(
    server: LanguageServer, file: Path, old: str, new: str, said: str
) -> None:
    text = changed(file, old, new)
    line = text[: text.index(new)].count("\n")
    found = server.problems(server.open(file.parent, text))
    assert [each for each in found if each["range"]["start"]["line"] == line and said in each["message"]]


def test_needs_take_one_of_their_two_words_and_no_more(server: LanguageServer) -> None:
    both = changed(RULES, "needs: creator", "needs: {any: [creator], all: [participant]}")
    assert server.problems(server.open(RULES.parent, both))
