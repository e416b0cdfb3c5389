"""What the engine is told: who asks for what, and how things stand with the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

NO_ARGUMENTS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something.

    Attributes:
        id: whatever tells actors of a role apart.
        role: one of the roles of the rules.
        permissions: those that the actor holds.
        relations: those that the actor has to the ticket, and to the message concerned if there is one.
        holds: both together, which is what needs are compared with.
    """

    id: str
    role: str
    permissions: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    holds: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", self.permissions | self.relations)


@dataclass(frozen=True, slots=True)
class Request:
    """An actor's attempt at an action.

    Attributes:
        action: one of the actions of the rules.
        arguments: by name; a time is a ``datetime`` with a time zone, and anything else given for one is unreadable.
    """

    actor: Actor
    action: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: NO_ARGUMENTS)


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A timer of the rules that runs on a ticket until ``due_at``; it has been due ``rounds`` times already."""

    name: str
    due_at: datetime
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """A satisfaction survey of a ticket."""

    opened_at: datetime
    submitted: bool = False


@dataclass(frozen=True, slots=True)
class Favorite:
    """The ticket is among the favorites of this actor."""

    role: str
    actor: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Whoever brought a ticket into the status that it has."""

    role: str
    actor: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """All of a ticket's state that rules speak of.

    Attributes:
        status: one of the statuses of the rules (S-1: exactly one).
        timers: those that run, at most one of each name, ordered by name.
        surveys: in the order in which they were opened; at most one is not submitted.
        favorites: whose favorite it is.
        flags: those that are set.
        assigned: it is assigned to somebody.
        came_from: the status that it had before this one; None if it had none.
        brought_by: who brought it into this status; None if time did.

    The last three are kept as far as the rules ask for them.
    """

    status: str
    timers: tuple[RunningTimer, ...] = ()
    surveys: tuple[Survey, ...] = ()
    favorites: frozenset[Favorite] = frozenset()
    flags: frozenset[str] = frozenset()
    assigned: bool = False
    came_from: str | None = None
    brought_by: Doer | None = None

    def timer(self, name: str) -> RunningTimer | None:
        """The running timer of that name, if it runs."""
        return next((timer for timer in self.timers if timer.name == name), None)

    @property
    def open_survey(self) -> Survey | None:
        """The survey that has not been submitted, if there is one."""
        return next((survey for survey in self.surveys if not survey.submitted), None)
