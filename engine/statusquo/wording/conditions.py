"""How things have to stand besides status and rights, in the words of somebody who looks after customers."""

from __future__ import annotations

from collections.abc import Iterable

from statusquo.rules.consequences import Stays, Timer, Transition
from statusquo.rules.guards import Given, Guard, GuardTerm, OwnDoing, opposite, parts
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.wording import words


def provided(rules: RuleSet, terms: Iterable[GuardTerm]) -> str:
    """What has to be so: ``the ticket is assigned to somebody and `reason` is given``."""
    return words.listed(_so(rules, term) for term in terms)


def of_guard(rules: RuleSet, guard: Guard | None) -> str:
    """What a guard asks for, with the requirements that it names; the empty string if there is no guard."""
    return "" if guard is None else f"{provided(rules, guard.terms)}{words.ids(guard.requirements)}"


def brief(term: GuardTerm) -> str:
    """What has to be so, by its names in the rules: ``not marked locked``, ``reason given``."""
    match term:
        case Assigned(is_assigned):
            return "assigned" if is_assigned else "not assigned"
        case Marked(flags, is_marked):
            return f"{'' if is_marked else 'not '}marked {words.listed(flags, 'and' if is_marked else 'or')}"
        case Running(timers, runs):
            return f"{words.listed(timers, 'and' if runs else 'or')} {'' if runs else 'not '}running"
        case Given(arguments):
            return f"{words.listed(arguments)} given"
        case OwnDoing():
            return "brought there themselves"


def lacking(rules: RuleSet, terms: Iterable[GuardTerm], last: str = "or") -> str:
    """How things stand instead: ``the ticket is assigned to nobody or `reason` is not given``."""
    return words.listed((_otherwise(rules, part) for term in terms for part in parts(term)), last)


def besides(rules: RuleSet, transition: Transition) -> list[str]:
    """What a transition takes, and what comes with it: a part of a sentence for each."""
    said = [f"provided that {of_guard(rules, transition.guard)}"] if transition.guard is not None else []
    if transition.needs != NOTHING_NEEDED:
        said.append(f"takes {words.needs(rules, transition.needs)}")
    if transition.starts is not None:
        said.append(f"the {rules.timers[transition.starts].label} is set for the time given")
    return [*said, *words.brings(transition.effects), *words.opens(transition.opens)]


def only_runs(timer: Timer) -> bool:
    """Whether nothing happens when a timer is due, so that only its running counts."""
    return isinstance(timer.aim, Stays) and not timer.effects and timer.repeats is None


def _so(rules: RuleSet, term: GuardTerm) -> str:
    match term:
        case Assigned(is_assigned):
            return f"the ticket is assigned to {'somebody' if is_assigned else 'nobody'}"
        case Marked():
            return f"the ticket is {_marked(rules, term)}"
        case Running(names, runs):
            return words.listed(_runs(rules.timers[name], runs=runs) for name in names)
        case Given(names):
            return f"{words.listed(f'`{name}`' for name in names)} {'are' if len(names) > 1 else 'is'} given"
        case OwnDoing():
            return "they have brought the ticket into this status themselves"


def _otherwise(rules: RuleSet, term: GuardTerm) -> str:
    other = opposite(term)
    if other is not None:
        return _so(rules, other)
    if isinstance(term, Given):
        return f"{words.listed(f'`{name}`' for name in term.arguments)} is not given"
    return "it was not they who brought the ticket into this status"


def _marked(rules: RuleSet, term: Marked) -> str:
    if term.is_marked:
        return f"marked {words.flags(rules, term.flags)}"
    if len(term.flags) == 1:
        return f"not marked {words.flags(rules, term.flags)}"
    return f"marked neither {words.flags(rules, term.flags, 'nor')}"


def _runs(timer: Timer, *, runs: bool) -> str:
    """A timer that brings something is on its way; one that only runs out, runs."""
    if only_runs(timer):
        return f"the {timer.label} {'runs' if runs else 'does not run'}"
    return f"the {timer.label} is {'' if runs else 'not '}on its way"
