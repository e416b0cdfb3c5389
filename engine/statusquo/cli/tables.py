"""Tables that stay readable at any width: long headings break at their joints, wide tables into several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from statusquo.cli.console import clean, write

GAP = 2
"""Blanks between two columns of a table: one of padding, and one that the box puts there."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column.

    Attributes:
        below: a second line in it, such as ids of requirements.
        centred: the column holds marks, which are never wrapped, and stands in the middle.
    """

    name: str
    below: str = ""
    centred: bool = False

    @property
    def lines(self) -> list[str]:
        """The name, broken after each ``_`` and at blanks, and what stands below."""
        parts = self.name.replace("_", "_\n").replace(" ", "\n").split("\n") if self.centred else [self.name]
        return [*parts, *(self.below.split(" ") if self.below else ())]

    @property
    def width(self) -> int:
        """How wide the column has to be for the heading."""
        return max(len(line) for line in self.lines)


def print_table(console: Console, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[Text]]) -> None:
    """Write a table with its title; nothing if it has no rows."""
    if not rows:
        return
    write(console)
    write(console, Text(clean(title), style="heading"))
    for columns in _fitting(headings, rows, console.width):
        table = Table(box=box.SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False)
        for column in columns:
            heading = headings[column]
            table.add_column(
                Text("\n".join(heading.lines)),
                justify="center" if heading.centred else "left",
                no_wrap=heading.centred,
                overflow="fold",
                min_width=_longest_word(heading, [row[column] for row in rows]),
                vertical="bottom" if heading.centred else "top",
            )
        for row in rows:
            table.add_row(*(row[column] for column in columns))
        console.print(table)


def _fitting(headings: Sequence[Heading], rows: Sequence[Sequence[Text]], width: int) -> Iterator[list[int]]:
    """The columns in as many parts as the width asks for, the first column in each. Text that wraps always fits."""
    if not any(heading.centred for heading in headings):
        yield list(range(len(headings)))
        return
    widths = [max(heading.width, *(len(row[index]) for row in rows)) + GAP for index, heading in enumerate(headings)]
    part, used = [0], widths[0]
    for column in range(1, len(headings)):
        if used + widths[column] > width and len(part) > 1:
            yield part
            part, used = [0], widths[0]
        part.append(column)
        used += widths[column]
    yield part


def _longest_word(heading: Heading, cells: Sequence[Text]) -> int:
    """How wide a column has to be for no name in it to be broken."""
    return max(len(word) for text in (*heading.lines, *(cell.plain for cell in cells)) for word in [*text.split(), ""])
