"""A YAML file as plain data in which every key and value knows its place.

The meanings are those of the YAML 1.2 core schema: ``yes``, ``no``, ``on``, ``off`` and ``12:30`` are strings. What a
rule file has no use for and what only does harm is refused at its place: duplicate keys, anchors and aliases, tags,
keys that are not strings, several documents, endless nesting, invisible characters, and files that are not text or far
too large.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from statusquo.errors import InvalidFileError
from statusquo.reading.files import LARGEST, read_text, unreadable
from statusquo.reading.problems import Problem, in_order
from statusquo.reading.syntax import explain_syntax

__all__ = [
    "DEEPEST",
    "LARGEST",
    "MOST_VALUES",
    "Data",
    "DataPath",
    "Document",
    "Place",
    "examine_text",
    "parse_document",
    "read_document",
    "read_text",
]

Data: TypeAlias = Any
"""A mapping with string keys, a list, a string, a number, a truth value or None, and so on inside."""
DataPath: TypeAlias = "tuple[str | int, ...]"

DEEPEST = 40
"""How many levels collections may be nested."""

MOST_VALUES = 50_000
"""How many keys and values a file may have (the nine statuses have about 1,700)."""

_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LARGEST_NUMBER = 10**15
# What may not stand in a text, and what libyaml but no editor takes for the end of a line.
_INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HARMLESS = frozenset({"yaml-duplicate-key", "yaml-tag"})
"""Problems that leave the data around them as its author meant it, so that there is sense in looking further."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and what stands inside it.

    Attributes:
        line: of the value's first character, from 1.
        column: likewise, from 1.
        width: characters to mark, on that line.
        key: the place of the key that the value belongs to, if it is in a mapping.
        inside: places of the members of a mapping or sequence, by key or index.
    """

    line: int
    column: int
    width: int
    key: Place | None = None
    inside: dict[str | int, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """The data of a file together with the places of all of it.

    Attributes:
        file: the file as the user named it.
        text: its whole text.
        data: what it says.
        root: the place of the whole.
        twice: the places of keys that stand in the file once more, in vain.
    """

    file: str
    text: str
    data: Data
    root: Place
    twice: tuple[Place, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    def place(self, path: DataPath) -> Place:
        """The place of the value at ``path``; of the nearest value around it where there is none."""
        place = self.root
        for part in path:
            inner = place.inside.get(part)
            if inner is None:
                return place
            place = inner
        return place

    def written(self, path: DataPath) -> str:
        """The value at ``path`` as it is written, as far as it stands on one line."""
        place = self.place(path)
        return self.lines[place.line - 1][place.column - 1 : place.column - 1 + place.width]

    def problem(
        self,
        code: str,
        message: str,
        path: DataPath,
        *,
        at_key: bool = False,
        expected: str = "",
        suggestion: str | None = None,
    ) -> Problem:
        """A problem with the value at ``path``, or with its key."""
        place = self.place(path)
        if at_key and place.key is not None:
            place = place.key
        snippet = self.lines[place.line - 1]
        return Problem(code, message, self.file, place.line, place.column, expected, suggestion, snippet, place.width)


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        InvalidFileError: if it cannot be read, is not text, or is not YAML of the kind described above.
    """
    return parse_document(read_text(path), str(path))


def parse_document(text: str, file: str) -> Document:
    """Parse YAML text; ``file`` is the name that problems give it.

    Raises:
        InvalidFileError: if it is not YAML of the kind described above.
    """
    document, problems = examine_text(text, file)
    if problems:
        raise InvalidFileError(problems)
    return document


