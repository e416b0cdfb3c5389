from __future__ import annotations

import pytest
from statusquo import load_rules

from tests.reference_server.world import World

STATUSES = tuple(load_rules().statuses)
SURVEYED = ("resolved", "closed", "pending_closure", "closure_scheduled")
DAY = 24 * 3600


@pytest.mark.parametrize("status", STATUSES)
def test_a_ticket_that_comes_to_rest_is_followed_by_a_survey(world: World, status: str) -> None:
    path = world.ticket(world.customer(), status)
    surveys = world.owner.get(f"{path}/surveys").items
    assert len(surveys) == (1 if status in SURVEYED else 0)
    assert all(not survey["submitted"] for survey in surveys)


def test_there_is_one_survey_for_each_time_and_its_id_is_never_given_again(world: World) -> None:
    path = world.ticket(world.customer())
    for status in SURVEYED:
        world.move(path, status)
    first = world.owner.get(f"{path}/surveys").items
    world.move(path, "open")
    assert world.owner.get(f"{path}/surveys").items == []
    world.move(path, "closed")
    second = world.owner.get(f"{path}/surveys").items
    assert [len(first), len(second)] == [1, 1]
    assert first[0]["id"] != second[0]["id"]


def test_a_submitted_survey_stays_and_the_next_time_brings_another(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer, "resolved")
    submitted = customer.post(f"{path}/survey-submission", {"rating": 5, "comment": "Fine"})
    assert submitted.status == 200
    assert (submitted.content["submitted"], submitted.content["rating"], submitted.content["comment"]) == (
        True,
        5,
        "Fine",
    )
    again = customer.post(f"{path}/survey-submission", {"rating": 1})
    assert (again.status, again.code) == (409, "no_survey")
    world.move(path, "open")
    world.move(path, "resolved")
    assert [survey["submitted"] for survey in customer.get(f"{path}/surveys").items] == [True, False]
    second = customer.post(f"{path}/survey-submission", {"rating": 2, "comment": None}).content
    assert (second["rating"], second["comment"]) == (2, None)
    assert [survey["rating"] for survey in customer.get(f"{path}/surveys").items] == [5, 2]


@pytest.mark.parametrize("rating", [0, 6, -1, "5", 4.5, True, None])
def test_a_rating_is_a_whole_number_from_one_to_five(world: World, rating: object) -> None:
    customer = world.customer()
    path = world.ticket(customer, "resolved")
    refused = customer.post(f"{path}/survey-submission", {"rating": rating})
    assert (refused.status, refused.code, refused.content["requirements"]) == (422, "bad_number", ["A-15"])
    assert not customer.get(f"{path}/surveys").items[0]["submitted"]


def test_a_survey_can_be_submitted_for_seven_days(world: World) -> None:
    customer = world.customer()
    early, late = world.ticket(customer, "resolved"), world.ticket(customer, "resolved")
    world.advance(7 * DAY - 60)
    assert customer.post(f"{early}/survey-submission", {"rating": 1}).status == 200
    world.advance(120)
    refused = customer.post(f"{late}/survey-submission", {"rating": 1})
    assert (refused.status, refused.code, refused.content["requirements"]) == (409, "survey_expired", ["A-15"])


def test_surveys_are_read_by_customers_of_the_ticket_and_staff_by_permission(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    guest = world.participant(path, customer)
    world.move(path, "resolved")
    staff = world.staff("tickets.view_all", "csat.view")
    assert [who.get(f"{path}/surveys").status for who in (customer, guest, staff)] == [200] * 3
    refused = world.staff("tickets.view_all").get(f"{path}/surveys")
    assert (refused.status, refused.content["requirements"]) == (403, ["F-7"])
    assert guest.post(f"{path}/survey-submission", {"rating": 3}).status == 200


def test_adding_and_removing_a_favorite_can_be_repeated(world: World) -> None:
    customer = world.customer()
    path, other = world.ticket(customer), world.ticket(customer)
    id_ = path.removeprefix("/tickets/")
    assert [customer.put(f"{path}/favorite").status for _ in range(2)] == [204, 204]
    customer.put(f"{other}/favorite")
    assert customer.get(f"/favorites?ticket={id_}").items == [{"ticket": id_}]
    assert customer.get("/favorites?ticket=t_999").items == customer.get("/favorites?ticket=nonsense").items == []
    assert len(customer.get("/favorites").items) == 2
    assert [customer.delete(f"{path}/favorite").status for _ in range(2)] == [204, 204]
    assert customer.get(f"/favorites?ticket={id_}").items == []
    assert len(customer.get("/favorites").items) == 1


@pytest.mark.parametrize("status", STATUSES)
def test_finishing_a_ticket_takes_it_off_the_favorites_of_customers_only(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer, "in_progress")
    guest = world.participant(path, customer)
    people = (customer, guest, world.owner)
    for who in people:
        assert who.put(f"{path}/favorite").status == 204
    world.move(path, status)
    kept = [len(who.get("/favorites").items) for who in people]
    assert kept == ([0, 0, 1] if status in {"resolved", "closed"} else [1, 1, 1])


def test_a_favorite_can_be_made_of_a_finished_ticket(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer, "resolved")
    assert customer.put(f"{path}/favorite").status == 204
    assert len(customer.get("/favorites").items) == 1
    world.move(path, "closed")
    assert customer.get("/favorites").items == []
