"""Cells put back into the text of a rule file, of which nothing else changes: no comment, no blank, no order."""

from __future__ import annotations

import re
from functools import reduce

from statusquo.pages.sheets import Sheet
from statusquo.reading.document import examine_text

_LINE = re.compile(r"\r\n|\r|\n")
_AFTER = re.compile(r"(\s*,)( *)")


def with_cells(text: str, sheet: Sheet) -> str:
    """The text of a valid rule file with other cells in one matrix, or one table of ways.

    Blanks after a cell are taken or given so that the columns of a table stay below each other.

    Args:
        text: the whole text, with the ends of lines and the byte order mark that it has.
        sheet: the cells, of a table of that file.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    plain = text.removeprefix(mark)
    ends = [*(found.group() for found in _LINE.finditer(plain)), ""]
    lines = _LINE.split(plain)
    document, _ = examine_text(plain, "")
    matrix = reduce(lambda data, key: data[key], sheet.place, document.data)
    edits: list[tuple[int, int, str]] = []
    for status, row in matrix["rows"].items():
        for index, action in enumerate(matrix["columns"]):
            word = "allow" if sheet.cells[status, action] else "deny"
            if word != row[index]:
                place = document.place((*sheet.place, "rows", status, index))
                edits.append((place.line - 1, place.column - 1, word))
    for line, column, word in sorted(edits, reverse=True):
        lines[line] = _replaced(lines[line], column, word)
    return mark + "".join(line + end for line, end in zip(lines, ends, strict=True))


def _replaced(line: str, column: int, word: str) -> str:
    old = re.match(r"\w+|'\w+'|\"\w+\"", line[column:])
    width = old.end() if old is not None else len(word)
    rest = line[column + width :]
    after = _AFTER.match(rest)
    if after is not None:
        blanks = max(1, len(after.group(2)) + width - len(word)) if after.group(2) else 0
        rest = after.group(1) + " " * blanks + rest[after.end() :]
    return line[:column] + word + rest
