"""The matrices of ``report.html``: each cell with what the rules say, what was found, and the scenarios behind it."""

from __future__ import annotations

from dataclasses import dataclass

from statusquo.rules.doings import Matrix

from statusquo_conformance.judging.outcomes import Cell, Outcome, Result
from statusquo_conformance.judging.verdict import Run, cells
from statusquo_conformance.reports.page import Line, anchors, line_to
from statusquo_conformance.reports.words import LEFT_OPEN, LOOKS, NOT_RUN, Look


@dataclass(frozen=True)
class Square:
    """A cell.

    Attributes:
        title: the action and the status.
        allowed: what the rules say.
        look: of what was found.
        meaning: what was found, in a word or two.
        link: the id of what tells more, or the empty string.
        anchor: the id of the list of its scenarios.
        lines: its scenarios.
    """

    title: str
    allowed: bool
    look: Look
    meaning: str
    link: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A matrix: the names of its columns, and for each status a row."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]

    @property
    def squares(self) -> tuple[Square, ...]:
        """The cells that have scenarios."""
        return tuple(square for _, row in self.rows for square in row if square.lines)

    @property
    def looks(self) -> tuple[tuple[Look, str], ...]:
        """What the signs in it mean."""
        return tuple(dict.fromkeys((square.look, square.meaning) for _, row in self.rows for square in row))


def grids(run: Run) -> tuple[Grid, ...]:
    """The matrices of which the suite checks at least one cell."""
    outcomes = cells(run)
    behind: dict[Cell, list[Result]] = {}
    for result in run.results:
        if result.cell is not None:
            behind.setdefault(result.cell, []).append(result)
    names = anchors(run)
    made = []
    for matrix in run.rules.matrices.values():
        keys = [(matrix.role, action, status) for action in matrix.columns for status in run.rules.statuses]
        if any(run.rules.level(run.rules.cells[key].requirements).is_checked or Cell(*key) in outcomes for key in keys):
            made.append(_grid(run, matrix, outcomes, behind, names))
    return tuple(made)


def cell_anchor(cell: Cell) -> str:
    """The id of the list of a cell's scenarios. Names of the rules have no blanks."""
    return f"cell-{cell.role}-{cell.action}-{cell.status}"


def _grid(
    run: Run, matrix: Matrix, outcomes: dict[Cell, Outcome], behind: dict[Cell, list[Result]], names: dict[int, str]
) -> Grid:
    rules = run.rules
    table = []
    for status in rules.statuses.values():
        row = []
        for action in matrix.columns:
            cell = Cell(matrix.role, action, status.name)
            results = behind.get(cell, [])
            ruled = rules.cells[cell.role, cell.action, cell.status]
            look, meaning = _found(outcomes.get(cell), is_checked=rules.level(ruled.requirements).is_checked)
            row.append(
                Square(
                    f"{rules.actions[matrix.role, action].phrase}, {status.label}",
                    ruled.allowed,
                    look,
                    meaning,
                    _link(cell, outcomes.get(cell), results, names),
                    cell_anchor(cell),
                    tuple(line_to(result, names[id(result)]) for result in results),
                )
            )
        table.append((status.label, tuple(row)))
    columns = tuple(rules.actions[matrix.role, name].phrase for name in matrix.columns)
    return Grid(matrix.name, matrix.title, columns, tuple(table))


def _found(outcome: Outcome | None, *, is_checked: bool) -> tuple[Look, str]:
    if outcome is not None:
        return LOOKS[outcome], str(outcome)
    return (NOT_RUN, "not run") if is_checked else (LEFT_OPEN, "left to each server")


def _link(cell: Cell, outcome: Outcome | None, results: list[Result], names: dict[int, str]) -> str:
    """To the scenario that says why the cell is not as it should be, else to the list of all of them."""
    if outcome is None:
        return ""
    if outcome is Outcome.PASSED:
        return cell_anchor(cell)
    return next(names[id(result)] for result in results if result.outcome is outcome)
