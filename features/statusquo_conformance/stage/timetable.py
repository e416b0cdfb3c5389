"""What a scenario has scheduled, and when it will be due."""

from __future__ import annotations

from datetime import datetime, timedelta

from statusquo.rules.consequences import Timer
from statusquo.rules.model import RuleSet

from statusquo_conformance.judging.findings import Unreached
from statusquo_conformance.stage.clocks import Clock
from statusquo_conformance.stage.standing import FAR, lead_of

UNREADABLE = "the day after tomorrow"
_SECOND = timedelta(seconds=1)


class Timetable:
    """The times of one ticket's timers, the earlier ones too.

    Attributes:
        clock: by which time goes by.
        given: the time that was last given for a schedule, or None.
    """

    def __init__(self, rules: RuleSet, clock: Clock) -> None:
        self._rules = rules
        self.clock = clock
        self.given: datetime | None = None
        self._number = 0
        self._lead = lead_of(rules)
        self._times: dict[str, list[datetime]] = {}

    @property
    def has_any(self) -> bool:
        """Whether anything has been scheduled."""
        return bool(self._times)

    # ------------------------------------------------------------------------------------------------ setting times

    def bad_time(self, word: str) -> datetime | str | None:
        """A time that is none to come, of the kind that the scenario says."""
        return {"past": self.clock.now() - timedelta(hours=1), "missing": None, "unreadable": UNREADABLE}[word]

    def give(self, *, far: bool = False) -> datetime:
        """A time to come for what somebody schedules, later than those given before."""
        self._number += 1
        self.given = self.clock.time_ahead(self._number, FAR if far else self._lead)
        return self.given

    def is_far(self, at: datetime) -> bool:
        """Whether a time is so far away that other things are due before."""
        return at - self.clock.now() > FAR / 2

    def schedule(self, timer: str, at: datetime) -> None:
        """A timer will be due at a time that was given."""
        self._times.setdefault(timer, []).append(at)

    def entered(self, source: str | None, target: str) -> None:
        """The ticket has come from a status, or from nowhere, to another: timers with a duration begin."""
        for timer in self._rules.timers.values():
            if target in timer.runs_in and source not in timer.runs_in:
                self._start(timer)

    def done(self, role: str, action: str, status: str) -> None:
        """Somebody has done something: timers that it begins anew do so."""
        for timer in self._rules.timers.values():
            if (role, action) in timer.restarted_by and status in timer.runs_in:
                self._start(timer)

    def goes_on(self, name: str) -> None:
        """A timer was due and begins anew, since it repeats."""
        after = self._rules.timers[name].after
        if after is not None:
            self._times[name].append(self._times[name][-1] + after)

    def _start(self, timer: Timer) -> None:
        if timer.after is not None:
            self._times.setdefault(timer.name, []).append(self.clock.now() + timer.after)

    # ------------------------------------------------------------------------------------------------ waiting for them

    def let_go_by(self, time: timedelta) -> None:
        """Time goes by.

        Raises:
            NotChecked: if the server's clock cannot be moved, and it takes too long to wait.
        """
        self.clock.wait_until(self.clock.now() + time)

    def let_be_due(self, timer: str) -> None:
        """The time of a timer comes.

        Raises:
            NotChecked: as :meth:`let_go_by` does, or if the time had come before.
            Unreached: if nothing has set a time.
        """
        due = self.due(timer)
        self.clock.wait_until(due + self.clock.slack, latest=due)

    def let_old_time_pass(self, timer: str) -> None:
        """The time comes that was given for a timer before the present one; raises as :meth:`let_be_due` does."""
        earlier = self._times.get(timer, [])[:-1]
        if not earlier:
            raise Unreached(f"there was no other time before for the {self._rules.timers[timer].label}")
        self.clock.wait_until(earlier[-1] + _SECOND, latest=earlier[-1])

    def let_be_nearly_due(self, timer: str) -> None:
        """It is nearly the time of a timer; raises as :meth:`let_be_due` does."""
        due = self.due(timer)
        self.clock.wait_until(due - self.clock.nearly, latest=due - self.clock.nearly / 2)

    def due(self, name: str) -> datetime:
        """When a timer is due next; raises as :meth:`let_be_due` does if nothing has set a time."""
        if name not in self._times:
            raise Unreached(f"nothing has set a time for the {self._rules.timers[name].label}")
        return self._times[name][-1]


def timer_called(rules: RuleSet, label: str) -> Timer:
    """The timer that a scenario calls so."""
    return next(timer for timer in rules.timers.values() if timer.label == label)
