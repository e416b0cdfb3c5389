"""``statusquo validate``: whether rule files are sound, and all that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from statusquo.cli.console import clean, counted, output, print_error, write
from statusquo.cli.problem_formats import Checked, as_github, as_junit, as_sarif
from statusquo.cli.watching import savings
from statusquo.comparing.releases import ReleaseEditedError, is_edited, releases_of
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.reading.problems import Problem
from statusquo.rules.load import differs_from_release, load_rules
from statusquo.rules.model import RuleSet

VALID, NOT_VALID, UNREADABLE = 0, 1, 2


_FORMS = {"github": as_github, "sarif": as_sarif, "junit": as_junit}


@click.command(epilog="Exit codes: 0 all are valid, 1 some file is not, 2 some file cannot be read at all.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", *_FORMS]),
    default="terminal",
    show_default=True,
    help="How to tell it: to a person, or to a tool.",
)
@click.option("--watch", "watches", is_flag=True, help="Check again whenever a file is saved, until interrupted.")
def validate(*, files: tuple[Path, ...], form: str, watches: bool) -> int:
    """Check rule files, and say everything that is wrong with them.

    Without FILE, the rules that come with statusquo are checked.
    """
    wanted = files or (default_rules(),)
    if watches:
        if form != "terminal":
            message = "--watch is for people, so it does not go with --format"
            raise click.UsageError(message)
        for _ in savings(wanted):
            write(output(), Text(f"{datetime.now().astimezone():%H:%M:%S}", style="quiet"))
            for file in wanted:
                _tell(file)
    if form == "terminal":
        return max(_tell(file) for file in wanted)
    checked = [_check(file) for file in wanted]
    click.echo(
        _FORMS[form]([Checked(str(file), each.problems) for file, each in zip(wanted, checked, strict=True)]), nl=False
    )
    return max(each.code for each in checked)


@dataclass(frozen=True, slots=True)
class _Found:
    """The rules of a file if they can be read, everything that is wrong, and the exit code."""

    rules: RuleSet | None
    problems: tuple[Problem, ...]

    @property
    def code(self) -> int:
        if any(problem.code.startswith("file-") for problem in self.problems):
            return UNREADABLE
        return NOT_VALID if self.problems else VALID


def _check(file: Path) -> _Found:
    try:
        rules = load_rules(file)
        release = releases_of(rules.name).get(rules.version)
    except InvalidFileError as error:
        return _Found(None, error.problems)
    if release is not None and is_edited(rules, release):
        message = f"This is not what was released as {rules.name} {rules.version}."
        expected = "the released file, and a version of its own for an edited one"
        return _Found(rules, (Problem(ReleaseEditedError.code, message, rules.file, 0, 0, expected),))
    return _Found(rules, ())


def _tell(file: Path) -> int:
    found = _check(file)
    if found.rules is None or found.problems:
        print_error(InvalidFileError(found.problems))
        return found.code
    rules = found.rules
    console = output()
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
