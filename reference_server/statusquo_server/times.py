"""Times on the wire: RFC 3339, in UTC on the way out and in any time zone on the way in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_RFC_3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def write_time(moment: datetime | None) -> str | None:
    """A moment as clients read it."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_time(value: Any) -> Any:
    """The moment that a value stands for; the value itself, if it stands for none."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        return value
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return value
