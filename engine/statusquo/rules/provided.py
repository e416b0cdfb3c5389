"""Whether what stands under ``provided`` can be meant: it is so at some time, and not always.

Like the rest of the checks of sense, it needs a file that fits the schema, and passes over unknown names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import listed
from statusquo.rules.entries import does_something
from statusquo.rules.operations import Operation

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem
    from statusquo.rules.entries import Entries

_ABOUT_REFUSALS = {"refusal", "requirements"}
_OPPOSITES = (("marked", "not_marked"), ("running", "not_running"))


def check_provided(document: Document, entries: Entries) -> Iterator[Problem]:
    """Whatever under ``provided`` is never so, always so, or says nothing."""
    return _Provided(document, entries).problems()


def terms_of_guard(provided: Any) -> frozenset[tuple[str, Any]]:
    """The single conditions under a ``provided``."""
    return frozenset(
        (key, each)
        for key, value in provided.items()
        if key not in _ABOUT_REFUSALS
        for each in (value if isinstance(value, list) else [value])
    )


class _Provided:
    def __init__(self, document: Document, entries: Entries) -> None:
        self._document = document
        self._entries = entries

    def problems(self) -> Iterator[Problem]:
        for role, actions in self._entries.actions.items():
            for name, entry in actions.items():
                if "provided" in entry:
                    yield from self._action(role, name, entry)
        for name, entry in self._entries.transitions.items():
            if "provided" in entry:
                yield from self._transition(entry, ("transitions", name))

    def _problem(self, code: str, message: str, path: DataPath, expected: str, *, at_key: bool = False) -> Problem:
        return self._document.problem(code, message, path, expected=expected, at_key=at_key)

    def _action(self, role: str, name: str, entry: Any) -> Iterator[Problem]:
        path: DataPath = ("actions", role, name, "provided")
        if entry.get("without_ticket"):
            message = "The action concerns no ticket, so nothing can be provided of one."
            yield self._problem("guard-never-true", message, path, "no `provided`", at_key=True)
            return
        if entry["operation"] == Operation.READ_TICKET:
            message = "Whether somebody sees a ticket hangs on `needs` and on the status, and on nothing else."
            yield self._problem("guard-of-seeing", message, path, "no `provided`", at_key=True)
            return
        if "given" in entry["provided"]:
            message = "What an action always asks for stands under `takes`, without `optional`."
            expected = "`given` at a transition, for arguments that only some ways ask for"
            yield self._problem("given-at-action", message, (*path, "given"), expected, at_key=True)
        statuses = None if self._entries.is_doubtful("actions", role) else self._entries.allowed(role, name)
        yield from self._guard(entry["provided"], path, role, statuses)

    def _transition(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        provided = entry["provided"]
        here: DataPath = (*path, "provided")
        is_doubtful = self._entries.is_doubtful("transitions", str(path[1]))
        yield from self._guard(provided, here, entry["by"], None if is_doubtful else self._entries.sources(entry))
        action = self._entries.action_of(entry)
        if action is None:
            return
        takes = action.get("takes", {})
        for index, name in enumerate(provided.get("given", ())):
            if name in takes and not takes[name].get("optional"):
                message = f"`{name}` always comes with `{entry['action']}`."
                expected = f"`optional: true` at the argument `{name}` of the action, or no `given`"
                yield self._problem("given-always", message, (*here, "given", index), expected)
        yield from self._against_action(provided, here, entry["action"], action.get("provided", {}))

    def _guard(self, provided: Any, path: DataPath, role: str, statuses: Collection[str] | None) -> Iterator[Problem]:
        """What is wrong with a guard by itself, in the statuses where it is asked (None: nobody knows which)."""
        if not terms_of_guard(provided):
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
        if "assigned" in provided and not self._entries.does(Operation.ASSIGN):
            expected = f"an action with `operation: {Operation.ASSIGN}`"
            here: DataPath = (*path, "assigned")
            yield self._in_vain("Nobody can ever assign a ticket", here, expected, always=not provided["assigned"])
        if statuses:
            yield from self._timers(provided, path, statuses)
            yield from self._brought(provided, path, role, statuses)

    def _timers(self, provided: Any, path: DataPath, statuses: Collection[str]) -> Iterator[Problem]:
        """Timers that never run where they are asked for."""
        for key in ("running", "not_running"):
            for index, name in enumerate(provided.get(key, ())):
                timer = self._entries.timers.get(name)
                if timer is None or self._entries.is_doubtful("timers", name):
                    continue
                runs_in = self._entries.expand(timer["runs_in"])
                if runs_in and not set(runs_in) & set(statuses):
                    message = f"`{name}` runs in {_quoted(runs_in)} and not in {_quoted(statuses)}, where this is asked"
                    expected = "a timer that runs where this is asked"
                    yield self._in_vain(message, (*path, key, index), expected, always=key == "not_running")

    def _in_vain(self, message: str, path: DataPath, expected: str, *, always: bool) -> Problem:
        """What is always so, or never."""
        at_key = isinstance(path[-1], str)
        if always:
            return self._problem(
                "guard-always-true", f"{message}, so this is always so.", path, expected, at_key=at_key
            )
        return self._problem("guard-never-true", f"{message}, so this is never so.", path, expected, at_key=at_key)

    def _brought(self, provided: Any, path: DataPath, role: str, statuses: Collection[str]) -> Iterator[Problem]:
        """Statuses into which nobody of the role brings a ticket."""
        if "brought_by" not in provided:
            return
        into: set[str] = set()
        for name, entry in self._entries.transitions.items():
            if self._entries.is_doubtful("transitions", name) or not does_something(entry):
                return
            into |= set(self._entries.targets(entry)) if entry["by"] == role else set()
        own = self._entries.actions.get(role, {}).values()
        if any(entry["operation"] == Operation.CREATE_TICKET for entry in own):
            into |= {name for name, entry in self._entries.data["statuses"].items() if entry.get("initial")}
        if not into & set(statuses):
            message = f"Nobody in the role `{role}` ever brings a ticket into {_quoted(statuses)}."
            expected = f"an action of `{role}` that leads there, or another condition"
            yield self._problem("guard-never-true", message, (*path, "brought_by"), expected, at_key=True)

    def _against_action(self, provided: Any, path: DataPath, action: str, asked: Any) -> Iterator[Problem]:
        """What contradicts the guard of the action, which is asked first."""
        for one, other in (*_OPPOSITES, *((other, one) for one, other in _OPPOSITES)):
            for index, name in enumerate(provided.get(one, ())):
                if name in asked.get(other, ()):
                    message = f"`{action}` is refused anyway unless `{other}: [{name}]`, so this is never so."
                    yield self._problem("guard-never-true", message, (*path, one, index), f"`{name}` in one of the two")
        if "assigned" in provided and provided["assigned"] is not asked.get("assigned", provided["assigned"]):
            word = str(asked["assigned"]).lower()
            message = f"`{action}` is refused anyway unless `assigned: {word}`, so this is never so."
            yield self._problem("guard-never-true", message, (*path, "assigned"), f"`{word}`, or no `assigned`")


def _quoted(names: Collection[str]) -> str:
    return listed([f"`{name}`" for name in names])
