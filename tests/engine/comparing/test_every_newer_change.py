"""Each single change to what came with language 2 is told, alone, classed, in words, and in both directions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as of
from hypothesis import settings
from hypothesis import strategies as st
from statusquo import Actor, Request, RuleSet, Ticket, compile_rules, due, load_rules, step
from statusquo.comparing.changes import Change, Class, Reason
from statusquo.comparing.compare import compare
from statusquo.comparing.facts import Kind
from statusquo.comparing.grids import grids
from statusquo.rules.consequences import Transition
from statusquo.rules.glossary import Level
from statusquo.rules.guards import Given, GuardTerm, OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.runtime.state import Doer, RunningTimer

from tests.engine.comparing import changing, newer
from tests.engine.comparing.newer import Asked, Changed

RULES = load_rules(Path(__file__).resolve().parents[2] / "everything" / "rules.yaml")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

SAID: dict[GuardTerm, tuple[str, str]] = {
    Assigned(True): ("the ticket is assigned to somebody", "the ticket is assigned to nobody"),
    Assigned(False): ("the ticket is assigned to nobody", "the ticket is assigned to somebody"),
    Marked(("locked",), True): ("the ticket is marked Locked", "the ticket is not marked Locked"),
    Marked(("locked",), False): ("the ticket is not marked Locked", "the ticket is marked Locked"),
    Marked(("urgent",), True): ("the ticket is marked Urgent", "the ticket is not marked Urgent"),
    Marked(("urgent",), False): ("the ticket is not marked Urgent", "the ticket is marked Urgent"),
    Running(("pause",), True): ("the pause is on its way", "the pause is not on its way"),
    Running(("pause",), False): ("the pause is not on its way", "the pause is on its way"),
    Running(("follow_up",), True): ("the time for follow-ups runs", "the time for follow-ups does not run"),
    Running(("follow_up",), False): ("the time for follow-ups does not run", "the time for follow-ups runs"),
    Given(("at",)): ("`at` is given", "`at` is not given"),
    Given(("reason",)): ("`reason` is given", "`reason` is not given"),
    OwnDoing(): (
        "they have brought the ticket into this status themselves",
        "it was not they who brought the ticket into this status",
    ),
}
"""Terms in the words of somebody who looks after customers: that they hold, and that they do not."""


def both_ways(changed: RuleSet) -> tuple[Change, Change]:
    """The one change there is, and the one change back."""
    [there] = compare(RULES, changed).changes
    [back] = compare(changed, RULES).changes
    one, other = there.difference, back.difference
    assert (one.kind, one.about, set(one.places)) == (other.kind, other.about, set(other.places))
    assert (one.before, one.after) == (other.after, other.before)
    assert there.sentence != back.sentence
    for change in (there, back):
        assert change.is_behaviour is (one.kind is not Kind.PROMISE)
        assert change.sentence[0].isupper()
        assert change.sentence.endswith((".", '."'))
    return there, back


def told(there: Change, about: tuple[str, ...]) -> None:
    assert (str(there.difference.kind), *there.difference.about) == about


@pytest.mark.parametrize("changed", list(newer.flags(RULES)), ids=lambda each: each.name)
def test_flags(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    assert there.sentence == "Tickets can now be marked Another (`another`): It is another one."
    assert back.sentence == "Tickets are marked Another (`another`) no longer."
    assert there.reasons == (Reason.NEW_NAME,)
    assert back.reasons == (Reason.POSSIBLE_NO_LONGER,)


@pytest.mark.parametrize("changed", list(newer.remarks(RULES)), ids=lambda each: each.name)
def test_what_is_said_of_statuses(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    assert changed.said in there.sentence
    if there.difference.kind is Kind.SHOWN_TO:
        assert Reason.HAPPENS_OTHERWISE in there.reasons
        assert Reason.HAPPENS_OTHERWISE in back.reasons
        return
    assert there.reasons == back.reasons == (Reason.PROMISED_OTHERWISE,)


@pytest.mark.parametrize("changed", list(newer.targets(RULES)), ids=lambda each: each.name)
def test_targets(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    assert changed.said in there.sentence
    assert Reason.HAPPENS_OTHERWISE in there.reasons
    assert Reason.HAPPENS_OTHERWISE in back.reasons


@pytest.mark.parametrize("changed", list(newer.tables(RULES)), ids=lambda each: each.name)
def test_cells_of_tables_of_ways(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    _, source, target = changed.name.split()
    assert there.difference.places == ((source, target),)
    where = f"change the status to {RULES.statuses[target].label} while the ticket is {RULES.statuses[source].label}"
    own = RULES.transitions_of("agent", "set")
    if any(source in each.sources and each.choice == (target,) and each.guard for each in own):
        # That was possible already, on some condition; now it is so on none.
        assert there.sentence.startswith(f"When agents {where}: ") or there.sentence.startswith(
            f"Agents may now {where}"
        )
        assert Reason.ASKS_FOR_LESS in there.reasons
        assert Reason.ASKS_FOR_MORE in back.reasons
        return
    gained, lost = (there, back) if there.difference.after else (back, there)
    assert gained.sentence == f"Agents may now {where}."
    assert lost.sentence == f"Agents may no longer {where}."
    assert Reason.POSSIBLE_NOW in gained.reasons
    assert Reason.POSSIBLE_NO_LONGER in lost.reasons


@pytest.mark.parametrize("changed", list(newer.repeats(RULES)), ids=lambda each: each.name)
def test_repeats(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    assert changed.said in there.sentence
    assert Reason.HAPPENS_OTHERWISE in there.reasons
    assert Reason.HAPPENS_OTHERWISE in back.reasons


ASKED = list(newer.guards(RULES))


@pytest.mark.parametrize("changed", [each for each in ASKED if len(each.owner) > 1], ids=lambda each: each.name)
def test_guards_of_actions(changed: Asked) -> None:
    there, back = both_ways(changed.rules)
    role, name = changed.owner
    action = RULES.actions[role, name]
    told(there, ("provided", role, action.operation))
    stricter, looser = (there, back) if changed.more else (back, there)
    may = f"{RULES.roles[role].label} may now {action.phrase}"
    assert_terms(stricter, looser, may, changed.term)
    assert Class.BREAKS_SERVERS in there.classes or RULES.level(action.requirements) is not Level.MUST


@pytest.mark.parametrize("changed", [each for each in ASKED if len(each.owner) == 1], ids=lambda each: each.name)
def test_guards_of_transitions(changed: Asked) -> None:
    there, back = both_ways(changed.rules)
    [transition] = [each for each in RULES.transitions if each.name == changed.owner[0]]
    told(there, ("leads", transition.role, RULES.actions[transition.role, transition.action].operation))
    stricter, looser = (there, back) if changed.more else (back, there)
    if is_alone(transition):
        phrase = RULES.actions[transition.role, transition.action].phrase
        assert_terms(stricter, looser, f"{RULES.roles[transition.role].label} may now {phrase}", changed.term)
    else:
        # Where it does not apply another one does, so that nobody is refused; or they are.
        for change in (stricter, looser):
            assert change.sentence.startswith("When ")
            assert words_of(changed.term)[0] in change.sentence


def assert_terms(stricter: Change, looser: Change, may: str, term: GuardTerm) -> None:
    so, otherwise = words_of(term)
    assert stricter.sentence.startswith(may)
    assert stricter.sentence.endswith(f" only if {so}.")
    assert looser.sentence.startswith(may)
    assert looser.sentence.endswith(f" even if {otherwise}.")
    assert Reason.ASKS_FOR_MORE in stricter.reasons
    assert Reason.ASKS_FOR_LESS in looser.reasons
    assert Reason.ASKS_FOR_LESS not in stricter.reasons
    assert Reason.ASKS_FOR_MORE not in looser.reasons


def words_of(term: GuardTerm) -> tuple[str, str]:
    if term in SAID:
        return SAID[term]
    assert isinstance(term, Running)  # the other timers, which bring something when they are due
    label = RULES.timers[term.timers[0]].label
    is_so = f"the {label} is on its way", f"the {label} is not on its way"
    return is_so if term.runs else (is_so[1], is_so[0])


def is_alone(transition: Transition) -> bool:
    """Whether no other transition of its action is ever tried where it is."""
    others = [each for each in RULES.transitions_of(transition.role, transition.action) if each != transition]
    return not any(
        each.sources & transition.sources and (not each.choice or {*each.choice} & {*transition.choice})
        for each in others
    )


@pytest.mark.parametrize("changed", list(newer.refusals(RULES)), ids=lambda each: each.name)
def test_reasons(changed: Changed) -> None:
    there, back = both_ways(changed.rules)
    told(there, changed.about)
    assert changed.said in there.sentence
    for change in (there, back):
        assert not {Reason.ASKS_FOR_LESS, Reason.ASKS_FOR_MORE, Reason.HAPPENS_OTHERWISE} & {*change.reasons}


def test_a_reason_that_nobody_is_ever_told_is_no_change() -> None:
    followed = [each for each in RULES.transitions if each.guard is not None and newer.is_followed(RULES, each)]
    assert followed
    for each in followed:
        assert each.guard is not None
        other = replace(each, guard=replace(each.guard, refusal="another"))
        assert compare(RULES, changing.with_transition(RULES, each.name, other)).changes == ()


@pytest.mark.parametrize(("name", "changed"), list(changing.everything(RULES)))
def test_all_that_language_1_has_is_told_here_as_well(name: str, changed: RuleSet) -> None:
    assert name
    both_ways(changed)


@pytest.mark.parametrize(("name", "changed"), list(changing.reworded(RULES)))
def test_each_word_is_no_more_than_a_word(name: str, changed: RuleSet) -> None:
    assert name
    for old, new in ((RULES, changed), (changed, RULES)):
        [change] = compare(old, new).changes
        assert change.reasons == (Reason.WORDS_ONLY,)


CHOICES = """  from_new: {by: agent, action: set, from: new, to: {choice: working}, REST}
  from_working: {by: agent, action: set, from: working, to: {choice: checking}, REST}
  from_others: {by: agent, action: set, from: [checking, waiting], to: {choice: [working]}, REST}
  from_solved: {by: agent, action: set, from: solved, to: {choice: [shut, working]}, REST}
