"""The server does all that the second version of the rule language can say. The rules are those of a workshop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from statusquo.rules.operations import TICKET_FIELDS

from tests.reference_server.world import Answer, MakeWorld, Somebody, World

RULES = Path(__file__).parent / "workshop" / "rules.yaml"
DAY = 24 * 3600


@pytest.fixture
def workshop(make_world: MakeWorld) -> World:
    return make_world(rules=RULES)


@pytest.fixture
def owner(workshop: World) -> Somebody:
    """The owner of a car."""
    return workshop.customer()


@pytest.fixture
def mechanic(workshop: World) -> Somebody:
    return workshop.owner


def choose(somebody: Somebody, path: str, status: str, **given: object) -> Answer:
    return somebody.put(f"{path}/status", {"status": status, **given})


def at_work(world: World, owner: Somebody, *statuses: str) -> str:
    """The path of a ticket that has gone this way."""
    path = world.ticket(owner)
    for status in ("in_repair", *statuses):
        assert choose(world.owner, path, status).status == 200
    return path


def ready(world: World, owner: Somebody) -> str:
    path = at_work(world, owner)
    assert world.owner.put(f"{path}/assignee", {"staff": world.owner.id}).status == 200
    assert choose(world.owner, path, "ready", reason="Oil changed.").status == 200
    return path


def handed_over(world: World, owner: Somebody) -> str:
    path = ready(world, owner)
    world.advance(3 * DAY + 1)
    assert owner.get(path).content["status"] == "handed_over"
    return path


# ------------------------------------------------------------------------------------------------------------ flags


def test_flags_are_set_and_cleared_and_shown(workshop: World, owner: Somebody, mechanic: Somebody) -> None:
    path = workshop.ticket(owner)
    assert owner.get(path).content["flags"] == []
    for _ in range(2):
        set_ = mechanic.put(f"{path}/flags/urgent")
        assert (set_.status, set_.content["flags"], set_.content["id"]) == (200, ["urgent"], path.split("/")[2])
    assert mechanic.put(f"{path}/flags/disputed").content["flags"] == ["disputed", "urgent"]
    assert [each["flags"] for each in owner.get("/tickets").items] == [["disputed", "urgent"]]
    for _ in range(2):
        assert mechanic.delete(f"{path}/flags/urgent").content["flags"] == ["disputed"]
    assert owner.get(path).content["flags"] == ["disputed"]


def test_reasons_against_a_flag_speak_in_their_order(workshop: World, owner: Somebody, mechanic: Somebody) -> None:
    path = workshop.ticket(owner)
    powerless = workshop.staff()
    for send in ("put", "delete"):

        def tried(who: Somebody, flag: str, send: str = send) -> tuple[int, str]:
            answer: Answer = getattr(who, send)(f"{path}/flags/{flag}")
            return answer.status, answer.code

        assert tried(workshop.nobody, "nonsense") == (401, "unauthorized")
        assert tried(powerless, "nonsense") == (404, "not_visible")
        assert tried(owner, "nonsense") == (403, "not_for_role")
        assert tried(mechanic, "nonsense") == (422, "unknown_flag")
        assert tried(mechanic, "URGENT") == (422, "unknown_flag")
    wrong = mechanic.put(f"{path}/flags/urgnt")
    assert wrong.content["detail"] == "`flag` has to be one of the flags: disputed, urgent."
    assert mechanic.put("/tickets/t_99/flags/urgent").status == 404
    unreadable = mechanic.send("PUT", f"{path}/flags/urgent", data="{", content_type="application/json")
    assert (unreadable.status, mechanic.get(path).content["flags"]) == (400, [])
    assert mechanic.put(f"{path}/flags/urgent", {"flag": "urgent"}).status == 422


def test_where_rules_have_no_flags_nobody_can_set_one(world: World) -> None:
    path = world.ticket(world.owner)
    assert world.owner.put(f"{path}/flags/any").code == "not_for_role"
    assert world.owner.delete(f"{path}/flags/any").code == "not_for_role"
    assert world.owner.get(f"{path}/links").items == []


# ----------------------------------------------------------------------------------------------------------- guards


def test_a_guard_of_an_action_refuses_and_says_why(workshop: World, owner: Somebody, mechanic: Somebody) -> None:
    path = workshop.ticket(owner)
    mechanic.put(f"{path}/flags/disputed")
    before = workshop.reads(path)
    refused = owner.post(f"{path}/messages", {"body": "Shame!"})
    assert (refused.status, refused.code, refused.content["requirements"]) == (409, "under_dispute", ["W-6"])
    assert refused.content["detail"] == (
        "You can reply only if the ticket is not marked Disputed. Lawyers write on paper."
    )
    assert workshop.customer().post(f"{path}/messages", {"body": ""}).status == 404
    assert owner.post(f"{path}/messages", {"body": ""}).status == 409  # the state of a ticket comes before arguments
    assert workshop.reads(path) == before
    mechanic.delete(f"{path}/flags/disputed")
    assert owner.post(f"{path}/messages", {"body": "Thanks"}).status == 201


def test_a_guard_of_a_transition_refuses_and_says_what_is_missing(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner)
    refused = choose(mechanic, path, "ready", reason="Done.")
    assert (refused.status, refused.code, refused.content["requirements"]) == (409, "condition_unmet", ["W-3"])
    assert refused.content["detail"] == (
        "You can change the status like this only if the ticket is assigned to somebody, and `reason` is given. "
        "Somebody has to answer for it."
    )
    assert mechanic.put(f"{path}/assignee", {"staff": mechanic.id}).status == 200
    missing = choose(mechanic, path, "ready")
    assert (missing.status, missing.code, missing.content["argument"]) == (422, "bad_text", "reason")
    assert missing.content["detail"] == (
        "`reason` has to be a text of at most 30 characters, and not blank. Somebody has to answer for it."
    )
    assert choose(mechanic, path, "ready", reason="x" * 31).content["argument"] == "reason"
    assert choose(mechanic, path, "ready", reason="Done.").content["status"] == "ready"


def test_who_brought_a_ticket_into_its_status_is_known(workshop: World, owner: Somebody, mechanic: Somebody) -> None:
    by_owner, by_mechanic = workshop.ticket(owner), workshop.ticket(owner)
    assert owner.post(f"{by_owner}/closure").content["status"] == "called_off"
    assert choose(mechanic, by_mechanic, "called_off").status == 200
    refused = choose(owner, by_mechanic, "in_repair")
    assert (refused.status, refused.code) == (409, "not_yours")
    assert refused.content["detail"] == (
        "You can call it on again like this only if it was you who brought the ticket into its status."
    )
    assert choose(owner, by_owner, "in_repair").content["status"] == "in_repair"


# ----------------------------------------------------------------------------------------------------- computed aims


@pytest.mark.parametrize("status", ["in_repair", "on_test"])
def test_a_ticket_goes_back_to_where_it_was(workshop: World, owner: Somebody, mechanic: Somebody, status: str) -> None:
    path = at_work(workshop, owner, *([status] if status != "in_repair" else []))
    assert choose(mechanic, path, "no_parts").content["argument"] == "at"
    at = workshop.in_seconds(60)
    waiting = choose(mechanic, path, "no_parts", at=at)
    assert waiting.content["parts_at"][:19] == at[:19]
    workshop.advance(61)
    content = mechanic.get(path).content
    assert (content["status"], content["parts_at"]) == (status, None)


def test_a_bad_time_is_refused_even_where_it_need_not_be_given(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner)
    for at in (workshop.in_seconds(-1), "soon"):
        assert choose(mechanic, path, "on_test", at=at).code == "bad_time"
    assert choose(mechanic, path, "on_test", at=None, reason=None).status == 200


# ----------------------------------------------------------------------------------------------------------- timers


def test_a_timer_repeats_and_then_moves_the_ticket(workshop: World, owner: Somebody) -> None:
    path = ready(workshop, owner)
    calls = []
    for _ in range(2):
        calls.append(owner.get(path).content["next_call"])
        workshop.advance(DAY)
    said = [each["body"] for each in owner.get(f"{path}/messages").items]
    assert said == ["Please fetch it."] * 2
    content = owner.get(path).content
    assert content["status"] == "ready"
    assert calls[0] < calls[1] < content["next_call"]
    workshop.advance(DAY)
    content = owner.get(path).content
    assert (content["status"], content["next_call"]) == ("handed_over", None)
    assert len(owner.get(f"{path}/messages").items) == 2


def test_rounds_that_are_due_together_are_all_counted(workshop: World, owner: Somebody) -> None:
    path = handed_over(workshop, owner)
    times = [each["created_at"] for each in owner.get(f"{path}/messages").items]
    assert len(set(times)) == 2


def test_a_timer_that_only_runs_out_moves_nothing(workshop: World, owner: Somebody) -> None:
    path = handed_over(workshop, owner)
    workshop.advance(8 * DAY)
    assert owner.get(path).content["status"] == "handed_over"
    assert len(owner.get(f"{path}/messages").items) == 2


# ----------------------------------------------------------------------------------------------------- linked tickets


def test_a_reply_in_time_begins_anew(workshop: World, owner: Somebody) -> None:
    path = handed_over(workshop, owner)
    made = owner.post(f"{path}/messages", {"body": "It rattles."})
    assert (made.content["ticket"], owner.get(path).content["status"]) == (path.split("/")[2], "in_repair")
    assert owner.get(f"{path}/links").items == []


def test_a_late_reply_opens_another_ticket_that_is_linked_both_ways(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = handed_over(workshop, owner)
    workshop.advance(8 * DAY)
    before = workshop.reads(path)
    made = owner.post(f"{path}/messages", {"body": "It rattles."})
    assert made.status == 201
    other = f"/tickets/{made.content['ticket']}"
    assert other != path
    assert workshop.reads(path) == before
    shown = owner.get(other).content
    assert (shown["status"], shown["creator"], shown["subject"]) == (
        "arrived",
        owner.id,
        owner.get(path).content["subject"],
    )
    assert [each["id"] for each in owner.get(f"{other}/messages").items] == [made.content["id"]]
    for one, another in ((path, other), (other, path)):
        for who in (owner, mechanic):
            assert who.get(f"{one}/links").items == [{"ticket": another.split("/")[2]}]
        assert workshop.customer().get(f"{one}/links").status == 404
    assert owner.get("/tickets/t_99/links").status == 404


def test_links_come_in_pages_and_only_to_tickets_that_one_sees(workshop: World, owner: Somebody) -> None:
    path = handed_over(workshop, owner)
    workshop.advance(8 * DAY)
    opened = [owner.post(f"{path}/messages", {"body": "It rattles."}).content["ticket"] for _ in range(3)]
    first = owner.get(f"{path}/links?limit=2").content
    rest = owner.get(f"{path}/links?limit=2&cursor={first['next_cursor']}").content
    assert [each["ticket"] for each in first["items"] + rest["items"]] == opened
    assert rest["next_cursor"] is None


# -------------------------------------------------------------------------------------------- statuses shown otherwise


def test_a_role_is_shown_another_status_wherever_statuses_are_shown(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner)
    assert choose(mechanic, path, "no_parts", at=workshop.in_seconds(DAY)).content["status"] == "no_parts"
    assert [each["status"] for each in mechanic.get("/tickets").items] == ["no_parts"]
    assert owner.get(path).content["status"] == "in_repair"
    assert [each["status"] for each in owner.get("/tickets").items] == ["in_repair"]
    refused = owner.post(f"{path}/closure")
    assert (refused.status, refused.code) == (409, "status_forbids")
    assert refused.content["detail"] == "Nobody in your role can call it off in the status 'In repair'."
    unknown = choose(owner, workshop.ticket(owner, "called_off"), "nonsense")
    assert unknown.code == "unknown_status"
    said = [refused.content["detail"], unknown.content["detail"], *map(str, owner.get("/statuses").items)]
    assert not [text for text in said if "no_parts" in text or "parts" in text.lower()]
    assert {each["status"] for each in mechanic.get("/statuses").items} > {
        each["status"] for each in owner.get("/statuses").items
    }
    assert [each["status"] for each in mechanic.get("/statuses").items][3] == "no_parts"


# ---------------------------------------------------------------------------------------------------------- history


def test_the_history_tells_each_change_who_made_it_and_what_was_given(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = ready(workshop, owner)
    began = workshop.now()
    workshop.advance(9 * DAY)
    told = owner.get(f"{path}/history").items
    assert [(each["from"], each["to"], each["by"], each["given"]) for each in told] == [
        ("arrived", "in_repair", mechanic.id, {}),
        ("in_repair", "ready", mechanic.id, {"reason": "Oil changed."}),
        ("ready", "handed_over", None, {}),
    ]
    # What time did happened when it was due, however late it was noticed.
    late = began + timedelta(days=3, seconds=5)
    assert told[2]["at"] < late.isoformat().replace("+00:00", "Z")
    assert workshop.customer().get(f"{path}/history").status == 404
    page = owner.get(f"{path}/history?limit=1").content
    assert owner.get(f"{path}/history?limit=2&cursor={page['next_cursor']}").items == told[1:]


def test_what_is_given_with_anything_else_is_in_the_history_too(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = workshop.ticket(owner)
    mechanic.put(f"{path}/flags/urgent", {"reason": "He limps."})
    mechanic.put(f"{path}/flags/disputed")
    mechanic.post(f"{path}/messages", {"body": "We begin.", "hours": 2})
    mechanic.post(f"{path}/messages", {"body": "We go on."})
    told = owner.get(f"{path}/history").items
    assert [(each["from"], each["to"], each["given"]) for each in told] == [
        ("arrived", "arrived", {"reason": "He limps."}),
        ("arrived", "arrived", {"hours": 2}),
    ]


def test_a_change_that_somebody_cannot_see_is_not_in_their_history(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner, "on_test", "in_repair")
    choose(mechanic, path, "no_parts", at=workshop.in_seconds(60), reason="None left.")
    workshop.advance(61)
    choose(mechanic, path, "on_test")

    def told(who: Somebody) -> list[tuple[str, str]]:
        return [(each["from"], each["to"]) for each in who.get(f"{path}/history").items]

    assert told(mechanic)[3:] == [("in_repair", "no_parts"), ("no_parts", "in_repair"), ("in_repair", "on_test")]
    assert told(owner)[3:] == [("in_repair", "on_test")]


def test_what_was_said_of_a_status_is_told_to_those_only_who_are_shown_it(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner, "on_test")
    choose(mechanic, path, "no_parts", at=workshop.in_seconds(60), reason="None left.")
    given = [who.get(f"{path}/history").items[-1]["given"] for who in (mechanic, owner)]
    assert [each.get("reason") for each in given] == ["None left.", None]
    assert given[1] == {}


def test_no_time_tells_of_a_status_that_somebody_is_not_shown(
    workshop: World, owner: Somebody, mechanic: Somebody
) -> None:
    path = at_work(workshop, owner, "on_test")
    choose(mechanic, path, "no_parts", at=workshop.in_seconds(60), reason="None left.")
    shown = [who.get(path).content for who in (mechanic, owner)]
    assert [each["status"] for each in shown] == ["no_parts", "in_repair"]
    assert shown[0]["parts_at"] is not None
    assert shown[1]["parts_at"] is None


def test_the_api_describes_it(workshop: World) -> None:
    document = workshop.nobody.get("/openapi.json").content
    schemas = document["components"]["schemas"]
    assert schemas["Ticket"]["properties"]["flags"]["items"]["enum"] == ["disputed", "urgent"]
    assert {"parts_at", "next_call"} <= set(schemas["Ticket"]["required"])
    assert set(schemas["SetFlagBody"]["properties"]) == {"reason"}
    assert schemas["ClearFlagBody"]["properties"] == {}
    assert schemas["ChangeStatusBody"]["required"] == ["status"]
    for method in ("put", "delete"):
        described = document["paths"]["/tickets/{ticket}/flags/{flag}"][method]
        assert [each["name"] for each in described["parameters"]] == ["ticket", "flag"]
    assert "/tickets/{ticket}/links" in document["paths"]
    assert "reason" in document["paths"]["/tickets/{ticket}/history"]["get"]["summary"]


def test_the_fields_that_the_language_takes_for_taken_are_those_of_tickets(world: World) -> None:
    ticket = world.owner.get(world.ticket(world.owner)).content
    assert set(ticket) - {"closes_at", "deletes_at"} == set(TICKET_FIELDS)
