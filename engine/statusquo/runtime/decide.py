"""The first verb: may this actor do this to this ticket, and why?

Reasons speak in a fixed order: who does not see the ticket learns nothing else; who lacks a permission or relation is
not told about the status; the status comes before the arguments. All but the arguments is one look at the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from statusquo.rules.model import Action, Argument, Transition
from statusquo.rules.operations import Operation
from statusquo.runtime.results import Code, Decision, Ground
from statusquo.runtime.state import Request, Ticket
from statusquo.runtime.tables import CompiledRules, Entry, argument_refusal


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
    if verdict.entry is None:
        return verdict.decision
    return _decide_arguments(compiled, verdict.entry, request, ticket, now)


def moving_transition(entry: Entry, request: Request, ticket: Ticket) -> Transition | Decision | None:
    """What a request that is otherwise in order does to the status.

    Returns:
        The transition that it sets off: the first in the order of the rules that leads where the actor wants and whose
        needs the actor meets. None if it leaves the status alone, since no transition applies here or since the ticket
        has the chosen status already. A refusal if the chosen status is not offered or asks for more.
    """
    action = entry.action
    argument = action.chooses_status if action is not None else None
    target = request.arguments.get(argument.name) if argument is not None else None
    if target == ticket.status and any(each.to_itself for each in entry.transitions):
        return None
    fitting = [each for each in entry.transitions if each.to is not None or _offers(each, target, ticket)]
    holds = request.actor.holds
    for transition in fitting:
        if any(clause <= holds for clause in transition.needs):
            return transition
    if fitting:
        first = fitting[0]
        rule = f"transitions.{first.name}"
        return Decision(False, Code.MISSING_PERMISSION, Ground.PERMISSION, first.requirements, rule, first.line)
    if action is None or argument is None:
        return None
    return _not_offered(action, argument, entry.transitions)


def _offers(transition: Transition, target: str | None, ticket: Ticket) -> bool:
    return target in transition.choice and target != ticket.status


def _not_offered(action: Action, argument: Argument, transitions: tuple[Transition, ...]) -> Decision:
    if not transitions:
        return argument_refusal(action, argument, Code.STATUS_NOT_OFFERED)
    first = transitions[0]
    requirements = first.otherwise or first.requirements
    rule = f"transitions.{first.name}"
    code = Code.STATUS_NOT_OFFERED
    return Decision(False, code, Ground.ARGUMENTS, requirements, rule, first.line, argument.name)


def _decide_arguments(
    compiled: CompiledRules, entry: Entry, request: Request, ticket: Ticket | None, now: datetime
) -> Decision:
    action = entry.action
    if action is None:
        return entry.allowed
    for argument in action.takes:
        refusal = _look_at(compiled, action, argument, request.arguments, now)
        if refusal is not None:
            return refusal
    if ticket is None:
        return entry.allowed
    if action.operation == Operation.SUBMIT_SURVEY:
        return _survey_refusal(compiled, action, ticket, now) or entry.allowed
    if not entry.transitions and action.chooses_status is None:
        return entry.allowed
    moving = moving_transition(entry, request, ticket)
    return moving if isinstance(moving, Decision) else entry.allowed


def _look_at(
    compiled: CompiledRules, action: Action, argument: Argument, arguments: Mapping[str, Any], now: datetime
) -> Decision | None:
    """The refusal of one argument, if it is missing or not what it has to be."""
    value = arguments.get(argument.name)
    if value is None and argument.optional:
        return None
    if argument.type == "future_time":
        ahead = isinstance(value, datetime) and value.tzinfo is not None and value > now
        return None if ahead else argument_refusal(action, argument, Code.BAD_TIME)
    if argument.type == "integer":
        fits = type(value) is int and argument.smallest <= value <= argument.largest
        return None if fits else argument_refusal(action, argument, Code.BAD_NUMBER)
    if argument.type == "text":
        fits = isinstance(value, str) and bool(value.strip()) and len(value) <= argument.longest
        return None if fits else argument_refusal(action, argument, Code.BAD_TEXT)
    known = isinstance(value, str) and value in compiled.rules.statuses
    return None if known else argument_refusal(action, argument, Code.UNKNOWN_STATUS)


def _survey_refusal(compiled: CompiledRules, action: Action, ticket: Ticket, now: datetime) -> Decision | None:
    """A survey can be submitted once, while it waits, and for a limited time (A-15)."""
    survey = ticket.open_survey
    rule = f"actions.{action.role}.{action.name}"
    if survey is None:
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
