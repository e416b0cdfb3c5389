"""The first verb: may this actor do this to this ticket, and why?

Reasons speak in a fixed order: who does not see the ticket learns nothing else; who lacks a permission or relation that
the action needs is not told about the status; the status comes before the guard of the action and the survey, and these
before the arguments. Transitions are asked last: whether one leads where the actor wants, its needs, and its guard. All
up to the status is one look at the tables.
"""

from __future__ import annotations

from datetime import datetime

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action, Argument
from statusquo.runtime.arguments import refusal_of
from statusquo.runtime.guards import refusal_by_action, refusal_by_transition, unmet
from statusquo.runtime.results import Code, Decision, Ground
from statusquo.runtime.state import Request, Ticket
from statusquo.runtime.tables import CompiledRules, Entry


def decide(compiled: CompiledRules, request: Request, ticket: Ticket | None, now: datetime) -> Decision:
    """Decide a request about a ticket, or about none where the action concerns none.

    Raises:
        ValueError: if the rules have no such role, action or status.
    """
    actor = request.actor
    status = ticket.status if ticket is not None else None
    verdict = compiled.verdict(actor.role, request.action, status, actor.holds)
    if verdict is None:
        raise _unknown(compiled, request, status)
    entry = verdict.entry
    if entry is None:
        return verdict.decision
    if ticket is not None and entry.action is not None and (entry.guard is not None or entry.submits):
        refusal = _refusal_as_things_stand(compiled, entry, entry.action, request, ticket, now)
        if refusal is not None:
            return refusal
    for name, check in entry.checks:
        refusal = check(request.arguments.get(name), now)
        if refusal is not None:
            return refusal
    if entry.moves_by_choice and ticket is not None:
        moving = moving_transition(entry, request, ticket)
        if isinstance(moving, Decision):
            return moving
    return entry.allowed


def moving_transition(entry: Entry, request: Request, ticket: Ticket) -> Transition | Decision | None:
    """What a request that is otherwise in order does to the status.

    Returns:
        The transition that it sets off: the first in the order of the rules that leads where the actor wants, whose
        needs the actor meets, and whose guard holds. None if it leaves the status alone, since no transition applies
        here or since the ticket has the chosen status already. A refusal if the chosen status is not offered, asks for
        more, or does so as things stand.
    """
    argument = entry.chooses
    target = request.arguments.get(argument.name) if argument is not None else None
    if entry.stays and target == ticket.status:
        return None
    fitting = entry.leading_to.get(target, ())
    refusal: Decision | None = None
    for transition in fitting:
        if not _meets(transition, request):
            continue
        term = unmet(transition.guard, request, ticket) if transition.guard is not None else None
        if transition.guard is None or term is None or entry.action is None:
            return transition
        refusal = refusal or refusal_by_transition(transition, transition.guard, term, entry.action, request)
    if refusal is not None:
        return refusal
    if fitting:
        first = fitting[0]
        rule = f"transitions.{first.name}"
        return Decision(False, Code.MISSING_PERMISSION, Ground.PERMISSION, first.requirements, rule, first.line)
    if argument is None or entry.action is None:
        return None
    return _not_offered(entry.action, argument, entry.transitions, request)


def _meets(transition: Transition, request: Request) -> bool:
    holds = request.actor.holds
    for clause in transition.needs:  # noqa: SIM110 - all() with a generator takes twice as long, and this is hot
        if clause <= holds:
            return True
    return False


def _not_offered(action: Action, argument: Argument, transitions: tuple[Transition, ...], request: Request) -> Decision:
    """The refusal of a choice that does not have the status: of one that is open to the actor, if there is any."""
    if not transitions:
        return refusal_of(action, argument, Code.STATUS_NOT_OFFERED)
    first = next((each for each in transitions if each.is_chosen and _meets(each, request)), transitions[0])
    requirements = first.otherwise or first.requirements
    rule = f"transitions.{first.name}"
    code = Code.STATUS_NOT_OFFERED
    return Decision(False, code, Ground.ARGUMENTS, requirements, rule, first.line, argument.name)


def _refusal_as_things_stand(
    compiled: CompiledRules, entry: Entry, action: Action, request: Request, ticket: Ticket, now: datetime
) -> Decision | None:
    """The refusal of what the ticket besides its status speaks against."""
    if entry.guard is not None and unmet(entry.guard, request, ticket) is not None:
        return refusal_by_action(action, entry.guard)
    return _survey_refusal(compiled, action, ticket, now) if entry.submits else None


def _survey_refusal(compiled: CompiledRules, action: Action, ticket: Ticket, now: datetime) -> Decision | None:
    """A survey can be submitted once, while it waits, and for a limited time (A-15)."""
    survey = ticket.open_survey
    if survey is None:
        rule = f"actions.{action.role}.{action.name}"
        return Decision(False, Code.NO_SURVEY, Ground.STATUS, action.requirements, rule, action.line)
    limit = compiled.surveys
    if limit is not None and now >= survey.opened_at + limit.submit_within:
        return Decision(False, Code.SURVEY_EXPIRED, Ground.STATUS, limit.requirements, "surveys", limit.line)
    return None


def _unknown(compiled: CompiledRules, request: Request, status: str | None) -> ValueError:
    rules = compiled.rules
    if request.actor.role not in rules.roles:
        return ValueError(f"the rules have no role {request.actor.role!r}")
    if status is not None and status not in rules.statuses:
        return ValueError(f"the rules have no status {status!r}")
    if status is None:
        return ValueError(f"{request.actor.role!r} has no action {request.action!r} without a ticket")
    return ValueError(f"the rules have no action {request.action!r} on a ticket")
