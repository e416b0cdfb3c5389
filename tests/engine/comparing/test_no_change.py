"""What is no change in behaviour, and that nothing else is taken for one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo import Actor, Request, Ticket, compile_rules, decide, load_rules, step
from statusquo.comparing.compare import compare
from statusquo.rules.consequences import OpenedTicket, Repeats, StatusEffect, Timer, Transition
from statusquo.rules.doings import Action, Cell
from statusquo.rules.glossary import Flag, Role, Status
from statusquo.rules.guards import Guard
from statusquo.rules.invariants import Invariant
from statusquo.rules.model import RuleSet

from tests import plain_yaml
from tests.engine.comparing import changing

RULES = load_rules()
SPEC = Path(RULES.file).parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CHANGED = dict(changing.everything(RULES))
IN_ORDER = {"timers", "transitions", "columns", "rows"}
"""Whose order means something: what is due at the same time, and which of several transitions is tried first; and
what belongs to each other by its place."""


def saved(folder: Path, text: str) -> RuleSet:
    (folder / "requirements.yaml").write_text((SPEC / "requirements.yaml").read_text("utf-8"), "utf-8")
    (folder / "rules.yaml").write_text(text, "utf-8")
    return load_rules(folder / "rules.yaml")


def shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: value[name] if name in IN_ORDER else shuffled(value[name], order) for name in names}
    if isinstance(value, list):
        return [shuffled(each, order) for each in value]
    return value


def test_rules_and_themselves() -> None:
    comparison = compare(RULES, RULES)
    assert comparison.changes == ()
    assert comparison.classes == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_comments_and_layout(seed: int, tmp_path: Path) -> None:
    data = plain_yaml.load(Path(RULES.file).read_text("utf-8"))
    text = plain_yaml.dump(shuffled(data, random.Random(seed)))  # noqa: S311 - any order will do
    other = saved(tmp_path, f"# Another comment.\n{text}")
    assert other.digest != RULES.digest
    assert compare(RULES, other).changes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A set of statuses by another notation, and a transition from where its action is refused anyway.
        ("entering: surveyed", "entering: [closure_scheduled, pending_closure, closed, resolved]"),
        ("    action: close_now\n    to: closed", "    action: close_now\n    from: closure_scheduled\n    to: closed"),
        ("  close_now:\n    by:", "  close_at_once:\n    by:"),
        ("  survey_opens:\n    subject", "  opens:\n    subject"),
        ("groups:\n", "groups:\n  alone: [open]\n"),
        ("  replies_move_nothing:\n", "  replies_stay:\n"),
        ("never: {by: customer, action: [reply], changed", "never: {action: [reply], by: customer, changed"),
        ("{status: [pending_closure, closure_scheduled]}", "{status: [closure_scheduled, pending_closure]}"),
    ],
)
def test_the_same_in_other_words_of_the_language(old: str, new: str, tmp_path: Path) -> None:
    text = Path(RULES.file).read_text("utf-8")
    assert old in text
    assert compare(RULES, saved(tmp_path, text.replace(old, new))).changes == ()


def answers(rules: RuleSet) -> Callable[[], dict[Any, Any]]:
    """What the engine answers to a set of requests: codes, and what becomes of the ticket."""
    compiled = compile_rules(rules)
    later = NOW + timedelta(days=1)

    def ask() -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for (role, name), status in product(rules.actions, rules.statuses):
            action = rules.actions[role, name]
            if action.without_ticket:
                continue
            for all_held in (True, False):
                held = frozenset(rules.roles[role].permissions) if all_held else frozenset()
                actor = Actor("one", role, held, frozenset(rules.roles[role].relations))
                for chosen in rules.statuses if action.chooses_status else ("",):
                    given = {"at": later, "status": chosen, "body": "text", "rating": 3, "comment": "text"}
                    request = Request(actor, name, given)
                    result = step(compiled, request, Ticket(status), NOW)
                    code = decide(compiled, request, Ticket(status), NOW).code
                    found[role, name, status, chosen, all_held] = (code, result.ticket, result.effects)
        return found

    return ask


BEFORE = answers(RULES)()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(CHANGED)))
def test_whatever_makes_the_engine_answer_otherwise_is_a_change(name: str) -> None:
    changed = CHANGED[name]
    if answers(changed)() != BEFORE:
        assert compare(RULES, changed).behaviour


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(CHANGED)), min_size=2, max_size=2, unique=True))
def test_two_comparisons_mirror_each_other(names: list[str]) -> None:
    one, other = (CHANGED[name] for name in names)
    there, back = compare(one, other).changes, compare(other, one).changes
    assert there

    def flat(changes: Any, *, turned: bool) -> set[Any]:
        found = set()
        for change in changes:
            each = change.difference
            values = (each.after, each.before) if turned else (each.before, each.after)
            found |= {(each.kind, each.about, place, *values) for place in each.places}
        return found

    assert flat(there, turned=False) == flat(back, turned=True)


LEFT_OUT: dict[type, set[str]] = {
    RuleSet: {"file", "digest", "language", "name", "version", "groups", "subjects", "ways"},
    Status: {"name", "line"},
    Flag: {"name", "line"},
    Role: {"name"},
    Action: {"role", "line"},
    Cell: {"role", "action", "status", "line"},
    Transition: {"name", "role", "action", "line"},
    Timer: {"name", "line"},
    StatusEffect: {"name", "line"},
    Invariant: {"name", "line"},
    Guard: {"line"},
    Repeats: set(),
    OpenedTicket: set(),
}
"""What is compared elsewhere (the name, the version), is a mere name, or tells where something stands or how it is
written (the language, the tables that transitions were written as)."""

COMPARED: dict[type, set[str]] = {
    RuleSet: {
        *("title", "initial", "statuses", "every_status", "flags", "permissions", "relations", "roles", "actions"),
        *("matrices", "cells", "transitions", "timers", "effects", "surveys", "requirements", "capabilities"),
        "invariants",
    },
    Status: {"label", "meaning", "final", "once", "shown_to", "requirements", "why"},
    Flag: {"label", "meaning", "requirements", "why"},
    Role: {"label", "unrelated_label", "permissions", "relations", "when_refused", "never", "profiles"},
    Action: {
        *("name", "operation", "phrase", "subject", "needs", "without_ticket", "unseen", "takes", "keeps_status"),
        *("requirements", "otherwise", "again", "guard", "why"),
    },
    Cell: {"allowed", "refusal", "requirements", "why"},
    Transition: {
        *("sources", "aim", "to_itself", "needs", "guard", "starts", "at", "effects", "opens", "requirements"),
        *("otherwise", "why"),
    },
    Timer: {
        *("label", "subject", "runs_in", "after", "restarted_by", "repeats", "shown_as", "aim", "effects"),
        *("requirements", "cancelled", "why"),
    },
    StatusEffect: {
        *("subject", "entering", "statuses", "each", "do", "of", "text", "requirements", "otherwise", "again", "why"),
    },
    Invariant: {"says", "when", "then", "only_then", "requirements", "why"},
    Guard: {"terms", "refusal", "requirements"},
    Repeats: {"times", "effects", "requirements"},
    OpenedTicket: {"requirements"},
}


@pytest.mark.parametrize("model", list(COMPARED))
def test_a_construct_that_the_language_gains_is_not_forgotten(model: type) -> None:
    assert {field.name for field in fields(model)} == COMPARED[model] | LEFT_OUT[model]


@pytest.mark.parametrize(
    "changed", [replace(RULES, title="Another"), replace(RULES, version="9.9.9"), replace(RULES, language=2)]
)
def test_words_and_numbers_are_no_behaviour(changed: RuleSet) -> None:
    assert compare(RULES, changed).behaviour == ()
