"""``statusquo render``: the rules as a page for people, and as tables for spreadsheets."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import click

from statusquo.cli.console import counted, output, write
from statusquo.cli.main import DONE, NO
from statusquo.errors import StatusquoError
from statusquo.pages.render import render_html, render_markdown
from statusquo.pages.sheets import forms, to_csv
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

_ENDINGS = {"markdown": "md", "html": "html"}
_MOST_LINES = 40


class NoPageError(StatusquoError):
    """Pages are to be compared that are not there."""

    code = "no-such-page"


@click.command(epilog="Exit codes: 0 done, 1 a page differs from the rules, 2 misuse or the file is not valid.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["markdown", "html", "csv"]), help="What to render. [default: markdown]"
)
@click.option("--matrix", help="The matrix, or the table of ways, of which CSV is wanted.")
@click.option("--write", "writes", is_flag=True, help="Write the pages beside the rule file.")
@click.option("--check", "checks", is_flag=True, help="Tell where the pages beside the rule file differ from it.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another folder than that of the rule file to write to, or to check.",
)
def render(
    *,
    file: Path | None,
    form: str | None,
    matrix: str | None,
    writes: bool,
    checks: bool,
    folder: Path | None,
) -> int:
    """Show a rule file as a page: statuses, matrices, what happens by itself, who may do what, and a diagram.

    The page goes to standard output, or with --write to a file: as Markdown and HTML, unless --format says which.
    The same rules always give the same text, so it can be committed, and --check tells whether it is up to date.
    """
    if writes and checks:
        message = "--write and --check do not go together"
        raise click.UsageError(message)
    rules = load_rules(file)
    if not writes and not checks:
        click.echo(_one(rules, form or "markdown", matrix), nl=False)
        return DONE
    place = folder if folder is not None else Path(rules.file).parent
    pages = _pages(rules, form, matrix)
    if checks:
        return _check(rules, place, pages, every=form is not None)
    place.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    write(output(), f"Wrote {counted(len(pages), 'file')} to {place}: {', '.join(pages)}.")
    return DONE


def _one(rules: RuleSet, form: str, matrix: str | None) -> str:
    if form == "markdown":
        return render_markdown(rules)
    if form == "html":
        return render_html(rules)
    tables = forms(rules)
    names = [matrix] if matrix is not None else list(tables)
    if len(names) > 1 or names[0] not in tables:
        message = f"say which of the matrices with --matrix: {', '.join(tables)}"
        raise click.UsageError(message)
    return to_csv(rules, tables[names[0]])


def _pages(rules: RuleSet, form: str | None, matrix: str | None) -> Mapping[str, str]:
    """The texts to be written, by the names of their files."""
    stem = Path(rules.file).stem
    if form == "csv":
        names = [matrix] if matrix is not None else list(forms(rules))
        return {f"{stem}.{name}.csv": _one(rules, form, name) for name in names}
    endings = [form] if form is not None else list(_ENDINGS)
    return {f"{stem}.{_ENDINGS[each]}": _one(rules, each, None) for each in endings}


def _check(rules: RuleSet, place: Path, pages: Mapping[str, str], *, every: bool) -> int:
    """Compare the files that are there; all of them have to be if they were asked for."""
    there = {name: text for name, text in pages.items() if every or (place / name).is_file()}
    if not there:
        message = f"There is no page of {rules.file} in {place}."
        raise NoPageError(message, hint="`statusquo render --write` writes it.")
    console = output()
    differing = 0
    for name, wanted in there.items():
        path = place / name
        found = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        if found != wanted:
            differing += 1
            lines = difflib.unified_diff(
                found.splitlines(), wanted.splitlines(), str(path), "as the rules have it", lineterm="", n=1
            )
            for line in islice(lines, _MOST_LINES):
                write(console, line)
    if differing:
        write(console, f"{counted(differing, 'page')} not as the rules have it: statusquo render --write")
        return NO
    write(console, f"{counted(len(there), 'page')} as the rules have it: {', '.join(there)}.")
    return DONE
