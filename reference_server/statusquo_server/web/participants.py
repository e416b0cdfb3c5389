"""Invite links, and the participants that they bring."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint
from sqlalchemy import RowMapping, bindparam, insert, select, update
from statusquo.rules.operations import Operation

from statusquo_server.desk import Done
from statusquo_server.ids import PERSON, TICKET, public_id
from statusquo_server.models import InviteRow, ParticipationRow
from statusquo_server.people import digest, new_token
from statusquo_server.problems import not_found
from statusquo_server.web.endpoint import NOTHING, Call, Description, Reply, endpoint, operation_body

blueprint = Blueprint("participants", __name__)

_INVITED_TO = select(InviteRow.ticket_id).where(InviteRow.token_hash == bindparam("token_hash"))
_OF_TICKET = (
    select(ParticipationRow.id, ParticipationRow.person_id, ParticipationRow.active)
    .where(ParticipationRow.ticket_id == bindparam("ticket"), ParticipationRow.id > bindparam("after"))
    .order_by(ParticipationRow.id)
    .limit(bindparam("limit"))
)
_INSERT_INVITE = insert(InviteRow)
_INSERT_PARTICIPATION = insert(ParticipationRow)
_SET_ACTIVE = (
    update(ParticipationRow)
    .where(ParticipationRow.ticket_id == bindparam("ticket"), ParticipationRow.person_id == bindparam("person"))
    .values(active=bindparam("whether"))
)


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/invites",
    Description(
        "Make an invite link.", "Invite", status=HTTPStatus.CREATED, body=operation_body(Operation.CREATE_INVITE)
    ),
)
def create_invite(call: Call) -> Reply:
    """Make an invite link (F-3)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.CREATE_INVITE)) as done:
        token = new_token()
        done.connection.execute(_INSERT_INVITE, {"token_hash": digest(token), "ticket_id": done.record.id})
        return Reply({"invite": token}, HTTPStatus.CREATED)


@endpoint(
    blueprint,
    "POST",
    "/invites/<invite>/acceptance",
    Description("Open an invite link.", "Acceptance", body=operation_body(Operation.ACCEPT_INVITE)),
)
def accept_invite(call: Call) -> Reply:
    """Open an invite link, and become an active participant (C-7, C-9)."""
    with call.house.database.reading() as connection:
        ticket = connection.execute(_INVITED_TO, {"token_hash": digest(call.names["invite"])}).scalar_one_or_none()
    if ticket is None:
        raise not_found("There is no such invite link.")
    with call.house.desk.perform(call.attempt(ticket, Operation.ACCEPT_INVITE)) as done:
        _take_part(done, call.person.id)
        return Reply({"ticket": public_id(TICKET, done.record.id)})


@endpoint(
    blueprint, "GET", "/tickets/<ticket>/participants", Description("The participants.", "Participant", lists=True)
)
def list_participants(call: Call) -> Reply:
    """The participants of a ticket, former ones too, for whoever sees it (T-1, C-1)."""
    with call.house.desk.look(call.person, call.number("ticket", TICKET)) as seen:
        page = call.page
        wanted = {"ticket": seen.record.id, "after": page.after, "limit": page.wanted}
        return Reply(page.answer(seen.connection.execute(_OF_TICKET, wanted).mappings().all(), _number, _show))


@endpoint(
    blueprint,
    "DELETE",
    "/tickets/<ticket>/participants/<customer>",
    Description(
        "Remove a participant.", status=HTTPStatus.NO_CONTENT, body=operation_body(Operation.REMOVE_PARTICIPANT)
    ),
)
def remove_participant(call: Call) -> Reply:
    """Remove a participant, who is no longer active from then on (F-3, C-2)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.REMOVE_PARTICIPANT)) as done:
        key = {"ticket": done.record.id, "person": call.number("customer", PERSON) or 0, "whether": False}
        if done.connection.execute(_SET_ACTIVE, key).rowcount == 0:
            raise not_found("There is no such participant.")
        return NOTHING


def _take_part(done: Done, person: int) -> None:
    """Make somebody an active participant, unless they belong to the ticket already."""
    if done.record.creator == person or done.record.participates:
        return
    if done.record.participates is None:
        values = {"ticket_id": done.record.id, "person_id": person, "active": True}
        done.connection.execute(_INSERT_PARTICIPATION, values)
        return
    done.connection.execute(_SET_ACTIVE, {"ticket": done.record.id, "person": person, "whether": True})


def _show(row: RowMapping) -> dict[str, Any]:
    return {"customer": public_id(PERSON, row["person_id"]), "active": row["active"]}


def _number(row: RowMapping) -> int:
    return int(row["id"])