def examine_text(text: str, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse YAML text as far as possible: the document, and what is wrong with it that leaves the rest readable.

    Raises:
        InvalidFileError: if something is wrong that makes any further reading guesswork.
    """
    invisible = _INVISIBLE.search(text)
    if invisible:
        raise InvalidFileError((_invisible(text, invisible, file),))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parser = _Parser(text, file)
    try:
        data, root = parser.document()
    except yaml.MarkedYAMLError as error:
        code, message, expected, line, column = explain_syntax(text, error)
        problem = parser.problem(code, message, Place(line + 1, column + 1, 1), expected)
        raise InvalidFileError(in_order([*parser.problems, problem])) from None
    except yaml.YAMLError as error:
        message = f"This is not YAML: {getattr(error, 'reason', error)}."
        raise unreadable(file, "yaml-syntax", message, "YAML") from None
    problems = in_order(parser.problems)
    if not {problem.code for problem in problems} <= _HARMLESS:
        raise InvalidFileError(problems)
    return Document(file, text, data, root, tuple(parser.twice)), problems


def _invisible(text: str, found: re.Match[str], file: str) -> Problem:
    before = text[: found.start()].replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"There is an invisible character here, U+{ord(found.group()):04X}."
    snippet = re.split(r"\r\n|\r|\n", text)[line - 1]
    return Problem("file-binary", message, file, line, column, "visible characters only", snippet=snippet)


class _Parser:
    """One pass over the events of libyaml that builds data and places side by side."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_Loader))
        self._values = 0
        self.problems: list[Problem] = []
        self.twice: list[Place] = []

    def document(self) -> tuple[Data, Place]:
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise unreadable(self._file, "file-empty", "The file holds only comments.", "rules in YAML")
        value = self._value(next(self._events), depth=0, key=None)
        next(self._events)
        after: Any = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            message = "A second document begins here."
            mark: Any = after.start_mark
            self._report("yaml-several-documents", message, mark, 3, "one document a file, without a line `---`")
        return value

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def problem(self, code: str, message: str, place: Place, expected: str) -> Problem:
        lines = self._lines
        snippet = lines[place.line - 1] if place.line <= len(lines) else ""
        width = max(1, min(place.width, len(snippet) - place.column + 1))
        return Problem(code, message, self._file, place.line, place.column, expected, None, snippet, width)

    def _value(self, event: yaml.Event, depth: int, key: Place | None) -> tuple[Data, Place]:
        start: Any = event.start_mark
        end: Any = event.end_mark
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop("file-too-large", "The file says too much.", start, f"at most {MOST_VALUES:,} keys and values")
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            message = f"`*{name}` stands for another part of the file."
            self._report("yaml-alias", message, start, 1 + len(name), "the other part itself, written out")
            return None, _place(start, 1, key)
        self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            width = end.column - start.column if end.line == start.line else len(self._lines[start.line])
            return self._scalar(event), _place(start, width, key)
        if depth == DEEPEST:
            self._stop("yaml-too-deep", "This is nested too deeply.", start, f"at most {DEEPEST} levels")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(start, depth, key)
        return self._sequence(start, depth, key)

    def _mapping(self, start: Any, depth: int, key: Place | None) -> tuple[Data, Place]:
        data: dict[str, Data] = {}
        place = _place(start, 1, key)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name, key_place = self._value(event, depth + 1, None)
            value, value_place = self._value(next(self._events), depth + 1, key_place)
            mark: Any = event.start_mark
            if isinstance(event, yaml.AliasEvent):
                continue  # reported already
            if not isinstance(name, str):
                self._report("yaml-key", _no_name(name), mark, key_place.width, "a name that begins with a letter")
            elif name in data:
                first = place.inside[name].key
                at = f"; the first time was in line {first.line}" if first else ""
                self.twice += [first] if first else []
                message = f"`{_short(name)}` stands here a second time{at}."
                self._report("yaml-duplicate-key", message, mark, key_place.width, "each name once")
            else:
                data[name] = value
                place.inside[name] = value_place
        return data, place

    def _sequence(self, start: Any, depth: int, key: Place | None) -> tuple[Data, Place]:
        data: list[Data] = []
        place = _place(start, 1, key)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value, value_place = self._value(event, depth + 1, None)
            place.inside[len(data)] = value_place
            data.append(value)
        return data, place

    def _scalar(self, event: yaml.ScalarEvent) -> Data:
        """The value of a scalar by the YAML 1.2 core schema."""
        text: str = event.value
        if event.style or event.tag == "!":
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if not _FLOAT.fullmatch(text):
            return text
        value = float(text)
        if not math.isfinite(value) or abs(value) > _LARGEST_NUMBER:
            mark: Any = event.start_mark
            expected = "a smaller number, or quotes around it if it is a text"
            self._report("yaml-number", "This number is too large.", mark, len(text), expected)
            return 0
        return int(value) if _INTEGER.fullmatch(text) or value.is_integer() else value

    def _refuse_decoration(self, event: yaml.Event) -> None:
        mark: Any = event.start_mark
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            message = f"`&{anchor}` gives a name to a part of the file."
            self._report("yaml-alias", message, mark, 1 + len(anchor), "the value alone")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            rest = self._lines[mark.line][mark.column :]
            message = "A word that begins with `!` is a tag, and tags have no meaning here."
            self._report("yaml-tag", message, mark, len(re.split(r"[\s,]", rest)[0]), "the value alone")

    def _report(self, code: str, message: str, mark: Any, width: int, expected: str) -> None:
        self.problems.append(self.problem(code, message, _place(mark, width, None), expected))

    def _stop(self, code: str, message: str, mark: Any, expected: str) -> None:
        problem = self.problem(code, message, _place(mark, 1, None), expected)
        raise InvalidFileError(in_order([*self.problems, problem]))


def _no_name(value: Data) -> str:
    kinds = {bool: "a truth value", int: "a number", float: "a number", dict: "a mapping", list: "a list"}
    return f"A name is missing here: this is {kinds.get(type(value), 'nothing')}."


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "..."  # noqa: PLR2004 - what fits into a sentence


def _place(mark: Any, width: int, key: Place | None) -> Place:
    return Place(mark.line + 1, mark.column + 1, max(1, width), key)
