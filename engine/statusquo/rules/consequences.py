"""What follows by a rule set: transitions and where they lead, timers, effects of changes of status, surveys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from statusquo.rules.doings import Clause
from statusquo.rules.guards import Guard


@dataclass(frozen=True, slots=True)
class MoveEffect:
    """A system message that a transition or a timer adds."""

    text: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    """A new ticket that a transition opens for the actor, linked to the old one; what is written goes there."""

    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class To:
    """It leads to this status."""

    status: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The actor chooses among these statuses, in the order of the rules."""

    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """It leads back to the status that the ticket had before, if that is one of ``statuses``, else to ``otherwise``."""

    statuses: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Stays:
    """It leaves the status as it is."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The ticket is deleted."""


Aim: TypeAlias = To | Chosen | Back | Stays | Gone
"""Where a ticket goes. No timer chooses, and no transition deletes."""


def to_of(aim: Aim) -> str | None:
    """The one status that an aim leads to, if there is one."""
    return aim.status if isinstance(aim, To) else None


def targets_of(aim: Aim) -> tuple[str, ...]:
    """Every status that an aim can lead to; none where the ticket stays or is deleted."""
    match aim:
        case To(status):
            return (status,)
        case Chosen(statuses):
            return statuses
        case Back(statuses, otherwise):
            return statuses if otherwise in statuses else (*statuses, otherwise)
    return ()


@dataclass(frozen=True, slots=True)
class Transition:
    """What an action does to a ticket: mostly, how it changes the status.

    Attributes:
        sources: the statuses in which it applies.
        aim: where it leads.
        to_itself: choosing the status that the ticket has is accepted, without effect.
        needs: as in an action, besides those of the action.
        guard: how things have to stand with the ticket, and what has to be given, or None.
        starts: name of the timer that begins to run, or None.
        at: the argument that says until when.
        effects: what the system says.
        opens: the ticket that it opens, or None.
        otherwise: requirements that refuse a status which cannot be chosen.
    """

    name: str
    role: str
    action: str
    sources: frozenset[str]
    aim: Aim
    to_itself: bool
    needs: tuple[Clause, ...]
    guard: Guard | None
    starts: str | None
    at: str | None
    effects: tuple[MoveEffect, ...]
    opens: OpenedTicket | None
    requirements: tuple[str, ...]
    otherwise: tuple[str, ...]
    why: str
    line: int

    @property
    def to(self) -> str | None:
        """The one status that it leads to, if there is one."""
        return to_of(self.aim)

    @property
    def choice(self) -> tuple[str, ...]:
        """The statuses that can be chosen; none if the actor has no choice."""
        return self.aim.statuses if isinstance(self.aim, Chosen) else ()

    @property
    def is_chosen(self) -> bool:
        """Whether the actor says where it leads."""
        return isinstance(self.aim, Chosen)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every status that it can lead to."""
        return targets_of(self.aim)


@dataclass(frozen=True, slots=True)
class WayTable:
    """A table of the ways from statuses to statuses, as a person reads it.

    A row that leads anywhere is a transition named ``NAME.STATUS``.

    Attributes:
        columns: the statuses that are led to.
        rows: the statuses that are led away from, those that lead nowhere included.
    """

    name: str
    role: str
    action: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]

    def row(self, transitions: tuple[Transition, ...], status: str) -> Transition | None:
        """The transition of a row; None if it leads nowhere."""
        return next((each for each in transitions if each.name == f"{self.name}.{status}"), None)


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a timer is due before the last time, and what the system says each time."""

    times: int
    effects: tuple[MoveEffect, ...]
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """What time does to a ticket.

    Attributes:
        runs_in: the statuses in which it runs; leaving them cancels it.
        after: it starts by itself on coming into ``runs_in`` and is due after this; None when a transition starts it.
        restarted_by: (role, action) pairs that make it begin anew.
        repeats: what happens before it is due for the last time, or None.
        shown_as: the field in which a ticket shows when it is due, or None.
        aim: what becomes of the ticket when it is due (for the last time).
        effects: what comes with it when it is due.
        cancelled: requirements which say that leaving ends it.
    """

    name: str
    label: str
    subject: str
    runs_in: frozenset[str]
    after: timedelta | None
    restarted_by: frozenset[tuple[str, str]]
    repeats: Repeats | None
    shown_as: str | None
    aim: Aim
    effects: tuple[MoveEffect, ...]
    requirements: tuple[str, ...]
    cancelled: tuple[str, ...]
    why: str
    line: int

    @property
    def to(self) -> str | None:
        """The one status that it leads to, if there is one."""
        return to_of(self.aim)

    @property
    def deletes(self) -> bool:
        """Whether the ticket is deleted when it is due."""
        return isinstance(self.aim, Gone)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every status that it can lead to."""
        return targets_of(self.aim)


@dataclass(frozen=True, slots=True)
class StatusEffect:
    """What follows from a change of status.

    Attributes:
        entering: whether it follows from entering ``statuses``, else from leaving them.
        each: every one of ``statuses`` counts for itself, also when the ticket comes from another one of them.
        do: ``open_survey``, ``drop_unsubmitted_survey``, ``clear_favorites`` or ``add_system_message``.
        of: the role whose favorites are cleared, or None.
        text: the system message, or the empty string.
        otherwise: requirements which say where, or to what, it does not happen.
        again: requirements which say that it happens anew on coming back.
    """

    name: str
    subject: str
    entering: bool
    statuses: frozenset[str]
    each: bool
    do: str
    of: str | None
    text: str
    requirements: tuple[str, ...]
    otherwise: tuple[str, ...]
    again: tuple[str, ...]
    why: str
    line: int

    def follows(self, source: str | None, target: str) -> bool:
        """Whether it follows when a ticket goes from ``source`` (None: it is new) to ``target``, another status."""
        if not self.entering:
            return source in self.statuses and target not in self.statuses
        return target in self.statuses and (self.each or source not in self.statuses)


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """How long a survey can be submitted after it was made."""

    submit_within: timedelta
    requirements: tuple[str, ...]
    line: int
