"""Arguments with which an action ought to work, whatever a scenario is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from statusquo.rules.model import Action, RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.stage.actors import creator, participant

if TYPE_CHECKING:
    from statusquo_conformance.stage.world import World


def usual_arguments(world: World, action: Action, target: str | None = None) -> dict[str, Any]:
    """Arguments with which an action ought to work on the ticket of a scenario.

    Args:
        world: of the scenario.
        action: what is to be done.
        target: the status that the action is to bring about; any other than the present one if None.
    """
    times = world.times
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        Operation.CHANGE_STATUS: lambda: {"status": target if target is not None else _other_status(world, action)},
        Operation.SCHEDULE_CLOSURE: lambda: {"at": times.give(action.role, action.name)},
        Operation.SCHEDULE_DELETION: lambda: {"at": times.give(action.role, action.name)},
        Operation.POST_MESSAGE: lambda: {"body": world.new_text()},
        Operation.EDIT_MESSAGE: lambda: {"message": world.message, "body": world.new_text()},
        Operation.ASSIGN: lambda: {"staff": world.account(world.observer).id},
        Operation.ACCEPT_INVITE: lambda: {"invite": world.link},
        Operation.REMOVE_PARTICIPANT: lambda: {"customer": _somebody_who_takes_part(world)},
        Operation.SUBMIT_SURVEY: lambda: {"rating": middle_rating(world.rules)},
    }
    return makers.get(action.operation, dict)()


def middle_rating(rules: RuleSet) -> int:
    """A number in the middle of those that a survey takes."""
    for action in rules.actions.values():
        for argument in action.takes:
            if action.operation == Operation.SUBMIT_SURVEY and argument.type == "integer":
                return (argument.smallest + argument.largest) // 2
    return 1


def _other_status(world: World, action: Action) -> str:
    ways = [each for each in world.rules.transitions_of(action.role, action.name) if world.status in each.sources]
    choices = [status for each in ways for status in each.targets]
    return next((status for status in choices if status != world.status), world.status)


def _somebody_who_takes_part(world: World) -> str:
    return world.account(participant(world.rules) or creator(world.rules)).id
