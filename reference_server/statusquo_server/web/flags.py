"""Flags: what a ticket is or is not, whatever its status is."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint
from statusquo.rules.operations import Operation

from statusquo_server.ids import TICKET
from statusquo_server.schemas import IN_PATH
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint, operation_body
from statusquo_server.web.tickets import show_ticket

blueprint = Blueprint("flags", __name__)


@endpoint(
    blueprint,
    "PUT",
    "/tickets/<ticket>/flags/<flag>",
    Description("Set a flag.", "Ticket", body=operation_body(Operation.SET_FLAG)),
)
def set_flag(call: Call) -> Reply:
    """Set a flag; a second time changes nothing."""
    return _mark(call, Operation.SET_FLAG)


@endpoint(
    blueprint,
    "DELETE",
    "/tickets/<ticket>/flags/<flag>",
    Description("Clear a flag.", "Ticket", body=operation_body(Operation.CLEAR_FLAG)),
)
def clear_flag(call: Call) -> Reply:
    """Clear a flag; a second time changes nothing."""
    return _mark(call, Operation.CLEAR_FLAG)


def _mark(call: Call, operation: Operation) -> Reply:
    (name,) = IN_PATH[operation]
    attempt = call.attempt(call.number("ticket", TICKET), operation)
    with call.house.desk.perform(replace(attempt, named={name: call.names["flag"]})) as done:
        return Reply(show_ticket(call, done.record))
