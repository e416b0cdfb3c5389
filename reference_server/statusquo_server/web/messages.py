"""Messages of a ticket: what people write to each other, internal notes, and what the system says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint
from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from statusquo.rules.operations import Operation

from statusquo_server.ids import MESSAGE, PERSON, TICKET, public_id
from statusquo_server.models import MessageKind, MessageRow
from statusquo_server.times import write_time
from statusquo_server.web.endpoint import NOTHING, Call, Description, Reply, endpoint, operation_body

blueprint = Blueprint("messages", __name__)

_COLUMNS = (
    MessageRow.id,
    MessageRow.ticket_id,
    MessageRow.kind,
    MessageRow.author_id,
    MessageRow.body,
    MessageRow.created_at,
    MessageRow.edited_at,
)
_OF_TICKET = (
    select(*_COLUMNS)
    .where(
        MessageRow.ticket_id == bindparam("ticket"),
        MessageRow.id > bindparam("after"),
        MessageRow.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(MessageRow.id)
    .limit(bindparam("limit"))
)
_ONE = select(*_COLUMNS).where(MessageRow.id == bindparam("message"))
_INSERT = insert(MessageRow).returning(*_COLUMNS)
_EDIT = update(MessageRow).where(MessageRow.id == bindparam("message"))
_EDIT = _EDIT.values(body=bindparam("text"), edited_at=bindparam("now"))
_DELETE = delete(MessageRow).where(MessageRow.id == bindparam("message"))


@endpoint(blueprint, "GET", "/tickets/<ticket>/messages", Description("The messages.", "Message", lists=True))
def list_messages(call: Call) -> Reply:
    """The messages of a ticket, with the internal notes for those who may read them (T-1, C-1, F-4)."""
    desk = call.house.desk
    with desk.look(call.person, call.number("ticket", TICKET)) as seen:
        page = call.page
        kinds = [kind for kind in MessageKind if desk.reads(seen.actor, kind, seen.record, seen.now)]
        wanted = {"ticket": seen.record.id, "after": page.after, "kinds": kinds, "limit": page.wanted}
        return Reply(page.answer(seen.connection.execute(_OF_TICKET, wanted).mappings().all(), _number, _show))


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/messages",
    Description(
        "Write a message. Where the rules say that it opens another ticket, it is written there: `ticket` tells.",
        "Message",
        status=HTTPStatus.CREATED,
        body=operation_body(Operation.POST_MESSAGE),
    ),
)
def post_message(call: Call) -> Reply:
    """Write a message (T-2, C-3, F-6), which may open another ticket and be written there, if the rules say so."""
    return _write(call, Operation.POST_MESSAGE, MessageKind.MESSAGE)


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/notes",
    Description(
        "Write an internal note.", "Message", status=HTTPStatus.CREATED, body=operation_body(Operation.POST_NOTE)
    ),
)
def post_note(call: Call) -> Reply:
    """Write an internal note (F-4, F-6)."""
    return _write(call, Operation.POST_NOTE, MessageKind.NOTE)


@endpoint(
    blueprint,
    "PATCH",
    "/tickets/<ticket>/messages/<message>",
    Description("Edit a message.", "Message", body=operation_body(Operation.EDIT_MESSAGE)),
)
def edit_message(call: Call) -> Reply:
    """Edit a message (C-4, C-5, F-5, F-6)."""
    message = call.number("message", MESSAGE) or 0
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.EDIT_MESSAGE, message)) as done:
        done.connection.execute(_EDIT, {"message": message, "text": done.fields["body"], "now": done.now})
        return Reply(_show(done.connection.execute(_ONE, {"message": message}).mappings().one()))


@endpoint(
    blueprint,
    "DELETE",
    "/tickets/<ticket>/messages/<message>",
    Description("Delete a message.", status=HTTPStatus.NO_CONTENT, body=operation_body(Operation.DELETE_MESSAGE)),
)
def delete_message(call: Call) -> Reply:
    """Delete a message (F-5)."""
    message = call.number("message", MESSAGE) or 0
    with call.house.desk.perform(
        call.attempt(call.number("ticket", TICKET), Operation.DELETE_MESSAGE, message)
    ) as done:
        done.connection.execute(_DELETE, {"message": message})
        return NOTHING


def _write(call: Call, operation: Operation, kind: MessageKind) -> Reply:
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), operation)) as done:
        values = {
            "ticket_id": done.written_on,
            "kind": kind,
            "author_id": call.person.id,
            "body": done.fields["body"],
            "created_at": done.now,
        }
        written = done.connection.execute(_INSERT, values).mappings().one()
        return Reply(_show(written), HTTPStatus.CREATED)


def _show(row: RowMapping) -> dict[str, Any]:
    return {
        "id": public_id(MESSAGE, row["id"]),
        "ticket": public_id(TICKET, row["ticket_id"]),
        "kind": row["kind"],
        "author": None if row["author_id"] is None else public_id(PERSON, row["author_id"]),
        "body": row["body"],
        "created_at": write_time(row["created_at"]),
        "edited_at": write_time(row["edited_at"]),
    }


def _number(row: RowMapping) -> int:
    return int(row["id"])
