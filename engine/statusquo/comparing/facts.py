"""A rule set as a flat list of facts, each of which is either the same in another rule set or not.

A fact is about something (a cell, what a timer does, who may do what …) and has a value. Two rule sets behave alike
if their facts are equal, and every difference between facts is a change that somebody should be told of. So nothing
stands in a fact that means nothing: not the order of keys, not the names of transitions and effects, not whether a set
of statuses was written as a group, and not a transition from a status in which its action is refused.

An action is known by its role and its operation, since that is what servers do and a role has each operation once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

from statusquo.comparing.invariants import invariants
from statusquo.comparing.texts import CELLS, texts
from statusquo.comparing.traces import traces
from statusquo.comparing.ways import Ways, known, provided_by
from statusquo.rules.consequences import Timer
from statusquo.rules.doings import Action
from statusquo.rules.glossary import Status
from statusquo.rules.model import RuleSet

Ids: TypeAlias = tuple[str, ...]


class Kind(StrEnum):
    """What a fact is about."""

    INITIAL = "initial"
    STATUS = "status"
    PROMISE = "promise"
    SHOWN_TO = "shown-to"
    FLAG = "flag"
    ROLE = "role"
    HOLDS = "holds"
    RELATES = "relates"
    PROFILE = "profile"
    PERMISSION = "permission"
    RELATION = "relation"
    ACTION = "action"
    NEEDS = "needs"
    SIGHT = "sight"
    ARGUMENT = "argument"
    PROVIDED = "provided"
    NEVER = "never"
    CELL = "cell"
    LEADS = "leads"
    TIMER = "timer"
    RUNS_IN = "timer-runs-in"
    STARTS = "timer-starts"
    REPEATS = "timer-repeats"
    RESTARTS = "timer-restarts"
    DUE = "timer-due"
    SAYS = "timer-says"
    SHOWN = "timer-shown"
    TIE = "timer-tie"
    EFFECT = "effect"
    EFFECT_ORDER = "effect-order"
    SURVEYS = "surveys"
    REQUIREMENT = "requirement"
    LEVEL = "level"
    APPLIES = "applies"
    CAPABILITY = "capability"
    INVARIANT = "invariant"
    TRACE = "trace"
    TEXT = "text"

    @property
    def is_thing(self) -> bool:
        """Whether it is something that exists or not, so that whatever is about it goes with it."""
        return self in _THINGS


_THINGS = frozenset(
    {
        Kind.STATUS,
        Kind.FLAG,
        Kind.ROLE,
        Kind.PERMISSION,
        Kind.RELATION,
        Kind.ACTION,
        Kind.TIMER,
        Kind.REQUIREMENT,
        Kind.CAPABILITY,
        Kind.EFFECT,
        Kind.INVARIANT,
    }
)

_SURVEY_DOINGS = {"open_survey", "drop_unsubmitted_survey"}

_KINDS = {str(kind): kind for kind in _THINGS}

Thing: TypeAlias = tuple[Kind, tuple[str, ...]]


class Key(NamedTuple):
    """What a fact is about. There are some thousands of them, which is why this is a tuple.

    Attributes:
        about: names that tell it from others of its kind.
        place: the status in which it holds, or the status and the one that is chosen there; empty for everywhere.
    """

    kind: Kind
    about: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


class Fact(NamedTuple):
    """What a rule set says; a tuple as the key is.

    Attributes:
        value: what is compared.
        ids: the requirements that it carries out.
        line: where it stands, or 0.
        owners: things without which there is nothing to say about it.
    """

    value: Any
    ids: Ids = ()
    line: int = 0
    owners: tuple[Thing, ...] = ()

    def told_by_ids(self) -> object:
        """What facts share that are told in one sentence: the value, and the requirements behind it."""
        return self.value, self.ids

    def told_by_value(self) -> object:
        """Likewise, whatever requirements are behind it."""
        return self.value


@dataclass(frozen=True, slots=True)
class Common:
    """The names that two rule sets share.

    Where something holds, or who has it, is told of these only: what comes or goes is a change of its own.
    """

    statuses: frozenset[str]
    permissions: frozenset[str]
    timers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Again:
    """How often a timer is due before the last time, and what the system says each time."""

    times: int
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the status says to an action: yes, or the refusal code."""

    allowed: bool
    refusal: str


