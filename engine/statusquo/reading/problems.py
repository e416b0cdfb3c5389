"""What is wrong with a file, and where: the one form in which every check reports."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

SIMILARITY = 0.6
"""How alike two names must be (0 to 1) before one is suggested for the other."""

LONGEST_SNIPPET = 160

LONGEST_NAME = 100
"""Nothing is suggested for a longer name than this, since comparing takes time."""

MOST = 200
"""More problems than this are not reported of one file: such a file is not what its author thinks it is."""

MOST_LISTED = 20
"""More names than this are not listed in one sentence."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file.

    Attributes:
        code: stable name of the cause.
        message: what is wrong, in a sentence.
        file: the file as the user named it.
        line: counted from 1; 0 where the file as a whole is meant.
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

    def __post_init__(self) -> None:
        # What stands in a file is repeated on somebody's terminal, so nothing in it may steer that.
        object.__setattr__(self, "message", _printable(self.message))
        object.__setattr__(self, "expected", _printable(self.expected))

    @property
    def position(self) -> str:
        """``file:line:column``, as editors understand it; the file alone where there is no line to look at."""
        if not self.line:
            return self.file
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


def closest(name: str, known: Iterable[str], cutoff: float = SIMILARITY) -> str | None:
    """The known name most like ``name``, or None when none is alike enough.

    Capitals count for nothing, and neither does the difference between ``_``, ``-`` and a blank.
    """
    if len(name) > LONGEST_NAME:
        return None
    plain = {_plain(each): each for each in reversed(list(known))}
    matches = difflib.get_close_matches(_plain(name), list(reversed(plain)), n=1, cutoff=cutoff)
    return plain[matches[0]] if matches else None


def listed(names: Collection[str]) -> str:
    """The names with commas between them; of very many only the first."""
    shown = ", ".join(islice(names, MOST_LISTED))
    return shown if len(names) <= MOST_LISTED else f"{shown} and {len(names) - MOST_LISTED} more"


def one_of(names: Collection[str]) -> str:
    """What is expected where any of these names is right."""
    return f"`{next(iter(names))}`" if len(names) == 1 else f"one of {listed(names)}"


def one_word_of(words: Collection[str]) -> str:
    """What is expected where any of these words of the language is right; they are told however many there are."""
    return f"`{next(iter(words))}`" if len(words) == 1 else f"one of {', '.join(words)}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of one file in the order of the file, each once, and not more of them than :data:`MOST`.

    Where there are more, the last one says so. No more of ``problems`` is consumed than necessary.
    """
    found = list(dict.fromkeys(islice(problems, MOST + 1)))
    shown = sorted(found[:MOST], key=lambda problem: (problem.line, problem.column, problem.code, problem.message))
    if len(found) > MOST:
        last = shown[-1]
        message = f"There are more problems than these {MOST}."
        more = Problem("more-problems", message, last.file, last.line, last.column, "fewer of them, then try again")
        shown.append(more)
    return tuple(shown)


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def _window(line: str, start: int) -> tuple[str, int]:
    """The part of a long line around ``start``, and where ``start`` is in it. Control characters become spaces."""
    begin = 0 if len(line) <= LONGEST_SNIPPET else max(0, start - LONGEST_SNIPPET // 2)
    part = line[begin : begin + LONGEST_SNIPPET]
    return _printable(part), start - begin


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)
