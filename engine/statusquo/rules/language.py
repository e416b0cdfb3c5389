"""Versions of the rule language: which words came when, so that old files load and newer words are told as such.

Every file of language 1 is a file of language 2 and means the same in it. Migrating one is writing ``language: 2``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import in_order, listed
from statusquo.rules.build import DELETE, OPEN_LINKED_TICKET
from statusquo.rules.operations import FLAGGING

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem
    from statusquo.rules.parts import Parts

_STATE_WORDS = ("assigned", "marked", "not_marked")
_FIELDS_OF_1 = ("closes_at", "deletes_at")
_WITHOUT_TO = ""
"""Stands for the word that is missing."""


def check_language(parts: Parts) -> Iterator[Problem]:
    """Words in a file of language 1 that only came with language 2."""
    data: Any = parts.document.data
    if not isinstance(data, dict) or data.get("language") != 1:
        return
    found = tuple(_newer(parts))
    words = tuple(dict.fromkeys(word for _, word, _ in found if word != _WITHOUT_TO))
    if words:
        yield from islice(in_order(_told(parts.document, found, words)), 1)
        return
    for path, _, at_key in found:
        expected = "the status that it leads to; since language 2 it can be left out, and then the status stays"
        yield parts.document.problem("missing-key", "`to` is missing.", path, at_key=at_key, expected=expected)


def _told(document: Document, found: tuple[_Found, ...], words: tuple[str, ...]) -> Iterator[Problem]:
    """Of each newer word that it is one, with the others of the file: one of these is enough, as it is one mistake."""
    for path, word, at_key in found:
        if word != _WITHOUT_TO:
            others = [f"`{other}`" for other in words if other != word]
            message = f"`{word}` is a word of language 2, and this file is written in language 1."
            message += f" It has {listed(others)} of language 2, too." if others else ""
            expected = "`language: 2` at the top of the file; nothing else in it has to change"
            yield document.problem("newer-language", message, path, at_key=at_key, expected=expected)


_Found = tuple["DataPath", str, bool]
"""Where a newer word stands, the word, and whether it is a key."""


def _newer(parts: Parts) -> Iterator[_Found]:
    sections = parts.sections
    if sections["flags"]:
        yield ("flags",), "flags", True
    for name, entry in sections["statuses"].items():
        yield from _keys(entry, ("once", "shown_to"), ("statuses", name))
    for role, actions in sections["actions"].items():
        for name, entry in actions.items():
            yield from _of_action(entry, ("actions", role, name))
    for name, entry in sections["transitions"].items():
        yield from _of_transition(entry, ("transitions", name))
    for name, entry in sections["timers"].items():
        yield from _of_timer(entry, ("timers", name))
    for name, entry in sections["invariants"].items():
        for key in ("when", "then", "always", "never"):
            yield from _of_condition(entry.get(key, {}), ("invariants", name, key))


def _keys(entry: Any, words: tuple[str, ...], path: DataPath) -> Iterator[_Found]:
    yield from (((*path, word), word, True) for word in words if word in entry)


def _of_action(entry: Any, path: DataPath) -> Iterator[_Found]:
    yield from _keys(entry, ("provided",), path)
    if entry["operation"] in FLAGGING:
        yield (*path, "operation"), entry["operation"], False
    for name, how in entry.get("takes", {}).items():
        if how["type"] == "flag":
            yield (*path, "takes", name, "type"), "flag", False


def _of_transition(entry: Any, path: DataPath) -> Iterator[_Found]:
    yield from _keys(entry, ("provided", "ways"), path)
    if "to" not in entry and "ways" not in entry:
        yield path, _WITHOUT_TO, True
    yield from _of_aim(entry.get("to"), (*path, "to"))
    for index, effect in enumerate(entry.get("effects", ())):
        if effect["do"] == OPEN_LINKED_TICKET:
            yield (*path, "effects", index, "do"), OPEN_LINKED_TICKET, False


def _of_aim(to: Any, path: DataPath) -> Iterator[_Found]:
    if isinstance(to, dict):
        yield from _keys(to, ("first_of", "previous"), path)


def _of_timer(entry: Any, path: DataPath) -> Iterator[_Found]:
    yield from _keys(entry, ("repeats",), path)
    if entry.get("shown_as", _FIELDS_OF_1[0]) not in _FIELDS_OF_1:
        yield (*path, "shown_as"), entry["shown_as"], False
    due = entry["when_due"]
    if isinstance(due, dict):
        if "to" not in due:
            yield (*path, "when_due"), _WITHOUT_TO, True
        yield from _of_aim(due.get("to"), (*path, "when_due", "to"))
    elif due != DELETE:
        yield (*path, "when_due"), due, False


def _of_condition(notation: Any, path: DataPath) -> Iterator[_Found]:
    yield from _keys(notation, _STATE_WORDS, path)
    for key, value in notation.items():
        here: DataPath = (*path, key)
        if key in {"not", "before"}:
            yield from _of_condition(value, here)
        elif key in {"all", "any"}:
            for index, inner in enumerate(value):
                yield from _of_condition(inner, (*here, index))
        elif key in {"changed", "unchanged"} and "flags" in value:
            yield (*here, value.index("flags")), "flags", False
