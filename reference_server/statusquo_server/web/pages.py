"""Lists in pages: a limit, and a cursor that leads to the rest."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from statusquo_server.problems import bad_value

LARGEST = 200
USUAL = 50

_LIMIT = re.compile(r"[0-9]{1,3}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    Attributes:
        of: the list; its cursors are good for no other.
        limit: how many items at most.
        after: number of the row after which it begins.
    """

    of: str
    limit: int
    after: int

    @property
    def wanted(self) -> int:
        """How many items to look for: one more than asked for tells whether there is more."""
        return self.limit + 1

    def answer(
        self, found: Iterable[Item], number: Callable[[Item], int], show: Callable[[Item], Any]
    ) -> Mapping[str, Any]:
        """The page as clients see it; no more is taken of ``found`` than is wanted."""
        items: list[Item] = []
        for item in found:
            if len(items) == self.limit:
                return {"items": [show(each) for each in items], "next_cursor": _cursor(self.of, number(items[-1]))}
            items.append(item)
        return {"items": [show(each) for each in items], "next_cursor": None}


def page_of(query: Mapping[str, str], name: str) -> Page:
    """The page that a query asks for.

    Raises:
        Problem: if the limit or the cursor makes no sense.
    """
    limit = query.get("limit", str(USUAL))
    if not _LIMIT.fullmatch(limit) or not 1 <= int(limit) <= LARGEST:
        raise bad_value("limit", f"`limit` has to be a number from 1 to {LARGEST}.", "bad_limit")
    cursor = query.get("cursor")
    return Page(name, int(limit), 0 if cursor is None else _after(cursor, name))


def _cursor(name: str, number: int) -> str:
    return base64.urlsafe_b64encode(f"{name}:{number}".encode()).decode().rstrip("=")


def _after(cursor: str, name: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    of, _, number = text.rpartition(":")
    if of != name or not _NUMBER.fullmatch(number):
        raise bad_value("cursor", "`cursor` has to be the next_cursor of a page of the same list.", "bad_cursor")
    return int(number)
