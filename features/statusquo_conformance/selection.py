"""Narrowing a run to some requirements or scenarios."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from statusquo.errors import StatusquoError
from statusquo.reading.problems import closest
from statusquo.rules.model import RuleSet

from statusquo_conformance.scenarios import Scenario, scenarios


class UnknownSelectionError(StatusquoError):
    """There is no requirement and no scenario of that name."""

    code = "unknown-selection"


def is_selected(ids: Collection[str], name: str, only: Collection[str]) -> bool:
    """Whether a scenario is among those asked for, by the id of a requirement or by its own name."""
    return any(each in ids or each == name for each in only)


def selected(rules: RuleSet, only: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios that are asked for; all of them if nothing in particular is.

    Raises:
        UnknownSelectionError: if something is asked for that there is not.
    """
    every = scenarios(rules)
    if not only:
        return every
    for each in only:
        if not any(is_selected(scenario.ids, scenario.name, [each]) for scenario in every):
            raise _unknown(rules, each, [scenario.name for scenario in every])
    return tuple(each for each in every if is_selected(each.ids, each.name, only))


def _unknown(rules: RuleSet, name: str, names: Sequence[str]) -> UnknownSelectionError:
    requirement = rules.requirements.get(name)
    if requirement is not None:
        message = f"{name} is left to each server or told as a fact ({requirement.level.value}), so nothing checks it."
        return UnknownSelectionError(message)
    near = closest(name, [*rules.requirements, *names])
    hint = f"Did you mean {near}?" if near else "Ids of requirements look like C-3; reports name the scenarios."
    return UnknownSelectionError(f"There is no requirement and no scenario called {name!r}.", hint=hint)
