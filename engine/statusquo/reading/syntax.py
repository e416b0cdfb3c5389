"""What libyaml complains of, in words for people who have never heard of scalars and flow sequences."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml


class Complaint(NamedTuple):
    """A complaint with its place: line and column from 0."""

    code: str
    message: str
    expected: str
    line: int
    column: int


_PLAINER = {
    "mapping values are not allowed": (
        "A `:` has no place here.",
        "one `name: value` a line, with quotes around a text that contains `: `",
    ),
    "did not find expected key": (
        "This does not go on from the lines above.",
        "the same indentation as its neighbours, and nothing after a closing quote",
    ),
    "block sequence entries are not allowed": (
        "A list with `-` cannot begin here.",
        "the list on lines of its own, or in square brackets",
    ),
    "did not find expected '-' indicator": (
        "This is no entry of the list above.",
        "a `-`, or the indentation of what the line belongs to",
    ),
    "cannot start any token": (
        "A text cannot begin with this character.",
        "quotes around the text",
    ),
    "unknown escape character": (
        "A backslash in double quotes has a meaning, and this is none that it can have.",
        "single quotes around the text, or two backslashes",
    ),
    "did not find expected node content": ("A value is missing here.", "a value"),
    "did not find expected <document start>": ("Here is more than can be.", "one bracket for each that was opened"),
    "incompatible YAML document": ("This version of YAML does not exist.", "no `%YAML` line"),
}
"""By what libyaml's sentence contains: ours, and what to write."""

_UNCLOSED = {
    "did not find expected ',' or ']'": ("This `[` is not closed, or a comma is missing.", "`]` at the end"),
    "did not find expected ',' or '}'": ("This `{` is not closed, or a comma is missing.", "`}` at the end"),
    "could not find expected ':'": ("This is no `name: value`.", "a `:` and a space after the name"),
    "unexpected end of stream": ("This quote is not closed.", "the same quote at the end of the text"),
}
"""Likewise, where what helps is the place at which it began."""


_BRACES_INSIDE = re.compile(r"""(?<=[\w/?=&-])(?P<braces>\{\w+\})(?=[^"']*(?:["'][^"']*["'][^"']*)*$)""")
"""Braces in the middle of a text that no quotes surround, such as those of ``GET /tickets/{ticket}``."""

_BARE_BRACES = (
    "Inside `{ … }` or `[ … ]`, a text with braces of its own has to stand in quotes.",
    '`"` before the text and `"` after it',
)


def explain_syntax(text: str, error: yaml.MarkedYAMLError) -> Complaint:
    """What a syntax error of libyaml means, and where to look."""
    mark: Any = error.problem_mark or error.context_mark
    began: Any = error.context_mark
    problem = str(error.problem or "")
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.split("\n")
    current = lines[line] if line < len(lines) else ""
    indentation = current[: len(current) - len(current.lstrip())]
    if "\t" in indentation:
        tab = indentation.index("\t")
        return Complaint("yaml-tab", "A tab has no place in the indentation.", "spaces", line, tab)
    if current[column : column + 1] == "\t":
        return Complaint("yaml-tab", "There is a tab here.", "a space", line, column)
    opening = lines[began.line] if began is not None and began.line < len(lines) else ""
    inside = _BRACES_INSIDE.search(opening, began.column + 1) if opening else None
    if inside is not None and "did not find expected ','" in problem:
        return Complaint("yaml-syntax", *_BARE_BRACES, began.line, inside.start("braces"))
    for sentence, (message, expected) in _UNCLOSED.items():
        if sentence in problem and began is not None:
            return Complaint("yaml-syntax", message, expected, began.line, began.column)
    for sentence, (message, expected) in _PLAINER.items():
        if sentence in problem:
            return Complaint("yaml-syntax", message, expected, line, column)
    what = " ".join(part for part in (error.context, problem) if part)
    return Complaint("yaml-syntax", f"This is not YAML: {what}.", "YAML", line, column)
