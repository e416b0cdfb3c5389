"""What a target file says is what is sent, and what comes back is what the suite is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from statusquo_conformance.judging.findings import NotChecked
from statusquo_conformance.operations import (
    Account,
    BrokenServerError,
    Done,
    NotVisible,
    Operation,
    Refused,
    TargetError,
    TicketView,
    UnreachableServerError,
)
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target import sessions
from statusquo_conformance.target.driver import HttpDriver

from tests.target.desks import RULES, SECRET, Script, answer, driver, operation, target

ACTOR = Account("7", "s3cr3t", "somebody")
TIME = datetime(2030, 1, 31, 12, 0, tzinfo=UTC)
STATUSES = {name: name.upper() for name in RULES.statuses}


def test_arguments_keep_their_types_and_go_where_the_template_says(tmp_path: Path) -> None:
    made, script = driver(
        tmp_path,
        operation("submit_survey", json={"stars": "{rating}", "text": "{rating} of 5", "of": [{"id": "{ticket}"}]}),
        answers=[answer(204)],
    )
    made.perform(Operation.SUBMIT_SURVEY, ACTOR, {"ticket": "a/b c", "rating": 3})
    assert script.sent[0].path == "/tickets/a%2Fb%20c/survey-submission"
    assert json.loads(script.sent[0].body or b"") == {"stars": 3, "text": "3 of 5", "of": [{"id": "a/b c"}]}
    assert script.sent[0].headers["Authorization"] == "Bearer s3cr3t"


def test_an_argument_that_is_missing_is_left_out(tmp_path: Path) -> None:
    made, script = driver(tmp_path, answers=[answer(422)])
    outcome = made.perform(Operation.SCHEDULE_CLOSURE, ACTOR, {"ticket": "1", "at": None})
    assert isinstance(outcome, Refused)
    assert script.sent[0].body == b"{}"


def test_a_form_and_further_headers_and_a_query(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        entry = data["operations"]["change_status"]
        del entry["json"]
        entry |= {"form": {"to": "{status}"}, "headers": {"X-Ticket": "{ticket}"}, "query": {"by": "me & you"}}

    made, script = driver(tmp_path, change, answers=[answer(204)])
    made.perform(Operation.CHANGE_STATUS, ACTOR, {"ticket": "1", "status": "open"})
    assert script.sent[0].body == b"to=open"
    assert script.sent[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert script.sent[0].headers["X-Ticket"] == "1"
    assert script.sent[0].path == "/tickets/1/status?by=me+%26+you"


@pytest.mark.parametrize(
    ("times", "wire"),
    [("rfc3339", "2030-01-31T12:00:00+00:00"), ("epoch_s", 1_896_091_200), ("epoch_ms", 1_896_091_200_000)],
)
def test_statuses_times_and_numeric_ids_are_translated_both_ways(tmp_path: Path, times: str, wire: object) -> None:
    shown = {"status": "CLOSED", "assignee": 12, "closes_at": wire, "deletes_at": None}
    made, script = driver(
        tmp_path,
        lambda data: data.update(statuses=STATUSES, times=times, ids="number"),
        answers=[answer(body=shown), answer(204), answer(204), answer(204)],
    )
    outcome = made.perform(Operation.READ_TICKET, ACTOR, {"ticket": "5"})
    assert isinstance(outcome, Done)
    assert outcome.result == TicketView("closed", "12", {"closes_at": TIME, "deletes_at": None}, frozenset())
    made.perform(Operation.SCHEDULE_CLOSURE, ACTOR, {"ticket": "5", "at": TIME})
    made.perform(Operation.CHANGE_STATUS, ACTOR, {"ticket": "5", "status": "resolved"})
    made.perform(Operation.ASSIGN, ACTOR, {"ticket": "5", "staff": "12"})
    bodies = [json.loads(sent.body or b"{}") for sent in script.sent[1:]]
    assert bodies == [{"at": wire}, {"status": "RESOLVED"}, {"staff": 12}]


def test_a_value_in_the_body_can_mean_refused_or_not_visible(tmp_path: Path) -> None:
    words = {"refused_if": "ok == `false`", "not_visible_if": "error == 'NO_TICKET'", "said": "error"}
    no, gone = {"ok": False, "error": "NO_RIGHT"}, {"ok": False, "error": "NO_TICKET"}
    made, _ = driver(
        tmp_path,
        lambda data: data["answers"].update(words),
        answers=[answer(body=no), answer(body=gone), answer(422, gone)],
    )
    outcomes = [made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}) for _ in range(3)]
    assert outcomes == [Refused("200 NO_RIGHT"), NotVisible("200 NO_TICKET"), NotVisible("422 NO_TICKET")]


def test_an_operation_can_have_codes_of_its_own(tmp_path: Path) -> None:
    change = operation("close_now", answers={"refused": [303], "done": [200]})
    made, _ = driver(tmp_path, change, answers=[answer(303), answer(303)])
    assert isinstance(made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}), Refused)
    with pytest.raises(TargetError, match="303"):
        made.perform(Operation.REQUEST_CLOSURE, ACTOR, {"ticket": "1"})


def test_lists_come_in_pages_by_cursor(tmp_path: Path) -> None:
    first = {"items": [{"id": "1", "submitted": True}], "next_cursor": "x y"}
    last = {"items": [{"id": "2", "submitted": False}], "next_cursor": None}
    made, script = driver(tmp_path, answers=[answer(body=first), answer(body=last)])
    outcome = made.perform(Operation.LIST_SURVEYS, ACTOR, {"ticket": "1"})
    assert isinstance(outcome, Done)
    assert [survey.id for survey in outcome.result] == ["1", "2"]
    assert [sent.path for sent in script.sent] == [
        "/tickets/1/surveys?limit=200",
        "/tickets/1/surveys?limit=200&cursor=x+y",
    ]


def test_lists_come_in_numbered_pages(tmp_path: Path) -> None:
    pages = [{"items": [{"status": "a"}]}, {"items": [{"status": "b"}]}, {"items": []}]
    made, script = driver(
        tmp_path,
        lambda data: data.update(paging={"parameter": "page", "first": 0}),
        answers=[answer(body=page) for page in pages],
    )
    outcome = made.perform(Operation.LIST_STATUSES, ACTOR, {})
    assert isinstance(outcome, Done)
    assert outcome.result == ("a", "b")
    assert [sent.path for sent in script.sent] == [f"/statuses?page={number}" for number in range(3)]


def test_a_list_without_end_is_an_error(tmp_path: Path) -> None:
    made, _ = driver(tmp_path, answers=[answer(body={"items": [], "next_cursor": "again"})] * 300)
    with pytest.raises(TargetError, match="more than 200 pages"):
        made.perform(Operation.LIST_STATUSES, ACTOR, {})


def test_several_requests_in_a_row_and_a_token_from_an_answer(tmp_path: Path) -> None:
    change = operation(
        "close_now",
        before=[{"request": "GET /tickets/{ticket}/form", "keep": {"csrf": "form.token"}}],
        headers={"X-CSRF": "{csrf}"},
    )
    made, script = driver(tmp_path, change, answers=[answer(body={"form": {"token": "t0"}}), answer(204), answer(404)])
    assert isinstance(made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}), Done)
    assert [sent.path for sent in script.sent] == ["/tickets/1/form", "/tickets/1/closure"]
    assert script.sent[1].headers["X-CSRF"] == "t0"
    assert isinstance(made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}), NotVisible)


def log_in(data: dict[str, Any]) -> None:
    data["auth"] = {
        "headers": {"Authorization": "Token {token}"},
        "login": {"request": "POST /login", "json": {"user": "{id}", "password": "{secret}"}, "keep": {"token": "t"}},
    }


def test_somebody_logs_in_first_and_again_when_the_session_is_over(tmp_path: Path) -> None:
    replies = [answer(body={"t": "one"}), answer(204), answer(401), answer(body={"t": "two"}), answer(204)]
    made, script = driver(tmp_path, log_in, answers=replies)
    for _ in range(2):
        assert isinstance(made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}), Done)
    assert json.loads(script.sent[0].body or b"") == {"user": "7", "password": "s3cr3t"}
    assert "Authorization" not in script.sent[0].headers
    used = [sent.headers["Authorization"] for sent in script.sent if sent.path != "/login"]
    assert used == ["Token one", "Token one", "Token two"]


def test_a_log_in_that_fails_is_a_fault_of_the_target_and_shows_no_secret(tmp_path: Path) -> None:
    made, _ = driver(tmp_path, log_in, answers=[answer(403, {"error": f"wrong password {SECRET}"})])
    with pytest.raises(TargetError, match="could not log in") as caught:
        made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"})
    assert SECRET not in str(caught.value)
    made, _ = driver(tmp_path, log_in, answers=[answer(body={"token": "elsewhere"})])
    with pytest.raises(TargetError, match="`token` was not found"):
        made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"})


def test_an_expression_that_an_answer_makes_no_sense_of_is_told(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        log_in(data)
        data["auth"]["login"]["keep"] = {"token": "length(t)"}

    made, _ = driver(tmp_path, change, answers=[answer(body={"t": 5})])
    with pytest.raises(TargetError, match="does not fit the answer"):
        made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"})
    made, _ = driver(tmp_path, operation("create_invite", result={"id": "length(x)"}), answers=[answer(body={"x": 5})])
    with pytest.raises(TargetError, match="does not fit the answer"):
        made.perform(Operation.CREATE_INVITE, ACTOR, {"ticket": "1"})


@pytest.mark.parametrize(("header", "waited"), [("2", 2.0), ("100000", 10.0), ("nonsense", 1.0), ("", 1.0)])
def test_a_server_that_wants_one_to_wait_is_waited_for_within_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: str, waited: float
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(sessions.Sessions.__init__, "__defaults__", (pauses.append,))
    made, _ = driver(tmp_path, answers=[answer(429, headers={"retry-after": header}), answer(204)])
    assert isinstance(made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"}), Done)
    assert pauses == [waited]
    made, _ = driver(tmp_path, answers=[answer(429)] * 9)
    with pytest.raises(UnreachableServerError, match="too many requests"):
        made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": "1"})


def test_people_are_made_by_the_administrator_and_their_secrets_are_kept_secret(tmp_path: Path) -> None:
    permissions = {name: name.upper() for name in RULES.permissions}
    made, script = driver(
        tmp_path,
        lambda data: data.update(permissions=permissions),
        answers=[answer(201, {"id": 4, "token": "new-secret"}), answer(500, {"oops": "new-secret"})],
    )
    account = made.account_of(Person("staff"), ("messages.create",), "Ada")
    assert account == Account("4", "new-secret", "Ada")
    assert "new-secret" not in repr(account)
    assert script.sent[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert json.loads(script.sent[0].body or b"") == {
        "name": "Ada",
        "role": "staff",
        "permissions": ["MESSAGES.CREATE"],
    }
    with pytest.raises(BrokenServerError) as caught:
        made.perform(Operation.CLOSE_NOW, account, {"ticket": "1"})
    assert "new-secret" not in caught.value.message


def test_people_can_be_there_already_and_who_is_not_makes_things_unchecked(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["accounts"] = {"people": [{"role": "customer", "relation": "creator", "id": "17", "secret": "${ADA}"}]}
        for name in ("create_customer", "create_staff"):
            del data["operations"][name]

    made = HttpDriver(target(tmp_path, change, variables={"ADA": "adas-secret"}), Script([]))
    found = made.account_of(Person("customer", "creator"), (), "the creator")
    assert (found.id, found.secret) == ("17", "adas-secret")
    assert "adas-secret" not in repr(made.target)
    with pytest.raises(NotChecked, match="names no account for a stranger"):
        made.account_of(Person("customer"), (), "a stranger")


def test_the_clock_is_read_at_the_start_and_whenever_it_has_been_moved(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["operations"] |= {
            "read_clock": {"request": "GET /clock", "result": {"now": "now"}},
            "advance_clock": {"request": "POST /clock", "json": {"seconds": "{seconds}"}},
        }

    answers = [answer(body={"now": "2090-01-01T00:00:00Z"}), answer(204), answer(body={"now": "2091-01-01T00:00:00Z"})]
    made, script = driver(tmp_path, change, answers=answers)
    assert made.has_clock
    assert [made.now().year for _ in range(3)] == [2090] * 3
    made.advance(365 * 86_400)
    assert made.now().year == 2091
    assert [sent.method for sent in script.sent] == ["GET", "POST", "GET"]


def test_without_a_clock_the_time_is_that_of_this_machine(tmp_path: Path) -> None:
    made, script = driver(tmp_path, answers=[])
    assert not made.has_clock
    assert abs(made.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert not script.sent
