"""Where the ticket of a scenario ought to be, by the rules: followed step by step, with the times of its timers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet

from statusquo_conformance.stage.actors import Person, creator
from statusquo_conformance.stage.atlas import Atlas, Step, atlas_of, course_of
from statusquo_conformance.stage.clocks import Clock
from statusquo_conformance.stage.foresight import Foreseen, foresee
from statusquo_conformance.stage.standing import Deed, Standing
from statusquo_conformance.stage.timetable import Timetable


class Track:
    """Where a ticket ought to be.

    Attributes:
        standing: how things stand with it.
        times: what is scheduled.
        expected: what is to become of the last thing that was tried, or None.
    """

    def __init__(self, rules: RuleSet, clock: Clock) -> None:
        self._rules = rules
        self._course = course_of(rules)
        self.standing = self._course.new(creator(rules))
        self.times = Timetable(rules, clock)
        self.expected: Foreseen | None = None
        self._after: Standing | None = None

    def begin(self) -> None:
        """A new ticket."""
        self.standing = self._course.new(creator(self._rules))
        self.times.entered(None, self._rules.initial)

    def atlas(self, operations: frozenset[str], who: Person | None) -> Atlas:
        """All that can be reached from here."""
        return atlas_of(self._rules, operations, self.standing, who)

    def ways_to_meet(self, operations: frozenset[str], deed: Deed, target: str) -> tuple[Step, ...]:
        """What it takes before something leads to a status, if it can be had without leaving the present one."""
        return self.atlas(operations, deed.person).meets(deed, target, self.standing) or ()

    def choice(self, deed: Deed) -> str:
        """A status that somebody can choose as things stand, any other than the present one if there is none."""
        here = self.standing.status
        named = [status for each in self._rules.transitions_of(deed.role, deed.action) for status in each.targets]
        others = [status for status in dict.fromkeys(named) if status != here]
        tries = (replace(deed, status=status) for status in others)
        good = (each.status for each in tries if _is_open(foresee(self._rules, self.standing, each, regardless=True)))
        return next(good, None) or next(iter(others), here)

    def follow(self, person: Person, action: Action, arguments: Mapping[str, Any]) -> None:
        """Something was done that had to work: timers begin, and the ticket moves, as the rules say."""
        deed = self._deed(person, action, arguments)
        foreseen = foresee(self._rules, self.standing, deed)
        if foreseen.refused is None:
            self._enter(self._course.done(self.standing, deed, foreseen.transition), deed, foreseen, arguments)

    def try_out(self, person: Person, action: Action, arguments: Mapping[str, Any]) -> None:
        """Something is tried: remember what ought to become of it."""
        deed = self._deed(person, action, arguments)
        self.expected = foresee(self._rules, self.standing, deed)
        self._after = None
        if self.expected.refused is None:
            self._after = self._course.done(self.standing, deed, self.expected.transition)

    def was_done(self, arguments: Mapping[str, Any]) -> None:
        """What was tried was done, so that its times count; where the ticket is now is for the scenario to say."""
        if self.expected is not None and self.expected.refused is None:
            self._schedule(self.expected, arguments)

    def settle(self, status: str) -> None:
        """The ticket was seen in a status."""
        after, self._after = self._after, None
        if after is not None and after.status == status:
            self.times.entered(self.standing.status, status)
            self.standing = after
        else:
            self.move(status, None)

    def move(self, status: str, person: Person | None) -> None:
        """Somebody, or time, has brought it to a status."""
        if status != self.standing.status:
            self.times.entered(self.standing.status, status)
        self.standing = self._course.moved(self.standing, status, person)

    def let_be_due(self, name: str) -> None:
        """The time of a timer comes, and with it that of all that is due before; raises as the timetable does."""
        self.times.let_be_due(name)
        while self.standing.pending(name) is not None:
            first = self._course.next_due(self.standing)
            after = self._course.due(self.standing, first) if first is not None else None
            if first is None or after is None:
                return
            if after.status != self.standing.status:
                self.times.entered(self.standing.status, after.status)
            elif first.name == name and after.pending(name) is not None:
                self.times.goes_on(name)
            self.standing = after
            if first.name == name:
                return

    def _enter(self, after: Standing, deed: Deed, foreseen: Foreseen, arguments: Mapping[str, Any]) -> None:
        before = self.standing.status
        self.times.done(deed.role, deed.action, before)
        if after.status != before:
            self.times.entered(before, after.status)
        self._schedule(foreseen, arguments)
        self.standing = after

    def _deed(self, person: Person, action: Action, arguments: Mapping[str, Any]) -> Deed:
        """What somebody does, from the arguments that come with it."""
        named = {argument.type: arguments.get(argument.name) for argument in action.takes}
        status, flag, at = named.get("status"), named.get("flag"), named.get("future_time")
        given = frozenset(each.name for each in action.takes if each.optional and arguments.get(each.name) is not None)
        far = isinstance(at, datetime) and self.times.is_far(at)
        return Deed(person, action.role, action.name, status, flag, given, far)

    def _schedule(self, foreseen: Foreseen, arguments: Mapping[str, Any]) -> None:
        transition = foreseen.transition
        if transition is None or transition.starts is None:
            return
        at = arguments.get(transition.at or "")
        if isinstance(at, datetime):
            self.times.schedule(transition.starts, at)


def _is_open(foreseen: Foreseen) -> bool:
    return foreseen.refused is None
