"""Texts of servers as reports can show them: nothing in them steers a page, a terminal or a parser."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tabs and ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text around it
    "\u2028\u2029\ufffe\uffff"  # ends of lines that only some programs see, and what is no character
    "\ud800-\udfff]"  # halves of characters
)


def harmless(text: str) -> str:
    """The text with every character that acts instead of being seen replaced by its number."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text.replace("\r\n", "\n"))


def cut(text: str, most: int) -> str:
    """The beginning of a text, and how much is missing."""
    if len(text) <= most:
        return text
    return f"{text[:most]}\n… and {len(text) - most:,} more characters, all of which are in report.json"


def dumps(data: Any, *, indent: int | None = None) -> str:
    """JSON that any program reads back as it was, and that shows a person who opens it nothing in disguise."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
