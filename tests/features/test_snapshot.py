"""What can be read of a ticket is compared piece by piece: whatever has changed is told, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from statusquo_conformance.operations import TicketView
from statusquo_conformance.stage.snapshot import Snapshot, differences

TIME = datetime(2030, 1, 31, 12, tzinfo=UTC)
TICKET = TicketView("waiting", "u_1", {"asks_at": TIME, "ends_at": None}, frozenset({"urgent"}))
BEFORE = Snapshot(TICKET, (), (), (), (), ("t_2",))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"status": "open"}, "the status changed from waiting to open"),
        ({"assignee": None}, "the assignee changed from u_1 to nothing"),
        ({"times": {"asks_at": None, "ends_at": None}}, f"the asks_at changed from {TIME} to nothing"),
        ({"times": {"asks_at": TIME, "ends_at": TIME}}, f"the ends_at changed from nothing to {TIME}"),
        ({"times": {"asks_at": TIME}}, ""),
        ({"times": {**TICKET.times, "more": TIME}}, f"the more changed from nothing to {TIME}"),
        ({"flags": frozenset()}, "the flags changed from urgent to none"),
        ({"flags": frozenset({"urgent", "loud"})}, "the flags changed from urgent to loud, urgent"),
    ],
)
def test_whatever_a_ticket_shows_is_compared(changed: dict[str, Any], told: str) -> None:
    assert differences(BEFORE, replace(BEFORE, ticket=replace(TICKET, **changed))) == told


@pytest.mark.parametrize(
    ("links", "told"),
    [
        (("t_2",), ""),
        ((), "gone from the links: t_2"),
        (("t_2", "t_3"), "new among the links: t_3"),
        (("t_2", "t_2"), "the links are in another order or number"),
    ],
)
def test_links_are_compared(links: tuple[str, ...], told: str) -> None:
    assert differences(BEFORE, replace(BEFORE, links=links)) == told


def test_without_a_schedule_no_time_counts() -> None:
    later = replace(BEFORE, ticket=replace(TICKET, times={"asks_at": None, "ends_at": TIME}))
    assert differences(BEFORE.without_schedule(), later.without_schedule()) == ""
    marked = replace(later, ticket=replace(later.ticket, flags=frozenset()))
    assert differences(BEFORE.without_schedule(), marked.without_schedule()) != ""
