"""Whether a rule file makes sense as a whole: nothing is left out, nothing contradicts itself, nothing is in vain.

The second half of the checks of meaning. It reads the same data as the first half and passes over whatever the first
half has found fault with, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statusquo.rules.model import Clause, Requirement
from statusquo.rules.operations import NEEDED_ARGUMENTS, Operation
from statusquo.rules.sets import ANY, clauses, expand

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem


def check_sense(document: Document, requirements: Mapping[str, Requirement]) -> list[Problem]:
    """Everything in a document that fits the schema but cannot be meant."""
    return list(_Sense(document, requirements).problems())


class _Sense:
    def __init__(self, document: Document, requirements: Mapping[str, Requirement]) -> None:
        self._document = document
        self._requirements = requirements
        self._data: Any = document.data
        self._statuses = list(self._data["statuses"])
        self._groups = self._data.get("groups", {})
        self._transitions: Mapping[str, Any] = self._data.get("transitions", {})
        self._timers: Mapping[str, Any] = self._data.get("timers", {})
        self._cells = {
            (matrix["role"], action, status): word
            for matrix in self._data["matrices"].values()
            for status, row in matrix["rows"].items()
            for action, word in zip(matrix["columns"], row, strict=False)
        }

    def problems(self) -> Iterator[Problem]:
        yield from self._initial()
        yield from self._labels()
        for role in self._data["roles"]:
            yield from self._role(role)
        yield from self._matrices()
        for name, entry in self._transitions.items():
            yield from self._transition(name, entry)
        yield from self._timer_starts()
        yield from self._effects()
        yield from self._reachable()
        yield from self._covered()

    def _problem(self, code: str, message: str, *path: str | int, expected: str = "", at_key: bool = False) -> Problem:
        found: DataPath = path
        return self._document.problem(code, message, found, at_key=at_key, expected=expected)

    def _expand(self, notation: Any) -> tuple[str, ...]:
        return expand(notation, self._statuses, self._groups)

    def _initial(self) -> Iterator[Problem]:
        initial = [name for name, entry in self._data["statuses"].items() if entry.get("initial")]
        if not initial:
            message = "No status is the initial one."
            yield self._problem("no-initial-status", message, "statuses", at_key=True, expected="`initial: true` once")
        for name in initial[1:]:
            message = f"`{name}` is initial, and so is `{initial[0]}`."
            yield self._problem(
                "two-initial-statuses", message, "statuses", name, "initial", expected="one of them only"
            )

    def _labels(self) -> Iterator[Problem]:
        """An actor is known in scenarios by its label, so a label can be given only once."""
        seen: dict[str, str] = {}
        places = [
            ("relations", name, key) for name in self._data.get("relations", ()) for key in ("label", "ended_label")
        ]
        for section, name, key in [*places, *(("roles", name, "unrelated_label") for name in self._data["roles"])]:
            label = self._data[section][name].get(key)
            if label in seen:
                message = f"`{label}` is what `{seen[label]}` is called already."
                yield self._problem("label-twice", message, section, name, key, expected="another label")
            elif label is not None:
                seen[label] = name

    def _role(self, role: str) -> Iterator[Problem]:
        actions = self._data["actions"].get(role, {})
        if not any(entry["operation"] == Operation.READ_TICKET for entry in actions.values()):
            message = f"Nothing says when `{role}` sees a ticket."
            expected = f"an action of `{role}` with `operation: {Operation.READ_TICKET}`"
            yield self._problem("role-cannot-see", message, "roles", role, at_key=True, expected=expected)
        seen: dict[tuple[str, str], str] = {}
        for name, entry in actions.items():
            path = ("actions", role, name)
            for key in ("operation", "phrase"):
                other = seen.setdefault((key, entry[key]), name)
                if other != name:
                    message = f"`{entry[key]}` is the {key} of `{other}` already."
                    yield self._problem(f"{key}-twice", message, *path, key, expected=f"one action for each {key}")
            yield from self._arguments(entry, path)
            if "needs" in entry:
                yield from self._never_held(role, clauses(entry["needs"]), (*path, "needs"))

    def _arguments(self, entry: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        takes = entry.get("takes", {})
        for name, kind in NEEDED_ARGUMENTS.get(entry["operation"], {}).items():
            if takes.get(name, {}).get("type") != kind:
                message = f"`{entry['operation']}` needs an argument `{name}`."
                expected = f"takes: {{{name}: {{type: {kind}}}}}"
                yield self._problem("missing-argument", message, *path, at_key=True, expected=expected)
        for name, how in takes.items():
            if how["type"] == "integer" and how["from"] > how["to"]:
                message = f"No number is at least {how['from']} and at most {how['to']}."
                yield self._problem(
                    "guard-never-true", message, *path, "takes", name, "from", expected="a smaller number"
                )

    def _never_held(self, role: str, needs: tuple[Clause, ...], path: DataPath) -> Iterator[Problem]:
        """A guard that nobody in the role can ever satisfy."""
        entry = self._data["roles"][role]
        granted = entry.get("permissions", [])
        permissions = set(self._data.get("permissions", ())) if granted == "all" else set(granted)
        held = permissions | set(entry.get("relations", ()))
        known = set(self._data.get("permissions", ())) | set(self._data.get("relations", ()))
        if any(clause <= held or not clause <= known for clause in needs):
            return
        lacking = ", ".join(sorted({name for clause in needs for name in clause - held}))
        message = f"Nobody in the role `{role}` can ever have {lacking}."
        expected = f"something of {', '.join(sorted(held))}" if held else "nothing"
        yield self._problem("guard-never-true", message, *path, expected=expected)

    def _matrices(self) -> Iterator[Problem]:
        column_of: dict[tuple[str, str], str] = {}
        for name, matrix in self._data["matrices"].items():
            role, columns = matrix["role"], matrix["columns"]
            actions = self._data["actions"].get(role, {})
            for index, action in enumerate(columns):
                path = ("matrices", name, "columns", index)
                if actions.get(action, {}).get("without_ticket"):
                    message = f"`{action}` concerns no ticket, so no status decides about it."
                    yield self._problem("column-without-ticket", message, *path, expected="no such column")
                first = column_of.setdefault((role, action), name)
                if first != name:
                    message = f"`{action}` is a column of `{first}` already."
                    yield self._problem("duplicate-column", message, *path, expected="each action in one matrix")
            yield from self._rows(name, matrix)
        for role, actions in self._data["actions"].items():
            for action, entry in actions.items():
                if (role, action) not in column_of and not entry.get("without_ticket") and role in self._data["roles"]:
                    message = f"No matrix says in which statuses `{role}` may {entry['phrase']}."
                    expected = f"a column `{action}` in a matrix of `{role}`"
                    yield self._problem(
                        "missing-column", message, "actions", role, action, at_key=True, expected=expected
                    )

    def _rows(self, name: str, matrix: Any) -> Iterator[Problem]:
        columns, rows = matrix["columns"], matrix["rows"]
        missing = [status for status in self._statuses if status not in rows]
        if missing:
            message = f"There is no row for {', '.join(f'`{status}`' for status in missing)}."
            yield self._problem(
                "missing-row", message, "matrices", name, "rows", at_key=True, expected="a row a status"
            )
        for status, row in rows.items():
            if len(row) != len(columns):
                message = f"The row has {len(row)} cells for {len(columns)} columns."
                expected = f"allow or deny for {', '.join(columns)}"
                path = ("matrices", name, "rows", status)
                yield self._problem("row-length", message, *path, at_key=True, expected=expected)
        seen: set[tuple[str, str]] = set()
        for index, cell in enumerate(matrix.get("cells", ())):
            path = ("matrices", name, "cells", index)
            if (cell["action"], cell["status"]) in seen:
                message = "This cell has been described already."
                yield self._problem("cell-twice", message, *path, expected="one entry a cell")
            seen.add((cell["action"], cell["status"]))
            if "refusal" in cell and self._cells.get((matrix["role"], cell["action"], cell["status"])) == "allow":
                message = "The cell says `allow`, so nothing is refused."
                yield self._problem("refusal-of-allowed", message, *path, "refusal", expected="no `refusal`")

    def _transition(self, name: str, entry: Any) -> Iterator[Problem]:
        path = ("transitions", name)
        role, action = entry["by"], entry["action"]
        declared = self._data["actions"].get(role, {}).get(action)
        if declared is None or role not in self._data["roles"]:
            return
        if "needs" in entry:
            yield from self._never_held(role, clauses(entry["needs"]), (*path, "needs"))
        targets = self._targets(entry)
        if not targets:
            message = "The choice is empty, so it leads nowhere."
            yield self._problem(
                "transition-to-nowhere", message, *path, "to", "choice", expected="some status to choose"
            )
        if not self._sources(entry):
            message = f"`{role}` may not {declared['phrase']} in any status that this starts from."
            where = (*path, "from") if "from" in entry else path
            expected = "a status in which the action is allowed"
            yield self._problem("guard-never-true", message, *where, at_key="from" not in entry, expected=expected)
        takes = [how["type"] for how in declared.get("takes", {}).values()]
        if isinstance(entry["to"], dict) and "status" not in takes:
            message = f"`{action}` takes no status, so none can be chosen."
            expected = f"an argument of type status in the action `{action}`"
            yield self._problem("missing-argument", message, *path, "to", expected=expected)
        yield from self._shadowed(name, entry)
        timer = self._timers.get(entry.get("starts", {}).get("timer"))
        if timer is not None and not set(targets) & set(self._expand(timer["runs_in"])):
            message = f"The timer does not run in {', '.join(targets)}, so it would be cancelled at once."
            yield self._problem(
                "timer-never-runs", message, *path, "starts", "timer", expected="a timer that runs there"
            )

    def _shadowed(self, name: str, entry: Any) -> Iterator[Problem]:
        """A transition that can never be the one, because an earlier one of the same action always comes first."""
        for other, earlier in self._transitions.items():
            if other == name:
                return
            same = (earlier["by"], earlier["action"]) == (entry["by"], entry["action"])
            if not same or "needs" in earlier:
                continue
            common = set(self._sources(earlier)) & set(self._sources(entry))
            fixed = isinstance(earlier["to"], str) or isinstance(entry["to"], str)
            if common and (fixed or set(self._targets(earlier)) & set(self._targets(entry))):
                message = f"In {', '.join(sorted(common))} the transition `{other}` applies to the same action."
                expected = "one transition for an action in a status"
                yield self._problem(
                    "ambiguous-transition", message, "transitions", name, at_key=True, expected=expected
                )

    def _targets(self, entry: Any) -> tuple[str, ...]:
        to = entry["to"]
        return (to,) if isinstance(to, str) else self._expand(to["choice"])

    def _sources(self, entry: Any) -> list[str]:
        """The statuses in which it applies. A cell that is missing is reported elsewhere and counts as allowed."""
        role, action = entry["by"], entry["action"]
        sources = self._expand(entry.get("from", ANY))
        return [status for status in sources if self._cells.get((role, action, status), "allow") == "allow"]

    def _timer_starts(self) -> Iterator[Problem]:
        started = {entry["starts"]["timer"]: name for name, entry in self._transitions.items() if "starts" in entry}
        for name, entry in self._timers.items():
            if "after" not in entry and name not in started:
                message = f"Nothing ever starts the timer `{name}`."
                expected = f"`after`, or a transition with `starts: {{timer: {name}, …}}`"
                yield self._problem("timer-never-starts", message, "timers", name, at_key=True, expected=expected)
            if "after" in entry and name in started:
                message = f"The timer starts by itself, and the transition `{started[name]}` starts it, too."
                yield self._problem("timer-starts-twice", message, "timers", name, "after", expected="one of the two")
            if not self._expand(entry["runs_in"]):
                message = "There is no status left in which it could run."
                yield self._problem("guard-never-true", message, "timers", name, "runs_in", expected="some status")

    def _effects(self) -> Iterator[Problem]:
        for name, entry in self._data.get("effects", {}).items():
            key = "entering" if "entering" in entry else "leaving"
            notation = entry[key]
            each = isinstance(notation, dict) and "each" in notation
            statuses = self._expand(notation["each"] if each else notation)
            if not statuses or (key == "leaving" and len(statuses) == len(self._statuses)):
                message = f"A ticket never is {key} these."
                yield self._problem("guard-never-true", message, "effects", name, key, expected="some status, not all")

    def _reachable(self) -> Iterator[Problem]:
        edges = [
            (source, target)
            for entry in self._transitions.values()
            for source in self._sources(entry)
            for target in self._targets(entry)
        ]
        for entry in self._timers.values():
            if isinstance(entry["when_due"], dict):
                edges += [(source, entry["when_due"]["to"]) for source in self._expand(entry["runs_in"])]
        reached = {name for name, entry in self._data["statuses"].items() if entry.get("initial")}
        if not reached:
            return
        while found := {target for source, target in edges if source in reached} - reached:
            reached |= found
        for status in self._statuses:
            if status not in reached:
                message = f"No ticket can ever be `{status}`."
                expected = "a transition or a timer that leads to it"
                yield self._problem("unreachable-status", message, "statuses", status, at_key=True, expected=expected)

    def _covered(self) -> Iterator[Problem]:
        """Every requirement that the suite is to check must stand beside some rule."""
        carried = set(_ids(self._data))
        for id_, requirement in self._requirements.items():
            if requirement.level.is_checked and id_ not in carried:
                message = f"No rule carries out {id_} ({requirement.text})"
                yield self._problem(
                    "requirement-without-rule", message, "requirements", at_key=True, expected=f"a rule with {id_}"
                )


def _ids(data: Any) -> Iterator[str]:
    """Every string in lists of a document: ids of requirements among them."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _ids(value)
    elif isinstance(data, list):
        for value in data:
            if isinstance(value, str):
                yield value
            else:
                yield from _ids(value)
