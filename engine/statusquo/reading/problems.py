"""What is wrong with a file, and where: the one form in which every check reports."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

SIMILARITY = 0.6
"""How alike two names must be (0 to 1) before one is suggested for the other."""

LONGEST_SNIPPET = 160


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file.

    Attributes:
        code: stable name of the cause.
        message: what is wrong, in a sentence.
        file: the file as the user named it.
        line: counted from 1.
        column: counted from 1, in characters.
        expected: what should stand there, or the empty string.
        suggestion: the name that was probably meant, or None.
        snippet: the line of the file, or the empty string where there is none to show.
        width: how many characters the carets mark, at least 1.
    """

    code: str
    message: str
    file: str
    line: int
    column: int
    expected: str = ""
    suggestion: str | None = None
    snippet: str = ""
    width: int = 1

    @property
    def position(self) -> str:
        """``file:line:column``, as editors understand it."""
        return f"{self.file}:{self.line}:{self.column}"

    def __str__(self) -> str:
        """The problem as lines of plain text: what, where, the line with carets, what was expected."""
        lines = [f"error[{self.code}]: {self.message}", f"  --> {self.position}"]
        if self.snippet:
            margin = " " * len(str(self.line))
            text, start = _window(self.snippet, self.column - 1)
            carets = "^" * max(1, min(self.width, len(text) - start))
            lines += [f"{margin} |", f"{self.line} | {text}", f"{margin} | {' ' * start}{carets}"]
        if self.expected:
            lines.append(f"  = expected: {self.expected}")
        if self.suggestion is not None:
            lines.append(f"  = did you mean `{self.suggestion}`?")
        return "\n".join(lines)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, or None when none is alike enough."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=SIMILARITY)
    return matches[0] if matches else None


def _window(line: str, start: int) -> tuple[str, int]:
    """The part of a long line around ``start``, and where ``start`` is in it. Control characters become spaces."""
    clean = "".join(character if character.isprintable() else " " for character in line)
    if len(clean) <= LONGEST_SNIPPET:
        return clean, start
    begin = max(0, start - LONGEST_SNIPPET // 2)
    return clean[begin : begin + LONGEST_SNIPPET], start - begin
