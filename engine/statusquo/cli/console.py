"""Writing to terminals, pipes and files: colour where it helps, plain text everywhere else.

Whatever a rule file contains is text and never markup, and no character of it reaches a terminal as a control code.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from statusquo.errors import InvalidFileError, StatusquoError

if TYPE_CHECKING:
    from typing import NoReturn

    from statusquo.reading.problems import Problem

_THEME = Theme(
    {
        "code": "bold red",
        "position": "cyan",
        "caret": "red",
        "allow": "green",
        "deny": "red",
        "id": "cyan",
        "heading": "bold",
        "quiet": "dim",
    }
)
_PARTS = (
    re.compile(r"\A(?P<code>error\[[^\]\n]*\])"),
    re.compile(r"^ +--> (?P<position>.+)$", re.MULTILINE),
    re.compile(r"^ +\| +(?P<caret>\^+)$", re.MULTILINE),
)
"""The parts of a problem's text that have a colour."""

MARGIN = 14
"""How wide the margin is in which labels stand."""

NARROWEST = 72


class PlainConsole(Console):
    """A console whose broken pipe is an exception like any other, for the command as a whole to deal with."""

    def on_broken_pipe(self) -> NoReturn:
        """Nobody reads on."""
        raise BrokenPipeError


def output() -> Console:
    """A console on standard output: what was asked for. Tables need some width, however narrow the terminal is."""
    console = _console(sys.stdout)
    console.width = max(console.width, NARROWEST)
    return console


def errors() -> Console:
    """A console on standard error: what went wrong."""
    return _console(sys.stderr)


def prepare_streams() -> None:
    """Let a character that an output cannot encode become ``?`` instead of an exception."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def is_unicode(console: Console) -> bool:
    """Whether the console can show more than ASCII."""
    return console.encoding.startswith("utf")


def clean(text: str) -> str:
    """The text without characters that would steer a terminal."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def write(console: Console, text: Text | str = "") -> None:
    """Write text as it is, never wrapped: lines stay whole for editors, and for ``grep``."""
    console.print(text if isinstance(text, Text) else Text(clean(text)), soft_wrap=True)


def write_beside(console: Console, label: str, text: str, *, style: str = "heading", margin: int = MARGIN) -> None:
    """Write text beside a label in the margin, wrapped to the width of the console."""
    lines = textwrap.wrap(clean(text), max(console.width - margin, 30), break_on_hyphens=False) or [""]
    for index, line in enumerate(lines):
        beside = f"{'' if index else clean(label):<{margin}}"
        write(console, Text.assemble((beside, style), line))


def print_problem(console: Console, problem: Problem) -> None:
    """Write a problem with its code, position and carets in colour."""
    text = Text(clean(str(problem)))
    for part in _PARTS:
        text.highlight_regex(part)
    write(console, text)


def print_error(error: StatusquoError) -> None:
    """Write an error to standard error, a problem at a time if it has several."""
    console = errors()
    if isinstance(error, InvalidFileError):
        for problem in error.problems:
            print_problem(console, problem)
            write(console)
        write(console, counted(len(error.problems), "problem"))
        return
    write(console, Text.assemble((f"error[{error.code}]", "code"), f": {clean(error.message)}"))
    if error.hint:
        write_beside(console, "", error.hint, margin=2)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: ``1 problem``, ``2 problems``."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def _console(stream: TextIO) -> Console:
    if os.environ.get("NO_COLOR"):
        return PlainConsole(file=stream, theme=_THEME, highlight=False, emoji=False, markup=False, color_system=None)
    return PlainConsole(file=stream, theme=_THEME, highlight=False, emoji=False, markup=False)
