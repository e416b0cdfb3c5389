"""The report of a run on the terminal: matrices, what failed and why, the tally by requirement, the verdict."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text
from statusquo.cli.console import clean, counted, is_unicode, write, write_beside
from statusquo.cli.tables import GAP, Heading, print_table
from statusquo.rules.model import Matrix

from statusquo_conformance.findings import Cell, Outcome, Result
from statusquo_conformance.verdict import Run, Verdict, by_cause, cells, judge, tally

_MARKS = {
    Outcome.PASSED: ("✓", "ok", "green"),
    Outcome.FAILED: ("✗", "FAILED", "bold red"),
    Outcome.WARNED: ("!", "warned", "yellow"),
    Outcome.UNREACHED: ("?", "unreached", "magenta"),
    Outcome.NOT_APPLICABLE: ("n", "n/a", "dim"),
    Outcome.NOT_CHECKED: ("o", "not checked", "yellow"),
    Outcome.BROKEN: ("#", "BROKEN", "bold red"),
}
_COLOURS = {Verdict.CONFORMS: "bold green", Verdict.DOES_NOT_CONFORM: "bold red", Verdict.BROKEN: "bold red"}
_LEAST_WORDS = 20
"""The least number of characters in which a requirement is hinted at."""

_MOST_EXAMPLES = 3
"""How many scenarios are named of those that were not reached for the same cause."""


def print_report(console: Console, run: Run) -> Verdict:
    """Write the whole report, and return the verdict."""
    _matrices(console, run)
    _failures(console, run)
    _unreached(console, run)
    _others(console, run)
    _requirements(console, run)
    verdict, sentence = judge(run)
    parts = [f"{run.count(outcome)} {outcome}" for outcome in Outcome if run.count(outcome)]
    write(console)
    write(console, f"{counted(len(run.results), 'scenario')} in {run.seconds:.1f} s: {', '.join(parts) or 'none'}")
    write(console, Text(clean(sentence), style=_COLOURS[verdict]))
    return verdict


def _matrices(console: Console, run: Run) -> None:
    outcomes = cells(run)
    for matrix in run.rules.matrices.values():
        if any((cell.role, cell.action) in {(matrix.role, name) for name in matrix.columns} for cell in outcomes):
            _matrix(console, run, matrix, outcomes)
    write(console)
    legend = [f"{_mark(console, outcome).plain} {outcome}" for outcome in Outcome if outcome in outcomes.values()]
    legend.append(f"{_open(console).plain} left to each server")
    write(console, "+ may, - may not, as the rules say. Beside it, what was found:")
    write(console, f"{', '.join(legend)}.")


def _matrix(console: Console, run: Run, matrix: Matrix, outcomes: dict[Cell, Outcome]) -> None:
    headings = [Heading("status"), *(Heading(name, centred=True) for name in matrix.columns)]
    rows = []
    for status in run.rules.statuses:
        row = [Text(status)]
        for name in matrix.columns:
            allowed = run.rules.cells[matrix.role, name, status].allowed
            outcome = outcomes.get(Cell(matrix.role, name, status))
            mark = _mark(console, outcome) if outcome is not None else _open(console)
            row.append(Text("+ " if allowed else "- ", style="dim").append(mark))
        rows.append(row)
    print_table(console, matrix.title, headings, rows)


def _mark(console: Console, outcome: Outcome) -> Text:
    sign, word, style = _MARKS[outcome]
    return Text(sign if is_unicode(console) else word, style=style)


def _open(console: Console) -> Text:
    return Text("·" if is_unicode(console) else ".", style="dim")


def _failures(console: Console, run: Run) -> None:
    for outcome, title in ((Outcome.FAILED, "Failed"), (Outcome.BROKEN, "Broken"), (Outcome.WARNED, "Warned")):
        found = run.having(outcome)
        if found:
            write(console)
            write(console, Text(f"{title} ({counted(len(found), 'scenario')})", style="heading"))
        groups: dict[str, list[Result]] = {}
        for result in found:
            groups.setdefault(next(iter(result.tags), ""), []).append(result)
        for id_, results in groups.items():
            _requirement(console, run, id_)
            for result in results:
                _failure(console, result)


def _requirement(console: Console, run: Run, id_: str) -> None:
    """The requirement that the failures below it are about, in words."""
    requirement = run.rules.requirements.get(id_)
    if requirement is not None:
        write(console)
        write_beside(console, f"{id_} {requirement.level.value}", requirement.text, style="id")


def _failure(console: Console, result: Result) -> None:
    write(console)
    write(console, Text(f"  {clean(result.scenario)}", style="bold"))
    for step in result.steps:
        write(console, Text(f"    {clean(step)}", style="quiet"))
    write_beside(console, "    expected", result.expected)
    write_beside(console, "    seen", result.seen)


def _unreached(console: Console, run: Run) -> None:
    groups = by_cause(run.having(Outcome.UNREACHED))
    if not groups:
        return
    write(console)
    write(console, Text(f"Not reached ({counted(run.count(Outcome.UNREACHED), 'scenario')})", style="heading"))
    for cause, results in groups.items():
        write(console)
        write(console, Text(f"{counted(len(results), 'scenario')}, because ").append(clean(cause), style="bold"))
        for result in results[:_MOST_EXAMPLES]:
            write(console, f"    {', '.join(result.tags)}  {result.scenario}")
        if len(results) > _MOST_EXAMPLES:
            write(console, f"    and {len(results) - _MOST_EXAMPLES} more")


def _others(console: Console, run: Run) -> None:
    for outcome, title in ((Outcome.NOT_CHECKED, "Not checked"), (Outcome.NOT_APPLICABLE, "Not applicable")):
        for cause, results in by_cause(run.having(outcome)).items():
            ids = dict.fromkeys(tag for result in results for tag in result.tags)
            write(console)
            write(console, f"{title}: {counted(len(results), 'scenario')} of {', '.join(ids)}, because {cause}")


def _requirements(console: Console, run: Run) -> None:
    shown = [outcome for outcome in Outcome if outcome is Outcome.PASSED or run.count(outcome)]
    headings = [Heading("id"), Heading("level"), Heading("scenarios", centred=True)]
    headings += [Heading(str(outcome).replace(" ", "_"), centred=True) for outcome in shown]
    headings.append(Heading("requirement"))
    room = max(_LEAST_WORDS, console.width - sum(heading.width + GAP for heading in headings))
    rows = []
    for id_, counts in tally(run).items():
        requirement = run.rules.requirements[id_]
        numbers = [_number(counts[outcome], outcome) for outcome in shown]
        total = Text(str(sum(counts.values())))
        rows.append(
            [Text(id_, "id"), Text(requirement.level.value), total, *numbers, Text(_short(requirement.text, room))]
        )
    print_table(console, "By requirement", headings, rows)


def _number(count: int, outcome: Outcome) -> Text:
    return Text(str(count), style=_MARKS[outcome][2]) if count else Text("-", style="dim")


def _short(text: str, longest: int) -> str:
    words: list[str] = []
    for word in text.split():
        if sum(len(each) + 1 for each in words) + len(word) > longest - len(" ..."):
            return " ".join(words) + " ..."
        words.append(word)
    return " ".join(words)
