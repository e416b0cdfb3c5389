"""``statusquo prove``: whether rules are sound in every state that a ticket can get into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from statusquo.cli.console import clean, counted, output, print_error, write, write_beside
from statusquo.cli.tables import Heading, print_table
from statusquo.errors import InvalidFileError
from statusquo.proof.findings import Answer, Finding, Proof
from statusquo.proof.findings import prove as proof_of
from statusquo.proof.search import MOST_STATES
from statusquo.proof.space import Space
from statusquo.proof.telling import Told, tell
from statusquo.rules.load import load_rules
from statusquo.runtime.tables import CompiledRules, compile_rules
from statusquo.wording import words

PROVEN, REFUTED, NOT_VALID, BOUND_REACHED = 0, 1, 2, 3
_EXIT = {Answer.PROVEN: PROVEN, Answer.REFUTED: REFUTED, Answer.UNDECIDED: BOUND_REACHED}
_STYLES = {Answer.PROVEN: "allow", Answer.REFUTED: "bold red", Answer.UNDECIDED: "bold red"}


@click.command(
    epilog="Exit codes: 0 proven, 1 refuted, 2 the file is not valid, 3 too many states: neither proven nor refuted.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--most-states",
    type=click.IntRange(min=1),
    default=MOST_STATES,
    show_default=True,
    help="Stop after so many states, and say that nothing is proven.",
)
@click.option("--strict", is_flag=True, help="Take whatever is worth a look for a refutation, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to say it.")
def prove(file: Path | None, *, most_states: int, strict: bool, form: str) -> int:
    """Prove that the rules in FILE are sound, or show how they are not.

    Every state that a ticket can get into is looked at: that each status can be reached and left again, and that
    each invariant of the rules holds. Where one does not, the fewest events that break it are told.

    Without FILE, the rules that come with statusquo are proven.
    """
    try:
        rules = load_rules(file)
    except InvalidFileError as error:
        print_error(error)
        return NOT_VALID
    compiled = compile_rules(rules)
    proof = proof_of(compiled, most_states)
    if form == "json":
        click.echo(json.dumps(_data(compiled, proof), indent=2, ensure_ascii=False))
    else:
        _print(compiled, proof)
    if strict and proof.findings:
        return REFUTED
    return _EXIT[proof.answer]


def _print(compiled: CompiledRules, proof: Proof) -> None:
    console, rules = output(), proof.rules
    write(console, Text.assemble(clean(rules.file), ": ", (_word(proof), _STYLES[proof.answer])))
    write(console, f"  {rules.title} ({rules.name}) {rules.version}")
    write(console, f"  {counted(proof.states, 'state')}, {counted(proof.edges, 'edge')}, {proof.seconds:.1f} seconds")
    for line in _verdicts(proof):
        write(console, f"  {line}")
    _invariants(console, proof)
    space = Space(compiled)
    for finding in proof.findings:
        _finding(console, proof, finding, tell(space, finding))


def _word(proof: Proof) -> str:
    if proof.answer is Answer.UNDECIDED:
        return f"not proven: there are more than {counted(proof.bound, 'state')}"
    return str(proof.answer.value)


def _verdicts(proof: Proof) -> list[str]:
    """What the answer comes to, in sentences."""
    said = []
    if not proof.complete:
        said.append("The search was stopped, so that what has not been refuted is not proven either.")
        said.append("--most-states NUMBER looks further.")
    if proof.answer is Answer.PROVEN:
        final = sum(status.final for status in proof.rules.statuses.values())
        left = "each that is not final" if final else "each"
        said.append(f"Every status can be reached, and {left} can be left again.")
    number, broken = len(proof.rules.invariants), len(proof.rules.invariants) - len(proof.kept)
    if not number:
        said.append("The rules declare no invariants.")
    elif broken:
        said.append(f"{broken} of {counted(number, 'invariant')} can be broken.")
    elif proof.complete:
        said.append(f"{counted(number, 'invariant holds', 'invariants hold')} in every state.")
    return said


def _invariants(console: Console, proof: Proof) -> None:
    rows = []
    for invariant in proof.rules.invariants:
        held = invariant.name in proof.kept
        mark = Text("BROKEN", style="deny") if not held else Text("holds", style="allow")
        if held and not proof.complete:
            mark = Text("?", style="quiet")
        rows.append([mark, Text(clean(invariant.says)), Text(" ".join(invariant.requirements), style="id")])
    print_table(console, "Invariants", [Heading("holds"), Heading("what is always so"), Heading("ids")], rows)


def _finding(console: Console, proof: Proof, finding: Finding, told: Told | None) -> None:
    write(console)
    label, style = ("REFUTED", "bold red") if finding.refutes else ("LOOK AT", "bold")
    write_beside(console, label, f"{finding.sentence}{words.ids(finding.requirements)}", style=style)
    if finding.line:
        write(console, Text.assemble(" " * 14, (f"{clean(proof.rules.file)}:{finding.line}", "position")))
    if told is None:
        return
    for number, sentence in enumerate(told.events, 1):
        write_beside(console, f"{number:>12}", sentence)
    write_beside(console, "Then", told.state)
    write(console)
    for line in told.scenario.splitlines():
        write(console, f"    {line}")


def _data(compiled: CompiledRules, proof: Proof) -> dict[str, Any]:
    """The proof as JSON."""
    rules, space = proof.rules, Space(compiled)
    return {
        "file": rules.file,
        "name": rules.name,
        "version": rules.version,
        "digest": rules.digest,
        "answer": proof.answer.value,
        "states": proof.states,
        "edges": proof.edges,
        "complete": proof.complete,
        "most_states": proof.bound,
        "seconds": round(proof.seconds, 3),
        "invariants": [
            {
                "name": each.name,
                "says": each.says,
                "requirements": list(each.requirements),
                "holds": False if each.name not in proof.kept else True if proof.complete else None,
            }
            for each in rules.invariants
        ],
        "findings": [_finding_data(finding, tell(space, finding)) for finding in proof.findings],
    }


def _finding_data(finding: Finding, told: Told | None) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "sentence": finding.sentence,
        "requirements": list(finding.requirements),
        "line": finding.line,
        "refutes": finding.refutes,
        "events": list(told.events) if told is not None else [],
        "state": told.state if told is not None else None,
        "scenario": told.scenario if told is not None else None,
    }
