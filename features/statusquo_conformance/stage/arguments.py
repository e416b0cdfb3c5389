"""Arguments with which an action ought to work, whatever a scenario is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from statusquo.rules.doings import Action, Argument
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.stage.actors import creator, participant
from statusquo_conformance.stage.standing import Deed

if TYPE_CHECKING:
    from statusquo_conformance.stage.world import World

BODY = "body"
_WITH_TEXT = frozenset({Operation.POST_MESSAGE, Operation.EDIT_MESSAGE})
"""What is done by writing something, which may be called whatever the rules like."""


def usual_arguments(world: World, deed: Deed) -> dict[str, Any]:
    """Arguments with which something ought to work on the ticket of a scenario.

    What the deed does not name is chosen here: a status that can be chosen, the first flag of the rules.
    """
    action = world.rules.actions[deed.role, deed.action]
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        Operation.POST_MESSAGE: lambda: {BODY: world.new_text()},
        Operation.EDIT_MESSAGE: lambda: {"message": world.message, BODY: world.new_text()},
        Operation.ASSIGN: lambda: {"staff": world.account(world.observer).id},
        Operation.ACCEPT_INVITE: lambda: {"invite": world.link},
        Operation.REMOVE_PARTICIPANT: lambda: {"customer": _somebody_who_takes_part(world)},
    }
    makers_of_values: dict[str, Callable[[Argument], Any]] = {
        "future_time": lambda _: world.times.give(far=deed.far),
        "status": lambda _: deed.status if deed.status is not None else world.track.choice(deed),
        "flag": lambda _: deed.flag if deed.flag is not None else next(iter(world.rules.flags)),
        "integer": middle,
        "text": lambda argument: world.new_text()[: argument.longest or None],
    }
    arguments = makers.get(action.operation, dict)()
    for argument in action.takes:
        if argument.name == main_text(action) or (argument.optional and argument.name not in deed.given):
            continue
        arguments[argument.name] = makers_of_values[argument.type](argument)
    return arguments


def main_text(action: Action) -> str | None:
    """The argument that is what somebody writes, if the action is there for that."""
    if action.operation not in _WITH_TEXT:
        return None
    return next((argument.name for argument in action.takes if argument.type == "text"), None)


def middle(argument: Argument) -> int:
    """A number in the middle of those that an argument takes."""
    return (argument.smallest + argument.largest) // 2


def middle_rating(rules: RuleSet) -> int:
    """A number in the middle of those that a survey takes."""
    for action in rules.actions.values():
        for argument in action.takes:
            if action.operation == Operation.SUBMIT_SURVEY and argument.type == "integer":
                return middle(argument)
    return 1


def _somebody_who_takes_part(world: World) -> str:
    return world.account(participant(world.rules) or creator(world.rules)).id
