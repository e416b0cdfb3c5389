"""From the results of all scenarios to one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from statusquo.rules.model import Level, RuleSet

from statusquo_conformance.outcomes import Cell, Outcome, Result


class Verdict(Enum):
    """What a run says about a server; the value is the exit code of the command."""

    CONFORMS = 0
    DOES_NOT_CONFORM = 1
    BROKEN = 3


@dataclass(frozen=True)
class About:
    """What a run was about, so that it can be told from others and be done again.

    Attributes:
        name: what the target file calls the server.
        target: the target file, as the user named it.
        digest: SHA-256 of the target file, in hexadecimal.
        door: ``http``, ``wsgi`` or ``python``.
        profile: the capabilities that the target claims, in the order of the requirements file.
        suite: version of the suite.
        command: what does the run again.
        only: ids to which the run was narrowed; empty for the whole suite.
        started: in UTC.
    """

    name: str
    target: str
    digest: str
    door: str
    profile: tuple[str, ...]
    suite: str
    command: str
    only: tuple[str, ...]
    started: datetime


@dataclass(frozen=True)
class Run:
    """A run of the suite.

    Attributes:
        about: what it was about.
        rules: what was expected.
        planned: how many scenarios there are to run.
        results: what came of those that were run.
        trouble: why the run as a whole is worth nothing, or the empty string.
        seconds: how long it took.
    """

    about: About
    rules: RuleSet
    planned: int
    results: tuple[Result, ...]
    trouble: str
    seconds: float

    def count(self, outcome: Outcome) -> int:
        """How many scenarios ended so."""
        return sum(result.outcome is outcome for result in self.results)

    def having(self, *outcomes: Outcome) -> tuple[Result, ...]:
        """The results with one of these outcomes."""
        return tuple(result for result in self.results if result.outcome in outcomes)

    @property
    def unproven(self) -> tuple[str, ...]:
        """Ids of MUST requirements for which no scenario passed, failed or was shown not to apply."""
        settled = {tag for result in self.results if result.outcome is not Outcome.NOT_CHECKED for tag in result.tags}
        musts = [each for each in self.rules.requirements.values() if each.level is Level.MUST]
        pending = {tag for result in self.having(Outcome.NOT_CHECKED) for tag in result.tags}
        return tuple(each.id for each in musts if each.id not in settled or each.id in pending)


def judge(run: Run) -> tuple[Verdict, str]:
    """The verdict on a run, and a sentence that says it.

    Whatever makes the run doubtful as a whole comes first: no green, and no accusation either, out of a broken run.
    """
    rules = f"{run.rules.name} {run.rules.version}"
    if run.trouble:
        return Verdict.BROKEN, f"No verdict: {run.trouble}"
    if not run.results:
        return Verdict.BROKEN, "No verdict: no scenario was run."
    if len(run.results) != run.planned:
        return Verdict.BROKEN, f"No verdict: {len(run.results)} of {run.planned} scenarios were run."
    if not run.count(Outcome.PASSED):
        sentence = "No verdict: not a single scenario passed, so the server or the way to it is broken, not the rules."
        return Verdict.BROKEN, sentence
    return _judge_whole(run, rules)


def _judge_whole(run: Run, rules: str) -> tuple[Verdict, str]:
    """The verdict on a run that is whole."""
    failed, broken = run.count(Outcome.FAILED), sum(not result.outcome.is_judged for result in run.results)
    unreached = sum(run.rules.level(result.tags) is Level.MUST for result in run.having(Outcome.UNREACHED))
    if broken and not failed:
        return Verdict.BROKEN, f"No verdict: {broken} scenarios got answers that cannot be judged."
    if failed or unreached:
        parts = [f"{failed} scenarios failed"] if failed else []
        parts += [f"{unreached} were not reached"] if unreached else []
        parts += [f"{broken} got answers that cannot be judged"] if broken else []
        return Verdict.DOES_NOT_CONFORM, f"The server does not conform to {rules}: {', '.join(parts)}."
    if run.unproven:
        ids = ", ".join(run.unproven)
        return Verdict.DOES_NOT_CONFORM, f"Not shown to conform to {rules}: {ids} could not be checked."
    warned = run.count(Outcome.WARNED)
    but = f" ({warned} warnings about what should be)" if warned else ""
    return Verdict.CONFORMS, f"The server conforms to {rules}{but}."


def tally(run: Run) -> dict[str, Counter[Outcome]]:
    """For each requirement that is checked, how its scenarios ended."""
    counts = {each.id: Counter[Outcome]() for each in run.rules.requirements.values() if each.level.is_checked}
    for result in run.results:
        for tag in result.tags:
            counts[tag][result.outcome] += 1
    return counts


def cells(run: Run) -> dict[Cell, Outcome]:
    """For each cell of a matrix that was checked, its worst outcome."""
    worst = _SEVERITY.index
    found: dict[Cell, Outcome] = {}
    for result in run.results:
        if result.cell is not None:
            found[result.cell] = max(found.get(result.cell, Outcome.PASSED), result.outcome, key=worst)
    return found


def by_cause(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Results put together by what was seen."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.seen, []).append(result)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


_SEVERITY = [
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
    Outcome.NOT_CHECKED,
    Outcome.WARNED,
    Outcome.KNOWN,
    Outcome.UNREACHED,
    Outcome.TARGET_ERROR,
    Outcome.ENVIRONMENT_ERROR,
    Outcome.BROKEN,
    Outcome.FAILED,
]
