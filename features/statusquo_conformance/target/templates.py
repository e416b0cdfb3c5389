"""Templates: texts, lists and mappings with the names of arguments in braces.

A text that is exactly one placeholder stands for the value itself, with its type. Where that value is missing, the
entry of a mapping or list is left out. ``{{`` and ``}}`` are braces that mean nothing. The key ``*`` of a mapping puts
in all entries of the mapping that its value is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

ALL_OF = "*"
"""As a key of a mapping: all entries of its value."""

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class TemplateError(ValueError):
    """A text is no template: a brace that is never closed, or a placeholder without a name."""


class MissingValueError(ValueError):
    """A placeholder in the middle of a text has no value."""


Filler = Callable[[Mapping[str, Any]], Any]
"""Puts values in."""


def compile_template(value: Any, quote: Callable[[str], str] = str) -> Filler:
    """What puts values into a template.

    Args:
        value: a text, list or mapping; anything else stands for itself.
        quote: what is done to each value that is put into the middle of a text.

    Raises:
        TemplateError: if a text is no template.
    """
    if isinstance(value, str):
        return _compile_text(value, quote)
    if isinstance(value, dict):
        members = [(name, compile_template(inner, quote)) for name, inner in value.items()]
        return lambda values: _mapping(members, values)
    if isinstance(value, list):
        entries = [compile_template(inner, quote) for inner in value]
        return lambda values: [one for fill in entries if (one := fill(values)) is not None]
    return lambda _values: value


def placeholders(value: Any) -> Iterator[str]:
    """The names of all placeholders of a template.

    Raises:
        TemplateError: if a text is no template.
    """
    if isinstance(value, str):
        yield from (name for name, _ in _parts(value) if name)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from placeholders(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from placeholders(inner)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: each a name and no text, or no name and a text."""
    end = 0
    for found in _PART.finditer(text):
        if found.start() > end:
            yield "", text[end : found.start()]
        end = found.end()
        if found.group() in {"{{", "}}"}:
            yield "", found.group()[0]
        elif found.group(1) is None:
            raise TemplateError(f"There is a `{found.group()}` without its other half.")
        elif not _NAME.fullmatch(found.group(1)):
            raise TemplateError(f"`{{{found.group(1)}}}` names nothing.")
        else:
            yield found.group(1), ""
    if end < len(text):
        yield "", text[end:]


def _mapping(members: list[tuple[str, Filler]], values: Mapping[str, Any]) -> dict[str, Any]:
    filled = {name: one for name, fill in members if (one := fill(values)) is not None}
    return {**filled.pop(ALL_OF, {}), **filled}


def _compile_text(text: str, quote: Callable[[str], str]) -> Filler:
    parts = list(_parts(text))
    if len(parts) == 1 and parts[0][0] and quote is str:
        name = parts[0][0]
        return lambda values: values.get(name)
    if all(not name for name, _ in parts):
        whole = "".join(piece for _, piece in parts)
        return lambda _values: whole
    return lambda values: "".join(_piece(name, piece, values, quote) for name, piece in parts)


def _piece(name: str, piece: str, values: Mapping[str, Any], quote: Callable[[str], str]) -> str:
    if not name:
        return piece
    value = values.get(name)
    if value is None:
        raise MissingValueError(f"`{{{name}}}` has no value here")
    return quote(str(value))
