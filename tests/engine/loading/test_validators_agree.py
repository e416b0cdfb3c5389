"""Whatever is put into a file, loading gives rules or a list of problems with places, and the two validators agree.

The texts are the miniature rules with something done to them: letters and lines lost, doubled, exchanged; values
replaced, removed, put elsewhere.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statusquo.errors import InvalidFileError
from statusquo.reading import schema
from statusquo.reading.document import Document, examine_text, parse_document
from statusquo.reading.problems import Problem
from statusquo.reading.schema import validator_of
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

HERE = Path(__file__).parent
SOUND = [(HERE / name).read_text(encoding="utf-8") for name in ("miniature.yaml", "miniature2.yaml")]
DATA: list[Any] = [parse_document(text, "miniature.yaml").data for text in SOUND]
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((HERE / "broken").glob("*.yaml"))]

FUZZ = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODDITIES = [
    *("", "\t", "- ", ": ", "? ", "{", "}", "[", "]", "&a ", "*a", "!t ", "#", "'", '"', "|", ">", "%", "@", ",", "\n"),
    *("---\n", "...\n", "yes", "null", "1e999", "0x1F", ".inf", "é", "\U0001f3ab", "\u2028", "\x00", "\r", "\ufeff"),
    *("<<: ", "!!", "  ", "allow", "open", "M-1", '"\\x07"', '"\\0"', '"a\\n"', "'\ufeff'", "1.0"),
]
VALUES: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        1.5,
        1,
        10**14,
        1e20,
        "",
        " ",
        "open",
        "any",
        "all",
        "closed",
        "staff",
        "M-1",
        "a\n",
        "\ufeff",
    ),
    *([], {}, [[]], {"not": ["open"]}, {"each": "quiet"}, ["open", "open"], {"any": []}, {"to": "open"}, ["allow"]),
    *("\x1c", "\x85", "x" * 3000, [1, 1.0], [True, 1], {"days": 1}, {"choice": "any"}, {"": 1}, {"1": None}),
]


@cache
def text_edits() -> Any:
    place = st.integers(0, max(len(text) for text in SOUND))
    return st.lists(st.tuples(place, st.integers(0, 60), st.sampled_from(ODDITIES)), min_size=1, max_size=4)


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, removed, put in edits:
        text = text[:start] + put + text[start + removed :]
    return text


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in members:
        yield (*path, key)
        yield from paths(value, (*path, key))


PATHS = [list(paths(data)) for data in DATA]
PLACES = [(which, number) for which, found in enumerate(PATHS) for number in range(len(found))]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def mutated(which: int, changes: list[tuple[str, int, int]]) -> Any:
    """Miniature rules after some changes; one whose place an earlier one has removed is left out."""
    data = copy.deepcopy(DATA[which])
    for what, number, other in changes:
        path = PATHS[which][number % len(PATHS[which])]
        try:
            parent = at(data, path[:-1])
            if what == "delete":
                del parent[path[-1]]
            elif what == "replace":
                parent[path[-1]] = copy.deepcopy(VALUES[other % len(VALUES)])
            elif what == "move":
                parent[path[-1]] = copy.deepcopy(at(data, PATHS[which][other % len(PATHS[which])]))
            elif what == "double" and isinstance(parent, list):
                parent.append(copy.deepcopy(parent[path[-1]]))
            elif what == "rename" and isinstance(parent, dict):
                parent[f"{path[-1]}x"] = parent.pop(path[-1])
        except (KeyError, IndexError, TypeError):
            continue
    return data


def as_yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False, allow_unicode=True)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["delete", "replace", "replace", "move", "double", "rename"]),
        st.integers(0, max(len(found) for found in PATHS) - 1),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=3,
)


def check_loading(folder: Path, text: str) -> None:
    """Rules, or problems each of which points into its file."""
    (folder / "miniature.requirements.yaml").write_bytes((HERE / "miniature.requirements.yaml").read_bytes())
    path = folder / "rules.yaml"
    path.write_bytes(text.encode("utf-8"))
    outcome = loaded(path)
    if isinstance(outcome, RuleSet):
        return
    assert outcome
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in outcome:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message.endswith(".")
        assert all(line.isprintable() for line in str(problem).splitlines())


def loaded(path: Path) -> RuleSet | tuple[Problem, ...]:
    try:
        return load_rules(path)
    except InvalidFileError as error:
        return error.problems


def check_agreement(document: Document) -> None:
    """The compiled validator says the same as the one that explains."""
    compiled = schema._compiled("rules").is_valid(document.data)  # noqa: SLF001 - what loading asks first
    assert compiled is validator_of("rules").is_valid(document.data)  # what it asks then
    assert compiled is not bool(schema.find_misfits(document, "rules"))
    assert "schema" not in {misfit.problem.code for misfit in schema.find_misfits(document, "rules")}


@FUZZ
@given(sound=st.sampled_from(SOUND), edits=text_edits())
def test_any_text_gives_rules_or_problems(tmp_path: Path, sound: str, edits: list[tuple[int, int, str]]) -> None:
    text = edited(sound, edits)
    check_loading(tmp_path, text)
    try:
        document, _ = examine_text(text, "rules.yaml")
    except InvalidFileError:
        return
    check_agreement(document)


@FUZZ
@given(which=st.sampled_from(range(len(DATA))), changes=CHANGES)
def test_any_data_give_rules_or_problems(tmp_path: Path, which: int, changes: list[tuple[str, int, int]]) -> None:
    text = as_yaml(mutated(which, changes))
    check_loading(tmp_path, text)
    try:
        document, _ = examine_text(text, "rules.yaml")
    except InvalidFileError:
        return
    check_agreement(document)


@FUZZ
@given(text=st.text(max_size=60))
def test_any_scribble_gives_rules_or_problems(tmp_path: Path, text: str) -> None:
    check_loading(tmp_path, text)


@pytest.mark.parametrize(("which", "number"), PLACES)
def test_a_rule_file_without_any_one_of_its_values_gives_rules_or_problems(
    tmp_path: Path, which: int, number: int
) -> None:
    text = as_yaml(mutated(which, [("delete", number, 0)]))
    check_loading(tmp_path, text)
    check_agreement(parse_document(text, "rules.yaml"))


def test_the_validators_agree_on_every_value_at_every_place() -> None:
    for which, number in PLACES[::11]:
        for value in range(len(VALUES)):
            data = mutated(which, [("replace", number, value)])
            compiled = schema._compiled("rules").is_valid(data)  # noqa: SLF001 - what loading asks first
            agreed = validator_of("rules").is_valid(data)  # what it asks then
            assert compiled is agreed, (PATHS[which][number], VALUES[value])


@pytest.mark.parametrize("text", TEXTS)
def test_the_validators_agree_on_every_broken_file(text: str) -> None:
    try:
        document, _ = examine_text(text, "rules.yaml")
    except InvalidFileError:
        return
    check_agreement(document)


def test_a_file_on_which_the_validators_disagree_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    class Never:
        def is_valid(self, _data: Any) -> bool:
            return False

    monkeypatch.setattr(schema, "_compiled", lambda _name: Never())
    with pytest.raises(InvalidFileError) as caught:
        load_rules()
    assert [problem.code for problem in caught.value.problems] == ["schema"]
