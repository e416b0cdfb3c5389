"""Where a ticket has to be for somebody to do something, and what has to be given: the cheapest chance to try it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import MOVING, Operation

from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.atlas import Atlas, gifts
from statusquo_conformance.stage.foresight import Foreseen, foresee
from statusquo_conformance.stage.standing import Deed, Standing

OPENS_SURVEY = "open_survey"

Wish: TypeAlias = Callable[[Standing, Deed, Foreseen], bool]
"""What else a chance has to be like."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How things stand when something can be done, and what is done then."""

    standing: Standing
    deed: Deed


def chance_of(rules: RuleSet, atlas: Atlas, person: Person, action: Action) -> Chance | None:
    """The cheapest chance to do something to some effect, else the cheapest to do it at all; None if there is none."""
    to_effect = _WISHES.get(Operation(action.operation), _anything)
    for wish in (to_effect, _anything):
        found = find_chance(
            rules, atlas, person, action, lambda *it, wish=wish: not opens_another(*it) and wish(rules, *it)
        )
        if found is not None:
            return found
    return None


def find_chance(rules: RuleSet, atlas: Atlas, person: Person, action: Action, wish: Wish) -> Chance | None:
    """The cheapest chance that is as wished; None if there is none."""
    deeds = tuple(_deeds(rules, person, action))
    for _, standing in atlas.standings():
        for deed in deeds:
            foreseen = foresee(rules, standing, deed)
            if foreseen.refused is None and wish(standing, deed, foreseen):
                return Chance(standing, deed)
    return None


def opens_another(_standing: Standing, _deed: Deed, foreseen: Foreseen) -> bool:
    """Whether another ticket is opened by it."""
    return foreseen.transition is not None and foreseen.transition.opens is not None


def _deeds(rules: RuleSet, person: Person, action: Action) -> Iterator[Deed]:
    """Everything that can be said with an action, the least first."""
    kinds = {argument.type for argument in action.takes}
    optional = tuple(argument.name for argument in action.takes if argument.optional)
    statuses = tuple(rules.statuses) if "status" in kinds else (None,)
    flags = tuple(rules.flags) if "flag" in kinds else (None,)
    for given, status, flag in product(gifts(optional), statuses, flags):
        yield Deed(person, action.role, action.name, status, flag, given)


def _anything(_rules: RuleSet, _standing: Standing, _deed: Deed, _foreseen: Foreseen) -> bool:
    return True


def _moves(_rules: RuleSet, standing: Standing, deed: Deed, foreseen: Foreseen) -> bool:
    return foreseen.transition is not None and deed.status != standing.status


def _has_survey(rules: RuleSet, standing: Standing, _deed: Deed, _foreseen: Foreseen) -> bool:
    opening = (effect for effect in rules.effects if effect.do == OPENS_SURVEY and effect.entering)
    return any(standing.status in effect.statuses for effect in opening)


def _is_not_set(_rules: RuleSet, standing: Standing, deed: Deed, _foreseen: Foreseen) -> bool:
    return deed.flag not in standing.flags


def _is_set(_rules: RuleSet, standing: Standing, deed: Deed, _foreseen: Foreseen) -> bool:
    return deed.flag in standing.flags


_WISHES: dict[Operation, Callable[[RuleSet, Standing, Deed, Foreseen], bool]] = {
    **dict.fromkeys(MOVING, _moves),
    Operation.SUBMIT_SURVEY: _has_survey,
    Operation.SET_FLAG: _is_not_set,
    Operation.CLEAR_FLAG: _is_set,
}
