"""What happens in a scenario: somebody tries something, somebody manages something, time goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, when
from statusquo.rules.model import RuleSet

from statusquo_conformance.stage.arguments import usual_arguments
from statusquo_conformance.stage.world import World


@when(parsers.re(r"(?P<who>.+) tries to (?P<phrase>[^,]+)"))
def tries(world: World, who: str, phrase: str) -> None:
    """Somebody tries something with arguments that are in order."""
    _try(world, who, phrase, {})


@when(parsers.re(r"(?P<who>.+) tries to (?P<phrase>[^,]+), choosing (?P<status>\S+)"))
def tries_choosing(world: World, who: str, phrase: str, status: str) -> None:
    """Somebody tries to bring the ticket to a status."""
    _try(world, who, phrase, {"status": status})


@when(parsers.re(r"(?P<who>.+) tries to (?P<phrase>[^,]+), for a time that is (?P<word>past|missing|unreadable)"))
def tries_for_a_bad_time(world: World, who: str, phrase: str, word: str) -> None:
    """Somebody tries to schedule something for a time that is none to come."""
    _try(world, who, phrase, {"at": world.times.bad_time(word)})


@when(parsers.re(r"(?P<who>.+) tries to (?P<phrase>[^,]+), with the number (?P<number>-?\d+)"))
def tries_with_a_number(world: World, who: str, phrase: str, number: str) -> None:
    """Somebody tries something with a number."""
    _try(world, who, phrase, {"rating": int(number)})


@when(parsers.re(r"(?P<who>.+) tries everything else"))
def tries_everything_else(world: World, who: str) -> None:
    """Somebody tries, one after the other, what has no scenario of its own for those who do not see the ticket."""
    world.attempt_the_rest(world.person(who))


@when(parsers.re(r"(?P<who>.+) manages to (?P<phrase>[^,]+)"))
def manages(world: World, who: str, phrase: str) -> None:
    """Somebody does something that has to work."""
    world.manage(world.person(who), phrase)


@when(parsers.re(r'(?P<by>.+) brings it to (?P<status>\S+) with "(?P<way>[^"]+)"'))
def brings(world: World, by: str, status: str, way: str) -> None:
    """Somebody, or time, brings the ticket to a status."""
    world.move_by(by, way, status)


@when(parsers.re(r"the (?P<label>.+) is due"))
def is_due(world: World, label: str) -> None:
    """The time of a timer has come."""
    world.let_be_due(_timer(world.rules, label))


@when(parsers.re(r"the old time of the (?P<label>.+) comes"))
def old_time_comes(world: World, label: str) -> None:
    """The time has come that a timer had before it was given another one."""
    world.times.let_old_time_pass(_timer(world.rules, label))


@when(parsers.re(r"it is nearly time for the (?P<label>.+)"))
def is_nearly_due(world: World, label: str) -> None:
    """The time of a timer is a minute away."""
    world.times.let_be_nearly_due(_timer(world.rules, label))


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


def _try(world: World, who: str, phrase: str, given: dict[str, Any]) -> None:
    person = world.person(who)
    action = world.action_called(person, phrase)
    world.attempt(person, action, {**usual_arguments(world, action), **given})


def _timer(rules: RuleSet, label: str) -> str:
    return next(timer.name for timer in rules.timers.values() if timer.label == label)
