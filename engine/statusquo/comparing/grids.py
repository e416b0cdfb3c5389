"""The matrices of two rule sets, and their tables of ways, laid over each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.comparing.compare import Comparison
from statusquo.comparing.facts import Answer, Kind
from statusquo.rules.consequences import WayTable
from statusquo.rules.doings import Matrix
from statusquo.rules.model import RuleSet
from statusquo.wording import words


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
    """A matrix, or a table of ways, in which something has changed.

    Attributes:
        columns: the names of the actions, or of the statuses that are led to.
        headings: the columns as a page calls them: statuses by their labels.
    """

    title: str
    who: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def grids(comparison: Comparison) -> tuple[Grid, ...]:
    """Every matrix and table of ways in which some cell has changed, with the cells, rows and columns that are gone."""
    old, new = comparison.old, comparison.new
    found = [_grid(old, new, matrix, old.matrices.get(matrix.name)) for matrix in new.matrices.values()]
    found += [_grid(old, old, matrix, None, new) for name, matrix in old.matrices.items() if name not in new.matrices]
    found += _of_ways(comparison)
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
    columns = tuple(column for column, _ in operations)
    return Grid(matrix.title, named.roles[role].label, columns, columns, filled)


def _of_ways(comparison: Comparison) -> Iterator[Grid]:
    """The tables of ways of each action that leads elsewhere now."""
    old, new = comparison.old, comparison.new
    kinds = (change.difference for change in comparison.changes)
    moved = {difference.about for difference in kinds if difference.kind is Kind.LEADS}
    left = {name: table for name, table in old.ways.items() if _about(old, table) in moved}
    pairs: list[tuple[WayTable | None, WayTable | None]] = []
    for name, table in new.ways.items():
        if _about(new, table) in moved:
            same = name if name in left else next((each for each in left if _alike(old, left[each], new, table)), "")
            pairs.append((left.pop(same, None), table))
    for before, after in (*pairs, *((table, None) for table in left.values())):
        yield _ways_grid(old, before, new, after)


def _about(rules: RuleSet, table: WayTable) -> tuple[str, str]:
    return table.role, rules.actions[table.role, table.action].operation


def _alike(old: RuleSet, former: WayTable, new: RuleSet, table: WayTable) -> bool:
    """Whether a table may be another one under a new name: of the same action, for the same people."""
    return former.name not in new.ways and words.ways(old, former) == words.ways(new, table)


def _ways_grid(old: RuleSet, before: WayTable | None, new: RuleSet, after: WayTable | None) -> Grid:
    rules, table = (new, after) if after is not None else (old, before)
    if table is None:
        message = "a table that is in neither rule set"
        raise ValueError(message)
    there = [(old, before), (new, after)]
    named = {status: each for each in (old, new) for status in each.statuses}
    columns = [status for status in named if any(each is not None and status in each.columns for _, each in there)]
    rows = [status for status in named if any(each is not None and status in each.rows for _, each in there)]
    return Grid(
        words.ways(rules, table),
        rules.roles[table.role].label,
        tuple(columns),
        tuple(named[column].statuses[column].label for column in columns),
        tuple(
            Row(
                row,
                named[row].statuses[row].label,
                tuple(GridCell(*(_way(each, of, row, column) for each, of in there)) for column in columns),
            )
            for row in rows
        ),
    )


def _way(rules: RuleSet, table: WayTable | None, source: str, target: str) -> Answer | None:
    if table is None or source not in table.rows or target not in table.columns:
        return None
    row = table.row(rules.transitions, source)
    return Answer(row is not None and target in row.choice, "")


def _answer(rules: RuleSet, role: str, operation: str, status: str) -> Answer | None:
    action = rules.action_for(role, operation) if role in rules.roles else None
    cell = rules.cells.get((role, action.name, status)) if action is not None else None
    return None if cell is None else Answer(cell.allowed, "" if cell.allowed else cell.refusal)
