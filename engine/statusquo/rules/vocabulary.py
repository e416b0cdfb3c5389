"""Whether the statuses and flags of a rule file can be what it says of them: that they are shown otherwise, or set."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from statusquo.rules.operations import TICKET_FIELDS, Operation

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem
    from statusquo.rules.entries import Entries

_OF_FLAGS = {Operation.SET_FLAG: "set", Operation.CLEAR_FLAG: "clear"}


def check_vocabulary(document: Document, entries: Entries) -> Iterator[Problem]:
    """Whatever of these can never be, or means nothing."""
    return _Vocabulary(document, entries).problems()


class _Vocabulary:
    def __init__(self, document: Document, entries: Entries) -> None:
        self._document = document
        self._data: Any = document.data
        self._entries = entries

    def problems(self) -> Iterator[Problem]:
        yield from self._flags()
        for name, entry in self._data["statuses"].items():
            if "shown_to" in entry and not self._entries.is_doubtful("statuses", name):
                yield from self._shown(name, entry["shown_to"])
        for name, entry in self._entries.timers.items():
            if entry.get("shown_as") in TICKET_FIELDS:
                message = f"`{entry['shown_as']}` is a field of every ticket already."
                yield self._problem("shown-as-taken", message, ("timers", name, "shown_as"), "another name")

    def _problem(self, code: str, message: str, path: DataPath, expected: str, *, at_key: bool = False) -> Problem:
        return self._document.problem(code, message, path, expected=expected, at_key=at_key)

    def _flags(self) -> Iterator[Problem]:
        if "flags" not in self._data:
            yield from islice(self._without_flags(), 1)
        elif not self._entries.does(Operation.SET_FLAG):
            expected = f"an action with `operation: {Operation.SET_FLAG}`"
            yield self._problem("flag-never-set", "Nobody can ever set a flag.", ("flags",), expected, at_key=True)

    def _without_flags(self) -> Iterator[Problem]:
        for role, actions in self._entries.actions.items():
            for name, entry in actions.items():
                if entry["operation"] in _OF_FLAGS:
                    message = f"There is no flag that `{name}` could {_OF_FLAGS[entry['operation']]}."
                    expected = "a section `flags` with one flag or more"
                    yield self._problem("no-flags", message, ("actions", role, name, "operation"), expected)

    def _shown(self, name: str, shown_to: Any) -> Iterator[Problem]:
        statuses = self._data["statuses"]
        for role, shown in shown_to.items():
            path: DataPath = ("statuses", name, "shown_to", role)
            if shown == name:
                message = f"`{name}` is shown to `{role}` as what it is."
                yield self._problem("shown-as-itself", message, path, "another status")
            elif role in statuses[shown].get("shown_to", {}):
                message = f"`{shown}` is itself shown to `{role}` as another status."
                yield self._problem("shown-twice", message, path, "a status that is shown to them as it is")
        if set(self._data["roles"]) <= set(shown_to):
            message = f"Everybody is shown another status than `{name}`, so nobody ever learns of it."
            expected = "a role less, to which it is shown as it is"
            yield self._problem("shown-to-nobody", message, ("statuses", name, "shown_to"), expected, at_key=True)
