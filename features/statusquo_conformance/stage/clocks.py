"""How the suite waits: by moving the server's clock where it has one for tests, and otherwise by waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from statusquo_conformance.judging.findings import NotChecked
from statusquo_conformance.operations import Driver
from statusquo_conformance.stage.standing import LEAD

LONGEST_WAIT = timedelta(seconds=6)
"""Without a clock that can be moved, so long is waited at most for one moment."""

_DAYS_ENOUGH = timedelta(days=2)
_SOON = timedelta(seconds=2)
_SECOND = timedelta(seconds=1)
_PATIENCE = timedelta(seconds=3)
_BETWEEN_LOOKS = 0.25


class Clock(Protocol):
    """The server's time, and a way to let it go by.

    Attributes:
        nearly: how long before its time something is nearly due.
        slack: how long after its time something is looked for.
        a_while: long enough for what a server does now and then.
    """

    nearly: timedelta
    slack: timedelta
    a_while: timedelta

    def now(self) -> datetime:
        """The server's time."""

    def time_ahead(self, number: int, lead: timedelta = LEAD) -> datetime:
        """A time to come for the first, second … thing that a scenario schedules, each later than the one before.

        Args:
            number: which one it is.
            lead: how far ahead the first is, and each further one so much later.
        """

    def wait_until(self, moment: datetime, latest: datetime | None = None) -> None:
        """Let time go by until a moment; none if it is past.

        Args:
            moment: the moment.
            latest: what is to be seen afterwards can only be seen if it is not later than this yet.

        Raises:
            NotChecked: if the moment is too far away to wait for, or it is too late already.
        """

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Give the server a few more moments, until something is so; whoever calls this judges what is so then."""


class MovableClock:
    """The clock of a server that lets it be moved. What is due happens before anybody reads the ticket."""

    nearly = timedelta(minutes=1)
    slack = _SECOND
    a_while = timedelta(days=1)

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def now(self) -> datetime:
        """The server's time."""
        return self._driver.now()

    def time_ahead(self, number: int, lead: timedelta = LEAD) -> datetime:
        """Noon of a day to come, which is the same day in (nearly) every time zone, if there are days enough."""
        return _days_ahead(self.now(), lead * number)

    def wait_until(self, moment: datetime, latest: datetime | None = None) -> None:  # noqa: ARG002 - it is never too late
        """Move the clock to a moment."""
        self._driver.advance(max(0.0, (moment - self.now()).total_seconds()))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """A clock that is moved brings everything with it, so there is nothing to wait for."""


class RealClock:
    """Time as it goes by.

    Scenarios that wait for what they schedule do so a few seconds ahead; all others schedule days ahead, so that
    nothing becomes due while they look.
    """

    nearly = timedelta(seconds=1.5)
    slack = timedelta(seconds=0.3)
    a_while = timedelta(seconds=2)

    def __init__(
        self, now: Callable[[], datetime], *, waits: bool, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._now = now
        self._waits = waits
        self._sleep = sleep

    def now(self) -> datetime:
        """The server's time, which is this machine's."""
        return self._now()

    def time_ahead(self, number: int, lead: timedelta = LEAD) -> datetime:
        """A whole second, since servers may keep no less."""
        if not self._waits or lead > LEAD:
            return _days_ahead(self.now(), lead * number)
        return (self.now() + _SOON * number).replace(microsecond=0) + _SECOND

    def wait_until(self, moment: datetime, latest: datetime | None = None) -> None:
        """Sleep until a moment."""
        now = self.now()
        if moment - now > LONGEST_WAIT:
            raise NotChecked("it takes a clock that can be moved, and there is none")
        if latest is not None and now > latest:
            raise NotChecked("the server was too slow: the time had come before the suite could look")
        self._sleep(max(0.0, (moment - now).total_seconds()))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Look every now and then: what is due on a real server is often done by a job that runs every second."""
        until = self.now() + _PATIENCE
        while not condition() and self.now() < until:
            self._sleep(_BETWEEN_LOOKS)


def clock_of(driver: Driver, *, waits: bool) -> Clock:
    """The clock by which a scenario goes.

    Args:
        driver: the way to the server.
        waits: the scenario waits for something that it schedules.
    """
    return MovableClock(driver) if driver.has_clock else RealClock(driver.now, waits=waits)


def _days_ahead(now: datetime, lead: timedelta = LEAD) -> datetime:
    """A whole minute at least, and noon if that makes no great difference."""
    ahead = now + lead
    return _noon(ahead) if lead > _DAYS_ENOUGH else ahead.replace(second=0, microsecond=0)


def _noon(time_: datetime) -> datetime:
    return time_.replace(hour=12, minute=0, second=0, microsecond=0)
