"""A rule set as immutable values: what a rule file says, one class for each construct of the language.

Names (of statuses, actions, permissions …) are plain strings throughout, because they are data. Each rule keeps the
requirements that it carries out and the line that it stands on, so that every answer can name both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

from statusquo.rules.guards import Guard
from statusquo.rules.invariants import Invariant


class Level(Enum):
    """How binding a requirement is: RFC 2119's words, and ``FACT`` for what is only told."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    FACT = "fact"

    @property
    def is_checked(self) -> bool:
        """Whether a conformance suite checks requirements of this level."""
        return self in {Level.MUST, Level.SHOULD}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One numbered requirement.

    Attributes:
        id: such as ``C-3``.
        level: how binding it is.
        capabilities: a server has to offer one of these before it applies.
        checked_by: ``suite``, ``own_tests`` or ``nobody``.
        because: why nobody checks it, or the empty string.
        refusal: the refusal code by which a server says it, where the requirement says why something is refused; else
            the empty string.
        text: the requirement in words.
    """

    id: str
    level: Level
    capabilities: tuple[str, ...]
    checked_by: str
    because: str
    refusal: str
    text: str


@dataclass(frozen=True, slots=True)
class Capability:
    """Something that a server has as a whole or not at all.

    Attributes:
        text: what it is, in words.
        operations: what a server with it offers.
    """

    name: str
    text: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A status that a ticket can have.

    Attributes:
        final: a ticket never leaves it.
        once: a ticket never comes back into it.
        shown_to: by role, the status that those in the role are shown instead.
    """

    name: str
    label: str
    meaning: str
    final: bool
    once: bool
    shown_to: Mapping[str, str]
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a ticket is or is not, whatever its status is."""

    name: str
    label: str
    meaning: str
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A way in which an actor can be connected with a ticket or, if ``of_message``, with one of its messages.

    Attributes:
        made_by: the operation that makes it.
        ended_by: the operation that ends it, or None.
        ended_label: the actor's name in a scenario afterwards, or None.
    """

    name: str
    label: str
    made_by: str
    ended_by: str | None
    ended_label: str | None
    of_message: bool


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Actions of other roles that a role is refused in every status."""

    actions: tuple[str, ...]
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of actor.

    Attributes:
        permissions: what an actor of this role can hold.
        relations: what an actor of this role can be.
        when_refused: requirements that hold for every refusal of the role.
        profiles: ready-made sets of permissions.
    """

    name: str
    label: str
    unrelated_label: str
    permissions: tuple[str, ...]
    relations: tuple[str, ...]
    when_refused: tuple[str, ...]
    never: tuple[Prohibition, ...]
    profiles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One feature file."""

    name: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Argument:
    """Something to be given with an action.

    ``type`` is ``future_time``, ``status``, ``flag``, ``integer`` or ``text``.
    """

    name: str
    type: str
    smallest: int
    largest: int
    longest: int
    optional: bool
    requirements: tuple[str, ...]


Clause = frozenset[str]
"""Permissions and relations that are enough when held together."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that an actor in a role can try.

    Attributes:
        operation: what is done on a server (a closed list of the language).
        phrase: completes "tries to …".
        needs: alternatives, each of which is enough; ``(frozenset(),)`` when nothing is needed.
        without_ticket: it concerns no ticket.
        unseen: it is open to those who do not see the ticket.
        keeps_status: requirements which say that it leaves the status alone.
        otherwise: requirements that refuse those who lack what is needed.
        again: requirements which say that it is possible again after a status that denied it.
        guard: how things have to stand with the ticket besides its status, or None.
    """

    role: str
    name: str
    operation: str
    phrase: str
    subject: str
    needs: tuple[Clause, ...]
    without_ticket: bool
    unseen: bool
    takes: tuple[Argument, ...]
    keeps_status: tuple[str, ...]
    requirements: tuple[str, ...]
    otherwise: tuple[str, ...]
    again: tuple[str, ...]
    guard: Guard | None
    why: str
    line: int

    @property
    def chooses_status(self) -> Argument | None:
        """The argument by which the actor chooses a status, if there is one."""
        return next((argument for argument in self.takes if argument.type == "status"), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the status says about an action.

    Attributes:
        refusal: code of the refusal where it is denied.
        requirements: those that stand at the cell itself, else those of the action.
    """

    role: str
    action: str
    status: str
    allowed: bool
    refusal: str
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of statuses and actions of a role, as a person reads it."""

    name: str
    title: str
    role: str
    columns: tuple[str, ...]


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
        return self.aim.status if isinstance(self.aim, To) else None

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
        return self.aim.status if isinstance(self.aim, To) else None

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


@dataclass(frozen=True)
class RuleSet:
    """Everything that a rule file says. Mappings keep the order of the file.

    Attributes:
        file: the file as the user named it.
        digest: SHA-256 of the file's text, in hexadecimal.
        actions: by (role, name).
        cells: by (role, action, status).
        ways: the tables among the transitions, by name.
        requirements: by id.
        capabilities: by name.
        language: the version of the rule language.
    """

    file: str
    digest: str
    language: int
    name: str
    version: str
    title: str
    initial: str
    statuses: Mapping[str, Status]
    every_status: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    flags: Mapping[str, Flag]
    permissions: Mapping[str, str]
    relations: Mapping[str, Relation]
    roles: Mapping[str, Role]
    subjects: Mapping[str, Subject]
    actions: Mapping[tuple[str, str], Action]
    matrices: Mapping[str, Matrix]
    cells: Mapping[tuple[str, str, str], Cell]
    transitions: tuple[Transition, ...]
    ways: Mapping[str, WayTable]
    timers: Mapping[str, Timer]
    effects: tuple[StatusEffect, ...]
    surveys: SurveyRules | None
    invariants: tuple[Invariant, ...]
    requirements: Mapping[str, Requirement]
    capabilities: Mapping[str, Capability]

    def level(self, ids: tuple[str, ...]) -> Level:
        """The strongest level among these requirements; ``FACT`` if there are none."""
        present = {self.requirements[id_].level for id_ in ids}
        return next((level for level in Level if level in present), Level.FACT)

    def actions_of(self, role: str) -> tuple[Action, ...]:
        """The actions of a role, in the order of the file."""
        return tuple(action for (owner, _), action in self.actions.items() if owner == role)

    def action_for(self, role: str, operation: str) -> Action | None:
        """The action by which a role carries out an operation; a rule set has one at most."""
        found = (action for action in self.actions_of(role) if action.operation == operation)
        return next(found, None)

    def transitions_of(self, role: str, action: str) -> tuple[Transition, ...]:
        """The transitions of an action, in the order of the file."""
        return tuple(each for each in self.transitions if (each.role, each.action) == (role, action))

    def shown(self, role: str, status: str) -> str:
        """The status that people of a role are shown on a ticket in this one."""
        return self.statuses[status].shown_to.get(role, status)
