"""What happens by itself: surveys and favorites, closures and deletions (A-1 to A-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from statusquo import CompiledRules, Favorite, RunningTimer, Survey, Ticket, due
from statusquo.runtime.results import (
    FavoritesCleared,
    StatusChanged,
    SurveyOpened,
    SystemMessageAdded,
    TicketDeleted,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)

from tests.engine.runtime.desk import BOSS, CREATOR, PARTICIPANT, Play
from tests.engine.runtime.oracle import NOW, STATUSES, SURVEYED

BUT_SCHEDULED = [status for status in STATUSES if status != "closure_scheduled"]


def move(play: Play, target: str) -> None:
    if target == "closure_scheduled":
        play.does(BOSS, "schedule_closure", at=play.now + timedelta(days=30))
    else:
        play.does(BOSS, "change_status", status=target)


@pytest.mark.parametrize(("source", "target"), list(permutations(STATUSES, 2)))
def test_a_survey_comes_and_goes_with_the_four_statuses(compiled: CompiledRules, source: str, target: str) -> None:
    play = Play(compiled, source)
    before = play.ticket.surveys
    assert before == ((Survey(NOW),) if source in SURVEYED else ())
    play.waits(hours=1)
    move(play, target)
    if target not in SURVEYED:
        assert play.ticket.surveys == ()
    elif source in SURVEYED:
        assert play.ticket.surveys == before
    else:
        assert play.ticket.surveys == (Survey(play.now),)


@pytest.mark.parametrize("target", ["open", "required_test"])
@pytest.mark.parametrize("source", SURVEYED)
def test_a_submitted_survey_stays_and_the_next_one_is_new(compiled: CompiledRules, source: str, target: str) -> None:
    play = Play(compiled, source)
    play.does(CREATOR, "submit_survey", rating=5)
    effects = play.does(BOSS, "change_status", status=target)
    assert UnsubmittedSurveyDropped() not in effects
    assert list(play.ticket.surveys) == [Survey(NOW, submitted=True)]
    play.waits(hours=1)
    play.does(BOSS, "change_status", status="resolved")
    assert list(play.ticket.surveys) == [Survey(NOW, submitted=True), Survey(play.now)]


def test_only_the_unsubmitted_one_of_several_surveys_is_dropped(compiled: CompiledRules) -> None:
    play = Play(compiled, "resolved")
    play.does(CREATOR, "submit_survey", rating=5)
    play.does(BOSS, "change_status", status="open")
    play.does(BOSS, "change_status", status="closed")
    assert list(play.ticket.surveys) == [Survey(NOW, submitted=True), Survey(NOW)]
    assert UnsubmittedSurveyDropped() in play.does(BOSS, "change_status", status="open")
    assert list(play.ticket.surveys) == [Survey(NOW, submitted=True)]


def test_a_dropped_survey_is_followed_by_a_fresh_one(compiled: CompiledRules) -> None:
    play = Play(compiled, "resolved")
    assert UnsubmittedSurveyDropped() in play.does(BOSS, "change_status", status="open")
    play.waits(hours=1)
    assert SurveyOpened(play.now) in play.does(CREATOR, "request_closure")
    assert play.ticket.surveys == (Survey(play.now),)


@pytest.mark.parametrize(("source", "target"), list(permutations(STATUSES, 2)))
def test_favorites_of_customers_go_on_entering_resolved_or_closed(
    compiled: CompiledRules, source: str, target: str
) -> None:
    play = Play(compiled, source)
    for actor in (CREATOR, PARTICIPANT, BOSS):
        play.does(actor, "favorite")
    all_of_them = play.ticket.favorites
    assert len(all_of_them) == 3
    move(play, target)
    kept = {Favorite("staff", "boss")} if target in {"resolved", "closed"} else all_of_them
    assert play.ticket.favorites == kept


@pytest.mark.parametrize("way", ["timer", "customer", "deletion"])
def test_favorites_go_by_whatever_way_a_ticket_is_closed(compiled: CompiledRules, way: str) -> None:
    play = Play(compiled, "closure_scheduled")
    play.does(CREATOR, "favorite")
    if way == "timer":
        effects = play.waits(days=30)
    elif way == "customer":
        effects = play.does(PARTICIPANT, "close_now")
    else:
        effects = play.does(BOSS, "schedule_deletion", at=NOW + timedelta(days=40))
    assert FavoritesCleared("customer") in effects
    assert play.ticket.favorites == frozenset()


def test_a_scheduled_closure_happens_once_with_one_message(compiled: CompiledRules) -> None:
    play = Play(compiled, "closure_scheduled")
    play.waits(days=29, hours=23, minutes=59, seconds=59)
    assert play.ticket.status == "closure_scheduled"
    at = NOW + timedelta(days=30)
    assert play.waits(seconds=1) == (
        TimerStopped("closure"),
        StatusChanged("closure_scheduled", "closed"),
        FavoritesCleared("customer"),
        SystemMessageAdded("This ticket was closed as scheduled.", at),
    )
    assert (play.ticket.status, play.timers) == ("closed", {})
    assert play.waits(days=30) == ()


def test_what_time_brings_happens_at_its_own_time_however_late_it_is_noticed(compiled: CompiledRules) -> None:
    play = Play(compiled, "closure_scheduled")
    effects = play.waits(days=300)
    assert SystemMessageAdded("This ticket was closed as scheduled.", NOW + timedelta(days=30)) in effects


@pytest.mark.parametrize("status", BUT_SCHEDULED)
def test_scheduling_a_deletion_closes_at_once_and_deletes_later(compiled: CompiledRules, status: str) -> None:
    play = Play(compiled, status)
    surveys = play.ticket.surveys
    at = NOW + timedelta(days=2)
    effects = play.does(BOSS, "schedule_deletion", at=at)
    assert (play.ticket.status, play.timers) == ("closed", {"deletion": at})
    if status == "closed":
        assert effects == (TimerStarted("deletion", at),)
    assert len(play.ticket.surveys) == 1
    assert play.ticket.surveys == (surveys or (Survey(NOW),))
    assert play.waits(days=1, hours=23) == ()
    assert play.waits(hours=1) == (TimerStopped("deletion"), TicketDeleted())
    assert play.state is None


def test_scheduling_a_deletion_ends_a_scheduled_closure(compiled: CompiledRules) -> None:
    play = Play(compiled, "closure_scheduled")
    play.does(BOSS, "schedule_deletion", at=NOW + timedelta(days=60))
    assert set(play.timers) == {"deletion"}
    assert play.waits(days=30) == ()
    assert play.ticket.status == "closed"


def test_a_deletion_takes_the_permission_to_delete(compiled: CompiledRules) -> None:
    play = Play(compiled)
    everything_else = replace(BOSS, permissions=BOSS.permissions - {"tickets.delete"})
    at = NOW + timedelta(days=1)
    assert play.is_refused(everything_else, "schedule_deletion", at=at) == "missing_permission"


@pytest.mark.parametrize("status", BUT_SCHEDULED)
def test_a_deletion_goes_on_running_when_the_ticket_is_reopened(compiled: CompiledRules, status: str) -> None:
    play = Play(compiled)
    at = NOW + timedelta(days=2)
    play.does(BOSS, "schedule_deletion", at=at)
    play.does(BOSS, "change_status", status=status)
    assert play.timers == {"deletion": at}
    play.waits(days=2)
    assert play.state is None


def test_a_later_deletion_takes_the_place_of_an_earlier_one(compiled: CompiledRules) -> None:
    play = Play(compiled)
    play.does(BOSS, "schedule_deletion", at=NOW + timedelta(days=2))
    play.does(BOSS, "schedule_deletion", at=NOW + timedelta(days=5))
    assert play.waits(days=3) == ()
    play.waits(days=2)
    assert play.state is None


@pytest.mark.parametrize(("closes", "deletes"), [(1, 2), (2, 1), (1, 1)])
def test_everything_due_is_applied_in_the_order_of_its_times(
    compiled: CompiledRules, closes: int, deletes: int
) -> None:
    """A closure and a deletion wait together when staff schedules a closure after the deletion."""
    play = Play(compiled)
    play.does(BOSS, "schedule_deletion", at=NOW + timedelta(days=deletes))
    play.does(BOSS, "change_status", status="open")
    play.does(BOSS, "schedule_closure", at=NOW + timedelta(days=closes))
    effects = play.waits(days=10)
    assert play.state is None
    assert effects[-2:] == (TimerStopped("deletion"), TicketDeleted())
    closed = SystemMessageAdded("This ticket was closed as scheduled.", NOW + timedelta(days=closes))
    assert (closed in effects) == (closes <= deletes)


@pytest.mark.parametrize(("seconds", "fires"), [(-1, False), (0, True), (1, True)])
def test_something_is_due_from_its_very_time_on(compiled: CompiledRules, seconds: int, fires: bool) -> None:  # noqa: FBT001 - a parameter of the test
    at = NOW + timedelta(days=1)
    ticket = Ticket("closure_scheduled", timers=(RunningTimer("closure", at),), surveys=(Survey(NOW),))
    result = due(compiled, ticket, at + timedelta(seconds=seconds))
    assert result.ticket is not None
    assert result.ticket.status == ("closed" if fires else "closure_scheduled")
    if not fires:
        assert result.ticket is ticket


def test_where_nothing_runs_time_brings_nothing(compiled: CompiledRules) -> None:
    ticket = Ticket("open")
    result = due(compiled, ticket, NOW + timedelta(days=10_000))
    assert (result.decision, result.effects) == (None, ())
    assert result.ticket is ticket


def test_an_effect_that_the_engine_does_not_know_is_no_message(compiled: CompiledRules) -> None:
    unknown = replace(compiled, effects=tuple(replace(effect, do="ring_a_bell") for effect in compiled.effects))
    play = Play(unknown)
    with pytest.raises(ValueError, match="ring_a_bell"):
        move(play, "resolved")
