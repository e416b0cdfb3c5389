"""Each single change to the rules that can be generated is told, alone, classed, and in both directions."""

from __future__ import annotations

import pytest
from statusquo import RuleSet, load_rules
from statusquo.comparing.changes import Change, Class, Reason
from statusquo.comparing.compare import compare
from statusquo.comparing.facts import Kind
from statusquo.locations import spec_folder
from statusquo.rules.model import Level

from tests.engine.comparing import changing

RULES = load_rules()


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


@pytest.mark.parametrize(
    ("name", "changed"),
    [each for kind in (changing.removed_effects, changing.narrowed_effects) for each in kind(RULES)],
)
def test_each_effect_that_is_removed_or_narrowed_is_told(name: str, changed: RuleSet) -> None:
    there, back = both_ways(changed)
    kinds = {"effect": Kind.EFFECT, "message": Kind.SAYS if name.rsplit(maxsplit=1)[-1] in RULES.timers else Kind.LEADS}
    assert there.difference.kind is kinds[name.split(maxsplit=1)[0]]
    for change in (there, back):
        assert Class.BREAKS_USERS in change.classes
        assert Reason.HAPPENS_OTHERWISE in change.reasons
    if " without " not in name:
        assert "no longer" in there.sentence
        assert "now" in back.sentence


@pytest.mark.parametrize(("name", "changed"), list(changing.retargeted(RULES)))
def test_each_other_target_is_told(name: str, changed: RuleSet) -> None:
    there, back = both_ways(changed)
    what, status = name.split()
    label = RULES.statuses[status].label if status in RULES.statuses else "is deleted"
    assert label in there.sentence
    if what in RULES.timers:
        assert there.difference.kind is Kind.DUE
        assert there.difference.about == (what,)
    else:
        [transition] = [each for each in RULES.transitions if each.name == what]
        action = RULES.actions[transition.role, transition.action]
        assert there.difference.kind is Kind.LEADS
        assert there.difference.about == (action.role, action.operation)
        if transition.choice:
            assert {place[1] for place in there.difference.places} == {status}
            assert Reason.POSSIBLE_NO_LONGER in there.reasons
            assert Reason.POSSIBLE_NOW in back.reasons
            return
    assert Reason.HAPPENS_OTHERWISE in there.reasons
    assert Class.BREAKS_SERVERS in there.classes


@pytest.mark.parametrize(("name", "changed"), list(changing.otherwise(RULES)))
def test_each_other_change_is_told(name: str, changed: RuleSet) -> None:
    assert name
    there, back = both_ways(changed)
    assert there.reasons
    assert back.reasons


REWORDED = list(changing.reworded(RULES))


@pytest.mark.parametrize("part", dict.fromkeys(name.split()[0] for name, _ in REWORDED))
def test_each_word_is_told_and_is_no_more_than_a_word(part: str) -> None:
    of_part = [changed for name, changed in REWORDED if name.split()[0] == part]
    assert len(of_part) >= (len(getattr(RULES, part)) if part != "cells" else len(RULES.actions) - 2)
    for changed in of_part:
        for old, new in ((RULES, changed), (changed, RULES)):
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
