"""What can be said of a scenario before it is run: whether it applies, whether it can be checked, whether it waits.

A scenario is rehearsed: its own steps are taken in front of an understudy that says yes to everything. What it asks of
the understudy is what it will ask of the server, so nothing about a step is written down a second time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from statusquo.rules.model import RuleSet

from statusquo_conformance.claims import unclaimed_requirement
from statusquo_conformance.judging.findings import Finding, NotApplicable, NotChecked
from statusquo_conformance.judging.outcomes import Cell
from statusquo_conformance.judging.outcomes import Outcome as Ending
from statusquo_conformance.operations import (
    Account,
    Done,
    Driver,
    Exchange,
    MessageView,
    Operation,
    Outcome,
    ParticipantView,
    SurveyView,
    TicketView,
)
from statusquo_conformance.scenarios import Scenario, take_step
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.clocks import RealClock
from statusquo_conformance.stage.standing import Standing
from statusquo_conformance.stage.track import Track
from statusquo_conformance.stage.world import World
from statusquo_conformance.target.model import Target

_START = datetime(2001, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Means:
    """What a target has for checking.

    Attributes:
        capabilities: what the server claims.
        operations: what can be asked of it.
        people: those who have accounts; None if the suite makes its own.
        has_clock: whether the server's clock can be moved.
    """

    capabilities: frozenset[str]
    operations: frozenset[Operation]
    people: frozenset[Person] | None
    has_clock: bool

    @classmethod
    def of(cls, target: Target, driver: Driver | None = None) -> Means:
        """What a target file says, or what its driver has found out since."""
        source = driver if driver is not None else target
        people = frozenset(target.people) if target.people else None
        return cls(frozenset(target.capabilities), source.operations, people, source.has_clock)

    def is_whole(self, rules: RuleSet) -> bool:
        """Whether nothing is lacking, so that every scenario applies and can be checked."""
        claimed = {name for each in rules.capabilities.values() for name in each.operations}
        return (
            self.has_clock
            and self.people is None
            and self.capabilities >= set(rules.capabilities)
            and self.operations >= claimed
        )


@dataclass(frozen=True)
class Prospect:
    """What is to be expected of a scenario.

    Attributes:
        outcome: ``NOT_APPLICABLE`` or ``NOT_CHECKED`` if that is certain already; else None.
        because: why.
        waits: it waits for time to go by.
        timed: it schedules something or waits, so that it must have a clock that can be moved to itself.
    """

    outcome: Ending | None = None
    because: str = ""
    waits: bool = False
    timed: bool = False


def prospect_of(rules: RuleSet, means: Means, scenario: Scenario) -> Prospect:
    """What is to be expected of a scenario with these means."""
    lacking = unclaimed_requirement(rules, scenario.ids, means.capabilities)
    if lacking:
        return Prospect(Ending.NOT_APPLICABLE, lacking)
    understudy = _Understudy(rules, means)
    world = _Rehearsal(rules, understudy)
    outcome, because = None, ""
    try:
        for sentence in scenario.sentences:
            try:
                take_step(sentence, world)
            except (NotApplicable, NotChecked):
                raise
            except Finding:
                # The understudy knows no rules, so what is judged goes wrong; what is asked is all that counts here.
                if sentence.kind != "then":
                    raise
    except NotApplicable as finding:
        outcome, because = Ending.NOT_APPLICABLE, str(finding)
    except NotChecked as finding:
        outcome, because = Ending.NOT_CHECKED, str(finding)
    waits = understudy.now() != _START
    return Prospect(outcome, because, waits, waits or world.times.has_any)


def cell_of(rules: RuleSet, scenario: Scenario) -> Cell | None:
    """The cell of a matrix that a scenario tries, also where it does not get as far as trying it."""
    world = _Rehearsal(
        rules, _Understudy(rules, Means(frozenset(rules.capabilities), frozenset(Operation), None, has_clock=True))
    )
    with contextlib.suppress(Finding):
        for sentence in scenario.sentences:
            if world.cell is None:
                take_step(sentence, world)
    return world.cell


class _Understudy:
    """A driver without a server. Time stands still but for what is waited for."""

    requests = 0

    def __init__(self, rules: RuleSet, means: Means) -> None:
        self.operations = means.operations
        self.has_clock = means.has_clock
        self._people = means.people
        self._times = {timer.shown_as: None for timer in rules.timers.values() if timer.shown_as is not None}
        self._now = _START
        self._made = 0

    def perform(self, operation: Operation, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        ticket = str(arguments.get("ticket", ""))
        self._made += 1
        results: Mapping[Operation, Any] = {
            Operation.READ_TICKET: TicketView("", None, self._times, frozenset()),
            Operation.LIST_STATUSES: (),
            Operation.LIST_MESSAGES: (MessageView("1", actor.id, ""),),
            Operation.LIST_PARTICIPANTS: (ParticipantView(actor.id, active=True),),
            Operation.LIST_FAVORITES: (ticket,),
            Operation.LIST_SURVEYS: (SurveyView("1", submitted=False),),
            Operation.LIST_LINKS: (),
        }
        return Done(results.get(operation, str(self._made)), "")

    def account_of(self, person: Person, permissions: tuple[str, ...], name: str) -> Account:  # noqa: ARG002 - a driver's
        if self._people is not None and person not in self._people:
            raise NotChecked(f"the target names no account for {name}")
        return Account(name, "", name)

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:  # noqa: ARG002 - a driver's
        return ()

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=max(seconds, 1.0))

    def close(self) -> None:
        """There is nothing to let go of."""


class _Rehearsal(World):
    """A world in which the ticket is always where the scenario wants it to be."""

    def __init__(self, rules: RuleSet, understudy: _Understudy) -> None:
        super().__init__(rules, understudy, Cast(rules, understudy))
        if not understudy.has_clock:
            clock = RealClock(understudy.now, waits=True, sleep=understudy.advance)
            self.track = Track(rules, clock)

    def status_expected(self, status: str) -> str:
        super().status_expected(status)
        return status

    def unlike(self, standing: Standing) -> str:
        super().unlike(standing)
        return ""

    def submit_survey(self) -> None:
        super().submit_survey()
        self.submitted = "1"
