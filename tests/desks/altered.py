"""Rules that differ from given ones in a single thing, of the kinds that invariants are there to forbid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from statusquo import RuleSet
from statusquo.rules.consequences import Aim, Back, Chosen, Gone, Repeats, Stays, Timer, To, Transition
from statusquo.rules.doings import Action, Cell, Matrix
from statusquo.rules.sets import NOTHING_NEEDED

Altered = tuple[str, RuleSet]
"""What was altered, and the rules afterwards."""


def altered(rules: RuleSet) -> Iterator[Altered]:
    """Each cell turned round, each transition and timer left out or led elsewhere, each guard and message dropped.

    Each action that leaves the status alone leads elsewhere besides, and each is given to the other roles, too.
    """
    for key, cell in rules.cells.items():
        cells = {**rules.cells, key: replace(cell, allowed=not cell.allowed)}
        yield " ".join(key), replace(rules, cells=MappingProxyType(cells))
    for transition in rules.transitions:
        yield f"no {transition.name}", _with_transition(rules, transition, None)
        for what, other in _transitions(rules, transition):
            yield f"{transition.name} {what}", _with_transition(rules, transition, other)
    for timer in rules.timers.values():
        yield f"no {timer.name}", _without_timer(rules, timer)
        for said, changed in _timers(rules, timer):
            yield (
                f"{timer.name} {said}",
                replace(rules, timers=MappingProxyType({**rules.timers, timer.name: changed})),
            )
    for action in rules.actions.values():
        yield from _actions(rules, action)
    for effect in rules.effects:
        yield f"no {effect.name}", replace(rules, effects=tuple(each for each in rules.effects if each is not effect))
    for status in rules.statuses:
        yield (
            f"time in {status}",
            replace(rules, timers=MappingProxyType({**rules.timers, "more": _time_in(status, rules)})),
        )
        if status != rules.initial:
            yield f"begins as {status}", replace(rules, initial=status)


def _actions(rules: RuleSet, action: Action) -> Iterator[Altered]:
    what = f"{action.role} {action.name}"
    if action.guard is not None:
        free = replace(action, guard=None)
        yield f"{what} without its guard", _with_action(rules, free)
    if action.without_ticket:
        return
    for role in rules.roles:
        if (role, action.name) not in rules.actions:
            yield f"{what} by {role}", _with_action(rules, replace(action, role=role, needs=NOTHING_NEEDED))
    if action.chooses_status is None:
        for status in rules.statuses:
            way = Transition(
                name="more",
                role=action.role,
                action=action.name,
                sources=frozenset(rules.statuses),
                aim=To(status),
                to_itself=False,
                needs=NOTHING_NEEDED,
                guard=None,
                starts=None,
                at=None,
                effects=(),
                opens=None,
                requirements=(),
                otherwise=(),
                why="",
                line=0,
            )
            yield f"{what} leads to {status}", replace(rules, transitions=(way, *rules.transitions))


def _with_action(rules: RuleSet, action: Action) -> RuleSet:
    """With an action exchanged, or with one more, which every status allows."""
    cells = {
        (action.role, action.name, status): Cell(action.role, action.name, status, True, "", (), "", 0)
        for status in rules.statuses
    }
    actions = {**rules.actions, (action.role, action.name): action}
    return replace(
        rules,
        actions=MappingProxyType(actions),
        cells=MappingProxyType({**cells, **rules.cells}),
        matrices=_wide(rules, action),
    )


def _wide(rules: RuleSet, action: Action) -> Mapping[str, Matrix]:
    """The matrices, with a column for an action that has none."""
    if (action.role, action.name) in rules.actions:
        return rules.matrices
    more = Matrix("more", "More", action.role, (action.name,))
    return MappingProxyType({**rules.matrices, "more": more})


def _without_timer(rules: RuleSet, timer: Timer) -> RuleSet:
    rest = {name: each for name, each in rules.timers.items() if each is not timer}
    transitions = tuple(
        replace(each, starts=None, at=None) if each.starts == timer.name else each for each in rules.transitions
    )
    return replace(rules, timers=MappingProxyType(rest), transitions=transitions)


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
