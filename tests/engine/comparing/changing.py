"""Rule sets that differ from a given one in a single thing: all of a kind, generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from statusquo.rules.consequences import Chosen, Gone, StatusEffect, Timer, To, Transition
from statusquo.rules.doings import Cell
from statusquo.rules.model import RuleSet

Changed = tuple[str, RuleSet]
"""What was changed, and the rules afterwards."""


def with_cell(rules: RuleSet, cell: Cell) -> RuleSet:
    key = (cell.role, cell.action, cell.status)
    return replace(rules, cells=MappingProxyType({**rules.cells, key: cell}))


def with_transition(rules: RuleSet, name: str, transition: Transition | None) -> RuleSet:
    found = [transition if each.name == name else each for each in rules.transitions]
    return replace(rules, transitions=tuple(each for each in found if each is not None))


def with_effect(rules: RuleSet, name: str, effect: StatusEffect | None) -> RuleSet:
    found = [effect if each.name == name else each for each in rules.effects]
    return replace(rules, effects=tuple(each for each in found if each is not None))


def with_timer(rules: RuleSet, timer: Timer) -> RuleSet:
    return replace(rules, timers=MappingProxyType({**rules.timers, timer.name: timer}))


def with_action(rules: RuleSet, role: str, name: str, **changes: Any) -> RuleSet:
    action = replace(rules.actions[role, name], **changes)
    return replace(rules, actions=MappingProxyType({**rules.actions, (role, name): action}))


def flips(rules: RuleSet) -> Iterator[Changed]:
    """Each cell turned round."""
    for cell in rules.cells.values():
        yield f"{cell.role} {cell.action} {cell.status}", with_cell(rules, replace(cell, allowed=not cell.allowed))


def removed_effects(rules: RuleSet) -> Iterator[Changed]:
    """Without each of the effects, and of the messages of transitions and timers."""
    for effect in rules.effects:
        yield f"effect {effect.name}", with_effect(rules, effect.name, None)
    for transition in rules.transitions:
        if transition.effects:
            silent = replace(transition, effects=())
            yield f"message of {transition.name}", with_transition(rules, transition.name, silent)
    for timer in rules.timers.values():
        if timer.effects:
            yield f"message of {timer.name}", with_timer(rules, replace(timer, effects=()))


def narrowed_effects(rules: RuleSet) -> Iterator[Changed]:
    """Each effect without each of its statuses."""
    for effect in rules.effects:
        for status in sorted(effect.statuses):
            less = replace(effect, statuses=effect.statuses - {status})
            yield f"effect {effect.name} without {status}", with_effect(rules, effect.name, less)


def retargeted(rules: RuleSet) -> Iterator[Changed]:
    """Each transition and timer to each other status, and each choice without each status that it offers."""
    for transition in rules.transitions:
        for status in rules.statuses:
            if transition.to is not None and status != transition.to:
                other = replace(transition, aim=To(status))
            elif status in transition.choice:
                left = tuple(each for each in transition.choice if each != status)
                other = replace(transition, aim=Chosen(left))
            else:
                continue
            yield f"{transition.name} {status}", with_transition(rules, transition.name, other)
    for timer in rules.timers.values():
        for target in (*rules.statuses, None):
            if target != timer.to:
                aim = To(target) if target is not None else Gone()
                yield f"{timer.name} {target}", with_timer(rules, replace(timer, aim=aim))


def otherwise(rules: RuleSet) -> Iterator[Changed]:
    """Other single things: needs, arguments, profiles, timers, the initial status, surveys."""
    yield from _needs_and_arguments(rules)
    for role, entry in rules.roles.items():
        for profile, held in entry.profiles.items():
            changed = replace(entry, profiles=MappingProxyType({**entry.profiles, profile: held[1:]}))
            roles = MappingProxyType({**rules.roles, role: changed})
            yield f"less in {profile}", replace(rules, roles=roles)
    for timer in rules.timers.values():
        yield f"{timer.name} by itself", with_timer(rules, replace(timer, after=timedelta(days=5)))
        if timer.shown_as is not None:
            yield f"{timer.name} unshown", with_timer(rules, replace(timer, shown_as=None))
    for status in rules.statuses:
        if status != rules.initial:
            yield f"initial {status}", replace(rules, initial=status)
    if rules.surveys is not None:
        shorter = replace(rules.surveys, submit_within=timedelta(days=1))
        yield "surveys", replace(rules, surveys=shorter)
        yield "no surveys", replace(rules, surveys=None)


PARTS = ("statuses", "flags", "actions", "cells", "timers", "matrices", "relations", "roles", "subjects")
"""Of a rule set, those that are named and have texts of their own."""


def reworded(rules: RuleSet) -> Iterator[Changed]:
    """Each text that is there with other words, and a ``why`` wherever there could be one and is none.

    Of the cells, those with a ``why`` and those of one status.
    """
    for part in PARTS:
        named: Mapping[Any, Any] = getattr(rules, part)
        for key, value in named.items():
            if part != "cells" or value.why or value.status == rules.initial:
                yield from ((f"{part} {key}", _with_part(rules, part, key, other)) for other in _reworded(value))
    for part in ("requirements", "capabilities"):
        named = getattr(rules, part)
        for key, value in named.items():
            yield f"{part} {key}", _with_part(rules, part, key, replace(value, text="Other words."))
    for key in rules.permissions:
        yield f"permissions {key}", _with_part(rules, "permissions", key, "other words")
    for part in ("transitions", "effects", "invariants"):
        listed: tuple[Any, ...] = getattr(rules, part)
        for index, value in enumerate(listed):
            for other in _reworded(value):
                changes: dict[str, Any] = {part: (*listed[:index], other, *listed[index + 1 :])}
                yield f"{part} {value.name}", replace(rules, **changes)


def _with_part(rules: RuleSet, part: str, key: Any, value: Any) -> RuleSet:
    changes: dict[str, Any] = {part: MappingProxyType({**getattr(rules, part), key: value})}
    return replace(rules, **changes)


_WORDS = ("label", "meaning", "phrase", "title", "about", "unrelated_label", "ended_label", "why")


def _reworded(value: Any) -> Iterator[Any]:
    """A value with each of its texts changed: other words, and none where a ``why`` can be left out."""
    for name in (each.name for each in fields(value) if each.name in _WORDS and getattr(value, each.name) is not None):
        yield replace(value, **{name: "Other words"})
        if name == "why" and value.why:
            yield replace(value, why="")


def _needs_and_arguments(rules: RuleSet) -> Iterator[Changed]:
    for (role, name), action in rules.actions.items():
        if action.needs != (frozenset(),):
            yield f"no needs of {role} {name}", with_action(rules, role, name, needs=(frozenset(),))
        for index, argument in enumerate(action.takes):
            takes = action.takes[:index] + action.takes[index + 1 :]
            yield f"no {argument.name} of {role} {name}", with_action(rules, role, name, takes=takes)


def everything(rules: RuleSet) -> Iterator[Changed]:
    """Every change that can be generated."""
    for kind in (flips, removed_effects, narrowed_effects, retargeted, otherwise):
        yield from kind(rules)
