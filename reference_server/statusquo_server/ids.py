"""Ids as clients see them: opaque strings, such as ``t_7``, whose prefix tells what they are of."""

from __future__ import annotations

import re

TICKET = "t"
PERSON = "u"
MESSAGE = "m"
SURVEY = "s"

_FORM = re.compile(r"([a-z])_([1-9][0-9]{0,17})", re.ASCII)


def public_id(prefix: str, number: int) -> str:
    """The id of a row, for clients."""
    return f"{prefix}_{number}"


def row_number(prefix: str, text: str) -> int | None:
    """The number of the row that an id stands for; None if it is no id of this kind."""
    form = _FORM.fullmatch(text)
    return int(form[2]) if form is not None and form[1] == prefix else None
