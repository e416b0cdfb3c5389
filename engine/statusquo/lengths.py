"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration(length: timedelta) -> str:
    """A length of time: ``1 day and 12 hours``."""
    parts, rest = [], int(length.total_seconds())
    for unit, seconds in _UNITS:
        number, rest = divmod(rest, seconds)
        if number:
            parts.append(f"{number} {unit}" if number == 1 else f"{number} {unit}s")
    *others, last = parts or ["no time" if not length else "a moment"]
    return f"{', '.join(others)} and {last}" if others else last
