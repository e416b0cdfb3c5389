"""How a scenario begins. All of it has to work: where it does not, the scenario is unreached."""

from __future__ import annotations

from pytest_bdd import given, parsers, step, when

from statusquo_conformance.judging.findings import Unreached
from statusquo_conformance.operations import Operation
from statusquo_conformance.stage.situations import situation_called
from statusquo_conformance.stage.world import World


@given("a ticket")
def a_ticket(world: World) -> None:
    """A new ticket of the creator."""
    world.begin()


@given(parsers.re(r"(?P<who>.+) and a ticket"))
def somebody_and_a_ticket(world: World, who: str) -> None:
    """A new ticket, and a person with the relation to it that the name says."""
    world.begin()
    world.bring_in(world.person(who))


@given(parsers.re(r"a message of (?P<author>.+)"))
def a_message(world: World, author: str) -> None:
    """A message on the ticket."""
    world.message_of(world.person(author))


@given("an invite link to the ticket")
def an_invite_link(world: World) -> None:
    """A link by which a stranger can join."""
    world.invite()


@given(parsers.re(r"the ticket is in status (?P<status>\S+)"))
def in_status(world: World, status: str) -> None:
    """The ticket has come to a status by the shortest way."""
    world.bring_to(status)


@given(parsers.re(r"the ticket is in status (?P<status>\S+), (?P<situation>.+)"))
def in_situation(world: World, status: str, situation: str) -> None:
    """The ticket has come to a status in such a way that things stand so with it."""
    world.bring_to(status, situation_called(world.rules, situation))


@step("there is something on it to lose")
def something_to_lose(world: World) -> None:
    """A message and a favorite, where the server lets them be, so that it would show if a refusal took them away."""
    world.stake()


@step("the state of the ticket is noted")
def state_is_noted(world: World) -> None:
    """Everything that can be read of the ticket is remembered."""
    world.note()


@given("it has a survey")
def has_a_survey(world: World) -> None:
    """A survey waits to be submitted."""
    if not any(not survey.submitted for survey in world.read(Operation.LIST_SURVEYS)):
        message = f"the ticket had no survey to lose while it was {world.status}"
        raise Unreached(message)


@given("its survey is submitted")
def survey_is_submitted(world: World) -> None:
    """The survey that waited has been submitted."""
    world.submit_survey()


@given(parsers.re(r"the ticket is a favorite of (?P<who>.+)"))
@when(parsers.re(r"the ticket is made a favorite of (?P<who>.+)"))
def a_favorite(world: World, who: str) -> None:
    """The ticket is among somebody's favorites."""
    person = world.person(who)
    world.favorite_of(person)
    if not world.has_favorite(person):
        message = f"the ticket did not show among the favorites of {who}"
        raise Unreached(message)
