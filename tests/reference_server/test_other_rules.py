"""The server follows whatever rules it is given: it knows their language and none of their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from statusquo import load_rules
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from tests.reference_server.world import MakeWorld, Somebody, World, copy_of_rules

RENAMED = {
    "statuses": (("required_test", "to_try"), ("closure_scheduled", "ends_soon"), ("in_progress", "busy")),
    "permissions": (("tickets.view_all", "all.see"), ("tickets.change_status", "move"), ("csat.view", "stars")),
    "relations": (
        ("creator", "opener"),
        ("assignee", "handler"),
        ("author", "writer"),
        ("[opener, participant", "[opener, guest"),
        ("  participant:\n    label", "  guest:\n    label"),
    ),
    "roles": (("staff", "agent"), ("customer", "client")),
    "actions": (("edit_own", "amend"), ("reply", "answer"), ("open_invite", "enter")),
    "timers": (("timer: closure,", "timer: end,"), ("  closure:\n    label", "  end:\n    label")),
}


@pytest.mark.parametrize("kind", RENAMED)
def test_renaming_anything_changes_nothing(make_world: MakeWorld, tmp_path: Path, kind: str) -> None:
    path = copy_of_rules(tmp_path, *RENAMED[kind])
    rules = load_rules(path)
    world = make_world(rules=path)
    live_through_everything(world, rules)


def test_the_rules_of_the_package_are_lived_through_likewise(world: World) -> None:
    live_through_everything(world, load_rules())


def live_through_everything(world: World, rules: RuleSet) -> None:
    """Use every operation once, allowed and refused, with no name that does not come from the rules."""
    scheduled = next(each for each in rules.transitions if each.starts and rules.timers[each.starts].to)
    assert scheduled.to is not None
    ended = rules.timers[scheduled.starts or ""].to
    asked = next(
        each
        for each in rules.transitions
        if rules.actions[each.role, each.action].operation == Operation.REQUEST_CLOSURE
    )
    creator = world.customer()
    path = world.ticket(creator)
    assert creator.get(path).content["status"] == rules.initial
    for status in rules.statuses:
        expected = 422 if status == scheduled.to else 200
        assert world.owner.put(f"{path}/status", {"status": status}).status == expected
    world.move(path, rules.initial)

    stranger, agent = world.customer(), world.staff()
    assert [who.get(path).status for who in (stranger, agent)] == [404, 404]
    invite = creator.post(f"{path}/invites").content["invite"]
    assert stranger.post(f"/invites/{invite}/acceptance").status == 200
    assert world.owner.put(f"{path}/assignee", {"staff": agent.id}).status == 200
    assert [who.get(path).status for who in (stranger, agent)] == [200, 200]

    message = stranger.post(f"{path}/messages", {"body": "x"}).content["id"]
    assert creator.patch(f"{path}/messages/{message}", {"body": "y"}).code == "not_own"
    assert stranger.patch(f"{path}/messages/{message}", {"body": "y"}).status == 200
    assert world.owner.post(f"{path}/notes", {"body": "x"}).status == 201
    assert [len(who.get(f"{path}/messages").items) for who in (creator, world.owner)] == [1, 2]
    assert agent.post(f"{path}/messages", {"body": "x"}).code == "missing_permission"
    assert creator.delete(f"{path}/participants/{stranger.id}").status == 204
    assert stranger.get(path).status == 404

    assert creator.put(f"{path}/favorite").status == 204
    assert creator.post(f"{path}/closure-request").content["status"] == asked.to
    assert creator.post(f"{path}/closure-request").code == "status_forbids"
    assert world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(60)}).content["status"] == scheduled.to
    assert world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(60)}).code == "already_scheduled"
    assert len(creator.get("/favorites").items) == 1
    world.advance(61)
    assert creator.get(path).content["status"] == ended
    assert creator.get("/favorites").items == []
    assert creator.post(f"{path}/messages", {"body": "x"}).code == "status_forbids"
    assert creator.post(f"{path}/survey-submission", {"rating": 4}).status == 200
    assert len(world.owner.get(f"{path}/surveys").items) == 1
    assert agent.get(f"{path}/surveys").status == 403
    assert world.owner.post(f"{path}/deletion-schedule", {"at": world.in_seconds(60)}).status == 200
    world.advance(61)
    assert world.owner.get(path).status == 404


def test_a_flipped_cell_is_followed(make_world: MakeWorld, tmp_path: Path) -> None:
    line = "      closed:            [allow, deny,  deny,     deny,            deny]"
    world = make_world(rules=copy_of_rules(tmp_path, (line, line.replace("deny, ", "allow,", 1))))
    customer = world.customer()
    path = world.ticket(customer, "closed")
    assert customer.post(f"{path}/messages", {"body": "x"}).status == 201


def test_a_reply_that_reopens_and_a_ticket_that_ends_by_silence_are_followed(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    reopening = "  reopen: {by: customer, action: reply, from: awaiting_customer, to: open, requirements: [A-14]}\n"
    silence = """
  silence:
    label: silence
    subject: closure-schedule
    shown_as: closes_at
    runs_in: awaiting_customer
    after: {days: 3}
    restarted_by: [{by: staff, action: message}]
    when_due: {to: resolved}
    requirements: [S-2]
    cancelled: [S-2]
