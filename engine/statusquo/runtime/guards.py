"""Whether a guard of the rules holds of a request and a ticket, and the refusal where it does not."""

from __future__ import annotations

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action
from statusquo.rules.guards import CONDITION_UNMET, Given, Guard, GuardTerm, OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.runtime.arguments import BAD
from statusquo.runtime.results import Decision, Ground
from statusquo.runtime.state import Doer, Request, Ticket


def unmet(guard: Guard, request: Request, ticket: Ticket) -> GuardTerm | None:
    """The first term of a guard that does not hold; None if all of them do."""
    return next((term for term in guard.terms if not _holds(term, request, ticket)), None)


def refusal_by_action(action: Action, guard: Guard) -> Decision:
    """The refusal of a guard that stands at an action."""
    requirements = guard.requirements or action.requirements
    rule = f"actions.{action.role}.{action.name}.provided"
    return Decision(False, guard.refusal, Ground.STATUS, requirements, rule, guard.line)


def refusal_by_transition(
    transition: Transition, guard: Guard, term: GuardTerm, action: Action, request: Request
) -> Decision:
    """The refusal of a guard that stands at a transition. What should have been given with the request is named."""
    requirements = guard.requirements or transition.requirements
    rule = f"transitions.{transition.name}"
    if not isinstance(term, Given):
        return Decision(False, guard.refusal, Ground.STATUS, requirements, rule, guard.line)
    lacking = {name for name in term.arguments if request.arguments.get(name) is None}
    missing = next(argument for argument in action.takes if argument.name in lacking)
    code = BAD[missing.type] if guard.refusal == CONDITION_UNMET else guard.refusal
    return Decision(False, code, Ground.ARGUMENTS, requirements, rule, guard.line, missing.name)


def _holds(term: GuardTerm, request: Request, ticket: Ticket) -> bool:
    match term:
        case Assigned(is_assigned):
            return ticket.assigned is is_assigned
        case Marked(flags, is_marked):
            return all((flag in ticket.flags) is is_marked for flag in flags)
        case Running(timers, runs):
            return all((ticket.timer(name) is not None) is runs for name in timers)
        case Given(arguments):
            return all(request.arguments.get(name) is not None for name in arguments)
        case OwnDoing():
            return ticket.brought_by == Doer(request.actor.role, request.actor.id)
