"""A driver of one's own: it carries out the suite's operations on the unlike desk by calling it, without HTTP.

The suite asks for nothing but what the protocol ``Driver`` in ``statusquo_conformance.operations`` says. There is one
method for each operation here; what it is given stands in ``vocabulary`` of the package ``target``.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from statusquo_conformance.operations import (
    Account,
    Done,
    MessageView,
    NotVisible,
    Operation,
    Outcome,
    ParticipantView,
    Refused,
    SurveyView,
    TicketView,
)
from statusquo_conformance.stage.actors import Person as Character

# The desk is not installed, it lies in the example next door. A package of your own is simply imported.
sys.path.append(str(Path(__file__).resolve().parents[1] / "unlike_desk"))

from desk.cases import Desk
from desk.records import Clock, Person, Refusal
from desk.tables import Right, Role, Stage

SPELLING = yaml.safe_load(Path(__file__).parents[1].joinpath("unlike_desk/target.yaml").read_text(encoding="utf-8"))
"""What the names of the rules are called on the desk: data, and the same that the target file of the desk says."""

STAGES: Mapping[str, Stage] = {status: Stage(stage) for status, stage in SPELLING["statuses"].items()}
STATUSES = {stage: status for status, stage in STAGES.items()}
RIGHTS: Mapping[str, Right] = {permission: Right(right) for permission, right in SPELLING["permissions"].items()}
ROLES: Mapping[str, Role] = {role: Role(name) for role, name in SPELLING["roles"].items()}

Given = Mapping[str, Any]


class UnlikeDriver:
    """Carries out operations on a desk of its own. The suite makes it without arguments, once for a run."""

    has_clock = True
    """The desk's clock can be moved, so the scenarios that wait for a time are tried."""

    operations = frozenset(Operation) - {Operation.SET_FLAG, Operation.CLEAR_FLAG, Operation.LIST_LINKS}
    """The desk knows no flags and no links between tickets, and can do everything else that the suite asks for."""

    requests = 0
    """No record is kept of requests: there are none without HTTP."""

    def __init__(self) -> None:
        self._desk = Desk(Clock(movable=True), secrets.token_urlsafe())

    # ------------------------------------------------------------------------------------- what the suite asks for

    def perform(self, operation: Operation, actor: Account, arguments: Given) -> Outcome:
        """Carry out one operation.

        Refusals are answers, so they are returned. Anything else that goes wrong is raised, and ends the scenario as
        broken: never turn an error that you do not know into a refusal.
        """
        asker = self._desk.people[int(actor.id)]
        self._desk.settle()
        try:
            result = getattr(self, operation.value)(asker, arguments)
        except Refusal as refusal:
            return NotVisible(refusal.code) if refusal.code == "NO_SUCH_CASE" else Refused(refusal.code)
        return Done(result, "done")

    def account_of(self, person: Character, permissions: tuple[str, ...], name: str) -> Account:
        """Let somebody in who holds these permissions."""
        rights = frozenset(RIGHTS[permission] for permission in permissions)
        made = self._desk.let_in(self._desk.administrator, name, ROLES[person.role], rights)
        return Account(str(made.number), made.key, name)

    def now(self) -> datetime:
        """The desk's time."""
        return datetime.fromtimestamp(self._desk.clock.now() / 1000, UTC)

    def advance(self, seconds: float) -> None:
        """Let time go by on the desk."""
        self._desk.clock.forward(round(seconds * 1000))

    def exchanges_since(self, _number: int) -> tuple[()]:
        """The requests after the first so many, for reports."""
        return ()

    def close(self) -> None:
        """The desk goes when nobody knows it any more."""

    # ------------------------------------------------------------------------------------------------- cases

    def create_ticket(self, asker: Person, _given: Given) -> str:
        """Give the id of the new ticket. To the suite, ids are texts."""
        return str(self._desk.open_case(asker))

    def read_ticket(self, asker: Person, given: Given) -> TicketView:
        """What the ticket shows."""
        sight = self._desk.show(asker, int(given["ticket"]))
        handler = str(sight.handler) if sight.handler is not None else None
        times = {"closes_at": _time(sight.closes), "deletes_at": _time(sight.erases)}
        return TicketView(STATUSES[sight.stage], handler, times, frozenset())

    def change_status(self, asker: Person, given: Given) -> None:
        """Choose a status."""
        self._desk.set_stage(asker, int(given["ticket"]), STAGES[given["status"]])

    def list_statuses(self, _asker: Person, _given: Given) -> tuple[str, ...]:
        """All statuses, as the rules call them; one that they do not know keeps its name."""
        return tuple(STATUSES[Stage(each)] if each in STATUSES else each for each in self._desk.tables.offered)

    def assign(self, asker: Person, given: Given) -> None:
        """Assign the ticket."""
        self._desk.hand_over(asker, int(given["ticket"]), int(given["staff"]))

    def request_closure(self, asker: Person, given: Given) -> None:
        """Ask for closure."""
        self._desk.want_close(asker, int(given["ticket"]))

    def close_now(self, asker: Person, given: Given) -> None:
        """Close the ticket at once."""
        self._desk.close_now(asker, int(given["ticket"]))

    def schedule_closure(self, asker: Person, given: Given) -> None:
        """Schedule a closure."""
        self._desk.plan_close(asker, int(given["ticket"]), _milliseconds(given["at"]))

    def schedule_deletion(self, asker: Person, given: Given) -> None:
        """Schedule a deletion."""
        self._desk.plan_erase(asker, int(given["ticket"]), _milliseconds(given["at"]))

    # ------------------------------------------------------------------------------------------------- messages

    def post_message(self, asker: Person, given: Given) -> str:
        """Give the id of the new message."""
        draft = self._desk.draft(asker, int(given["ticket"]), given["body"])
        return str(self._desk.send(asker, int(given["ticket"]), draft))

    def edit_message(self, asker: Person, given: Given) -> None:
        """Edit a message."""
        self._desk.edit_post(asker, int(given["ticket"]), int(given["message"]), given["body"])

    def list_messages(self, asker: Person, given: Given) -> tuple[MessageView, ...]:
        """All messages; one of the system has no author."""
        posts = self._desk.posts(asker, int(given["ticket"]))
        authors = {post.number: str(post.author) if post.author is not None else None for post in posts}
        return tuple(MessageView(str(post.number), authors[post.number], post.text) for post in posts)

    # ------------------------------------------------------------------------------------------------- people

    def create_invite(self, asker: Person, given: Given) -> str:
        """Give what opens the invite link."""
        return self._desk.make_link(asker, int(given["ticket"]))

    def accept_invite(self, asker: Person, given: Given) -> None:
        """Open an invite link."""
        self._desk.join(asker, given["invite"])

    def list_participants(self, asker: Person, given: Given) -> tuple[ParticipantView, ...]:
        """All who take part or did."""
        followers = self._desk.followers(asker, int(given["ticket"]))
        return tuple(ParticipantView(str(number), follows) for number, follows in followers.items())

    def remove_participant(self, asker: Person, given: Given) -> None:
        """Remove a participant."""
        self._desk.drop(asker, int(given["ticket"]), int(given["customer"]))

    def add_favorite(self, asker: Person, given: Given) -> None:
        """Make the ticket a favorite."""
        self._desk.star(asker, int(given["ticket"]))

    def list_favorites(self, asker: Person, _given: Given) -> tuple[str, ...]:
        """Ids of the asker's favorites."""
        return tuple(str(number) for number in self._desk.starred(asker))

    # ------------------------------------------------------------------------------------------------- surveys

    def list_surveys(self, asker: Person, given: Given) -> tuple[SurveyView, ...]:
        """All surveys of the ticket."""
        feedback = self._desk.feedback(asker, int(given["ticket"]))
        return tuple(SurveyView(str(each.number), each.stars is not None) for each in feedback)

    def submit_survey(self, asker: Person, given: Given) -> None:
        """Submit the survey."""
        self._desk.rate(asker, int(given["ticket"]), given["rating"])


def _time(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds is not None else None


def _milliseconds(value: datetime | str | None) -> int | str | None:
    """A time as the desk writes it; what the suite gives instead of a time goes to the desk as it is."""
    return round(value.timestamp() * 1000) if isinstance(value, datetime) else value
