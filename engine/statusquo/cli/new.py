"""``statusquo new``: a rule file of one's own, begun as a copy of one that comes with the package."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from statusquo.beginning import Beginning, NotANameError, beginning_from, write_beginning
from statusquo.cli.console import clean, counted, output, write
from statusquo.cli.tables import Heading, print_table
from statusquo.comparing.releases import releases_of
from statusquo.errors import UnknownNameError
from statusquo.locations import shipped_rules
from statusquo.reading.problems import closest
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet


@click.command(epilog="Exit codes: 0 done, 2 misuse, or there is a file already: nothing was written then.")
@click.argument("rules", metavar="[NAME]", required=False)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="What the rules are to be called. [default: as the file is]")
def new(*, rules: str | None, file: Path | None, name: str | None) -> None:
    """Begin a rule file of your own, FILE, as a copy of the rules NAME that come with statusquo.

    Their requirements are written beside it. Without NAME, it says which rules there are.

    For example: statusquo new zendesk-like my-desk.yaml
    """
    shipped = shipped_rules()
    if rules is None:
        if name is not None:
            message = "--name is for a new file: say which rules to begin with"
            raise click.UsageError(message)
        _list(shipped)
        return
    if rules not in shipped:
        kind = "rule set"
        raise UnknownNameError(kind, rules, tuple(shipped), closest(rules, shipped))
    if file is None:
        message = f"say where to write it, as in `statusquo new {rules} my-desk.yaml`"
        raise click.UsageError(message)
    beginning = beginning_from(shipped[rules], file, name)
    if releases_of(beginning.name):
        message = f"{beginning.name!r} is what rules are called whose versions are kept, so yours need another name."
        raise NotANameError(message, hint="Give the file another name, or the rules by `--name`.")
    _tell(write_beginning(beginning), beginning)


def _list(shipped: Mapping[str, Path]) -> None:
    headings = [Heading("name"), Heading("what it is"), Heading("its statuses")]
    rows = []
    for name, path in shipped.items():
        found = load_rules(path)
        rows.append([Text(clean(each)) for each in (name, found.title, ", ".join(found.statuses))])
    console = output()
    print_table(console, "Rules to begin with", headings, rows)
    write(console)
    write(console, "`statusquo new NAME FILE` begins a rule file of your own as a copy of one of them.")


def _tell(rules: RuleSet, beginning: Beginning) -> None:
    console = output()
    statuses = counted(len(rules.statuses), "status", "statuses")
    requirements = counted(len(rules.requirements), "requirement")
    _wrote(console, beginning.rules, f"the rules, with {statuses}; valid as they are")
    _wrote(console, beginning.requirements, f"what they are for, in {requirements}")
    steps = _next_steps(shlex.quote(str(beginning.rules)))
    width = max(len(command) for command, _ in steps)
    write(console)
    write(console, Text("What to do next", style="heading"))
    for command, purpose in steps:
        write(console, f"  {command:<{width}}  {purpose}")


def _wrote(console: Console, path: Path, what: str) -> None:
    write(console, Text.assemble("Wrote ", (clean(str(path)), "heading"), f": {what}."))


def _next_steps(file: str) -> list[tuple[str, str]]:
    return [
        (f"statusquo show --rules {file}", "see what it says"),
        (f"statusquo validate --watch {file}", "have it checked while you edit it; begin with `title`"),
        (f"statusquo prove {file}", "be sure that what must always hold does"),
        (f"statusquo simulate {file}", "play what can happen to a ticket"),
        (f"statusquo serve --rules {file}", "run a help desk on it"),
        (f"statusquo conform --rules {file}", "check that the desk does what the rules say"),
    ]
