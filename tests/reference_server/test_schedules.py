from __future__ import annotations

from datetime import timedelta

import pytest
from statusquo import load_rules
from statusquo_server.app import house_of
from statusquo_server.clock import AdvancingClock
from statusquo_server.desk import Desk

from tests.reference_server.world import MakeWorld, World

STATUSES = tuple(load_rules().statuses)
HOUR = 3600


def system_messages(world: World, path: str) -> list[str]:
    return [item["body"] for item in world.owner.get(f"{path}/messages").items if item["kind"] == "system"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_scheduled_closure_comes_at_its_time_and_says_so_once(world: World, status: str) -> None:
    path = world.ticket(world.customer())
    if status != "closure_scheduled":
        world.move(path, status)
    scheduled = world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(HOUR)})
    assert (scheduled.status, scheduled.content["status"]) == (200, "closure_scheduled")
    assert scheduled.content["closes_at"].endswith("Z")
    world.advance(HOUR - 5)
    assert world.owner.get(path).content["status"] == "closure_scheduled"
    world.advance(10)
    world.advance(HOUR)
    content = world.owner.get(path).content
    assert (content["status"], content["closes_at"]) == ("closed", None)
    assert len(system_messages(world, path)) == 2


def test_one_closure_schedule_at_a_time(world: World) -> None:
    path = world.ticket(world.customer(), "closure_scheduled")
    before = world.reads(path)
    refused = world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(HOUR)})
    assert (refused.status, refused.code, refused.content["requirements"]) == (409, "already_scheduled", ["T-8"])
    assert "One schedule at a time." in refused.content["detail"]
    assert world.reads(path) == before


BAD_TIMES = [
    "2020-01-01T00:00:00Z",
    "2999-01-01T00:00:00",
    "2999-01-01",
    "29990101T000000Z",
    "2999-13-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "tomorrow",
    "",
    None,
    4102444800,
    ["2999-01-01T00:00:00Z"],
]


@pytest.mark.parametrize("at", BAD_TIMES)
@pytest.mark.parametrize("end", ["closure-schedule", "deletion-schedule"])
def test_a_time_that_is_past_or_unreadable_is_refused(world: World, end: str, at: object) -> None:
    path = world.ticket(world.customer())
    before = world.reads(path)
    refused = world.owner.post(f"{path}/{end}", {"at": at})
    assert (refused.status, refused.code, refused.content["requirements"]) == (422, "bad_time", ["T-9"])
    assert refused.content["argument"] == "at"
    assert world.reads(path) == before


@pytest.mark.parametrize("end", ["closure-schedule", "deletion-schedule"])
def test_a_missing_time_is_refused(world: World, end: str) -> None:
    path = world.ticket(world.customer())
    assert world.owner.post(f"{path}/{end}").code == "bad_time"
    assert world.owner.post(f"{path}/{end}", {}).code == "bad_time"


@pytest.mark.parametrize("at", ["2999-01-01T02:00:00+02:00", "2999-01-01t00:00:00z", "2999-01-01T00:00:00.000000Z"])
def test_a_time_can_be_given_in_every_way_of_rfc_3339(world: World, at: str) -> None:
    path = world.ticket(world.customer())
    scheduled = world.owner.post(f"{path}/closure-schedule", {"at": at})
    assert scheduled.content["closes_at"] == "2999-01-01T00:00:00Z"
    assert system_messages(world, path) == ["This ticket will be closed on 2999-01-01 00:00 UTC."]


@pytest.mark.parametrize("target", [status for status in STATUSES if status != "closure_scheduled"])
def test_moving_a_ticket_elsewhere_cancels_its_closure(world: World, target: str) -> None:
    path = world.ticket(world.customer(), "closure_scheduled")
    assert world.owner.put(f"{path}/status", {"status": target}).content["closes_at"] is None
    before = world.reads(path)
    world.advance(2 * 10**6)
    assert world.reads(path) == before


