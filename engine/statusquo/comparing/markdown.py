"""A comparison as Markdown, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statusquo.comparing.changes import Change
from statusquo.comparing.compare import Comparison
from statusquo.comparing.facts import Answer
from statusquo.comparing.grids import Grid, GridCell, grids
from statusquo.comparing.versions import Verdict

_CODE = re.compile(r"`([^`]+)`")
_ACTIVE = re.compile(r"([\\*_<>\[\]#|~`])")

NOTHING = "No change in behaviour."

_VERDICTS = {True: "✓", False: "✗ **The version does not fit.**", None: "✗ **No verdict on the version.**"}


def as_markdown(comparison: Comparison, verdict: Verdict) -> str:
    """The page."""
    return "\n".join(_lines(comparison, verdict)) + "\n"


def _lines(comparison: Comparison, verdict: Verdict) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    name = new.name if new.name == old.name else f"{old.name} → {new.name}"
    version = f"{old.version} → {new.version}" if new.version != old.version else new.version
    yield f"## Rules: {escaped(name)} {version}"
    yield ""
    yield f"{_VERDICTS[verdict.fits]} {escaped(verdict.sentence)}"
    yield ""
    if comparison.behaviour:
        yield "### What changes"
        yield ""
        yield from _changes(comparison.behaviour)
    else:
        yield NOTHING
        yield ""
    for grid in grids(comparison):
        yield from _grid(grid)
    if comparison.wording:
        yield "### Wording only"
        yield ""
        yield from (f"- {escaped(change.sentence)}" for change in comparison.wording)
        yield ""


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    yield "| what | class | by | requirements |"
    yield "|---|---|---|---|"
    for change in changes:
        classes = ", ".join(f"**{each}**" if each.is_breaking else str(each) for each in change.classes)
        by = ", ".join(f"`{reason}`" for reason in change.reasons)
        ids = sorted({*change.difference.old_ids, *change.difference.new_ids})
        yield f"| {escaped(change.sentence)} | {classes} | {by} | {', '.join(ids)} |"
    yield ""


def _grid(grid: Grid) -> Iterator[str]:
    yield f"### {escaped(grid.title)}"
    yield ""
    yield f"| status | {' | '.join(escaped(heading) for heading in grid.headings)} |"
    yield f"|---|{':-:|' * len(grid.headings)}"
    for row in grid.rows:
        yield f"| {escaped(row.label)} | {' | '.join(_mark(cell) for cell in row.cells)} |"
    yield ""


def _mark(cell: GridCell) -> str:
    return f"**{mark(cell)}**" if cell.has_changed else mark(cell)


def mark(cell: GridCell, yes: str = "✓", no: str = "✗", arrow: str = "→", other: str = "≠") -> str:
    """A cell as a sign: ``✓``, ``✗ → ✓``, ``+ ✓`` of a cell that is new, ``- ✓`` of one that is gone."""

    def sign(answer: Answer) -> str:
        return yes if answer.allowed else no

    if cell.before is None:
        return f"+ {sign(cell.after)}" if cell.after is not None else ""
    if cell.after is None:
        return f"- {sign(cell.before)}"
    if cell.before.allowed != cell.after.allowed:
        return f"{sign(cell.before)} {arrow} {sign(cell.after)}"
    # Refused as before, for another reason.
    return f"{no} {other}" if cell.has_changed else sign(cell.after)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in a table, too. Only what stands between backticks becomes code."""
    parts = _CODE.split(text)
    parts[::2] = [_ACTIVE.sub(r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`".replace("|", r"\|") for part in parts[1::2]]
    return " ".join("".join(parts).split())
