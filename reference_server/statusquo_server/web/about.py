"""What one can know of the server itself: that it runs, what its API is, which statuses there are, what time it has."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, current_app

from statusquo_server.clock import AdvancingClock
from statusquo_server.ids import TICKET, public_id
from statusquo_server.openapi import document_of
from statusquo_server.problems import Problem, bad_value, forbidden, not_found
from statusquo_server.times import write_time
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint

blueprint = Blueprint("about", __name__)


@endpoint(blueprint, "GET", "/health", Description("Whether the server runs.", "Health", is_open=True))
def health(call: Call) -> Reply:
    """Whether the server runs and reaches its database."""
    with call.house.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    return Reply({"status": "ok"})


@endpoint(blueprint, "GET", "/openapi.json", Description("This description.", is_open=True))
def openapi(call: Call) -> Reply:
    """The description of the API (OpenAPI 3.1)."""
    return Reply(document_of(current_app, call.house.rulebook))


@endpoint(blueprint, "GET", "/statuses", Description("The statuses that tickets can have.", "Status", lists=True))
def list_statuses(call: Call) -> Reply:
    """The statuses of the rules, in their order (S-2, S-4), without those that the caller never sees on a ticket."""
    page, rulebook = call.page, call.house.rulebook
    known = [rulebook.rules.statuses[name] for name in rulebook.visible_statuses(call.person.role)]
    statuses = list(enumerate(known, start=1))
    return Reply(
        page.answer(
            statuses[page.after :],
            lambda each: each[0],
            lambda each: {"status": each[1].name, "label": each[1].label, "meaning": each[1].meaning},
        )
    )


@endpoint(blueprint, "GET", "/test-clock", Description("What time the test clock has.", "Now", refusals=(404,)))
def read_clock(call: Call) -> Reply:
    """What time it is, where there is a test clock."""
    return Reply({"now": write_time(_test_clock(call).now())})


@endpoint(
    blueprint,
    "POST",
    "/test-clock/advance",
    Description("Advance the test clock.", "Now", body="Advance", refusals=(403, 404, 500)),
)
def advance_clock(call: Call) -> Reply:
    """Let time pass, and all happen that is due then (A-1, A-3). It is for who holds every permission."""
    clock = _test_clock(call)
    if not call.house.rulebook.kinds.administers(call.person):
        raise forbidden("Only somebody who holds every permission advances the clock.")
    seconds: float = call.body.checked()["seconds"]
    try:
        clock.advance(timedelta(seconds=seconds))
    except OverflowError as error:
        raise bad_value("seconds", "There is no such time.") from error
    failed = call.house.desk.settle_all()
    call.house.desk.on_schedule()
    if failed:
        tickets = ", ".join(public_id(TICKET, ticket) for ticket in sorted(failed))
        message = f"The clock was advanced, but what is due could not be applied to {tickets}. The log says why."
        raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "not_settled", message)
    return Reply({"now": write_time(clock.now())})


def _test_clock(call: Call) -> AdvancingClock:
    clock = call.house.clock
    if not isinstance(clock, AdvancingClock):
        raise not_found("The server was started without a test clock.")
    return clock
