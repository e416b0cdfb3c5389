"""``statusquo show``: a rule file as tables: statuses, matrices, transitions, timers and effects."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from statusquo.cli.console import clean, is_unicode, output, write, write_beside
from statusquo.cli.tables import Heading, print_table
from statusquo.rules.consequences import Transition, WayTable
from statusquo.rules.doings import Matrix
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo.wording import conditions, words


@click.command(epilog="Exit codes: 0 shown, 2 the file is not valid.")
@click.option(
    "--rules", "file", type=click.Path(path_type=Path), help="Another rule file than the one that comes along."
)
def show(file: Path | None) -> None:
    """Show the rules as tables: the statuses, who may do what in which, and what happens by itself."""
    rules = load_rules(file)
    console = output()
    write(console, Text(f"{clean(rules.title)} ({rules.name} {rules.version})", style="heading"))
    _statuses(console, rules)
    _flags(console, rules)
    for matrix in rules.matrices.values():
        _matrix(console, rules, matrix)
    _transitions(console, rules)
    for table in rules.ways.values():
        _ways(console, rules, table)
    _timers(console, rules)
    _effects(console, rules)


def _statuses(console: Console, rules: RuleSet) -> None:
    rows = [
        [
            Text(name),
            Text(clean(status.label)),
            Text(clean(" ".join([status.meaning, *_remarks(rules, name)]))),
            _ids(status.requirements),
        ]
        for name, status in rules.statuses.items()
    ]
    print_table(console, "Statuses", _headings("status", "label", "meaning", "ids"), rows)


def _remarks(rules: RuleSet, name: str) -> list[str]:
    """What is particular about a status."""
    status = rules.statuses[name]
    said = (
        "New tickets have it." if name == rules.initial else "",
        "No ticket comes back into it." if status.once else "",
        words.shown(rules, name),
    )
    return [each for each in said if each]


def _flags(console: Console, rules: RuleSet) -> None:
    rows = [
        [Text(name), Text(clean(flag.label)), Text(clean(flag.meaning)), _ids(flag.requirements)]
        for name, flag in rules.flags.items()
    ]
    print_table(console, "Flags", _headings("flag", "label", "meaning", "ids"), rows)


def _matrix(console: Console, rules: RuleSet, matrix: Matrix) -> None:
    """A matrix, and below it what is particular about single cells."""
    headings = [Heading("status")]
    for name in matrix.columns:
        action = rules.actions[matrix.role, name]
        headings.append(Heading(name, ", ".join(action.requirements), centred=True))
    rows = [
        [Text(status), *(_mark(console, rules, matrix.role, name, status) for name in matrix.columns)]
        for status in rules.statuses
    ]
    print_table(console, f"{matrix.title} ({matrix.role})", headings, rows)
    for name in matrix.columns:
        own = rules.actions[matrix.role, name].requirements
        for status in rules.statuses:
            cell = rules.cells[matrix.role, name, status]
            if cell.why or cell.requirements != own:
                said = f"{name} in {status}{words.ids(cell.requirements)}: {cell.why}".rstrip(": ")
                write_beside(console, " ", said, margin=2)
    for name in matrix.columns:
        guard = rules.actions[matrix.role, name].guard
        if guard is not None:
            write_beside(console, " ", f"{name}: provided that {conditions.of_guard(rules, guard)}", margin=2)


def _mark(console: Console, rules: RuleSet, role: str, action: str, status: str) -> Text:
    """The answer of a cell."""
    return _sign(console, is_allowed=rules.cells[role, action, status].allowed)


def _sign(console: Console, *, is_allowed: bool) -> Text:
    """An answer as a mark and a colour, or a word where there is only ASCII."""
    if is_allowed:
        return Text("✓" if is_unicode(console) else "yes", style="allow")
    return Text("✗" if is_unicode(console) else "NO", style="deny")


def _transitions(console: Console, rules: RuleSet) -> None:
    rows = [
        [
            Text(each.name),
            Text(f"{each.role}: {each.action}"),
            Text(clean(words.status_set(rules, _sources(rules, each)))),
            Text(clean("; ".join([words.goal(rules, each.aim), *conditions.besides(rules, each)]))),
            _ids(each.requirements + each.otherwise),
        ]
        for each in rules.transitions
    ]
    print_table(console, "Transitions", _headings("name", "by", "from", "to", "ids"), rows)


def _sources(rules: RuleSet, transition: Transition) -> list[str]:
    """The statuses in which a transition applies and its action is allowed."""
    cells = (rules.cells[transition.role, transition.action, status] for status in rules.statuses)
    return [cell.status for cell in cells if cell.allowed and cell.status in transition.sources]


def _ways(console: Console, rules: RuleSet, table: WayTable) -> None:
    """A table of ways: rows are left, columns are reached."""
    rows = []
    for status in table.rows:
        row = table.row(rules.transitions, status)
        choice = row.choice if row is not None else ()
        marks = (
            Text("") if target == status else _sign(console, is_allowed=target in choice) for target in table.columns
        )
        rows.append([Text(status), *marks])
    headings = [Heading("from"), *(Heading(target, centred=True) for target in table.columns)]
    print_table(console, f"{words.ways(rules, table)} ({table.role}, {table.name})", headings, rows)


def _timers(console: Console, rules: RuleSet) -> None:
    rows = [
        [
            Text(name),
            Text(clean(words.starts(timer))),
            Text(clean(words.status_set(rules, timer.runs_in))),
            Text(clean(words.due(rules, timer))),
            _ids(timer.requirements + timer.cancelled),
        ]
        for name, timer in rules.timers.items()
    ]
    print_table(console, "Timers", _headings("name", "starts", "runs in", "when due", "ids"), rows)


def _effects(console: Console, rules: RuleSet) -> None:
    rows = [
        [
            Text(each.name),
            Text(clean(words.when(rules, each))),
            Text(clean(words.effect(rules, each))),
            _ids(each.requirements + each.otherwise + each.again),
        ]
        for each in rules.effects
    ]
    print_table(console, "Effects", _headings("name", "on", "what happens", "ids"), rows)


def _headings(*names: str) -> list[Heading]:
    return [Heading(name) for name in names]


def _ids(requirements: tuple[str, ...]) -> Text:
    return Text(" ".join(requirements), style="id")
