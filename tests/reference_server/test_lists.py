from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from statusquo_server.app import house_of
from statusquo_server.clock import AdvancingClock
from statusquo_server.desk import Desk

from tests.reference_server.world import Somebody, World


def pages(who: Somebody, path: str, limit: int) -> list[list[object]]:
    """Follow the cursors of a list to its end."""
    found, cursor = [], ""
    while True:
        separator = "&" if "?" in path else "?"
        content = who.get(f"{path}{separator}limit={limit}{cursor}").content
        found.append(content["items"])
        if content["next_cursor"] is None:
            return found
        cursor = f"&cursor={content['next_cursor']}"


def test_every_list_comes_in_pages_that_leave_nothing_out(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    for other in [world.ticket(customer) for _ in range(4)]:
        customer.put(f"{other}/favorite")
    for number in range(5):
        world.owner.post(f"{path}/messages", {"body": str(number)})
        world.participant(path, customer)
    for _ in range(3):
        world.move(path, "resolved")
        customer.post(f"{path}/survey-submission", {"rating": 3})
        world.move(path, "open")
    lists = [
        (customer, "/tickets", 5),
        (customer, f"{path}/messages", 5),
        (customer, f"{path}/participants", 5),
        (customer, f"{path}/surveys", 3),
        (customer, "/favorites", 4),
        (customer, "/statuses", 9),
        (world.owner, "/staff", 3),
        (world.owner, "/customers", 9),
    ]
    for who, list_path, count in lists:
        whole = who.get(list_path).content
        assert (len(whole["items"]), whole["next_cursor"]) == (count, None), list_path
        for limit in (1, 2, count - 1, count, count + 1):
            parts = pages(who, list_path, limit)
            assert [item for part in parts for item in part] == whole["items"]
            assert [len(part) for part in parts[:-1]] == [limit] * (len(parts) - 1)
            assert 0 < len(parts[-1]) <= limit


def test_tickets_that_one_does_not_see_leave_no_gaps_in_pages(world: World) -> None:
    ada, ben = world.customer(), world.customer()
    mine = [world.ticket(who).removeprefix("/tickets/") for who in (ada, ben, ben, ada, ben, ada)]
    found = pages(ada, "/tickets", 2)
    assert [[item["id"] for item in part] for part in found] == [[mine[0], mine[3]], [mine[5]]]  # type: ignore[index]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "٣", "1e2"])
def test_a_limit_is_a_number_from_1_to_200(world: World, limit: str) -> None:
    answer = world.owner.get(f"/tickets?limit={limit}")
    assert (answer.status, answer.content["argument"]) == (422, "limit")


def test_a_cursor_is_good_for_its_own_list_only(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    world.ticket(customer)
    cursor = customer.get("/tickets?limit=1").content["next_cursor"]
    made_up = base64.urlsafe_b64encode(b"tickets.list_tickets:x").decode()
    assert customer.get(f"/tickets?cursor={cursor}").status == 200
    for bad in (f"/favorites?cursor={cursor}", "/tickets?cursor=x", "/tickets?cursor=", f"/tickets?cursor={made_up}"):
        answer = customer.get(bad)
        assert (answer.status, answer.content["argument"]) == (422, "cursor")
    assert customer.get(f"{path}/messages?cursor=%C3%A4").status == 422


@pytest.mark.parametrize("path", ["/tickets", "/favorites", "/favorites?ticket=t_1"])
def test_a_list_shows_no_ticket_as_if_nothing_were_due_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    customer = world.customer()
    broken, sound = world.ticket(customer, "closure_scheduled"), world.ticket(customer)
    for each in (broken, sound):
        customer.put(f"{each}/favorite")
    due = 10**6 + 1
    clock = house_of(world.app).clock
    assert isinstance(clock, AdvancingClock)

    def fail(*_: object) -> None:
        raise RuntimeError

    def late(self: Desk) -> frozenset[int]:
        """What is due comes due just after all has been settled."""
        failed = settle_all(self)
        clock.advance(timedelta(seconds=due))
        return failed

    settle_all = Desk.settle_all
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "settle", fail)
        patch.setattr(Desk, "settle_all", late)
        in_list = {item.get("id", item.get("ticket")) for item in customer.get(path).items}
        assert broken.removeprefix("/tickets/") not in in_list
    # It works again, and the list waits for what has become due while it was being made.
    world.move(sound, "closure_scheduled")
    monkeypatch.setattr(Desk, "settle_all", late)
    statuses = [item["status"] for item in customer.get("/tickets").items]
    assert statuses == ["closed", "closed"]


def test_who_does_not_see_a_ticket_learns_nothing_about_a_cursor(world: World) -> None:
    path = world.ticket(world.customer())
    assert world.customer().get(f"{path}/messages?cursor=x&limit=x").status == 404
