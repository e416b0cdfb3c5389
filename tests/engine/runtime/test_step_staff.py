"""What becomes of a ticket when staff acts (S-1 to S-3, T-1 to T-12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from statusquo import Actor, CompiledRules, Request, Ticket, step
from statusquo.runtime.results import StatusChanged, SystemMessageAdded, TicketCreated, TimerStarted, TimerStopped

from tests.engine.runtime.desk import BOSS, CREATOR, Play, staff
from tests.engine.runtime.oracle import NOW, STATUSES

BAD_TIMES: dict[str, dict[str, Any]] = {
    "missing": {},
    "none": {"at": None},
    "past": {"at": NOW - timedelta(seconds=1)},
    "now": {"at": NOW},
    "text": {"at": "2030-01-01T00:00:00Z"},
    "number": {"at": 1_900_000_000},
    "without a time zone": {"at": datetime(2030, 1, 1)},  # noqa: DTZ001 - this is what is tried
}


def test_the_statuses_are_the_nine(compiled: CompiledRules) -> None:
    assert set(compiled.rules.statuses) == set(STATUSES)


@pytest.mark.parametrize("actor", [CREATOR, staff("tickets.create")], ids=["customer", "staff"])
def test_a_new_ticket_is_open(compiled: CompiledRules, actor: Actor) -> None:
    result = step(compiled, Request(Actor(actor.id, actor.role, actor.permissions), "create"), None, NOW)
    assert result.ticket == Ticket("open")
    assert result.effects == (TicketCreated("open"),)


def test_staff_without_the_permission_creates_nothing(compiled: CompiledRules) -> None:
    result = step(compiled, Request(staff("tickets.view_all"), "create"), None, NOW)
    assert result.decision is not None
    assert result.decision.code == "missing_permission"
    assert (result.ticket, result.effects) == (None, ())


@pytest.mark.parametrize("source", STATUSES)
@pytest.mark.parametrize("action", ["see", "message", "assign", "note", "edit_own", "read_surveys"])
def test_other_actions_of_staff_leave_the_ticket_alone(compiled: CompiledRules, source: str, action: str) -> None:
    play = Play(compiled, source)
    before = play.ticket
    arguments = {"body": "hello"} if action in {"message", "note", "edit_own"} else {}
    author = Actor("boss", "staff", BOSS.permissions, frozenset({"author"}))
    assert play.does(author, action, **arguments) == ()
    assert play.state is before


@pytest.mark.parametrize(("source", "target"), list(permutations(STATUSES, 2)))
def test_the_selector_leads_from_every_status_to_every_other(compiled: CompiledRules, source: str, target: str) -> None:
    """T-6; closure_scheduled is reached by scheduling (T-7), since it needs a time (T-12)."""
    play = Play(compiled, source)
    if target == "closure_scheduled":
        assert play.is_refused(BOSS, "change_status", status=target) == "status_not_offered"
        effects = play.does(BOSS, "schedule_closure", at=NOW + timedelta(hours=1))
    else:
        effects = play.does(BOSS, "change_status", status=target)
    assert play.ticket.status == target
    assert effects[0] == StatusChanged(source, target)


@pytest.mark.parametrize("status", STATUSES)
def test_choosing_the_status_that_a_ticket_has_is_accepted_and_does_nothing(
    compiled: CompiledRules, status: str
) -> None:
    play = Play(compiled, status)
    before = play.ticket
    assert play.does(BOSS, "change_status", status=status) == ()
    assert play.state is before


@pytest.mark.parametrize("holds", [(), ("tickets.view_all",), ("tickets.change_status",)])
@pytest.mark.parametrize("status", STATUSES)
def test_the_selector_is_refused_to_staff_that_lacks_sight_or_permission(
    compiled: CompiledRules, status: str, holds: tuple[str, ...]
) -> None:
    expected = "missing_permission" if "tickets.view_all" in holds else "not_visible"
    assert Play(compiled, status).is_refused(staff(*holds), "change_status", status="open") == expected


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "closure_scheduled"])
def test_scheduling_a_closure_starts_its_timer_and_says_when(compiled: CompiledRules, status: str) -> None:
    play = Play(compiled, status)
    at = NOW + timedelta(days=2)
    effects = play.does(BOSS, "schedule_closure", at=at)
    assert play.ticket.status == "closure_scheduled"
    assert play.timers == {"closure": at}
    assert effects.count(TimerStarted("closure", at)) == 1
    said = [effect for effect in effects if isinstance(effect, SystemMessageAdded)]
    assert said == [SystemMessageAdded("This ticket will be closed on 2026-03-04 09:00 UTC.", NOW)]


def test_scheduling_takes_the_permission_to_change_the_status(compiled: CompiledRules) -> None:
    play = Play(compiled)
    at = NOW + timedelta(days=2)
    everything_else = staff("assignee", *(BOSS.permissions - {"tickets.change_status"}))
    assert play.is_refused(everything_else, "schedule_closure", at=at) == "missing_permission"
    play.does(staff("tickets.change_status", "assignee"), "schedule_closure", at=at)


def test_a_second_closure_schedule_is_refused_and_the_first_stays(compiled: CompiledRules) -> None:
    play = Play(compiled)
    first = NOW + timedelta(days=2)
    play.does(BOSS, "schedule_closure", at=first)
    for at in (first, first + timedelta(days=1), NOW - timedelta(days=1), None):
        assert play.is_refused(BOSS, "schedule_closure", at=at) == "already_scheduled"
    assert play.timers == {"closure": first}


@pytest.mark.parametrize("arguments", BAD_TIMES.values(), ids=BAD_TIMES.keys())
@pytest.mark.parametrize("action", ["schedule_closure", "schedule_deletion"])
@pytest.mark.parametrize("status", ["open", "resolved", "closed"])
def test_scheduling_takes_a_time_in_the_future(
    compiled: CompiledRules, status: str, action: str, arguments: dict[str, Any]
) -> None:
    play = Play(compiled, status)
    before = play.ticket
    assert play.is_refused(BOSS, action, **arguments) == "bad_time"
    assert play.state is before


def test_the_next_instant_is_the_future(compiled: CompiledRules) -> None:
    play = Play(compiled)
    play.does(BOSS, "schedule_closure", at=NOW + timedelta(microseconds=1))
    assert play.ticket.status == "closure_scheduled"


@pytest.mark.parametrize("target", [status for status in STATUSES if status != "closure_scheduled"])
def test_leaving_closure_scheduled_cancels_the_schedule(compiled: CompiledRules, target: str) -> None:
    play = Play(compiled, "closure_scheduled")
    effects = play.does(BOSS, "change_status", status=target)
    assert TimerStopped("closure") in effects
    assert play.timers == {}
    assert play.waits(days=60) == ()
    assert play.ticket.status == target


def test_a_closure_can_be_scheduled_anew_after_leaving(compiled: CompiledRules) -> None:
    play = Play(compiled, "closure_scheduled")
    play.does(BOSS, "change_status", status="open")
    again = NOW + timedelta(days=90)
    play.does(BOSS, "schedule_closure", at=again)
    assert play.timers == {"closure": again}
    assert play.waits(days=60) == ()
    assert play.ticket.status == "closure_scheduled"


@pytest.mark.parametrize("status", [7, None, "", "Open", "nowhere"])
def test_what_is_no_status_cannot_be_chosen(compiled: CompiledRules, status: object) -> None:
    assert Play(compiled).is_refused(BOSS, "change_status", status=status) == "unknown_status"


def test_a_status_that_is_not_offered_names_the_requirement_and_the_argument(compiled: CompiledRules) -> None:
    result = Play(compiled).ask(BOSS, "change_status", status="closure_scheduled")
    assert result.decision is not None
    told = (result.decision.code, result.decision.requirements, result.decision.argument, result.decision.rule)
    assert told == ("status_not_offered", ("T-12",), "status", "transitions.select")
