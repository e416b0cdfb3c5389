"""Whether every name in a rule file means something, and means one thing.

The first part of the checks of meaning: it needs no more than the names themselves, and therefore looks at whatever of
a file fits the schema, even if some of it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statusquo.reading.explain import Misfit
from statusquo.reading.problems import SIMILARITY, closest, one_of
from statusquo.rules.glossary import Requirement
from statusquo.rules.parts import Known, Parts
from statusquo.rules.sets import ANY, names_in_needs, names_in_set

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath

ALIKE_IDS = 0.8
"""How alike two ids of requirements must be; they are short, so that any two are alike in something."""

_KEYS_OF_IDS = ("requirements", "otherwise", "again", "keeps_status", "cancelled", "when_refused")
_FREE_NAMES = ("rows", "groups", "profiles", "may", "may_not")
"""What has lists below it under names that the author has chosen, such as a status named ``again``."""

_NO_STATUSES = {
    "delete": "; or `when_due: delete`",
    "nothing": "; or `when_due: nothing`",
    "previous": "; or `to: {previous: ..., otherwise: ...}`",
    "first_of": "; or `to: {first_of: ...}`",
    "choice": "; or `to: {choice: ...}`",
}
"""Words that are taken for statuses to which something leads, and what they stand in."""


def check_names(parts: Parts, requirements: Mapping[str, Requirement] | None) -> Iterator[Misfit]:
    """Everything that is wrong with the names; ids of requirements are passed over when there are no requirements."""
    return _Names(parts, requirements).misfits()


def ids_of_requirements(data: Any, path: DataPath = ()) -> Iterator[tuple[DataPath, str]]:
    """Every id of a requirement in a rule file, with its place: ids stand in many places, but under a few keys only."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _KEYS_OF_IDS and path and isinstance(value, list) and path[-1] not in _FREE_NAMES:
                yield from (((*path, key, index), id_) for index, id_ in enumerate(value))
            else:
                yield from ids_of_requirements(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from ids_of_requirements(value, (*path, index))


class _Names:
    def __init__(self, parts: Parts, requirements: Mapping[str, Requirement] | None) -> None:
        self._parts = parts
        self._document = parts.document
        self._sections = parts.sections
        self._known: dict[str, Known] = {
            "status": parts.known("statuses"),
            "group": parts.known("groups"),
            "flag": parts.known("flags"),
            "permission": parts.known("permissions"),
            "relation": parts.known("relations"),
            "role": parts.known("roles"),
            "subject": parts.known("subjects"),
            "timer": parts.known("timers"),
            "requirement": None if requirements is None else dict.fromkeys(requirements),
        }
        self._in_sets = _together(self._known["status"], self._known["group"])
        self._in_needs = _together(self._known["permission"], self._known["relation"])

    def misfits(self) -> Iterator[Misfit]:
        yield from self._clashes()
        for path, id_ in ids_of_requirements(self._parts.data):
            yield from self._is("requirement", id_, *path)
        yield from self._vocabulary()
        yield from self._roles()
        yield from self._actions()
        yield from self._matrices()
        yield from self._transitions()
        yield from self._timers()
        yield from self._effects()
        yield from self._invariants()

    def _unknown(  # noqa: PLR0913 - a name, where it stands, and the words to speak of it
        self,
        kind: str,
        name: str,
        path: DataPath,
        known: Known,
        *,
        at_key: bool = False,
        wanted: str = "",
        of: str = "",
        other: str = "",
    ) -> Iterator[Misfit]:
        if known is None or name in known:
            return
        cutoff = ALIKE_IDS if kind == "requirement" else SIMILARITY
        wanted = wanted or kind
        problem = self._document.problem(
            f"unknown-{kind}",
            f"There is no {wanted} `{name}`{of}.",
            path,
            at_key=at_key,
            expected=(one_of(known) if known else f"nothing, as there is no {wanted}{of} at all") + other,
            suggestion=closest(name, known, cutoff),
        )
        yield Misfit(path, problem)

    def _is(self, kind: str, name: str, *path: str | int, at_key: bool = False) -> Iterator[Misfit]:
        yield from self._unknown(kind, name, path, self._known[kind], at_key=at_key)

    def _clashes(self) -> Iterator[Misfit]:
        for section, other, where in (("status", "group", "groups"), ("permission", "relation", "relations")):
            for name in self._known[other] or ():
                if name in (self._known[section] or ()):
                    yield self._clash(where, name, f"`{name}` is the name of a {section} already.")
        for section in ("statuses", "groups"):
            if ANY in (self._parts.known(section) or ()):
                yield self._clash(section, ANY, "`any` means every status already.")

    def _clash(self, section: str, name: str, message: str) -> Misfit:
        path = (section, name)
        return Misfit(path, self._document.problem("name-clash", message, path, at_key=True, expected="another name"))

    def _set(self, notation: Any, path: DataPath) -> Iterator[Misfit]:
        for inner, name in names_in_set(notation):
            yield from self._unknown("status", name, (*path, *inner), self._in_sets, wanted="status or group")

    def _needs(self, notation: Any, path: DataPath) -> Iterator[Misfit]:
        for inner, name in names_in_needs(notation):
            yield from self._unknown(
                "permission", name, (*path, *inner), self._in_needs, wanted="permission or relation"
            )

    def _vocabulary(self) -> Iterator[Misfit]:
        for status, entry in self._sections["statuses"].items():
            for role, shown in entry.get("shown_to", {}).items():
                path = ("statuses", status, "shown_to", role)
                yield from self._is("role", role, *path, at_key=True)
                yield from self._is("status", shown, *path)
        for group, members in self._sections["groups"].items():
            for index, name in enumerate(members):
                yield from self._is("status", name, "groups", group, index)

    def _roles(self) -> Iterator[Misfit]:
        for role, entry in self._sections["roles"].items():
            path = ("roles", role)
            yield from self._permissions(entry.get("permissions", "all"), (*path, "permissions"))
            for profile, notation in entry.get("profiles", {}).items():
                yield from self._permissions(notation, (*path, "profiles", profile))
            for index, name in enumerate(entry.get("relations", ())):
                yield from self._is("relation", name, *path, "relations", index)
            others = self._actions_of_others(role)
            for index, prohibition in enumerate(entry.get("never", ())):
                for position, name in enumerate(prohibition["actions"]):
                    here = (*path, "never", index, "actions", position)
                    yield from self._unknown("action", name, here, others, of=" of another role")

    def _actions_of_others(self, role: str) -> Known:
        known = self._parts.known("actions")
        return _together(*(self._parts.actions_of(other) for other in known if other != role)) if known else None

    def _permissions(self, notation: Any, path: DataPath) -> Iterator[Misfit]:
        for index, name in enumerate(notation if isinstance(notation, list) else ()):
            yield from self._is("permission", name, *path, index)

    def _actions(self) -> Iterator[Misfit]:
        for role, of_role in self._sections["actions"].items():
            yield from self._is("role", role, "actions", role, at_key=True)
            for name, entry in of_role.items():
                path = ("actions", role, name)
                yield from self._is("subject", entry["subject"], *path, "subject")
                if "needs" in entry:
                    yield from self._needs(entry["needs"], (*path, "needs"))
                yield from self._guard(entry, path)

    def _guard(self, entry: Any, path: DataPath) -> Iterator[Misfit]:
        for key, value in entry.get("provided", {}).items():
            yield from self._listed_names(key, value, (*path, "provided", key))

    def _matrices(self) -> Iterator[Misfit]:
        for name, matrix in self._sections["matrices"].items():
            path = ("matrices", name)
            yield from self._is("role", matrix["role"], *path, "role")
            columns = dict.fromkeys(matrix["columns"])
            for index, action in enumerate(matrix["columns"]):
                known = self._parts.actions_of(matrix["role"])
                here: DataPath = (*path, "columns", index)
                for misfit in self._unknown("action", action, here, known, of=f" of `{matrix['role']}`"):
                    columns[misfit.problem.suggestion or action] = None  # cells may use the right name
                    yield misfit
            yield from self._rows(name, matrix)
            for index, cell in enumerate(matrix.get("cells", ())):
                here = (*path, "cells", index)
                yield from self._unknown("action", cell["action"], (*here, "action"), columns, wanted="column")
                yield from self._is("status", cell["status"], *here, "status")

    def _rows(self, name: str, matrix: Any) -> Iterator[Misfit]:
        meant = self._parts.rows_meant(name)
        for status in matrix["rows"]:
            path = ("matrices", name, "rows", status)
            if status not in meant:
                yield from self._is("status", status, *path, at_key=True)
                continue
            message = f"The row `{status}` is for no status, and the status `{meant[status]}` has no row."
            expected = "a row for each status, under its name"
            problem = self._document.problem(
                "unknown-status", message, path, at_key=True, expected=expected, suggestion=meant[status]
            )
            yield Misfit(path, problem)

    def _role_action(self, entry: Any, path: DataPath) -> Iterator[Misfit]:
        yield from self._is("role", entry["by"], *path, "by")
        known = self._parts.actions_of(entry["by"])
        yield from self._unknown("action", entry["action"], (*path, "action"), known, of=f" of `{entry['by']}`")

    def _transitions(self) -> Iterator[Misfit]:
        for name, entry in self._sections["transitions"].items():
            path = ("transitions", name)
            yield from self._role_action(entry, path)
            if "from" in entry:
                yield from self._set(entry["from"], (*path, "from"))
            yield from self._aim(entry.get("to"), (*path, "to"))
            yield from self._ways(entry.get("ways"), (*path, "ways"))
            if "needs" in entry:
                yield from self._needs(entry["needs"], (*path, "needs"))
            yield from self._guard(entry, path)
            yield from self._arguments(entry, path)

    def _aim(self, to: Any, path: DataPath) -> Iterator[Misfit]:
        if isinstance(to, str):
            yield from self._unknown("status", to, path, self._known["status"], other=_NO_STATUSES.get(to, ""))
            return
        for key, value in (to or {}).items():
            here: DataPath = (*path, key)
            if key == "first_of":
                of = ", though there is a status of that name" if value in (self._known["status"] or ()) else ""
                yield from self._unknown("group", value, here, self._known["group"], of=of)
            elif key == "otherwise":
                yield from self._is("status", value, *here)
            else:
                yield from self._set(value, here)

    def _ways(self, table: Any, path: DataPath) -> Iterator[Misfit]:
        if table is None:
            return
        for index, name in enumerate(table["columns"]):
            yield from self._is("status", name, *path, "columns", index)
        for name in table["rows"]:
            yield from self._is("status", name, *path, "rows", name, at_key=True)

    def _arguments(self, entry: Any, path: DataPath) -> Iterator[Misfit]:
        """The arguments of its action that a transition speaks of."""
        action = self._sections["actions"].get(entry["by"], {}).get(entry["action"])
        starts = entry.get("starts")
        if starts is not None:
            yield from self._is("timer", starts["timer"], *path, "starts", "timer")
        if action is None:
            return
        takes = action.get("takes", {})
        if starts is not None:
            times = {key: None for key, how in takes.items() if how["type"] == "future_time"}
            of = f" of type future_time in the action `{entry['action']}`"
            yield from self._unknown("argument", starts["at"], (*path, "starts", "at"), times, of=of)
        for index, name in enumerate(entry.get("provided", {}).get("given", ())):
            here: DataPath = (*path, "provided", "given", index)
            of, other = f" of the action `{entry['action']}`", f"; or `{name}` under its `takes`, with `optional: true`"
            yield from self._unknown("argument", name, here, dict.fromkeys(takes), of=of, other=other)

    def _timers(self) -> Iterator[Misfit]:
        for name, entry in self._sections["timers"].items():
            path = ("timers", name)
            yield from self._is("subject", entry["subject"], *path, "subject")
            yield from self._set(entry["runs_in"], (*path, "runs_in"))
            if isinstance(entry["when_due"], dict):
                yield from self._aim(entry["when_due"].get("to"), (*path, "when_due", "to"))
            for index, action in enumerate(entry.get("restarted_by", ())):
                yield from self._role_action(action, (*path, "restarted_by", index))

    def _effects(self) -> Iterator[Misfit]:
        for name, entry in self._sections["effects"].items():
            path = ("effects", name)
            yield from self._is("subject", entry["subject"], *path, "subject")
            for key in ("entering", "leaving"):
                notation = entry.get(key)
                here: DataPath = (*path, key)
                if isinstance(notation, dict) and "each" in notation:
                    notation, here = notation["each"], (*here, "each")
                if notation is not None:
                    yield from self._set(notation, here)
            if "of" in entry:
                yield from self._is("role", entry["of"], *path, "of")

    def _invariants(self) -> Iterator[Misfit]:
        for name, entry in self._sections["invariants"].items():
            for key in ("when", "then", "always", "never"):
                yield from self._condition(entry.get(key, {}), ("invariants", name, key))

    def _condition(self, notation: Any, path: DataPath) -> Iterator[Misfit]:
        for key, value in notation.items():
            here: DataPath = (*path, key)
            if key in {"not", "before"}:
                yield from self._condition(value, here)
            elif key in {"all", "any"}:
                for index, inner in enumerate(value):
                    yield from self._condition(inner, (*here, index))
            elif key in {"status", "leaving", "entering"}:
                each = isinstance(value, dict) and "each" in value
                yield from self._set(value["each"] if each else value, (*here, "each") if each else here)
            elif key in {"may", "may_not"}:
                yield from self._possible(value, here)
            elif key == "by":
                yield from self._is("role", value, *here)
            elif key == "action":
                yield from self._actions_in(value, notation["by"], here)
            else:
                yield from self._listed_names(key, value, here)

    def _listed_names(self, key: str, value: Any, path: DataPath) -> Iterator[Misfit]:
        if key in {"favorite_of", "not_favorite_of"}:
            for index, name in enumerate(value):
                yield from self._is("role", name, *path, index)
        elif key in {"running", "not_running", "due"}:
            for index, name in enumerate(value):
                yield from self._is("timer", name, *path, index)
        elif key in {"marked", "not_marked"}:
            for index, name in enumerate(value):
                yield from self._is("flag", name, *path, index)

    def _possible(self, value: Any, path: DataPath) -> Iterator[Misfit]:
        """Actions that somebody may do or may not do: also those that only others have."""
        known = self._parts.known("actions")
        every = _together(*(self._parts.actions_of(role) for role in known)) if known else None
        for role, actions in value.items():
            yield from self._is("role", role, *path, role, at_key=True)
            for index, name in enumerate(actions):
                yield from self._unknown("action", name, (*path, role, index), every)

    def _actions_in(self, names: Any, role: str, path: DataPath) -> Iterator[Misfit]:
        known = self._parts.actions_of(role)
        for index, name in enumerate(names):
            yield from self._unknown("action", name, (*path, index), known, of=f" of `{role}`")


def _together(*known: Known) -> Known:
    """All of these names; None as soon as some of them are uncertain."""
    names: dict[str, None] = {}
    for each in known:
        if each is None:
            return None
        names.update(each)
    return names
