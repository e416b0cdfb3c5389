"""Guards in words: what somebody is told whose request is in order but for how things stand with the ticket."""

from __future__ import annotations

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action
from statusquo.rules.guards import Given, Guard, GuardTerm, OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet
from statusquo.wording.words import listed


def said_of_guard(rules: RuleSet, guard: Guard, action: Action, transition: Transition | None) -> str:
    """A sentence that says all that a guard asks for, and why, if the rules say so.

    Args:
        rules: those of the guard.
        guard: the one that refuses.
        action: what was tried.
        transition: the one whose guard it is; None if it is that of the action.
    """
    terms = ", and ".join(_in_words(rules, term) for term in guard.terms)
    how = "" if transition is None else " like this"
    why = action.why if transition is None else transition.why
    return f"You can {action.phrase}{how} only if {terms}. {why}".rstrip()


def _in_words(rules: RuleSet, term: GuardTerm) -> str:
    match term:
        case Assigned(is_assigned):
            return f"the ticket is assigned to {'somebody' if is_assigned else 'nobody'}"
        case Marked(flags, is_marked):
            labels = [rules.flags[name].label for name in flags]
            if is_marked or len(labels) == 1:
                return f"the ticket is {'' if is_marked else 'not '}marked {listed(labels)}"
            return f"the ticket is marked neither {listed(labels, 'nor')}"
        case Running(timers, runs):
            return listed(f"the {rules.timers[name].label} is {'' if runs else 'not '}running" for name in timers)
        case Given(arguments):
            return listed(f"`{name}` is given" for name in arguments)
        case OwnDoing():
            return "it was you who brought the ticket into its status"
