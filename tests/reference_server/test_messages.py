from __future__ import annotations

import pytest
from statusquo import load_rules

from tests.reference_server.world import World

STATUSES = tuple(load_rules().statuses)


@pytest.mark.parametrize("status", STATUSES)
def test_staff_writes_in_every_status_and_customers_in_all_but_closed(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    own = customer.post(f"{path}/messages", {"body": "First"})
    message = f"{path}/messages/{own.content['id']}"
    world.move(path, status)
    agent = world.staff("tickets.view_all", "messages.create")
    assert agent.post(f"{path}/messages", {"body": "Hello"}).status == 201
    reply = customer.post(f"{path}/messages", {"body": "Thanks"})
    edit = customer.patch(message, {"body": "Changed"})
    if status == "closed":
        assert [(each.status, each.code) for each in (reply, edit)] == [(409, "status_forbids")] * 2
        assert reply.content["requirements"] == ["C-3"]
        assert edit.content["requirements"] == ["C-4"]
    else:
        assert (reply.status, reply.content["author"]) == (201, customer.id)
        assert (edit.status, edit.content["body"]) == (200, "Changed")
        assert edit.content["edited_at"] is not None
    assert world.owner.get(path).content["status"] == status


def test_messages_are_listed_in_their_order_with_what_the_system_says(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    customer.post(f"{path}/messages", {"body": "One"})
    world.move(path, "closure_scheduled")
    world.owner.post(f"{path}/messages", {"body": "Two"})
    listed = customer.get(f"{path}/messages").items
    assert [(item["kind"], item["author"]) for item in listed] == [
        ("message", customer.id),
        ("system", None),
        ("message", world.owner.id),
    ]
    assert listed[1]["body"].startswith("This ticket will be closed on ")


@pytest.mark.parametrize(("body", "code"), [("", "bad_text"), ("  ", "bad_text"), (None, "bad_text"), (3, "bad_text")])
@pytest.mark.parametrize("end", ["messages", "notes"])
def test_a_message_has_a_text(world: World, end: str, body: object, code: str) -> None:
    path = world.ticket(world.customer())
    refused = world.owner.post(f"{path}/{end}", {"body": body})
    assert (refused.status, refused.code, refused.content["argument"]) == (422, code, "body")


@pytest.mark.parametrize("end", ["messages", "notes"])
def test_a_message_has_ten_thousand_characters_at_most(world: World, end: str) -> None:
    path = world.ticket(world.customer())
    assert world.owner.post(f"{path}/{end}", {"body": "ä" * 10_000}).status == 201
    refused = world.owner.post(f"{path}/{end}", {"body": "ä" * 10_001})
    assert (refused.status, refused.content["requirements"]) == (422, ["F-6"])


def test_a_message_of_the_greatest_length_fits_however_its_characters_are_written(world: World) -> None:
    path = world.ticket(world.owner)
    raw = b'{"body": "' + b"\\ud83c\\udfab" * 10_000 + b'"}'
    written = world.owner.send("POST", f"{path}/messages", data=raw, content_type="application/json")
    assert (written.status, written.content["body"]) == (201, "🎫" * 10_000)


def test_nobody_edits_the_messages_of_others(world: World) -> None:
    customer, editor = world.customer(), world.staff("tickets.view_all", "messages.edit_own", "messages.create")
    path = world.ticket(customer)
    guest = world.participant(path, customer)
    of_customer = f"{path}/messages/{customer.post(f'{path}/messages', {'body': 'Mine'}).content['id']}"
    of_editor = f"{path}/messages/{editor.post(f'{path}/messages', {'body': 'Mine'}).content['id']}"
    for who, message, requirement in (
        (guest, of_customer, "C-5"),
        (customer, of_editor, "C-5"),
        (editor, of_customer, "F-5"),
        (world.owner, of_customer, "F-5"),
    ):
        refused = who.patch(message, {"body": "Yours"})
        assert refused.status == 403
        assert requirement in refused.content["requirements"]
    assert {item["body"] for item in customer.get(f"{path}/messages").items} == {"Mine"}
    assert editor.patch(of_editor, {"body": "Better"}).status == 200


def test_staff_edits_its_own_messages_with_the_permission_only(world: World) -> None:
    agent = world.staff("tickets.view_all", "messages.create")
    path = world.ticket(world.customer())
    message = agent.post(f"{path}/messages", {"body": "Mine"}).content["id"]
    assert agent.patch(f"{path}/messages/{message}", {"body": "Better"}).code == "missing_permission"


def test_nobody_edits_what_the_system_says_and_deleting_it_is_up_to_the_rules(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer, "closure_scheduled")
    message = f"{path}/messages/{customer.get(f'{path}/messages').items[0]['id']}"
    for who in (customer, world.owner):
        refused = who.patch(message, {"body": "Nonsense"})
        assert (refused.status, refused.code) == (403, "not_own")
        assert {"C-5", "F-5"} & set(refused.content["requirements"])
    # Who lacks the permission hears of it, and of nothing else.
    assert world.staff("tickets.view_all").patch(message, {"body": "Nonsense"}).code == "missing_permission"
    assert world.staff("tickets.view_all", "messages.delete_own").delete(message).status == 403
    assert world.owner.delete(message).status == 204


def test_staff_deletes_its_own_messages_or_anybodys_by_permission(world: World) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    agent = world.staff("tickets.view_all", "messages.create", "messages.delete_own")
    of_agent = f"{path}/messages/{agent.post(f'{path}/messages', {'body': 'Mine'}).content['id']}"
    of_customer = f"{path}/messages/{customer.post(f'{path}/messages', {'body': 'Mine'}).content['id']}"
    assert customer.delete(of_customer).code == "not_for_role"
    assert agent.delete(of_customer).status == 403
    assert agent.delete(of_agent).status == 204
    assert agent.delete(of_agent).status == 404
    assert world.staff("tickets.view_all", "messages.delete_any").delete(of_customer).status == 204
    assert customer.get(f"{path}/messages").items == []


@pytest.mark.parametrize("status", STATUSES)
def test_internal_notes_are_never_there_for_customers(world: World, status: str) -> None:
    customer = world.customer()
    path = world.ticket(customer, status)
    noted = world.owner.post(f"{path}/notes", {"body": "Difficult customer"})
    assert (noted.status, noted.content["kind"]) == (201, "note")
    note = f"{path}/messages/{noted.content['id']}"
    assert "note" not in {item["kind"] for item in customer.get(f"{path}/messages").items}
    assert "note" in {item["kind"] for item in world.owner.get(f"{path}/messages").items}
    assert [customer.patch(note, {"body": "x"}).status, customer.delete(note).status] == [404, 404]
    assert customer.post(f"{path}/notes", {"body": "x"}).code == "not_for_role"
    assert world.owner.patch(note, {"body": "Better"}).content["kind"] == "note"


def test_notes_take_a_permission(world: World) -> None:
    path = world.ticket(world.customer())
    refused = world.staff("tickets.view_all", "messages.create").post(f"{path}/notes", {"body": "x"})
    assert (refused.status, refused.content["requirements"]) == (403, ["F-4"])


def test_messages_of_other_tickets_are_not_found(world: World) -> None:
    one, other = world.ticket(world.owner), world.ticket(world.owner)
    message = world.owner.post(f"{one}/messages", {"body": "x"}).content["id"]
    for id_ in (message, "m_999", "t_1", "nonsense", "m_0", "m_-1", "m_99999999999999999999"):
        assert world.owner.patch(f"{other}/messages/{id_}", {"body": "y"}).status == 404
        assert world.owner.delete(f"{other}/messages/{id_}").status == 404


def test_characters_of_every_kind_come_back_as_they_went_in(world: World) -> None:
    path = world.ticket(world.owner)
    body = "ä 漢字 🎫 \u202e \x01 ' \" <b> \\ {at} %s"
    assert world.owner.post(f"{path}/messages", {"body": body}).content["body"] == body
    assert world.owner.get(f"{path}/messages").items[0]["body"] == body
