"""What has to be there to be read after an operation was done: an answer that says "done" is not believed alone."""

from __future__ import annotations

from collections.abc import Callable

from statusquo.rules.build import STATUS_FORBIDS
from statusquo.runtime.results import Code

from statusquo_conformance.judging.findings import Unreached, Violation
from statusquo_conformance.operations import Done, Operation
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.arguments import BODY
from statusquo_conformance.stage.world import World


def check_evidence(world: World, operation: Operation, person: Person) -> None:
    """Read back what an operation that was done must have brought about.

    Raises:
        Violation: if it has not.
        Unreached: if it cannot be read.
    """
    check = _CHECKS.get(operation)
    if check is not None:
        check(world, person)


def check_sight(world: World, person: Person) -> None:
    """Make sure that somebody sees the ticket, where what is judged is something else.

    Raises:
        Unreached: if not.
    """
    outcome = world.sees(person)
    if not isinstance(outcome, Done):
        message = f"{person.phrase(world.rules)} did not see the ticket while it was {world.status}: {outcome.seen}"
        raise Unreached(message)


def check_reason(world: World, reason: str) -> None:
    """Judge the reason that a server gives for a refusal that is right.

    Where a requirement says why something is refused, another reason violates it. Elsewhere it is only remarked on.

    Raises:
        Violation: if a requirement of the scenario says another reason.
        Unreached: if it does, and the reason that was given is one that is looked at before.
    """
    said = [each.refusal for each in map(world.rules.requirements.__getitem__, world.brief.ids) if each.refusal]
    if said and reason not in said:
        if _ground(reason) < min(map(_ground, said)):
            before = f"before it could be as {' or '.join(said)}"
            raise Unreached(f"while the ticket was {world.status} it was refused as {reason}, {before}")
        raise Violation(f"it refused as {' or '.join(said)}", f"it refused as {reason}")
    cell = world.rules.cells.get((world.cell.role, world.cell.action, world.cell.status)) if world.cell else None
    if said or cell is None or cell.allowed or not world.brief.checks_cell:
        return
    # Whoever says that the status forbids it is never wrong, even where the rules have a more exact word for it.
    if reason not in {cell.refusal, STATUS_FORBIDS}:
        world.remarks.append(Violation(f"it refused as {cell.refusal}", f"it refused as {reason}"))


_OF_THE_TICKET = {Code.STATUS_FORBIDS, Code.CONDITION_UNMET, Code.NO_SURVEY, Code.SURVEY_EXPIRED}
"""Reasons of the language that are about how things stand with a ticket; so are all that the rules name themselves."""


def _ground(reason: str) -> int:
    """What a reason is about, by the order in which servers look: visibility, permission, status, arguments."""
    if reason == Code.NOT_VISIBLE:
        return 0
    if reason in {Code.MISSING_PERMISSION, Code.NOT_RELATED, Code.NOT_OWN, Code.NOT_FOR_ROLE}:
        return 1
    return 3 if reason in set(Code) - _OF_THE_TICKET else 2


def _ticket_was_shown(world: World, person: Person) -> None:
    shown = world.outcome.result.status if isinstance(world.outcome, Done) else None
    wanted = world.rules.shown(person.role, world.status)
    if shown != wanted:
        raise Violation(f"the ticket to be shown as {wanted}", f"it shown as {shown}")


def new_links(world: World) -> tuple[str, ...]:
    """The tickets that are linked to this one and were not when its state was noted."""
    before = world.noted.links if world.noted is not None else ()
    return tuple(ticket for ticket in world.read(Operation.LIST_LINKS) if ticket not in before)


def check_linked_ticket(world: World, ticket: str, person: Person) -> None:
    """Make sure that a ticket is a new one of somebody's, on which that stands which was to be written.

    Raises:
        Violation: if it is not.
        Unreached: if its messages cannot be read.
    """
    initial = world.rules.initial
    outcome = world.perform(Operation.READ_TICKET, person, {"ticket": ticket})
    if not isinstance(outcome, Done):
        raise Violation(f"{person.phrase(world.rules)} to see the ticket that was opened", outcome.seen)
    shown = world.rules.shown(person.role, initial)
    if outcome.result.status != shown:
        raise Violation(f"the ticket that was opened to be {shown}", f"it {outcome.result.status}")
    found = world.perform(Operation.LIST_MESSAGES, person, {"ticket": ticket})
    if not isinstance(found, Done):
        message = (
            f"{person.phrase(world.rules)} could not read the messages of the ticket that was opened: {found.seen}"
        )
        raise Unreached(message)
    body, author = world.arguments[BODY], world.account(person).id
    written = [message for message in found.result if message.body == body and message.author == author]
    if len(written) != 1:
        raise Violation(f"the message “{body}” on the ticket that was opened, once", f"it {len(written)} times")


