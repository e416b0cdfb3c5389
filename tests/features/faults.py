"""Servers that do one thing wrong, by what they answer: the reference server with a fault before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

from flask import Flask
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
)

from tests.features.harness import Server

Arguments: TypeAlias = Mapping[str, Any]
Fault: TypeAlias = Callable[[Server, Account, Arguments, Outcome], Outcome]
Kind: TypeAlias = Callable[[Flask], Server]
RESTING = ("resolved", "closed", "pending_closure", "closure_scheduled")


def instead(operation: Operation, fault: Callable[[Server, Account, Arguments], Outcome | None]) -> Kind:
    """A server that does something else than the operation; None means that it does it after all."""

    class Wrong(Server):
        def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
            other = fault(self, actor, arguments) if asked is operation else None
            return other if other is not None else self.really(asked, actor, arguments)

    return Wrong


def after(operation: Operation, fault: Fault) -> Kind:
    """A server that does the operation and then something wrong, or gives another answer."""

    class Wrong(Server):
        def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
            answer = self.really(asked, actor, arguments)
            return fault(self, actor, arguments, answer) if asked is operation else answer

    return Wrong


def says_done(operation: Operation, result: Any = None) -> Kind:
    """It says that it is done and does nothing."""
    return instead(operation, lambda _server, _actor, arguments: Done(result or arguments.get("ticket"), "200"))


def says_done_to(operation: Operation, who: str) -> Kind:
    """It tells some people that it is done, and does nothing for them."""
    return instead(operation, lambda _server, actor, _: Done(None, "200") if actor.name.startswith(who) else None)


def refuses(operation: Operation) -> Kind:
    """It refuses to everybody."""
    return instead(operation, lambda _server, _actor, _arguments: Refused("409"))


def does_it_for_anybody(operation: Operation) -> Kind:
    """What it refuses to somebody it does as if the owner had asked, and says so."""
    return after(operation, lambda server, _, arguments, answer: _as_owner(server, operation, arguments, answer))


def refuses_and_does_it(operation: Operation, *, only: str = "") -> Kind:
    """It refuses, and does it all the same."""

    def fault(server: Server, actor: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        if actor.name.startswith(only):
            _as_owner(server, operation, arguments, answer)
        return answer

    return after(operation, fault)


def _as_owner(server: Server, operation: Operation, arguments: Arguments, answer: Outcome) -> Outcome:
    return answer if isinstance(answer, Done) else server.really(operation, server.owner, arguments)


def message_of_another() -> Kind:
    """Messages are attributed to the owner."""
    return instead(
        Operation.POST_MESSAGE, lambda server, _, given: server.really(Operation.POST_MESSAGE, server.owner, given)
    )


def moves_after(operation: Operation, status: str) -> Kind:
    """After an operation the ticket is brought to a status that is none of its business."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        server.really(Operation.CHANGE_STATUS, server.owner, {"ticket": arguments["ticket"], "status": status})
        return answer

    return after(operation, fault)


def reply_puts_off_the_closure() -> Kind:
    """A message gives a ticket that waits for its closure another month."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        shown = server.really(Operation.READ_TICKET, server.owner, arguments)
        if isinstance(shown, Done) and (due := shown.result.times["closes_at"]) is not None:
            later = due + timedelta(days=30)
            ticket = {"ticket": arguments["ticket"]}
            server.really(Operation.CHANGE_STATUS, server.owner, {**ticket, "status": "open"})
            server.really(Operation.SCHEDULE_CLOSURE, server.owner, {**ticket, "at": later})
        return answer

    return after(Operation.POST_MESSAGE, fault)


class RepliesOnWhatCustomersClosed(Server):
    """Replies are taken on a ticket that a customer closed, as if it were not closed."""

    def __init__(self, app: Flask) -> None:
        self.closed: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.CLOSE_NOW and isinstance(answer, Done):
            self.closed.add(arguments["ticket"])
        if asked is Operation.POST_MESSAGE and arguments["ticket"] in self.closed and not isinstance(answer, Done):
            return self.really(asked, self.owner, arguments)
        return answer


class StatusThatDoesNotLast(Server):
    """A chosen status is shown once, and then the ticket has gone elsewhere."""

    def __init__(self, app: Flask) -> None:
        self.reads = -1
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.CHANGE_STATUS:
            self.reads = 0
        elif asked is Operation.READ_TICKET and self.reads >= 0 and isinstance(answer, Done):
            self.reads += 1
            if self.reads > 1:
                return Done(replace(answer.result, status="elsewhere"), answer.seen)
        return answer


def shows(role_name: str, **fields: Any) -> Kind:
    """It shows some people something else than the ticket has."""

    def fault(_server: Server, actor: Account, _arguments: Arguments, answer: Outcome) -> Outcome:
        if isinstance(answer, Done) and actor.name.startswith(role_name):
            return Done(replace(answer.result, **fields), answer.seen)
        return answer

    return after(Operation.READ_TICKET, fault)


def takes_any_time(*, and_refuses: bool = False) -> type[Server]:
    """A time that is none to come is taken for tomorrow."""

    class Wrong(Server):
        def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
            answer = self.really(asked, actor, arguments)
            scheduling = asked in {Operation.SCHEDULE_CLOSURE, Operation.SCHEDULE_DELETION}
            if not scheduling or isinstance(answer, Done):
                return answer
            done = self.really(asked, actor, {**arguments, "at": self.now() + timedelta(days=1)})
            return answer if and_refuses else done

    return Wrong


def later_than_given() -> Kind:
    """It schedules for an hour later than it was told."""

    def fault(server: Server, actor: Account, given: Arguments) -> Outcome | None:
        later = given["at"] + timedelta(hours=1) if isinstance(given["at"], datetime) else given["at"]
        return server.really(Operation.SCHEDULE_CLOSURE, actor, {**given, "at": later})

    return instead(Operation.SCHEDULE_CLOSURE, fault)


def refuses_and_replaces_the_schedule() -> Kind:
    """A second schedule is refused, and takes the place of the first."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        if isinstance(answer, Refused):
            server.really(Operation.CHANGE_STATUS, server.owner, {"ticket": arguments["ticket"], "status": "open"})
            server.really(Operation.SCHEDULE_CLOSURE, server.owner, arguments)
        return answer

    return after(Operation.SCHEDULE_CLOSURE, fault)


