"""The seam between the suite and a server: the operations, and the ways in which one can end.

A driver carries out operations on some server. Each ends as :class:`Done`, :class:`Refused` or :class:`NotVisible`.
Everything else is a fault, raised as an exception, and never taken for an answer about the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from statusquo.errors import StatusquoError

if TYPE_CHECKING:
    from statusquo_conformance.stage.actors import Person


class Operation(StrEnum):
    """All that the suite asks of a server."""

    CREATE_TICKET = "create_ticket"
    READ_TICKET = "read_ticket"
    CHANGE_STATUS = "change_status"
    LIST_STATUSES = "list_statuses"
    POST_MESSAGE = "post_message"
    EDIT_MESSAGE = "edit_message"
    LIST_MESSAGES = "list_messages"
    ASSIGN = "assign"
    REQUEST_CLOSURE = "request_closure"
    CLOSE_NOW = "close_now"
    SCHEDULE_CLOSURE = "schedule_closure"
    SCHEDULE_DELETION = "schedule_deletion"
    CREATE_INVITE = "create_invite"
    ACCEPT_INVITE = "accept_invite"
    LIST_PARTICIPANTS = "list_participants"
    REMOVE_PARTICIPANT = "remove_participant"
    ADD_FAVORITE = "add_favorite"
    LIST_FAVORITES = "list_favorites"
    LIST_SURVEYS = "list_surveys"
    SUBMIT_SURVEY = "submit_survey"
    SET_FLAG = "set_flag"
    CLEAR_FLAG = "clear_flag"
    LIST_LINKS = "list_links"


@dataclass(frozen=True)
class Account:
    """Somebody whom the server knows.

    Attributes:
        id: how the server names this person in its answers.
        secret: what the driver logs in with; never shown.
        name: how reports call this person.
    """

    id: str
    secret: str
    name: str

    def __repr__(self) -> str:
        return f"Account({self.name})"


@dataclass(frozen=True)
class Done:
    """The server did it. ``result`` is what the operation gives: see :class:`Driver`."""

    result: Any
    seen: str


@dataclass(frozen=True)
class Refused:
    """The server would not do it.

    Attributes:
        seen: what it answered, in a few words.
        reason: why, as a refusal code of the rules; empty if the server does not tell or nothing translates it.
    """

    seen: str
    reason: str = ""


@dataclass(frozen=True)
class Unclear:
    """The server answers alike whether it does this or refuses it: only what can be read afterwards tells.

    ``result`` is what the operation would give, as in :class:`Done`.
    """

    result: Any
    seen: str


@dataclass(frozen=True)
class NotVisible:
    """To this actor there is no such ticket; ``seen`` says in a few words what the server answered."""

    seen: str


Outcome: TypeAlias = Done | Refused | Unclear | NotVisible


@dataclass(frozen=True)
class TicketView:
    """What a ticket shows: its status, and what is set on it.

    Attributes:
        status: as the rules call it.
        assignee: to whom it is assigned, or None.
        times: when its timers are due, by the names under which the rules say that tickets show them; None where a
            timer does not run. A name is missing if nothing says where the server shows it.
        flags: those that are set, as the rules call them.
    """

    status: str
    assignee: str | None
    times: Mapping[str, datetime | None]
    flags: frozenset[str]


@dataclass(frozen=True)
class MessageView:
    """A message on a ticket; ``author`` is None if the system speaks."""

    id: str
    author: str | None
    body: str


@dataclass(frozen=True)
class ParticipantView:
    """A customer who takes part in a ticket, or did."""

    customer: str
    active: bool


@dataclass(frozen=True)
class SurveyView:
    """A satisfaction survey of a ticket."""

    id: str
    submitted: bool


class TargetError(StatusquoError):
    """The server's answer does not fit what the driver expects of it: neither done nor refused."""

    code = "target-error"


class UnreachableServerError(StatusquoError):
    """The server gives no answer: it cannot be reached, is too slow, or breaks off."""

    code = "environment-error"


class BrokenServerError(StatusquoError):
    """The server answers that it is broken (5xx), which says nothing about the rules."""

    code = "environment-error"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as reports show them: without anything secret, and cut short where they are long.

    Attributes:
        method: of HTTP.
        url: whole, with its query.
        headers: of the request.
        body: of the request; empty if it has none.
        status: of the answer; None if there was none.
        told: those headers of the answer that matter: its type, and where it sends one.
        answer: the body of the answer, or why there is none.
        seconds: from the request to the end of the answer.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    status: int | None
    told: Mapping[str, str]
    answer: str
    seconds: float


class Driver(Protocol):
    """Carries out operations on a server.

    Results, by operation: ``create_ticket`` and ``create_invite`` an id as a string;
    ``read_ticket`` a :class:`TicketView`; ``list_statuses`` a tuple of strings; ``post_message`` the message's id;
    ``list_messages``, ``list_participants``, ``list_surveys`` tuples of the views above; ``list_favorites`` and
    ``list_links`` (the tickets that are linked to one, whichever of them came first) tuples of ids of tickets; all
    others nothing of interest.
    """

    has_clock: bool
    """Whether :meth:`advance` works."""

    operations: frozenset[Operation]
    """What it can carry out of that which the server claims to have."""

    @property
    def requests(self) -> int:
        """How many requests it has sent; 0 if it keeps no record of them."""

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        """The requests after the first so many, for the report of a failure; fewer, the last ones, if it kept fewer."""

    def perform(self, operation: Operation, actor: Account, arguments: Mapping[str, Any]) -> Outcome:
        """Carry out one operation.

        Arguments have the names that the rules' action takes; the text of a message is ``body``. One that is not given
        is missing or None.

        Raises:
            TargetError: if the answer is neither done nor refused.
            BrokenServerError: if the server says that it is broken.
            UnreachableServerError: if there is no answer.
        """

    def account_of(self, person: Person, permissions: tuple[str, ...], name: str) -> Account:
        """An account for a person of the scenarios, to be used for the whole run.

        Args:
            person: whom the rules describe.
            permissions: what the person holds; those of a role without permissions hold none.
            name: how reports call the person, unique to the run.

        Raises:
            NotChecked: if the target names nobody like this, so that what needs the person cannot be tried.
            TargetError: if the server does not provide the account.
            UnreachableServerError: if there is no answer.
        """

    def now(self) -> datetime:
        """The server's present time."""

    def advance(self, seconds: float) -> None:
        """Let time go by on the server."""

    def close(self) -> None:
        """Let go of the server."""
