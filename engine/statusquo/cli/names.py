"""The names in the rules that somebody means who writes them as people do: by name, label or phrase."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, overload

from statusquo.errors import UnknownNameError
from statusquo.reading.problems import closest
from statusquo.rules.model import RuleSet

Asked: TypeAlias = "tuple[str | None, str | None, str | None]"
"""A role, an action and a status; None for what was not given."""


@overload
def names_meant(
    rules: RuleSet, role: str, action: str, status: str | None
) -> tuple[tuple[str, str, str | None], list[UnknownNameError]]: ...


@overload
def names_meant(
    rules: RuleSet, role: str | None, action: str | None, status: str | None
) -> tuple[Asked, list[UnknownNameError]]: ...


def names_meant(
    rules: RuleSet, role: str | None, action: str | None, status: str | None
) -> tuple[Asked, list[UnknownNameError]]:
    """The names in the rules that somebody means who gives a name or a label or a phrase, in capitals or not.

    Returns:
        The role, action and status, None for what was not given, and an error for each that the rules do not have.
    """
    errors: list[UnknownNameError] = []

    def meant(kind: str, given: str | None, known: Iterable[tuple[str, str]]) -> str | None:
        if given is None:
            return None
        pairs = list(known)
        names = list(dict.fromkeys(name for name, _ in pairs))
        if given in names:
            return given
        for part in (0, 1):
            found = [pair[0] for pair in pairs if _plain(pair[part]) == _plain(given)]
            if found:
                return found[0]
        near = closest(given, names)
        if near is None:
            label = closest(given, [text for _, text in pairs])
            near = next((name for name, text in pairs if text == label), None)
        errors.append(UnknownNameError(kind, given, tuple(names), near))
        return given

    the_role = meant("role", role, ((each.name, each.label) for each in rules.roles.values()))
    # the role's own actions first: the same phrase may stand for something else with another role
    ordered = sorted(rules.actions.values(), key=lambda each: each.role != the_role)
    the_action = meant("action", action, ((each.name, each.phrase) for each in ordered))
    the_status = meant("status", status, ((each.name, each.label) for each in rules.statuses.values()))
    return (the_role, the_action, the_status), errors


def flag_meant(rules: RuleSet, given: str) -> str:
    """The flag that somebody means who gives its name or its label, in capitals or not.

    Raises:
        UnknownNameError: if the rules have no such flag.
    """
    for name, flag in rules.flags.items():
        if _plain(given) in {_plain(name), _plain(flag.label)}:
            return name
    raise UnknownNameError("flag", given, tuple(rules.flags), closest(given, rules.flags))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
