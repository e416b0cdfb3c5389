"""A YAML file as plain data in which every key and value knows its place.

The meanings are those of the YAML 1.2 core schema: ``yes``, ``no``, ``on``, ``off`` and ``12:30`` are strings. What a
rule file has no use for and what only does harm is refused at its place: duplicate keys, anchors and aliases, tags,
keys that are not strings, several documents, endless nesting, and files that are not text or far too large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from statusquo.errors import InvalidFileError
from statusquo.reading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


Data: TypeAlias = Any
"""A mapping with string keys, a list, a string, a number, a truth value or None, and so on inside."""
DataPath: TypeAlias = "tuple[str | int, ...]"

LARGEST = 1024 * 1024
"""A rule file of more bytes than this is refused unread (the nine statuses take about 25,000)."""

DEEPEST = 40
"""How many levels collections may be nested."""

_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


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
    """

    file: str
    text: str
    data: Data
    root: Place

    def place(self, path: DataPath) -> Place:
        """The place of the value at ``path``; of the nearest value around it where there is none."""
        place = self.root
        for part in path:
            inner = place.inside.get(part)
            if inner is None:
                return place
            place = inner
        return place

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
        return _problem(self.file, self.text, place, code, message, expected=expected, suggestion=suggestion)


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        InvalidFileError: if it cannot be read, is not text, or is not YAML of the kind described above.
    """
    return parse_document(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a file of reasonable size, in UTF-8.

    Raises:
        InvalidFileError: if there is no such text.
    """
    file = str(path)
    try:
        if path.is_dir():
            raise _unreadable(file, "file-is-folder", "This is a folder.", "a YAML file")
        if not path.is_file() and path.exists():
            raise _unreadable(file, "file-not-regular", "This is not an ordinary file.", "a YAML file")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise _unreadable(file, "file-missing", "There is no such file.", "the path of a YAML file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise _unreadable(file, "file-unreadable", f"The file cannot be read: {reason}.", "a readable file") from None
    if len(raw) > LARGEST:
        raise _unreadable(file, "file-too-large", "The file is too large.", f"at most {LARGEST:,} bytes")
    return _decode(raw, file)


def parse_document(text: str, file: str) -> Document:
    """Parse YAML text; ``file`` is the name that problems give it.

    Raises:
        InvalidFileError: if it is not YAML of the kind described above.
    """
    parser = _Parser(text, file)
    try:
        data, root = parser.document()
    except yaml.MarkedYAMLError as error:
        raise InvalidFileError((_syntax_problem(text, file, error),)) from None
    except yaml.YAMLError as error:
        message = f"This is not YAML: {getattr(error, 'reason', error)}."
        raise _unreadable(file, "yaml-syntax", message, "YAML") from None
    if parser.problems:
        raise InvalidFileError(tuple(parser.problems))
    return Document(file, text, data, root)


def _decode(raw: bytes, file: str) -> str:
    if not raw.strip():
        raise _unreadable(file, "file-empty", "The file is empty.", "rules in YAML")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(file, "file-encoding", "The file is in UTF-16.", "UTF-8")
    if b"\x00" in raw:
        raise _unreadable(file, "file-binary", "The file is not text.", "a YAML file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        message = f"The byte {raw[error.start]:#04x} is not UTF-8."
        raise InvalidFileError((Problem("file-encoding", message, file, line, column, "UTF-8"),)) from None
    unprintable = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if unprintable:
        before_it = text[: unprintable.start()]
        line, column = before_it.count("\n") + 1, len(before_it) - before_it.rfind("\n")
        message = f"The character U+{ord(unprintable.group()):04X} cannot stand in a text."
        raise InvalidFileError((Problem("file-binary", message, file, line, column, "printable characters"),))
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Parser:
    """One pass over the events of libyaml that builds data and places side by side."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_Loader))
        self.problems: list[Problem] = []

    def document(self) -> tuple[Data, Place]:
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise _unreadable(self._file, "file-empty", "The file holds only comments.", "rules in YAML")
        value = self._value(next(self._events), depth=0, key=None)
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            self._report("yaml-several-documents", "A second document begins here.", after.start_mark, 3)
        return value

    def _value(self, event: yaml.Event, depth: int, key: Place | None) -> tuple[Data, Place]:
        start: Any = event.start_mark
        end: Any = event.end_mark
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            self._report("yaml-alias", f"`*{name}` repeats another part of the file.", start, 1 + len(name))
            return None, _place(start, 1, key)
        self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            width = end.column - start.column if end.line == start.line else 1
            return _scalar(event), _place(start, width, key)
        if depth == DEEPEST:
            problem = self._problem("yaml-too-deep", "This is nested too deeply.", start, 1)
            raise InvalidFileError((problem,))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(start, depth, key)
        return self._sequence(start, depth, key)

    def _mapping(self, start: Any, depth: int, key: Place | None) -> tuple[Data, Place]:
        data: dict[str, Data] = {}
        place = _place(start, 1, key)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name, key_place = self._value(event, depth + 1, None)
            value, value_place = self._value(next(self._events), depth + 1, key_place)
            if not isinstance(name, str):
                self._report("yaml-key", "This key is not a name.", event.start_mark, key_place.width, "a string")
            elif name in data:
                first = place.inside[name].key
                at = f" (first in line {first.line})" if first else ""
                message = f"`{name}` stands here a second time{at}."
                self._report("yaml-duplicate-key", message, event.start_mark, key_place.width, "each key once")
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

    def _refuse_decoration(self, event: yaml.Event) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._report("yaml-alias", f"`&{anchor}` is an anchor.", event.start_mark, 1 + len(anchor))
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._report("yaml-tag", f"`{tag}` is a tag.", event.start_mark, 1, "plain values")

    def _report(self, code: str, message: str, mark: Any, width: int, expected: str = "") -> None:
        expected = expected or {"yaml-alias": "the value itself, without `&` and `*`"}.get(code, "")
        self.problems.append(self._problem(code, message, mark, width, expected))

    def _problem(self, code: str, message: str, mark: Any, width: int, expected: str = "") -> Problem:
        return _problem(self._file, self._text, _place(mark, width, None), code, message, expected=expected)


def _scalar(event: yaml.ScalarEvent) -> Data:
    """The value of a scalar by the YAML 1.2 core schema."""
    text: str = event.value
    if event.style or event.tag == "!":
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _place(mark: Any, width: int, key: Place | None) -> Place:
    return Place(mark.line + 1, mark.column + 1, max(1, width), key)


def _problem(  # noqa: PLR0913 - the fields of a problem
    file: str, text: str, place: Place, code: str, message: str, *, expected: str = "", suggestion: str | None = None
) -> Problem:
    lines = text.split("\n")
    snippet = lines[place.line - 1] if place.line <= len(lines) else ""
    return Problem(code, message, file, place.line, place.column, expected, suggestion, snippet, place.width)


def _unreadable(file: str, code: str, message: str, expected: str) -> InvalidFileError:
    return InvalidFileError((Problem(code, message, file, 1, 1, expected),))


def _syntax_problem(text: str, file: str, error: yaml.MarkedYAMLError) -> Problem:
    """Libyaml's complaint, with a plainer word for what people really run into."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    place = Place(line + 1, column + 1, 1)
    lines = text.split("\n")
    current = lines[line] if line < len(lines) else ""
    if "\t" in current[: column + 1]:
        tab = Place(line + 1, current.index("\t") + 1, 1)
        return _problem(file, text, tab, "yaml-tab", "There is a tab here.", expected="spaces")
    what = " ".join(part for part in (error.context, error.problem) if part)
    return _problem(file, text, place, "yaml-syntax", f"This is not YAML: {what}.", expected="YAML")
