"""Trying every operation of a target once, in order, each in circumstances in which the rules allow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import FLAGGING

from statusquo_conformance.judging.findings import Finding, NotApplicable, NotChecked
from statusquo_conformance.operations import Done, Driver, Operation, TicketView, Unclear
from statusquo_conformance.rendering.cells import needs_invite, needs_message
from statusquo_conformance.rendering.people import doers
from statusquo_conformance.stage.actors import Person, creator, observer, participant
from statusquo_conformance.stage.arguments import usual_arguments
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.evidence import check_evidence, check_sight
from statusquo_conformance.stage.situations import aspects_of, situation_of
from statusquo_conformance.stage.world import World
from statusquo_conformance.target.chances import Chance, chance_of, find_chance, opens_another
from statusquo_conformance.target.vocabulary import READING, is_used, shown_by


def _order() -> tuple[Operation, ...]:
    order = list(Operation)
    order.remove(Operation.SCHEDULE_CLOSURE)
    order.insert(order.index(Operation.CLOSE_NOW), Operation.SCHEDULE_CLOSURE)
    return tuple(order)


ORDER = _order()
"""Every operation after those that it takes to get there."""

READ_BY_OBSERVER = frozenset(
    {Operation.LIST_STATUSES, Operation.LIST_MESSAGES, Operation.LIST_PARTICIPANTS, Operation.LIST_LINKS}
)


@dataclass(frozen=True)
class Trial:
    """What came of trying an operation.

    Attributes:
        operation: which one.
        who: who tried it.
        seen: what the server answered, in a few words.
        trouble: why it does not fit, or the empty string.
        skipped: why it was not tried, or the empty string.
    """

    operation: Operation
    who: str
    seen: str = ""
    trouble: str = ""
    skipped: str = ""


def try_operations(rules: RuleSet, driver: Driver) -> Iterator[Trial]:
    """Try each operation that the server claims to have, on a ticket of its own.

    Where the target names people who are there already, somebody among them who may do it tries it; an operation for
    which there is nobody, or that needs something else which the server does not claim, is skipped.

    Raises:
        TargetError: if an answer is neither done nor refused.
        BrokenServerError: if the server says that it is broken.
        UnreachableServerError: if there is no answer.
    """
    cast = Cast(rules, driver)
    for operation in ORDER:
        if operation in driver.operations and is_used(rules, operation) and _doers(rules, operation):
            yield _try(rules, driver, cast, operation)


def _try(rules: RuleSet, driver: Driver, cast: Cast, operation: Operation) -> Trial:
    skipped: list[Trial] = []
    for person, action in _doers(rules, operation):
        world = World(rules, driver, cast)
        who = person.phrase(rules)
        try:
            if operation is Operation.LIST_LINKS:
                seen, trouble = _list_links(world, person)
            else:
                arguments = _prepare(world, operation, person, action)
                seen, trouble = _attempt(world, operation, person, action, arguments)
        except (NotChecked, NotApplicable) as error:
            skipped.append(Trial(operation, who, skipped=str(error)))
        except Finding as error:
            return Trial(operation, who, trouble=str(error))
        else:
            return Trial(operation, who, seen, trouble)
    return skipped[0]


def _doers(rules: RuleSet, operation: Operation) -> tuple[tuple[Person, Action | None], ...]:
    """People who may do it, each with the action of the rules that it is, if the rules know it as one."""
    found: list[tuple[Person, Action | None]] = []
    for action in rules.actions.values():
        if action.operation == operation and not action.without_ticket:
            people = list(doers(rules, action))
            joining = participant(rules)
            if action.operation == Operation.ACCEPT_INVITE and joining is not None:
                people.append(joining)  # a stranger until then, and perhaps the only one whom the target names
            found += [(each if action.unseen else _with_all(each), action) for each in people]
    if found:
        return tuple(dict.fromkeys(found))
    if operation is not Operation.CREATE_TICKET and operation not in READING:
        return ()
    return ((observer(rules) if operation in READ_BY_OBSERVER else creator(rules), None),)


def _with_all(person: Person) -> Person:
    """The person with every permission: doers hold what their action needs, and what comes before may need more."""
    return replace(person, lacking=frozenset()) if person.relation is None else person


def _prepare(world: World, operation: Operation, person: Person, action: Action | None) -> Mapping[str, Any]:
    """Bring about what the operation needs, and put its arguments together."""
    world.begin()
    if operation is Operation.REMOVE_PARTICIPANT:
        joining = participant(world.rules)
        if joining is not None:
            world.bring_in(joining)
            return {"customer": world.account(joining).id}
    if action is None:
        return {}
    if needs_message(action):
        world.message_of(person)
    if needs_invite(action):
        world.invite()
    else:
        world.bring_in(person)
    atlas = world.track.atlas(world.driver.operations, person)
    return _come_to(world, action, chance_of(world.rules, atlas, person, action))


def _come_to(world: World, action: Action, chance: Chance | None) -> Mapping[str, Any]:
    """Bring the ticket to where something can be done, and put together what is given then."""
    if chance is None:
        message = f"nothing that the server claims brings a ticket to where one can {action.phrase}"
        raise NotApplicable(message)
    deed, standing = chance.deed, chance.standing
    what_matters = aspects_of(world.rules, action.role, action.name, standing.status)
    if action.operation in FLAGGING:
        what_matters = replace(what_matters, flags=tuple(world.rules.flags))
    world.bring_to(standing.status, situation_of(standing, what_matters))
    return usual_arguments(world, deed)


def _list_links(world: World, person: Person) -> tuple[str, str]:
    """What was answered, and why that does not fit; with a link to be found if there is a chance for one."""
    world.begin()
    is_linked = False
    with suppress(NotApplicable, NotChecked):  # the list can be read all the same
        is_linked = _open_another(world)
    outcome = world.look(Operation.LIST_LINKS, person)
    if not isinstance(outcome, Done):
        return outcome.seen, f"it has to work, and was answered with {outcome.seen}"
    shown = outcome.result or not is_linked
    return outcome.seen, "" if shown else "a message has opened another ticket, and it shows no ticket"


def _open_another(world: World) -> bool:
    """Let a message open another ticket; whether there was a chance for it."""
    for transition in world.rules.transitions:
        action = world.rules.actions[transition.role, transition.action]
        for person in map(_with_all, doers(world.rules, action) if transition.opens is not None else ()):
            atlas = world.track.atlas(world.driver.operations, person)
            chance = find_chance(world.rules, atlas, person, action, opens_another)
            if chance is not None:
                world.bring_in(person)
                arguments = _come_to(world, action, chance)
                world.rely(Operation(action.operation), person, **arguments)
                return True
    return False


def _attempt(
    world: World,
    operation: Operation,
    person: Person,
    action: Action | None,
    arguments: Mapping[str, Any],
) -> tuple[str, str]:
    """What was answered, and why that does not fit."""
    if action is not None:
        world.attempt(person, action, arguments)
        outcome = world.outcome
    else:
        given = {"ticket": world.ticket, **arguments}
        outcome = world.perform(operation, person, given)
    if not isinstance(outcome, Done | Unclear):
        seen = outcome.seen if outcome is not None else ""
        return seen, f"it has to work, and was answered with {seen}"
    if operation is Operation.ACCEPT_INVITE and Operation.LIST_PARTICIPANTS not in world.driver.operations:
        check_sight(world, person)
    elif action is not None:
        check_evidence(world, operation, person)
    return outcome.seen, _not_shown(world, operation, person)


def _not_shown(world: World, operation: Operation, person: Person) -> str:
    """What an operation that was done must have brought about and cannot be read, in words; else empty."""
    if operation is Operation.ADD_FAVORITE and not world.has_favorite(person):
        return "it was done, but `list_favorites` does not show it"
    if not shown_by(world.rules).get(operation):
        return ""
    view: TicketView = world.read(Operation.READ_TICKET)
    if operation is Operation.ASSIGN and view.assignee is None:
        return "it was done, but `read_ticket` shows no `assignee`"
    foreseen = world.track.expected
    timer = world.rules.timers.get((foreseen.transition.starts if foreseen and foreseen.transition else None) or "")
    if timer is None or timer.shown_as is None or view.status not in timer.runs_in:
        return ""
    return "" if view.times.get(timer.shown_as) else f"it was done, but `read_ticket` shows no `{timer.shown_as}`"
