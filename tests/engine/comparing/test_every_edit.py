"""The same changes made where people make them, in the text of the file: each cell, each target, each effect.

Either the file is not valid any more, and says why, or exactly that change is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from statusquo import load_rules
from statusquo.comparing.compare import compare
from statusquo.comparing.facts import Kind
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.rules.consequences import To

RULES = load_rules()
TEXT = default_rules().read_text("utf-8")
REFUSED_BY_VALIDATE = {
    # It names a refusal, which an allowed cell has no use for.
    ("staff", "schedule_closure", "closure_scheduled"): "refusal-of-allowed",
    # Nobody could do it anywhere, and an invariant speaks of it.
    ("customer", "close_now", "closure_scheduled"): "guard-never-true",
}
"""The flips after which the file is not valid, and what is said of it."""

STARTS_A_TIMER = "schedule_closure"
"""The transition that starts a timer which runs only in the status that it leads to."""


class Edit(NamedTuple):
    """An edit of the file: what it is about, and the text afterwards."""

    about: tuple[str, ...]
    text: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("edited")
    words = default_rules().with_name("requirements.yaml").read_text("utf-8")
    (made / "requirements.yaml").write_text(words, "utf-8")
    return made


def entries(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The entries of a mapping: name, key and value."""
    assert isinstance(node, yaml.MappingNode)
    yield from ((key.value, key, value) for key, value in node.value)


def below(node: yaml.Node | None, *path: str) -> yaml.Node:
    assert node is not None
    for name in path:
        node = next(value for each, _, value in entries(node) if each == name)
    return node


def put(node: yaml.Node, word: str) -> str:
    """The text with another word in the place of a value."""
    return TEXT[: node.start_mark.index] + word + TEXT[node.end_mark.index :]


ROOT = yaml.compose(TEXT)


def flips() -> Iterator[Edit]:
    for _, _, matrix in entries(below(ROOT, "matrices")):
        role = below(matrix, "role").value
        columns = [each.value for each in below(matrix, "columns").value]
        for status, _, row in entries(below(matrix, "rows")):
            for action, cell in zip(columns, row.value, strict=True):
                word = {"allow": "deny", "deny": "allow"}[cell.value]
                yield Edit((role, action, status), put(cell, word))


def retargets() -> Iterator[Edit]:
    for name, _, transition in entries(below(ROOT, "transitions")):
        target = below(transition, "to")
        if isinstance(target, yaml.ScalarNode):
            role, action = below(transition, "by").value, below(transition, "action").value
            operation = RULES.actions[role, action].operation
            for status in RULES.statuses:
                if status != target.value:
                    yield Edit((Kind.LEADS, name, status, role, operation), put(target, status))
    for name, _, timer in entries(below(ROOT, "timers")):
        due = below(timer, "when_due")
        if isinstance(due, yaml.MappingNode):
            target = below(due, "to")
            for status in RULES.statuses:
                if status != target.value:
                    yield Edit((Kind.DUE, name, status, name), put(target, status))


def removals() -> Iterator[Edit]:
    lines = TEXT.split("\n")
    for name, key, value in entries(below(ROOT, "effects")):
        end = last(value).end_mark.line + 1
        yield Edit((name,), "\n".join(lines[: key.start_mark.line] + lines[end:]))


def last(node: yaml.Node) -> yaml.Node:
    """The last scalar in a node; a block itself ends where something else begins."""
    while not isinstance(node, yaml.ScalarNode):
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def carried_out(text: str) -> set[str]:
    """Every requirement that is named by some rule of a file."""
    return set(re.findall(r"\b[A-Z]-[0-9]+\b", text.partition("\ninvariants:\n")[0]))


def test_the_edits_are_all_there() -> None:
    assert {edit.about for edit in flips()} == set(RULES.cells)
    fixed = [each for each in RULES.transitions if each.to is not None]
    moving = [each for each in RULES.timers.values() if each.to is not None]
    assert len(list(retargets())) == (len(fixed) + len(moving)) * (len(RULES.statuses) - 1)
    assert {edit.about[0] for edit in removals()} == {effect.name for effect in RULES.effects}


@pytest.mark.parametrize("status", RULES.statuses)
def test_each_cell_that_is_flipped_in_the_file(folder: Path, status: str) -> None:
    file = folder / f"{status}.yaml"
    for (role, action, at), text in (edit for edit in flips() if edit.about[2] == status):
        file.write_text(text, "utf-8")
        if (role, action, at) in REFUSED_BY_VALIDATE:
            assert codes(file) == [REFUSED_BY_VALIDATE[role, action, at]]
            continue
        [change] = compare(RULES, load_rules(file)).changes
        difference = change.difference
        assert (difference.kind, difference.about) == (Kind.CELL, (role, RULES.actions[role, action].operation))
        assert difference.places == ((status,),)
        assert difference.before.allowed is not difference.after.allowed
        assert TEXT.split("\n")[difference.old_line - 1].split(":")[0].strip() == status


@pytest.mark.parametrize("name", dict.fromkeys(edit.about[1] for edit in retargets()))
def test_each_target_that_is_another_one_in_the_file(folder: Path, name: str) -> None:
    file = folder / f"{name}.yaml"
    for (kind, _, status, *about), text in (edit for edit in retargets() if edit.about[1] == name):
        file.write_text(text, "utf-8")
        if name == STARTS_A_TIMER:  # nothing else starts it
            assert codes(file) == ["unreachable-status", "timer-never-runs"]
            continue
        [change] = compare(RULES, load_rules(file)).changes
        difference = change.difference
        assert (difference.kind, list(difference.about)) == (kind, about)
        assert (difference.after if kind == Kind.DUE else difference.after[0].target) == To(status)


@pytest.mark.parametrize("edit", list(removals()), ids=lambda edit: edit.about[0])
def test_each_effect_that_is_missing_in_the_file(folder: Path, edit: Edit) -> None:
    """Requirements are left without a rule, and each of them is told."""
    file = folder / f"{edit.about[0]}.yaml"
    file.write_text(edit.text, "utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_rules(file)
    assert {problem.code for problem in caught.value.problems} == {"requirement-without-rule"}
    missing = carried_out(TEXT) - carried_out(edit.text)
    assert missing
    assert {re.findall(r"[A-Z]-[0-9]+", problem.message)[0] for problem in caught.value.problems} == missing


def codes(file: Path) -> list[str]:
    """The codes of everything that is wrong with a file."""
    with pytest.raises(InvalidFileError) as caught:
        load_rules(file)
    return [problem.code for problem in caught.value.problems]