class Jobs(Server):
    """Each scheduling starts a job that closes the ticket if it is waiting for that, whichever schedule it has now."""

    def __init__(self, app: Flask) -> None:
        self.jobs: list[tuple[str, datetime]] = []
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.SCHEDULE_CLOSURE and isinstance(answer, Done):
            self.jobs.append((arguments["ticket"], arguments["at"]))
        return answer

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        for ticket, at in self.jobs:
            shown = self.really(Operation.READ_TICKET, self.owner, {"ticket": ticket})
            if at <= self.now() and isinstance(shown, Done) and shown.result.status == "closure_scheduled":
                self.really(Operation.CHANGE_STATUS, self.owner, {"ticket": ticket, "status": "closed"})


class Hasty(Server):
    """Its clock is two minutes ahead of what is due."""

    def advance(self, seconds: float) -> None:
        super().advance(seconds + 120)


class Repeating(Server):
    """A day after a closure it says once more that the ticket was closed."""

    def __init__(self, app: Flask) -> None:
        self.a_day_went_by = False
        super().__init__(app)

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self.a_day_went_by = abs(seconds - timedelta(days=1).total_seconds()) < 1

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.LIST_MESSAGES and self.a_day_went_by and isinstance(answer, Done):
            return Done((*answer.result, MessageView("again", None, "Closed as scheduled.")), answer.seen)
        return answer


def hides_what_the_system_says() -> Kind:
    """Nobody is shown a system message."""

    def fault(_server: Server, _actor: Account, _arguments: Arguments, answer: Outcome) -> Outcome:
        if not isinstance(answer, Done):
            return answer
        return Done(tuple(message for message in answer.result if message.author is not None), answer.seen)

    return after(Operation.LIST_MESSAGES, fault)


class ListsLoseThingsOnRefusal(Server):
    """A refusal takes the ticket out of a list: of the favorites, or of the messages."""

    losing = Operation.LIST_FAVORITES

    def __init__(self, app: Flask) -> None:
        self.refused: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        ticket = arguments.get("ticket", "")
        if isinstance(answer, Refused | NotVisible):
            self.refused.add(ticket)
        if asked is self.losing and ticket in self.refused and isinstance(answer, Done):
            return Done((), answer.seen)
        return answer


class MessagesGoOnRefusal(ListsLoseThingsOnRefusal):
    """A refusal deletes the messages."""

    losing = Operation.LIST_MESSAGES


class RefusesAnEditAndMakesIt(Server):
    """It refuses to edit somebody else's message, and edits it in the name of its author."""

    def __init__(self, app: Flask) -> None:
        self.authors: dict[str, Account] = {}
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.POST_MESSAGE and isinstance(answer, Done):
            self.authors[answer.result] = actor
        if asked is Operation.EDIT_MESSAGE and not isinstance(answer, Done):
            self.really(asked, self.authors[arguments["message"]], arguments)
        return answer


class RefusedGuestsAreListed(Server):
    """Somebody whose link is refused is among the participants nevertheless."""

    def __init__(self, app: Flask) -> None:
        self.guests: list[str] = []
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.ACCEPT_INVITE and not isinstance(answer, Done):
            self.guests.append(actor.id)
        if asked is Operation.LIST_PARTICIPANTS and isinstance(answer, Done):
            return Done((*answer.result, *(ParticipantView(guest, active=True) for guest in self.guests)), answer.seen)
        return answer


class LinksDieForGood(Server):
    """Once a ticket was resolved or closed, its links never work again."""

    def __init__(self, app: Flask) -> None:
        self.tickets: dict[str, str] = {}
        self.finished: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        if asked is Operation.ACCEPT_INVITE and self.tickets.get(arguments["invite"]) in self.finished:
            return Refused("409")
        answer = self.really(asked, actor, arguments)
        if asked is Operation.CREATE_INVITE and isinstance(answer, Done):
            self.tickets[answer.result] = arguments["ticket"]
        if asked is Operation.CHANGE_STATUS and arguments["status"] in {"resolved", "closed"}:
            self.finished.add(arguments["ticket"])
        return answer


