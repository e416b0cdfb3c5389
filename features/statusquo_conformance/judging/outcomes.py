"""How scenarios end, and all that is kept of one: values that travel as JSON between processes and into reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from statusquo_conformance.operations import Exchange

_NEVER = datetime.min.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """How a scenario ended.

    ``FAILED`` is a violation of a MUST and ``WARNED`` one of a SHOULD. ``KNOWN`` is a failure that was announced.
    ``UNREACHED`` means that something which the scenario has to rely on did not work, so it says nothing about its own
    requirement; it names the cause, and counts against the server all the same if the requirement is a MUST.
    ``NOT_APPLICABLE`` is what the server does not claim to have, or what the rules leave to it. ``NOT_CHECKED`` could
    not be tried, for want of an actor or of a clock. ``TARGET_ERROR`` is an answer that does not fit the target file,
    ``ENVIRONMENT_ERROR`` a server that does not answer or says that it is broken, and ``BROKEN`` a fault of the suite.
    """

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    KNOWN = "known failure"
    UNREACHED = "unreached"
    NOT_APPLICABLE = "not applicable"
    NOT_CHECKED = "not checked"
    TARGET_ERROR = "target error"
    ENVIRONMENT_ERROR = "environment error"
    BROKEN = "broken"

    @property
    def is_judged(self) -> bool:
        """Whether this says something about the server, as opposed to the way to it or the suite."""
        return self not in {Outcome.TARGET_ERROR, Outcome.ENVIRONMENT_ERROR, Outcome.BROKEN}


@dataclass(frozen=True)
class Cell:
    """A cell of a matrix of the rules."""

    role: str
    action: str
    status: str


@dataclass(frozen=True)
class Event:
    """Something that the suite asked of the server.

    Attributes:
        step: during which step of the scenario, counted from 0.
        who: on whose behalf.
        operation: which one.
        arguments: as texts.
        answer: how it ended, in a few words.
        exchanges: the requests that it took; none where the target's driver keeps none.
    """

    step: int
    who: str
    operation: str
    arguments: Mapping[str, str]
    answer: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class Result:
    """What became of one scenario.

    Attributes:
        id: the scenario's name in pytest, which runs it again.
        feature: title of the feature.
        file: name of the feature file.
        scenario: its name with the examples filled in.
        tags: ids of the requirements that it checks.
        steps: its sentences.
        stopped_at: the step at which it ended before its time, counted from 0; None if it came to its end or never
            began.
        expected: what the rules say, where they were violated; else empty.
        seen: what the server did instead, or the cause of not getting so far.
        known: why this failure was announced; empty if it was not.
        cell: the cell of a matrix that it checks, if it checks one.
        tickets: ids of the tickets that it made.
        events: what was asked of the server; kept only where the scenario did not pass.
        started: when it began; in UTC.
        seconds: how long it took.
    """

    id: str
    feature: str
    file: str
    scenario: str
    tags: tuple[str, ...]
    steps: tuple[str, ...]
    outcome: Outcome
    stopped_at: int | None = None
    expected: str = ""
    seen: str = ""
    known: str = ""
    cell: Cell | None = None
    tickets: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    started: datetime = _NEVER
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """The result as plain JSON values; :func:`result_from` makes it a result again."""
        return {**asdict(self), "outcome": self.outcome.value, "started": self.started.isoformat()}


def result_from(data: Mapping[str, Any]) -> Result:
    """The result whose :meth:`Result.as_data` this is."""
    events = tuple(
        Event(**{**event, "exchanges": tuple(Exchange(**each) for each in event["exchanges"])})
        for event in data["events"]
    )
    return Result(
        **{
            **data,
            **{name: tuple(data[name]) for name in ("tags", "steps", "tickets")},
            "outcome": Outcome(data["outcome"]),
            "cell": Cell(**data["cell"]) if data["cell"] is not None else None,
            "events": events,
            "started": datetime.fromisoformat(data["started"]),
        }
    )
