"""The commands of a simulation, as somebody types them or writes them into a script."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from statusquo.cli.names import flag_meant, names_meant
from statusquo.cli.simulation.session import CannotPlayError, Session
from statusquo.reading.problems import closest
from statusquo.rules.doings import Action, Argument
from statusquo.rules.model import RuleSet

HELP = (
    "NUMBER [VALUE]        do what stands in the list under this number",
    "ROLE ACTION [VALUE]   try something, be it in the list or not",
    "… NAME=VALUE          give an argument by its name: at=3 days, reason='no answer'",
    "wait 3 days           let time go by; also `wait 1 day 12 hours`",
    "why                   why the last thing was allowed or refused",
    "why ROLE ACTION       why something is allowed or refused now",
    "back                  undo the last event",
    "quit                  end",
)
"""What can be typed."""

EXAMPLES = "A number of the list, `wait 3 days`, `back`, `why`, `help` or `quit`."

_MOST_DIGITS = 5
"""No list has a number with more."""

_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_LENGTH = re.compile(r"\s*([0-9]{1,9})\s*(second|minute|hour|day|week)s?\b\s*(?:,|and\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Do:
    """Somebody tries an action.

    Attributes:
        values: as they were written, in the order in which the action takes them.
        given: likewise, by the name of the argument.
        holding: what the person is and holds, or None for whoever can do it.
    """

    action: Action
    values: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    holding: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Time goes by."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Why:
    """A question: why something is so; about the last event if there is no action."""

    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One of the plain commands: ``back``, ``help`` or ``quit``."""

    word: str


Command: TypeAlias = "Do | Wait | Why | Word"


def parse(line: str, session: Session) -> Command:
    """What a line means in a session.

    Raises:
        CannotPlayError: if it means nothing.
        UnknownNameError: if a name in it does not occur in the rules.
    """
    try:
        parts = shlex.split(line)
    except ValueError:
        raise CannotPlayError("A quote is not closed.", hint="Write the quote at the end of the text, too.") from None
    if not parts:
        raise CannotPlayError("That is nothing to do.", hint=EXAMPLES)
    first, rest = parts[0].casefold(), parts[1:]
    if first in {"back", "help", "quit"} and not rest:
        return Word(first)
    if first == "wait":
        return Wait(length_of(" ".join(rest)))
    if first == "why":
        return Why(_action(rest, session)[0] if rest else None)
    action, values = _action(parts, session)
    return Do(action, tuple(values))


def _action(parts: Sequence[str], session: Session) -> tuple[Action, Sequence[str]]:
    """The action that words begin with, by its number in the list or by role and name, and the words after it."""
    first = parts[0]
    if first.isascii() and first.isdigit():
        choices = session.choices()
        number = int(first) if len(first) <= _MOST_DIGITS else 0
        if not 1 <= number <= len(choices):
            raise CannotPlayError(f"There is no number {first[:20]} in the list.", hint=EXAMPLES)
        return choices[number - 1].action, parts[1:]
    if len(parts) == 1:
        raise CannotPlayError(f"Nobody knows what {first[:60]!r} means.", hint=EXAMPLES)
    return action_called(session.compiled.rules, first, parts[1]), parts[2:]


def action_called(rules: RuleSet, role: str, name: str) -> Action:
    """The action that a role and a name mean, labels and phrases included.

    Raises:
        UnknownNameError: if there is no such role or action.
        CannotPlayError: if only others have the action.
    """
    (the_role, the_action, _), wrong = names_meant(rules, role, name, None)
    if wrong:
        raise wrong[0]
    found = rules.actions.get((the_role, the_action))
    if found is None:
        others = [rules.roles[each].label.lower() for each, other in rules.actions if other == the_action]
        raise CannotPlayError(
            f"{rules.roles[the_role].label} cannot do that: {the_action} is for {', '.join(others)} only.",
            hint=f"`statusquo explain {the_role} {the_action}` says why.",
        )
    return found


