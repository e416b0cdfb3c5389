"""Who can turn up at a ticket: for each action, one person for every way in which it can be open to somebody.

More than these need not be tried. Whether and how an action goes through depends on which of the needs of the rules
somebody meets, and on nothing else; so whoever has just what one way of meeting them takes stands for everybody else.
Beside that person there is one with all the permissions of the role, since most people who do things have them; and
where rules ask who has brought a ticket where it is, there is a second such person, who may not have been it.

It is assumed that somebody with each relation can turn up at any time: that there is always an assigned staff member,
say, or a participant. So a sequence of events may have people in it whose coming is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product
from types import MappingProxyType
from typing import Any

from statusquo.rules.asked import asked_of
from statusquo.rules.doings import Action, Argument, Clause
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED, both
from statusquo.runtime.state import NO_ARGUMENTS, Actor, Request
from statusquo.runtime.tables import CompiledRules, Entry

SOMETHING = "…"
"""A text, where it does not matter what it says."""

ANOTHER = "another "
"""What the id of a second person of a role begins with, where it matters who has done something before."""

AWAY = timedelta(days=1)
"""How far off a time is that is given without a reason to choose another."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that somebody can try.

    Attributes:
        action: the action as the rules have it.
        request: who asks, and for what; the arguments are in order.
        chosen: the status that is chosen, or None.
        flag: the flag that is meant, or None.
        extra: names of the arguments that are given though they need not be.
        times: names of the arguments that are times.
    """

    action: Action
    request: Request
    chosen: str | None = None
    flag: str | None = None
    extra: tuple[str, ...] = ()
    times: tuple[str, ...] = ()

    @property
    def entry_key(self) -> tuple[str, str]:
        """The role and the name of the action."""
        return self.action.role, self.action.name

    @property
    def holds(self) -> frozenset[str]:
        """What the person is and holds."""
        return self.request.actor.holds

    def at(self, moment: datetime, times: Mapping[str, datetime] | None = None) -> Request:
        """The request at this moment, with these times or some that are to come."""
        if not self.times:
            return self.request
        given = times or dict.fromkeys(self.times, moment + AWAY)
        return Request(self.request.actor, self.request.action, {**self.request.arguments, **given})


def attempts(compiled: CompiledRules, status: str | None) -> tuple[Attempt, ...]:
    """Everything worth trying on a ticket in this status, or without a ticket, in the order of the rules."""
    return tuple(attempt for action in compiled.rules.actions.values() for attempt in _of(compiled, action, status))


def creator_of(rules: RuleSet, role: str) -> str:
    """What somebody who creates a ticket is called, then and afterwards."""
    made = (rules.relations[name] for name in rules.roles[role].relations)
    return next(
        (each.label for each in made if each.made_by == Operation.CREATE_TICKET), rules.roles[role].unrelated_label
    )


def called(rules: RuleSet, actor: Actor) -> str:
    """What a person is called in a sentence, by relations and permissions."""
    role = rules.roles[actor.role]
    labels = [rules.relations[name].label for name in role.relations if name in actor.relations]
    name = " and ".join(labels) or role.unrelated_label
    if actor.id.startswith(ANOTHER):
        name = f"somebody else ({name})"
    if not role.permissions:
        return name
    held = [permission for permission in role.permissions if permission in actor.permissions]
    if len(held) == len(role.permissions):
        return f"{name} with every permission"
    return f"{name} with nothing but {' and '.join(held)}" if held else f"{name} without any permission"


def _of(compiled: CompiledRules, action: Action, status: str | None) -> Iterator[Attempt]:
    entry = compiled.entries.get((action.role, action.name, status))
    if entry is None:
        return
    given = {argument.name: value for argument in action.takes for value in _value(argument)}
    variants = tuple(_variants(compiled.rules, action, entry))
    for actor in dict.fromkeys(_actors(compiled.rules, action, entry)):
        for chosen, flag, extra in variants:
            arguments = {**given, **{argument.name: value for argument in extra for value in _some(argument)}}
            arguments |= {argument.name: chosen for argument in action.takes if argument.type == "status"}
            arguments |= {argument.name: flag for argument in action.takes if argument.type == "flag"}
            request = Request(actor, action.name, MappingProxyType(arguments) if arguments else NO_ARGUMENTS)
            times = tuple(each.name for each in action.takes if _is_given_time(each, extra))
            yield Attempt(action, request, chosen, flag, tuple(each.name for each in extra), times)


_Variant = tuple[str | None, str | None, tuple[Argument, ...]]
"""A status to choose, a flag, and arguments that can be left out."""


def _variants(rules: RuleSet, action: Action, entry: Entry) -> Iterator[_Variant]:
    """Every way of asking for an action that can make a difference."""
    types = {argument.type for argument in action.takes}
    chosen: tuple[str | None, ...] = tuple(rules.statuses) if "status" in types else (None,)
    flags: tuple[str | None, ...] = tuple(rules.flags) if "flag" in types else (None,)
    asked = {name for each in entry.transitions if each.guard is not None for name in each.guard.asks_for}
    asked |= {each.at for each in entry.transitions if each.at is not None}
    extras = [argument for argument in action.takes if argument.optional and argument.name in asked]
    kinds = [part for size in range(len(extras) + 1) for part in combinations(extras, size)]
    yield from product(chosen, flags, kinds)


def _is_given_time(argument: Argument, extra: tuple[Argument, ...]) -> bool:
    return argument.type == "future_time" and (not argument.optional or argument in extra)


def _value(argument: Argument) -> tuple[Any, ...]:
    """A value that is in order, where one has to be given and does not change what follows."""
    return () if argument.optional else _some(argument)


def _some(argument: Argument) -> tuple[Any, ...]:
    """A number or a text that is in order; nothing for what else there is, since that makes a difference."""
    if argument.type == "integer":
        return (argument.smallest,)
    return (SOMETHING,) if argument.type == "text" else ()


def _actors(rules: RuleSet, action: Action, entry: Entry) -> Iterator[Actor]:
    everything = frozenset(rules.roles[action.role].permissions)
    relations = frozenset(rules.roles[action.role].relations)
    ways = both(entry.sight, entry.needs)
    further = dict.fromkeys([NOTHING_NEEDED, *(transition.needs for transition in entry.transitions)])
    enough: list[Clause] = [clause for needs in further for clause in both(ways, needs)]
    possible = [clause for clause in enough if clause <= everything | relations]
    for clause in sorted(possible, key=lambda each: len(each & relations)):
        yield Actor(action.role, action.role, everything, clause & relations)
    for clause in possible:
        yield Actor(action.role, action.role, clause & everything, clause & relations)
    if asked_of(rules).brought_by:
        alone = {name for name in relations if rules.relations[name].made_by == Operation.CREATE_TICKET}
        for clause in possible:
            if not clause & alone:  # a ticket has one creator, and of all others there may be a second one
                yield Actor(f"{ANOTHER}{action.role}", action.role, clause & everything, clause & relations)
