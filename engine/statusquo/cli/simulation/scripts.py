"""Scripts of a simulation: a command a line, or a list in YAML.

In text, ``#`` begins a comment, and a line is what one would type: ``staff change_status Resolved``, ``wait 3 days``.
In YAML each entry is an event: ``{by: staff, do: change_status, with: {status: resolved}}`` or ``{wait: 3 days}``.
``as`` says what the person is and holds: ``{by: customer, do: reply, as: [participant]}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusquo.cli.simulation.commands import Command, Do, Wait, action_called, arguments_of, length_of, parse
from statusquo.cli.simulation.session import CannotPlayError, Session
from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.reading.document import parse_document
from statusquo.reading.files import read_text
from statusquo.reading.problems import Problem, closest, one_of

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document

_KEYS = ("by", "do", "with", "as", "wait")


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a script.

    Attributes:
        text: as it was written, for people.
        command: None where it is to be understood when its turn comes, since it may be a number in a list.
        place: a problem without a message that says where it stands.
    """

    text: str
    command: Command | None
    place: Problem


def read_script(path: Path, session: Session) -> tuple[Line, ...]:
    """The events of a script.

    Raises:
        InvalidFileError: with everything in it that cannot be understood.
    """
    text = read_text(path)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _of_yaml(parse_document(text, str(path)), session)
    return tuple(_of_text(text, str(path)))


def carried_out(line: Line, session: Session) -> Command:
    """The command of a line, now that its turn has come, its arguments tried.

    Raises:
        InvalidFileError: if it cannot be understood.
    """
    try:
        command = line.command if line.command is not None else parse(line.text, session)
        if isinstance(command, Do):
            arguments_of(session.compiled.rules, command, session.standing.now)
    except StatusquoError as error:
        raise InvalidFileError((wrong(line, error),)) from None
    return command


def wrong(line: Line, error: StatusquoError) -> Problem:
    """What is wrong with a line, at its place."""
    where = line.place
    return Problem(
        error.code, error.message, where.file, where.line, where.column, error.hint, None, where.snippet, where.width
    )


def _of_text(text: str, file: str) -> Iterator[Line]:
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        written = line.split("#", 1)[0].strip()
        if written:
            column = line.index(written) + 1
            yield Line(written, None, Problem("place", "", file, number, column, snippet=line, width=len(written)))


def _of_yaml(document: Document, session: Session) -> tuple[Line, ...]:
    entries: Any = document.data
    if not isinstance(entries, list):
        expected = "a list of events, each on a line that begins with `-`"
        raise InvalidFileError((document.problem("script-entry", "This is no script.", (), expected=expected),))
    lines: list[Line] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        found = _entry(document, entry, (index,), session)
        if isinstance(found, Line):
            lines.append(found)
        else:
            problems.append(found)
    if problems:
        raise InvalidFileError(tuple(problems))
    return tuple(lines)


def _entry(document: Document, entry: Any, path: DataPath, session: Session) -> Line | Problem:
    shape = _misshapen(document, entry, path)
    if shape is not None:
        return shape
    place = document.problem("place", "", path)
    try:
        if "wait" in entry:
            return Line(f"wait {entry['wait']}", Wait(length_of(str(entry["wait"]))), place)
        rules = session.compiled.rules
        action = action_called(rules, str(entry["by"]), str(entry["do"]))
        holding = frozenset(str(each) for each in entry["as"]) if "as" in entry else None
        role = rules.roles[action.role]
        known = (*role.permissions, *role.relations)
        unknown = next((name for name in sorted(holding or ()) if name not in known), None)
        if unknown is not None:
            near = closest(unknown, known)
            hint = f"Did you mean {near!r}?" if near else one_of(known) if known else ""
            raise CannotPlayError(f"Nobody in the role {role.name!r} is or holds {unknown!r}.", hint=hint)
        given = {str(name): value for name, value in entry.get("with", {}).items()}
        command = Do(action, (), given, holding)
        arguments_of(rules, command, session.standing.now)
        return Line(" ".join([action.role, action.name, *map(str, given.values())]), command, place)
    except StatusquoError as error:
        return wrong(Line("", None, place), error)


def _misshapen(document: Document, entry: Any, path: DataPath) -> Problem | None:
    """What is wrong with the form of an entry."""
    expected = "`{by: ROLE, do: ACTION}` or `{wait: 3 days}`"
    if not isinstance(entry, dict):
        return document.problem("script-entry", "This is no event.", path, expected=expected)
    for key in entry:
        if key not in _KEYS:
            return document.problem(
                "script-entry",
                f"There is no `{key}` here.",
                (*path, key),
                at_key=True,
                expected=one_of(_KEYS),
                suggestion=closest(key, _KEYS),
            )
    if set(entry) != {"wait"} and ("wait" in entry or not {"by", "do"} <= set(entry)):
        return document.problem("script-entry", "This is no event.", path, expected=expected)
    for key, kind, said in (("with", dict, "`{status: resolved}`"), ("as", list, "`[creator]`")):
        if key in entry and not isinstance(entry[key], kind):
            message = f"`{key}` has another form."
            return document.problem("script-entry", message, (*path, key), expected=said)
    return None