@pytest.mark.parametrize("status", STATUSES)
def test_a_scheduled_deletion_closes_at_once_and_deletes_at_its_time(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    invite = customer.post(f"{path}/invites").content["invite"]
    message = customer.post(f"{path}/messages", {"body": "x"}).content["id"]
    customer.put(f"{path}/favorite")
    world.move(path, status)
    surveys = len(world.owner.get(f"{path}/surveys").items)
    scheduled = world.owner.post(f"{path}/deletion-schedule", {"at": world.in_seconds(HOUR)}).content
    assert (scheduled["status"], scheduled["closes_at"]) == ("closed", None)
    assert scheduled["deletes_at"] is not None
    assert len(world.owner.get(f"{path}/surveys").items) == max(1, surveys)
    world.advance(HOUR - 5)
    assert customer.get(path).status == 200
    world.advance(10)
    for who in (customer, world.owner):
        for end in ("", "/messages", "/surveys", "/participants"):
            assert who.get(path + end).status == 404
        assert who.get("/tickets").items == []
        assert who.get("/favorites").items == []
    assert world.owner.delete(f"{path}/messages/{message}").status == 404
    assert world.customer().post(f"/invites/{invite}/acceptance").status == 404


def test_staff_needs_the_permissions_to_schedule(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    agent = world.staff("tickets.view_all")
    for end in ("closure-schedule", "deletion-schedule"):
        assert agent.post(f"{path}/{end}", {"at": world.in_seconds(9)}).code == "missing_permission"
        refused = customer.post(f"{path}/{end}", {"at": world.in_seconds(9)})
        assert (refused.code, refused.content["requirements"]) == ("not_for_role", ["C-10"])


def test_what_is_due_comes_before_a_request_and_stays_though_the_request_is_refused(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(HOUR)})
    # The clock moves on without anybody applying what is due.
    clock = house_of(world.app).clock
    assert isinstance(clock, AdvancingClock)
    clock.advance(timedelta(hours=2))
    assert customer.post(f"{path}/closure").code == "status_forbids"
    with house_of(world.app).database.reading() as connection:
        assert connection.exec_driver_sql("SELECT status FROM tickets").scalars().all() == ["closed"]
    assert len(system_messages(world, path)) == 2
    assert world.owner.get(path).content["status"] == "closed"


def test_a_server_without_a_test_clock_has_none(make_world: MakeWorld) -> None:
    world = make_world(test_clock=False)
    assert world.owner.get("/test-clock").status == 404
    assert world.owner.post("/test-clock/advance", {"seconds": 1}).status == 404


def test_the_test_clock_tells_its_time_and_moves_ahead(world: World) -> None:
    first = world.owner.get("/test-clock").content["now"]
    assert world.owner.post("/test-clock/advance", {"seconds": 0.5}).content["now"] > first
    assert world.nobody.get("/test-clock").status == 401


@pytest.mark.parametrize("seconds", [-1, "1", None, True, 10**12])
def test_the_test_clock_moves_by_a_number_of_seconds_and_never_back(world: World, seconds: object) -> None:
    assert world.owner.post("/test-clock/advance", {"seconds": seconds}).code == "bad_body"
    assert world.owner.post("/test-clock/advance", {}).status == 422


def test_the_test_clock_does_not_move_beyond_the_end_of_time(world: World) -> None:
    century = {"seconds": 100 * 365 * 24 * 3600}
    statuses = {world.owner.post("/test-clock/advance", century).status for _ in range(90)}
    assert statuses == {200, 422}
    assert world.owner.get("/test-clock").status == 200
    assert world.owner.post("/tickets", {"subject": "x"}).status == 201


def test_only_who_holds_every_permission_advances_the_clock(world: World) -> None:
    almost = world.staff(*sorted(set(load_rules().permissions) - {"csat.view"}))
    before = world.now()
    for who in (almost, world.customer()):
        assert who.post("/test-clock/advance", {"seconds": HOUR}).status == 403
        assert who.get("/test-clock").status == 200
    assert world.now() < before + timedelta(seconds=HOUR)
    every = world.staff(*load_rules().permissions)
    assert every.post("/test-clock/advance", {"seconds": HOUR}).status == 200


def test_a_clock_that_was_advanced_says_so_where_what_is_due_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world.ticket(world.owner)
    world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(HOUR)})

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "settle", fail)
        answer = world.owner.post("/test-clock/advance", {"seconds": 2 * HOUR})
    assert (answer.status, answer.code) == (500, "not_settled")
    assert path.removeprefix("/tickets/") in answer.content["detail"]
    world.advance(0)
    assert world.owner.get(path).content["status"] == "closed"
