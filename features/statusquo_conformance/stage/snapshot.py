"""Everything that can be read of a ticket, so that "nothing has changed" can be found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from statusquo_conformance.operations import MessageView, Operation, ParticipantView, SurveyView, TicketView
from statusquo_conformance.stage.actors import creator, participant

if TYPE_CHECKING:
    from statusquo_conformance.stage.world import World


@dataclass(frozen=True)
class Snapshot:
    """What everybody concerned could read of a ticket at a moment.

    Attributes:
        favorites: the names of those whose favorite it is.
        links: ids of the tickets that are linked to it.
    """

    ticket: TicketView
    messages: tuple[MessageView, ...]
    participants: tuple[ParticipantView, ...]
    surveys: tuple[SurveyView, ...]
    favorites: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def system_messages(self) -> tuple[MessageView, ...]:
        """The messages that nobody wrote."""
        return tuple(message for message in self.messages if message.author is None)

    def without_schedule(self) -> Snapshot:
        """The same, as if nothing were scheduled."""
        return replace(self, ticket=replace(self.ticket, times={}))

    def without_flag(self, flag: str) -> Snapshot:
        """The same, as if there were no such flag."""
        return replace(self, ticket=replace(self.ticket, flags=self.ticket.flags - {flag}))

    def without_links(self) -> Snapshot:
        """The same, as if no ticket were linked to it."""
        return replace(self, links=())


def take_snapshot(world: World) -> Snapshot:
    """Everything that can be read of the ticket now, as far as the rules know of it and the server claims to have it.

    Raises:
        Unreached: if something cannot be read.
    """
    rules = world.rules
    joining = participant(rules)
    people = [person for person in (creator(rules), joining) if person in world.present]
    fans = [person for person in people if person and rules.action_for(person.role, Operation.ADD_FAVORITE)]
    has_links = any(transition.opens is not None for transition in rules.transitions)
    has_surveys = rules.action_for(world.observer.role, Operation.LIST_SURVEYS) is not None

    def read(operation: Operation, *, known: bool) -> tuple[Any, ...]:
        return world.read(operation) if known and world.offers(operation) else ()

    return Snapshot(
        ticket=world.read(Operation.READ_TICKET),
        messages=world.read(Operation.LIST_MESSAGES),
        participants=read(Operation.LIST_PARTICIPANTS, known=joining is not None),
        surveys=read(Operation.LIST_SURVEYS, known=has_surveys),
        favorites=tuple(
            fan.phrase(rules) for fan in fans if world.offers(Operation.LIST_FAVORITES) and world.has_favorite(fan)
        ),
        links=read(Operation.LIST_LINKS, known=has_links),
    )


def differences(before: Snapshot, after: Snapshot) -> str:
    """What has changed, in words; empty if nothing has."""
    shown = _readings(before.ticket), _readings(after.ticket)
    changes = [
        f"the {name} changed from {_shown(shown[0].get(name))} to {_shown(shown[1].get(name))}"
        for name in {**shown[0], **shown[1]}
        if shown[0].get(name) != shown[1].get(name)
    ]
    for name in ("messages", "participants", "surveys", "favorites", "links"):
        one, other = getattr(before, name), getattr(after, name)
        gone = [each for each in one if each not in other]
        new = [each for each in other if each not in one]
        changes += [f"gone from the {name}: {_shown(each)}" for each in gone]
        changes += [f"new among the {name}: {_shown(each)}" for each in new]
        if one != other and not gone and not new:
            changes.append(f"the {name} are in another order or number")
    return "; ".join(changes)


def _readings(ticket: TicketView) -> Mapping[str, object]:
    """All that a ticket shows, by name."""
    return {"status": ticket.status, "assignee": ticket.assignee, **ticket.times, "flags": ticket.flags}


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, MessageView):
        return f"{'a system message' if value.author is None else 'the message'} “{value.body[:60]}”"
    if isinstance(value, ParticipantView):
        return f"{value.customer} ({'active' if value.active else 'no longer active'})"
    if isinstance(value, SurveyView):
        return f"a survey ({'submitted' if value.submitted else 'not submitted'})"
    return "nothing" if value is None else str(value)
