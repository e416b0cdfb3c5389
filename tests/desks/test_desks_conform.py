"""The reference server does what the example desks say, and the suite finds out one that does something else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from flask import Flask
from statusquo import RuleSet, compile_rules
from statusquo.proof.search import search
from statusquo.proof.space import Passage, Space
from statusquo.rules.consequences import Timer, Transition
from statusquo.rules.guards import Guard
from statusquo.rules.invariants import Running
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.scenarios import scenarios
from statusquo_conformance.stage.actors import can_be_tried
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.transport import WsgiTransport
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target

from tests.desks.test_example_desks import FILES, NAMES, desk
from tests.features.harness import BAD, TOKEN, Ended, Server, run, running, serving, told

FLIPS = 8
"""How many cells of each desk are turned round, one by one."""

Slip = tuple[str, RuleSet, frozenset[str]]
"""What a server does otherwise, the rules by which it does so, and the requirements that this is about."""


class Claiming(Server):
    """A server that claims what rules ask for, whatever it runs on itself."""

    def __init__(self, app: Flask, rules: RuleSet) -> None:
        super().__init__(app)
        variables = {URL_VARIABLE: "http://unused.example", TOKEN_VARIABLE: TOKEN}
        HttpDriver.__init__(self, load_target(reference_target(), rules, variables), WsgiTransport(app))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_reference_server_passes_every_scenario_of_a_desk(path: Path) -> None:
    rules = desk(path)
    with serving(path) as server:
        ended = run(rules, server, scenarios(rules))
    assert len(ended) > 100
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_slip_of_a_server_fails_a_scenario_of_the_requirements_that_it_is_about(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = desk(path)
    slips = tuple(_slips(rules))
    assert len(slips) > FLIPS
    missed = []
    for what, other, ids in slips:
        monkeypatch.setattr("statusquo_server.app.load_rules", lambda _, other=other: other)
        concerned = [scenario for scenario in scenarios(rules) if ids & set(scenario.ids)]
        with serving(path, lambda app: Claiming(app, rules)) as server:
            if not any(_is_found(ended) for ended in running(rules, server, concerned)):
                missed.append(what)
    assert missed == []


def _is_found(ended: Ended) -> bool:
    """Whether a run with this in it says that the server does not conform."""
    return ended.outcome in BAD or ended.outcome is Outcome.UNREACHED


def _slips(rules: RuleSet) -> Iterator[Slip]:
    """Rules that differ in one thing, where some ticket is dealt with otherwise because of it."""
    usual = _courses(rules)
    for slip in (*_flips(rules), *_in_transitions(rules), *_in_timers(rules)):
        if _courses(slip[1]) != usual:
            yield slip


def _flips(rules: RuleSet) -> Iterator[Slip]:
    """Some of the cells that the suite looks at, turned round."""
    asked = [
        cell
        for cell in rules.cells.values()
        if can_be_tried(rules.actions[cell.role, cell.action]) and rules.level(cell.requirements).is_checked
    ]
    for cell in random.Random(20).sample(asked, FLIPS):  # noqa: S311 - chance, and no secret
        key = (cell.role, cell.action, cell.status)
        cells = {**rules.cells, key: replace(cell, allowed=not cell.allowed)}
        yield " ".join(key), replace(rules, cells=MappingProxyType(cells)), frozenset(cell.requirements)


def _in_transitions(rules: RuleSet) -> Iterator[Slip]:
    for transition in rules.transitions:
        ids, guard = frozenset(transition.requirements), transition.guard
        yield f"no transition {transition.name}", _with(rules, transition, None), ids
        if guard is not None:
            free = _with(rules, transition, replace(transition, guard=None))
            yield f"{transition.name} without its guard", free, frozenset(guard.requirements) or ids


def _in_timers(rules: RuleSet) -> Iterator[Slip]:
    for timer in rules.timers.values():
        waiting = [each for each in rules.transitions if each.guard is not None and _asks_for(each.guard, timer)]
        ids = frozenset({*timer.requirements, *(id_ for each in waiting for id_ in each.requirements)})
        yield f"no timer {timer.name}", _without(rules, timer), ids


def _asks_for(guard: Guard, timer: Timer) -> bool:
    return any(isinstance(term, Running) and timer.name in term.timers for term in guard.terms)


def _courses(rules: RuleSet) -> frozenset[object]:
    """All that can happen to a ticket: who does what to it in which state, and what comes of it."""
    space = Space(compile_rules(rules))
    return frozenset(_course(each) for state in search(space).states for each in space.events(state))


def _course(passage: Passage) -> tuple[object, ...]:
    event = passage.event
    done: tuple[object, ...] = (event.timer,)
    if event.attempt is not None:
        tried = event.attempt
        done = (tried.entry_key, tried.request.actor, tried.chosen, tried.flag, tried.extra)
    return (passage.before, done, passage.after, passage.step.effects)


def _with(rules: RuleSet, old: Transition, new: Transition | None) -> RuleSet:
    found = [new if each is old else each for each in rules.transitions]
    return replace(rules, transitions=tuple(each for each in found if each is not None))


def _without(rules: RuleSet, timer: Timer) -> RuleSet:
    rest = {name: each for name, each in rules.timers.items() if name != timer.name}
    moves = tuple(replace(each, starts=None) if each.starts == timer.name else each for each in rules.transitions)
    return replace(rules, timers=MappingProxyType(rest), transitions=moves)
