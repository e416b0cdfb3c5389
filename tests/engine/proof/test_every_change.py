"""Every cell flipped, every effect removed, every move led elsewhere: either something breaks, or it really holds.

What breaks is told with events that the engine replays; what is said to hold is tried at random besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

import pytest
from statusquo import RuleSet, compile_rules
from statusquo.proof.conditions import is_kept
from statusquo.proof.findings import Answer, prove
from statusquo.proof.replay import replay
from statusquo.proof.space import Space
from statusquo.rules.consequences import Chosen, To

from tests.engine.proof.changed import proof_of, shipped
from tests.engine.proof.walking import moments

CELLS = list(shipped().cells)
PROMISED = {
    *(("staff", action) for action in ("see", "message", "change_status", "assign", "schedule_deletion")),
    *(("customer", action) for action in ("see", "reply", "edit_own", "request_closure", "open_invite", "close_now")),
    ("staff", "schedule_closure"),
}
"""The columns of which some requirement says what is to be in each cell."""

OPEN_TO_SERVERS = ("staff", "schedule_closure", "closed")
"""The one cell among them of which none does (T-12)."""

BREAKING = [cell for cell in CELLS if cell[:2] in PROMISED and cell != OPEN_TO_SERVERS]
KEEPING = [cell for cell in CELLS if cell not in BREAKING]
EVENTS = 800
"""With so many, chance breaks whatever a flipped cell breaks."""

ONLY_CHOSEN = {"in_progress", "awaiting_customer", "required_test", "required_action", "resolved"}


def flipped(cell: tuple[str, str, str]) -> RuleSet:
    rules = shipped()
    changed = replace(rules.cells[cell], allowed=not rules.cells[cell].allowed)
    return replace(rules, cells=MappingProxyType({**rules.cells, cell: changed}))


def check_refuted(rules: RuleSet, ids: Iterable[str], code: str = "invariant-broken") -> None:
    """It is refuted for a requirement of the rule that was changed, and each sequence of events shows it."""
    compiled = compile_rules(rules)
    proof = proof_of(compiled)
    assert proof.answer is Answer.REFUTED
    found = [finding for finding in proof.findings if finding.code == code]
    assert {id_ for finding in found for id_ in finding.requirements} & set(ids)
    invariants = {invariant.name: invariant for invariant in rules.invariants}
    for finding in found:
        if code == "invariant-broken":
            *others, last = replay(Space(compiled), finding.path)
            assert all(each.moment and is_kept(invariants[finding.name], each.moment) for each in others)
            assert last.moment is not None
            assert not is_kept(invariants[finding.name], last.moment)


def check_kept(rules: RuleSet) -> None:
    """Every invariant holds, in the search and wherever chance leads."""
    proof = prove(compile_rules(rules))
    assert proof.complete
    assert not [finding.name for finding in proof.findings if finding.code == "invariant-broken"]
    check_kept_by_chance(rules)


def check_kept_by_chance(rules: RuleSet) -> None:
    """Every invariant holds wherever chance leads, without any search."""
    assert not broken_by_chance(rules)


def broken_by_chance(rules: RuleSet) -> list[str]:
    """The invariants that the first event breaks which breaks any, of so many that chance brings."""
    for moment, _ in moments(compile_rules(rules), seed=3, events=EVENTS):
        broken = [each.name for each in rules.invariants if not is_kept(each, moment)]
        if broken:
            return broken
    return []


def test_the_cells_are_all_there() -> None:
    assert len(BREAKING) == 107
    assert len(BREAKING) + len(KEEPING) == 216


@pytest.mark.parametrize("status", shipped().statuses)
def test_a_flipped_cell_that_requirements_speak_of_breaks_an_invariant(status: str) -> None:
    for cell in BREAKING:
        if cell[2] == status:
            check_refuted(flipped(cell), shipped().cells[cell].requirements)


@pytest.mark.parametrize("status", shipped().statuses)
def test_any_other_flipped_cell_breaks_none(status: str) -> None:
    """Chance finds nothing that the search has missed; of some of them the search is asked, too."""
    of_status = [cell for cell in KEEPING if cell[2] == status]
    for cell in of_status:
        check_kept_by_chance(flipped(cell))
    number = list(shipped().statuses).index(status)
    check_kept(flipped(of_status[number % len(of_status)]))
    if OPEN_TO_SERVERS in of_status:
        check_kept(flipped(OPEN_TO_SERVERS))


@pytest.mark.parametrize("status", shipped().statuses)
def test_chance_finds_whatever_is_broken(status: str) -> None:
    """So that it means something where it finds nothing."""
    for cell in BREAKING:
        if cell[2] == status:
            assert broken_by_chance(flipped(cell)), cell


@pytest.mark.parametrize("name", [effect.name for effect in shipped().effects])
def test_a_removed_effect_breaks_an_invariant(name: str) -> None:
    rules = shipped()
    [removed] = [effect for effect in rules.effects if effect.name == name]
    check_refuted(
        replace(rules, effects=tuple(effect for effect in rules.effects if effect is not removed)), removed.requirements
    )


def retargeted() -> Iterator[tuple[str, str]]:
    for transition in shipped().transitions:
        if transition.to is not None:
            yield from ((transition.name, status) for status in shipped().statuses if status != transition.to)


@pytest.mark.parametrize("name", sorted({name for name, _ in retargeted()}))
def test_a_transition_that_leads_elsewhere_breaks_an_invariant(name: str) -> None:
    rules = shipped()
    ids = next(each.requirements for each in rules.transitions if each.name == name)
    for status in (status for each, status in retargeted() if each == name):
        moved = [replace(each, aim=To(status)) if each.name == name else each for each in rules.transitions]
        check_refuted(replace(rules, transitions=tuple(moved)), ids)


def test_a_timer_that_leads_elsewhere_breaks_an_invariant() -> None:
    rules = shipped()
    for timer in rules.timers.values():
        for status in rules.statuses:
            # Of a ticket that is gone nothing can be said, so that a timer which deletes it instead breaks nothing.
            if status != timer.to:
                timers = {**rules.timers, timer.name: replace(timer, aim=To(status))}
                setting = (each.requirements for each in rules.transitions if each.starts == timer.name)
                check_refuted(replace(rules, timers=MappingProxyType(timers)), chain(timer.requirements, *setting))


def test_each_message_that_is_missing_breaks_an_invariant() -> None:
    rules = shipped()
    for transition in rules.transitions:
        if transition.effects:
            silent = tuple(replace(each, effects=()) if each is transition else each for each in rules.transitions)
            check_refuted(replace(rules, transitions=silent), transition.effects[0].requirements)
    for timer in rules.timers.values():
        if timer.effects:
            timers = {**rules.timers, timer.name: replace(timer, effects=())}
            check_refuted(replace(rules, timers=MappingProxyType(timers)), timer.effects[0].requirements)


@pytest.mark.parametrize("status", [name for name in shipped().statuses if name != "closure_scheduled"])
def test_a_status_that_cannot_be_chosen_is_missed_where_nothing_else_leads_to_it(status: str) -> None:
    rules = shipped()
    fewer = [
        replace(each, aim=Chosen(tuple(name for name in each.choice if name != status))) if each.to is None else each
        for each in rules.transitions
    ]
    changed = replace(rules, transitions=tuple(fewer))
    if status in ONLY_CHOSEN:
        check_refuted(changed, shipped().statuses[status].requirements, "status-unreachable")
    else:
        check_kept(changed)
