"""The pieces of a feature: examples with the requirements that they check, and the templates that they go into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from statusquo.rules.model import RuleSet

Row = tuple[str, ...]

MATRIX_TAG = "matrix"
"""The tag of scenarios that check a cell of a matrix."""


@dataclass(frozen=True)
class Examples:
    """Rows of an outline that check the same requirements.

    Attributes:
        tags: ids of the requirements.
        columns: the heading.
        rows: one scenario each.
    """

    tags: tuple[str, ...]
    columns: Row
    rows: tuple[Row, ...]

    def lines(self) -> list[str]:
        """The table as aligned lines of Gherkin."""
        table = [self.columns, *self.rows]
        widths = [max(len(row[index]) for row in table) for index in range(len(self.columns))]
        return [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            for row in table
        ]


@dataclass(frozen=True)
class Fragment:
    """A rule of a feature: a template and what goes into it.

    Attributes:
        subject: the feature that it belongs to.
        template: name of the template, without its ending.
        examples: never empty.
        values: what the template needs besides.
    """

    subject: str
    template: str
    examples: tuple[Examples, ...]
    values: dict[str, Any] = field(default_factory=dict)


def checked(rules: RuleSet, primary: tuple[str, ...], *others: str) -> tuple[str, ...]:
    """The tags of a scenario that is there because of ``primary`` and checks ``others`` on the way.

    Requirements of different levels never share a scenario, so that one that should hold cannot fail one that must.

    Returns:
        The ids, or nothing at all if the primary ones are of a level that is not checked.
    """
    level = rules.level(primary)
    if not level.is_checked:
        return ()
    ids = (*primary, *others)
    return tuple(dict.fromkeys(id_ for id_ in ids if rules.requirements[id_].level is level))


def grouped(columns: Row, rows: Iterable[tuple[tuple[str, ...], Row]]) -> tuple[Examples, ...]:
    """Rows put together by their tags; rows without tags are left out, since nobody asks for them."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for tags, row in rows:
        if tags:
            groups.setdefault(tags, []).append(row)
    return tuple(Examples(tags, columns, tuple(dict.fromkeys(group))) for tags, group in groups.items())


def fragment(subject: str, template: str, examples: tuple[Examples, ...], **values: Any) -> list[Fragment]:
    """A fragment, or none if there is no example for it."""
    return [Fragment(subject, template, examples, values)] if examples else []
