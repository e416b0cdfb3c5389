"""What an answer amounts to: done, refused and why, not visible, or not to be told from the answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from statusquo.errors import InvalidFileError
from statusquo_conformance.operations import (
    Account,
    BrokenServerError,
    Done,
    NotVisible,
    Operation,
    Refused,
    TargetError,
    Unclear,
)
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.driver import HttpDriver

from tests.target.desks import SECRET, Change, Script, answer, driver, operation, section, target

ACTOR = Account("7", "s3cr3t", "somebody")
TICKET = {"ticket": "1"}


def perform(folder: Path, name: Operation, *changes: Change, answers: list[Any], **given: Any) -> Any:
    made, _ = driver(folder, *changes, answers=answers)
    return made.perform(name, ACTOR, {**TICKET, **given})


# ------------------------------------------------------------------------------------------------------ reasons


def reasons(data: dict[str, Any]) -> None:
    data["answers"]["reason"] = "error.code"
    data["reasons"] = {"NO_RIGHT": "missing_permission", "NOT_ALLOWED": "missing_permission", "SHUT": "status_forbids"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": {"code": "NO_RIGHT"}}, "missing_permission"),
        ({"error": {"code": "NOT_ALLOWED"}}, "missing_permission"),
        ({"error": {"code": "SHUT"}}, "status_forbids"),
        ({"error": {"code": "WEATHER"}}, ""),
        ({"error": {"code": "missing_permission"}}, ""),
        ({"error": {"code": ["SHUT"]}}, ""),
        ({"error": {"code": True}}, ""),
        ({}, ""),
        (b"SHUT", ""),
    ],
)
def test_a_refusal_tells_why_as_far_as_something_translates_it(tmp_path: Path, body: object, reason: str) -> None:
    found = perform(tmp_path, Operation.CLOSE_NOW, reasons, answers=[answer(403, body)])
    assert found == Refused("403", reason)


def test_without_translations_only_our_own_codes_are_understood(tmp_path: Path) -> None:
    for word, reason in (("already_scheduled", "already_scheduled"), ("allowed", ""), ("NO_RIGHT", "")):
        change = operation("close_now", answers={"reason": "code"})
        found = perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(409, {"code": word})])
        assert found == Refused(f"409 {word}", reason)


def test_a_status_code_can_be_the_reason(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["answers"] = {"refused": [403, 409], "reason": "status()"}
        data["reasons"] = {"403": "missing_permission", "409": "status_forbids"}

    made, _ = driver(tmp_path, change, answers=[answer(403), answer(409)])
    told = [made.perform(Operation.CLOSE_NOW, ACTOR, TICKET) for _ in range(2)]
    assert told == [Refused("403", "missing_permission"), Refused("409", "status_forbids")]


def test_a_reason_that_makes_no_sense_of_the_answer_is_told(tmp_path: Path) -> None:
    change = operation("close_now", answers={"reason": "length(code)"})
    with pytest.raises(TargetError, match=r"`length\(code\)` does not fit the answer"):
        perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(409, {"code": 5})])


# ------------------------------------------------------------------------------------------------ what codes mean

EITHER = {"done": [302], "refused": [302]}


def test_a_code_that_means_both_leaves_it_open(tmp_path: Path) -> None:
    found = perform(tmp_path, Operation.CLOSE_NOW, operation("close_now", answers=EITHER), answers=[answer(302)])
    assert found == Unclear(None, "302")


@pytest.mark.parametrize(
    ("headers", "id_"), [({"location": "/t/1#m12"}, "12"), ({"location": "/login"}, None), ({}, None)]
)
def test_of_what_is_left_open_the_result_is_taken_if_it_is_there(
    tmp_path: Path, headers: dict[str, str], id_: str | None
) -> None:
    change = operation("post_message", answers=EITHER, result={"id": r"match(header('location'), '#m(\d+)')"})
    found = perform(tmp_path, Operation.POST_MESSAGE, change, answers=[answer(302, b"<a>", headers)], body="Hello")
    assert found == Unclear(id_, "302")


def test_what_the_body_tells_is_not_left_open(tmp_path: Path) -> None:
    words = {"done": [200], "refused": [200], "refused_if": "errors", "not_visible_if": "gone"}
    replies = [answer(body={"errors": ["no"]}), answer(body={"gone": True}), answer(body={})]
    made, _ = driver(tmp_path, operation("close_now", answers=words), answers=replies)
    told = [made.perform(Operation.CLOSE_NOW, ACTOR, TICKET) for _ in range(3)]
    refused = Refused('200, for it says {"errors": ["no"]}')
    assert told == [refused, NotVisible('200, for it says {"gone": true}'), Unclear(None, "200")]


def test_what_the_file_leaves_open_is_left_open_of_changes_only(tmp_path: Path) -> None:
    change = section("answers", {"done": [200, 302], "refused": [302, 409]})
    assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(302)]) == Unclear(None, "302")
    with pytest.raises(TargetError, match="302, which is neither done nor refused"):
        perform(tmp_path, Operation.READ_TICKET, change, answers=[answer(302)])


def test_what_an_operation_says_of_a_code_is_all_that_it_means_there(tmp_path: Path) -> None:
    change = operation("close_now", answers={"refused": [404, 201]})
    for code in (404, 201):
        assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(code)]) == Refused(str(code))
    assert isinstance(perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(204)]), Done)
    assert perform(tmp_path, Operation.REQUEST_CLOSURE, change, answers=[answer(404)]) == NotVisible("404")


def test_a_request_that_comes_first_may_leave_it_open(tmp_path: Path) -> None:
    change = operation("close_now", answers={**EITHER, "done": [302, 204]}, before=[{"request": "POST /lock"}])
    assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(302), answer(204)]) == Done(None, "204")


def test_housekeeping_that_leaves_it_open_counts_as_done_if_its_result_is_there(tmp_path: Path) -> None:
    result = {"id": "match(header('location'), '/users/(.*)')", "secret": "'Passw0rd!'", "user": "header('x-login')"}
    change = operation("create_customer", answers=EITHER, result=result)
    there = answer(302, headers={"location": "/users/9", "x-login": "ada"})
    made, _ = driver(tmp_path, change, answers=[there, answer(302)])
    assert made.account_of(Person("customer"), (), "Ada").id == "9"
    with pytest.raises(TargetError, match="`create_customer` has to work, and was answered with 302"):
        made.account_of(Person("customer"), (), "Ada")


@pytest.mark.parametrize("name", ["read_ticket", "list_messages", "hello", "read_clock"])
def test_an_operation_that_only_reads_can_leave_nothing_open(tmp_path: Path, name: str) -> None:
    def change(data: dict[str, Any]) -> None:
        data["operations"].setdefault(name, {"request": "GET /x", "result": {"now": "now"}})["answers"] = EITHER
        if name == "read_clock":
            data["operations"]["advance_clock"] = {"request": "POST /x"}
        if name == "hello":
            data["operations"][name]["result"] = {"permissions": "p"}

    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, change)
    assert [problem.code for problem in caught.value.problems] == ["code-twice"]


def test_a_redirect_can_be_an_answer_like_any_other_and_is_not_followed(tmp_path: Path) -> None:
    change = operation("close_now", answers={"done": [303]})
    made, script = driver(tmp_path, change, answers=[answer(303, b"<a href='/t/1'>", {"location": "/t/1"})])
    assert made.perform(Operation.CLOSE_NOW, ACTOR, TICKET) == Done(None, "303")
    assert len(script.sent) == 1


def test_a_server_error_that_is_listed_is_what_the_list_says(tmp_path: Path) -> None:
    change = operation("close_now", answers={"refused": [500]})
    assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[answer(500)]) == Refused("500")
    with pytest.raises(
        BrokenServerError, match=r'POST /tickets/1/closure-request with \{"a": 1\}\. The answer was 500'
    ):
        perform(
            tmp_path,
            Operation.REQUEST_CLOSURE,
            change,
            operation("request_closure", json={"a": 1}),
            answers=[answer(500)],
        )


def test_a_page_is_an_answer_only_where_something_reads_it_as_text(tmp_path: Path) -> None:
    page = answer(200, b"<p>Ticket closed</p>", {"content-type": "text/html"})
    with pytest.raises(TargetError, match="not JSON"):
        perform(tmp_path, Operation.CLOSE_NOW, answers=[page])
    change = operation("close_now", answers={"refused_if": "contains(text(), 'class=error')"})
    assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[page]) == Done(None, "200")
    no = answer(200, b"<p class=error>No</p>", {"content-type": "text/html"})
    assert perform(tmp_path, Operation.CLOSE_NOW, change, answers=[no]) == Refused(
        "200, for it says <p class=error>No</p>"
    )


# ------------------------------------------------------------------------------------------------ roles and actors


def test_roles_are_spelled_as_the_server_does(tmp_path: Path) -> None:
    made, script = driver(
        tmp_path,
        section("roles", {"staff": "AGENT", "customer": "END_USER"}),
        answers=[answer(201, {"id": 1, "token": "t"}), answer(201, {"id": 2, "token": "t"})],
    )
    made.account_of(Person("customer"), (), "Ada")
    made.account_of(Person("staff"), ("messages.create",), "Bob")
    assert [json.loads(sent.body or b"")["role"] for sent in script.sent] == ["END_USER", "AGENT"]


def test_whoever_asks_can_stand_in_a_path_and_a_body(tmp_path: Path) -> None:
    change = operation(
        "add_favorite", request="POST /users/{actor}/favorites", json={"by": "{actor}", "id": "{ticket}"}
    )
    made, script = driver(tmp_path, change, section("ids", "number"), answers=[answer(204)])
    made.perform(Operation.ADD_FAVORITE, ACTOR, TICKET)
    assert script.sent[0].path == "/users/7/favorites"
    assert json.loads(script.sent[0].body or b"") == {"by": 7, "id": 1}


def test_an_account_is_made_under_a_name_that_an_address_can_have(tmp_path: Path) -> None:
    long = "staff with everything but this and that and all the rest of it"
    names = ["the Creator, of tickets (a1b2)", f"{long} (a1b2)", f"{long} (c3d4)"]
    change = operation("create_customer", json={"mail": "{handle}@desk.example"})
    made, script = driver(tmp_path, change, answers=[answer(201, {"id": 1, "token": "t"})] * 3)
    for name in names:
        made.account_of(Person("customer"), (), name)
    sent = [json.loads(each.body or b"")["mail"].removesuffix("@desk.example") for each in script.sent]
    assert [each.rpartition("-")[0] for each in sent] == ["the-creator-of-tickets-a1b2"] + [
        "staff-with-everything-but-this"
    ] * 2
    assert len(set(sent)) == len(names)
    assert all(re.fullmatch("[a-z0-9-]{10,40}", each) for each in sent)


def test_without_an_administrator_nobody_keeps_house_and_no_secret_is_sent(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["accounts"] = {"people": [{"role": "customer", "relation": "creator", "id": "17", "secret": "${ADA}"}]}
        data["operations"]["hello"] = {"request": "GET /health"}
        data["auth"]["login"] = {"request": "POST /login", "json": {"user": "{id}"}}

    script = Script([answer()])
    made = HttpDriver(target(tmp_path, change, variables={"ADA": SECRET}), script)
    assert [(sent.path, "Authorization" in sent.headers) for sent in script.sent] == [("/health", False)]
    assert made.held is None