def _message_is_there(world: World, person: Person) -> None:
    expected = world.track.expected
    if expected is not None and expected.transition is not None and expected.transition.opens is not None:
        _message_is_elsewhere(world, person)
        return
    body, author = world.arguments[BODY], world.account(person).id
    found = [message for message in world.read(Operation.LIST_MESSAGES) if message.body == body]
    if len(found) != 1 or found[0].author != author:
        raise Violation(f"the message “{body}” of {person.phrase(world.rules)} once", f"it {len(found)} times")


def _message_is_elsewhere(world: World, person: Person) -> None:
    """It went to another ticket, the one that was linked last."""
    links = new_links(world)
    if not links:
        raise Violation("another ticket that is linked to it", "none")
    check_linked_ticket(world, links[-1], person)


def _flag_is_set(world: World, _person: Person) -> None:
    flag, flags = _named_flag(world), world.view().flags
    if flag not in flags:
        raise Violation(f"the ticket to be marked {flag}", f"it marked {in_words(flags)}")


def _flag_is_cleared(world: World, _person: Person) -> None:
    flag, flags = _named_flag(world), world.view().flags
    if flag in flags:
        raise Violation(f"the ticket not to be marked {flag}", f"it marked {in_words(flags)}")


def _named_flag(world: World) -> str:
    """The flag that was given with what was tried."""
    action = world.tried[1] if world.tried is not None else None
    name = next((each.name for each in action.takes if each.type == "flag"), "") if action is not None else ""
    return str(world.arguments.get(name))


def in_words(flags: frozenset[str]) -> str:
    """Flags as a list, or that there are none."""
    return ", ".join(sorted(flags)) or "as nothing"


def _message_is_edited(world: World, _person: Person) -> None:
    body, id_ = world.arguments[BODY], world.arguments["message"]
    found = next((message for message in world.read(Operation.LIST_MESSAGES) if message.id == id_), None)
    if found is None or found.body != body:
        raise Violation(f"the message to read “{body}”", f"“{found.body}”" if found else "no such message")


def _status_is_chosen(world: World, _person: Person) -> None:
    wanted = world.arguments["status"]
    status = world.status_expected(wanted)
    if status != wanted:
        raise Violation(f"the status {wanted}", f"the status {status}")


def _ticket_is_assigned(world: World, _person: Person) -> None:
    assignee, wanted = world.read(Operation.READ_TICKET).assignee, world.arguments["staff"]
    if assignee != wanted:
        raise Violation(f"the ticket to be assigned to {wanted}", f"it assigned to {assignee or 'nobody'}")


def _takes_part(world: World, person: Person) -> None:
    id_ = world.account(person).id
    if world.offers(Operation.LIST_PARTICIPANTS) and not any(
        each.customer == id_ and each.active for each in world.read(Operation.LIST_PARTICIPANTS)
    ):
        raise Violation(f"{person.phrase(world.rules)} to be an active participant", "no such active participant")
    check_sight(world, person)


def _survey_is_submitted(world: World, _person: Person) -> None:
    surveys = world.read(Operation.LIST_SURVEYS)
    if not any(survey.submitted for survey in surveys):
        raise Violation("the survey to be submitted", "no survey that is submitted")


_CHECKS: dict[Operation, Callable[[World, Person], None]] = {
    Operation.READ_TICKET: _ticket_was_shown,
    Operation.POST_MESSAGE: _message_is_there,
    Operation.EDIT_MESSAGE: _message_is_edited,
    Operation.CHANGE_STATUS: _status_is_chosen,
    Operation.ASSIGN: _ticket_is_assigned,
    Operation.ACCEPT_INVITE: _takes_part,
    Operation.SUBMIT_SURVEY: _survey_is_submitted,
    Operation.SET_FLAG: _flag_is_set,
    Operation.CLEAR_FLAG: _flag_is_cleared,
}
