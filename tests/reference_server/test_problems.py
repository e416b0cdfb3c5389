from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from statusquo_server.desk import Desk

from tests.reference_server.world import Somebody, World


def assert_problem(content: Mapping[str, Any], status: int) -> None:
    assert content["status"] == status
    assert content["type"] == f"urn:statusquo:problem:{content['code']}"
    assert content["title"]
    assert content["detail"]
    assert content["instance"].startswith("/")
    assert isinstance(content["requirements"], list)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, None),
        ("", "invalid_request"),
        ("Basic b3duZXI6", "invalid_request"),
        ("Bearer", "invalid_request"),
        ("Bearer nobody", "invalid_token"),
        ("Bearer ä", "invalid_request"),
        ("owner-token", "invalid_request"),
    ],
)
def test_without_a_good_token_nothing_is_said_but_who_are_you(world: World, header: str | None, error: str) -> None:
    options = {} if header is None else {"headers": {"Authorization": header}}
    for path in ("/me", "/tickets", "/tickets/t_1", "/statuses", "/test-clock"):
        answer = world.nobody.send("GET", path, **options)
        assert_problem(answer.content, 401)
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge.startswith("Bearer ")
        assert (f'error="{error}"' in challenge) == (error is not None)


def test_health_and_description_are_open_to_everybody(world: World) -> None:
    assert world.nobody.get("/health").content == {"status": "ok"}
    assert world.nobody.get("/openapi.json").status == 200


@pytest.mark.parametrize("path", ["/", "/nowhere", "/tickets/", "/tickets//t_1", "/tickets/t_1/nowhere"])
def test_a_path_that_leads_nowhere_is_a_problem_too(world: World, path: str) -> None:
    assert_problem(world.owner.get(path).content, 404)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/tickets"), ("OPTIONS", "/tickets"), ("POST", "/me")])
def test_a_method_that_is_not_possible_names_those_that_are(world: World, method: str, path: str) -> None:
    answer = world.owner.send(method, path)
    assert_problem(answer.content, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff",
        b'{"subject": NaN}',
        b"[" * 50_000,
        b'{"subject": "\\ud800"}',
        b'{"subject": ' + b"9" * 5000 + b"}",
        b"{'subject': 1}",
    ],
)
def test_what_is_no_json_is_refused_as_such(world: World, raw: bytes) -> None:
    answer = world.owner.send("POST", "/tickets", data=raw, content_type="application/json")
    assert_problem(answer.content, 400)
    assert answer.code == "malformed_json"


def test_a_body_says_that_it_is_json(world: World) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = world.owner.send("POST", "/tickets", data=b'{"subject": "x"}', content_type=content_type)
        assert_problem(answer.content, 415)
    given = {"data": b'{"subject": "x"}', "content_type": "application/json; charset=utf-8"}
    assert world.owner.send("POST", "/tickets", **given).status == 201


