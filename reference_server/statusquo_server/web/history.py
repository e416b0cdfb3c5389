"""What has become of a ticket: its changes of status, what was given with them, and the tickets linked to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint
from sqlalchemy import RowMapping, bindparam, select, union

from statusquo_server import store
from statusquo_server.desk import BATCH, Overview, Seen
from statusquo_server.ids import PERSON, TICKET, public_id
from statusquo_server.models import ChangeRow, LinkRow
from statusquo_server.times import write_time
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint

blueprint = Blueprint("history", __name__)

_CHANGES = (
    select(ChangeRow.id, ChangeRow.person_id, ChangeRow.source, ChangeRow.target, ChangeRow.given, ChangeRow.changed_at)
    .where(ChangeRow.ticket_id == bindparam("ticket"), ChangeRow.id > bindparam("after"))
    .order_by(ChangeRow.id)
    .limit(BATCH)
)
_LINKS = union(
    select(LinkRow.opened_id.label("number")).where(LinkRow.ticket_id == bindparam("ticket")),
    select(LinkRow.ticket_id).where(LinkRow.opened_id == bindparam("ticket")),
).order_by("number")


@endpoint(
    blueprint,
    "GET",
    "/tickets/<ticket>/history",
    Description(
        "What has become of the ticket: every change of its status, and what was given with what somebody did and "
        "stands nowhere else, such as a reason.",
        "Change",
        lists=True,
    ),
)
def list_history(call: Call) -> Reply:
    """The changes of a ticket, for those who see it. A change between two statuses that look alike to them is none."""
    with call.house.desk.look(call.person, call.number("ticket", TICKET)) as seen:
        changes = (row for row in _changes(seen, call.page.after) if _is_seen(call, row))
        return Reply(call.page.answer(changes, _number, lambda row: _show(call, row)))


@endpoint(
    blueprint,
    "GET",
    "/tickets/<ticket>/links",
    Description("The tickets that are linked to this one, of those that one sees.", "Link", lists=True),
)
def list_links(call: Call) -> Reply:
    """The tickets that were opened from a ticket, and the one that it was opened from."""
    desk = call.house.desk
    with desk.overlook() as overview:
        record = desk.sight(overview, call.person, call.number("ticket", TICKET))
        linked = _links(call, overview, record.id)
        return Reply(call.page.answer(linked, int, lambda number: {"ticket": public_id(TICKET, number)}))


def _changes(seen: Seen, after: int) -> Iterator[RowMapping]:
    key = {"ticket": seen.record.id}
    while rows := seen.connection.execute(_CHANGES, {**key, "after": after}).mappings().all():
        yield from rows
        after = _number(rows[-1])


def _links(call: Call, overview: Overview, ticket: int) -> Iterator[int]:
    numbers = overview.connection.execute(_LINKS, {"ticket": ticket}).scalars().all()
    for number in numbers:
        record = store.load(overview.connection, number, call.person.id, lock=False)
        if number > call.page.after and record is not None and call.house.desk.shows(overview, call.person, record):
            yield number


def _is_seen(call: Call, row: RowMapping) -> bool:
    """Whether a change is one in the caller's eyes."""
    if row["source"] == row["target"]:
        return _is_shown_as_it_is(call, row)
    return _shown(call, row["source"]) != _shown(call, row["target"])


def _shown(call: Call, status: str) -> str:
    """A status as the caller is shown it. The rules may since have lost it."""
    rules = call.house.rulebook.rules
    return rules.shown(call.person.role, status) if status in rules.statuses else status


def _show(call: Call, row: RowMapping) -> dict[str, Any]:
    return {
        "at": write_time(row["changed_at"]),
        "by": None if row["person_id"] is None else public_id(PERSON, row["person_id"]),
        "from": _shown(call, row["source"]),
        "to": _shown(call, row["target"]),
        "given": row["given"] if _is_shown_as_it_is(call, row) else {},
    }


def _is_shown_as_it_is(call: Call, row: RowMapping) -> bool:
    """Whether a change is no other one in the caller's eyes: what was said of a status tells which one it is."""
    return all(_shown(call, row[key]) == row[key] for key in ("source", "target"))


def _number(row: RowMapping) -> int:
    return int(row["id"])
