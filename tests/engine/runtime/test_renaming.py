"""Give everything in the rules another name: the behaviour is the same, under the new names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from statusquo import Actor, CompiledRules, Favorite, Request, Ticket, compile_rules, decide, due, load_rules, step
from statusquo.locations import default_rules
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
    StatusChanged,
    TicketCreated,
    TimerStarted,
    TimerStopped,
)

from tests.engine.runtime.desk import BOSS, CREATOR, PARTICIPANT
from tests.engine.runtime.oracle import GOOD_ARGUMENTS, NOW, STATUSES, requests
from tests.engine.runtime.renaming import Renaming, renamed_copy


@pytest.fixture(scope="module")
def renaming(tmp_path_factory: pytest.TempPathFactory) -> tuple[Renaming, CompiledRules]:
    folder = tmp_path_factory.mktemp("renamed")
    shutil.copy(default_rules().parent / "requirements.yaml", folder)
    names = renamed_copy(default_rules(), folder / "renamed.yaml")
    return names, compile_rules(load_rules(folder / "renamed.yaml"))


def test_every_name_is_another(compiled: CompiledRules, renaming: tuple[Renaming, CompiledRules]) -> None:
    other = renaming[1].rules
    rules = compiled.rules
    for one, two in (
        (set(rules.statuses), set(other.statuses)),
        (set(rules.actions), set(other.actions)),
        (set(rules.roles), set(other.roles)),
        (set(rules.permissions), set(other.permissions)),
        (set(rules.relations), set(other.relations)),
        (set(rules.timers), set(other.timers)),
    ):
        assert len(one) == len(two)
        assert not set(one) & set(two)


def test_every_decision_is_the_same(compiled: CompiledRules, renaming: tuple[Renaming, CompiledRules]) -> None:
    names, other = renaming
    for index, (role, action, status, permissions, relations) in enumerate(requests()):
        if index % 7:
            continue
        actor = Actor("someone", role, permissions, relations)
        arguments = GOOD_ARGUMENTS.get(action, {})
        one = decide(compiled, Request(actor, action, arguments), Ticket(status), NOW)
        request = Request(_actor(names, actor), names.actions[action], _arguments(names, arguments))
        two = decide(other, request, Ticket(names.statuses[status]), NOW)
        assert (one.code, one.ground, one.requirements) == (two.code, two.ground, two.requirements)


def test_every_course_is_the_same(compiled: CompiledRules, renaming: tuple[Renaming, CompiledRules]) -> None:
    """From every status, every action of each actor twice over, and then two months."""
    names, other = renaming
    moves: list[tuple[Actor, str, dict[str, Any]]] = [
        (BOSS, "schedule_closure", {"at": NOW + timedelta(days=3)}),
        (BOSS, "schedule_deletion", {"at": NOW + timedelta(days=3)}),
        (CREATOR, "request_closure", {}),
        (CREATOR, "close_now", {}),
        (PARTICIPANT, "submit_survey", {"rating": 3}),
        (PARTICIPANT, "reply", {"body": "hello"}),
        *((BOSS, "change_status", {"status": status}) for status in STATUSES),
    ]
    favorites = frozenset({Favorite("staff", "boss"), Favorite("customer", "creator")})
    for status in STATUSES:
        for first in moves:
            for second in moves:
                one: Ticket | None = Ticket(status, favorites=favorites)
                two: Ticket | None = _ticket(names, one)
                for actor, action, arguments in (first, second):
                    result = step(compiled, Request(actor, action, arguments), one, NOW)
                    request = Request(_actor(names, actor), names.actions[action], _arguments(names, arguments))
                    same = step(other, request, two, NOW)
                    one, two = result.ticket, same.ticket
                    assert two == _ticket(names, one)
                    assert _comparable(same.effects) == _comparable(
                        tuple(_effect(names, effect) for effect in result.effects)
                    )
                assert one is not None
                assert two is not None
                later = NOW + timedelta(days=60)
                assert due(other, two, later).ticket == _ticket(names, due(compiled, one, later).ticket)


def _actor(names: Renaming, actor: Actor) -> Actor:
    return Actor(actor.id, names.roles[actor.role], names.held(actor.permissions), names.held(actor.relations))


def _arguments(names: Renaming, arguments: dict[str, Any]) -> dict[str, Any]:
    if "status" in arguments:
        return {**arguments, "status": names.statuses[arguments["status"]]}
    return arguments


def _ticket(names: Renaming, ticket: Ticket | None) -> Ticket | None:
    if ticket is None:
        return None
    timers = [replace(timer, name=names.timers[timer.name]) for timer in ticket.timers]
    return Ticket(
        names.statuses[ticket.status],
        tuple(sorted(timers, key=lambda timer: timer.name)),
        ticket.surveys,
        frozenset(replace(each, role=names.roles[each.role]) for each in ticket.favorites),
    )


def _effect(names: Renaming, effect: Effect) -> Effect:
    if isinstance(effect, StatusChanged):
        return StatusChanged(names.statuses[effect.source], names.statuses[effect.target])
    if isinstance(effect, TicketCreated):
        return TicketCreated(names.statuses[effect.status])
    if isinstance(effect, TimerStarted | TimerStopped):
        return replace(effect, name=names.timers[effect.name])
    if isinstance(effect, FavoriteAdded | FavoritesCleared):
        return replace(effect, role=names.roles[effect.role])
    return effect


def _comparable(effects: tuple[Effect, ...]) -> list[str]:
    return [repr(effect) for effect in effects]