class KeepsDeleted(Server):
    """Somebody goes on seeing something of a ticket that is gone."""

    of, keeping = "staff", Operation.READ_TICKET

    def __init__(self, app: Flask) -> None:
        self.known: dict[str, Outcome] = {}
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is not self.keeping or not actor.name.startswith(self.of):
            return answer
        if isinstance(answer, NotVisible):
            return self.known.get(arguments["ticket"], Done((), "200"))
        self.known[arguments["ticket"]] = answer
        return answer


class KeepsDeletedForParticipants(KeepsDeleted):
    """A participant goes on seeing a ticket that is gone."""

    of = "an active participant"


class KeepsMessagesOfDeleted(KeepsDeleted):
    """The messages of a ticket that is gone can still be read by its creator."""

    of, keeping = "the creator", Operation.LIST_MESSAGES


class Surveys(Server):
    """Knows the statuses that a ticket has had, and lies about its surveys."""

    def __init__(self, app: Flask) -> None:
        self.ways: dict[str, list[str]] = {}
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        ticket = arguments.get("ticket", "")
        shown = self.really(Operation.READ_TICKET, self.owner, {"ticket": ticket})
        way = self.ways.setdefault(ticket, [])
        if isinstance(shown, Done) and way[-1:] != [shown.result.status]:
            way.append(shown.result.status)
        if asked is Operation.LIST_SURVEYS and isinstance(answer, Done):
            return Done(self.lie(answer.result, way), answer.seen)
        return answer

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        raise NotImplementedError


class ASurveyForEachMoveAtRest(Surveys):
    """Each move among the four resting statuses brings another survey."""

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        pairs = pairwise(way)
        further = sum(source in RESTING and target in RESTING for source, target in pairs)
        return (*surveys, *(SurveyView(f"further {index}", submitted=False) for index in range(further)))


class SubmittedSurveysGo(Surveys):
    """A survey that was submitted is gone when the ticket moves on."""

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        return surveys if way[-1] in RESTING else ()


class ANewSurveyForTheSubmittedOne(Surveys):
    """A ticket that comes back to rest gets a new survey in place of the one that was submitted."""

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        came_back = any(source not in RESTING and target in RESTING for source, target in pairwise(way[1:]))
        return (SurveyView("new", submitted=False),) if came_back else surveys


class TheSameSurveyAgain(Surveys):
    """A ticket has one survey for life, and gets it back."""

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        return tuple(replace(survey, id=f"of {way[0]}") for survey in surveys)


class NoSurveyTheSecondTime(Surveys):
    """A ticket gets a survey the first time that it comes to rest, and never again."""

    def lie(self, surveys: tuple[SurveyView, ...], way: list[str]) -> tuple[SurveyView, ...]:
        pairs = pairwise(way)
        return () if any(source in RESTING and target not in RESTING for source, target in pairs) else surveys


class ASurveyByDeletion(Server):
    """Scheduling the deletion of a ticket brings a further survey."""

    def __init__(self, app: Flask) -> None:
        self.further: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.SCHEDULE_DELETION and isinstance(answer, Done):
            self.further.add(arguments["ticket"])
        if asked is Operation.LIST_SURVEYS and arguments["ticket"] in self.further and isinstance(answer, Done):
            return Done((*answer.result, SurveyView("further", submitted=False)), answer.seen)
        return answer


class FavoritesOfParticipantsStay(Server):
    """Only the creator's favorite is cleared."""

    def __init__(self, app: Flask) -> None:
        self.favorites: set[tuple[str, str]] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        key = (actor.name, arguments.get("ticket", ""))
        if asked is Operation.ADD_FAVORITE and actor.name.startswith("an active participant"):
            self.favorites.add(key)
        if asked is Operation.LIST_FAVORITES and key in self.favorites:
            return Done((arguments["ticket"],), "200")
        return answer


class FavoritesOfStaffGo(Server):
    """Any change of status takes the ticket off the favorites of staff."""

    def __init__(self, app: Flask) -> None:
        self.moved: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.ADD_FAVORITE:
            self.moved.discard(arguments["ticket"])
        if asked in {Operation.CHANGE_STATUS, Operation.SCHEDULE_CLOSURE, Operation.REQUEST_CLOSURE}:
            self.moved.add(arguments["ticket"])
        if asked is Operation.LIST_FAVORITES and arguments["ticket"] in self.moved and actor.name.startswith("staff"):
            return Done((), "200")
        return answer


class RefusedRatingsCount(Server):
    """A rating that is refused submits the survey nevertheless."""

    def __init__(self, app: Flask) -> None:
        self.submitted: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.SUBMIT_SURVEY and not isinstance(answer, Done):
            self.submitted.add(arguments["ticket"])
        if asked is Operation.LIST_SURVEYS and arguments["ticket"] in self.submitted and isinstance(answer, Done):
            return Done(tuple(replace(each, submitted=True) for each in answer.result), answer.seen)
        return answer
