"""What happens in a scenario: somebody tries something, somebody manages something, time goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, when
from statusquo.rules.doings import Action

from statusquo_conformance.stage.arguments import usual_arguments
from statusquo_conformance.stage.timetable import timer_called
from statusquo_conformance.stage.world import World


@when(parsers.re(r"(?P<who>.+) tries to (?P<doing>.+)"))
def tries(world: World, who: str, doing: str) -> None:
    """Somebody tries something; what is not said of its arguments is in order."""
    person = world.person(who)
    done = world.doing(person, doing)
    arguments = usual_arguments(world, done.deed(person))
    odd = {name: _odd(world, done.action, name, how) for name, how in done.odd.items()}
    world.attempt(person, done.action, {**arguments, **odd})


@when(parsers.re(r"(?P<who>.+) tries everything else"))
def tries_everything_else(world: World, who: str) -> None:
    """Somebody tries, one after the other, what has no scenario of its own for those who do not see the ticket."""
    world.attempt_the_rest(world.person(who))


@when(parsers.re(r"(?P<who>.+) manages to (?P<doing>.+)"))
def manages(world: World, who: str, doing: str) -> None:
    """Somebody does something that has to work."""
    world.manage(world.person(who), doing)


@when(parsers.re(r'(?P<by>.+) brings it to (?P<status>\S+) with "(?P<way>[^"]+)"'))
def brings(world: World, by: str, status: str, way: str) -> None:
    """Somebody, or time, brings the ticket to a status."""
    world.move_by(by, way, status)


@when(parsers.re(r"the (?P<label>.+) is due"))
def is_due(world: World, label: str) -> None:
    """The time of a timer has come."""
    world.let_be_due(timer_called(world.rules, label).name)


@when(parsers.re(r"the (?P<label>.+) is due for the last time"))
def is_due_for_the_last_time(world: World, label: str) -> None:
    """The time of a timer has come again and again, until it begins anew no more."""
    timer = timer_called(world.rules, label)
    for _ in range(world.rounds_left(timer.name)):
        world.let_be_due(timer.name)


@when(parsers.re(r"it is nearly the last time for the (?P<label>.+)"))
def is_nearly_due_for_the_last_time(world: World, label: str) -> None:
    """The last time of a timer is a minute away."""
    timer = timer_called(world.rules, label).name
    for _ in range(world.rounds_left(timer) - 1):
        world.let_be_due(timer)
    world.times.let_be_nearly_due(timer)


@when(parsers.re(r"the old time of the (?P<label>.+) comes"))
def old_time_comes(world: World, label: str) -> None:
    """The time has come that a timer had before it was given another one."""
    world.times.let_old_time_pass(timer_called(world.rules, label).name)


@when(parsers.re(r"it is nearly time for the (?P<label>.+)"))
def is_nearly_due(world: World, label: str) -> None:
    """The time of a timer is a minute away."""
    world.times.let_be_nearly_due(timer_called(world.rules, label).name)


@when("a while goes by")
def a_while_goes_by(world: World) -> None:
    """Enough time goes by for whatever the server does now and then to have been done."""
    world.times.let_go_by(world.times.clock.a_while)


@when(parsers.re(r"(?P<time>\d+ .+) go by"))
def go_by(world: World, time: str) -> None:
    """Some time goes by."""
    words = time.split()
    parts = {unit: int(count) for count, unit in zip(words[::2], words[1::2], strict=True)}
    world.times.let_go_by(timedelta(**parts))


def _odd(world: World, action: Action, name: str, how: str | int) -> Any:
    """The value of an argument that is not in order, or a number that may be."""
    argument = next(each for each in action.takes if each.name == name)
    if isinstance(how, int):
        return how
    if argument.type == "future_time":
        return world.times.bad_time(how)
    texts = {"missing": None, "blank": "   ", "too long": "x" * (argument.longest + 1)}
    return texts[how]
