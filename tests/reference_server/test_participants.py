from __future__ import annotations

import pytest
from statusquo import load_rules

from tests.reference_server.world import World

STATUSES = tuple(load_rules().statuses)


@pytest.mark.parametrize("status", STATUSES)
def test_an_invite_link_works_but_where_a_ticket_is_finished(world: World, status: str) -> None:
    creator, guest = world.customer(), world.customer()
    path = world.ticket(creator)
    invite = creator.post(f"{path}/invites", {}).content["invite"]
    world.move(path, status)
    opened = guest.post(f"/invites/{invite}/acceptance", {})
    if status in {"resolved", "closed"}:
        assert (opened.status, opened.content["requirements"]) == (409, ["C-7"])
        assert world.owner.get(f"{path}/participants").items == []
        world.move(path, "open")
        assert guest.post(f"/invites/{invite}/acceptance").status == 200
    else:
        assert (opened.status, opened.content) == (200, {"ticket": path.removeprefix("/tickets/")})
    assert world.owner.get(f"{path}/participants").items == [{"customer": guest.id, "active": True}]
    assert guest.get(path).status == 200


def test_an_unknown_invite_link_is_not_found(world: World) -> None:
    assert world.customer().post("/invites/nonsense/acceptance").status == 404


def test_staff_opens_no_invite_links(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    invite = creator.post(f"{path}/invites").content["invite"]
    assert world.owner.post(f"/invites/{invite}/acceptance").code == "not_for_role"
    assert world.staff().post(f"/invites/{invite}/acceptance").status == 404
    assert world.owner.get(f"{path}/participants").items == []


def test_opening_a_link_again_changes_nothing(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    invite = creator.post(f"{path}/invites").content["invite"]
    guest = world.customer()
    assert [who.post(f"/invites/{invite}/acceptance").status for who in (guest, guest, creator)] == [200, 200, 200]
    assert world.owner.get(f"{path}/participants").items == [{"customer": guest.id, "active": True}]


def test_a_removed_participant_can_do_nothing_until_the_link_is_opened_again(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    invite = creator.post(f"{path}/invites").content["invite"]
    guest = world.customer()
    guest.post(f"/invites/{invite}/acceptance")
    message = guest.post(f"{path}/messages", {"body": "Mine"}).content["id"]
    guest.put(f"{path}/favorite")
    assert creator.delete(f"{path}/participants/{guest.id}").status == 204
    before = world.reads(path)
    assert before[3]["items"] == [{"customer": guest.id, "active": False}]
    tried = [
        guest.get(path),
        guest.post(f"{path}/messages", {"body": "x"}),
        guest.patch(f"{path}/messages/{message}", {"body": "x"}),
        guest.post(f"{path}/closure-request"),
        guest.put(f"{path}/favorite"),
        guest.delete(f"{path}/favorite"),
        guest.get(f"{path}/surveys"),
        guest.get(f"{path}/participants"),
    ]
    assert {answer.status for answer in tried} == {404}
    assert guest.get("/favorites").items == []
    assert guest.get(f"/favorites?ticket={path.removeprefix('/tickets/')}").items == []
    assert world.reads(path) == before
    assert guest.post(f"/invites/{invite}/acceptance").status == 200
    assert world.owner.get(f"{path}/participants").items == [{"customer": guest.id, "active": True}]


def test_the_creator_and_staff_by_permission_remove_participants_and_nobody_else(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    guests = [world.participant(path, creator) for _ in range(3)]
    assert guests[0].delete(f"{path}/participants/{guests[1].id}").code == "not_related"
    refused = world.staff("tickets.view_all").delete(f"{path}/participants/{guests[1].id}")
    assert (refused.status, refused.content["requirements"]) == (403, ["F-3"])
    assert creator.delete(f"{path}/participants/{guests[1].id}").status == 204
    assert world.staff("tickets.view_all", "tickets.update").delete(f"{path}/participants/{guests[2].id}").status == 204
    assert [item["active"] for item in creator.get(f"{path}/participants").items] == [True, False, False]


def test_who_never_took_part_cannot_be_removed(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    for id_ in (world.customer().id, creator.id, "u_999", "nonsense"):
        assert creator.delete(f"{path}/participants/{id_}").status == 404


def test_only_the_creator_makes_invite_links(world: World) -> None:
    creator = world.customer()
    path = world.ticket(creator)
    refused = world.participant(path, creator).post(f"{path}/invites")
    assert (refused.status, refused.code, refused.content["requirements"]) == (403, "not_related", ["F-3"])