Facts: TypeAlias = "dict[Key, Fact]"


def facts(rules: RuleSet, common: Common) -> Facts:
    """Everything that a rule set says, as far as the other one has the same names."""
    return dict(_Reader(rules, common).read())


class _Reader:
    def __init__(self, rules: RuleSet, common: Common) -> None:
        self._rules = rules
        self._statuses = tuple(name for name in rules.statuses if name in common.statuses)
        self._permissions = common.permissions
        self._timers_in_both = common.timers

    def read(self) -> Iterator[tuple[Key, Fact]]:
        yield from self._vocabulary()
        yield from self._actions()
        yield from self._timers()
        yield from self._effects()
        yield from self._requirements()
        for says, meant, ids, line in invariants(self._rules, frozenset(self._statuses)):
            yield Key(Kind.INVARIANT, (says,)), Fact(meant, ids, line)
        yield from self._traces()
        for about, said, owner in texts(self._rules):
            if said:
                owners = _owned(owner)
                if about[0] == CELLS:
                    owners = (*owners, (Kind.STATUS, (about[3],)))
                yield Key(Kind.TEXT, about), Fact(said, owners=owners)

    def _vocabulary(self) -> Iterator[tuple[Key, Fact]]:
        rules = self._rules
        yield Key(Kind.INITIAL), Fact(rules.initial, rules.statuses[rules.initial].requirements)
        for status in rules.statuses.values():
            yield from self._status(status)
        for name, flag in rules.flags.items():
            yield Key(Kind.FLAG, (name,)), Fact(True, flag.requirements, flag.line)
        for name in rules.permissions:
            yield Key(Kind.PERMISSION, (name,)), Fact(True)
        for name, relation in rules.relations.items():
            yield (
                Key(Kind.RELATION, (name,)),
                Fact((relation.made_by, relation.ended_by or "", relation.of_message)),
            )
        for name, role in rules.roles.items():
            owners = ((Kind.ROLE, (name,)),)
            yield Key(Kind.ROLE, (name,)), Fact(True)
            yield Key(Kind.HOLDS, (name,)), Fact(self._permissions & set(role.permissions), owners=owners)
            yield Key(Kind.RELATES, (name,)), Fact(frozenset(role.relations), owners=owners)
            for profile, granted in role.profiles.items():
                yield Key(Kind.PROFILE, (name, profile)), Fact(self._permissions & set(granted), owners=owners)
            for prohibition in role.never:
                for action in prohibition.actions:
                    yield (
                        Key(Kind.NEVER, (name, action)),
                        Fact(True, prohibition.requirements, prohibition.line, owners),
                    )

    def _status(self, status: Status) -> Iterator[tuple[Key, Fact]]:
        name, ids, line = status.name, status.requirements, status.line
        yield Key(Kind.STATUS, (name,)), Fact(True, ids, line)
        for promise, is_made in (("final", status.final), ("once", status.once)):
            if is_made:
                yield Key(Kind.PROMISE, (name, promise)), Fact(True, ids, line, ((Kind.STATUS, (name,)),))
        if name in self._statuses:
            for role in self._rules.roles:
                shown = status.shown_to.get(role, "")
                yield Key(Kind.SHOWN_TO, (role,), (name,)), Fact(shown, ids, line, ((Kind.ROLE, (role,)),))

    def _actions(self) -> Iterator[tuple[Key, Fact]]:
        for action in self._rules.actions.values():
            about = (action.role, action.operation)
            owners = ((Kind.ROLE, (action.role,)), (Kind.ACTION, about))
            refused = action.otherwise or action.requirements
            yield Key(Kind.ACTION, about), Fact(True, action.requirements, action.line, owners[:1])
            yield Key(Kind.NEEDS, about), Fact(frozenset(action.needs), refused, action.line, owners)
            yield (
                Key(Kind.SIGHT, about),
                Fact((action.unseen, action.without_ticket), action.requirements, action.line, owners),
            )
            for given in action.takes:
                limits = (given.type, given.smallest, given.largest, given.longest, given.optional)
                ids = given.requirements or action.requirements
                yield Key(Kind.ARGUMENT, (*about, given.name)), Fact(limits, ids, action.line, owners)
            asks = (action.guard.requirements if action.guard is not None else ()) or action.requirements
            place = action.guard.line if action.guard is not None else action.line
            yield Key(Kind.PROVIDED, about), Fact(provided_by(action.guard), asks, place, owners)
            if not action.without_ticket:
                yield from self._in_statuses(action, owners)

    def _in_statuses(self, action: Action, owners: tuple[Thing, ...]) -> Iterator[tuple[Key, Fact]]:
        about = (action.role, action.operation)
        ways = Ways(self._rules, action, self._statuses, self._timers_in_both)
        for status in self._statuses:
            cell = self._rules.cells[action.role, action.name, status]
            answer = Answer(cell.allowed, "" if cell.allowed else cell.refusal)
            yield Key(Kind.CELL, about, (status,)), Fact(answer, cell.requirements, cell.line, owners)
            if cell.allowed:
                for place, found, ids, line in ways.of(status):
                    yield Key(Kind.LEADS, about, place), Fact(found, ids or action.requirements, line, owners)

    def _timers(self) -> Iterator[tuple[Key, Fact]]:
        rules = self._rules
        for name, timer in rules.timers.items():
            about = (name,)
            owners = ((Kind.TIMER, about),)
            ids, line = timer.requirements, timer.line
            restarting = frozenset((role, rules.actions[role, action].operation) for role, action in timer.restarted_by)
            says = tuple(effect.text for effect in timer.effects)
            said_by = tuple(id_ for effect in timer.effects for id_ in effect.requirements)
            yield Key(Kind.TIMER, about), Fact(True, ids, line)
            runs = timer.runs_in & set(self._statuses)
            yield Key(Kind.RUNS_IN, about), Fact(runs, timer.cancelled + ids, line, owners)
            yield Key(Kind.STARTS, about), Fact(timer.after or timedelta(), ids, line, owners)
            yield Key(Kind.RESTARTS, about), Fact(restarting, ids, line, owners)
            yield Key(Kind.DUE, about), Fact(known(timer.aim, frozenset(self._statuses)), ids, line, owners)
            yield Key(Kind.REPEATS, about), Fact(_again(timer), _again_by(timer) or ids, line, owners)
            yield Key(Kind.SAYS, about), Fact(says, said_by or ids, line, owners)
            yield Key(Kind.SHOWN, about), Fact(timer.shown_as or "", ids, line, owners)
        for (one, first), (other, second) in combinations(rules.timers.items(), 2):
            if first.runs_in & second.runs_in:
                pair = (min(one, other), max(one, other))
                ids = first.requirements + second.requirements
                both = ((Kind.TIMER, (one,)), (Kind.TIMER, (other,)))
                yield Key(Kind.TIE, pair), Fact(one, ids, first.line, both)

    def _effects(self) -> Iterator[tuple[Key, Fact]]:
        """What follows from each change of status, by what it is; and in which order where that matters."""
        pairs = [(source, target) for source in (None, *self._statuses) for target in self._statuses]
        following: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        ids: dict[tuple[str, str, str], list[str]] = {}
        lines: dict[tuple[str, str, str], int] = {}
        for effect in self._rules.effects:
            about = (effect.do, effect.of or "", effect.text)
            lines.setdefault(about, effect.line)
            ids.setdefault(about, []).extend(effect.requirements)
            following.setdefault(about, []).extend(
                (source or "", target)
                for source, target in pairs
                if source != target and effect.follows(source, target)
            )
        for about, where in following.items():
            if not where:
                continue
            # Messages can be written twice; everything else that is done twice is done once.
            counted = _numbered(where) if about[2] else frozenset((*pair, 1) for pair in where)
            yield Key(Kind.EFFECT, about), Fact(counted, tuple(dict.fromkeys(ids[about])), lines[about])
        for one, other in combinations(following, 2):
            both = frozenset(following[one]) & frozenset(following[other])
            if not _order_matters(one, other):
                continue
            order = (*min(one, other), *max(one, other))
            for pair in both:
                yield Key(Kind.EFFECT_ORDER, order, pair), Fact(one < other, tuple(ids[one] + ids[other]))

    def _requirements(self) -> Iterator[tuple[Key, Fact]]:
        rules = self._rules
        if rules.surveys is not None:
            yield Key(Kind.SURVEYS), Fact(rules.surveys.submit_within, rules.surveys.requirements, rules.surveys.line)
        for id_, requirement in rules.requirements.items():
            owners = ((Kind.REQUIREMENT, (id_,)),)
            yield Key(Kind.REQUIREMENT, (id_,)), Fact(True, (id_,))
            yield Key(Kind.LEVEL, (id_,)), Fact(requirement.level, (id_,), owners=owners)
            checked = (frozenset(requirement.capabilities), requirement.checked_by)
            yield Key(Kind.APPLIES, (id_,)), Fact(checked, (id_,), owners=owners)
        for name, capability in rules.capabilities.items():
            yield Key(Kind.CAPABILITY, (name,)), Fact(frozenset(capability.operations))

    def _traces(self) -> Iterator[tuple[Key, Fact]]:
        """Which requirements each rule carries out. A cell that names none of its own goes with its action."""
        rules = self._rules
        for about, ids, line, owner in traces(rules):
            if not ids:
                continue
            yield Key(Kind.TRACE, about), Fact(tuple(sorted(ids)), ids, line, _owned(owner))
        for action in rules.actions.values():
            if action.without_ticket:
                continue
            about = ("cell", action.role, action.operation)
            owners = _owned(("action", action.role, action.operation))
            for status in self._statuses:
                cell = rules.cells[action.role, action.name, status]
                own = cell.requirements != action.requirements
                value = tuple(sorted(cell.requirements)) if own else None
                yield Key(Kind.TRACE, about, (status,)), Fact(value, cell.requirements, cell.line, owners)


