from __future__ import annotations

import pytest
from statusquo import load_rules

from tests.reference_server.world import World

STATUSES = tuple(load_rules().statuses)
CHOSEN = tuple(status for status in STATUSES if status != "closure_scheduled")


def test_a_new_ticket_is_open_and_shows_everything_there_is_to_it(world: World) -> None:
    customer = world.customer()
    made = customer.post("/tickets", {"subject": "Printer"})
    assert made.status == 201
    content = made.content
    assert made.headers["Location"] == f"/tickets/{content['id']}"
    assert {**content, "id": "", "created_at": ""} == {
        "id": "",
        "subject": "Printer",
        "status": "open",
        "creator": customer.id,
        "assignee": None,
        "closes_at": None,
        "deletes_at": None,
        "flags": [],
        "created_at": "",
    }
    assert customer.get(f"/tickets/{content['id']}").content == content


def test_staff_needs_a_permission_to_open_a_ticket_and_customers_do_not(world: World) -> None:
    assert world.staff("tickets.create").post("/tickets", {"subject": "x"}).status == 201
    refused = world.staff("tickets.view_all").post("/tickets", {"subject": "x"})
    assert (refused.status, refused.code, refused.content["requirements"]) == (403, "missing_permission", ["F-2"])


@pytest.mark.parametrize("status", STATUSES)
def test_staff_sees_with_the_permission_or_being_assigned_and_not_otherwise(world: World, status: str) -> None:
    path = world.ticket(world.customer(), status)
    assigned, sighted, blind = world.staff(), world.staff("tickets.view_all"), world.staff("tickets.assign")
    assert world.owner.put(f"{path}/assignee", {"staff": assigned.id}).content["assignee"] == assigned.id
    assert [who.get(path).status for who in (assigned, sighted, blind)] == [200, 200, 404]
    assert sighted.get(path).content["status"] == status


@pytest.mark.parametrize("status", STATUSES)
def test_customers_see_their_own_tickets_and_no_others(world: World, status: str) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    guest, former, stranger = world.participant(path, creator), world.participant(path, creator), world.customer()
    assert creator.delete(f"{path}/participants/{former.id}").status == 204
    world.move(path, status)
    assert [who.get(path).status for who in (creator, guest, former, stranger)] == [200, 200, 404, 404]


def test_a_ticket_that_one_may_not_see_answers_exactly_like_one_that_is_not_there(world: World) -> None:
    path = world.ticket(world.customer())
    stranger = world.customer()
    for method, end in (("GET", ""), ("PUT", "/status"), ("GET", "/messages"), ("DELETE", "/messages/m_1")):
        hidden, missing = stranger.send(method, path + end), stranger.send(method, f"/tickets/t_999{end}")
        assert hidden.status == missing.status == 404
        assert {**hidden.content, "instance": ""} == {**missing.content, "instance": ""}


def test_lists_hold_the_tickets_that_one_sees(world: World) -> None:
    ada, ben = world.customer(), world.customer()
    paths = [world.ticket(ada), world.ticket(ben), world.ticket(ada)]
    ids = [path.removeprefix("/tickets/") for path in paths]
    assert [item["id"] for item in ada.get("/tickets").items] == [ids[0], ids[2]]
    assert [item["id"] for item in world.owner.get("/tickets").items] == ids
    assert world.staff().get("/tickets").items == []


@pytest.mark.parametrize("source", STATUSES)
def test_staff_chooses_any_status_from_any_other(world: World, source: str) -> None:
    agent = world.staff("tickets.view_all", "tickets.change_status")
    for target in CHOSEN:
        path = world.ticket(world.owner, source)
        assert agent.put(f"{path}/status", {"status": target}).content["status"] == target


def test_choosing_the_status_that_a_ticket_has_is_accepted(world: World) -> None:
    path = world.ticket(world.owner, "resolved")
    before = world.reads(path)
    assert world.owner.put(f"{path}/status", {"status": "resolved"}).status == 200
    assert world.reads(path) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "closure_scheduled"}, "status_not_offered"),
        ({"status": "nonsense"}, "unknown_status"),
        ({"status": 3}, "unknown_status"),
        ({}, "unknown_status"),
        ({"status": "closed", "x": 1}, "bad_body"),
    ],
)
def test_a_status_that_cannot_be_chosen_is_refused(world: World, body: object, code: str) -> None:
    path = world.ticket(world.owner)
    before = world.reads(path)
    refused = world.owner.put(f"{path}/status", body)
    assert (refused.status, refused.code) == (422, code)
    assert world.reads(path) == before


def test_changing_the_status_is_refused_without_the_permission_and_to_customers(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    for who, code, requirement in (
        (world.staff("tickets.view_all"), "missing_permission", "T-5"),
        (customer, "not_for_role", "C-10"),
    ):
        refused = who.put(f"{path}/status", {"status": "closed"})
        assert (refused.status, refused.code) == (403, code)
        assert requirement in refused.content["requirements"]
    assert world.owner.get(path).content["status"] == "open"


def test_only_staff_that_there_is_can_be_assigned(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    for staff in ("u_999", customer.id, "t_1", "", None, 3):
        refused = world.owner.put(f"{path}/assignee", {"staff": staff})
        assert refused.status == 422
    assert world.owner.put(f"{path}/assignee").status == 422
    assert world.owner.get(path).content["assignee"] is None
    assert customer.put(f"{path}/assignee", {"staff": world.owner.id}).code == "not_for_role"
    assert world.staff("tickets.view_all").put(f"{path}/assignee", {"staff": "u_999"}).status == 403


@pytest.mark.parametrize("status", STATUSES)
def test_a_customer_asks_for_closure_where_the_matrix_allows(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer, status)
    before = world.reads(path)
    answer = customer.post(f"{path}/closure-request")
    if status in {"closed", "pending_closure", "closure_scheduled"}:
        assert (answer.status, answer.code, answer.content["requirements"]) == (409, "status_forbids", ["C-6"])
        assert world.reads(path) == before
    else:
        assert (answer.status, answer.content["status"]) == (200, "pending_closure")


@pytest.mark.parametrize("status", STATUSES)
def test_a_customer_closes_a_ticket_only_where_a_closure_is_scheduled(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer, status)
    answer = customer.post(f"{path}/closure", {})
    if status == "closure_scheduled":
        assert (answer.content["status"], answer.content["closes_at"]) == ("closed", None)
    else:
        assert (answer.status, answer.code) == (409, "status_forbids")


def test_customers_operations_are_not_for_staff(world: World) -> None:
    path = world.ticket(world.customer())
    for end in ("/closure-request", "/closure", "/invites", "/survey-submission"):
        refused = world.owner.post(path + end)
        assert (refused.status, refused.code) == (403, "not_for_role")
