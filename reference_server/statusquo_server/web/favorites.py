"""Favorites: tickets that somebody wants at hand."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, request
from sqlalchemy import bindparam, delete, select
from statusquo.rules.operations import Operation

from statusquo_server import store
from statusquo_server.desk import BATCH, Overview
from statusquo_server.ids import TICKET, public_id, row_number
from statusquo_server.models import FavoriteRow
from statusquo_server.web.endpoint import NOTHING, Call, Description, Reply, endpoint, operation_body

blueprint = Blueprint("favorites", __name__)

_REMOVE = delete(FavoriteRow).where(
    FavoriteRow.ticket_id == bindparam("ticket"), FavoriteRow.person_id == bindparam("person")
)
_OF_PERSON = (
    select(FavoriteRow.ticket_id)
    .where(FavoriteRow.person_id == bindparam("person"), FavoriteRow.ticket_id > bindparam("after"))
    .order_by(FavoriteRow.ticket_id)
    .limit(BATCH)
)
_IS_FAVORITE = select(FavoriteRow.ticket_id).where(
    FavoriteRow.person_id == bindparam("person"), FavoriteRow.ticket_id == bindparam("ticket")
)


@endpoint(
    blueprint,
    "PUT",
    "/tickets/<ticket>/favorite",
    Description("Make the ticket a favorite.", status=NOTHING.status, body=operation_body(Operation.ADD_FAVORITE)),
)
def add_favorite(call: Call) -> Reply:
    """Make a ticket one's favorite; a second time changes nothing (F-7)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.ADD_FAVORITE)):
        return NOTHING


@endpoint(
    blueprint,
    "DELETE",
    "/tickets/<ticket>/favorite",
    Description("Have the ticket no longer as a favorite.", status=NOTHING.status),
)
def remove_favorite(call: Call) -> Reply:
    """Take a ticket off one's favorites, which is open to whoever sees it (F-7)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.READ_TICKET)) as done:
        done.connection.execute(_REMOVE, {"ticket": done.record.id, "person": call.person.id})
        return NOTHING


@endpoint(
    blueprint,
    "GET",
    "/favorites",
    Description("One's favorites.", "Favorite", lists=True, query={"ticket": "Only this ticket."}),
)
def list_favorites(call: Call) -> Reply:
    """The caller's favorites, of the tickets that the caller still sees; with ``?ticket=`` that one only (F-7)."""
    with call.house.desk.overlook() as overview:
        return Reply(call.page.answer(_favorites(call, overview), int, _show))


def _favorites(call: Call, overview: Overview) -> Iterator[int]:
    connection = overview.connection
    key = {"person": call.person.id}
    if "ticket" in request.args:
        ticket = row_number(TICKET, request.args["ticket"])
        found = connection.execute(_IS_FAVORITE, {**key, "ticket": ticket}).scalars().all() if ticket else []
        yield from (number for number in found if number > call.page.after and _sees(call, overview, number))
        return
    after = call.page.after
    while numbers := connection.execute(_OF_PERSON, {**key, "after": after}).scalars().all():
        yield from (number for number in numbers if _sees(call, overview, number))
        after = numbers[-1]


def _sees(call: Call, overview: Overview, ticket: int) -> bool:
    record = store.load(overview.connection, ticket, call.person.id, lock=False)
    return record is not None and call.house.desk.shows(overview, call.person, record)


def _show(ticket: int) -> dict[str, str]:
    return {"ticket": public_id(TICKET, ticket)}
