"""Tickets: opening, reading and listing them, their status, their assignee, their schedules."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint
from statusquo.rules.operations import Operation

from statusquo_server import store
from statusquo_server.desk import Done
from statusquo_server.ids import PERSON, TICKET, public_id, row_number
from statusquo_server.people import Person, find_by_id
from statusquo_server.problems import bad_value
from statusquo_server.store import Record
from statusquo_server.times import write_time
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint, operation_body

blueprint = Blueprint("tickets", __name__)


@endpoint(
    blueprint,
    "POST",
    "/tickets",
    Description("Open a ticket.", "Ticket", status=HTTPStatus.CREATED, body=operation_body(Operation.CREATE_TICKET)),
)
def create_ticket(call: Call) -> Reply:
    """Open a ticket (S-3, F-2)."""
    record = call.house.desk.create(call.person, call.body)
    location = f"/tickets/{public_id(TICKET, record.id)}"
    return Reply(show_ticket(call, record), HTTPStatus.CREATED, {"Location": location})


@endpoint(blueprint, "GET", "/tickets", Description("The tickets that one sees.", "Ticket", lists=True))
def list_tickets(call: Call) -> Reply:
    """The tickets that the caller sees (T-1, C-1, C-2)."""
    desk, page = call.house.desk, call.page
    with desk.overlook() as overview:
        visible = desk.visible(overview, call.person, page.after)
        return Reply(page.answer(visible, _number, lambda record: show_ticket(call, record)))


@endpoint(blueprint, "GET", "/tickets/<ticket>", Description("A ticket.", "Ticket"))
def read_ticket(call: Call) -> Reply:
    """A ticket, for those who see it (T-1, C-1, C-2)."""
    with call.house.desk.look(call.person, call.number("ticket", TICKET)) as seen:
        return Reply(show_ticket(call, seen.record))


@endpoint(
    blueprint,
    "PUT",
    "/tickets/<ticket>/status",
    Description("Choose another status.", "Ticket", body=operation_body(Operation.CHANGE_STATUS)),
)
def change_status(call: Call) -> Reply:
    """Choose another status (T-3, T-6, C-10)."""
    return _move(call, Operation.CHANGE_STATUS)


@endpoint(
    blueprint,
    "PUT",
    "/tickets/<ticket>/assignee",
    Description("Assign the ticket.", "Ticket", body=operation_body(Operation.ASSIGN)),
)
def assign(call: Call) -> Reply:
    """Assign a ticket (T-4, C-10)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.ASSIGN)) as done:
        assignee = _assignee(call, done)
        store.set_assignee(done.connection, done.record.id, assignee.id)
        return Reply(show_ticket(call, replace(done.record, assignee=assignee.id)))


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/closure-request",
    Description("Ask for the closure.", "Ticket", body=operation_body(Operation.REQUEST_CLOSURE)),
)
def request_closure(call: Call) -> Reply:
    """Ask for the closure of a ticket (C-6, A-5)."""
    return _move(call, Operation.REQUEST_CLOSURE)


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/closure",
    Description("Close the ticket at once.", "Ticket", body=operation_body(Operation.CLOSE_NOW)),
)
def close_now(call: Call) -> Reply:
    """Close a ticket at once, where a closure is scheduled (A-6)."""
    return _move(call, Operation.CLOSE_NOW)


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/closure-schedule",
    Description("Schedule the closure.", "Ticket", body=operation_body(Operation.SCHEDULE_CLOSURE)),
)
def schedule_closure(call: Call) -> Reply:
    """Schedule the closure of a ticket (T-7, T-8, T-9)."""
    return _move(call, Operation.SCHEDULE_CLOSURE)


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/deletion-schedule",
    Description("Schedule the deletion.", "Ticket", body=operation_body(Operation.SCHEDULE_DELETION)),
)
def schedule_deletion(call: Call) -> Reply:
    """Schedule the deletion of a ticket (A-2, T-9)."""
    return _move(call, Operation.SCHEDULE_DELETION)


def show_ticket(call: Call, record: Record) -> dict[str, Any]:
    """A ticket as the caller sees it, with a field for every timer that the rules show.

    Some people are shown another status than the ticket has, if the rules say so.
    """
    rules = call.house.rulebook.rules
    timers = rules.timers
    status = rules.shown(call.person.role, record.state.status)
    shown: dict[str, str | None] = {timer.shown_as: None for timer in timers.values() if timer.shown_as is not None}
    # Where several timers are shown in one field, it is the next of them that counts.
    for running in sorted(record.state.timers, key=lambda timer: timer.due_at, reverse=True):
        field = timers[running.name].shown_as
        # A timer that does not run in the status that somebody is shown would tell them of another.
        if field is not None and status in timers[running.name].runs_in:
            shown[field] = write_time(running.due_at)
    return {
        "id": public_id(TICKET, record.id),
        "subject": record.subject,
        "status": status,
        "creator": public_id(PERSON, record.creator),
        "assignee": None if record.assignee is None else public_id(PERSON, record.assignee),
        **shown,
        "flags": [flag for flag in rules.flags if flag in record.state.flags],
        "created_at": write_time(record.created_at),
    }


def _move(call: Call, operation: Operation) -> Reply:
    """An operation that is all the rules' business."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), operation)) as done:
        return Reply(show_ticket(call, done.record))


def _assignee(call: Call, done: Done) -> Person:
    """The person to assign a ticket to: somebody in a role that can be assigned to one."""
    number = row_number(PERSON, done.fields["staff"])
    person = None if number is None else find_by_id(done.connection, number)
    if person is None or person.role not in call.house.rulebook.kinds.assignable:
        raise bad_value("staff", "`staff` has to be the id of somebody who can be assigned.", "unknown_staff")
    return person


def _number(record: Record) -> int:
    return record.id