def _again(timer: Timer) -> Again:
    if timer.repeats is None:
        return Again(0, ())
    return Again(timer.repeats.times, tuple(effect.text for effect in timer.repeats.effects))


def _again_by(timer: Timer) -> Ids:
    """The requirements behind what happens before the last time."""
    if timer.repeats is None:
        return ()
    said_by = (id_ for effect in timer.repeats.effects for id_ in effect.requirements)
    return tuple(dict.fromkeys((*timer.repeats.requirements, *said_by)))


def _owned(owner: tuple[str, ...]) -> tuple[Thing, ...]:
    if not owner:
        return ()
    kind, about = _KINDS[owner[0]], owner[1:]
    if kind is Kind.ACTION:
        return (kind, about), (Kind.ROLE, about[:1])
    return ((kind, about),)


def _numbered(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str, int]]:
    times: dict[tuple[str, str], int] = {}
    for pair in pairs:
        times[pair] = times.get(pair, 0) + 1
    return frozenset((*pair, number) for pair, number in times.items())


def _order_matters(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """A survey that is dropped and opened is another one than a survey that is opened and dropped; messages follow."""
    return {one[0], other[0]} == _SURVEY_DOINGS or bool(one[2] and other[2])


def owners_missing(fact: Fact, things: Mapping[Thing, object]) -> bool:
    """Whether something is gone, or not there yet, without which there is nothing to say."""
    return any(owner not in things for owner in fact.owners)
