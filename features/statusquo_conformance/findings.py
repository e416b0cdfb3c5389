"""How a scenario can end, and what it says when it does not end well."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# The type that `pytest.fail` raises: it has no public name that type checkers know.
from _pytest.outcomes import Failed


class Outcome(StrEnum):
    """How a scenario ended.

    ``FAILED`` is a violation of a MUST and ``WARNED`` one of a SHOULD. ``UNREACHED`` means that something which the
    scenario has to rely on did not work, so it says nothing about its own requirement; it names the cause, and counts
    against the server all the same if the requirement is a MUST. ``NOT_APPLICABLE`` is what the rules leave to the
    server and the server does not have. ``NOT_CHECKED`` could not be tried. ``BROKEN`` is a fault of the server, of its
    target or of the suite.
    """

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    UNREACHED = "unreached"
    NOT_APPLICABLE = "not applicable"
    NOT_CHECKED = "not checked"
    BROKEN = "broken"


class Finding(Failed):
    """A scenario did not end well.

    It is pytest's own failure, without a traceback: where in the suite it was found tells nobody anything.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, pytrace=False)


class Violation(Finding):
    """The server does not do what the rules say."""

    def __init__(self, expected: str, seen: str) -> None:
        self.expected = expected
        self.seen = seen
        super().__init__(f"expected {expected}, but saw {seen}")


class Unreached(Finding):
    """Something that the scenario relies on did not work, for the ``cause`` given."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)


class NotApplicable(Finding):
    """The rules leave it to the server, and the server does not have it."""


class NotChecked(Finding):
    """It could not be tried."""


@dataclass(frozen=True)
class Cell:
    """A cell of a matrix of the rules."""

    role: str
    action: str
    status: str


@dataclass(frozen=True)
class Result:
    """What became of one scenario.

    Attributes:
        id: the scenario's name in pytest, which runs it again.
        feature: title of the feature.
        scenario: its name with the examples filled in.
        tags: ids of the requirements that it checks.
        steps: its sentences.
        expected: what the rules say, where they were violated; else empty.
        seen: what the server did instead, or the cause of not getting so far.
        cell: the cell of a matrix that it checks, if it checks one.
        seconds: how long it took.
    """

    id: str
    feature: str
    scenario: str
    tags: tuple[str, ...]
    steps: tuple[str, ...]
    outcome: Outcome
    expected: str = ""
    seen: str = ""
    cell: Cell | None = None
    seconds: float = field(default=0.0, compare=False)
