"""What single entries of a rule file mean, for the checks of sense: its statuses, and from where to where things lead.

Like these checks, it needs a file that fits the schema. Unknown names count for nothing, and entries in which there are
some are doubtful: of what they mean nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from statusquo.rules.operations import Operation
from statusquo.rules.sets import ANY, allowed_in_row, expand

if TYPE_CHECKING:
    from statusquo.reading.document import Document
    from statusquo.reading.explain import Misfit

ANYWHERE = "*"
"""Stands for the target of a transition whose actor names none, so that it applies whatever is named."""


_DOINGS = ("to", "ways", "starts", "effects")
"""What a transition can say that it does."""


def does_something(transition: Any) -> bool:
    """Whether a transition does anything to a ticket."""
    return any(key in transition for key in _DOINGS)


class Entries:
    """The entries of a rule file, and what they mean.

    Attributes:
        data: the data of the file.
        statuses: in the order of the file.
        groups: their members, by name.
        actions: by role and name.
        transitions: by name.
        timers: by name.
        cells: the word of each cell of the matrices, by role, action and status.
        groups_doubtful: whether it is uncertain which statuses some group has.
    """

    def __init__(self, document: Document, unknown: Collection[Misfit]) -> None:
        self._doubtful = {misfit.path[:2] for misfit in unknown}
        self.groups_doubtful = any(misfit.path[0] == "groups" for misfit in unknown)
        self.data: Any = document.data
        self.statuses: list[str] = list(self.data["statuses"])
        self.groups: Mapping[str, list[str]] = self.data.get("groups", {})
        self.actions: Mapping[str, Mapping[str, Any]] = self.data["actions"]
        self.transitions: Mapping[str, Any] = self.data.get("transitions", {})
        self.timers: Mapping[str, Any] = self.data.get("timers", {})
        self.cells = {
            (matrix["role"], action, status): word
            for matrix in self.data["matrices"].values()
            for status, row in matrix["rows"].items()
            for action, word in zip(matrix["columns"], row, strict=False)
        }

    def is_doubtful(self, section: str, name: str) -> bool:
        """Whether names are unknown that may have a say in what an entry means."""
        return self.groups_doubtful or (section, name) in self._doubtful

    def has_doubtful(self, *sections: str) -> bool:
        """Whether some entry of these sections is doubtful."""
        return any(path[0] in sections for path in self._doubtful)

    def expand(self, notation: Any) -> tuple[str, ...]:
        """The statuses that a set of statuses names."""
        return expand(notation, self.statuses, self.groups)

    def action_of(self, entry: Any) -> Any:
        """The action of a transition, or None if there is no such action."""
        return self.actions.get(entry["by"], {}).get(entry["action"])

    def moves_of(self, role: str, action: str) -> list[Any]:
        """The transitions of an action."""
        return [entry for entry in self.transitions.values() if (entry["by"], entry["action"]) == (role, action)]

    def does(self, operation: Operation) -> bool:
        """Whether somebody has an action for an operation."""
        return any(entry["operation"] == operation for of_role in self.actions.values() for entry in of_role.values())

    def allowed(self, role: str, action: str, statuses: Collection[str] | None = None) -> list[str]:
        """Those of some statuses (or of all) that allow an action. A cell that is missing counts as allowed."""
        considered = self.statuses if statuses is None else statuses
        return [status for status in considered if self.cells.get((role, action, status), "allow") == "allow"]

    def is_chosen(self, entry: Any) -> bool:
        """Whether the actor says where a transition leads."""
        return "ways" in entry or (isinstance(entry.get("to"), dict) and "choice" in entry["to"])

    def targets(self, entry: Any) -> tuple[str, ...]:
        """Every status that a transition, or a timer when it is due, can lead to; none if the status stays."""
        if "ways" in entry:
            reached = {target for _, target in self._ways(entry["ways"])}
            return tuple(status for status in self.statuses if status in reached)
        to = entry.get("to")
        if to is None or isinstance(to, str):
            return () if to is None else (to,)
        if "first_of" in to:
            return tuple(self.groups.get(to["first_of"], ())[:1])
        return self.expand(to["choice"] if "choice" in to else [*self.expand(to["previous"]), to["otherwise"]])

    def sources(self, entry: Any) -> list[str]:
        """The statuses in which a transition applies."""
        named: Collection[str] = self.expand(entry.get("from", ANY))
        if "ways" in entry:
            named = dict.fromkeys(source for source, _ in self._ways(entry["ways"]))
        return self.allowed(entry["by"], entry["action"], named)

    def leads(self, entry: Any) -> set[tuple[str, str]]:
        """From where to where a transition leads: pairs, with :data:`ANYWHERE` where the actor names no target."""
        sources = self.sources(entry)
        if "ways" in entry:
            return {(source, target) for source, target in self._ways(entry["ways"]) if source in sources}
        targets = self.targets(entry) if self.is_chosen(entry) else (ANYWHERE,)
        return {(source, target) for source in sources for target in targets}

    def edges(self, entry: Any) -> set[tuple[str, str]]:
        """The ways from status to status that a transition opens; from everywhere if nobody knows from where."""
        if "ways" in entry:
            return self.leads(entry)
        return set(product(self.sources(entry) or self.statuses, self.targets(entry)))

    def _ways(self, table: Any) -> Iterator[tuple[str, str]]:
        for source, row in table["rows"].items():
            yield from ((source, target) for target in allowed_in_row(table["columns"], row))
