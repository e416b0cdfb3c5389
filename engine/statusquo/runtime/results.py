"""What the engine answers: decisions with their reasons, and effects for the caller to carry out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from statusquo.runtime.state import Ticket


class Code(StrEnum):
    """The reasons for a decision that the language itself knows; rules may add codes at their cells."""

    ALLOWED = "allowed"
    NOT_VISIBLE = "not_visible"
    MISSING_PERMISSION = "missing_permission"
    NOT_RELATED = "not_related"
    NOT_OWN = "not_own"
    NOT_FOR_ROLE = "not_for_role"
    STATUS_FORBIDS = "status_forbids"
    STATUS_NOT_OFFERED = "status_not_offered"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    BAD_TEXT = "bad_text"
    UNKNOWN_STATUS = "unknown_status"
    NO_SURVEY = "no_survey"
    SURVEY_EXPIRED = "survey_expired"
    UNKNOWN_FLAG = "unknown_flag"
    CONDITION_UNMET = "condition_unmet"


class Ground(StrEnum):
    """What speaks against a request; ``NOTHING`` if the request is allowed.

    The order is that in which the action is asked. Its transitions come after the arguments, and they speak on the
    ground of permission, status or arguments again.
    """

    NOTHING = "nothing"
    VISIBILITY = "visibility"
    PERMISSION = "permission"
    STATUS = "status"
    ARGUMENTS = "arguments"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is allowed, and why.

    Attributes:
        code: a :class:`Code`, or a refusal code of the rules.
        ground: what spoke against it.
        requirements: ids of the requirements that it follows from.
        rule: the rule that decided, as a path into the rule file.
        line: of that rule.
        argument: name of the argument at fault, or the empty string.
    """

    allowed: bool
    code: str
    ground: Ground
    requirements: tuple[str, ...]
    rule: str
    line: int
    argument: str = ""


@dataclass(frozen=True, slots=True)
class TicketCreated:
    """There is a new ticket."""

    status: str


@dataclass(frozen=True, slots=True)
class TicketDeleted:
    """The ticket is to disappear with all that belongs to it."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The ticket went from one status to another."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TimerStarted:
    """A timer runs from now on, instead of one of the same name that may have been running.

    Attributes:
        rounds: how often it has been due already.
    """

    name: str
    due_at: datetime
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class TimerStopped:
    """A timer no longer runs: the ticket left the statuses it runs in, or it was due."""

    name: str


@dataclass(frozen=True, slots=True)
class SurveyOpened:
    """A survey waits to be submitted from now on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class UnsubmittedSurveyDropped:
    """The survey that waited to be submitted is to be deleted."""


@dataclass(frozen=True, slots=True)
class SurveySubmitted:
    """The survey that waited has been submitted; its contents are arguments of the request."""


@dataclass(frozen=True, slots=True)
class FavoriteAdded:
    """The ticket is among the actor's favorites from now on."""

    role: str
    actor: str


@dataclass(frozen=True, slots=True)
class FavoritesCleared:
    """The ticket is to be taken off the favorites of everybody in the role."""

    role: str


@dataclass(frozen=True, slots=True)
class FlagSet:
    """The ticket has this flag from now on."""

    name: str


@dataclass(frozen=True, slots=True)
class FlagCleared:
    """The ticket no longer has this flag."""

    name: str


@dataclass(frozen=True, slots=True)
class LinkedTicketOpened:
    """The actor opens a new ticket, linked to this one; what came with the request belongs there, and not here.

    Attributes:
        ticket: the new one.
        effects: what is to be carried out on it.
    """

    ticket: Ticket
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class SystemMessageAdded:
    """The system says something on the ticket."""

    text: str
    at: datetime


Effect: TypeAlias = (
    TicketCreated
    | TicketDeleted
    | StatusChanged
    | TimerStarted
    | TimerStopped
    | SurveyOpened
    | UnsubmittedSurveyDropped
    | SurveySubmitted
    | FavoriteAdded
    | FavoritesCleared
    | FlagSet
    | FlagCleared
    | LinkedTicketOpened
    | SystemMessageAdded
)


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a request or of time going by.

    Attributes:
        decision: the decision on the request; None when time did it.
        ticket: how things stand afterwards: as before if it was refused, None if there is no ticket (any more).
        effects: what the caller is to carry out, in this order; empty if it was refused.
    """

    decision: Decision | None
    ticket: Ticket | None
    effects: tuple[Effect, ...] = ()
