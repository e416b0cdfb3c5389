"""Matrices and tables of ways as CSV, for people who think in spreadsheets, and back from there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from statusquo.errors import InvalidFileError
from statusquo.reading.files import LARGEST, unreadable
from statusquo.reading.problems import Problem, closest, in_order, listed, one_of
from statusquo.rules.model import RuleSet

STATUS = "status"
"""The head of the column of statuses."""

ALLOW = frozenset({"allow", "allowed", "yes", "true", "1", "✓"})
DENY = frozenset({"deny", "denied", "no", "false", "0", "✗"})
"""What counts as yes and as no, in capitals or not. A lone x does not: some mean yes by it and others no."""

_SEPARATORS = (",", ";", "\t")
_COLUMNS_OF_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a table as a spreadsheet has them: whether each is allowed, by row and column.

    Attributes:
        matrix: the name of the table.
        place: where the table stands in the rule file.
    """

    matrix: str
    cells: Mapping[tuple[str, str], bool]
    place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A table as a spreadsheet has it.

    Attributes:
        columns: actions or, of a table of ways, the statuses that are led to.
        rows: statuses.
        place: where it stands in the rule file.
        labels: other names of the columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    place: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with the line that it begins on."""

    number: int
    line: int
    values: tuple[str, ...]


def forms(rules: RuleSet) -> Mapping[str, Form]:
    """Every table of the rules by its name; a table of ways that is called as a matrix is ``transitions.NAME``."""
    found = {
        name: Form(name, matrix.columns, tuple(rules.statuses), ("matrices", name), {})
        for name, matrix in rules.matrices.items()
    }
    for name, table in rules.ways.items():
        called = name if name not in rules.matrices else f"transitions.{name}"
        labels = {rules.statuses[column].label.casefold(): column for column in table.columns}
        found[called] = Form(called, table.columns, table.rows, ("transitions", name, "ways"), labels)
    return found


def cells_of(rules: RuleSet, form: Form) -> Mapping[tuple[str, str], bool]:
    """Whether each cell of a table is allowed, by row and column."""
    name = form.place[1]
    if form.place[0] == "matrices":
        role = rules.matrices[name].role
        return {(row, column): rules.cells[role, column, row].allowed for row in form.rows for column in form.columns}
    found = {row: rules.ways[name].row(rules.transitions, row) for row in form.rows}
    choices = {row: way.choice if way is not None else () for row, way in found.items()}
    return {(row, column): column in choices[row] for row in form.rows for column in form.columns}


def to_csv(rules: RuleSet, form: Form) -> str:
    """A table as CSV: a row for each status and a column for each action or status, with ``allow`` and ``deny``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([STATUS, *form.columns])
    cells = cells_of(rules, form)
    for row in form.rows:
        writer.writerow([row, *("allow" if cells[row, column] else "deny" for column in form.columns)])
    return out.getvalue()


def read_sheet(path: Path, rules: RuleSet, matrix: str | None = None) -> Sheet:
    """The table in a CSV file; which one it is follows from its columns unless ``matrix`` names it.

    Raises:
        InvalidFileError: with everything that is wrong with the file.
    """
    return _Reader(str(path), _text(path), rules).sheet(matrix)


