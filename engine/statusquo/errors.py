"""The errors that the package raises for what a person has done, one type for each cause.

Every error has a stable ``code``, a ``message`` that says what is wrong and a ``hint`` that says what to do. A mistake
of the calling program (an unknown status handed to the engine, say) is an ordinary ``ValueError`` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusquo.reading.problems import Problem


class StatusquoError(Exception):
    """Base of all errors that are to be shown to a person, never as a traceback.

    Attributes:
        code: short stable name of the cause, such as ``invalid-file``.
        message: one sentence on what is wrong.
        hint: one sentence on what to do, or the empty string.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidFileError(StatusquoError):
    """A file cannot be read or does not make sense.

    Attributes:
        problems: everything that was found, in the order of the file; never empty.
    """

    code = "invalid-file"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"{problems[0].file}: {count}", hint="Correct the file and try again.")


class UnknownNameError(StatusquoError):
    """A name given on the command line does not occur in the rules.

    Attributes:
        kind: what was looked for, such as ``status``.
        name: what was given.
        known: what there is.
    """

    code = "unknown-name"

    def __init__(self, kind: str, name: str, known: tuple[str, ...], suggestion: str | None) -> None:
        self.kind = kind
        self.name = name
        self.known = known
        meant = f"Did you mean {suggestion!r}? " if suggestion else ""
        super().__init__(f"There is no {kind} {name!r}.", hint=f"{meant}There is: {', '.join(known)}.")
