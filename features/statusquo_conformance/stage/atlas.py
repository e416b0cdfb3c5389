"""Where tickets can get, and the cheapest way there: a search through how things can stand with a ticket.

A way is a list of steps, each of which is something that somebody does or a timer that is waited for. Whatever a
transition asks for is met on the way: by steps that assign the ticket or set a flag, by arguments that are given, and
by who it is that does it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, count, product

from statusquo.rules.asked import asked_of
from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import FLAGGING, Operation
from statusquo.rules.sets import both

from statusquo_conformance.stage.actors import (
    Person,
    insiders,
    message_relations,
    observer,
    satisfied,
    ticket_relations,
)
from statusquo_conformance.stage.foresight import Foreseen, foresee
from statusquo_conformance.stage.standing import Course, Deed, Standing, is_crowded

MOST_STANDINGS = 20_000
"""So many are looked at; those that take the most trouble are left out."""

_STEP, _LESS_SURE, _AWKWARD, _WAIT = 4, 1, 50, 100
_AWKWARD_ONES = frozenset({Operation.ACCEPT_INVITE, Operation.SUBMIT_SURVEY, Operation.EDIT_MESSAGE})
"""What takes more than a ticket, and moves one only if nothing else does."""

CHANGES_TICKETS = FLAGGING | {Operation.ASSIGN}
"""What changes how things stand without any transition."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a way.

    Attributes:
        deed: what is done; None if a timer is waited for.
        timer: the timer that is waited for, or None.
        after: how things stand afterwards.
    """

    deed: Deed | None
    timer: str | None
    after: Standing


class Atlas:
    """All that can be reached from where a ticket is.

    Attributes:
        course: what becomes of tickets.
    """

    def __init__(self, rules: RuleSet, operations: frozenset[str], start: Standing, who: Person | None) -> None:
        self.course = course_of(rules)
        self._rules = rules
        self._settled: dict[Standing, int] = {}
        self._before: dict[Standing, tuple[Standing, Step] | None] = {start: None}
        self._costs = {start: 0}
        self._numbers = count()
        self._by_status: Mapping[str, list[Standing]] | None = None
        self._waiting: list[tuple[int, int, Standing]] = [(0, next(self._numbers), start)]
        self._deeds = tuple(dict.fromkeys(_deeds(rules, operations, who)))

    def standings(self) -> Iterator[tuple[int, Standing]]:
        """How things can come to stand, with what it takes, the least first."""
        yield from ((cost, standing) for standing, cost in list(self._settled.items()))
        while self._waiting and len(self._settled) < MOST_STANDINGS:
            cost, _, standing = heapq.heappop(self._waiting)
            if standing in self._settled:
                continue
            self._settled[standing] = cost
            self._look_around(standing, cost)
            yield cost, standing

    def standings_in(self, status: str) -> tuple[Standing, ...]:
        """How things can come to stand in a status, what takes the least first."""
        if self._by_status is None:
            by_status: dict[str, list[Standing]] = {}
            for _, standing in self.standings():
                by_status.setdefault(standing.status, []).append(standing)
            self._by_status = by_status
        return tuple(self._by_status.get(status, ()))

    def way(self, goal: Callable[[Standing], bool]) -> tuple[Step, ...] | None:
        """The cheapest way to where a goal is met; None if there is none."""
        found = next((standing for _, standing in self.standings() if goal(standing)), None)
        return None if found is None else self._way_to(found)

    def _way_to(self, standing: Standing) -> tuple[Step, ...]:
        steps: list[Step] = []
        while (before := self._before[standing]) is not None:
            standing, step = before
            steps.append(step)
        return tuple(reversed(steps))

    def meets(self, deed: Deed, target: str, here: Standing) -> tuple[Step, ...] | None:
        """What it takes before something leads to a status, without leaving the present one; None if it cannot be."""

        def leads_there(standing: Standing) -> bool:
            foreseen = foresee(self._rules, standing, deed)
            return foreseen.refused is None and self.course.result(standing, deed, foreseen.transition) == target

        if leads_there(here):
            return ()
        steps = self.way(lambda standing: standing.status == here.status and leads_there(standing))
        return steps if steps is not None and all(step.after.status == here.status for step in steps) else None

    def _look_around(self, here: Standing, cost: int) -> None:
        for deed in self._deeds:
            action = self._rules.actions[deed.role, deed.action]
            if not self._is_of_use(here, deed, action):
                continue
            foreseen = foresee(self._rules, here, deed)
            if foreseen.refused is None and (foreseen.transition is not None or action.operation in CHANGES_TICKETS):
                after = self.course.done(present(self._rules, here, deed.person), deed, foreseen.transition)
                self._note(here, Step(deed, None, after), cost + self._trouble(here, action, foreseen))
        pending = self.course.next_due(here)
        after_waiting = self.course.due(here, pending) if pending is not None else None
        if pending is not None and after_waiting is not None:
            self._note(here, Step(None, pending.name, after_waiting), cost + _WAIT)

    def _is_of_use(self, here: Standing, deed: Deed, action: Action) -> bool:
        """Whether a deed can lead on at all, so that what cannot is not looked at further."""
        if action.operation in FLAGGING:
            return (deed.flag in here.flags) is (action.operation == Operation.CLEAR_FLAG)
        if action.operation == Operation.ASSIGN and not here.assigned:
            return True
        return deed.status != here.status

    def _trouble(self, here: Standing, action: Action, foreseen: Foreseen) -> int:
        """What a step takes; one that every server makes, and for which nothing has to be so, is preferred."""
        cell = self._rules.cells[action.role, action.name, here.status]
        is_left_open = not self._rules.level(cell.requirements).is_checked
        is_guarded = foreseen.transition is not None and foreseen.transition.guard is not None
        is_awkward = action.operation in _AWKWARD_ONES
        return _STEP + _LESS_SURE * (is_left_open + is_guarded) + _AWKWARD * is_awkward

    def _note(self, here: Standing, step: Step, cost: int) -> None:
        if step.after != here and cost < self._costs.get(step.after, cost + 1):
            self._costs[step.after] = cost
            self._before[step.after] = (here, step)
            heapq.heappush(self._waiting, (cost, next(self._numbers), step.after))


def able(
    rules: RuleSet, action: Action, transition: Transition | None, who: Person | None = None
) -> tuple[Person, ...]:
    """People who have what an action needs, and a transition besides: strangers to the ticket before others."""
    needs = both(action.needs, transition.needs) if transition is not None else action.needs
    of_messages = message_relations(rules)
    related = [Person(action.role, name) for name in ticket_relations(rules, action.role)]
    people = [*insiders(rules, action.role), *related, *([who] if who is not None and who.role == action.role else [])]
    return tuple(
        person
        for person in dict.fromkeys(people)
        if person.sees(rules, rules.initial) and satisfied(needs, person.holds(rules) | of_messages)
    )


def givable(rules: RuleSet, action: Action) -> tuple[str, ...]:
    """The optional arguments that something hangs on, in the order of the action."""
    named: set[str] = set()
    for transition in rules.transitions_of(action.role, action.name):
        named.update(transition.guard.asks_for if transition.guard is not None else ())
        named.update({transition.at} if transition.at is not None else ())
    return tuple(argument.name for argument in action.takes if argument.optional and argument.name in named)


def gifts(names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Every choice of these arguments, the smaller ones first."""
    for number in range(len(names) + 1):
        yield from map(frozenset, combinations(names, number))