def test_a_body_is_not_larger_than_128_kib(world: World) -> None:
    path = world.ticket(world.owner)
    assert world.owner.post(f"{path}/messages", {"body": "x" * 130_000}).status == 422
    answer = world.owner.post(f"{path}/messages", {"body": "x" * 131_072})
    assert_problem(answer.content, 413)
    # It comes early everywhere, but after who is asking.
    large = {"body": "x" * 131_072}
    for who, status in ((world.customer(), 413), (world.nobody, 401)):
        assert [who.post(where, large).status for where in ("/staff", f"{path}/messages")] == [status] * 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ("x", ""),
        (3, ""),
        ({}, ""),
        ({"subject": 3}, "/subject"),
        ({"subject": ""}, "/subject"),
        ({"subject": "x\0"}, "/subject"),
        ({"subject": "\t"}, "/subject"),
        ({"subject": "x" * 201}, "/subject"),
        ({"subject": "x", "a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_a_body_that_does_not_fit_says_where(world: World, body: object, pointer: str) -> None:
    answer = world.owner.post("/tickets", body)
    assert_problem(answer.content, 422)
    assert [error["pointer"] for error in answer.content["errors"]] == [pointer]
    assert world.owner.get("/tickets").items == []


def test_an_operation_without_fields_takes_none(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    assert customer.post(f"{path}/closure-request", {"why": "x"}).code == "bad_body"
    assert customer.send("DELETE", f"{path}/favorite", {"x": 1}).status == 422
    assert world.owner.get(path).content["status"] == "open"


def test_reasons_speak_in_their_order(world: World) -> None:
    customer, stranger = world.customer(), world.customer()
    closing = f"{world.ticket(customer, 'closure_scheduled')}/closure-schedule"
    sighted, able = world.staff("tickets.view_all"), world.staff("tickets.view_all", "tickets.change_status")
    bad, unknown, broken = {"at": "nonsense"}, {"nonsense": 1}, {"data": b"{", "content_type": "application/json"}
    blind = world.staff("tickets.change_status")
    unauthenticated = Somebody(world.client, "nobody")

    # authentication, then visibility, whatever the body
    for who, status in ((unauthenticated, 401), (stranger, 404), (blind, 404)):
        assert [who.post(closing, body).status for body in (bad, unknown, None)] == [status] * 3
        assert who.send("POST", closing, **broken).status == status
    # then permission, then the status, whatever the body
    for body in (bad, unknown, None):
        assert [who.post(closing, body).status for who in (customer, sighted, able)] == [403, 403, 409]
    # then arguments
    opened = f"{world.ticket(customer)}/closure-schedule"
    assert [who.post(opened, bad).status for who in (sighted, able)] == [403, 422]


BODY_FAULTS = {
    400: {"data": b"{", "content_type": "application/json"},
    415: {"data": b"{}", "content_type": "text/plain"},
    "unknown field": {"data": b'{"at": "2999-01-01T00:00:00Z", "x": 1}', "content_type": "application/json"},
    "no object": {"data": b"[]", "content_type": "application/json"},
    "a name twice": {"data": b'{"at": 1, "at": "2999-01-01T00:00:00Z"}', "content_type": "application/json"},
    "U+0000": {"data": b'{"at": "\\u0000"}', "content_type": "application/json"},
}


@pytest.mark.parametrize("fault", BODY_FAULTS)
def test_a_fault_of_the_body_is_the_last_reason(world: World, fault: int | str) -> None:
    customer = world.customer()
    sighted, able = world.staff("tickets.view_all"), world.staff("tickets.view_all", "tickets.change_status")
    body, own = BODY_FAULTS[fault], fault if isinstance(fault, int) else 422
    opened = f"{world.ticket(customer)}/closure-schedule"
    closing = f"{world.ticket(customer, 'closure_scheduled')}/closure-schedule"
    asked = [(who, path) for path in (opened, closing) for who in (world.customer(), sighted, able)]
    answers = [who.send("POST", path, **body) for who, path in asked]
    assert [answer.status for answer in answers] == [404, 403, own, 404, 403, 409]
    assert answers[2].code == {400: "malformed_json", 415: "unsupported_media_type"}.get(own, "bad_body")
    assert [world.owner.get(path.removesuffix("/closure-schedule")).content["closes_at"] for path in (opened,)] == [
        None
    ]


@pytest.mark.parametrize("fault", BODY_FAULTS)
def test_a_fault_of_the_body_is_the_last_reason_where_there_is_no_ticket_too(world: World, fault: int | str) -> None:
    body, own = BODY_FAULTS[fault], fault if isinstance(fault, int) else 422
    for path, barred in (
        ("/tickets", world.staff()),
        ("/staff", world.staff()),
        ("/customers", world.customer()),
        ("/test-clock/advance", world.customer()),
    ):
        assert [who.send("POST", path, **body).status for who in (barred, world.owner)] == [403, own]


def test_what_can_be_read_of_a_body_with_a_fault_is_never_carried_out(world: World) -> None:
    path = world.ticket(world.owner)
    before = world.reads(path)
    for raw in (
        b'{"status": "closed", "x": 1}',
        b'{"status": "open", "status": "closed"}',
        b'{"status": "closed\\u0000"}',
    ):
        answer = world.owner.send("PUT", f"{path}/status", data=raw, content_type="application/json")
        assert (answer.status, answer.code) == (422, "bad_body")
    assert world.reads(path) == before


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b'{"name": "a\\u0000b"}', "/name"),
        (b'{"name": "a", "permissions": ["csat.view", "\\u0000"]}', "/permissions/1"),
        (b'{"name": "a", "name": "b"}', ""),
        (b'{"name": "a", "permissions": [{"x": 1, "x": 2}]}', ""),
    ],
)
def test_a_character_that_cannot_be_stored_and_a_name_twice_are_told_where(
    world: World, raw: bytes, pointer: str
) -> None:
    answer = world.owner.send("POST", "/staff", data=raw, content_type="application/json")
    assert (answer.status, answer.code) == (422, "bad_body")
    assert [error["pointer"] for error in answer.content["errors"]] == [pointer]


