"""Whether what came with language 2 can be meant: guards, tables of ways, timers that repeat, statuses shown otherwise.

Like the rest of the checks of sense, it needs a file that fits the schema, and passes over unknown names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import listed
from statusquo.rules.build import OPEN_LINKED_TICKET
from statusquo.rules.operations import Operation

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem

_ABOUT_REFUSALS = {"refusal", "requirements"}
_OPPOSITES = (("marked", "not_marked"), ("running", "not_running"))


def check_provided(document: Document) -> Iterator[Problem]:
    """Whatever of these can never be, or means nothing."""
    return _Provided(document).problems()


class _Provided:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._data: Any = document.data
        self._actions: Any = self._data["actions"]

    def problems(self) -> Iterator[Problem]:
        for role, actions in self._actions.items():
            for name, entry in actions.items():
                yield from self._action(entry, ("actions", role, name))
        for name, entry in self._data.get("transitions", {}).items():
            yield from self._transition(entry, ("transitions", name))
        for name, entry in self._data.get("timers", {}).items():
            due = entry["when_due"] if isinstance(entry["when_due"], dict) else {}
            for effects, path in (
                (due, ("timers", name, "when_due")),
                (entry.get("repeats", {}), ("timers", name, "repeats")),
            ):
                yield from self._says_only(effects, path)
        yield from self._shown()

    def _problem(self, code: str, message: str, path: DataPath, expected: str, *, at_key: bool = False) -> Problem:
        return self._document.problem(code, message, path, expected=expected, at_key=at_key)

    def _action(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        provided = entry.get("provided")
        if provided is None:
            return
        yield from self._guard(provided, (*path, "provided"))
        if "given" in provided:
            message = "What an action always asks for stands under `takes`, without `optional`."
            expected = "`given` at a transition, for arguments that only some ways ask for"
            yield self._problem("given-at-action", message, (*path, "provided", "given"), expected, at_key=True)
        if entry.get("without_ticket"):
            message = "The action concerns no ticket, so nothing can be provided of one."
            yield self._problem("guard-never-true", message, (*path, "provided"), "no `provided`", at_key=True)

    def _guard(self, provided: Any, path: DataPath) -> Iterator[Problem]:
        if set(provided) <= _ABOUT_REFUSALS:
            message = "Nothing is provided here, so nothing is ever refused."
            expected = "`assigned`, `marked`, `running`, `given`, `brought_by` or the like"
            yield self._problem("guard-empty", message, path, expected, at_key=True)
        for one, other in _OPPOSITES:
            both = [name for name in provided.get(one, ()) if name in provided.get(other, ())]
            if both:
                message = f"{listed([f'`{name}`' for name in both])} cannot be both `{one}` and `{other}`."
                yield self._problem(
                    "guard-never-true", message, (*path, other), "each name in one of them", at_key=True
                )

    def _transition(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        declared = self._actions.get(entry["by"], {}).get(entry["action"])
        if "provided" in entry:
            yield from self._guard(entry["provided"], (*path, "provided"))
        if declared is None:
            return
        takes = declared.get("takes", {})
        for index, name in enumerate(entry.get("provided", {}).get("given", ())):
            if name in takes and not takes[name].get("optional"):
                message = f"`{name}` always comes with `{entry['action']}`."
                expected = f"`optional: true` at the argument `{name}`, or no `given`"
                yield self._problem("given-always", message, (*path, "provided", "given", index), expected)
        opens = [effect["do"] for effect in entry.get("effects", ())].count(OPEN_LINKED_TICKET)
        if opens and (declared["operation"] != Operation.POST_MESSAGE or "to" in entry or "ways" in entry):
            message = "Only a message can go to another ticket, and it leaves the status of this one as it is."
            expected = f"an action whose operation is {Operation.POST_MESSAGE}, and no `to`"
            yield self._problem("effect-not-here", message, (*path, "effects"), expected, at_key=True)
        table = entry.get("ways")
        for status, row in table["rows"].items() if table is not None else ():
            if len(row) != len(table["columns"]):
                message = f"This row has {len(row)} cells for {len(table['columns'])} columns."
                expected = f"`allow` or `deny` for each of {listed(table['columns'])}"
                yield self._problem("row-length", message, (*path, "ways", "rows", status), expected, at_key=True)

    def _says_only(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        for index, effect in enumerate(entry.get("effects", ())):
            if effect["do"] == OPEN_LINKED_TICKET:
                message = "Nobody does what a timer does, so nobody can open a ticket by it."
                expected = "`do: add_system_message`"
                yield self._problem("effect-not-here", message, (*path, "effects", index, "do"), expected)

    def _shown(self) -> Iterator[Problem]:
        statuses = self._data["statuses"]
        for name, entry in statuses.items():
            for role, shown in entry.get("shown_to", {}).items():
                path = ("statuses", name, "shown_to", role)
                if shown == name:
                    yield self._problem("shown-as-itself", f"`{name}` is shown as it is.", path, "another status")
                elif role in statuses.get(shown, {}).get("shown_to", {}):
                    message = f"`{shown}` is itself shown to `{role}` as another status."
                    yield self._problem("shown-twice", message, path, "a status that is shown as it is")