""".replace("REST", "to_itself: accept, requirements: [A-2], otherwise: [A-6]")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"  move:\n(    .*\n)+", CHOICES),
        (r"  move:\n", "  moving:\n"),
        (r"\[working, checking, solved, shut\]", "[working, checking, solved, shut, waiting]"),
        (r"to: \{first_of: active\}", "to: working"),
        (r"\{previous: active, otherwise: working\}", "{previous: [checking, working], otherwise: working}"),
        (r"\{assigned: true, given: \[reason\], ", "{given: [reason], assigned: true, "),
    ],
)
def test_the_same_in_other_words_of_the_language(old: str, new: str, tmp_path: Path) -> None:
    file = Path(RULES.file)
    text = file.read_text("utf-8")
    other = re.sub(old, new, text)
    assert other != text
    if new.endswith("waiting]"):
        other = re.sub(
            r"(        (?:new|working|checking|waiting|solved): +\[(?:(?:allow|deny)[, ]*){4})\]", r"\1, deny]", other
        )
    (tmp_path / "requirements.yaml").write_text((file.parent / "requirements.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "rules.yaml").write_text(other, "utf-8")
    comparison = compare(RULES, load_rules(tmp_path / "rules.yaml"))
    assert comparison.changes == ()
    assert grids(comparison) == ()


def makes_sense(rules: RuleSet) -> bool:
    """Whether nothing is asked for that the action does not take."""
    return all(
        name in {argument.name for argument in rules.actions[each.role, each.action].takes}
        for each in rules.transitions
        for name in (each.guard.asks_for if each.guard is not None else ())
    )


CHANGED = {
    name: changed for name, changed in [*newer.everything(RULES), *changing.everything(RULES)] if makes_sense(changed)
}


def answers(rules: RuleSet) -> dict[Any, Any]:
    """What the engine answers to whoever tries whatever, as things may stand: codes, and what becomes of the ticket."""
    compiled = compile_rules(rules)
    later = NOW + timedelta(days=1)
    found: dict[Any, Any] = {}
    for status, (is_assigned, is_marked, runs, is_own) in product(rules.statuses, product((False, True), repeat=4)):
        running = [name for name, timer in RULES.timers.items() if status in timer.runs_in] if runs else []
        ticket = Ticket(
            status,
            timers=tuple(RunningTimer(name, later, 2 * is_own) for name in sorted(running)),
            flags=frozenset(RULES.flags) if is_marked else frozenset(),
            assigned=is_assigned,
            came_from="checking",
            brought_by=Doer("client" if is_own else "agent", "one"),
        )
        found[status, is_assigned, is_marked, runs, is_own, "due"] = due(compiled, ticket, later)
        for (role, name), action in rules.actions.items():
            if action.without_ticket:
                continue
            actor = Actor("one", role, frozenset(rules.roles[role].permissions), frozenset(rules.roles[role].relations))
            for chosen, with_all in product(rules.statuses if action.chooses_status else ("",), (False, True)):
                given: dict[str, Any] = {"status": chosen, "body": "text", "flag": "locked"}
                given |= {"at": later, "reason": "text"} if with_all else {}
                made = step(compiled, Request(actor, name, given), ticket, NOW)
                key = (status, is_assigned, is_marked, runs, is_own, role, name, chosen, with_all)
                found[key] = (made.decision and made.decision.code, made.ticket, made.effects)
    return found


BEFORE = answers(RULES)


@settings(max_examples=40, deadline=None)
@of(st.sampled_from(sorted(CHANGED)))
def test_whatever_makes_the_engine_answer_otherwise_is_a_change(name: str) -> None:
    if answers(CHANGED[name]) != BEFORE:
        assert compare(RULES, CHANGED[name]).behaviour
