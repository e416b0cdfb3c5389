"""Walking about at random: people do things at times of day, and nobody searches for anything.

It knows nothing of the proof but the conditions, and so can contradict it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from statusquo import Actor, CompiledRules, Request, Ticket, due, step
from statusquo.proof.conditions import Moment
from statusquo.runtime.results import Step, TicketCreated, TimerStarted, TimerStopped
from statusquo.runtime.step import arrival

START = datetime(2031, 5, 5, 12, tzinfo=UTC)
WAITS = [0, 0, 0, 1, 5, 23, 25, 71, 73, 96, 7 * 24 - 1, 7 * 24, 7 * 24 + 1, 400]
"""Hours that go by before somebody does something."""


def moments(compiled: CompiledRules, seed: int, events: int) -> Iterator[tuple[Moment, datetime]]:
    """What happens to tickets one after another, in so many events: each thing alone, with the time of it."""
    chance = random.Random(seed)  # noqa: S311 - chance, and no secret
    now, ticket = START, None
    for _ in range(events):
        if ticket is None:
            made = arrival(compiled, now)
            yield _moment(compiled, None, made, now)
            ticket = made.ticket
        now += timedelta(hours=chance.choice(WAITS), microseconds=chance.choice([0, 0, 1, 999_999]))
        while ticket is not None and (ripe := [timer for timer in ticket.timers if timer.due_at <= now]):
            at = min(timer.due_at for timer in ripe)
            first = _first(compiled, [timer.name for timer in ripe if timer.due_at == at])
            alone = tuple(each for each in ticket.timers if each.name == first or each.due_at > at)
            if len(alone) < len(ticket.timers):
                made = due(compiled, ticket, at)  # several at the same moment: nothing is said of each alone
                ticket = made.ticket
                continue
            made = due(compiled, ticket, at)
            if made.ticket is not None:
                yield _moment(compiled, ticket, made, at, timer=first)
            ticket = made.ticket
        if ticket is None:
            continue
        actor, action = chance.choice(_people(compiled, chance)), chance.choice([*compiled.rules.actions])[1]
        made = (
            step(compiled, Request(actor, action, _arguments(compiled, chance, now)), ticket, now)
            if ((actor.role, action, ticket.status) in compiled.entries)
            else Step(None, ticket)
        )
        if made.ticket is not None and made.decision is not None and made.decision.allowed:
            yield _moment(compiled, ticket, made, now, role=actor.role, action=action)
        ticket = made.ticket


def possible(compiled: CompiledRules, ticket: Ticket, now: datetime) -> frozenset[tuple[str, str]]:
    """What somebody can do: everybody tries everything."""
    everybody = {role: _everybody(compiled, role) for role in compiled.rules.roles}
    return frozenset(
        (role, action)
        for role, action in compiled.rules.actions
        if (role, action, ticket.status) in compiled.entries
        and any(
            _goes(compiled, Request(actor, action, given), ticket, now)
            for given in _all_arguments(compiled, role, action, now)
            for actor in everybody[role]
        )
    )


def _goes(compiled: CompiledRules, request: Request, ticket: Ticket, now: datetime) -> bool:
    decision = step(compiled, request, ticket, now).decision
    return decision is not None and decision.allowed


def _all_arguments(compiled: CompiledRules, role: str, action: str, now: datetime) -> Iterator[dict[str, Any]]:
    chosen = compiled.rules.actions[role, action].chooses_status
    flag = next(iter(compiled.rules.flags), None)
    for status in compiled.rules.statuses if chosen is not None else [compiled.initial]:
        yield {"body": "x", "status": status, "at": now + timedelta(days=1), "rating": 3, "reason": "x", "flag": flag}


def _first(compiled: CompiledRules, names: list[str]) -> str:
    return min(names, key=list(compiled.timers).index)


def _moment(  # noqa: PLR0913 - what a moment is made of
    compiled: CompiledRules,
    before: Ticket | None,
    made: Step,
    now: datetime,
    *,
    role: str | None = None,
    action: str | None = None,
    timer: str | None = None,
) -> tuple[Moment, datetime]:
    assert made.ticket is not None
    assert before is not None or any(isinstance(effect, TicketCreated) for effect in made.effects)
    assert timer is None or any(
        isinstance(effect, TimerStopped | TimerStarted) and effect.name == timer for effect in made.effects
    )

    @cache  # several conditions ask the same
    def tried(ticket: Ticket) -> frozenset[tuple[str, str]]:
        return possible(compiled, ticket, now)

    return Moment(compiled.rules, before, made.ticket, role, action, timer, made.effects, tried), now


def _arguments(compiled: CompiledRules, chance: random.Random, now: datetime) -> dict[str, Any]:
    rules = compiled.rules
    at = now + timedelta(hours=chance.choice(WAITS) or 2)
    given = {"body": "hello", "status": chance.choice(list(rules.statuses)), "at": at, "rating": 3, "reason": "spam"}
    if rules.flags:
        given["flag"] = chance.choice(list(rules.flags))
        given = {name: value for name, value in given.items() if name in {"status", "flag"} or chance.random() < 0.7}
    return given


def _people(compiled: CompiledRules, chance: random.Random) -> list[Actor]:
    rules = compiled.rules
    some = [actor for role in rules.roles for actor in _everybody(compiled, role)]
    for role in rules.roles.values():
        held = frozenset(name for name in role.permissions if chance.random() < 0.5)
        some.append(Actor("few", role.name, held, frozenset(name for name in role.relations if chance.random() < 0.5)))
    return some


def _everybody(compiled: CompiledRules, role: str) -> list[Actor]:
    found = compiled.rules.roles[role]
    return [
        Actor("one", role, frozenset(found.permissions), frozenset(found.relations)),
        Actor("two", role, frozenset(found.permissions)),
        Actor("three", role, frozenset(), frozenset(found.relations)),
    ]
