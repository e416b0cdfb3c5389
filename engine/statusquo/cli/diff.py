"""``statusquo diff``: what changes in behaviour between two rule files, for whom, and whether the version says so."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from statusquo.cli.console import clean, is_unicode, output, write, write_beside
from statusquo.cli.main import DONE, MISUSE, NO
from statusquo.cli.tables import Heading, print_table
from statusquo.comparing.as_data import as_data
from statusquo.comparing.changes import Change, Class
from statusquo.comparing.compare import Comparison, compare
from statusquo.comparing.grids import Grid, GridCell, grids
from statusquo.comparing.markdown import NOTHING, as_markdown, mark
from statusquo.comparing.releases import FILE, NoSuchReleaseError, load_version, releases_of
from statusquo.comparing.versions import Verdict, judge
from statusquo.rules.load import load_rules

_SIGNS = {
    Class.BREAKS_SERVERS: ("!!", "bold red"),
    Class.BREAKS_USERS: ("!", "red"),
    Class.ADDITION: ("+", "green"),
    Class.WORDING: ("~", "dim"),
}
"""The sign and the style of the gravest class of a change."""

_EXIT = {True: DONE, False: NO, None: MISUSE}
_WORDS = {True: "fits", False: "does not fit", None: "no verdict"}

_TWO = 2


@click.command(
    epilog="Exit codes: 0 the version number fits, whether or not something has changed; 1 it does not, or a released "
    "file was edited; 2 the comparison could not be made, or the rules have different names, so that their version "
    "numbers say nothing."
)
@click.argument("files", metavar="[OLD] NEW", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--against", metavar="VERSION", help="Compare with this version that comes along, instead of OLD.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "json"]),
    default="terminal",
    show_default=True,
    help="How to tell it.",
)
@click.option(
    "--releases",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of released rules. [default: the one that comes along]",
)
def diff(files: tuple[Path, ...], against: str | None, form: str, folder: Path | None) -> int:
    """Say what changes in behaviour from the rule file OLD to NEW, for whom, and whether the version number says so.

    Comments, layout and the order of keys are no change.
    """
    if len(files) != (_TWO if against is None else 1):
        wanted = "one file with --against" if against is not None else "two files, OLD and NEW"
        message = f"give {wanted}, and not {len(files)}"
        raise click.UsageError(message)
    new = load_rules(files[-1])
    released = releases_of(new.name, folder)
    if folder is not None and not released:
        message = f"No version of the rules {new.name!r} is known in {folder}."
        raise NoSuchReleaseError(
            message, hint=f"A folder of released rules has a folder {new.name}, with {FILE} in it."
        )
    old = load_version(new.name, against, folder) if against is not None else load_rules(files[0])
    comparison = compare(old, new)
    verdict = judge(comparison, released)
    if form == "json":
        click.echo(json.dumps(as_data(comparison, verdict), indent=2, ensure_ascii=False))
    elif form == "markdown":
        click.echo(as_markdown(comparison, verdict), nl=False)
    else:
        _print(output(), comparison, verdict)
    return _EXIT[verdict.fits]


def _print(console: Console, comparison: Comparison, verdict: Verdict) -> None:
    old, new = comparison.old, comparison.new
    write(console, Text(clean(f"{old.name} {old.version} to {new.name} {new.version}"), style="heading"))
    write(console)
    if not comparison.behaviour:
        write(console, NOTHING)
    for heading, breaking in (("Breaking", True), ("Not breaking", False)):
        told = [change for change in comparison.behaviour if change.classes[0].is_breaking is breaking]
        _changes(console, heading, told)
    for grid in grids(comparison):
        _grid(console, grid)
    if comparison.wording:
        write(console)
        _changes(console, "Wording only", list(comparison.wording))
    write(console)
    write_beside(console, _WORDS[verdict.fits], verdict.sentence, style="allow" if verdict.fits else "code")


def _changes(console: Console, heading: str, changes: list[Change]) -> None:
    if not changes:
        return
    write(console, Text(heading, style="heading"))
    for change in changes:
        sign, style = _SIGNS[change.classes[0]]
        write_beside(console, f" {sign}", change.sentence, style=style, margin=4)
        if change.is_behaviour:
            ids = sorted({*change.difference.old_ids, *change.difference.new_ids})
            told = f"{', '.join(change.classes)} ({', '.join(change.reasons)})"
            write_beside(console, "", f"{told} {' '.join(ids)}".rstrip(), style="quiet", margin=4)


def _grid(console: Console, grid: Grid) -> None:
    headings = [Heading("status"), *(Heading(column, centred=True) for column in grid.columns)]
    rows = [[Text(row.status), *(_mark(console, cell) for cell in row.cells)] for row in grid.rows]
    print_table(console, f"{grid.title} ({grid.who})", headings, rows)


def _mark(console: Console, cell: GridCell) -> Text:
    """A cell by sign and by colour; what is as it was stays in the background."""
    signs = ("✓", "✗", "→", "≠") if is_unicode(console) else ("yes", "NO", ">", "!=")
    text = mark(cell, *signs)
    if not cell.has_changed:
        return Text(text, style="quiet")
    gained = cell.after is not None and cell.after.allowed
    return Text(text, style="bold green" if gained else "bold red")
