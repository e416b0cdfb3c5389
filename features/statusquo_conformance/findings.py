"""What a scenario raises when it does not end well."""

from __future__ import annotations

# The type that `pytest.fail` raises: it has no public name that type checkers know.
from _pytest.outcomes import Failed


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
