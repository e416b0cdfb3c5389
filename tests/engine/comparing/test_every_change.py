"""Each single change to the rules that can be generated is told, alone, classed, and in both directions."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from statusquo import RuleSet, load_rules
from statusquo.comparing.changes import Change, Class, Reason
from statusquo.comparing.compare import compare
from statusquo.comparing.facts import Kind
from statusquo.comparing.ways import CHOSEN
from statusquo.locations import spec_folder
from statusquo.rules.consequences import Gone, StatusEffect, To, Transition
from statusquo.rules.glossary import Level

from tests.engine.comparing import changing

RULES = load_rules()
EVERYTHING = Path(__file__).resolve().parents[2] / "everything" / "rules.yaml"


def both_ways(changed: RuleSet) -> tuple[Change, Change]:
    """The one change there is, and the one change back."""
    [there] = compare(RULES, changed).changes
    [back] = compare(changed, RULES).changes
    one, other = there.difference, back.difference
    assert (one.kind, one.about, set(one.places)) == (other.kind, other.about, set(other.places))
    assert (one.before, one.after) == (other.after, other.before)
    assert there.is_behaviour
    assert back.is_behaviour
    assert there.sentence != back.sentence
    return there, back


@pytest.mark.parametrize("status", RULES.statuses)
def test_each_flip_is_told(status: str) -> None:
    for name, changed in changing.flips(RULES):
        role, action, where = name.split()
        if where != status:
            continue
        there, back = both_ways(changed)
        cell = RULES.cells[role, action, status]
        assert there.difference.kind is Kind.CELL
        assert there.difference.about == (role, RULES.actions[role, action].operation)
        assert there.difference.statuses == (status,)
        lost, won = (there, back) if cell.allowed else (back, there)
        assert (Reason.POSSIBLE_NO_LONGER in lost.reasons, Reason.POSSIBLE_NO_LONGER in won.reasons) == (True, False)
        assert (Reason.POSSIBLE_NOW in lost.reasons, Reason.POSSIBLE_NOW in won.reasons) == (False, True)
        is_must = RULES.level(cell.requirements) is Level.MUST
        assert (Class.BREAKS_SERVERS in there.classes) == (Class.BREAKS_SERVERS in back.classes) == is_must
        who, label = RULES.roles[role].label, RULES.statuses[status].label
        phrase = RULES.actions[role, action].phrase
        ticket = "it" if "ticket" in phrase else "the ticket"
        assert lost.sentence == f"{who} may no longer {phrase} while {ticket} is {label}."
        assert won.sentence.startswith(f"{who} may now {phrase} while {ticket} is {label}.")


def following(effect: StatusEffect, statuses: frozenset[str]) -> set[tuple[str, str, int]]:
    """The changes of status from which an effect follows, if it is about these statuses; a new ticket comes from ""."""
    found = set()
    for source, target in product(("", *RULES.statuses), RULES.statuses):
        enters = target in statuses and (effect.each or source not in statuses)
        leaves = source in statuses and target not in statuses
        if source != target and (enters if effect.entering else leaves):
            found.add((source, target, 1))
    return found


@pytest.mark.parametrize(
    ("name", "changed"),
    [each for kind in (changing.removed_effects, changing.narrowed_effects) for each in kind(RULES)],
)
def test_each_effect_that_is_removed_or_narrowed_is_told(name: str, changed: RuleSet) -> None:
    there, back = both_ways(changed)
    for change in (there, back):
        assert Class.BREAKS_USERS in change.classes
        assert Class.BREAKS_SERVERS in change.classes or there.difference.about[:2] == ("staff", "schedule_closure")
        assert Reason.HAPPENS_OTHERWISE in change.reasons
    if name.startswith("message of "):
        message_is_gone(name.removeprefix("message of "), there)
        return
    named, _, status = name.removeprefix("effect ").partition(" without ")
    [effect] = [each for each in RULES.effects if each.name == named]
    assert there.difference.kind is Kind.EFFECT
    assert there.difference.about == (effect.do, effect.of or "", effect.text)
    assert (there.difference.before or frozenset()) == following(effect, effect.statuses)
    left = following(effect, effect.statuses - {status}) if status else set()
    assert (there.difference.after or frozenset()) == left
    for lost in [status] if status else effect.statuses:
        assert RULES.statuses[lost].label in there.sentence
    assert "no longer" in there.sentence
    assert "now" in back.sentence


def message_is_gone(name: str, told: Change) -> None:
    """What is told is that the system no longer writes the message of this transition or timer, and nothing else."""
    difference = told.difference
    if name in RULES.timers:
        texts = tuple(effect.text for effect in RULES.timers[name].effects)
        assert (difference.kind, difference.about) == (Kind.SAYS, (name,))
        assert (difference.before, difference.after) == (texts, ())
    else:
        [transition] = [each for each in RULES.transitions if each.name == name]
        texts = tuple(effect.text for effect in transition.effects)
        operation = RULES.actions[transition.role, transition.action].operation
        assert (difference.kind, difference.about) == (Kind.LEADS, (transition.role, operation))
        assert set(difference.places) == {(status,) for status in moved_from(transition)}
        [before], [after] = difference.before, difference.after
        assert before.says == texts
        assert after == replace(before, says=())
    assert all(f'no longer writes "{text}"' in told.sentence for text in texts)


def moved_from(transition: Transition) -> set[str]:
    """The statuses in which a transition can happen: its own, as far as its action is allowed there."""
    return {at for at in transition.sources if RULES.cells[transition.role, transition.action, at].allowed}


@pytest.mark.parametrize(("name", "changed"), list(changing.retargeted(RULES)))
def test_each_other_target_is_told(name: str, changed: RuleSet) -> None:
    there, back = both_ways(changed)
    what, status = name.split()
    label = RULES.statuses[status].label if status in RULES.statuses else "is deleted"
    assert label in there.sentence
    assert label.replace("is deleted", "was deleted") in back.sentence
    if what in RULES.timers:
        timer = RULES.timers[what]
        assert (there.difference.kind, there.difference.about) == (Kind.DUE, (what,))
        after = To(status) if status in RULES.statuses else Gone()
        assert (there.difference.before, there.difference.after) == (timer.aim, after)
    else:
        [transition] = [each for each in RULES.transitions if each.name == what]
        operation = RULES.actions[transition.role, transition.action].operation
        assert (there.difference.kind, there.difference.about) == (Kind.LEADS, (transition.role, operation))
        if transition.choice:
            assert set(there.difference.places) == {(at, status) for at in moved_from(transition) - {status}}
            [before] = there.difference.before
            assert (before.target, there.difference.after) == (CHOSEN, ())
            assert Reason.POSSIBLE_NO_LONGER in there.reasons
            assert Reason.POSSIBLE_NOW in back.reasons
            # That a status cannot be chosen is for each server to decide (T-12), that one can be is not.
            assert Class.BREAKS_SERVERS in back.classes
            return
        assert set(there.difference.places) == {(at,) for at in moved_from(transition)}
        [before], [after] = there.difference.before, there.difference.after
        assert (before.target, after.target) == (transition.aim, To(status))
        assert RULES.statuses[before.target.status].label in there.sentence
    assert Reason.HAPPENS_OTHERWISE in there.reasons
    assert Class.BREAKS_SERVERS in there.classes
    assert Class.BREAKS_SERVERS in back.classes


OTHERWISE = (
    (r"no needs of (?P<role>\w+) (?P<action>\w+)", Kind.NEEDS, {Reason.ASKS_FOR_LESS}, {Reason.ASKS_FOR_MORE}),
    (r"no comment of .*", Kind.ARGUMENT, {Reason.POSSIBLE_NO_LONGER}, {Reason.POSSIBLE_NOW}),
    (
        r"no (?P<argument>\w+) of (?P<role>\w+) (?P<action>\w+)",
        Kind.ARGUMENT,
        {Reason.POSSIBLE_NO_LONGER, Reason.ASKS_FOR_LESS},
        {Reason.ASKS_FOR_MORE},
    ),
    (r"less in (?P<profile>\w+)", Kind.PROFILE, {Reason.POSSIBLE_NO_LONGER}, {Reason.POSSIBLE_NOW}),
    (r"(?P<timer>\w+) by itself", Kind.STARTS, {Reason.HAPPENS_OTHERWISE}, {Reason.HAPPENS_OTHERWISE}),
    (r"(?P<timer>\w+) unshown", Kind.SHOWN, {Reason.HAPPENS_OTHERWISE}, {Reason.HAPPENS_OTHERWISE}),
    (r"initial \w+", Kind.INITIAL, {Reason.HAPPENS_OTHERWISE}, {Reason.HAPPENS_OTHERWISE}),
    (r"surveys", Kind.SURVEYS, {Reason.POSSIBLE_NO_LONGER}, {Reason.POSSIBLE_NOW}),
    (r"no surveys", Kind.SURVEYS, {Reason.POSSIBLE_NOW}, {Reason.POSSIBLE_NO_LONGER}),
)
"""What each other change is to be told as, and why it matters, there and back, besides that a MUST asks otherwise."""


@pytest.mark.parametrize(("name", "changed"), list(changing.otherwise(RULES)))
def test_each_other_change_is_told(name: str, changed: RuleSet) -> None:
    there, back = both_ways(changed)
    matching = ((re.fullmatch(each[0], name), each) for each in OTHERWISE)
    found, (_, kind, reasons, reasons_back) = next((match, each) for match, each in matching if match)
    assert there.difference.kind is kind
    assert set(there.reasons) - {Reason.MUST_ASKS_OTHERWISE} == reasons
    assert set(back.reasons) - {Reason.MUST_ASKS_OTHERWISE} == reasons_back
    names = found.groupdict()
    if "action" in names:
        operation = RULES.actions[names["role"], names["action"]].operation
        rest = (names["argument"],) if "argument" in names else ()
        assert there.difference.about == (names["role"], operation, *rest)
    elif names:
        assert there.difference.about[-1] in names.values()


DESKS = {desk.name: desk for desk in (RULES, load_rules(EVERYTHING))}
REWORDED = {name: list(changing.reworded(desk)) for name, desk in DESKS.items()}
PARTS = dict.fromkeys((desk, name.split()[0]) for desk, found in REWORDED.items() for name, _ in found)


@pytest.mark.parametrize(("desk", "part"), PARTS)
def test_each_word_is_told_and_is_no_more_than_a_word(desk: str, part: str) -> None:
    rules = DESKS[desk]
    of_part = [(name, changed) for name, changed in REWORDED[desk] if name.split()[0] == part]
    ticketless = sum(action.without_ticket for action in rules.actions.values())
    wanted = len(rules.actions) - ticketless if part == "cells" else len(getattr(rules, part))
    assert len({name for name, _ in of_part}) >= wanted
    for _, changed in of_part:
        for old, new in ((rules, changed), (changed, rules)):
            [change] = compare(old, new).changes
            assert change.reasons == (Reason.WORDS_ONLY,)
            assert change.sentence.endswith((".", ".”", "…”"))


def test_needs_break_those_who_no_longer_meet_them() -> None:
    freed = changing.with_action(RULES, "staff", "message", needs=(frozenset(),))
    there, back = both_ways(freed)
    assert Reason.ASKS_FOR_LESS in there.reasons
    assert Reason.ASKS_FOR_MORE not in there.reasons
    assert Reason.ASKS_FOR_MORE in back.reasons
    assert Reason.ASKS_FOR_LESS not in back.reasons


def test_every_reason_is_explained() -> None:
    text = (spec_folder() / "README.md").read_text("utf-8")
    for reason in Reason:
        assert f"| `{reason}` | {reason.of} |" in text
