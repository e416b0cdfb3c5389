"""What reports call things: outcomes with their marks, and the verdict in two or three words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statusquo.rules.glossary import Level

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run, Verdict, judge


@dataclass(frozen=True)
class Look:
    """How an outcome looks.

    Attributes:
        mark: a sign that tells it from all others where there is no colour.
        tone: name of its colours.
        about: what it means, as the end of a sentence about scenarios.
    """

    mark: str
    tone: str
    about: str


LOOKS: Mapping[Outcome, Look] = MappingProxyType(
    {
        Outcome.PASSED: Look("✓", "good", "did what the rules say"),
        Outcome.FAILED: Look("✗", "bad", "violated a MUST"),
        Outcome.WARNED: Look("!", "warn", "violated a SHOULD, which fails no server"),
        Outcome.KNOWN: Look("≈", "warn", "failed as had been announced"),
        Outcome.UNREACHED: Look("?", "lost", "did not get as far as their check"),
        Outcome.NOT_APPLICABLE: Look("n", "calm", "do not concern this server"),
        Outcome.NOT_CHECKED: Look("○", "warn", "could not be tried"),
        Outcome.TARGET_ERROR: Look("⊘", "fault", "got answers that do not fit the target file"),
        Outcome.ENVIRONMENT_ERROR: Look("⚠\N{VARIATION SELECTOR-15}", "fault", "got no answer, or a broken one"),
        Outcome.BROKEN: Look("#", "fault", "stumbled over a fault of the suite"),
    }
)
NOT_RUN = Look("…", "lost", "were not run")
LEFT_OPEN = Look("·", "calm", "are left to each server")


def word(verdict: Verdict) -> str:
    """The verdict as programs are told it."""
    return re.sub(r"[^a-z]+", "_", verdict.value)


def counts_against(run: Run, result: Result) -> bool:
    """Whether a result alone is enough for the server not to conform."""
    if result.outcome is Outcome.UNREACHED:
        return run.rules.level(result.tags) is Level.MUST
    return result.outcome is Outcome.FAILED


def headline(run: Run) -> str:
    """The verdict in a few words. A server that was not shown to conform is not accused of anything."""
    verdict, _ = judge(run)
    if verdict is Verdict.DOES_NOT_CONFORM and not any(counts_against(run, result) for result in run.results):
        return "Not shown to conform"
    return verdict.value.capitalize()


def unclaimed(run: Run) -> tuple[str, ...]:
    """The capabilities of the rules that the target does not claim."""
    return tuple(name for name in run.rules.capabilities if name not in run.about.profile)


def why_partial(run: Run) -> tuple[str, ...]:
    """Why the run says less than a whole one, as sentences; nothing if it was whole."""
    reasons = [f"The run came to grief: {run.trouble}"] if run.trouble else []
    if len(run.results) < run.planned:
        reasons.append(f"Only {len(run.results)} of {run.planned} scenarios were run.")
    if run.about.only:
        reasons.append(f"The run was narrowed to {', '.join(run.about.only)}.")
    return tuple(reasons)


def marked_steps(result: Result) -> list[str]:
    """The steps of a scenario as lines, with a mark at the one at which it stopped."""
    return [f"{'>' if index == result.stopped_at else ' '} {step}" for index, step in enumerate(result.steps)]


def told(result: Result) -> str:
    """What was expected, what was seen, and why that was known; a line each of what there is to say."""
    parts = (("expected", result.expected), ("seen", result.seen), ("known", result.known))
    return "\n".join(f"{label}: {text}" for label, text in parts if text)