def test_limits_are_named(world: World) -> None:
    customer, path = world.customer(), ""
    path = world.ticket(customer, "resolved")
    told = {
        "a whole number from 1 to 5": customer.post(f"{path}/survey-submission", {"rating": 6}),
        "a text of at most 10,000 characters": customer.post(f"{path}/messages", {"body": ""}),
        "open, in_progress, awaiting_customer": world.owner.put(f"{path}/status", {"status": "opn"}),
        "is entered by scheduling": world.owner.put(f"{path}/status", {"status": "closure_scheduled"}),
        "a time in the future": world.owner.post(f"{path}/closure-schedule", {}),
    }
    for words, answer in told.items():
        assert answer.status == 422
        assert words in answer.content["detail"]
    offered = told["is entered by scheduling"].content["detail"]
    assert "closed" in offered
    assert "pending_closure, closed" in offered  # and not what lies between them in the rules


def test_what_somebody_lacks_is_named(world: World) -> None:
    path = world.ticket(world.customer())
    sighted = world.staff("tickets.view_all")
    message = f"{path}/messages/{world.owner.post(f'{path}/messages', {'body': 'x'}).content['id']}"
    told = {
        "You may not write a message: it needs messages.create.": sighted.post(f"{path}/messages", {"body": "x"}),
        "messages.edit_own and being the author": sighted.patch(message, {"body": "x"}),
        "messages.delete_any, or messages.delete_own and being the author": sighted.delete(message),
    }
    for words, answer in told.items():
        assert answer.status == 403
        assert words in answer.content["detail"]


def test_ownership_comes_before_the_status_and_the_status_before_the_text(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    mine = customer.post(f"{path}/messages", {"body": "x"}).content["id"]
    others = world.owner.post(f"{path}/messages", {"body": "x"}).content["id"]
    world.move(path, "closed")
    assert customer.patch(f"{path}/messages/{others}", {"body": ""}).status == 403
    assert customer.patch(f"{path}/messages/{mine}", {"body": ""}).status == 409
    world.move(path, "open")
    assert customer.patch(f"{path}/messages/{mine}", {"body": ""}).status == 422


def test_a_refusal_says_all_there_is_to_know(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer, "closed")
    answer = customer.post(f"{path}/messages", {"body": "x"})
    assert answer.content == {
        "type": "urn:statusquo:problem:status_forbids",
        "title": "Status forbids",
        "status": 409,
        "detail": "Nobody in your role can reply in the status 'Closed'.",
        "instance": f"{path}/messages",
        "code": "status_forbids",
        "requirements": ["C-3"],
    }


def test_a_fault_of_the_server_is_told_to_the_log_and_not_to_the_client(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        message = "the secret reason"
        raise RuntimeError(message)

    monkeypatch.setattr(Desk, "settle_all", broken)
    with caplog.at_level(logging.ERROR):
        answer = world.owner.get("/tickets")
    assert_problem(answer.content, 500)
    assert "secret" not in str(answer.content)
    assert "the secret reason" in caplog.text


def test_what_fails_half_way_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    before = world.reads(path)

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("statusquo_server.web.tickets.show_ticket", broken)
        assert customer.post(f"{path}/closure-request").status == 500
    assert world.reads(path) == before
