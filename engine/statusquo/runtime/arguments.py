"""What is given with a request: each argument of an action becomes one function, once, that looks at its value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from statusquo.rules.doings import Action, Argument
from statusquo.rules.model import RuleSet
from statusquo.runtime.results import Code, Decision, Ground

Check: TypeAlias = Callable[[Any, datetime], Decision | None]
"""From the value (None if it is missing) and the time to the refusal, or to None if it is in order."""


def check_of(rules: RuleSet, action: Action, argument: Argument) -> Check:
    """The function that looks at an argument of an action."""
    check = _KINDS[argument.type](rules, action, argument)
    return _unless_missing(check) if argument.optional else check


def refusal_of(action: Action, argument: Argument, code: Code) -> Decision:
    """The refusal of an argument, which speaks after all else that the action asks for, and before its transitions."""
    requirements = argument.requirements or action.requirements
    rule = f"actions.{action.role}.{action.name}.takes.{argument.name}"
    return Decision(False, code, Ground.ARGUMENTS, requirements, rule, action.line, argument.name)


BAD: dict[str, Code] = {
    "future_time": Code.BAD_TIME,
    "integer": Code.BAD_NUMBER,
    "text": Code.BAD_TEXT,
    "status": Code.UNKNOWN_STATUS,
    "flag": Code.UNKNOWN_FLAG,
}
"""The refusal code of an argument that is not in order or is missing, by its type."""


def _unless_missing(check: Check) -> Check:
    def look(value: Any, now: datetime) -> Decision | None:
        return None if value is None else check(value, now)

    return look


def _future_time(_rules: RuleSet, action: Action, argument: Argument) -> Check:
    refusal = refusal_of(action, argument, Code.BAD_TIME)

    def look(value: Any, now: datetime) -> Decision | None:
        return None if isinstance(value, datetime) and value.tzinfo is not None and value > now else refusal

    return look


def _integer(_rules: RuleSet, action: Action, argument: Argument) -> Check:
    refusal = refusal_of(action, argument, Code.BAD_NUMBER)
    smallest, largest = argument.smallest, argument.largest

    def look(value: Any, _now: datetime) -> Decision | None:
        return None if type(value) is int and smallest <= value <= largest else refusal

    return look


def _text(_rules: RuleSet, action: Action, argument: Argument) -> Check:
    refusal = refusal_of(action, argument, Code.BAD_TEXT)
    longest = argument.longest

    def look(value: Any, _now: datetime) -> Decision | None:
        fits = isinstance(value, str) and value and len(value) <= longest and not value.isspace()
        return None if fits else refusal

    return look


def _status(rules: RuleSet, action: Action, argument: Argument) -> Check:
    refusal = refusal_of(action, argument, Code.UNKNOWN_STATUS)
    statuses = rules.statuses

    def look(value: Any, _now: datetime) -> Decision | None:
        return None if isinstance(value, str) and value in statuses else refusal

    return look


def _flag(rules: RuleSet, action: Action, argument: Argument) -> Check:
    refusal = refusal_of(action, argument, Code.UNKNOWN_FLAG)
    flags = rules.flags

    def look(value: Any, _now: datetime) -> Decision | None:
        return None if isinstance(value, str) and value in flags else refusal

    return look


_KINDS: dict[str, Callable[[RuleSet, Action, Argument], Check]] = {
    "future_time": _future_time,
    "integer": _integer,
    "text": _text,
    "status": _status,
    "flag": _flag,
}
"""The types of arguments that the language knows."""
