"""A rule file in which everything has another name: for showing that behaviour hangs on no name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import plain_yaml

REVERSED = "z"
"""What new names begin with. They sort the other way round, so that an order by names would show."""


class Renaming:
    """New names for the statuses, groups, permissions, relations, roles, subjects, actions and timers of a file."""

    def __init__(self, data: dict[str, Any]) -> None:
        actions = dict.fromkeys(name for of_role in data["actions"].values() for name in of_role)
        self._data = data
        self.statuses = _renamed(data["statuses"], "status")
        self.groups = _renamed(data["groups"], "group")
        self.permissions = _renamed(data["permissions"], "permission")
        self.relations = _renamed(data["relations"], "relation")
        self.roles = _renamed(data["roles"], "role")
        self.subjects = _renamed(data["subjects"], "subject")
        self.actions = _renamed(actions, "action")
        self.timers = _renamed(data["timers"], "timer")

    def held(self, names: frozenset[str]) -> frozenset[str]:
        """Permissions and relations under their new names."""
        return frozenset({**self.permissions, **self.relations}[name] for name in names)

    def data(self) -> dict[str, Any]:
        """The file's data under the new names."""
        old = self._data
        return {
            **old,
            "statuses": {self.statuses[name]: entry for name, entry in old["statuses"].items()},
            "groups": {self.groups[name]: self._statuses(members) for name, members in old["groups"].items()},
            "permissions": {self.permissions[name]: words for name, words in old["permissions"].items()},
            "relations": {self.relations[name]: entry for name, entry in old["relations"].items()},
            "roles": {self.roles[name]: self._role(entry) for name, entry in old["roles"].items()},
            "subjects": {self.subjects[name]: entry for name, entry in old["subjects"].items()},
            "actions": {
                self.roles[role]: {self.actions[name]: self._action(entry) for name, entry in of_role.items()}
                for role, of_role in old["actions"].items()
            },
            "matrices": {f"matrix{index}": self._matrix(each) for index, each in enumerate(old["matrices"].values())},
            "transitions": {
                f"transition{index}": self._transition(each) for index, each in enumerate(old["transitions"].values())
            },
            "timers": {self.timers[name]: self._timer(entry) for name, entry in old["timers"].items()},
            "effects": {f"effect{index}": self._effect(each) for index, each in enumerate(old["effects"].values())},
            "invariants": {
                f"invariant{index}": self._invariant(each) for index, each in enumerate(old["invariants"].values())
            },
        }

    def _statuses(self, notation: Any) -> Any:
        if isinstance(notation, list):
            return [self._statuses(each) for each in notation]
        if isinstance(notation, dict):
            return {word: self._statuses(inside) for word, inside in notation.items()}
        return {**self.statuses, **self.groups}.get(notation, notation)

    def _needs(self, notation: Any) -> Any:
        if isinstance(notation, dict):
            return {word: [self._needs(each) for each in inside] for word, inside in notation.items()}
        return {**self.permissions, **self.relations}[notation]

    def _granted(self, notation: Any) -> Any:
        return notation if notation == "all" else [self.permissions[name] for name in notation]

    def _role(self, entry: dict[str, Any]) -> dict[str, Any]:
        new = {**entry, "relations": [self.relations[name] for name in entry["relations"]]}
        if "permissions" in entry:
            new["permissions"] = self._granted(entry["permissions"])
        if "profiles" in entry:
            new["profiles"] = {name: self._granted(notation) for name, notation in entry["profiles"].items()}
        if "never" in entry:
            new["never"] = [
                {**each, "actions": [self.actions[name] for name in each["actions"]]} for each in entry["never"]
            ]
        return new

    def _action(self, entry: dict[str, Any]) -> dict[str, Any]:
        new = {**entry, "subject": self.subjects[entry["subject"]]}
        if "needs" in entry:
            new["needs"] = self._needs(entry["needs"])
        return new

    def _matrix(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            **entry,
            "role": self.roles[entry["role"]],
            "columns": [self.actions[name] for name in entry["columns"]],
            "rows": {self.statuses[name]: row for name, row in entry["rows"].items()},
            "cells": [
                {**cell, "action": self.actions[cell["action"]], "status": self.statuses[cell["status"]]}
                for cell in entry.get("cells", ())
            ],
        }

    def _transition(self, entry: dict[str, Any]) -> dict[str, Any]:
        new = {
            **entry,
            "by": self.roles[entry["by"]],
            "action": self.actions[entry["action"]],
            "to": self._statuses(entry["to"]),
        }
        if "from" in entry:
            new["from"] = self._statuses(entry["from"])
        if "starts" in entry:
            new["starts"] = {**entry["starts"], "timer": self.timers[entry["starts"]["timer"]]}
        return new

    def _timer(self, entry: dict[str, Any]) -> dict[str, Any]:
        due = entry["when_due"]
        return {
            **entry,
            "subject": self.subjects[entry["subject"]],
            "runs_in": self._statuses(entry["runs_in"]),
            "when_due": {**due, "to": self.statuses[due["to"]]} if isinstance(due, dict) else due,
        }

    def _effect(self, entry: dict[str, Any]) -> dict[str, Any]:
        new = {**entry, "subject": self.subjects[entry["subject"]]}
        for key in ("entering", "leaving"):
            if key in entry:
                new[key] = self._statuses(entry[key])
        if "of" in entry:
            new["of"] = self.roles[entry["of"]]
        return new

    def _invariant(self, entry: dict[str, Any]) -> dict[str, Any]:
        conditions = ("when", "then", "always", "never")
        return {key: self._condition(value) if key in conditions else value for key, value in entry.items()}

    def _condition(self, notation: dict[str, Any]) -> dict[str, Any]:
        return {key: self._term(key, value) for key, value in notation.items()}

    def _term(self, key: str, value: Any) -> Any:
        if key in {"not", "before"}:
            return self._condition(value)
        if key in {"all", "any"}:
            return [self._condition(each) for each in value]
        if key in {"status", "entering", "leaving"}:
            return self._statuses(value)
        if key in {"may", "may_not"}:
            return {self.roles[role]: [self.actions[name] for name in names] for role, names in value.items()}
        names = {"by": self.roles, "action": self.actions, "favorite_of": self.roles, "not_favorite_of": self.roles}
        names |= {"running": self.timers, "not_running": self.timers, "due": self.timers}
        if key not in names:
            return value
        return names[key][value] if isinstance(value, str) else [names[key][each] for each in value]


def renamed_copy(source: Path, target: Path) -> Renaming:
    """Write a renamed copy of a rule file."""
    renaming = Renaming(plain_yaml.load(source.read_text(encoding="utf-8")))
    data = renaming.data()
    for matrix in data["matrices"].values():
        if not matrix["cells"]:
            del matrix["cells"]
    target.write_text(plain_yaml.dump(data), encoding="utf-8")
    return renaming


def _renamed(names: Any, kind: str) -> dict[str, str]:
    count = len(names)
    return {name: f"{REVERSED}{count - index:02}.{kind}" for index, name in enumerate(names)}
