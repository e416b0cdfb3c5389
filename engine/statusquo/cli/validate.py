"""``statusquo validate``: whether rule files are sound, and all that is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from statusquo.cli.console import clean, counted, output, print_error, write
from statusquo.comparing.releases import ReleaseEditedError, is_edited, releases_of
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.rules.load import differs_from_release, load_rules
from statusquo.rules.model import RuleSet

VALID, NOT_VALID, UNREADABLE = 0, 1, 2


@click.command(epilog="Exit codes: 0 all are valid, 1 some file is not, 2 some file cannot be read at all.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def validate(files: tuple[Path, ...]) -> int:
    """Check rule files, and say everything that is wrong with them.

    Without FILE, the rules that come with statusquo are checked.
    """
    return max(_validate(file) for file in files or (default_rules(),))


def _validate(file: Path) -> int:
    try:
        rules = load_rules(file)
    except InvalidFileError as error:
        print_error(error)
        unreadable = any(problem.code.startswith("file-") for problem in error.problems)
        return UNREADABLE if unreadable else NOT_VALID
    console = output()
    release = releases_of(rules.name).get(rules.version)
    if release is not None and is_edited(rules, release):
        message = f"{rules.file} is not what was released as {rules.name} {rules.version}."
        print_error(ReleaseEditedError(message, hint="Restore it, and give the edited rules a version of their own."))
        return NOT_VALID
    write(console, Text.assemble(clean(rules.file), ": ", ("valid", "allow")))
    for line in _contents(rules):
        write(console, f"  {line}")
    if differs_from_release(rules):
        said = f"note: this differs from the released {rules.version}: give it a version of its own."
        write(console, Text(f"  {said}", style="bold"))
    return VALID


def _contents(rules: RuleSet) -> list[str]:
    """What is in a rule set, in numbers."""
    checked = sum(requirement.level.is_checked for requirement in rules.requirements.values())
    return [
        f"{rules.title} ({rules.name}) {rules.version}",
        ", ".join(
            [
                counted(len(rules.statuses), "status", "statuses"),
                counted(len(rules.roles), "role"),
                counted(len(rules.actions), "action"),
                counted(len(rules.cells), "cell"),
            ]
        ),
        ", ".join(
            [
                counted(len(rules.transitions), "transition"),
                counted(len(rules.timers), "timer"),
                counted(len(rules.effects), "effect"),
            ]
        ),
        f"{counted(len(rules.requirements), 'requirement')}; a rule carries out each of the {checked} that are checked",
    ]
