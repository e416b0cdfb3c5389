"""``report.json``: the whole run for programs, as ``spec/schema/report.schema.json`` describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from statusquo.rules.glossary import Requirement

import statusquo_conformance
from statusquo_conformance.judging.outcomes import Cell, Outcome
from statusquo_conformance.judging.verdict import Run, cells, judge, tally
from statusquo_conformance.reports.texts import dumps
from statusquo_conformance.reports.words import unclaimed, why_partial, word

FORMAT = 1
"""Version of the format. It grows when something that was there goes away or changes its meaning."""


def report_json(run: Run) -> str:
    """The report as JSON."""
    return dumps(report_data(run), indent=1) + "\n"


def report_data(run: Run) -> dict[str, Any]:
    """The report as plain JSON values. Nothing is cut short: what the run kept is here."""
    verdict, sentence = judge(run)
    about, rules = run.about, run.rules
    return {
        "report": FORMAT,
        "verdict": {"word": word(verdict), "sentence": sentence, "exit_code": verdict.exit_code},
        "partial": list(why_partial(run)),
        "server": {"name": about.name, "door": about.door, "target": about.target, "digest": about.digest},
        "profile": {"claimed": list(about.profile), "not_claimed": list(unclaimed(run))},
        "rules": {
            "name": rules.name,
            "version": rules.version,
            "title": rules.title,
            "digest": rules.digest,
            "requirements_digest": requirements_digest(rules.requirements),
        },
        "suite": about.suite,
        "suite_digest": suite_digest(),
        "command": about.command,
        "only": list(about.only),
        "started": about.started.isoformat(),
        "seconds": run.seconds,
        "planned": run.planned,
        "counts": {str(outcome): run.count(outcome) for outcome in Outcome},
        "unproven": list(run.unproven),
        "unfounded": list(run.unfounded),
        "requirements": list(_requirements(run)),
        "cells": list(_cells(run)),
        "scenarios": [result.as_data() for result in run.results],
    }


def requirements_digest(requirements: Mapping[str, Requirement]) -> str:
    """SHA-256 of what the requirements ask for, in hexadecimal; how their file is laid out does not matter."""
    parts = [[each.id, each.level.value, list(each.capabilities), each.text] for each in requirements.values()]
    return hashlib.sha256(dumps(sorted(parts)).encode()).hexdigest()


@cache
def suite_digest() -> str:
    """SHA-256 of the suite's own sources, in hexadecimal: between two releases the version alone tells little."""
    folder = Path(statusquo_conformance.__file__).parent
    sources = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".j2", ".yaml"})
    parts = [[path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in sources]
    return hashlib.sha256(dumps(parts).encode()).hexdigest()


def _requirements(run: Run) -> Iterator[dict[str, Any]]:
    counts = tally(run)
    for each in run.rules.requirements.values():
        yield {
            "id": each.id,
            "level": each.level.value,
            "text": each.text,
            "capabilities": list(each.capabilities),
            "checked_by": each.checked_by,
            "counts": {str(outcome): number for outcome, number in counts.get(each.id, {}).items()},
        }


def _cells(run: Run) -> Iterator[dict[str, Any]]:
    outcomes = cells(run)
    for (role, action, status), cell in run.rules.cells.items():
        outcome = outcomes.get(Cell(role, action, status))
        yield {
            "role": role,
            "action": action,
            "status": status,
            "allowed": cell.allowed,
            "requirements": list(cell.requirements),
            "level": run.rules.level(cell.requirements).value,
            "outcome": None if outcome is None else str(outcome),
        }
