"""Whether each matrix is a table: a row for every status, a word for every column, each cell described once.

This looks at one matrix at a time, so it goes on with those that fit the schema when others do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from statusquo.reading.problems import Problem, listed
from statusquo.rules.parts import Known, Parts


def check_grids(parts: Parts) -> Iterator[Problem]:
    """Everything that is wrong with matrices as tables."""
    return _Grids(parts).problems()


class _Grids:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._document = parts.document
        self._statuses: Known = parts.known("statuses")
        self._columns: dict[tuple[str, str], str] = {}

    def problems(self) -> Iterator[Problem]:
        for name, matrix in self._parts.sections["matrices"].items():
            yield from self._heads(name, matrix)
            yield from self._rows(name, matrix)
            yield from self._cells(name, matrix)

    def _heads(self, name: str, matrix: Any) -> Iterator[Problem]:
        role = matrix["role"]
        actions = self._parts.sections["actions"].get(role, {})
        for index, action in enumerate(matrix["columns"]):
            path = ("matrices", name, "columns", index)
            if actions.get(action, {}).get("without_ticket"):
                message = f"`{action}` concerns no ticket, so no status decides about it."
                yield self._document.problem("column-without-ticket", message, path, expected="no such column")
            first = self._columns.setdefault((role, action), name)
            if first != name:
                message = f"`{action}` is a column of the matrix `{first}` already."
                yield self._document.problem("duplicate-column", message, path, expected="each action in one matrix")

    def _rows(self, name: str, matrix: Any) -> Iterator[Problem]:
        columns = matrix["columns"]
        missing = self._missing(name)
        if missing:
            message = f"“{matrix['title']}” has no row for {listed([f'`{status}`' for status in missing])}."
            row = f"`{missing[0]}: [{', '.join(['...'] * len(columns))}]`"
            expected = f"a row for each status, such as {row} with `allow` or `deny` for {listed(columns)}"
            yield self._document.problem(
                "missing-row", message, ("matrices", name, "rows"), at_key=True, expected=expected
            )
        for status, row in matrix["rows"].items():
            if len(row) < len(columns):
                message = f"This row has a cell for {len(row)} of {len(columns)} columns."
                expected = f"`allow` or `deny` for {listed(columns[len(row) :])}, too"
            elif len(row) > len(columns):
                message = f"This row has {len(row)} cells, and there are only {len(columns)} columns."
                expected = f"one cell for each of {listed(columns)}"
            else:
                continue
            path = ("matrices", name, "rows", status)
            yield self._document.problem("row-length", message, path, at_key=True, expected=expected)

    def _missing(self, name: str) -> list[str]:
        """The statuses without a row, except those whose row is probably there under a misspelt name."""
        rows = self._parts.rows_of(name)
        if self._statuses is None or rows is None:
            return []
        missing = [status for status in self._statuses if status not in rows]
        return [status for status in missing if status not in self._parts.rows_meant(name).values()]

    def _cells(self, name: str, matrix: Any) -> Iterator[Problem]:
        columns = {action: index for index, action in enumerate(matrix["columns"])}
        seen: dict[tuple[str, str], int] = {}
        for index, cell in enumerate(matrix.get("cells", ())):
            path = ("matrices", name, "cells", index)
            first = seen.setdefault((cell["action"], cell["status"]), index)
            if first != index:
                line = self._document.place((*path[:-1], first)).line
                message = f"This cell has been described already, in line {line}."
                yield self._document.problem("cell-twice", message, path, expected="one entry for each cell")
            row = matrix["rows"].get(cell["status"], [])
            column = columns.get(cell["action"], len(row))
            if "refusal" in cell and column < len(row) and row[column] == "allow":
                message = "The table says `allow` there, so nothing is refused."
                expected = "no `refusal`, or `deny` in the table"
                yield self._document.problem(
                    "refusal-of-allowed", message, (*path, "refusal"), at_key=True, expected=expected
                )