def _text(path: Path) -> str:
    """The text of a CSV file, as spreadsheets save it: UTF-8 with a mark or without, or UTF-16 with one."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        missing = isinstance(error, FileNotFoundError)
        code, said = ("file-missing", "There is no such file.") if missing else ("file-unreadable", f"{reason}.")
        raise unreadable(file, code, said, "the path of a CSV file") from None
    if len(raw) > LARGEST:
        raise unreadable(file, "file-too-large", "The file is too large.", f"at most {LARGEST:,} bytes")
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        said = "The file is in an encoding that cannot be read."
        raise unreadable(file, "file-encoding", said, "a file saved as UTF-8") from None
    if "\x00" in text:
        raise unreadable(file, "file-binary", "The file is not text.", "a CSV file, and not a workbook")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Reader:
    def __init__(self, file: str, text: str, rules: RuleSet) -> None:
        self._file = file
        self._lines = text.split("\n")
        self._rules = rules

    def sheet(self, name: str | None) -> Sheet:
        rows = self._rows()
        if not rows:
            raise unreadable(self._file, "file-empty", "The file is empty.", "a row of headings, then the statuses")
        head, *body = rows
        found = [value.strip() for value in head.values]
        matrix = self._matrix(name, found, head)
        places, problems = self._columns(matrix, found, head)
        cells: dict[tuple[str, str], bool] = {}
        seen: dict[str, int] = {}
        for row in body:
            problems += self._row(matrix, row, places, cells, seen)
            problems += self._beyond(row, found)
        missing = [status for status in matrix.rows if status not in seen]
        if missing and not any(problem.code == "unknown-status" for problem in problems):
            message = f"There is no row for {listed(missing)}."
            problems.append(self._problem("missing-row", message, head, 0, "a row for each status"))
        if problems:
            raise InvalidFileError(in_order(problems))
        return Sheet(matrix.name, cells, matrix.place)

    def _rows(self) -> list[_Row]:
        """Every row in which something stands. ``sep=;`` in the first line says what separates, as Excel has it."""
        lines = list(self._lines)
        told = re.fullmatch(r"sep=(.)", lines[0].strip())
        start = 1 if told else 0
        separator = told[1] if told else max(_SEPARATORS, key=lines[0].count)
        reader = csv.reader(lines[start:], delimiter=separator)
        rows = []
        try:
            line = start + 1
            for number, values in enumerate(reader, start=start + 1):
                if any(value.strip() for value in values):
                    rows.append(_Row(number, line, tuple(values)))
                line = start + reader.line_num + 1
        except csv.Error as error:
            message = f"This is not CSV: {error}."
            raise InvalidFileError((Problem("csv-syntax", message, self._file, line, 1, "a CSV file"),)) from None
        return rows

    def _matrix(self, name: str | None, found: list[str], head: _Row) -> Form:
        """The table that is meant: the one that is named, else the one with these columns, or with most of them."""
        matrices = forms(self._rules)
        if name is not None:
            if name not in matrices:
                message = f"There is no matrix `{name}`."
                meant = closest(name, matrices)
                raise InvalidFileError(
                    (Problem("unknown-matrix", message, self._rules.file, 0, 0, one_of(list(matrices)), meant),)
                )
            return matrices[name]
        columns = {each for each in found[1:] if each}
        exact = [each for each in matrices.values() if set(each.columns) == columns]
        if len(exact) == 1:
            return exact[0]
        shared = {each.name: len(columns & set(each.columns)) for each in matrices.values()}
        best = [each for each in matrices if shared[each] == max(shared.values())]
        if exact or len(best) > 1 or not shared[best[0]]:
            names = [each.name for each in exact] or list(matrices)
            message = "Which matrix this is does not show by its columns."
            raise InvalidFileError((self._problem("which-matrix", message, head, 0, f"--matrix with {one_of(names)}"),))
        return matrices[best[0]]

    def _columns(self, matrix: Form, found: list[str], head: _Row) -> tuple[dict[int, str], list[Problem]]:
        """Which action or status each column is of."""
        problems = []
        places: dict[int, str] = {}
        if found[0].casefold() != STATUS:
            message = f"The first column is that of the statuses, and its head is `{STATUS}`."
            problems.append(self._problem("no-status-column", message, head, 0, f"`{STATUS}`"))
        for index, given in enumerate(found[1:], start=1):
            action = given if given in matrix.columns else matrix.labels.get(given.casefold(), given)
            if not action:
                continue
            if action not in matrix.columns:
                message = f"`{matrix.name}` has no column `{action}`."
                meant = closest(action, [each for each in matrix.columns if each not in found])
                expected = one_of(matrix.columns)
                problems.append(self._problem("additional-column", message, head, index, expected, meant))
            elif action in places.values():
                problems.append(self._problem("column-twice", f"`{action}` stands here twice.", head, index, "it once"))
            else:
                places[index] = action
        misspelt = {problem.suggestion for problem in problems}
        missing = [each for each in matrix.columns if each not in places.values() and each not in misspelt]
        if missing:
            message = f"There is no column for {listed(missing)}."
            problems.append(self._problem("missing-column", message, head, 0, "a column for each action"))
        return places, problems

    def _row(
        self,
        matrix: Form,
        row: _Row,
        places: Mapping[int, str],
        cells: dict[tuple[str, str], bool],
        seen: dict[str, int],
    ) -> Iterator[Problem]:
        given = row.values[0].strip()
        labels = {status.label.casefold(): name for name, status in self._rules.statuses.items()}
        status = given if given in self._rules.statuses else labels.get(given.casefold(), given)
        if status not in self._rules.statuses:
            message = f"There is no status `{given}`."
            meant = closest(given, self._rules.statuses)
            yield self._problem("unknown-status", message, row, 0, one_of(list(self._rules.statuses)), meant)
            return
        if status not in matrix.rows:
            message = f"`{matrix.name}` has no row for `{status}`, since nothing leads away from it there."
            yield self._problem("additional-row", message, row, 0, one_of(matrix.rows))
            return
        if status in seen:
            message = f"`{status}` has a row already, row {seen[status]}."
            yield self._problem("row-twice", message, row, 0, "one row for each status")
            return
        seen[status] = row.number
        for index, action in places.items():
            value = row.values[index].strip() if index < len(row.values) else ""
            word = value.casefold()
            if word not in ALLOW | DENY:
                message = f"`{value}` says neither yes nor no." if value else "There is nothing in this cell."
                yield self._problem("not-allow-or-deny", message, row, index, "`allow` or `deny`")
            else:
                cells[status, action] = word in ALLOW

    def _beyond(self, row: _Row, headings: list[str]) -> Iterator[Problem]:
        for index, value in enumerate(row.values):
            if value.strip() and not (index < len(headings) and headings[index]):
                yield self._problem("additional-cell", "This cell has no heading.", row, index, "nothing")

    def _problem(
        self, code: str, message: str, row: _Row, index: int, expected: str, suggestion: str | None = None
    ) -> Problem:
        """A problem with a cell, which a spreadsheet knows by its letter and number."""
        line = self._lines[row.line - 1]
        column, width = _span(line, row.values, index)
        said = f"{letters(index)}{row.number}: {message}"
        return Problem(code, said, self._file, row.line, column, expected, suggestion, line, width)


def letters(index: int) -> str:
    """What a spreadsheet calls a column: ``A`` for 0, ``AA`` for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _COLUMNS_OF_LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def _span(line: str, values: Sequence[str], index: int) -> tuple[int, int]:
    """Where a value stands in its line; of lines with quotation marks only the beginning is known."""
    if '"' in line:
        return 1, 1
    start = sum(len(value) + 1 for value in values[:index])
    width = len(values[index]) if index < len(values) else 1
    return min(start, len(line)) + 1, max(1, width)
