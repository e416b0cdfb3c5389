"""Statuses under other names: which may only be called otherwise, and rules as if they always had been."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from statusquo.rules.consequences import Aim, Back, Chosen, To
from statusquo.rules.glossary import Status
from statusquo.rules.model import RuleSet


def candidates(old: RuleSet, new: RuleSet) -> dict[str, str]:
    """Which statuses that are gone may have got another name: those with the label, or the only ones in question."""
    gone = [name for name in old.statuses if name not in new.statuses]
    added = [name for name in new.statuses if name not in old.statuses]
    found: dict[str, str] = {}
    for name in gone:
        label = old.statuses[name].label
        same = [other for other in added if new.statuses[other].label == label and other not in found.values()]
        if same:
            found[name] = same[0]
    if not found and len(gone) == len(added) == 1:
        found[gone[0]] = added[0]
    return found


def _with_names(value: Any, new: Callable[[str], str]) -> Any:
    """A condition, or part of one, with other names for the statuses in it."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _with_names(getattr(value, each.name), new) for each in fields(value)})
    if isinstance(value, tuple):
        return tuple(_with_names(each, new) for each in value)
    return frozenset(map(new, value)) if isinstance(value, frozenset) else value


def renamed(rules: RuleSet, names: Mapping[str, str]) -> RuleSet:
    """The rule set with other names for some statuses, and nothing else changed."""
    if not names:
        return rules

    def new(name: str) -> str:
        return names.get(name, name)

    def those(statuses: frozenset[str]) -> frozenset[str]:
        return frozenset(map(new, statuses))

    return replace(
        rules,
        initial=new(rules.initial),
        statuses=MappingProxyType({new(name): _status(each, new) for name, each in rules.statuses.items()}),
        groups=MappingProxyType({name: those(members) for name, members in rules.groups.items()}),
        cells=MappingProxyType(
            {(role, action, new(at)): replace(cell, status=new(at)) for (role, action, at), cell in rules.cells.items()}
        ),
        transitions=tuple(
            replace(
                each,
                sources=those(each.sources),
                aim=_aim(each.aim, new),
            )
            for each in rules.transitions
        ),
        ways=MappingProxyType(
            {
                name: replace(each, columns=tuple(map(new, each.columns)), rows=tuple(map(new, each.rows)))
                for name, each in rules.ways.items()
            }
        ),
        timers=MappingProxyType(
            {
                name: replace(each, runs_in=those(each.runs_in), aim=_aim(each.aim, new))
                for name, each in rules.timers.items()
            }
        ),
        effects=tuple(replace(each, statuses=those(each.statuses)) for each in rules.effects),
        invariants=tuple(
            replace(each, when=_with_names(each.when, new), then=_with_names(each.then, new))
            for each in rules.invariants
        ),
    )


def _status(status: Status, new: Callable[[str], str]) -> Status:
    shown_to = {role: new(shown) for role, shown in status.shown_to.items()}
    return replace(status, name=new(status.name), shown_to=MappingProxyType(shown_to))


def _aim(aim: Aim, new: Callable[[str], str]) -> Aim:
    match aim:
        case To(status):
            return To(new(status))
        case Chosen(statuses):
            return Chosen(tuple(map(new, statuses)))
        case Back(statuses, otherwise):
            return Back(tuple(map(new, statuses)), new(otherwise))
    return aim