def arguments_of(rules: RuleSet, command: Do, now: datetime) -> dict[str, Any]:
    """The arguments of an action, from what was written for them.

    Raises:
        CannotPlayError: if something is missing, too much or cannot be read.
        UnknownNameError: if a status does not occur in the rules.
    """
    takes = [each for each in command.action.takes if each.type != "text"]
    known = {each.name: each for each in command.action.takes}
    for name in command.given:
        if name not in known:
            near = closest(name, known)
            hint = f"Did you mean {near!r}?" if near else f"It takes: {', '.join(known) or 'nothing'}."
            raise CannotPlayError(f"{command.action.name} takes no {name!r}.", hint=hint)
    written: dict[str, Any] = dict(command.given)
    values, named = _by_name(command.values, known)
    written.update(named)
    for index, argument in enumerate(takes):
        if values and argument.name not in written:
            last = index == len(takes) - 1
            length = len(values) if last else _length_of_name(rules, argument, values)
            written[argument.name] = " ".join(values[:length])
            values = values[length:]
    if values:
        raise CannotPlayError(f"{command.action.name} takes no value like {' '.join(values)[:60]!r}.")
    for argument in takes:
        if argument.name not in written and not argument.optional:
            raise CannotPlayError(
                f"To {command.action.phrase}, say which {argument.name}.", hint=f"For example: {_example(argument)}."
            )
    return {name: _value(rules, known[name], written[name], now) for name in known if name in written}


def _by_name(values: Sequence[str], known: Mapping[str, Argument]) -> tuple[list[str], dict[str, str]]:
    """The values before the first that names its argument, and those that do, each with the words after it."""
    rest: list[str] = []
    named: dict[str, list[str]] = {}
    words = rest
    for value in values:
        name, equals, first = value.partition("=")
        if equals and name in known:
            words = named.setdefault(name, [])
            words.append(first)
        else:
            words.append(value)
    return rest, {name: " ".join(parts) for name, parts in named.items()}


def _length_of_name(rules: RuleSet, argument: Argument, values: Sequence[str]) -> int:
    """How many words at the beginning are the name or label of a status or a flag; of anything else, one."""
    labels: set[str] = set()
    if argument.type == "status":
        labels = {each.label.casefold() for each in rules.statuses.values()}
    elif argument.type == "flag":
        labels = {each.label.casefold() for each in rules.flags.values()}
    lengths = range(len(values), 1, -1)
    return next((length for length in lengths if " ".join(values[:length]).casefold() in labels), 1)


def length_of(text: str) -> timedelta:
    """A length of time: ``3 days``, ``1 day 12 hours``.

    Raises:
        CannotPlayError: if it is none.
    """
    position, seconds = 0, 0
    while found := _LENGTH.match(text, position):
        seconds += int(found[1]) * _UNITS[found[2].lower()]
        position = found.end()
    if not seconds or text[position:].strip():
        raise CannotPlayError(f"{text[:60]!r} is no length of time.", hint="For example: 3 days, or 1 day 12 hours.")
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise CannotPlayError("That is too long.", hint="For example: 3 days.") from None


def time_of(text: str) -> datetime:
    """A time of day, in UTC unless it says otherwise: ``2030-01-31 12:00``.

    Raises:
        CannotPlayError: if it is none.
    """
    try:
        found = datetime.fromisoformat(text.strip().removesuffix(" UTC"))
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CannotPlayError(f"{text[:60]!r} is no time.", hint="For example: 2030-01-31 12:00.") from None


def _value(rules: RuleSet, argument: Argument, written: Any, now: datetime) -> Any:
    text = str(written)
    if argument.type == "status":
        (_, _, status), wrong = _status(rules, text)
        if wrong:
            raise wrong[0]
        return status
    if argument.type == "flag":
        return flag_meant(rules, text)
    if argument.type == "future_time":
        if not _LENGTH.match(text):
            return time_of(text)
        try:
            return now + length_of(text)
        except OverflowError:
            raise CannotPlayError("The calendar ends before that.", hint="For example: 3 days.") from None
    if argument.type == "integer":
        digits = text.strip()
        if not re.fullmatch(r"[-+]?[0-9]{1,9}", digits):
            raise CannotPlayError(f"{text[:60]!r} is no whole number.", hint=f"For example: {_example(argument)}.")
        return int(digits)
    return text


def _status(rules: RuleSet, text: str) -> Any:
    role, action = next(iter(rules.actions))
    return names_meant(rules, role, action, text)


def _example(argument: Argument) -> str:
    if argument.type in {"status", "flag"}:
        return f"the name of a {argument.type}"
    return "3 days" if argument.type == "future_time" else str(argument.largest)
