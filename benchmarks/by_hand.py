"""The rules once more, written out as if/elif the way a server would have them without statusquo.

It answers with a code only: no requirement, no rule, no line. Texts, times and statuses are looked at as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from statusquo import Request, Ticket

STATUSES = frozenset(
    (
        "open",
        "in_progress",
        "awaiting_customer",
        "required_test",
        "required_action",
        "resolved",
        "pending_closure",
        "closure_scheduled",
        "closed",
    )
)


def answer(request: Request, ticket: Ticket, now: datetime) -> str:
    """The code of the answer to a request."""
    actor = request.actor
    if actor.role == "staff":
        return _staff(request.action, request.arguments, ticket.status, actor.permissions, actor.relations, now)
    return _customer(request.action, request.arguments, ticket.status, actor.relations)


def _staff(  # noqa: C901, PLR0911, PLR0912 - this is what the rules look like as code
    action: str,
    arguments: Mapping[str, Any],
    status: str,
    permissions: frozenset[str],
    relations: frozenset[str],
    now: datetime,
) -> str:
    if "tickets.view_all" not in permissions and "assignee" not in relations:
        return "not_visible"
    if action in {"see", "favorite"}:
        return "allowed"
    if action == "message":
        if "messages.create" not in permissions:
            return "missing_permission"
        return _text(arguments)
    if action == "change_status":
        if "tickets.change_status" not in permissions:
            return "missing_permission"
        target = arguments.get("status")
        if target not in STATUSES:
            return "unknown_status"
        if target == "closure_scheduled" and status != "closure_scheduled":
            return "status_not_offered"
        return "allowed"
    if action == "assign":
        return "allowed" if "tickets.assign" in permissions else "missing_permission"
    if action == "schedule_closure":
        if "tickets.change_status" not in permissions:
            return "missing_permission"
        if status == "closure_scheduled":
            return "already_scheduled"
        return _time(arguments, now)
    if action == "schedule_deletion":
        if "tickets.delete" not in permissions:
            return "missing_permission"
        return _time(arguments, now)
    if action == "note":
        if "messages.create_internal" not in permissions:
            return "missing_permission"
        return _text(arguments)
    raise ValueError(action)


def _customer(  # noqa: C901, PLR0911 - likewise
    action: str, arguments: Mapping[str, Any], status: str, relations: frozenset[str]
) -> str:
    if action == "open_invite":
        return "status_forbids" if status in {"resolved", "closed"} else "allowed"
    if "creator" not in relations and "participant" not in relations:
        return "not_visible"
    if action in {"see", "favorite"}:
        return "allowed"
    if action == "reply":
        if status == "closed":
            return "status_forbids"
        return _text(arguments)
    if action == "edit_own":
        if "author" not in relations:
            return "not_own"
        if status == "closed":
            return "status_forbids"
        return _text(arguments)
    if action == "request_closure":
        return "status_forbids" if status in {"closed", "pending_closure", "closure_scheduled"} else "allowed"
    if action == "close_now":
        return "allowed" if status == "closure_scheduled" else "status_forbids"
    if action == "change_status":
        return "not_for_role"
    raise ValueError(action)


def _text(arguments: Mapping[str, Any]) -> str:
    text = arguments.get("body")
    if not isinstance(text, str) or not text.strip() or len(text) > 10_000:  # noqa: PLR2004 - the limit of the rules
        return "bad_text"
    return "allowed"


def _time(arguments: Mapping[str, Any], now: datetime) -> str:
    at = arguments.get("at")
    return "allowed" if isinstance(at, datetime) and at.tzinfo is not None and at > now else "bad_time"
