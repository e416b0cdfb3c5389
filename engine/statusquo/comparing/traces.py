"""Which requirements each rule carries out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet

Ids: TypeAlias = tuple[str, ...]

Trace: TypeAlias = tuple[tuple[str, ...], Ids, int, tuple[str, ...]]
"""The part of a rule and its names, its requirements, its line, and the kind and names of the thing it belongs to."""


def traces(rules: RuleSet) -> Iterator[Trace]:
    """Every rule but the cells.

    Transitions and effects have names that mean nothing, so those of one action, or of one doing, go together.
    """
    yield ("every_status",), rules.every_status, 0, ()
    for kind, things in (("status", rules.statuses), ("flag", rules.flags)):
        yield from (((kind, name), each.requirements, each.line, (kind, name)) for name, each in things.items())
    for name, role in rules.roles.items():
        yield ("when_refused", name), role.when_refused, 0, ("role", name)
        for prohibition in role.never:
            for named in prohibition.actions:
                yield ("never", name, named), prohibition.requirements, prohibition.line, ("role", name)
    for action in rules.actions.values():
        yield from _action(rules, action)
    for name, timer in rules.timers.items():
        says = _all_ids(effect.requirements for effect in timer.effects)
        yield ("timer", name), timer.requirements, timer.line, ("timer", name)
        yield ("cancelled", name), timer.cancelled, timer.line, ("timer", name)
        yield ("timer_says", name), says, timer.line, ("timer", name)
        if timer.repeats is not None:
            again = (timer.repeats.requirements, *(effect.requirements for effect in timer.repeats.effects))
            yield ("repeats", name), _all_ids(again), timer.line, ("timer", name)
    if rules.surveys is not None:
        yield ("surveys",), rules.surveys.requirements, rules.surveys.line, ()
    for effect in rules.effects:
        doing = (effect.do, effect.of or "", effect.text)
        yield ("effect", *doing), effect.requirements, effect.line, ("effect", *doing)
        yield ("effect_elsewhere", *doing), effect.otherwise, effect.line, ("effect", *doing)
        yield ("effect_again", *doing), effect.again, effect.line, ("effect", *doing)


def _action(rules: RuleSet, action: Action) -> Iterator[Trace]:
    about = (action.role, action.operation)
    owner = ("action", *about)
    yield ("action", *about), action.requirements, action.line, owner
    yield ("otherwise", *about), action.otherwise, action.line, owner
    yield ("again", *about), action.again, action.line, owner
    yield ("keeps_status", *about), action.keeps_status, action.line, owner
    for given in action.takes:
        yield ("argument", *about, given.name), given.requirements, action.line, owner
    if action.guard is not None:
        yield ("provided", *about), action.guard.requirements, action.guard.line, owner
    own = rules.transitions_of(action.role, action.name)
    line = own[0].line if own else 0
    says = _all_ids(effect.requirements for each in own for effect in each.effects)
    yield ("moving", *about), _all_ids(each.requirements for each in own), line, owner
    yield ("saying", *about), says, line, owner
    asking = _all_ids(each.guard.requirements for each in own if each.guard is not None)
    yield ("moving_provided", *about), asking, line, owner
    yield ("opening", *about), _all_ids(each.opens.requirements for each in own if each.opens is not None), line, owner
    yield ("not_offered", *about), _all_ids(each.otherwise for each in own), line, owner


def _all_ids(found: Iterable[Ids]) -> Ids:
    return tuple(dict.fromkeys(id_ for ids in found for id_ in ids))
