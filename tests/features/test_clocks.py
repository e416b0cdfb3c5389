"""Waiting: with a clock that is moved, and in real time, where nothing may be looked for too early or too late."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statusquo_conformance.judging.findings import Finding, NotChecked, Unreached
from statusquo_conformance.prospects import Means, prospect_of
from statusquo_conformance.scenarios import Scenario, take_step
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.clocks import LONGEST_WAIT, MovableClock, RealClock, clock_of
from statusquo_conformance.stage.timetable import Timetable
from statusquo_conformance.stage.world import Brief, World
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests.features.harness import TOKEN, Server, carrying, shipped

START = datetime(2026, 11, 23, 23, 59, 58, 700_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Time:
    """Time that goes by only when somebody sleeps, and a little longer than was asked for if that is wanted."""

    def __init__(self, late: float = 0.0) -> None:
        self.time = START
        self.late = late
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds + self.late)


def real(time_: Time, *, waits: bool = True) -> RealClock:
    return RealClock(time_.now, waits=waits, sleep=time_.sleep)


# ----------------------------------------------------------------------------------------------------- real time


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(1, 4))  # noqa: DTZ001 - hypothesis adds the zone
def test_what_is_waited_for_is_whole_seconds_ahead_and_never_too_near(now: datetime, number: int) -> None:
    clock = RealClock(lambda: now, waits=True)
    ahead = clock.time_ahead(number)
    assert ahead.microsecond == 0
    assert ahead - now > number * 2 * SECOND, "there is time to look before it"
    assert ahead - now <= number * 2 * SECOND + SECOND
    assert clock.time_ahead(number + 1) - ahead == 2 * SECOND
    assert ahead - clock.nearly - now > timedelta(0), "nearly due lies ahead, too"


def test_two_things_that_are_waited_for_are_not_too_far_away_to_wait_for() -> None:
    time_ = Time()
    clock = real(time_)
    clock.wait_until(clock.time_ahead(2) + clock.slack)
    assert time_.time - START < LONGEST_WAIT


def test_what_nobody_waits_for_is_days_ahead_at_noon() -> None:
    clock = real(Time(), waits=False)
    assert clock.time_ahead(1) == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert clock.time_ahead(2) == datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_it_sleeps_as_long_as_it_takes_and_not_at_all_for_what_is_past() -> None:
    time_ = Time()
    real(time_).wait_until(START + 3 * SECOND)
    real(time_).wait_until(START)
    assert time_.slept == [3.0, 0.0]


def test_what_is_too_far_away_is_not_waited_for() -> None:
    time_ = Time()
    with pytest.raises(NotChecked, match="takes a clock that can be moved"):
        real(time_).wait_until(START + LONGEST_WAIT + SECOND)
    assert not time_.slept


def test_it_is_not_judged_what_came_before_the_suite_could_look() -> None:
    with pytest.raises(NotChecked, match="too slow"):
        real(Time()).wait_until(START, latest=START - SECOND)


def test_a_condition_is_looked_for_until_it_holds_or_patience_ends() -> None:
    time_, looks = Time(), [False, False, True]
    real(time_).wait_for(lambda: looks.pop(0))
    assert (looks, len(time_.slept)) == ([], 2)
    endless = Time()
    real(endless).wait_for(lambda: False)
    assert 2 * SECOND < endless.time - START < 5 * SECOND


# ------------------------------------------------------------------------------------------------ a clock that is moved


class Movable:
    """As much of a driver as a clock takes."""

    has_clock = True

    def __init__(self) -> None:
        self.time = START
        self.moved: list[float] = []

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.moved.append(seconds)
        self.time += timedelta(seconds=seconds)


def test_a_movable_clock_is_moved_to_the_moment_and_never_back() -> None:
    driver: Any = Movable()
    clock = MovableClock(driver)
    clock.wait_until(START + timedelta(days=400))
    clock.wait_until(START)
    assert driver.moved == [timedelta(days=400).total_seconds(), 0.0]


def test_a_movable_clock_schedules_for_noon_and_is_never_too_late() -> None:
    driver: Any = Movable()
    clock = MovableClock(driver)
    assert [clock.time_ahead(number).hour for number in (1, 2)] == [12, 12]
    assert clock.time_ahead(2) - clock.time_ahead(1) == timedelta(days=3)
    clock.wait_until(START, latest=START - SECOND)
    clock.wait_for(lambda: False)


def test_a_server_with_a_clock_has_it_moved_and_any_other_one_is_waited_for() -> None:
    driver: Any = Movable()
    assert isinstance(clock_of(driver, waits=True), MovableClock)
    driver.has_clock = False
    assert isinstance(clock_of(driver, waits=True), RealClock)


# ------------------------------------------------------------------------------------------------ what is scheduled


def timetable(time_: Time) -> Timetable:
    return Timetable(shipped(), real(time_))


def test_each_thing_that_is_scheduled_comes_later_than_the_one_before() -> None:
    times = timetable(Time())
    given_ = [times.give() for _ in range(3)]
    assert given_ == sorted(set(given_))
    assert times.given == given_[-1]


def test_nothing_is_due_that_nobody_has_scheduled() -> None:
    with pytest.raises(Unreached, match="nothing has set a time"):
        timetable(Time()).let_be_due("closure")
    with pytest.raises(Unreached, match="no other time before"):
        timetable(Time()).let_old_time_pass("closure")


def test_before_at_and_after_its_time() -> None:
    time_ = Time()
    times = timetable(time_)
    at = times.give()
    times.schedule("closure", at)
    times.let_be_nearly_due("closure")
    assert timedelta(0) < at - time_.now() <= 2 * SECOND
    times.let_be_due("closure")
    assert timedelta(0) < time_.now() - at < SECOND


def test_a_machine_that_sleeps_too_long_accuses_nobody() -> None:
    times = timetable(Time(late=5))
    times.schedule("closure", times.give())
    times.let_be_nearly_due("closure")
    with pytest.raises(NotChecked, match="too slow"):
        times.let_be_due("closure")


# ------------------------------------------------------------------------------------------------ a real server


@contextmanager
def real_server() -> Iterator[Server]:
    """A server whose clock cannot be moved, and goes by the machine's."""
    app = create_app(Settings(None, "sqlite://", test_clock=False, owner_token=TOKEN))
    try:
        yield Server(app)
    finally:
        house_of(app).database.close()


def ended(server: Server, scenario: Scenario) -> Finding | None:
    rules = shipped()
    means = Means(frozenset(rules.capabilities), server.operations, None, server.has_clock)
    prospect = prospect_of(rules, means, scenario)
    assert prospect.outcome is None
    world = World(rules, server, Cast(rules, server), Brief(scenario.ids, scenario.checks_cell, prospect.waits))
    for sentence in scenario.sentences:
        try:
            take_step(sentence, world)
        except Finding as finding:
            return finding
    return None


def test_a_server_without_a_clock_is_waited_for() -> None:
    """Two scenarios side by side, each on a server of its own, since most of the time nothing happens."""

    chosen = [
        next(each for each in carrying(shipped(), id_) if each.template == template)
        for id_, template in (("A-1", "timer_moves"), ("T-10", "timer_cancelled"))
    ]
    began = time.monotonic()
    with ExitStack() as stack:
        # One after the other: Python 3.11 cannot parse in two threads at once, and Flask's routes are parsed.
        servers = [stack.enter_context(real_server()) for _ in chosen]
        assert not any(server.has_clock for server in servers)
        with ThreadPoolExecutor(2) as threads:
            found = list(threads.map(ended, servers, chosen))
    assert found == [None, None]
    assert time.monotonic() - began > 2
