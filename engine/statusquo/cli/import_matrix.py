"""``statusquo import-matrix``: the cells of a spreadsheet put back into a rule file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from statusquo.cli.console import clean, counted, output, write
from statusquo.comparing.compare import compare
from statusquo.errors import InvalidFileError
from statusquo.pages.editing import with_cells
from statusquo.pages.sheets import Form, cells_of, forms, read_sheet
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet


@click.command(
    name="import-matrix",
    epilog="Exit codes: 0 done, whether or not something has changed; 2 a file is not valid, and nothing was changed.",
)
@click.argument("sheet", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.argument("file", metavar="RULES.yaml", type=click.Path(path_type=Path))
@click.option("--matrix", help="Which matrix it is, where that does not show by the columns.")
def import_matrix(sheet: Path, file: Path, matrix: str | None) -> None:
    """Put the matrix, or table of ways, in FILE.csv back into RULES.yaml, where only the cells of its rows change.

    `statusquo render --format csv` makes such files. A cell says allow, yes, true, 1 or ✓; or deny, no, false, 0 or ✗.
    """
    rules = load_rules(file)
    cells = read_sheet(sheet, rules, matrix)
    text = file.read_bytes().decode("utf-8")
    edited = with_cells(text, cells)
    changed = rules
    if edited != text:
        with _beside(file, edited) as draft:
            changed = _checked(draft, file)
            draft.replace(file.resolve())
    _tell(rules, changed, forms(rules)[cells.matrix])


@contextmanager
def _beside(file: Path, text: str) -> Iterator[Path]:
    """The text as a file in the same folder, where its requirements are found; it is gone afterwards."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        draft.write_bytes(text.encode("utf-8"))
        shutil.copymode(file, draft)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _checked(draft: Path, file: Path) -> RuleSet:
    """The rules as they would be.

    Raises:
        InvalidFileError: if they make no sense any more, with places in the file as it would be.
    """
    try:
        return load_rules(draft)
    except InvalidFileError as error:
        problems = (replace(each, file=str(file) if each.file == str(draft) else each.file) for each in error.problems)
        raise InvalidFileError(tuple(problems)) from None


def _tell(old: RuleSet, new: RuleSet, form: Form) -> None:
    console = output()
    changes = compare(old, new).changes
    now = cells_of(new, form)
    cells = sum(is_allowed != now[key] for key, is_allowed in cells_of(old, form).items())
    said = f"{counted(cells, 'cell')} changed" if cells else "nothing changed"
    write(console, Text.assemble(clean(f"{old.file}: {form.name}: "), (said, "heading")))
    for change in changes:
        write(console, f"  {change.sentence}")
