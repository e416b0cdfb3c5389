"""What a rule set asks of a ticket that not every rule set asks, so that nobody keeps what makes no difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.rules.consequences import Back
from statusquo.rules.guards import OwnDoing
from statusquo.rules.invariants import Assigned, terms_of
from statusquo.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Asked:
    """What rules ask.

    Attributes:
        assigned: whether a ticket is assigned to somebody.
        came_from: whether a ticket had one of these statuses before.
        brought_by: who brought a ticket into the status that it has.
    """

    assigned: bool
    came_from: frozenset[str]
    brought_by: bool


def asked_of(rules: RuleSet) -> Asked:
    """What these rules ask."""
    terms = tuple(_terms(rules))
    aims = [*(each.aim for each in rules.transitions), *(each.aim for each in rules.timers.values())]
    return Asked(
        assigned=any(isinstance(term, Assigned) for term in terms),
        came_from=frozenset(status for aim in aims if isinstance(aim, Back) for status in aim.statuses),
        brought_by=any(isinstance(term, OwnDoing) for term in terms),
    )


def _terms(rules: RuleSet) -> Iterator[object]:
    for guard in (*(each.guard for each in rules.actions.values()), *(each.guard for each in rules.transitions)):
        yield from guard.terms if guard is not None else ()
    for invariant in rules.invariants:
        yield from terms_of(invariant.when)
        yield from terms_of(invariant.then)
