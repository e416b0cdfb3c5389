"""From the results of all scenarios to one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from statusquo.rules.glossary import Level
from statusquo.rules.model import RuleSet

from statusquo_conformance.judging.outcomes import Cell, Outcome, Result


class Verdict(Enum):
    """What a run says about a server.

    ``AS_KNOWN`` is a server that fails as announced and in nothing else, ``OUTDATED`` a list of known failures that
    announces what does not fail, and ``PART`` a run that was narrowed and found nothing wrong.
    """

    CONFORMS = "conforms"
    AS_KNOWN = "does not conform, as known"
    PART = "partly checked"
    OUTDATED = "known failures outdated"
    DOES_NOT_CONFORM = "does not conform"
    BROKEN = "no verdict"

    @property
    def exit_code(self) -> int:
        """Of the command: 0 if there is nothing new to put right, 1 if there is, 3 if the run is worth nothing."""
        if self is Verdict.BROKEN:
            return 3
        return 1 if self in {Verdict.OUTDATED, Verdict.DOES_NOT_CONFORM} else 0


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
        unfounded: what was announced to fail and passed, in words.
    """

    about: About
    rules: RuleSet
    planned: int
    results: tuple[Result, ...]
    trouble: str
    seconds: float
    unfounded: tuple[str, ...] = ()

    @property
    def profile(self) -> str:
        """What the server claims to have, in words: the rules, and the capabilities if they are not all."""
        rules = f"{self.rules.name} {self.rules.version}"
        claimed = self.about.profile
        if set(claimed) >= set(self.rules.capabilities):
            return rules
        return f"{' + '.join(claimed)} of {rules}"

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
    if run.trouble:
        return Verdict.BROKEN, f"No verdict: {run.trouble}"
    if not run.results:
        return Verdict.BROKEN, "No verdict: no scenario was run."
    if len(run.results) != run.planned:
        return Verdict.BROKEN, f"No verdict: {len(run.results)} of {run.planned} scenarios were run."
    if not run.about.only and not run.count(Outcome.PASSED):
        return Verdict.BROKEN, f"No verdict: not a single scenario passed, {_what_is_broken(run)}"
    return _judge_whole(run)


def _what_is_broken(run: Run) -> str:
    """What to look at when nothing works at all, and what was seen most often."""
    tried = [each for each in run.results if each.outcome not in {Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED}]
    outcomes = {result.outcome for result in tried}
    if not outcomes:
        return "since the target leaves nothing that could be checked."
    if outcomes == {Outcome.TARGET_ERROR}:
        where = "so it is the target file that does not fit the server"
    elif outcomes == {Outcome.ENVIRONMENT_ERROR}:
        where = "so it is the server that is broken or out of reach"
    elif outcomes == {Outcome.UNREACHED}:
        where = "since the server does not do what they all begin with, so nothing can be said of the rules"
    else:
        where = "so the server or the way to it is broken, not the rules"
    cause, results = next(iter(by_cause(tried).items()))
    return f"{where}. In {_scenarios(len(results))} this was seen: {cause}" if cause else f"{where}."


def _judge_whole(run: Run) -> tuple[Verdict, str]:
    """The verdict on a run that is whole."""
    failed = run.count(Outcome.FAILED)
    unjudged = sum(not result.outcome.is_judged for result in run.results)
    unreached = sum(run.rules.level(result.tags) is Level.MUST for result in run.having(Outcome.UNREACHED))
    if unjudged and not failed:
        return Verdict.BROKEN, f"No verdict: {_scenarios(unjudged)} got answers that cannot be judged."
    if failed or unreached:
        parts = [f"{_scenarios(failed)} failed"] if failed else []
        parts += [f"{_scenarios(unreached)} could not be reached"] if unreached else []
        parts += [f"{_scenarios(unjudged)} got answers that cannot be judged"] if unjudged else []
        return Verdict.DOES_NOT_CONFORM, f"The server does not conform to {run.profile}: {' and '.join(parts)}."
    if run.unfounded:
        return Verdict.OUTDATED, f"The known failures are out of date: {'; '.join(run.unfounded)}."
    return _judge_part(run) if run.about.only else _judge_sound(run)


def _judge_part(run: Run) -> tuple[Verdict, str]:
    """The verdict on a run that was narrowed, and in which nothing failed."""
    what = f"{', '.join(run.about.only)} of {run.profile}"
    if not run.having(Outcome.PASSED, Outcome.KNOWN):
        return Verdict.BROKEN, f"No verdict: of {what}, nothing could be checked."
    pending = [tag for tag in run.unproven if tag in run.about.only]
    if pending:
        return Verdict.DOES_NOT_CONFORM, f"Not shown to conform to {', '.join(pending)} of {run.profile}."
    known = " but what is known" if run.count(Outcome.KNOWN) else ""
    return Verdict.PART, f"Nothing{known} is wrong with {what}. Nothing else was checked."


def _judge_sound(run: Run) -> tuple[Verdict, str]:
    """The verdict on a whole run in which nothing failed that was not known."""
    if run.unproven:
        ids = ", ".join(run.unproven)
        return Verdict.DOES_NOT_CONFORM, f"Not shown to conform to {run.profile}: {ids} could not be checked."
    known = sum(run.rules.level(result.tags) is Level.MUST for result in run.having(Outcome.KNOWN))
    if known:
        failed = f"{_scenarios(known)} failed as announced"
        return Verdict.AS_KNOWN, f"The server does not conform to {run.profile}, and that is known: {failed}."
    warned = run.count(Outcome.WARNED)
    but = f" ({warned} warnings about what should be)" if warned else ""
    return Verdict.CONFORMS, f"The server conforms to {run.profile}{but}."


def _scenarios(count: int) -> str:
    return "1 scenario" if count == 1 else f"{count} scenarios"


def told(run: Run) -> str:
    """How many scenarios ended in which way, in words."""
    return ", ".join(f"{run.count(outcome)} {outcome}" for outcome in Outcome if run.count(outcome))


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
