"""Rules that differ from given ones in a single thing, of the kinds that invariants are there to forbid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from statusquo import RuleSet
from statusquo.rules.model import Aim, Back, Chosen, Gone, Repeats, Stays, Timer, To, Transition

Altered = tuple[str, RuleSet]
"""What was altered, and the rules afterwards."""


def altered(rules: RuleSet) -> Iterator[Altered]:
    """Each cell turned round, each transition and timer left out or led elsewhere, each guard and message dropped."""
    for key, cell in rules.cells.items():
        cells = {**rules.cells, key: replace(cell, allowed=not cell.allowed)}
        yield " ".join(key), replace(rules, cells=MappingProxyType(cells))
    for transition in rules.transitions:
        yield f"no {transition.name}", _with_transition(rules, transition, None)
        for what, other in _transitions(rules, transition):
            yield f"{transition.name} {what}", _with_transition(rules, transition, other)
    for timer in rules.timers.values():
        rest = {name: each for name, each in rules.timers.items() if name != timer.name}
        yield f"no {timer.name}", replace(rules, timers=MappingProxyType(rest))
        for said, changed in _timers(rules, timer):
            yield (
                f"{timer.name} {said}",
                replace(rules, timers=MappingProxyType({**rules.timers, timer.name: changed})),
            )
    for status in rules.statuses:
        yield (
            f"time in {status}",
            replace(rules, timers=MappingProxyType({**rules.timers, "more": _time_in(status, rules)})),
        )
        if status != rules.initial:
            yield f"begins as {status}", replace(rules, initial=status)


def _with_transition(rules: RuleSet, old: Transition, new: Transition | None) -> RuleSet:
    found = [new if each is old else each for each in rules.transitions]
    return replace(rules, transitions=tuple(each for each in found if each is not None))


def _transitions(rules: RuleSet, transition: Transition) -> Iterator[tuple[str, Transition]]:
    if transition.guard is not None:
        yield "without its guard", replace(transition, guard=None)
    if transition.effects:
        yield "without a word", replace(transition, effects=())
    if transition.opens is not None:
        yield "without another ticket", replace(transition, opens=None)
    yield from _elsewhere(rules, transition)
    if not transition.is_chosen:
        for action in rules.actions_of(transition.role):
            if action.name != transition.action and not action.without_ticket:
                yield f"by {action.name}", replace(transition, action=action.name)


def _elsewhere(rules: RuleSet, transition: Transition) -> Iterator[tuple[str, Transition]]:
    if len(transition.sources) < len(rules.statuses):
        yield "from anywhere", replace(transition, sources=frozenset(rules.statuses))
    for source in sorted(transition.sources):
        if len(transition.sources) > 1:
            yield f"not from {source}", replace(transition, sources=transition.sources - {source})
    for aim in _other_aims(rules, transition.aim):
        yield f"to {aim}", replace(transition, aim=aim)


def _other_aims(rules: RuleSet, aim: Aim) -> Iterator[Aim]:
    match aim:
        case Chosen(statuses):
            yield from (Chosen((*statuses, each)) for each in rules.statuses if each not in statuses)
        case To(status):
            yield from (To(each) for each in rules.statuses if each != status)
            yield Stays()
        case Back(statuses, _):
            yield Stays()
            yield from (Back(statuses, each) for each in rules.statuses if each not in statuses)
        case Stays() | Gone():
            yield from (To(each) for each in rules.statuses)


def _time_in(status: str, rules: RuleSet) -> Timer:
    """A timer more, which ends a status."""
    target = next(each for each in rules.statuses if each != status)
    day = timedelta(days=1)
    return Timer("more", "more", "", frozenset({status}), day, frozenset(), None, None, To(target), (), (), (), "", 0)


def _timers(rules: RuleSet, timer: Timer) -> Iterator[tuple[str, Timer]]:
    if timer.effects:
        yield "without a word", replace(timer, effects=())
    if timer.repeats is not None:
        yield "without reminders", replace(timer, repeats=None)
        yield "with silent reminders", replace(timer, repeats=Repeats(timer.repeats.times, (), ()))
    for status in rules.statuses:
        runs_in = timer.runs_in ^ {status}
        if runs_in:
            yield f"in {'others' if status in timer.runs_in else status}", replace(timer, runs_in=runs_in)
    for aim in _other_aims(rules, timer.aim):
        yield f"to {aim}", replace(timer, aim=aim)
