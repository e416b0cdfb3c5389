"""Whether transitions and timers do what can be meant: none hides behind another, and each does something.

Like the rest of the checks of sense, it needs a file that fits the schema, and passes over unknown names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import listed
from statusquo.rules.build import NOTHING, OPEN_LINKED_TICKET
from statusquo.rules.entries import ANYWHERE, does_something
from statusquo.rules.operations import MOVING, Operation
from statusquo.rules.provided import terms_of_guard
from statusquo.rules.sets import allowed_in_row

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem
    from statusquo.rules.entries import Entries


def check_courses(document: Document, entries: Entries) -> Iterator[Problem]:
    """Whatever of transitions and timers never happens, or does nothing."""
    return _Courses(document, entries).problems()


class _Courses:
    def __init__(self, document: Document, entries: Entries) -> None:
        self._document = document
        self._entries = entries
        self._language: int = entries.data["language"]

    def problems(self) -> Iterator[Problem]:
        earlier: dict[tuple[str, str], list[tuple[str, Any]]] = {}
        for name, entry in self._entries.transitions.items():
            before = earlier.setdefault((entry["by"], entry["action"]), [])
            if not self._entries.is_doubtful("transitions", name):
                yield from self._transition(name, entry, before)
            before.append((name, entry))
        for name, entry in self._entries.timers.items():
            if not self._entries.is_doubtful("timers", name):
                yield from self._timer(name, entry)

    def _problem(self, code: str, message: str, path: DataPath, expected: str, *, at_key: bool = False) -> Problem:
        return self._document.problem(code, message, path, expected=expected, at_key=at_key)

    def _transition(self, name: str, entry: Any, before: list[tuple[str, Any]]) -> Iterator[Problem]:
        path: DataPath = ("transitions", name)
        yield from self._hidden(path, entry, before)
        if self._language > 1:
            yield from self._for_nothing(path, entry, before)
        action = self._entries.action_of(entry)
        moves = action is not None and action["operation"] in MOVING
        if not does_something(entry) and (moves or not self._is_exception(entry, before)):
            message = "Nothing happens by it, and the status stays."
            expected = "`to` with the status that it leads to, or `effects`, or `starts`"
            yield self._problem("transition-does-nothing", message, path, expected, at_key=True)
        yield from self._back(entry.get("to"), (*path, "to"))
        key = "ways" if "ways" in entry else "to"
        yield from self._once(self._entries.edges(entry), (*path, key), at_key=key == "ways")
        if "ways" in entry:
            yield from self._ways(entry, (*path, "ways"))
        if action is not None:
            yield from self._time_given(entry, action, path)
            yield from self._opens(entry, action, path)

    def _hidden(self, path: DataPath, entry: Any, before: list[tuple[str, Any]]) -> Iterator[Problem]:
        """A transition that can never be the one, because an earlier one of the same action always comes first."""
        for other, its in before:
            if self._entries.is_doubtful("transitions", other) or not self._asks_no_more(its, entry):
                continue
            statuses = self._where_both(its, entry)
            if statuses:
                place = listed([f"`{status}`" for status in statuses])
                message = f"In {place} the transition `{other}` applies to the same action already."
                expected = "one transition for an action in a status; `from`, `needs` or `provided` tell them apart"
                both = self._chosen_in_both(its, entry)
                if both:
                    message = f"From {place} the transition `{other}` lets one choose {both} already."
                    expected = f"{both} in the choice of one of them only"
                yield self._problem("ambiguous-transition", message, path, expected, at_key=True)
                return

    def _for_nothing(self, path: DataPath, entry: Any, before: list[tuple[str, Any]]) -> Iterator[Problem]:
        """What an earlier transition asks for, where this one leads to the same and does not ask for it."""
        for other, its in before:
            asks = [key for key in ("needs", "provided") if its.get(key, {}) != entry.get(key, {}) and key in its]
            if (
                not asks
                or self._entries.is_doubtful("transitions", other)
                or _what_follows(its) != _what_follows(entry)
            ):
                continue
            common = self._entries.edges(its) & self._entries.edges(entry) if self._asks_no_more(entry, its) else set()
            if common:
                source, target = min(common)
                message = (
                    f"What `{other}` asks for is for nothing: from `{source}` this leads to `{target}`, too, "
                    "and asks for less."
                )
                expected = f"one transition that leads to `{target}`; or another one where `{other}` does not apply"
                yield self._problem("asked-for-nothing", message, path, expected, at_key=True)
                return

    def _chosen_in_both(self, one: Any, other: Any) -> str:
        """The statuses that can be chosen by both, in words; nothing if one of them leaves no choice."""
        first, second = self._entries.leads(one), self._entries.leads(other)
        targets = {target for _, target in first & second if target != ANYWHERE}
        return listed([f"`{status}`" for status in self._entries.statuses if status in targets])

    def _asks_no_more(self, one: Any, other: Any) -> bool:
        """Whether a transition applies wherever another one of the same action and status does, as far as can be seen.

        In language 1 nobody looked at what is asked, and files of it go on loading.
        """
        if self._language == 1:
            return "needs" not in one and "provided" not in one
        asked = terms_of_guard(other.get("provided", {}))
        same_needs = "needs" not in one or one["needs"] == other.get("needs")
        return same_needs and terms_of_guard(one.get("provided", {})) <= asked

    def _where_both(self, one: Any, other: Any) -> list[str]:
        """The statuses from which both lead to the same."""
        first, second = self._entries.leads(one), self._entries.leads(other)
        common = {source for source, _ in first & second}
        common |= {source for source, target in first if target == ANYWHERE} & {source for source, _ in second}
        common |= {source for source, target in second if target == ANYWHERE} & {source for source, _ in first}
        return [status for status in self._entries.statuses if status in common]

    def _is_exception(self, entry: Any, before: list[tuple[str, Any]]) -> bool:
        """Whether a transition matters though it does nothing: it asks for something, or is what remains of others."""
        if "needs" in entry or "provided" in entry:
            return True
        sources = set(self._entries.sources(entry))
        return any(sources & set(self._entries.sources(other)) for _, other in before)

    def _back(self, to: Any, path: DataPath) -> Iterator[Problem]:
        if isinstance(to, dict) and "previous" in to and not self._entries.expand(to["previous"]):
            message = "There is no status left that it could lead back to."
            yield self._problem("guard-never-true", message, (*path, "previous"), "some status")

    def _once(self, ways: set[tuple[str, str]], path: DataPath, *, at_key: bool = False) -> Iterator[Problem]:
        """Ways back into a status that every ticket has had and none has again."""
        for name, status in self._entries.data["statuses"].items():
            begins = status.get("initial") and status.get("once")
            if begins and any(target == name != source for source, target in ways):
                message = f"Every ticket begins as `{name}`, and `{name}` is had only once."
                yield self._problem("once-again", message, path, f"no way to `{name}`, or no `once`", at_key=at_key)

    def _ways(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        columns = entry["ways"]["columns"]
        for status, row in entry["ways"]["rows"].items():
            here: DataPath = (*path, "rows", status)
            if len(row) != len(columns):
                message = f"This row has {len(row)} of {len(columns)} cells."
                expected = f"`allow` or `deny` for each of {listed(columns)}"
                yield self._problem("row-length", message, here, expected, at_key=True)
                continue
            targets = allowed_in_row(columns, row)
            if targets and not self._entries.allowed(entry["by"], entry["action"], [status]):
                message = (
                    f"`{entry['action']}` is denied for `{status}` in its matrix, so nothing leads away from there."
                )
                yield self._problem(
                    "way-never-open", message, here, "`deny` in all of this row, or `allow` in the matrix", at_key=True
                )
            elif status in targets and entry.get("to_itself") != "accept":
                message = f"A ticket that is `{status}` is there already, so this is no way."
                expected = "`deny` here; or `to_itself: accept`, if choosing the status that a ticket has is in order"
                yield self._problem("way-to-itself", message, (*here, columns.index(status)), expected)

    def _time_given(self, entry: Any, action: Any, path: DataPath) -> Iterator[Problem]:
        """A timer can only start if there is a time."""
        at = entry.get("starts", {}).get("at")
        optional = action.get("takes", {}).get(at, {}).get("optional", False)
        if self._language > 1 and optional and at not in entry.get("provided", {}).get("given", ()):
            message = f"`{at}` may be left out, and then nobody knows until when the timer runs."
            expected = f"`provided: {{given: [{at}]}}` here, or no `optional` at the argument `{at}`"
            yield self._problem("timer-without-time", message, (*path, "starts", "at"), expected)

    def _opens(self, entry: Any, action: Any, path: DataPath) -> Iterator[Problem]:
        effects = entry.get("effects", ())
        opening = [index for index, effect in enumerate(effects) if effect["do"] == OPEN_LINKED_TICKET]
        if opening and (action["operation"] != Operation.POST_MESSAGE or "to" in entry or "ways" in entry):
            message = "Only a message can go to another ticket, and it leaves the status of this one as it is."
            expected = f"an action whose operation is {Operation.POST_MESSAGE}, and no `to`"
            yield self._problem("effect-not-here", message, (*path, "effects", opening[0], "do"), expected)
        for index in opening[1:]:
            message = "One message goes to one ticket."
            yield self._problem("effect-twice", message, (*path, "effects", index), f"`{OPEN_LINKED_TICKET}` once")

    def _timer(self, name: str, entry: Any) -> Iterator[Problem]:
        path: DataPath = ("timers", name)
        due = entry["when_due"]
        what = due if isinstance(due, dict) else {}
        yield from self._back(what.get("to"), (*path, "when_due", "to"))
        ways = set(product(self._entries.expand(entry["runs_in"]), self._entries.targets(what)))
        yield from self._once(ways, (*path, "when_due", "to"))
        yield from self._says_only(what, (*path, "when_due"))
        yield from self._says_only(entry.get("repeats", {}), (*path, "repeats"))
        if due == NOTHING and "shown_as" not in entry and "repeats" not in entry and not self._is_asked_for(name):
            message = f"Nothing happens when `{name}` runs out, and nothing asks whether it runs."
            expected = f"`running: [{name}]` or `not_running: [{name}]` under some `provided`, or another `when_due`"
            yield self._problem("timer-for-nothing", message, (*path, "when_due"), expected)

    def _is_asked_for(self, timer: str) -> bool:
        """Whether some guard asks for a timer, or asks for one that is unknown."""
        if self._entries.has_doubtful("transitions", "actions"):
            return True
        guards = [entry.get("provided", {}) for entry in self._entries.transitions.values()]
        guards += [
            entry.get("provided", {}) for of_role in self._entries.actions.values() for entry in of_role.values()
        ]
        return any(timer in guard.get(key, ()) for guard in guards for key in ("running", "not_running"))

    def _says_only(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        for index, effect in enumerate(entry.get("effects", ())):
            if effect["do"] == OPEN_LINKED_TICKET:
                message = "Nobody does what a timer does, so nobody can open a ticket by it."
                expected = "`do: add_system_message`"
                yield self._problem("effect-not-here", message, (*path, "effects", index, "do"), expected)


def _what_follows(entry: Any) -> Any:
    """All that a transition brings besides the status."""
    return entry.get("starts"), [{**each, "requirements": None} for each in entry.get("effects", ())]
