"""What a scenario raises when it does not end well, and what that amounts to."""

from __future__ import annotations

from collections.abc import Sequence

# The type that `pytest.fail` raises: it has no public name that type checkers know.
from _pytest.outcomes import Failed
from statusquo.errors import StatusquoError
from statusquo.rules.glossary import Level

from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import BrokenServerError, TargetError, UnreachableServerError


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


def outcome_of(
    error: BaseException | None, level: Level, remarks: Sequence[Violation] = ()
) -> tuple[Outcome, str, str]:
    """The outcome that an error of a scenario amounts to, what was expected, and what was seen.

    Args:
        error: what was raised; None if nothing was.
        level: of the requirements that the scenario checks.
        remarks: what was not as it should be, and did not end the scenario.
    """
    match error:
        case None if remarks:
            found = Outcome.WARNED, remarks[0].expected, remarks[0].seen
        case None:
            found = Outcome.PASSED, "", ""
        case Violation():
            found = (Outcome.WARNED if level is Level.SHOULD else Outcome.FAILED), error.expected, error.seen
        case Unreached():
            found = Outcome.UNREACHED, "to get as far as the check", error.cause
        case NotApplicable():
            found = Outcome.NOT_APPLICABLE, "", str(error)
        case NotChecked():
            found = Outcome.NOT_CHECKED, "", str(error)
        case TargetError():
            found = Outcome.TARGET_ERROR, "an answer that the target file describes", _with_hint(error)
        case UnreachableServerError() | BrokenServerError():
            found = Outcome.ENVIRONMENT_ERROR, "an answer", _with_hint(error)
        case _:
            found = Outcome.BROKEN, "the suite to work", f"{type(error).__name__}: {error}"
    return found


def _with_hint(error: StatusquoError) -> str:
    return f"{error.message} {error.hint}".strip()
