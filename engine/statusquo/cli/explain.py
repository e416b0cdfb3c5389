"""``statusquo explain``: whether a role may do something in a status, and who may, what and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from statusquo.cli.console import MARGIN, clean, output, print_error, write, write_beside
from statusquo.cli.explanation import Explanation
from statusquo.cli.explanation import explain as explanation_of
from statusquo.cli.names import names_meant
from statusquo.cli.questions import EVERYWHERE, NOBODY, Answer, answers
from statusquo.cli.tables import Heading, print_table
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo.runtime.tables import CompiledRules, compile_rules
from statusquo.wording import words

EXPLAINED, MISUSE = 0, 2

_TOLD = ("Why", "Shown as", "Who may", "Only if", "Possible in", "Refused in", "Provided")
"""What is told of each role when all of them are asked about."""


@click.command(
    epilog="Exit codes: 0 explained, whether allowed or refused; 2 the rules have no such name, or nothing was asked."
)
@click.argument("role", required=False)
@click.argument("action", required=False)
@click.argument("status", required=False)
@click.option("--role", "of_role", metavar="ROLE", help="The role, where ROLE is left out.")
@click.option("--action", "of_action", metavar="ACTION", help="The action, where ACTION is left out.")
@click.option("--in", "in_status", metavar="STATUS", help="The status, where STATUS is left out.")
@click.option(
    "--rules", "file", type=click.Path(path_type=Path), help="Another rule file than the one that comes along."
)
def explain(  # noqa: PLR0913 - one for each word on the command line
    *,
    role: str | None,
    action: str | None,
    status: str | None,
    of_role: str | None,
    of_action: str | None,
    in_status: str | None,
    file: Path | None,
) -> int:
    """Say whether ROLE may do ACTION while a ticket is in STATUS, who exactly, and what follows.

    For example: statusquo explain customer reply closed

    Labels will do, too: statusquo explain Customers "ask for closure" "In progress". Without STATUS, it says in which
    statuses it is allowed.

    What is left out is what you ask for. Who may reply on a closed ticket, and what does it take?

    statusquo explain --action reply --in closed

    All that may be done there, and by whom: statusquo explain --in closed. All that somebody may do, and where:
    statusquo explain --role customer.
    """
    asked = (_one("role", role, of_role), _one("action", action, of_action), _one("status", status, in_status))
    if asked == (None, None, None):
        message = "Say a role, an action or a status: what is left out is what you ask for."
        raise click.UsageError(message)
    rules = load_rules(file)
    (the_role, the_action, the_status), wrong = names_meant(rules, *asked)
    for error in wrong:
        print_error(error)
    if wrong:
        return MISUSE
    compiled = compile_rules(rules)
    try:
        if the_role is not None and the_action is not None:
            print_explanation(rules, explanation_of(compiled, the_role, the_action, the_status))
        else:
            found = answers(compiled, the_role, the_action, the_status)
            _print_answers(compiled, found, whole=the_action is None, status=the_status)
    except ValueError as error:
        message = f"{error}."
        raise click.UsageError(message) from None
    return EXPLAINED


def _one(kind: str, argument: str | None, option: str | None) -> str | None:
    """What was given, as an argument or as an option."""
    if argument is not None and option is not None:
        message = f"The {kind} is given twice: {argument!r} and {option!r}."
        raise click.UsageError(message)
    return option if argument is None else argument


def print_explanation(rules: RuleSet, found: Explanation, instead: str | None = None) -> None:
    """Write an explanation, with what the requirements say; ``instead`` of the verdict, where there was another."""
    console = output()
    word, style = ("ALLOWED", "bold green") if found.allowed else ("REFUSED", "bold red")
    write_beside(console, instead or word, found.sentence, style="heading" if instead else style)
    write(console)
    for heading, sentences in found.parts:
        for index, sentence in enumerate(sentences):
            write_beside(console, "" if index else heading, sentence)
    write(console)
    write(console, Text.assemble(f"{'Rule':<{MARGIN}}", clean(found.rule)))
    write(console, Text.assemble(f"{'Stands in':<{MARGIN}}", (clean(found.place), "position")))
    _requirements(console, rules, found.requirements)


def _print_answers(compiled: CompiledRules, found: tuple[Answer, ...], *, whole: bool, status: str | None) -> None:
    """Write the answers as sentences and as a table; ``whole``: of all that each role can try, role by role."""
    console, rules = output(), compiled.rules
    if whole:
        for index, role in enumerate(dict.fromkeys(answer.role for answer in found)):
            if index:
                write(console)
            of_role = [answer for answer in found if answer.role == role]
            _of_role(console, rules, of_role, status)
            _table(console, f"{rules.roles[role].label} ({role})", of_role, status, by_role=False)
    else:
        for answer in found:
            _of_action(console, compiled, answer, status)
        _table(console, "All roles", found, status, by_role=True)
    write(console)
    write(console, Text.assemble(f"{'Lines of':<{MARGIN}}", (clean(rules.file), "position")))
    if whole:
        write_beside(console, "More", "ROLE ACTION STATUS says who exactly, why, and what follows.")
    else:
        _requirements(console, rules, tuple(dict.fromkeys(id_ for each in found for id_ in each.requirements)))


def _of_action(console: Console, compiled: CompiledRules, answer: Answer, status: str | None) -> None:
    """Whether one of several roles may, and who exactly or where else."""
    word, style = _verdict(answer)
    if answer.takes == NOBODY:
        there = compiled.rules.statuses[status or compiled.initial].label
        who = compiled.rules.roles[answer.role].label
        write_beside(console, word.upper(), f"{who} do not see a ticket that is {there}.", style=style)
        return
    explained = explanation_of(compiled, answer.role, answer.action, status)
    write_beside(console, word.upper(), explained.sentence, style=style)
    for heading, sentences in explained.parts:
        if heading in _TOLD:
            for index, sentence in enumerate(sentences):
                write_beside(console, "" if index else f"  {heading}", sentence)


def _of_role(console: Console, rules: RuleSet, found: list[Answer], status: str | None) -> None:
    """Everything that a role may do, may not do, and never may, a sentence each."""
    who = rules.roles[found[0].role].label
    there = f"while the ticket is {rules.statuses[status].label}" if status is not None else "whatever the status is"
    some = [each for each in found if status is None and each.may and each.where not in EVERYWHERE]
    kinds = (
        (f"{who} may {{}} {there}.", [each for each in found if each.may and each not in some]),
        (f"{who} may, in some statuses only, {{}}.", some),
        (f"{who} may not {{}} {there}.", [each for each in found if not each.may and not each.never]),
        (f"{who} may never {{}}.", [each for each in found if each.never]),
    )
    for sentence, those in kinds:
        if those:
            word, style = _verdict(those[0])
            said = words.listed((each.phrase for each in those), "and" if those[0].may else "or")
            write_beside(console, word.upper(), sentence.format(said), style=style)


def _table(console: Console, title: str, found: Sequence[Answer], status: str | None, *, by_role: bool) -> None:
    rows = []
    for answer in found:
        where, takes = answer.where, answer.takes
        if status is not None:
            elsewhere = f"possible in {where}" if where and not answer.may else ""
            where, takes = "", takes or elsewhere
        cells = {
            "role": Text(answer.role),
            "action": Text(answer.action),
            "may": Text(_verdict(answer)[0], style="allow" if answer.may else "deny"),
            "in": Text(clean(where)),
            "takes": Text(clean(takes)),
            "ids": Text(" ".join(answer.requirements), style="id"),
            "line": Text(str(answer.line or "")),
        }
        hidden = {"role": not by_role, "in": status is not None}
        rows.append({name: cell for name, cell in cells.items() if not hidden.get(name)})
    print_table(console, title, [Heading(name) for name in rows[0]], [list(row.values()) for row in rows])


def _verdict(answer: Answer) -> tuple[str, str]:
    if answer.may:
        return "yes", "bold green"
    return ("never" if answer.never else "no"), "bold red"


def _requirements(console: Console, rules: RuleSet, ids: tuple[str, ...]) -> None:
    """What requirements say."""
    if ids:
        write(console)
    for id_ in ids:
        requirement = rules.requirements[id_]
        write_beside(console, f"{id_} {requirement.level.value}", requirement.text, style="id")
