"""What is kept of a scenario: results that travel as JSON, and a journal of what was asked with its requests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statusquo_conformance.judging.outcomes import Cell, Event, Outcome, Result, result_from
from statusquo_conformance.operations import (
    Done,
    Exchange,
    NotVisible,
    Operation,
    Refused,
    TargetError,
    Unclear,
    UnreachableServerError,
)
from statusquo_conformance.operations import Outcome as Answer
from statusquo_conformance.stage.journal import Journal

TEXT = st.text(max_size=8)
WORDS = st.lists(TEXT, max_size=3).map(tuple)
MAPS = st.dictionaries(TEXT, TEXT, max_size=2)
NUMBERS = st.integers(0, 9)
SECONDS = st.floats(0, 1e6, allow_nan=False)
EXCHANGES = st.builds(Exchange, TEXT, TEXT, MAPS, TEXT, st.none() | st.integers(100, 599), MAPS, TEXT, SECONDS)
EVENTS = st.builds(Event, NUMBERS, TEXT, TEXT, MAPS, TEXT, st.lists(EXCHANGES, max_size=2).map(tuple))
RESULTS = st.builds(
    Result,
    id=TEXT,
    feature=TEXT,
    file=TEXT,
    scenario=TEXT,
    tags=WORDS,
    steps=WORDS,
    outcome=st.sampled_from(Outcome),
    stopped_at=st.none() | NUMBERS,
    expected=TEXT,
    seen=TEXT,
    known=TEXT,
    cell=st.none() | st.builds(Cell, TEXT, TEXT, TEXT),
    tickets=WORDS,
    events=st.lists(EVENTS, max_size=2).map(tuple),
    started=st.datetimes(timezones=st.just(UTC)),
    seconds=SECONDS,
)


@given(RESULTS)
def test_a_result_comes_back_from_json_as_it_went(result: Result) -> None:
    assert result_from(json.loads(json.dumps(result.as_data()))) == result


def test_a_result_of_which_little_is_known_comes_back_too() -> None:
    result = Result("id", "feature", "file", "scenario", (), (), Outcome.BROKEN)
    assert result_from(json.loads(json.dumps(result.as_data()))) == result


# --------------------------------------------------------------------------------------------------------- the journal


class Keeping:
    """As much of a driver as the journal takes: it numbers its requests and keeps the last so many."""

    def __init__(self, most: int = 1000) -> None:
        self.most = most
        self.sent: list[Exchange] = []

    @property
    def requests(self) -> int:
        return len(self.sent)

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        kept = max(0, len(self.sent) - self.most)
        return tuple(self.sent[max(number, kept) :])

    def send(self, count: int = 1) -> None:
        for _ in range(count):
            url = f"/{len(self.sent)}"
            self.sent.append(Exchange("GET", url, {}, "", 200, {}, "", 0.0))


def journal_of(driver: Any) -> Journal:
    return Journal(driver)


def urls(event: Event) -> list[str]:
    return [exchange.url for exchange in event.exchanges]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=8), st.integers(0, 12), st.integers(0, 12))
def test_each_event_has_the_requests_that_it_took_as_far_as_they_were_kept(
    plan: list[tuple[int, int]], before: int, most: int
) -> None:
    driver = Keeping(most)
    driver.send(before)
    journal = journal_of(driver)
    expected = []
    for own, between in plan:
        first = driver.requests
        with journal.event(Operation.READ_TICKET, "staff", {}) as event:
            driver.send(own)
            event.outcome = Done(None, "200")
        expected.append([f"/{number}" for number in range(first, first + own)])
        driver.send(between)  # what is asked of the server beside the operations: accounts, the clock
    kept = {exchange.url for exchange in driver.exchanges_since(0)}
    assert [urls(event) for event in journal.events()] == [[url for url in each if url in kept] for each in expected]


def test_an_event_tells_who_asked_for_what_at_which_step() -> None:
    driver = Keeping()
    journal = journal_of(driver)
    journal.step = 3
    arguments = {"ticket": "t_1", "at": datetime(2026, 11, 23, tzinfo=UTC), "rating": 5}
    with journal.event(Operation.SCHEDULE_CLOSURE, "the creator", arguments) as event:
        event.outcome = Refused("409 closed", "status_forbids")
    (told,) = journal.events()
    assert told == Event(
        3,
        "the creator",
        "schedule_closure",
        {"ticket": "t_1", "at": "2026-11-23 00:00:00+00:00", "rating": "5"},
        "refused (409 closed), status_forbids",
        (),
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Done("t_1", "201"), "done (201)"),
        (Refused("403"), "refused (403)"),
        (NotVisible("404"), "not visible (404)"),
        (Unclear(None, "200"), "done or refused (200)"),
    ],
)
def test_every_answer_has_its_words(outcome: Answer, said: str) -> None:
    journal = journal_of(Keeping())
    with journal.event(Operation.ASSIGN, "staff", {}) as event:
        event.outcome = outcome
    assert [each.answer for each in journal.events()] == [said]


@pytest.mark.parametrize("error", [TargetError("no JSON"), UnreachableServerError("no answer")])
def test_what_ends_without_an_answer_is_an_event_with_its_requests_too(error: Exception) -> None:
    driver = Keeping()
    journal = journal_of(driver)

    def ask() -> None:
        with journal.event(Operation.ASSIGN, "staff", {}):
            driver.send(2)
            raise error

    with pytest.raises(type(error)):
        ask()
    (told,) = journal.events()
    assert told.answer in {"no JSON", "no answer"}
    assert urls(told) == ["/0", "/1"]


def test_an_error_in_somebodys_driver_is_told_by_its_name() -> None:
    journal = journal_of(Keeping())

    def ask() -> None:
        with journal.event(Operation.READ_TICKET, "staff", {}):
            raise KeyError("status")

    with pytest.raises(KeyError):
        ask()
    assert [each.answer for each in journal.events()] == ["KeyError: 'status'"]


def test_a_driver_that_keeps_no_requests_has_events_without_them() -> None:
    journal = journal_of(Keeping(most=0))
    with journal.event(Operation.ASSIGN, "staff", {}) as event:
        event.outcome = Done(None, "done")
    assert [urls(each) for each in journal.events()] == [[]]


def test_a_scenario_that_asked_for_nothing_has_no_events() -> None:
    assert journal_of(Keeping()).events() == ()
