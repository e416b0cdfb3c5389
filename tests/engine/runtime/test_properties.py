"""What holds whatever people do and however time goes by, tried on random sequences of events."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo import Actor, CompiledRules, Request, Ticket, compile_rules, due, load_rules, step
from statusquo.runtime.results import Effect, StatusChanged, Step

from tests.engine.runtime.desk import BOSS, CREATOR, PARTICIPANT, STRANGER, Play, staff
from tests.engine.runtime.oracle import CUSTOMER_NEEDS, NOW, STAFF_NEEDS, STATUSES, SURVEYED

ACTORS = (BOSS, CREATOR, PARTICIPANT, STRANGER, staff("assignee", "messages.create"), staff("tickets.view_all"))
MOVED_BY_CUSTOMERS = {"request_closure", "close_now"}

trials = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Event:
    """Somebody asks for something, some hours after the event before."""

    hours: int
    actor: Actor
    action: str
    status: str
    days: int
    rating: int

    @property
    def arguments(self) -> dict[str, Any]:
        """All arguments that any action takes; an action looks at its own."""
        at = NOW + timedelta(days=self.days)
        return {"body": "hello", "status": self.status, "at": at, "rating": self.rating}


# Most events are such that something happens: a change of status, a schedule, a survey, a favorite.
events = st.lists(
    st.builds(
        Event,
        hours=st.sampled_from([0, 1, 24, 100]),
        actor=st.sampled_from([BOSS, CREATOR, PARTICIPANT, *ACTORS]),
        action=st.one_of(
            st.sampled_from(["change_status", "schedule_closure", "schedule_deletion", "favorite", "submit_survey"]),
            st.sampled_from(["request_closure", "close_now"]),
            st.sampled_from(sorted({*STAFF_NEEDS, *CUSTOMER_NEEDS, "submit_survey"})),
        ),
        status=st.sampled_from([*STATUSES, "resolved", "open"]),
        days=st.integers(min_value=-1, max_value=20),
        rating=st.integers(min_value=0, max_value=6),
    ),
    max_size=25,
)


@cache
def shipped() -> CompiledRules:
    """The rules; no fixture, since everything that a failing trial is given is printed at length."""
    return compile_rules(load_rules())


def played(course: list[Event]) -> list[tuple[Event, Ticket, Step, Play]]:
    """Play events on a new ticket until it is gone: what was asked, the ticket before, and what came of it."""
    play = Play(shipped())
    told = []
    for event in course:
        play.waits(hours=event.hours)
        if play.state is None:
            break
        before = play.state
        told.append((event, before, play.ask(event.actor, event.action, **event.arguments), play))
    return told


@trials
@given(course=events)
def test_a_survey_exists_in_the_four_statuses_or_is_submitted(course: list[Event]) -> None:
    for _, _, result, _ in played(course):
        if result.ticket is not None:
            waiting = [survey for survey in result.ticket.surveys if not survey.submitted]
            assert len(waiting) <= 1
            assert not waiting or result.ticket.status in SURVEYED
            assert result.ticket.status not in SURVEYED or result.ticket.surveys


@trials
@given(course=events)
def test_no_customer_has_a_favorite_that_was_just_resolved_or_closed(course: list[Event]) -> None:
    for _, _, result, _ in played(course):
        if result.ticket is not None and _enters(result.effects, "resolved", "closed"):
            assert not [favorite for favorite in result.ticket.favorites if favorite.role == "customer"]


@trials
@given(course=events)
def test_a_closure_timer_runs_exactly_in_closure_scheduled(course: list[Event]) -> None:
    for _, _, result, _ in played(course):
        if result.ticket is not None:
            runs = result.ticket.timer("closure") is not None
            assert runs == (result.ticket.status == "closure_scheduled")


@trials
@given(course=events)
def test_customers_move_a_ticket_in_two_ways_only(course: list[Event]) -> None:
    for event, before, result, _ in played(course):
        if event.actor.role == "customer" and result.ticket is not None and result.ticket.status != before.status:
            assert event.action in MOVED_BY_CUSTOMERS


@trials
@given(course=events)
def test_a_refusal_changes_nothing(course: list[Event]) -> None:
    for _, before, result, _ in played(course):
        assert result.decision is not None
        if not result.decision.allowed:
            assert result.ticket is before
            assert result.effects == ()
            assert result.decision.requirements


@trials
@given(course=events)
def test_a_step_changes_nothing_that_it_was_given_and_always_answers_alike(course: list[Event]) -> None:
    play = Play(shipped())
    for event in course:
        play.waits(hours=event.hours)
        if play.state is None:
            break
        before, arguments = deepcopy(play.state), deepcopy(event.arguments)
        request = Request(event.actor, event.action, arguments)
        first = step(shipped(), request, play.state, play.now)
        assert play.state == before
        assert arguments == event.arguments
        assert step(shipped(), request, play.state, play.now) == first
        play.state = first.ticket


@trials
@given(course=events, hours=st.lists(st.integers(min_value=0, max_value=300), min_size=1, max_size=4))
def test_time_brings_the_same_however_often_one_looks(course: list[Event], hours: list[int]) -> None:
    told = played(course)
    if not told or told[-1][3].state is None:
        return
    play = told[-1][3]
    at_once = due(shipped(), play.ticket, play.now + timedelta(hours=sum(hours)))
    effects: tuple[Effect, ...] = ()
    for length in hours:
        effects += play.waits(hours=length)
    assert (play.state, effects) == (at_once.ticket, at_once.effects)


def _enters(effects: tuple[Effect, ...], *statuses: str) -> bool:
    return any(isinstance(effect, StatusChanged) and effect.target in statuses for effect in effects)
