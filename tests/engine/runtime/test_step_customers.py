"""What becomes of a ticket when a customer acts (C-1 to C-10, A-5, A-6, A-14, A-15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from statusquo import Actor, CompiledRules, Favorite
from statusquo.runtime.results import FavoriteAdded, StatusChanged, SurveySubmitted, TimerStopped

from tests.engine.runtime.desk import BOSS, CREATOR, PARTICIPANT, STRANGER, Play
from tests.engine.runtime.oracle import NOW, STATUSES

OF_THE_TICKET = pytest.mark.parametrize("customer", [CREATOR, PARTICIPANT], ids=["creator", "participant"])
EVERY_STATUS = pytest.mark.parametrize("status", STATUSES)
ATTEMPTS: dict[str, dict[str, Any]] = {
    "see": {},
    "reply": {"body": "hello"},
    "edit_own": {"body": "hello"},
    "request_closure": {},
    "close_now": {},
    "change_status": {"status": "open"},
    "assign": {},
    "schedule_closure": {"at": NOW + timedelta(days=1)},
    "schedule_deletion": {"at": NOW + timedelta(days=1)},
    "favorite": {},
    "submit_survey": {"rating": 5},
    "invite": {},
    "remove_participant": {},
    "read_surveys": {},
}


@OF_THE_TICKET
@EVERY_STATUS
def test_a_reply_never_changes_anything(compiled: CompiledRules, status: str, customer: Actor) -> None:
    play = Play(compiled, status)
    before = play.ticket
    if status == "closed":
        assert play.is_refused(customer, "reply", body="hello") == "status_forbids"
    else:
        assert play.does(customer, "reply", body="hello") == ()
    assert play.state is before


@OF_THE_TICKET
@EVERY_STATUS
def test_asking_for_closure_marks_the_ticket_at_once(compiled: CompiledRules, status: str, customer: Actor) -> None:
    play = Play(compiled, status)
    if status in {"closed", "pending_closure", "closure_scheduled"}:
        assert play.is_refused(customer, "request_closure") == "status_forbids"
        assert play.ticket.status == status
    else:
        assert play.does(customer, "request_closure")[0] == StatusChanged(status, "pending_closure")
        assert play.ticket.status == "pending_closure"


@OF_THE_TICKET
@EVERY_STATUS
def test_a_customer_closes_only_what_is_scheduled_to_close(
    compiled: CompiledRules, status: str, customer: Actor
) -> None:
    play = Play(compiled, status)
    if status == "closure_scheduled":
        effects = play.does(customer, "close_now")
        assert effects[:2] == (StatusChanged(status, "closed"), TimerStopped("closure"))
        assert (play.ticket.status, play.timers) == ("closed", {})
        assert play.waits(days=60) == ()
    else:
        assert play.is_refused(customer, "close_now") == "status_forbids"
        assert play.ticket.status == status


@EVERY_STATUS
@pytest.mark.parametrize("action", ATTEMPTS)
def test_a_stranger_finds_no_ticket(compiled: CompiledRules, status: str, action: str) -> None:
    assert Play(compiled, status).is_refused(STRANGER, action, **ATTEMPTS[action]) == "not_visible"


@EVERY_STATUS
def test_an_invite_link_works_until_a_ticket_is_resolved_or_closed(compiled: CompiledRules, status: str) -> None:
    play = Play(compiled, status)
    if status in {"resolved", "closed"}:
        assert play.is_refused(STRANGER, "open_invite") == "status_forbids"
    else:
        assert play.does(STRANGER, "open_invite") == ()


@pytest.mark.parametrize("rest", ["resolved", "closed"])
def test_invite_links_work_again_when_the_ticket_is_reopened(compiled: CompiledRules, rest: str) -> None:
    play = Play(compiled, rest)
    play.is_refused(STRANGER, "open_invite")
    play.does(BOSS, "change_status", status="open")
    play.does(STRANGER, "open_invite")


def test_invite_links_stop_when_the_scheduled_closure_happens(compiled: CompiledRules) -> None:
    play = Play(compiled, "closure_scheduled")
    play.waits(days=29)
    play.does(STRANGER, "open_invite")
    play.waits(days=1)
    assert play.is_refused(STRANGER, "open_invite") == "status_forbids"


@EVERY_STATUS
@pytest.mark.parametrize("action", ["change_status", "assign", "schedule_closure", "schedule_deletion", "note"])
def test_what_belongs_to_staff_is_refused_to_customers(compiled: CompiledRules, status: str, action: str) -> None:
    arguments = {**ATTEMPTS.get(action, {}), "body": "hello"}
    assert Play(compiled, status).is_refused(CREATOR, action, **arguments) == "not_for_role"


def test_a_favorite_is_added_once(compiled: CompiledRules) -> None:
    play = Play(compiled)
    assert play.does(CREATOR, "favorite") == (FavoriteAdded("customer", "creator"),)
    assert play.does(CREATOR, "favorite") == ()
    play.does(BOSS, "favorite")
    assert play.ticket.favorites == {Favorite("customer", "creator"), Favorite("staff", "boss")}


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_a_waiting_survey_is_submitted_once(compiled: CompiledRules, rating: int) -> None:
    play = Play(compiled, "resolved")
    assert play.does(CREATOR, "submit_survey", rating=rating, comment="thanks") == (SurveySubmitted(),)
    assert play.is_refused(PARTICIPANT, "submit_survey", rating=rating) == "no_survey"
    assert [survey.submitted for survey in play.ticket.surveys] == [True]


@pytest.mark.parametrize("rating", [0, 6, -1, 3.0, "3", True, None])
def test_a_rating_is_a_whole_number_from_1_to_5(compiled: CompiledRules, rating: object) -> None:
    assert Play(compiled, "resolved").is_refused(CREATOR, "submit_survey", rating=rating) == "bad_number"


@pytest.mark.parametrize("comment", ["", " ", 7, "x" * 10_001])
def test_a_comment_may_be_left_out_but_not_be_empty(compiled: CompiledRules, comment: object) -> None:
    play = Play(compiled, "resolved")
    assert play.is_refused(CREATOR, "submit_survey", rating=3, comment=comment) == "bad_text"
    play.does(CREATOR, "submit_survey", rating=3)


@pytest.mark.parametrize("rating", [0, 3, None])
def test_that_there_is_no_survey_to_submit_speaks_before_the_rating(compiled: CompiledRules, rating: object) -> None:
    assert Play(compiled).is_refused(CREATOR, "submit_survey", rating=rating) == "no_survey"
    play = Play(compiled, "resolved")
    play.waits(days=7)
    assert play.is_refused(CREATOR, "submit_survey", rating=rating) == "survey_expired"


def test_a_survey_can_be_submitted_for_seven_days(compiled: CompiledRules) -> None:
    play = Play(compiled, "resolved")
    play.waits(days=6, hours=23, minutes=59, seconds=59)
    result = play.ask(CREATOR, "submit_survey", rating=3)
    assert result.decision is not None
    assert result.decision.allowed
    late = Play(compiled, "resolved")
    late.waits(days=7)
    result = late.ask(CREATOR, "submit_survey", rating=3)
    assert result.decision is not None
    assert (result.decision.code, result.decision.requirements) == ("survey_expired", ("A-15",))


@pytest.mark.parametrize("length", [1, 10_000])
def test_a_message_has_at_most_ten_thousand_characters(compiled: CompiledRules, length: int) -> None:
    Play(compiled).does(CREATOR, "reply", body="x" * length)
    assert Play(compiled).is_refused(CREATOR, "reply", body="x" * 10_001) == "bad_text"
