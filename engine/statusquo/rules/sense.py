"""Whether a rule file makes sense as a whole: nothing is left out, nothing contradicts itself, nothing is in vain.

The last part of the checks of meaning. It needs a file that fits the schema, and it passes over whatever the check of
the names has found fault with, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statusquo.reading.explain import Misfit
from statusquo.reading.problems import closest, listed
from statusquo.rules.courses import check_courses
from statusquo.rules.entries import Entries, does_something
from statusquo.rules.glossary import Requirement
from statusquo.rules.names import ids_of_requirements
from statusquo.rules.operations import MOVING, NEEDED_ARGUMENTS, Operation
from statusquo.rules.promises import check_promises
from statusquo.rules.provided import check_provided
from statusquo.rules.sets import clauses, has_more_alternatives
from statusquo.rules.vocabulary import check_vocabulary

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem

MOST_ALTERNATIVES = 256
"""How many ways there may be to satisfy one `needs`; a few nested lists can make millions."""

ALIKE_IDS = 0.7
"""How alike an unknown id must be for a requirement that no rule carries out to be its consequence."""


def check_sense(
    document: Document, requirements: Mapping[str, Requirement] | None, unknown: Collection[Misfit] = ()
) -> Iterator[Problem]:
    """Everything in a document that fits the schema but cannot be meant.

    Args:
        document: the rule file.
        requirements: what it refers to, or None if that cannot be read.
        unknown: what the check of its names has found.
    """
    return _Sense(document, requirements, unknown).problems()


class _Sense:
    def __init__(
        self, document: Document, requirements: Mapping[str, Requirement] | None, unknown: Collection[Misfit]
    ) -> None:
        self._document = document
        self._requirements = requirements or {}
        self._unknown = unknown
        self._doubtful = {misfit.path[:2] for misfit in unknown}
        self._data: Any = document.data
        self._entries = Entries(document, unknown)
        self._statuses = self._entries.statuses
        self._transitions = self._entries.transitions
        self._timers = self._entries.timers

    def problems(self) -> Iterator[Problem]:
        yield from self._initial()
        yield from self._labels()
        for role in self._data["roles"]:
            yield from self._role(role)
        yield from self._columns()
        for name, entry in self._transitions.items():
            yield from self._transition(name, entry)
        yield from self._moves_nothing()
        yield from self._timer_starts()
        yield from self._effects()
        yield from check_vocabulary(self._document, self._entries)
        yield from check_provided(self._document, self._entries)
        yield from check_courses(self._document, self._entries)
        if not self._entries.groups_doubtful and not any(section == "invariants" for section, *_ in self._doubtful):
            yield from check_promises(self._document, self._entries.expand)
        yield from self._reachable()
        yield from self._covered()

    def _problem(self, code: str, message: str, *path: str | int, expected: str = "", at_key: bool = False) -> Problem:
        found: DataPath = path
        return self._document.problem(code, message, found, at_key=at_key, expected=expected)

    def _is_misspelt(self, kind: str, name: str, *sections: str) -> bool:
        """Whether some unknown name was probably meant to be this one."""
        return any(
            misfit.problem.code == f"unknown-{kind}" and misfit.problem.suggestion == name
            for misfit in self._unknown
            if not sections or misfit.path[0] in sections
        )

    def _initial(self) -> Iterator[Problem]:
        initial = [name for name, entry in self._data["statuses"].items() if entry.get("initial")]
        if not initial:
            message = "No status is the initial one, so nobody knows what a new ticket is."
            expected = "`initial: true` in one of them"
            yield self._problem("no-initial-status", message, "statuses", at_key=True, expected=expected)
        for name in initial[1:]:
            message = f"`{name}` is initial, and so is `{initial[0]}`."
            yield self._problem(
                "two-initial-statuses", message, "statuses", name, "initial", at_key=True, expected="one of them only"
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
        sees = any(entry["operation"] == Operation.READ_TICKET for entry in actions.values())
        if not sees and not self._is_misspelt("role", role, "actions"):
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
                yield from self._never_held(role, entry["needs"], (*path, "needs"))

    def _arguments(self, entry: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        takes = entry.get("takes", {})
        for name, kind in NEEDED_ARGUMENTS.get(entry["operation"], {}).items():
            if takes.get(name, {}).get("type") != kind:
                message = f"The operation {entry['operation']} needs an argument `{name}` of type {kind}."
                where = next(
                    (each for each in ((*path, "takes", name), (*path, "takes")) if _holds(entry, each[3:])), path
                )
                more = ", from: 1, to: 5" if kind == "integer" else ""
                expected = f"`takes: {{{name}: {{type: {kind}{more}}}}}`"
                yield self._problem("missing-argument", message, *where, at_key=True, expected=expected)
            elif takes[name].get("optional"):
                message = f"The operation {entry['operation']} can do nothing without its `{name}`."
                where = (*path, "takes", name, "optional")
                yield self._problem("argument-optional", message, *where, at_key=True, expected="no `optional`")
        for kind in ("flag", "status"):
            further = [name for name, how in takes.items() if how["type"] == kind][1:]
            for name in further:
                message = f"A {kind} is asked for already, and one is all that an action can be about."
                where = (*path, "takes", name)
                yield self._problem(
                    "argument-twice", message, *where, at_key=True, expected=f"one argument of type {kind}"
                )
        for name, how in takes.items():
            if how["type"] == "integer" and how["from"] > how["to"]:
                message = f"No number is at least {how['from']} and at most {how['to']}."
                expected = f"a number that is not greater than {how['to']}"
                yield self._problem("guard-never-true", message, *path, "takes", name, "from", expected=expected)

    def _never_held(self, role: str, needs: Any, path: DataPath) -> Iterator[Problem]:
        """A guard that nobody in the role can ever satisfy."""
        if has_more_alternatives(needs, MOST_ALTERNATIVES):
            message = "There are too many ways to satisfy this."
            expected = f"at most {MOST_ALTERNATIVES} ways"
            yield self._problem("needs-too-many", message, *path, expected=expected)
            return
        entry = self._data["roles"][role]
        granted = entry.get("permissions", [])
        permissions = set(self._data.get("permissions", ())) if granted == "all" else set(granted)
        held = permissions | set(entry.get("relations", ()))
        known = set(self._data.get("permissions", ())) | set(self._data.get("relations", ()))
        ways = clauses(needs)
        if ("roles", role) in self._doubtful or any(way <= held or not way <= known for way in ways):
            return
        lacking = listed([f"`{name}`" for name in sorted({name for way in ways for name in way - held})])
        message = f"Nobody in the role `{role}` can ever have {lacking}."
        expected = f"what the role can have: {listed(sorted(held))}" if held else "no `needs`"
        yield self._problem("guard-never-true", message, *path, expected=expected)

    def _columns(self) -> Iterator[Problem]:
        matrices = self._data["matrices"].values()
        if any(matrix["role"] not in self._data["roles"] for matrix in matrices):
            return  # it may be about any of the roles
        columns = {(matrix["role"], action) for matrix in matrices for action in matrix["columns"]}
        for role, actions in self._data["actions"].items():
            for action, entry in actions.items():
                if (role, action) in columns or entry.get("without_ticket") or role not in self._data["roles"]:
                    continue
                if not self._is_misspelt("action", action, "matrices"):
                    message = f"No matrix says in which statuses `{role}` may {entry['phrase']}."
                    expected = f"a column `{action}` in a matrix of `{role}`"
                    yield self._problem(
                        "missing-column", message, "actions", role, action, at_key=True, expected=expected
                    )

    def _transition(self, name: str, entry: Any) -> Iterator[Problem]:
        path = ("transitions", name)
        role, action = entry["by"], entry["action"]
        declared = self._data["actions"].get(role, {}).get(action)
        if declared is None or role not in self._data["roles"] or path in self._doubtful:
            return
        if declared.get("without_ticket"):
            message = f"`{action}` concerns no ticket, so it changes none."
            yield self._problem("transition-without-ticket", message, *path, "action", expected="an action on a ticket")
            return
        if "needs" in entry:
            yield from self._never_held(role, entry["needs"], (*path, "needs"))
        targets = self._entries.targets(entry)
        if not targets and ("to" in entry or "ways" in entry) and not self._entries.groups_doubtful:
            message = "The choice is empty, so it leads nowhere."
            place = ("to", "choice") if "to" in entry else ("ways", "rows")
            expected = "a status or more to choose from"
            yield self._problem(
                "transition-to-nowhere", message, *path, *place, at_key="ways" in entry, expected=expected
            )
        leads = targets or "ways" not in entry
        if leads and not self._entries.sources(entry) and not self._entries.groups_doubtful:
            message = f"`{role}` may not {declared['phrase']} in any status that this starts from."
            where = (*path, "from") if "from" in entry else path
            expected = "a status in which the action is allowed"
            yield self._problem("guard-never-true", message, *where, at_key="from" not in entry, expected=expected)
        takes = [how["type"] for how in declared.get("takes", {}).values()]
        if self._entries.is_chosen(entry) and "status" not in takes:
            message = f"`{action}` takes no status, so none can be chosen."
            expected = f"`takes: {{status: {{type: status}}}}` in the action `{action}`, or one status here"
            table = "ways" in entry
            key = "ways" if table else "to"
            yield self._problem("missing-argument", message, *path, key, at_key=table, expected=expected)
        timer = self._timers.get(entry.get("starts", {}).get("timer"))
        runs_in = self._entries.expand(timer["runs_in"]) if timer is not None else ()
        if targets and runs_in and not self._entries.groups_doubtful and not set(targets) & set(runs_in):
            message = f"The timer does not run in {listed([f'`{status}`' for status in targets])}."
            yield self._problem(
                "timer-never-runs", message, *path, "starts", "timer", expected="a timer that runs where this leads"
            )

    def _moves_nothing(self) -> Iterator[Problem]:
        """Where an action whose whole purpose is to move a ticket is allowed, and nothing says where it leads."""
        if self._entries.groups_doubtful:
            return
        for name, matrix in self._data["matrices"].items():
            role = matrix["role"]
            for column, action in enumerate(matrix["columns"]):
                declared = self._data["actions"].get(role, {}).get(action)
                if declared is None or declared["operation"] not in MOVING or self._has_doubtful_moves(role, action):
                    continue
                moving = self._entries.moves_of(role, action)
                moved = {status for entry in moving for status in self._entries.sources(entry)}
                cells = self._entries.cells
                allowed = [status for status in self._statuses if cells.get((role, action, status)) == "allow"]
                still = [status for status in allowed if status not in moved]
                if still and not moved:
                    message = f"`{role}` may {declared['phrase']}, but no transition says where that leads."
                    expected = f"a transition with `by: {role}` and `action: {action}`"
                    yield self._problem(
                        "moves-nothing", message, "matrices", name, "columns", column, expected=expected
                    )
                    continue
                for status in still:
                    message = f"`{action}` is allowed for `{status}`, but no transition says where it leads from there."
                    expected = f"`deny` here, or `{status}` under `from` or in the `ways` of a transition of `{action}`"
                    yield self._problem(
                        "moves-nothing", message, "matrices", name, "rows", status, column, expected=expected
                    )

    def _has_doubtful_moves(self, role: str, action: str) -> bool:
        """Whether something else is wrong already with the transitions of an action, or one is meant to be its."""
        for name, each in self._transitions.items():
            known = self._data["actions"].get(each["by"], {})
            if (each["by"], each["action"]) == (role, action):
                is_doubtful = ("transitions", name) in self._doubtful or not does_something(each)
                if is_doubtful or not self._entries.sources(each):
                    return True
            elif each["action"] not in known and (each["by"] == role or not known):
                return True
        return False

    def _timer_starts(self) -> Iterator[Problem]:
        started = {entry["starts"]["timer"]: name for name, entry in self._transitions.items() if "starts" in entry}
        for name, entry in self._timers.items():
            if "after" not in entry and name not in started and not self._is_misspelt("timer", name):
                message = f"Nothing ever starts the timer `{name}`."
                expected = f"`after` here, or a transition with `starts: {{timer: {name}, at: ...}}`"
                yield self._problem("timer-never-starts", message, "timers", name, at_key=True, expected=expected)
            if "after" in entry and name in started:
                message = f"The timer starts by itself, and the transition `{started[name]}` starts it, too."
                expected = "either `after` here or `starts` there"
                yield self._problem(
                    "timer-starts-twice", message, "timers", name, "after", at_key=True, expected=expected
                )
            if not self._entries.expand(entry["runs_in"]) and not self._entries.is_doubtful("timers", name):
                message = "There is no status left in which it could run."
                yield self._problem("guard-never-true", message, "timers", name, "runs_in", expected="some status")

    def _effects(self) -> Iterator[Problem]:
        for name, entry in self._data.get("effects", {}).items():
            key = "entering" if "entering" in entry else "leaving"
            notation = entry[key]
            each = isinstance(notation, dict) and "each" in notation
            statuses = self._entries.expand(notation["each"] if each else notation)
            if self._entries.is_doubtful("effects", name):
                continue
            if not statuses:
                message = "There is no status left that this could mean."
                yield self._problem("guard-never-true", message, "effects", name, key, expected="some status")
            elif key == "leaving" and len(statuses) == len(self._statuses):
                message = "A ticket always has one of these statuses, so it never leaves them."
                yield self._problem("guard-never-true", message, "effects", name, key, expected="not every status")

    def _reachable(self) -> Iterator[Problem]:
        """Statuses into which nothing leads; of a whole chain of them only the first."""
        if any(path[0] in {"transitions", "timers", "groups"} for path in self._doubtful):
            return
        edges: dict[str, set[str]] = {status: set() for status in self._statuses}
        for entry in self._transitions.values():
            for source, target in self._entries.edges(entry):
                edges[source].add(target)
        for entry in self._timers.values():
            if isinstance(entry["when_due"], dict):
                for source in self._entries.expand(entry["runs_in"]) or self._statuses:
                    edges[source].update(self._entries.targets(entry["when_due"]))
        initial = {name for name, entry in self._data["statuses"].items() if entry.get("initial")}
        if not initial:
            return
        left = set(self._statuses) - _reached(edges, initial)
        while left:
            led_to = {target for source in left for target in edges[source] if target != source}
            some = left - led_to or {next(status for status in self._statuses if status in left)}
            for status in [status for status in self._statuses if status in some]:
                message = f"No ticket can ever be `{status}`."
                expected = "a transition or a timer that leads to it"
                yield self._problem("unreachable-status", message, "statuses", status, at_key=True, expected=expected)
                left -= _reached(edges, {status})

    def _covered(self) -> Iterator[Problem]:
        """Every requirement that the suite is to check must stand beside some rule."""
        # What is only promised is not yet carried out.
        carried = {id_ for path, id_ in ids_of_requirements(self._data) if path[0] != "invariants"}
        unknown = [id_ for id_ in carried if id_ not in self._requirements]
        for id_, requirement in self._requirements.items():
            if requirement.level.is_checked and id_ not in carried and not closest(id_, unknown, ALIKE_IDS):
                message = f"No rule carries out {id_}: {requirement.text}"
                expected = f"a rule with `requirements: [{id_}]`"
                yield self._problem("requirement-without-rule", message, "requirements", at_key=True, expected=expected)


def _reached(edges: Mapping[str, set[str]], start: Collection[str]) -> set[str]:
    reached = set(start)
    waiting = list(start)
    while waiting:
        found = edges[waiting.pop()] - reached
        reached |= found
        waiting += found
    return reached


def _holds(entry: Any, path: tuple[str, ...]) -> bool:
    for step in path:
        if step not in entry:
            return False
        entry = entry[step]
    return True
