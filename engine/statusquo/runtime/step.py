"""The other two verbs: carry out a request, and let time do its work.

Both return the ticket as it is afterwards together with the effects that the caller has to carry out. Nothing is
changed in place, and a refusal leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from statusquo.rules.model import MoveEffect, Timer, Transition
from statusquo.rules.operations import Operation
from statusquo.runtime.decide import decide, moving_transition
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
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
from statusquo.runtime.state import Favorite, Request, RunningTimer, Survey, Ticket
from statusquo.runtime.tables import CompiledRules

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
    course = _Course(compiled, ticket, now)
    actor = request.actor
    entry = compiled.entries[actor.role, request.action, ticket.status if ticket is not None else None]
    operation = entry.action.operation if entry.action is not None else None
    if operation == Operation.CREATE_TICKET:
        course.create()
    elif ticket is not None:
        if operation == Operation.SUBMIT_SURVEY:
            course.submit_survey()
        elif operation == Operation.ADD_FAVORITE:
            course.add_favorite(Favorite(actor.role, actor.id))
        course.restart_timers(actor.role, request.action)
        moving = moving_transition(entry, request, ticket)
        if isinstance(moving, Transition):
            course.follow(moving, request.arguments)
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

    def __init__(self, compiled: CompiledRules, ticket: Ticket | None, now: datetime) -> None:
        self._compiled = compiled
        self._now = now
        self.ticket = ticket
        self.effects: list[Effect] = []

    def create(self) -> None:
        """A new ticket, in the initial status (S-3)."""
        initial = self._compiled.initial
        self.ticket = Ticket(initial)
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

    def restart_timers(self, role: str, action: str) -> None:
        """Timers that the action makes begin anew, of those that run."""
        for timer in self._compiled.timers.values():
            if timer.after is not None and (role, action) in timer.restarted_by and self._present().timer(timer.name):
                self._start(timer.name, self._now + timer.after)

    def follow(self, transition: Transition, arguments: Mapping[str, Any]) -> None:
        """Go where a transition leads, with all that follows."""
        argument = next((arguments[name] for name in self._choosing(transition)), None)
        target = transition.to if transition.to is not None else argument
        at: datetime | None = arguments[transition.at] if transition.at is not None else None
        if target is not None:
            self._go(target)
        if transition.starts is not None and at is not None:
            self._start_here(transition.starts, at)
        self._say(transition.effects, at or self._now)

    def fire(self, timer: Timer) -> None:
        """A timer is due: it has run out, and moves the ticket or deletes it."""
        self._stop(timer.name)
        if timer.to is None:
            self.ticket = None
            self.effects.append(TicketDeleted())
            return
        self._go(timer.to)
        self._say(timer.effects, self._now)

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
        self.ticket = replace(ticket, status=target)
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

    def _start(self, name: str, due_at: datetime) -> None:
        ticket = self._present()
        others = [timer for timer in ticket.timers if timer.name != name]
        timers = sorted([*others, RunningTimer(name, due_at)], key=lambda timer: timer.name)
        self.ticket = replace(ticket, timers=tuple(timers))
        self.effects.append(TimerStarted(name, due_at))

    def _stop(self, name: str) -> None:
        ticket = self._present()
        self.ticket = replace(ticket, timers=tuple(timer for timer in ticket.timers if timer.name != name))
        self.effects.append(TimerStopped(name))

    def _say(self, effects: tuple[MoveEffect, ...], at: datetime) -> None:
        for effect in effects:
            text = effect.text.replace("{at}", at.strftime("%Y-%m-%d %H:%M %Z"))
            self.effects.append(SystemMessageAdded(text, self._now))
