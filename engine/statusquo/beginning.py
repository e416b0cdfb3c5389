"""A rule file of one's own, begun as a copy of another, with the requirements that belong to it.

The copy differs from what it was made of in what has to differ, and in nothing else: the rules have a name of their
own, they say what their requirements file is called, and editors find the schema from where the copy lies.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from statusquo.errors import StatusquoError
from statusquo.locations import spec_folder
from statusquo.reading.document import DataPath, Document, read_document
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_SCHEMA = "# yaml-language-server: $schema="
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z][a-z0-9_.-]*", re.IGNORECASE)
"""What needs no quotation marks, wherever it stands in YAML and whoever reads it."""


class NotANameError(StatusquoError):
    """Rules cannot be called so."""

    code = "not-a-name"


class FileThereError(StatusquoError):
    """A file is there that would be overwritten."""

    code = "file-exists"


class NotWritableError(StatusquoError):
    """A file cannot be made where it is wanted."""

    code = "not-writable"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A rule file to be written, and its requirements.

    Attributes:
        name: what the rules are called.
        rules: the file of the rules.
        requirements: the file of the requirements, beside it.
        texts: what is to be written into each, the rules first.
    """

    name: str
    rules: Path
    requirements: Path
    texts: Mapping[Path, str]


def beginning_from(source: Path, target: Path, name: str | None = None) -> Beginning:
    """What a copy of a rule file and of its requirements would be.

    Args:
        source: a valid rule file.
        target: where the copy is to be.
        name: what the rules of the copy are called; as the target is, if None.

    Raises:
        NotANameError: if they cannot be called so.
        NotWritableError: if no file can be called as the target is.
    """
    if target.name in {"", ".."}:
        message = f"{str(target)!r} is no name of a file."
        raise NotWritableError(message, hint="Give the path of a file to be written, such as my-desk.yaml.")
    called = name if name is not None else target.stem
    if not _NAME.fullmatch(called):
        message = f"Rules cannot be called {called!r}."
        hint = (
            "Letters, digits, `_`, `.` and `-`, beginning with a letter; `--name` gives another name than the file's."
        )
        raise NotANameError(message, hint=hint)
    rules = read_document(source)
    file = rules.data["requirements"]["file"]
    beside = source.parent / file
    requirements = target.with_name(f"{target.stem}.requirements{target.suffix or '.yaml'}")
    said = f"A copy of {rules.data['name']} {rules.data['version']}, to be changed."
    texts = {
        target: _copied(
            rules,
            target,
            said,
            {("name",): called, ("requirements", "file"): requirements.name},
            {file: requirements.name} if _PLAIN.fullmatch(requirements.name) else {},
        ),
        requirements: _copied(read_document(beside), requirements, said, {("name",): called}, {}),
    }
    return Beginning(called, target, requirements, texts)


def write_beginning(beginning: Beginning) -> RuleSet:
    """Write both files, or none, and answer with the rules as they lie there.

    Raises:
        FileThereError: if one of them is there already.
        NotWritableError: if one cannot be written.
    """
    with ExitStack() as written:
        for path, text in beginning.texts.items():
            try:
                with path.open("x", encoding="utf-8", newline="\n") as stream:
                    written.callback(path.unlink, missing_ok=True)
                    stream.write(text)
            except FileExistsError:
                message = f"There is {path} already, and it was left as it is."
                raise FileThereError(message, hint="Nothing was written. Choose another name.") from None
            except (OSError, ValueError) as error:
                raise NotWritableError(_why(path, error), hint="Nothing was written.") from None
        rules = load_rules(beginning.rules)
        written.pop_all()
        return rules


def _why(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {path.parent} to write {path.name} to."
    reason = getattr(error, "strerror", None) or "its name is not possible"
    return f"{path} cannot be written: {reason}."


def _copied(
    document: Document, target: Path, said: str, values: Mapping[DataPath, str], called: Mapping[str, str]
) -> str:
    """The text of a file with other values at some places, other names in its comments, and a comment of its own."""
    lines = list(document.lines)
    for path, value in values.items():
        place = document.place(path)
        start, end = place.column - 1, place.column - 1 + place.width
        line = lines[place.line - 1]
        lines[place.line - 1] = line[:start] + _scalar(value) + line[end:]
    for old, new in called.items():
        lines = [line.replace(old, new) if line.startswith("#") else line for line in lines]
    return "\n".join(_headed(lines, target, said))


def _headed(lines: list[str], target: Path, said: str) -> Iterator[str]:
    """The lines, with what was copied said at the top, below the line for editors if there is one."""
    first, rest = lines[0], lines[1:]
    if first.startswith(_SCHEMA):
        schema = spec_folder() / "schema" / first.removeprefix(_SCHEMA).rsplit("/", 1)[-1]
        yield _SCHEMA + _seen_from(target, schema)
        yield "#"
    else:
        rest = lines
    yield f"# {said}"
    yield from rest


def _seen_from(target: Path, file: Path) -> str:
    """The path by which a file is found from where the target lies; the whole path where no other leads there."""
    try:
        return Path(os.path.relpath(os.path.realpath(file), os.path.realpath(target.parent))).as_posix()
    except ValueError:  # on another drive, or a name that cannot be
        return file.as_posix()


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
