"""Runs and results to try reports and verdicts on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from statusquo.rules.glossary import Level
from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import About, Run

from tests.features.harness import shipped

MUSTS = tuple(each.id for each in shipped().requirements.values() if each.level is Level.MUST)
STARTED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def about(*only: str, profile: tuple[str, ...] = ()) -> About:
    """What a run of the whole suite was about, unless something else is said."""
    claimed = profile or tuple(shipped().capabilities)
    return About("a server", "target.yaml", "0" * 64, "http", claimed, "0.1.0", "statusquo conform", only, STARTED)


def result(outcome: Outcome, *tags: str, **more: Any) -> Result:
    """How a scenario ended; one that checks every MUST unless something else is said."""
    told = {"scenario": "A scenario", "steps": (), **more}
    return Result(id="test", feature="Feature", file="a.feature", tags=tags or MUSTS, outcome=outcome, **told)


def run(*results: Result, further: int = 0, trouble: str = "", **more: Any) -> Run:
    """A run with these results, and so many scenarios that were not run."""
    told = {"about": about(), "rules": shipped(), "seconds": 1.0, **more}
    return Run(planned=len(results) + further, results=results, trouble=trouble, **told)
