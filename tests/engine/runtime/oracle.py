"""The contract's two tables, written out once more, and an answer worked out from them without the engine.

Nothing in here reads the rule file: where the rules or the engine stray from the contract, this does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

STATUSES = (
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

PERMISSIONS = (
    "tickets.view_all",
    "tickets.create",
    "tickets.update",
    "tickets.delete",
    "tickets.assign",
    "tickets.change_status",
    "messages.create",
    "messages.create_internal",
    "messages.edit_own",
    "messages.delete_own",
    "messages.delete_any",
    "csat.view",
)

SURVEYED = ("resolved", "closed", "pending_closure", "closure_scheduled")

# Which statuses stand in the way of a customer (C-3, C-4, C-6, C-7, A-6) or of staff (T-8); all others do not.
DENIED: dict[tuple[str, str], tuple[str, ...]] = {
    ("customer", "reply"): ("closed",),
    ("customer", "edit_own"): ("closed",),
    ("customer", "request_closure"): ("closed", "pending_closure", "closure_scheduled"),
    ("customer", "open_invite"): ("resolved", "closed"),
    ("customer", "close_now"): tuple(status for status in STATUSES if status != "closure_scheduled"),
    ("staff", "schedule_closure"): ("closure_scheduled",),
}

# What staff has to hold (T-1 to T-7, A-2, F-1 to F-7): any of these, each of them a set to be held together.
STAFF_NEEDS: dict[str, list[set[str]]] = {
    "see": [{"tickets.view_all"}, {"assignee"}],
    "message": [{"messages.create"}],
    "change_status": [{"tickets.change_status"}],
    "assign": [{"tickets.assign"}],
    "schedule_closure": [{"tickets.change_status"}],
    "schedule_deletion": [{"tickets.delete"}],
    "note": [{"messages.create_internal"}],
    "read_notes": [set()],
    "edit_own": [{"messages.edit_own", "author"}],
    "delete_message": [{"messages.delete_any"}, {"messages.delete_own", "author"}],
    "remove_participant": [{"tickets.update"}],
    "favorite": [set()],
    "read_surveys": [{"csat.view"}],
}

# What a customer of the ticket has to be besides (C-5, F-3), and how the refusal is called.
CUSTOMER_NEEDS: dict[str, tuple[str, str] | None] = {
    "see": None,
    "reply": None,
    "edit_own": ("author", "not_own"),
    "request_closure": None,
    "close_now": None,
    "open_invite": None,
    "invite": ("creator", "not_related"),
    "remove_participant": ("creator", "not_related"),
    "favorite": None,
    "read_surveys": None,
}

ONLY_STAFF = set(STAFF_NEEDS) - set(CUSTOMER_NEEDS)
ONLY_CUSTOMERS = set(CUSTOMER_NEEDS) - set(STAFF_NEEDS)

GROUNDS = {
    "allowed": "nothing",
    "not_visible": "visibility",
    "missing_permission": "permission",
    "not_own": "permission",
    "not_related": "permission",
    "not_for_role": "permission",
    "status_forbids": "status",
    "already_scheduled": "status",
    "bad_time": "arguments",
    "bad_text": "arguments",
    "unknown_status": "arguments",
}

GOOD_ARGUMENTS: dict[str, dict[str, Any]] = {
    "message": {"body": "hello"},
    "reply": {"body": "hello"},
    "note": {"body": "hello"},
    "edit_own": {"body": "hello"},
    "change_status": {"status": "in_progress"},
    "schedule_closure": {"at": NOW + timedelta(days=1)},
    "schedule_deletion": {"at": NOW + timedelta(days=1)},
}

BAD_ARGUMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "message": ({"body": " "}, "bad_text"),
    "reply": ({}, "bad_text"),
    "note": ({"body": "x" * 10_001}, "bad_text"),
    "edit_own": ({"body": 7}, "bad_text"),
    "change_status": ({"status": "nowhere"}, "unknown_status"),
    "schedule_closure": ({"at": NOW}, "bad_time"),
    "schedule_deletion": ({"at": "soon"}, "bad_time"),
}


def answer(role: str, action: str, status: str, holds: frozenset[str]) -> str:
    """What speaks first about a request whose arguments are in order, or ``allowed``."""
    if not (role == "customer" and action == "open_invite") and not _sees(role, holds):
        return "not_visible"
    refusal = _lacking(role, action, holds)
    if refusal is not None:
        return refusal
    if status in DENIED.get((role, action), ()):
        return "already_scheduled" if action == "schedule_closure" else "status_forbids"
    return "allowed"


def requests() -> Iterator[tuple[str, str, str, frozenset[str], frozenset[str]]]:
    """Every role, action and status, with permissions and relations.

    For staff: no permission, each one, each two, and all but none, one or two; with every set of relations. (All 4096
    sets tell nothing more, since no rule asks for more than two names.)
    """
    every = frozenset(PERMISSIONS)
    few = [frozenset(chosen) for count in range(3) for chosen in combinations(PERMISSIONS, count)]
    sets = dict.fromkeys([*few, *(every - chosen for chosen in few)])
    for action in sorted(set(STAFF_NEEDS) | ONLY_CUSTOMERS):
        for status in STATUSES:
            for permissions in sets:
                for relations in _subsets("assignee", "author"):
                    yield "staff", action, status, permissions, relations
    for action in sorted(set(CUSTOMER_NEEDS) | ONLY_STAFF):
        for status in STATUSES:
            for relations in _subsets("creator", "participant", "author"):
                yield "customer", action, status, frozenset(), relations


def _sees(role: str, holds: frozenset[str]) -> bool:
    if role == "staff":
        return "tickets.view_all" in holds or "assignee" in holds
    return "creator" in holds or "participant" in holds


def _lacking(role: str, action: str, holds: frozenset[str]) -> str | None:
    if action in (ONLY_CUSTOMERS if role == "staff" else ONLY_STAFF):
        return "not_for_role"
    if role == "staff":
        return None if any(needed <= holds for needed in STAFF_NEEDS[action]) else "missing_permission"
    needed = CUSTOMER_NEEDS[action]
    return None if needed is None or needed[0] in holds else needed[1]


def _subsets(*names: str) -> list[frozenset[str]]:
    return [frozenset(chosen) for count in range(len(names) + 1) for chosen in combinations(names, count)]
