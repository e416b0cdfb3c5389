"""How things stand with a ticket, as far as ways hang on it, and what comes of something that is done to it.

This is the suite's own reading of the rules. It never asks the engine, so that a mistake there cannot hide itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from statusquo.rules.asked import Asked, asked_of
from statusquo.rules.consequences import Aim, Back, Timer, To, Transition
from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.stage.actors import Person

LEAD = timedelta(days=3)
"""Roughly how far ahead a scenario schedules something, and each further thing so much later."""

FAR = timedelta(days=400)
"""How far ahead it does so where something else has to be due before."""

_PART = 4
"""So many times can something be scheduled before a timer that began meanwhile by itself is due."""

NOTHING_GIVEN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pending:
    """A timer that runs.

    Attributes:
        left: until it is due; roughly, if somebody said until when.
        rounds: how often it has been due already.
    """

    name: str
    left: timedelta
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a ticket.

    Attributes:
        came_from: the status before this one, if the rules ever ask for it.
        assigned: whether it is somebody's.
        flags: those that are set.
        timers: those that run, by name.
        brought_by: who brought it into this status; None if time did.
    """

    status: str
    came_from: str | None = None
    assigned: bool = False
    flags: frozenset[str] = frozenset()
    timers: tuple[Pending, ...] = ()
    brought_by: Person | None = None

    def pending(self, name: str) -> Pending | None:
        """The timer of that name, if it runs."""
        return next((timer for timer in self.timers if timer.name == name), None)

    @property
    def first(self) -> str | None:
        """The timer that is due first; None if none runs."""
        return min(self.timers, key=lambda each: each.left).name if self.timers else None

    def without(self, name: str) -> Standing:
        """The same, without a timer."""
        return replace(self, timers=tuple(timer for timer in self.timers if timer.name != name))

    def with_timer(self, timer: Pending) -> Standing:
        """The same, with a timer that begins, instead of another of its name."""
        others = [each for each in self.timers if each.name != timer.name]
        return replace(self, timers=tuple(sorted([*others, timer], key=lambda each: each.name)))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does.

    Attributes:
        role, action: the action of the rules.
        status: the one that is chosen, or None.
        flag: the one that is set or cleared, or None.
        given: the optional arguments that come with it.
        far: a time that is given is far away.
    """

    person: Person
    role: str
    action: str
    status: str | None = None
    flag: str | None = None
    given: frozenset[str] = NOTHING_GIVEN
    far: bool = False


def deed_by(person: Person, action: Action) -> Deed:
    """Somebody does something, with nothing particular about it."""
    return Deed(person, action.role, action.name)


def is_crowded(rules: RuleSet, timer: Timer) -> bool:
    """Whether somebody says until when a timer runs, while another one may run that begins by itself."""
    return timer.after is None and any(
        other.after is not None and other.runs_in & timer.runs_in for other in rules.timers.values()
    )


def lead_of(rules: RuleSet) -> timedelta:
    """How far ahead scenarios schedule something: so that it is due before what begins by itself meanwhile."""
    crowded = [timer for timer in rules.timers.values() if is_crowded(rules, timer)]
    others = [
        other.after
        for timer in crowded
        for other in rules.timers.values()
        if other.after is not None and other.runs_in & timer.runs_in
    ]
    return min([LEAD, *(after / _PART for after in others)])


class Course:
    """What becomes of tickets by these rules.

    Attributes:
        rules: the rules.
        asked: what they ask of a ticket.
        lead: how far ahead something is scheduled.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.lead = lead_of(rules)
        self.asked: Asked = asked_of(rules)

    def new(self, creator: Person) -> Standing:
        """A new ticket."""
        standing = Standing(self.rules.initial, brought_by=creator if self.asked.brought_by else None)
        return self._begun(standing, None)

    def assigned(self, standing: Standing) -> Standing:
        """The ticket is somebody's from now on, which is kept if the rules ask for it."""
        return replace(standing, assigned=True) if self.asked.assigned else standing

    def done(self, standing: Standing, deed: Deed, transition: Transition | None) -> Standing:
        """After something was done that set off this transition, or none."""
        action = self.rules.actions[deed.role, deed.action]
        if action.operation == Operation.ASSIGN:
            standing = self.assigned(standing)
        if deed.flag is not None:
            is_set = action.operation == Operation.SET_FLAG
            flags = standing.flags | {deed.flag} if is_set else standing.flags - {deed.flag}
            standing = replace(standing, flags=flags)
        goes_elsewhere = transition is not None and transition.opens is not None
        for timer in self.rules.timers.values() if not goes_elsewhere else ():
            if (deed.role, deed.action) in timer.restarted_by and standing.pending(timer.name) is not None:
                standing = self._started(standing, timer)
        if transition is None:
            return standing
        moved = self.moved(standing, self.target(standing, transition.aim, deed.status), deed.person)
        number = 1 + sum(self._is_given(each) for each in standing.timers)
        return self._scheduled(moved, action, transition, deed, (FAR if deed.far else self.lead) * number)

    def result(self, standing: Standing, deed: Deed, transition: Transition | None) -> str:
        """The status that a ticket has after something was done that set off this transition, or none."""
        return standing.status if transition is None else self.target(standing, transition.aim, deed.status)

    def target(self, standing: Standing, aim: Aim, chosen: str | None) -> str:
        """The status that an aim means."""
        if isinstance(aim, To):
            return aim.status
        if isinstance(aim, Back):
            came_from = standing.came_from
            return came_from if came_from is not None and came_from in aim.statuses else aim.otherwise
        return chosen if chosen is not None else standing.status

    def moved(self, standing: Standing, target: str, person: Person | None) -> Standing:
        """After somebody, or time, has brought it to a status."""
        if target == standing.status:
            return standing
        source = standing.status
        timers = tuple(each for each in standing.timers if target in self.rules.timers[each.name].runs_in)
        came_from = source if source in self.asked.came_from else None
        brought_by = person if self.asked.brought_by else None
        moved = replace(standing, status=target, came_from=came_from, timers=timers, brought_by=brought_by)
        return self._begun(moved, source)

    def next_due(self, standing: Standing) -> Pending | None:
        """The timer that is due first; None if none runs, or if it is not certain which one it is."""
        if not standing.timers:
            return None
        order = list(self.rules.timers)
        first = min(standing.timers, key=lambda each: (each.left, order.index(each.name)))
        others = [each for each in standing.timers if each.name != first.name]
        unsure = [each for each in others if self._is_given(each) is not self._is_given(first)]
        return None if any(each.left - first.left < self.lead / 3 for each in unsure) else first

    def due(self, standing: Standing, pending: Pending) -> Standing | None:
        """After the next timer was due; None if the ticket is gone."""
        timer = self.rules.timers[pending.name]
        later = replace(
            standing, timers=tuple(replace(each, left=each.left - pending.left) for each in standing.timers)
        )
        if timer.repeats is not None and timer.after is not None and pending.rounds < timer.repeats.times:
            return later.with_timer(Pending(timer.name, timer.after, pending.rounds + 1))
        later = later.without(timer.name)
        return None if timer.deletes else self.moved(later, self.target(later, timer.aim, None), None)

    def _is_given(self, pending: Pending) -> bool:
        return self.rules.timers[pending.name].after is None

    def _scheduled(
        self, standing: Standing, action: Action, transition: Transition, deed: Deed, lead: timedelta
    ) -> Standing:
        name, at = transition.starts, transition.at
        if name is None or at is None or standing.status not in self.rules.timers[name].runs_in:
            return standing
        optional = {argument.name for argument in action.takes if argument.optional}
        if at in optional and at not in deed.given:
            return standing
        return standing.with_timer(Pending(name, lead))

    def _begun(self, standing: Standing, source: str | None) -> Standing:
        """With the timers that begin by themselves on coming here."""
        for timer in self.rules.timers.values():
            if standing.status in timer.runs_in and source not in timer.runs_in:
                standing = self._started(standing, timer)
        return standing

    def _started(self, standing: Standing, timer: Timer) -> Standing:
        return standing if timer.after is None else standing.with_timer(Pending(timer.name, timer.after))
