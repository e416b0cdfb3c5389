"""What of a rule file can be relied on, when some of it does not fit the schema.

So that a mistake in one place does not hide those in others, the checks of names go on with the entries that fit. An
entry that does not is left out, but its name remains known: whoever refers to it is not wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statusquo.reading.explain import Misfit
from statusquo.reading.problems import closest

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document

SECTIONS = (
    *("statuses", "groups", "flags", "permissions", "relations", "roles", "subjects"),
    *("actions", "matrices", "transitions", "timers", "effects", "invariants"),
)
_DEPTHS = {"actions": 3}

Known = Mapping[str, None] | None
"""Names in their order, or None when nobody can say which there are."""


class Parts:
    """The data of a rule file without the entries that do not fit the schema.

    What is there twice makes a section doubtful: probably one of the two should have had another name.

    Attributes:
        document: the whole file.
        data: like the data of a valid file, as far as it goes; every section is there.
        sections: its sections one by one.
    """

    def __init__(self, document: Document, misfits: Iterable[Misfit] = ()) -> None:
        self.document = document
        self._misspelt: set[str | None] = set()
        self._missing: set[str] = set()
        whole = document.data if isinstance(document.data, dict) else {}
        found = tuple(misfits)
        self.data: dict[str, Any] = whole if not found else _without(whole, [misfit.path for misfit in found])
        self.sections: dict[str, Mapping[str, Any]] = {name: self.data.get(name, {}) for name in SECTIONS}
        for misfit in found:
            if len(misfit.path) == 1:
                self._misspelt.add(misfit.problem.suggestion)
                self._missing.add(str(misfit.path[0]))
            section = str(misfit.path[0]) if misfit.path else ""
            if misfit.problem.code == "bad-name" and len(misfit.path) == _DEPTHS.get(section, 2):
                self._missing.add(section)  # others may refer to it by the right name
        self._missing.update(self._named_twice())

    def _named_twice(self) -> Iterator[str]:
        """The sections in which two things have the same name, or that are there twice themselves."""
        twice = {id(place) for place in self.document.twice}
        if not twice:
            return
        for section, place in self.document.root.inside.items():
            named = [place, *place.inside.values()]
            if section == "actions":
                named += [action for role in place.inside.values() for action in role.inside.values()]
            if section == "matrices":
                rows = [matrix.inside["rows"] for matrix in place.inside.values() if "rows" in matrix.inside]
                named += [row for of_matrix in rows for row in of_matrix.inside.values()]
            if any(id(each.key) in twice for each in named):
                yield str(section)

    def known(self, section: str) -> Known:
        """The names that a section defines, whether the entries fit or not."""
        if section in self._misspelt or section in self._missing:
            return None
        return dict.fromkeys(self._whole(section))

    def actions_of(self, role: str) -> Known:
        """The names of the actions of a role."""
        whole = self._whole("actions").get(role)
        return dict.fromkeys(whole) if self.known("actions") is not None and isinstance(whole, dict) else None

    def rows_of(self, matrix: str) -> Known:
        """The statuses for which a matrix has rows."""
        if self.known("matrices") is None:
            return None
        return dict.fromkeys(self._whole("matrices")[matrix]["rows"])

    def rows_meant(self, matrix: str) -> Mapping[str, str]:
        """Rows of a matrix that are for no status, each with the status that has no row and is probably meant."""
        statuses, rows = self.known("statuses"), self.rows_of(matrix)
        if statuses is None or rows is None:
            return {}
        missing = [status for status in statuses if status not in rows]
        strange = [row for row in rows if row not in statuses]
        if len(missing) == len(strange) == 1:
            return {strange[0]: missing[0]}
        alike = ((row, closest(row, missing)) for row in strange)
        return {row: status for row, status in alike if status is not None}

    def _whole(self, section: str) -> Any:
        data = self.document.data
        found = data.get(section, {}) if isinstance(data, dict) else {}
        return found if isinstance(found, dict) else {}


def _without(data: dict[str, Any], paths: Iterable[DataPath]) -> dict[str, Any]:
    """A copy of the data without the entries in which something is at fault."""
    remaining = dict(data)
    for path in paths:
        _cut(remaining, path[: _depth(path)])
    return remaining


def _depth(path: DataPath) -> int:
    """How much of the path of a fault names what has to go: an action, a row of a matrix, or a whole entry."""
    if path[:1] == ("matrices",) and path[2:3] == ("rows",):
        return 4 if len(path) > 3 else 2  # noqa: PLR2004 - matrices, its name, rows, the status
    if path[:1] == ("matrices",) and path[2:3] == ("cells",):
        return 3
    return _DEPTHS.get(str(path[0]), 2) if path else 0


def _cut(data: dict[str, Any], path: DataPath) -> None:
    here = data
    for step in path[:-1]:
        inner = here.get(str(step))
        if not isinstance(inner, dict):
            return
        here[str(step)] = inner = dict(inner)
        here = inner
    if path:
        here.pop(str(path[-1]), None)