def _deeds(rules: RuleSet, operations: frozenset[str], who: Person | None) -> Iterator[Deed]:
    """Everything that might lead on, whatever the ticket is like."""
    asked = asked_of(rules)
    for action in rules.actions.values():
        if action.without_ticket or action.operation not in operations or action.unseen:
            continue
        if action.operation in FLAGGING:
            for person in able(rules, action, None, who)[:1]:
                yield from (Deed(person, action.role, action.name, flag=flag) for flag in rules.flags)
            continue
        if action.operation == Operation.ASSIGN and asked.assigned:
            yield from (Deed(person, action.role, action.name) for person in able(rules, action, None, who)[:1])
        for transition in rules.transitions_of(action.role, action.name):
            people = able(rules, action, transition, who)
            for person in people if asked.brought_by else people[:1]:
                statuses, gives = wanted(rules, action, transition), gifts(givable(rules, action))
                for status, given, far in product(statuses, gives, distances(rules, transition)):
                    yield Deed(person, action.role, action.name, status, None, given, far)


def distances(rules: RuleSet, transition: Transition) -> tuple[bool, ...]:
    """Whether a time that is given is far away: both, where it makes a difference to what is due first."""
    timer = rules.timers.get(transition.starts or "")
    return (False, True) if timer is not None and is_crowded(rules, timer) else (False,)


def present(rules: RuleSet, standing: Standing, person: Person) -> Standing:
    """After somebody has been given the relation to the ticket that the scenario says, or has had it and written."""
    relation = rules.relations[person.relation] if person.relation is not None else None
    if relation is None:
        return standing
    if relation.made_by == Operation.ASSIGN:
        standing = _after(rules, standing, observer(rules), Operation.ASSIGN)
        standing = course_of(rules).assigned(standing)
    if not person.ended:
        return standing
    standing = written(rules, standing, Person(person.role, person.relation, lacking=person.lacking))
    return (
        _after(rules, standing, observer(rules), Operation.ASSIGN)
        if relation.ended_by == Operation.ASSIGN
        else standing
    )


def written(rules: RuleSet, standing: Standing, person: Person) -> Standing:
    """After somebody has written a message."""
    return _after(rules, standing, person, Operation.POST_MESSAGE)


def _after(rules: RuleSet, standing: Standing, person: Person, operation: Operation) -> Standing:
    action = rules.action_for(person.role, operation)
    if action is None:
        return standing
    deed = Deed(person, action.role, action.name)
    foreseen = foresee(rules, standing, deed)
    return standing if foreseen.refused is not None else course_of(rules).done(standing, deed, foreseen.transition)


def wanted(rules: RuleSet, action: Action, transition: Transition) -> tuple[str | None, ...]:
    """The statuses that can be named to set off a transition; one that leads where it does may be named whatever."""
    if transition.is_chosen:
        return transition.choice
    return tuple(rules.statuses) if action.chooses_status is not None else (None,)


def course_of(rules: RuleSet) -> Course:
    """What becomes of tickets by these rules."""
    return _course(Same(rules))


def atlas_of(rules: RuleSet, operations: frozenset[str], start: Standing, who: Person | None = None) -> Atlas:
    """All that can be reached from a standing on a server that can do this; ``who`` may take part in it."""
    return _kept(Same(rules), operations, start, who)


class Same:
    """Rules as a key: the same ones, and not merely equal ones, which would take long to find out."""

    __slots__ = ("rules",)

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.rules is self.rules


@lru_cache(maxsize=16)
def _course(same: Same) -> Course:
    return Course(same.rules)


@lru_cache(maxsize=128)
def _kept(same: Same, operations: frozenset[str], start: Standing, who: Person | None) -> Atlas:
    return Atlas(same.rules, operations, start, who)
