"""The other two verbs: carry out a request, and let time do its work.

Both return the ticket as it is afterwards together with the effects that the caller has to carry out. Nothing is
changed in place, and a refusal leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from statusquo.rules.consequences import Aim, Back, Chosen, Gone, MoveEffect, Timer, To, Transition
from statusquo.rules.operations import FLAGGING, Operation
from statusquo.runtime.decide import decide, moving_transition
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
    FlagCleared,
    FlagSet,
    LinkedTicketOpened,
    StatusChanged,
    Step,
    SurveyOpened,
    SurveySubmitted,
    SystemMessageAdded,
    TicketCreated,
    TicketDeleted,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)
from statusquo.runtime.state import Actor, Doer, Favorite, Request, RunningTimer, Survey, Ticket
from statusquo.runtime.tables import CompiledRules, Entry

MOST_DUE = 10_000
"""How many timers may be due one after another before rules are taken to run in a circle."""


def step(compiled: CompiledRules, request: Request, ticket: Ticket | None, now: datetime) -> Step:
    """Carry out a request, if it is allowed.

    What is due at ``now`` has to be applied first (see :func:`due`).

    Raises:
        ValueError: if the rules have no such role, action or status.
    """
    decision = decide(compiled, request, ticket, now)
    if not decision.allowed:
        return Step(decision, ticket)
    actor = request.actor
    course = _Course(compiled, ticket, now, actor)
    entry = compiled.entries[actor.role, request.action, ticket.status if ticket is not None else None]
    operation = entry.action.operation if entry.action is not None else None
    if operation == Operation.CREATE_TICKET:
        course.create()
    elif ticket is not None:
        if operation == Operation.SUBMIT_SURVEY:
            course.submit_survey()
        elif operation == Operation.ADD_FAVORITE:
            course.add_favorite(Favorite(actor.role, actor.id))
        elif operation == Operation.ASSIGN:
            course.assign()
        elif operation in FLAGGING:
            course.mark(entry, request, is_set=operation == Operation.SET_FLAG)
        moving = moving_transition(entry, request, ticket)
        transition = moving if isinstance(moving, Transition) else None
        if transition is None or transition.opens is None:  # what goes to another ticket changes nothing here
            course.restart_timers(actor.role, request.action)
        if transition is not None:
            course.follow(transition, request.arguments)
    return Step(decision, course.ticket, tuple(course.effects))


def arrival(compiled: CompiledRules, now: datetime) -> Step:
    """A new ticket (S-3), for those whose rules do not say who creates tickets: they come from elsewhere."""
    course = _Course(compiled, None, now)
    course.create()
    return Step(None, course.ticket, tuple(course.effects))


def due(compiled: CompiledRules, ticket: Ticket, now: datetime) -> Step:
    """Apply everything that is due at ``now``, in the order of its times, each as of its own time.

    What is due at the same time is applied in the order of the rules.

    Raises:
        ValueError: if timers set each other off without end.
    """
    effects: list[Effect] = []
    order = list(compiled.timers)
    current: Ticket | None = ticket
    for _ in range(MOST_DUE):
        if current is None:
            return Step(None, None, tuple(effects))
        ripe = [timer for timer in current.timers if timer.due_at <= now]
        if not ripe:
            return Step(None, current, tuple(effects))
        first = min(ripe, key=lambda timer: (timer.due_at, order.index(timer.name)))
        course = _Course(compiled, current, first.due_at)
        course.fire(compiled.timers[first.name])
        effects += course.effects
        current = course.ticket
    message = f"more than {MOST_DUE} timers were due one after another"
    raise ValueError(message)


class _Course:
    """The course of one step: a ticket on its way, and the effects collected on the way."""

    def __init__(
        self, compiled: CompiledRules, ticket: Ticket | None, now: datetime, actor: Actor | None = None
    ) -> None:
        self._compiled = compiled
        self._now = now
        self._actor = actor
        self.ticket = ticket
        self.effects: list[Effect] = []

    def create(self) -> None:
        """A new ticket, in the initial status (S-3)."""
        initial = self._compiled.initial
        self.ticket = Ticket(initial, brought_by=self._doer())
        self.effects.append(TicketCreated(initial))
        self._arrive(None, initial)

    def submit_survey(self) -> None:
        """The survey that waits is submitted."""
        ticket = self._present()
        surveys = tuple(survey if survey.submitted else replace(survey, submitted=True) for survey in ticket.surveys)
        self.ticket = replace(ticket, surveys=surveys)
        self.effects.append(SurveySubmitted())

    def add_favorite(self, favorite: Favorite) -> None:
        """The ticket becomes somebody's favorite; a second time changes nothing."""
        ticket = self._present()
        if favorite not in ticket.favorites:
            self.ticket = replace(ticket, favorites=ticket.favorites | {favorite})
            self.effects.append(FavoriteAdded(favorite.role, favorite.actor))

    def assign(self) -> None:
        """The ticket is somebody's from now on; whose, is the caller's matter."""
        if self._compiled.asked.assigned:
            self.ticket = replace(self._present(), assigned=True)

    def mark(self, entry: Entry, request: Request, *, is_set: bool) -> None:
        """A flag is set or cleared; a second time changes nothing."""
        takes = entry.action.takes if entry.action is not None else ()
        ticket = self._present()
        for name in (request.arguments[argument.name] for argument in takes if argument.type == "flag"):
            if (name in ticket.flags) is not is_set:
                self.ticket = replace(ticket, flags=ticket.flags ^ {name})
                self.effects.append(FlagSet(name) if is_set else FlagCleared(name))

    def restart_timers(self, role: str, action: str) -> None:
        """Timers that the action makes begin anew, of those that run."""
        for timer in self._compiled.timers.values():
            if timer.after is not None and (role, action) in timer.restarted_by and self._present().timer(timer.name):
                self._start(timer.name, self._now + timer.after)

    def follow(self, transition: Transition, arguments: Mapping[str, Any]) -> None:
        """Go where a transition leads, with all that follows."""
        chosen = next((arguments[name] for name in self._choosing(transition)), None)
        at: datetime | None = arguments.get(transition.at) if transition.at is not None else None
        self._go(self._target(transition.aim, chosen))
        if transition.starts is not None and at is not None:
            self._start_here(transition.starts, at)
        self._say(transition.effects, at or self._now)
        if transition.opens is not None:
            self._open_another()

    def fire(self, timer: Timer) -> None:
        """A timer is due. The last time it has run out, and moves the ticket, deletes it, or does neither."""
        rounds = next(each.rounds for each in self._present().timers if each.name == timer.name)
        if timer.repeats is not None and timer.after is not None and rounds < timer.repeats.times:
            self._start(timer.name, self._now + timer.after, rounds + 1)
            self._say(timer.repeats.effects, self._now)
            return
        self._stop(timer.name)
        if isinstance(timer.aim, Gone):
            self.ticket = None
            self.effects.append(TicketDeleted())
            return
        self._go(self._target(timer.aim, None))
        self._say(timer.effects, self._now)

    def _target(self, aim: Aim, chosen: str | None) -> str:
        """The status that an aim means for this ticket."""
        ticket = self._present()
        match aim:
            case To(status):
                return status
            case Chosen() if chosen is not None:
                return chosen
            case Back(statuses, otherwise):
                return ticket.came_from if ticket.came_from in statuses else otherwise
        return ticket.status

    def _open_another(self) -> None:
        """The actor opens another ticket."""
        another = _Course(self._compiled, None, self._now, self._actor)
        another.create()
        if another.ticket is not None:
            self.effects.append(LinkedTicketOpened(another.ticket, tuple(another.effects)))

    def _doer(self) -> Doer | None:
        known = self._actor is not None and self._compiled.asked.brought_by
        return Doer(self._actor.role, self._actor.id) if known and self._actor is not None else None

    def _choosing(self, transition: Transition) -> tuple[str, ...]:
        argument = self._compiled.rules.actions[transition.role, transition.action].chooses_status
        return (argument.name,) if argument is not None else ()

    def _present(self) -> Ticket:
        if self.ticket is None:
            message = "there is no ticket"
            raise ValueError(message)
        return self.ticket

    def _go(self, target: str) -> None:
        """Change the status; staying where one is changes nothing (A-4)."""
        ticket = self._present()
        source = ticket.status
        if source == target:
            return
        came_from = source if source in self._compiled.asked.came_from else None
        self.ticket = replace(ticket, status=target, came_from=came_from, brought_by=self._doer())
        self.effects.append(StatusChanged(source, target))
        for running in ticket.timers:
            if target not in self._compiled.timers[running.name].runs_in:
                self._stop(running.name)
        self._arrive(source, target)

    def _arrive(self, source: str | None, target: str) -> None:
        """What follows from coming from ``source`` (None: the ticket is new) to ``target``."""
        for effect in self._compiled.effects:
            if effect.follows(source, target):
                self._apply(effect.do, effect.of, effect.text)
        for timer in self._compiled.timers.values():
            if timer.after is not None and target in timer.runs_in and source not in timer.runs_in:
                self._start(timer.name, self._now + timer.after)

    def _apply(self, do: str, of: str | None, text: str) -> None:
        ticket = self._present()
        if do == "open_survey":
            if ticket.open_survey is None:
                self.ticket = replace(ticket, surveys=(*ticket.surveys, Survey(self._now)))
                self.effects.append(SurveyOpened(self._now))
        elif do == "drop_unsubmitted_survey":
            if ticket.open_survey is not None:
                self.ticket = replace(ticket, surveys=tuple(each for each in ticket.surveys if each.submitted))
                self.effects.append(UnsubmittedSurveyDropped())
        elif do == "clear_favorites" and of is not None:
            kept = frozenset(favorite for favorite in ticket.favorites if favorite.role != of)
            self.ticket = replace(ticket, favorites=kept)
            self.effects.append(FavoritesCleared(of))
        elif do == "add_system_message":
            self._say((MoveEffect(text, ()),), self._now)
        else:
            message = f"the engine does not know how to do {do!r}"
            raise ValueError(message)

    def _start_here(self, name: str, due_at: datetime) -> None:
        """Start a timer if it runs in the status that the ticket has come into (a choice may lead elsewhere)."""
        if self._present().status in self._compiled.timers[name].runs_in:
            self._start(name, due_at)

    def _start(self, name: str, due_at: datetime, rounds: int = 0) -> None:
        ticket = self._present()
        others = [timer for timer in ticket.timers if timer.name != name]
        timers = sorted([*others, RunningTimer(name, due_at, rounds)], key=lambda timer: timer.name)
        self.ticket = replace(ticket, timers=tuple(timers))
        self.effects.append(TimerStarted(name, due_at, rounds))

    def _stop(self, name: str) -> None:
        ticket = self._present()
        self.ticket = replace(ticket, timers=tuple(timer for timer in ticket.timers if timer.name != name))
        self.effects.append(TimerStopped(name))

    def _say(self, effects: tuple[MoveEffect, ...], at: datetime) -> None:
        for effect in effects:
            text = effect.text.replace("{at}", at.strftime("%Y-%m-%d %H:%M %Z"))
            self.effects.append(SystemMessageAdded(text, self._now))
