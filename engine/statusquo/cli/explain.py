"""``statusquo explain``: whether a role may do something in a status, who exactly, why, and what follows."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from statusquo.cli.console import MARGIN, clean, output, print_error, write, write_beside
from statusquo.cli.explanation import Explanation, names_meant
from statusquo.cli.explanation import explain as explanation_of
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo.runtime.tables import compile_rules

EXPLAINED, MISUSE = 0, 2


@click.command(epilog="Exit codes: 0 explained, whether it is allowed or refused; 2 the rules have no such name.")
@click.argument("role")
@click.argument("action")
@click.argument("status", required=False)
@click.option(
    "--rules", "file", type=click.Path(path_type=Path), help="Another rule file than the one that comes along."
)
def explain(role: str, action: str, status: str | None, file: Path | None) -> int:
    """Say whether ROLE may do ACTION while a ticket is in STATUS, who exactly, and what follows.

    For example: statusquo explain customer reply closed

    Labels will do, too: statusquo explain Customers "ask for closure" "In progress". Without STATUS, it says in which
    statuses it is allowed.
    """
    rules = load_rules(file)
    names, wrong = names_meant(rules, role, action, status)
    for error in wrong:
        print_error(error)
    if wrong:
        return MISUSE
    try:
        found = explanation_of(compile_rules(rules), *names)
    except ValueError as error:
        message = f"{error}."
        raise click.UsageError(message) from None
    print_explanation(rules, found)
    return EXPLAINED


def print_explanation(rules: RuleSet, found: Explanation) -> None:
    """Write an explanation, with what the requirements say."""
    console = output()
    word, style = ("ALLOWED", "bold green") if found.allowed else ("REFUSED", "bold red")
    write_beside(console, word, found.sentence, style=style)
    write(console)
    for heading, sentences in found.parts:
        for index, sentence in enumerate(sentences):
            write_beside(console, "" if index else heading, sentence)
    write(console)
    write(console, Text.assemble(f"{'Rule':<{MARGIN}}", clean(found.rule)))
    write(console, Text.assemble(f"{'Stands in':<{MARGIN}}", (clean(found.place), "position")))
    if found.requirements:
        write(console)
    for id_ in found.requirements:
        requirement = rules.requirements[id_]
        write_beside(console, f"{id_} {requirement.level.value}", requirement.text, style="id")
