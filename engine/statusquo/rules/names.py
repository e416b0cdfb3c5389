"""Whether every name in a rule file means something, and means one thing.

The first half of the checks of meaning: it needs no more than the names themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import closest
from statusquo.rules.model import Requirement
from statusquo.rules.sets import ANY, names_in_needs, names_in_set

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem


def check_names(document: Document, requirements: Mapping[str, Requirement]) -> list[Problem]:
    """Everything that is wrong with the names of a document that fits the schema."""
    return list(_Names(document, requirements).problems())


class _Names:
    def __init__(self, document: Document, requirements: Mapping[str, Requirement]) -> None:
        self._document = document
        self._data: Any = document.data
        data = self._data
        self._known: dict[str, list[str]] = {
            "status": list(data["statuses"]),
            "group": list(data.get("groups", ())),
            "permission": list(data.get("permissions", ())),
            "relation": list(data.get("relations", ())),
            "role": list(data["roles"]),
            "subject": list(data["subjects"]),
            "timer": list(data.get("timers", ())),
            "requirement": list(requirements),
        }

    def problems(self) -> Iterator[Problem]:
        yield from self._clashes()
        yield from self._requirements(self._data, ())
        yield from self._vocabulary()
        yield from self._actions()
        yield from self._matrices()
        yield from self._transitions()
        yield from self._timers()
        yield from self._effects()

    def _unknown(
        self, kind: str, name: str, path: DataPath, known: list[str] | None = None, *, at_key: bool = False
    ) -> Iterator[Problem]:
        known = self._known[kind] if known is None else known
        if name in known:
            return
        yield self._document.problem(
            f"unknown-{kind}",
            f"There is no {kind} `{name}`.",
            path,
            at_key=at_key,
            expected=f"one of {', '.join(known)}" if known else f"no {kind} at all, as there is none",
            suggestion=closest(name, known),
        )

    def _clashes(self) -> Iterator[Problem]:
        for section, other, where in (("status", "group", "groups"), ("permission", "relation", "relations")):
            for name in self._known[other]:
                if name in self._known[section] or (other == "group" and name == ANY):
                    message = f"`{name}` is the name of something else already."
                    yield self._document.problem(
                        "name-clash", message, (where, name), at_key=True, expected="another name"
                    )
        if ANY in self._known["status"]:
            message = "`any` means every status."
            yield self._document.problem("name-clash", message, ("statuses", ANY), at_key=True, expected="another name")

    def _requirements(self, data: Any, path: DataPath) -> Iterator[Problem]:
        """Ids of requirements stand in many places, but under a few keys only."""
        keys = ("requirements", "otherwise", "again", "keeps_status", "cancelled", "when_refused")
        if isinstance(data, dict):
            for key, value in data.items():
                if key in keys and path and isinstance(value, list) and path[-1] != "rows":
                    for index, id_ in enumerate(value):
                        yield from self._unknown("requirement", id_, (*path, key, index))
                else:
                    yield from self._requirements(value, (*path, key))
        elif isinstance(data, list):
            for index, value in enumerate(data):
                yield from self._requirements(value, (*path, index))

    def _set(self, notation: Any, path: DataPath) -> Iterator[Problem]:
        for inner, name in names_in_set(notation):
            yield from self._unknown("status", name, (*path, *inner), self._known["status"] + self._known["group"])

    def _needs(self, notation: Any, path: DataPath) -> Iterator[Problem]:
        known = self._known["permission"] + self._known["relation"]
        for inner, name in names_in_needs(notation):
            yield from self._unknown("permission", name, (*path, *inner), known)

    def _vocabulary(self) -> Iterator[Problem]:
        for group, members in self._data.get("groups", {}).items():
            for index, name in enumerate(members):
                yield from self._unknown("status", name, ("groups", group, index))
        for role, entry in self._data["roles"].items():
            path = ("roles", role)
            yield from self._permissions(entry.get("permissions", "all"), (*path, "permissions"))
            for profile, notation in entry.get("profiles", {}).items():
                yield from self._permissions(notation, (*path, "profiles", profile))
            for index, name in enumerate(entry.get("relations", ())):
                yield from self._unknown("relation", name, (*path, "relations", index))
            others = [
                action for owner, of_owner in self._data["actions"].items() if owner != role for action in of_owner
            ]
            for index, prohibition in enumerate(entry.get("never", ())):
                for position, name in enumerate(prohibition["actions"]):
                    yield from self._unknown("action", name, (*path, "never", index, "actions", position), others)

    def _permissions(self, notation: Any, path: DataPath) -> Iterator[Problem]:
        for index, name in enumerate(notation if isinstance(notation, list) else ()):
            yield from self._unknown("permission", name, (*path, index))

    def _actions(self) -> Iterator[Problem]:
        for role, of_role in self._data["actions"].items():
            yield from self._unknown("role", role, ("actions", role), at_key=True)
            for name, entry in of_role.items():
                yield from self._unknown("subject", entry["subject"], ("actions", role, name, "subject"))
                if "needs" in entry:
                    yield from self._needs(entry["needs"], ("actions", role, name, "needs"))

    def _actions_of(self, role: str) -> list[str]:
        return list(self._data["actions"].get(role, ()))

    def _matrices(self) -> Iterator[Problem]:
        for name, matrix in self._data["matrices"].items():
            path = ("matrices", name)
            yield from self._unknown("role", matrix["role"], (*path, "role"))
            if matrix["role"] not in self._known["role"]:
                continue
            for index, action in enumerate(matrix["columns"]):
                yield from self._unknown("action", action, (*path, "columns", index), self._actions_of(matrix["role"]))
            for status in matrix["rows"]:
                yield from self._unknown("status", status, (*path, "rows", status), at_key=True)
            for index, cell in enumerate(matrix.get("cells", ())):
                here = (*path, "cells", index)
                yield from self._unknown("action", cell["action"], (*here, "action"), matrix["columns"])
                yield from self._unknown("status", cell["status"], (*here, "status"))

    def _role_action(self, entry: Any, path: DataPath) -> Iterator[Problem]:
        yield from self._unknown("role", entry["by"], (*path, "by"))
        if entry["by"] in self._known["role"]:
            yield from self._unknown("action", entry["action"], (*path, "action"), self._actions_of(entry["by"]))

    def _transitions(self) -> Iterator[Problem]:
        for name, entry in self._data.get("transitions", {}).items():
            path = ("transitions", name)
            yield from self._role_action(entry, path)
            if "from" in entry:
                yield from self._set(entry["from"], (*path, "from"))
            if isinstance(entry["to"], str):
                yield from self._unknown("status", entry["to"], (*path, "to"))
            else:
                yield from self._set(entry["to"]["choice"], (*path, "to", "choice"))
            if "needs" in entry:
                yield from self._needs(entry["needs"], (*path, "needs"))
            if "starts" in entry:
                yield from self._unknown("timer", entry["starts"]["timer"], (*path, "starts", "timer"))
                action = self._data["actions"].get(entry["by"], {}).get(entry["action"])
                if action is not None:
                    times = [key for key, how in action.get("takes", {}).items() if how["type"] == "future_time"]
                    yield from self._unknown("argument", entry["starts"]["at"], (*path, "starts", "at"), times)

    def _timers(self) -> Iterator[Problem]:
        for name, entry in self._data.get("timers", {}).items():
            path = ("timers", name)
            yield from self._unknown("subject", entry["subject"], (*path, "subject"))
            yield from self._set(entry["runs_in"], (*path, "runs_in"))
            if isinstance(entry["when_due"], dict):
                yield from self._unknown("status", entry["when_due"]["to"], (*path, "when_due", "to"))
            for index, action in enumerate(entry.get("restarted_by", ())):
                yield from self._role_action(action, (*path, "restarted_by", index))

    def _effects(self) -> Iterator[Problem]:
        for name, entry in self._data.get("effects", {}).items():
            path = ("effects", name)
            yield from self._unknown("subject", entry["subject"], (*path, "subject"))
            for key in ("entering", "leaving"):
                notation = entry.get(key)
                here: DataPath = (*path, key)
                if isinstance(notation, dict) and "each" in notation:
                    notation, here = notation["each"], (*here, "each")
                if notation is not None:
                    yield from self._set(notation, here)
            if "of" in entry:
                yield from self._unknown("role", entry["of"], (*path, "of"))
