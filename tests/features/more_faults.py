"""Servers that do one thing wrong in what came with language 2, by what they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from statusquo_conformance.operations import Account, Done, MessageView, Operation, Outcome, Refused, TicketView

from tests.features.faults import Arguments, Kind, after, instead
from tests.features.harness import Server


def refuses_and_moves(operation: Operation, *statuses: str) -> Kind:
    """What it refuses brings the ticket to the first of these statuses that it is not in."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        if isinstance(answer, Refused):
            shown = server.really(Operation.READ_TICKET, server.owner, {"ticket": arguments["ticket"]})
            here = shown.result.status if isinstance(shown, Done) else ""
            target = next(status for status in statuses if status != here)
            server.really(Operation.CHANGE_STATUS, server.owner, {"ticket": arguments["ticket"], "status": target})
        return answer

    return after(operation, fault)


def refuses_with(operation: Operation, argument: str) -> Kind:
    """It refuses whatever comes with an argument that need not be given."""
    return instead(operation, lambda _server, _actor, given: Refused("409") if given.get(argument) else None)


def lists_nothing(operation: Operation) -> Kind:
    """It shows an empty list."""
    return instead(operation, lambda _server, _actor, _given: Done((), "200"))


def writes_on_the_old_one_too() -> Kind:
    """What somebody writes is written in the owner's name besides."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        server.really(Operation.POST_MESSAGE, server.owner, arguments)
        return answer

    return after(Operation.POST_MESSAGE, fault)


class Linked(Server):
    """Knows the tickets that somebody has created, and so those that have come about otherwise."""

    def __init__(self, app: Flask) -> None:
        self.created: set[str] = set()
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is Operation.CREATE_TICKET and isinstance(answer, Done):
            self.created.add(answer.result)
        is_other = "ticket" in arguments and arguments["ticket"] not in self.created
        return self.lie(asked, answer) if is_other and isinstance(answer, Done) else answer

    def lie(self, asked: Operation, answer: Done) -> Outcome:
        raise NotImplementedError


class LinkedTicketsAreEmpty(Linked):
    """What was written is nowhere."""

    def lie(self, asked: Operation, answer: Done) -> Outcome:
        return Done((), answer.seen) if asked is Operation.LIST_MESSAGES else answer


class LinkedTicketsAreBusy(Linked):
    """A ticket that was opened by another is in work at once."""

    def lie(self, asked: Operation, answer: Done) -> Outcome:
        return Done(replace(answer.result, status="busy"), answer.seen) if asked is Operation.READ_TICKET else answer


class LinkedTicketsAreNobodys(Linked):
    """Nobody finds a ticket that was opened by another."""

    def lie(self, asked: Operation, answer: Done) -> Outcome:
        return Refused("403") if asked is Operation.READ_TICKET else answer


# ------------------------------------------------------------------------------------------------------------- flags


class Flags(Server):
    """Knows which flags a ticket had before something was done."""

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        ticket = arguments.get("ticket")
        shown = self.really(Operation.READ_TICKET, self.owner, {"ticket": ticket}) if ticket else None
        flags = shown.result.flags if isinstance(shown, Done) else frozenset()
        return self.turn(asked, actor, arguments, flags)

    def turn(self, asked: Operation, actor: Account, arguments: Arguments, flags: frozenset[str]) -> Outcome:
        raise NotImplementedError


class RefusesAFlagThatIsSet(Flags):
    """A flag that is set already cannot be set."""

    def turn(self, asked: Operation, actor: Account, arguments: Arguments, flags: frozenset[str]) -> Outcome:
        if asked is Operation.SET_FLAG and arguments["flag"] in flags:
            return Refused("409")
        return self.really(asked, actor, arguments)


class TellsOfAFlagThatIsSet(Flags):
    """Setting a flag a second time is told in a message."""

    def turn(self, asked: Operation, actor: Account, arguments: Arguments, flags: frozenset[str]) -> Outcome:
        if asked is Operation.SET_FLAG and arguments["flag"] in flags:
            self.really(Operation.POST_MESSAGE, self.owner, {"ticket": arguments["ticket"], "body": "It is set."})
        return self.really(asked, actor, arguments)


class MovesTakeFlagsOff(Flags):
    """Whatever moves a ticket clears its flags."""

    def turn(self, asked: Operation, actor: Account, arguments: Arguments, flags: frozenset[str]) -> Outcome:
        answer = self.really(asked, actor, arguments)
        for flag in flags if asked in {Operation.CHANGE_STATUS, Operation.CLOSE_NOW} else ():
            self.really(Operation.CLEAR_FLAG, self.owner, {"ticket": arguments["ticket"], "flag": flag})
        return answer


def sets_another_flag(flag: str) -> Kind:
    """With every flag it sets this one."""

    def fault(server: Server, _: Account, arguments: Arguments, answer: Outcome) -> Outcome:
        server.really(Operation.SET_FLAG, server.owner, {**arguments, "flag": flag})
        return answer

    return after(Operation.SET_FLAG, fault)


# ------------------------------------------------------------------------------------------------------------- times


def chosen_for_later() -> Kind:
    """A time that is given with a status is taken for an hour later."""

    def fault(server: Server, actor: Account, given: Arguments) -> Outcome | None:
        at = given.get("at")
        if not isinstance(at, datetime):
            return None
        return server.really(Operation.CHANGE_STATUS, actor, {**given, "at": at + timedelta(hours=1)})

    return instead(Operation.CHANGE_STATUS, fault)


def wound_for_later() -> Kind:
    """A time for which an alarm is wound is taken for an hour later."""

    def fault(server: Server, actor: Account, given: Arguments) -> Outcome | None:
        at = given["at"]
        later = at + timedelta(hours=1) if isinstance(at, datetime) else at
        return server.really(Operation.SCHEDULE_CLOSURE, actor, {**given, "at": later})

    return instead(Operation.SCHEDULE_CLOSURE, fault)


def shows_later_times() -> Kind:
    """Whatever is due is shown for an hour later."""

    def fault(_server: Server, _actor: Account, _arguments: Arguments, answer: Outcome) -> Outcome:
        if not isinstance(answer, Done):
            return answer
        times = {name: at and at + timedelta(hours=1) for name, at in answer.result.times.items()}
        return Done(replace(answer.result, times=times), answer.seen)

    return after(Operation.READ_TICKET, fault)


class GoesOnShowingTimes(Server):
    """A time that is over is shown for ever."""

    def __init__(self, app: Flask) -> None:
        self.known: dict[tuple[str, str], datetime] = {}
        super().__init__(app)

    def perform(self, asked: Operation, actor: Account, arguments: Arguments) -> Outcome:
        answer = self.really(asked, actor, arguments)
        if asked is not Operation.READ_TICKET or not isinstance(answer, Done):
            return answer
        view: TicketView = answer.result
        self.known |= {(arguments["ticket"], name): at for name, at in view.times.items() if at is not None}
        times: dict[str, Any] = {name: self.known.get((arguments["ticket"], name)) for name in view.times}
        return Done(replace(view, times=times), answer.seen)


def hasty_at(number: int) -> type[Server]:
    """The so many-th time that its clock is moved, it is two minutes ahead."""

    class Wrong(Server):
        def __init__(self, app: Flask) -> None:
            self.moved = 0
            super().__init__(app)

        def advance(self, seconds: float) -> None:
            self.moved += 1
            super().advance(seconds + 120 if self.moved == number else seconds)

    return Wrong


def says_only(number: int) -> Kind:
    """The system says so much on a ticket, and then nothing more."""

    def fault(_server: Server, _actor: Account, _arguments: Arguments, answer: Outcome) -> Outcome:
        if not isinstance(answer, Done):
            return answer
        said: list[MessageView] = [message for message in answer.result if message.author is None]
        return Done(tuple(message for message in answer.result if message not in said[number:]), answer.seen)

    return after(Operation.LIST_MESSAGES, fault)