"""
    # Two timers in one field: what shows is the next of them.
    patience = silence.replace("silence", "patience").replace("days: 3", "days: 9").removeprefix("\n")
    silence += patience
    timers = f"{reopening}\ntimers:{silence}"
    rules = copy_of_rules(tmp_path, ("      keeps_status: [A-14]\n", ""), ("\ntimers:\n", timers))
    world = make_world(rules=rules)
    customer = world.customer()
    path = world.ticket(customer, "awaiting_customer")
    first = customer.get(path).content["closes_at"]
    assert world.in_seconds(2 * 24 * 3600) < first < world.in_seconds(4 * 24 * 3600)
    world.advance(24 * 3600)
    world.owner.post(f"{path}/messages", {"body": "Still there?"})
    assert customer.get(path).content["closes_at"] > first
    assert customer.post(f"{path}/messages", {"body": "Yes"}).status == 201
    content = customer.get(path).content
    assert (content["status"], content["closes_at"]) == ("open", None)
    world.move(path, "awaiting_customer")
    world.advance(3 * 24 * 3600 + 1)
    assert customer.get(path).content["status"] == "resolved"


def test_what_the_rules_take_besides_is_part_of_the_body(make_world: MakeWorld, tmp_path: Path) -> None:
    taken = "        status: {type: status}\n"
    more = (
        taken
        + "        reason: {type: text, longest: 20}\n        effort: {type: integer, from: 1, to: 9, optional: true}\n"
    )
    world = make_world(rules=copy_of_rules(tmp_path, (taken, more)))
    schema = world.nobody.get("/openapi.json").content["components"]["schemas"]["ChangeStatusBody"]
    assert sorted(schema["properties"]) == ["effort", "reason", "status"]
    assert sorted(schema["required"]) == ["reason", "status"]
    path = world.ticket(world.owner)
    assert world.owner.put(f"{path}/status", {"status": "closed"}).content["argument"] == "reason"
    bad = world.owner.put(f"{path}/status", {"status": "closed", "reason": "done", "effort": 10})
    assert (bad.status, bad.content["argument"]) == (422, "effort")
    good = {"status": "closed", "reason": "done", "effort": 9}
    assert world.owner.put(f"{path}/status", good).content["status"] == "closed"


def test_the_text_of_a_message_is_its_body_whatever_the_rules_call_it(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(rules=copy_of_rules(tmp_path, ("        body: {", "        words: {"), ("comment: {", "why: {")))
    customer = world.customer()
    path = world.ticket(customer)
    made = customer.post(f"{path}/messages", {"body": "x"})
    assert (made.status, made.content["body"]) == (201, "x")
    assert customer.post(f"{path}/messages", {"words": "x"}).status == 422
    assert customer.post(f"{path}/messages", {"body": "x" * 10_001}).content["argument"] == "words"
    world.move(path, "resolved")
    assert customer.post(f"{path}/survey-submission", {"rating": 1, "comment": "c"}).content["comment"] == "c"


def test_an_operation_that_no_rule_offers_is_refused_to_those_who_see_the_ticket(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    text = copy_of_rules(tmp_path).read_text(encoding="utf-8")
    start = text.index("    close_now:\n      operation")
    text = text[:start] + text[text.index("    open_invite:\n      operation") :]
    start = text.index("  customer_closing:\n")
    text = text[:start] + text[text.index("  staff_besides:\n    title") :]
    start = text.index("  close_now:\n    by: customer")
    text = text[:start] + text[text.index("# ---", start) :]
    text = text.replace("requirements: [A-5]", "requirements: [A-5, A-6]")
    rules = tmp_path / "rules.yaml"
    rules.write_text(text, encoding="utf-8")
    world = make_world(rules=rules)
    customer = world.customer()
    path = world.ticket(customer)
    assert customer.post(f"{path}/closure").code == "not_for_role"
    assert world.customer().post(f"{path}/closure").status == 404


def test_a_role_without_an_action_is_not_confused_by_another_one_of_that_name(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    # Staff's way of closing at once is called as the customers' way of asking is.
    world = make_world(
        rules=copy_of_rules(
            tmp_path,
            ("    note:\n      operation: post_note", "    reply:\n      operation: post_note"),
            ("actions: [note, read_notes]", "actions: [read_notes]"),
            ("[note,  read_notes", "[reply, read_notes"),
        )
    )
    customer = world.customer()
    path = world.ticket(customer)
    assert customer.post(f"{path}/notes", {"body": "x"}).code == "not_for_role"
    assert world.customer().post(f"{path}/notes", {"body": "x"}).status == 404
    assert world.owner.post(f"{path}/notes", {"body": "x"}).content["kind"] == "note"
    assert customer.post(f"{path}/messages", {"body": "x"}).content["kind"] == "message"


def test_nobody_edits_what_the_system_says_even_where_everybody_edits_everything(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    world = make_world(
        rules=copy_of_rules(tmp_path, ("      needs: author\n", "      needs: {any: [creator, author]}\n"))
    )
    customer = world.customer()
    path = world.ticket(customer)
    world.owner.post(f"{path}/messages", {"body": "x"})
    world.move(path, "closure_scheduled")
    messages = [f"{path}/messages/{item['id']}" for item in customer.get(f"{path}/messages").items]
    assert [customer.patch(message, {"body": "y"}).status for message in messages] == [200, 403]


def test_people_are_seeded_for_roles_whatever_they_are_called(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(rules=copy_of_rules(tmp_path, *RENAMED["roles"]))
    assert world.owner.get("/me").content["role"] == "agent"
    assert isinstance(world.customer(), Somebody)
    assert {item["role"] for item in world.owner.get("/customers").items} == {"client"}
