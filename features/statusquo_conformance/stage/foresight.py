"""What the rules say will come of something that is tried, as things stand: which transition, or which refusal.

Like :mod:`standing` this reads the rules by itself. Arguments are taken to be in order, as they are in scenarios that
are not about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from statusquo.rules.consequences import Transition
from statusquo.rules.guards import Guard, GuardTerm, OwnDoing, parts
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet

from statusquo_conformance.stage.actors import message_relations, satisfied
from statusquo_conformance.stage.standing import Deed, Standing


class Why(Enum):
    """What speaks against something that is tried."""

    SIGHT = "the ticket is not seen"
    NEEDS = "the action needs more"
    STATUS = "the status denies it"
    GUARD = "things do not stand so"
    WAY = "the transition needs more"
    CHOICE = "the status is not offered"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What will come of something.

    Attributes:
        transition: the one that it sets off, or None.
        refused: why nothing comes of it, or None.
        requirements: those that refuse it.
    """

    transition: Transition | None = None
    refused: Why | None = None
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing that a guard asks: a term about one flag, one timer or one argument.

    Attributes:
        of: the guard; None if it stands at an action.
    """

    term: GuardTerm
    of: Transition | None


def foresee(rules: RuleSet, standing: Standing, deed: Deed, *, regardless: bool = False) -> Foreseen:
    """What the rules say about a deed.

    Args:
        rules: which say it.
        standing: how things stand.
        deed: what is tried.
        regardless: leave out sight, the needs of the action and what the status denies, as if none of it spoke.
    """
    action = rules.actions[deed.role, deed.action]
    holds = _holds(rules, deed)
    if not regardless:
        if not action.unseen and not deed.person.sees(rules, standing.status):
            return Foreseen(refused=Why.SIGHT)
        if not satisfied(action.needs, holds):
            return Foreseen(None, Why.NEEDS, action.otherwise or action.requirements)
        cell = rules.cells[deed.role, deed.action, standing.status]
        if not cell.allowed:
            return Foreseen(None, Why.STATUS, cell.requirements)
    if action.guard is not None and not _lets_pass(action.guard, standing, deed):
        return Foreseen(None, Why.GUARD, action.guard.requirements or action.requirements)
    return _by_transitions(rules, standing, deed, holds)


def applicable(rules: RuleSet, deed: Deed, standing: Standing) -> tuple[Transition, ...]:
    """The transitions that lead where the deed wants, whatever they ask for."""
    here = (each for each in rules.transitions_of(deed.role, deed.action) if standing.status in each.sources)
    wanted = deed.status
    return tuple(each for each in here if not each.is_chosen or (wanted in each.choice and wanted != standing.status))


def atoms(guard: Guard | None, of: Transition | None) -> Iterator[Atom]:
    """All that a guard asks, piece by piece."""
    for term in guard.terms if guard is not None else ():
        yield from (Atom(part, of) for part in parts(term))


def unmet(guard: Guard | None, of: Transition | None, standing: Standing, deed: Deed) -> tuple[Atom, ...]:
    """The pieces of a guard that do not hold."""
    return tuple(atom for atom in atoms(guard, of) if not _is_met(atom.term, standing, deed))


def meets_needs(rules: RuleSet, transition: Transition, deed: Deed) -> bool:
    """Whether the one who does it has what a transition needs."""
    return satisfied(transition.needs, _holds(rules, deed))


def _by_transitions(rules: RuleSet, standing: Standing, deed: Deed, holds: frozenset[str]) -> Foreseen:
    action = rules.actions[deed.role, deed.action]
    here = [each for each in rules.transitions_of(deed.role, deed.action) if standing.status in each.sources]
    if deed.status == standing.status and any(each.to_itself for each in here):
        return Foreseen()
    fitting = applicable(rules, deed, standing)
    refusal: Foreseen | None = None
    for transition in fitting:
        if not satisfied(transition.needs, holds):
            continue
        guard = transition.guard
        if guard is None or _lets_pass(guard, standing, deed):
            return Foreseen(transition)
        refusal = refusal or Foreseen(None, Why.GUARD, guard.requirements or transition.requirements)
    if refusal is not None:
        return refusal
    if fitting:
        return Foreseen(None, Why.WAY, fitting[0].requirements)
    if action.chooses_status is None:
        return Foreseen()
    return Foreseen(None, Why.CHOICE, _not_offered(here, holds) or action.requirements)


def _not_offered(here: list[Transition], holds: frozenset[str]) -> tuple[str, ...]:
    """The requirements of a choice that does not have the status: of one that is open to the actor, if there is any."""
    choices = [each for each in here if each.is_chosen]
    own = [each for each in choices if satisfied(each.needs, holds)]
    return next((each.otherwise or each.requirements for each in own or choices), ())


def _holds(rules: RuleSet, deed: Deed) -> frozenset[str]:
    """What the one who does it has; whoever does something with a message does it with one of their own."""
    of_messages = message_relations(rules).intersection(rules.roles[deed.person.role].relations)
    return deed.person.holds(rules) | of_messages


def _lets_pass(guard: Guard, standing: Standing, deed: Deed) -> bool:
    return all(_is_met(term, standing, deed) for term in guard.terms)


def _is_met(term: GuardTerm, standing: Standing, deed: Deed) -> bool:
    if isinstance(term, Assigned):
        return standing.assigned is term.is_assigned
    if isinstance(term, Marked):
        return all((flag in standing.flags) is term.is_marked for flag in term.flags)
    if isinstance(term, Running):
        return all((standing.pending(name) is not None) is term.runs for name in term.timers)
    if isinstance(term, OwnDoing):
        return standing.brought_by == deed.person
    return all(name in deed.given for name in term.arguments)
