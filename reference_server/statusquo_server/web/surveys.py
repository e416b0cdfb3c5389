"""Satisfaction surveys of a ticket."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy import RowMapping, bindparam, select
from statusquo.rules.operations import Operation

from statusquo_server.ids import SURVEY, TICKET, public_id
from statusquo_server.models import SurveyRow
from statusquo_server.times import write_time
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint, operation_body

blueprint = Blueprint("surveys", __name__)

_COLUMNS = (SurveyRow.id, SurveyRow.opened_at, SurveyRow.submitted_at, SurveyRow.rating, SurveyRow.comment)
_OF_TICKET = (
    select(*_COLUMNS)
    .where(SurveyRow.ticket_id == bindparam("ticket"), SurveyRow.id > bindparam("after"))
    .order_by(SurveyRow.id)
    .limit(bindparam("limit"))
)
_LAST_SUBMITTED = (
    select(*_COLUMNS)
    .where(SurveyRow.ticket_id == bindparam("ticket"), SurveyRow.submitted_at.is_not(None))
    .order_by(SurveyRow.id.desc())
    .limit(1)
)


@endpoint(
    blueprint,
    "GET",
    "/tickets/<ticket>/surveys",
    Description("The surveys.", "Survey", lists=True, refusals=(403, 409)),
)
def list_surveys(call: Call) -> Reply:
    """The surveys of a ticket (F-7)."""
    with call.house.desk.look(call.person, call.number("ticket", TICKET), Operation.LIST_SURVEYS) as seen:
        page = call.page
        wanted = {"ticket": seen.record.id, "after": page.after, "limit": page.wanted}
        return Reply(page.answer(seen.connection.execute(_OF_TICKET, wanted).mappings().all(), _number, _show))


@endpoint(
    blueprint,
    "POST",
    "/tickets/<ticket>/survey-submission",
    Description("Submit the survey that waits.", "Survey", body=operation_body(Operation.SUBMIT_SURVEY)),
)
def submit_survey(call: Call) -> Reply:
    """Submit the survey that waits (A-15, F-7)."""
    with call.house.desk.perform(call.attempt(call.number("ticket", TICKET), Operation.SUBMIT_SURVEY)) as done:
        # Only the newest survey can have waited, so the newest that is submitted is the one.
        return Reply(_show(done.connection.execute(_LAST_SUBMITTED, {"ticket": done.record.id}).mappings().one()))


def _show(row: RowMapping) -> dict[str, Any]:
    return {
        "id": public_id(SURVEY, row["id"]),
        "submitted": row["submitted_at"] is not None,
        "created_at": write_time(row["opened_at"]),
        "rating": row["rating"],
        "comment": row["comment"],
    }


def _number(row: RowMapping) -> int:
    return int(row["id"])
