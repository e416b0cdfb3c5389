"""A desk to play at: actors, and a ticket that goes through requests and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from statusquo import Actor, CompiledRules, Favorite, Request, RunningTimer, Survey, Ticket, due, step
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

from tests.engine.runtime.oracle import NOW, PERMISSIONS

BOSS = Actor("boss", "staff", frozenset(PERMISSIONS))
CREATOR = Actor("creator", "customer", relations=frozenset({"creator"}))
PARTICIPANT = Actor("participant", "customer", relations=frozenset({"participant"}))
STRANGER = Actor("stranger", "customer")


def staff(*holds: str) -> Actor:
    """Staff that holds exactly these permissions and relations."""
    return Actor("staff", "staff", frozenset(holds) & frozenset(PERMISSIONS), frozenset(holds) - frozenset(PERMISSIONS))


class Play:
    """A ticket under way. Whatever happens to it has to agree with the effects that are told of it."""

    def __init__(self, compiled: CompiledRules, status: str | None = None, ticket: Ticket | None = None) -> None:
        self.compiled = compiled
        self.now = NOW
        self.state: Ticket | None = ticket if ticket is not None else Ticket(compiled.initial)
        if status not in {None, self.ticket.status}:
            if status == "closure_scheduled":
                self.does(BOSS, "schedule_closure", at=NOW + timedelta(days=30))
            else:
                self.does(BOSS, "change_status", status=status)

    @property
    def ticket(self) -> Ticket:
        """The ticket, which is still there."""
        assert self.state is not None
        return self.state

    @property
    def timers(self) -> dict[str, datetime]:
        """Which timers run, and until when."""
        return {timer.name: timer.due_at for timer in self.ticket.timers}

    def ask(self, actor: Actor, action: str, **arguments: Any) -> Step:
        """Try a request; the ticket becomes what the step says."""
        before = self.state
        result = step(self.compiled, Request(actor, action, arguments), before, self.now)
        assert result.decision is not None
        if not result.decision.allowed:
            assert result.ticket is before
            assert result.effects == ()
        assert replayed(before, result.effects) == told_by_effects(result.ticket)
        self.state = result.ticket
        return result

    def does(self, actor: Actor, action: str, **arguments: Any) -> tuple[Effect, ...]:
        """A request that has to be allowed; its effects."""
        result = self.ask(actor, action, **arguments)
        assert result.decision is not None
        assert result.decision.allowed, result.decision
        return result.effects

    def is_refused(self, actor: Actor, action: str, **arguments: Any) -> str:
        """A request that has to be refused; the code of the refusal."""
        result = self.ask(actor, action, **arguments)
        assert result.decision is not None
        assert not result.decision.allowed
        return result.decision.code

    def waits(self, **length: int) -> tuple[Effect, ...]:
        """Time goes by; what it brings."""
        self.now += timedelta(**length)
        if self.state is None:
            return ()
        result = due(self.compiled, self.state, self.now)
        assert result.decision is None
        assert replayed(self.state, result.effects) == told_by_effects(result.ticket)
        self.state = result.ticket
        return result.effects


def replayed(ticket: Ticket | None, effects: tuple[Effect, ...]) -> Ticket | None:
    """What a server is left with that carries the effects out one by one, and knows nothing else."""
    for effect in effects:
        ticket = _carried_out(ticket, effect)
    return told_by_effects(ticket)


def told_by_effects(ticket: Ticket | None) -> Ticket | None:
    """A ticket without what a server knows from the request itself: who asked, from which status, for an assignment."""
    return None if ticket is None else replace(ticket, assigned=False, came_from=None, brought_by=None)


def _carried_out(ticket: Ticket | None, effect: Effect) -> Ticket | None:
    if isinstance(effect, TicketCreated):
        assert ticket is None
        return Ticket(effect.status)
    assert ticket is not None
    match effect:
        case TicketDeleted():
            return None
        case StatusChanged(source, target):
            assert ticket.status == source
            changes: dict[str, Any] = {"status": target}
        case TimerStarted() | TimerStopped():
            changes = {"timers": _timers(ticket, effect)}
        case FavoriteAdded(role, actor):
            changes = {"favorites": ticket.favorites | {Favorite(role, actor)}}
        case FavoritesCleared(role):
            changes = {"favorites": frozenset(each for each in ticket.favorites if each.role != role)}
        case SystemMessageAdded() | LinkedTicketOpened():
            changes = {}
        case FlagSet(name):
            assert name not in ticket.flags
            changes = {"flags": ticket.flags | {name}}
        case FlagCleared(name):
            assert name in ticket.flags
            changes = {"flags": ticket.flags - {name}}
        case _:
            changes = {"surveys": _surveys(ticket, effect)}
    return replace(ticket, **changes)


def _timers(ticket: Ticket, effect: TimerStarted | TimerStopped) -> tuple[RunningTimer, ...]:
    timers = [timer for timer in ticket.timers if timer.name != effect.name]
    if isinstance(effect, TimerStarted):
        timers.append(RunningTimer(effect.name, effect.due_at, effect.rounds))
    return tuple(sorted(timers, key=lambda timer: timer.name))


def _surveys(ticket: Ticket, effect: Effect) -> tuple[Survey, ...]:
    if isinstance(effect, SurveyOpened):
        assert ticket.open_survey is None
        return (*ticket.surveys, Survey(effect.at))
    assert ticket.open_survey is not None
    if isinstance(effect, SurveySubmitted):
        return tuple(replace(survey, submitted=True) for survey in ticket.surveys)
    assert isinstance(effect, UnsubmittedSurveyDropped)
    return tuple(survey for survey in ticket.surveys if survey.submitted)
