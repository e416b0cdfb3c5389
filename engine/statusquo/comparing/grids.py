"""The matrices of two rule sets laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

from statusquo.comparing.compare import Comparison
from statusquo.comparing.facts import Answer
from statusquo.rules.model import Matrix, RuleSet


@dataclass(frozen=True, slots=True)
class GridCell:
    """What a cell said and says; None where there is no such cell."""

    before: Answer | None
    after: Answer | None

    @property
    def has_changed(self) -> bool:
        """Whether the answer is another one."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Row:
    """A status: its name, its label, and a cell for each column."""

    status: str
    label: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix in which something has changed.

    Attributes:
        columns: the names of the actions.
    """

    title: str
    who: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def grids(comparison: Comparison) -> tuple[Grid, ...]:
    """Every matrix in which some cell has changed, with the cells, rows and columns that are gone."""
    old, new = comparison.old, comparison.new
    found = [_grid(old, new, matrix, old.matrices.get(matrix.name)) for matrix in new.matrices.values()]
    found += [_grid(old, old, matrix, None, new) for name, matrix in old.matrices.items() if name not in new.matrices]
    return tuple(grid for grid in found if any(cell.has_changed for row in grid.rows for cell in row.cells))


def _grid(old: RuleSet, named: RuleSet, matrix: Matrix, former: Matrix | None, new: RuleSet | None = None) -> Grid:
    """One matrix, with the columns that it had and the rules have no more."""
    new = new if new is not None else named
    role = matrix.role
    operations = [(column, named.actions[role, column].operation) for column in matrix.columns]
    if named is not new:  # of a matrix that is gone, only what has no place elsewhere
        operations = [each for each in operations if new.action_for(role, each[1]) is None]
    if former is not None and former.role == role:
        gone = ((column, old.actions[role, column].operation) for column in former.columns)
        operations += [each for each in gone if new.action_for(role, each[1]) is None]
    statuses = [*new.statuses, *(status for status in old.statuses if status not in new.statuses)]
    rows = (
        Row(
            status,
            (new if status in new.statuses else old).statuses[status].label,
            tuple(
                GridCell(_answer(old, role, operation, status), _answer(new, role, operation, status))
                for _, operation in operations
            ),
        )
        for status in statuses
    )
    filled = tuple(row for row in rows if any(cell.before or cell.after for cell in row.cells))
    return Grid(matrix.title, named.roles[role].label, tuple(column for column, _ in operations), filled)


def _answer(rules: RuleSet, role: str, operation: str, status: str) -> Answer | None:
    action = rules.action_for(role, operation) if role in rules.roles else None
    cell = rules.cells.get((role, action.name, status)) if action is not None else None
    return None if cell is None else Answer(cell.allowed, "" if cell.allowed else cell.refusal)
