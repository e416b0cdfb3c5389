"""Which scenarios a report of bounded size tells with their requests: the first of each kind, while there is room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from statusquo_conformance.judging.outcomes import Event, Outcome, Result
from statusquo_conformance.reports.texts import cut

MOST_ALIKE = 5
"""With requests, so many of the scenarios for which the same was seen."""

ROOM = 1_000_000
"""So many characters of requests and answers altogether."""

LONGEST = 4_000
"""A longer body is cut."""


def with_requests(results: Iterable[Result]) -> frozenset[int]:
    """Positions of the results whose requests are told."""
    alike: Counter[tuple[Outcome, str]] = Counter()
    chosen, used = set(), 0
    for position, result in enumerate(results):
        size = sum(_size(event) for event in result.events)
        kind = (result.outcome, result.seen)
        if size and alike[kind] < MOST_ALIKE and used + size <= ROOM:
            alike[kind] += 1
            used += size
            chosen.add(position)
    return frozenset(chosen)


def shortened(body: str) -> str:
    """A body as it is told."""
    return cut(body, LONGEST)


def _size(event: Event) -> int:
    """About how much room an event takes, its requests twice: once to be read, once for curl."""
    size = len(event.answer) + sum(len(name) + len(value) for name, value in event.arguments.items())
    for each in event.exchanges:
        headers = sum(len(name) + len(value) for name, value in each.headers.items())
        size += 2 * (len(each.url) + headers + min(len(each.body), LONGEST)) + min(len(each.answer), LONGEST)
    return size
