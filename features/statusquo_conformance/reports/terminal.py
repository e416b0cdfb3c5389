"""The report of a run on the terminal: matrices, what failed and why, the tally by requirement, the verdict."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text
from statusquo.cli.console import clean, counted, is_unicode, write, write_beside
from statusquo.cli.tables import GAP, Heading, print_table
from statusquo.rules.doings import Matrix

from statusquo_conformance.judging.outcomes import Cell, Outcome, Result
from statusquo_conformance.judging.verdict import Run, Verdict, by_cause, cells, judge, tally, told

_MARKS = {
    Outcome.PASSED: ("✓", "ok", "green"),
    Outcome.FAILED: ("✗", "FAILED", "bold red"),
    Outcome.WARNED: ("!", "warned", "yellow"),
    Outcome.UNREACHED: ("?", "unreached", "magenta"),
    Outcome.NOT_APPLICABLE: ("n", "n/a", "dim"),
    Outcome.NOT_CHECKED: ("o", "not checked", "yellow"),
    Outcome.KNOWN: ("k", "known", "yellow"),
    Outcome.TARGET_ERROR: ("#", "TARGET", "bold red"),
    Outcome.ENVIRONMENT_ERROR: ("#", "SERVER", "bold red"),
    Outcome.BROKEN: ("#", "BROKEN", "bold red"),
}
_NOT_RUN = ("…", "not run", "magenta")
_LEFT = "left to each server"
_COLOURS = {0: "bold green", 1: "bold red", 3: "bold red"}
_LEAST_WORDS = 20
"""The least number of characters in which a requirement is hinted at."""

_MOST_EXAMPLES = 3
"""How many scenarios are named of those that were not reached for the same cause, or failed alike in great number."""

_MOST_ALIKE = 20
"""How many scenarios for which the same was seen are all told step by step."""


def print_report(console: Console, run: Run) -> Verdict:
    """Write the whole report, and return the verdict."""
    _matrices(console, run)
    _failures(console, run)
    _by_cause(console, run)
    _known(console, run)
    _others(console, run)
    _requirements(console, run)
    verdict, sentence = judge(run)
    write(console)
    done = counted(len(run.results), "scenario")
    if len(run.results) < run.planned:
        done = f"{len(run.results)} of {counted(run.planned, 'scenario')}"
    write(console, f"{done} in {run.seconds:.1f} s: {told(run) or 'none'}")
    write(console, Text(clean(sentence), style=_COLOURS[verdict.exit_code]))
    return verdict


def _matrices(console: Console, run: Run) -> None:
    outcomes = cells(run)
    signs: dict[str, str] = {}
    for matrix in run.rules.matrices.values():
        if any((cell.role, cell.action) in {(matrix.role, name) for name in matrix.columns} for cell in outcomes):
            signs.update(_matrix(console, run, matrix, outcomes))
    if not signs:
        return
    write(console)
    order = [*(str(outcome) for outcome in Outcome), _NOT_RUN[1], _LEFT]
    legend = [f"{signs[meaning]} {meaning}" for meaning in order if meaning in signs]
    write(console, "+ may, - may not, as the rules say. Beside it, what was found:")
    write(console, f"{', '.join(legend)}.")


def _matrix(console: Console, run: Run, matrix: Matrix, outcomes: dict[Cell, Outcome]) -> dict[str, str]:
    """Write a matrix; answers with what each of the signs in it means."""
    signs: dict[str, str] = {}
    headings = [Heading("status"), *(Heading(name, centred=True) for name in matrix.columns)]
    rows = []
    for status in run.rules.statuses:
        row = [Text(status)]
        for name in matrix.columns:
            cell = run.rules.cells[matrix.role, name, status]
            outcome = outcomes.get(Cell(matrix.role, name, status))
            if outcome is not None:
                mark, meaning = _mark(console, outcome), str(outcome)
            elif run.rules.level(cell.requirements).is_checked:
                mark, meaning = _sign(console, *_NOT_RUN), _NOT_RUN[1]
            else:
                mark, meaning = _sign(console, "·", ".", "dim"), _LEFT
            signs[meaning] = mark.plain
            row.append(Text("+ " if cell.allowed else "- ", style="dim").append(mark))
        rows.append(row)
    print_table(console, matrix.title, headings, rows)
    return signs


def _mark(console: Console, outcome: Outcome) -> Text:
    return _sign(console, *_MARKS[outcome])


def _sign(console: Console, sign: str, word: str, style: str) -> Text:
    return Text(sign if is_unicode(console) else word, style=style)


def _failures(console: Console, run: Run) -> None:
    for outcome, title in ((Outcome.FAILED, "Failed"), (Outcome.BROKEN, "Broken"), (Outcome.WARNED, "Warned")):
        found = run.having(outcome)
        if found:
            write(console)
            write(console, Text(f"{title} ({counted(len(found), 'scenario')})", style="heading"))
        groups: dict[str, list[Result]] = {}
        for result in found:
            groups.setdefault(next(iter(result.tags), ""), []).append(result)
        alike = {seen for seen, results in by_cause(found).items() if len(results) > _MOST_ALIKE}
        for id_, results in groups.items():
            told = [result for result in results if result.seen not in alike]
            if told:
                _requirement(console, run, id_)
            for result in told:
                _failure(console, result)
        for seen in sorted(alike):
            _all_alike(console, seen, [result for result in found if result.seen == seen])


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


def _all_alike(console: Console, seen: str, results: list[Result]) -> None:
    """Very many scenarios for which the same was seen: probably for one cause, so a few of them will do."""
    write(console)
    write(console, Text(f"{counted(len(results), 'scenario')} for which this was seen: ").append(clean(seen), "bold"))
    for result in results[:_MOST_EXAMPLES]:
        _failure(console, result)
    ids = ", ".join(dict.fromkeys(tag for result in results for tag in result.tags))
    write(console)
    write(console, f"  and {len(results) - _MOST_EXAMPLES} more; all of them are about {ids}")


def _by_cause(console: Console, run: Run) -> None:
    """What tells nothing about its own requirement: each cause, with some of the scenarios that came to grief by it."""
    titles = {
        Outcome.TARGET_ERROR: "Answers that do not fit the target",
        Outcome.ENVIRONMENT_ERROR: "No answer",
        Outcome.UNREACHED: "Not reached",
    }
    for outcome, title in titles.items():
        groups = by_cause(run.having(outcome))
        if groups:
            write(console)
            write(console, Text(f"{title} ({counted(run.count(outcome), 'scenario')})", style="heading"))
        for cause, results in groups.items():
            write(console)
            write(console, Text(f"{counted(len(results), 'scenario')}, because ").append(clean(cause), style="bold"))
            for result in results[:_MOST_EXAMPLES]:
                write(console, f"    {', '.join(result.tags)}  {clean(result.scenario)}")
            if len(results) > _MOST_EXAMPLES:
                write(console, f"    and {len(results) - _MOST_EXAMPLES} more")


def _known(console: Console, run: Run) -> None:
    for result in run.having(Outcome.KNOWN):
        write(console)
        write(console, Text(f"Known to fail: {', '.join(result.tags)}  {clean(result.scenario)}", style="heading"))
        write_beside(console, "    known", result.known)
        write_beside(console, "    seen", result.seen)


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
    if not console.is_terminal:  # a file has no width, and whoever searches it wants the words whole
        room = max((len(each.text) for each in run.rules.requirements.values()), default=0) + len(" ...") + 1
    rows = []
    for id_, counts in tally(run).items():
        if run.about.only and not counts:
            continue
        requirement = run.rules.requirements[id_]
        numbers = [_number(counts[outcome], outcome) for outcome in shown]
        total = Text(str(sum(counts.values())))
        rows.append(
            [Text(id_, "id"), Text(requirement.level.value), total, *numbers, Text(_short(requirement.text, room))]
        )
    width = console.width
    try:
        if not console.is_terminal:
            console.width = _widest(headings, rows)
        print_table(console, "By requirement", headings, rows)
    finally:
        console.width = width


def _widest(headings: list[Heading], rows: list[list[Text]]) -> int:
    """How wide a table is that nothing makes narrower."""
    widths = [max([heading.width, *(len(row[index]) for row in rows)]) for index, heading in enumerate(headings)]
    return sum(width + GAP for width in widths)


def _number(count: int, outcome: Outcome) -> Text:
    return Text(str(count), style=_MARKS[outcome][2]) if count else Text("-", style="dim")


def _short(text: str, longest: int) -> str:
    words: list[str] = []
    for word in text.split():
        if sum(len(each) + 1 for each in words) + len(word) > longest - len(" ..."):
            return " ".join(words) + " ..."
        words.append(word)
    return " ".join(words)
