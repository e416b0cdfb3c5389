"""The search against chance: whatever happens to a ticket at some time of day is among what was searched.

And the conditions against plain Python: what they say of a moment is what somebody says who reads the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo import CompiledRules, Ticket, compile_rules, load_rules
from statusquo.proof.clocks import Clocks
from statusquo.proof.conditions import Moment, is_kept
from statusquo.proof.search import Search, moment_of, search
from statusquo.proof.space import NOW, SURVEY, Space, statuses_asking_who, statuses_left_back
from statusquo.runtime.results import StatusChanged, SystemMessageAdded
from statusquo.runtime.state import Favorite, RunningTimer, Survey

from tests.engine.proof.changed import MINIATURES, changed, shipped
from tests.engine.proof.walking import moments

SURVEYED = {"resolved", "closed", "pending_closure", "closure_scheduled"}
FINISHED = {"resolved", "closed"}

searched: dict[str, tuple[CompiledRules, Search]] = {}
trials = settings(max_examples=15, deadline=None, derandomize=True)


def found(name: str) -> tuple[CompiledRules, Search]:
    if name not in searched:
        compiled = compile_rules(shipped() if name == "shipped" else load_rules(MINIATURES / f"{name}.yaml"))
        searched[name] = compiled, search(Space(compiled))
    return searched[name]


def is_searched(compiled: CompiledRules, states: Search, ticket: Ticket, now: datetime) -> bool:
    """Whether some state of the search admits a ticket as it stands at this moment."""
    limit = compiled.surveys.submit_within if compiled.surveys is not None else None
    left = {timer.name: timer.due_at - now for timer in ticket.timers}
    surveys = [Survey(NOW, submitted=True) for each in ticket.surveys if each.submitted][:1]
    for survey in ticket.surveys:
        if not survey.submitted:
            fresh = limit is None or now < survey.opened_at + limit
            surveys.append(Survey(NOW if fresh or limit is None else NOW - limit))
            if fresh and limit is not None:
                left[SURVEY] = survey.opened_at + limit - now
    favorites = frozenset(Favorite(each.role, each.role) for each in ticket.favorites)
    rounds = {timer.name: timer.rounds for timer in ticket.timers}
    for state in states.states:
        other = state.ticket
        if other is None or other.status != ticket.status or other.favorites != favorites:
            continue
        if not _remembers(compiled, other, ticket):
            continue
        if other.surveys == tuple(surveys) and {timer.name: timer.rounds for timer in other.timers} == rounds:
            times = {name: length.total_seconds() * 1_000_000 for name, length in left.items()}
            if admits(state.clocks, times):
                return True
    return False


def _remembers(compiled: CompiledRules, state: Ticket, ticket: Ticket) -> bool:
    """Whether a state has the flags and the past of a ticket, as far as some rule asks for it."""
    if (state.flags, state.assigned) != (ticket.flags, ticket.assigned):
        return False
    if ticket.status in statuses_left_back(compiled.rules) and state.came_from != ticket.came_from:
        return False
    doers = [each.role if each is not None else None for each in (ticket.brought_by, state.brought_by)]
    return ticket.status not in statuses_asking_who(compiled.rules) or doers[0] == doers[1]


def admits(clocks: Clocks, left: dict[str, float]) -> bool:
    if set(clocks.names) != set(left):
        return False
    times = [0.0, *(left[name] for name in clocks.names)]
    return all(one - two <= clocks.bounds[i][j] + 0.5 for i, one in enumerate(times) for j, two in enumerate(times))


@pytest.mark.parametrize("name", ["shipped", "reopening", "language-2"])
@trials
@given(seed=st.integers(0, 10_000))
def test_whatever_happens_was_searched(name: str, seed: int) -> None:
    compiled, states = found(name)
    for moment, now in moments(compiled, seed, events=40):
        assert is_searched(compiled, states, moment.after, now)


def test_a_state_that_cannot_be_was_not_searched() -> None:
    compiled, states = found("shipped")
    assert not is_searched(compiled, states, Ticket("open", (RunningTimer("closure", NOW),)), NOW)
    assert not is_searched(compiled, states, Ticket("open", surveys=(Survey(NOW),)), NOW)
    assert is_searched(compiled, states, Ticket("resolved", surveys=(Survey(NOW),)), NOW)


def waiting(ticket: Ticket | None) -> int:
    return sum(not survey.submitted for survey in ticket.surveys) if ticket is not None else 0


def submitted(ticket: Ticket | None) -> bool:
    return any(survey.submitted for survey in ticket.surveys) if ticket is not None else False


def favored(ticket: Ticket | None, role: str) -> bool:
    return any(favorite.role == role for favorite in ticket.favorites) if ticket is not None else False


def runs(ticket: Ticket | None, name: str) -> bool:
    return ticket is not None and ticket.timer(name) is not None


def moves(moment: Moment) -> bool:
    return any(isinstance(effect, StatusChanged) for effect in moment.effects)


def speaks(moment: Moment) -> bool:
    return any(isinstance(effect, SystemMessageAdded) for effect in moment.effects)


def came_to_rest(moment: Moment) -> bool:
    assert moment.before is not None
    return moment.before.status not in SURVEYED and moment.after.status in SURVEYED


READ: dict[str, Callable[[Moment], bool]] = {
    "one_survey_waits": lambda m: waiting(m.after) <= 1,
    "surveys_wait_at_rest": lambda m: not waiting(m.after) or m.after.status in SURVEYED,
    "rest_has_a_survey": lambda m: m.after.status not in SURVEYED or bool(m.after.surveys),
    "submitted_surveys_stay": lambda m: not submitted(m.before) or submitted(m.after),
    "rest_brings_a_survey": lambda m: (
        m.before is None or bool(m.before.surveys) or not came_to_rest(m) or waiting(m.after) > 0
    ),
    "one_survey_a_resolution": lambda m: (
        m.before is None
        or not {m.before.status, m.after.status} <= SURVEYED
        or waiting(m.before) > 0
        or not waiting(m.after)
    ),
    "finished_is_no_favorite": lambda m: (
        not moves(m) or m.after.status not in FINISHED or not favored(m.after, "customer")
    ),
    "other_moves_keep_favorites": lambda m: (
        not moves(m) or m.after.status in FINISHED or m.before is None or m.before.favorites == m.after.favorites
    ),
    "staff_keeps_favorites": lambda m: not favored(m.before, "staff") or favored(m.after, "staff"),
    "closure_runs_where_it_is_scheduled": lambda m: (m.after.status == "closure_scheduled") is runs(m.after, "closure"),
    "time_closes": lambda m: m.timer != "closure" or (m.after.status == "closed" and speaks(m)),
    "deletion_stays_scheduled": lambda m: not runs(m.before, "deletion") or runs(m.after, "deletion"),
    "customers_move_by_two_actions": lambda m: (
        m.role != "customer" or not moves(m) or m.action in {"request_closure", "close_now"}
    ),
    "replies_move_nothing": lambda m: (m.role, m.action) != ("customer", "reply") or not moves(m),
    "asking_marks": lambda m: (
        (m.role, m.action) != ("customer", "request_closure") or m.after.status == "pending_closure"
    ),
    "customers_see": lambda m: ("customer", "see") in m.possible(m.after),
    "scheduled_can_be_closed": lambda m: (
        (m.after.status == "closure_scheduled") is (("customer", "close_now") in m.possible(m.after))
    ),
}
"""Invariants of the shipped rules, as somebody writes them down in Python who has only read what they say."""

CHANGES = [
    "survey-dropped-too-early",
    "no-survey-on-request",
    "favorites-cleared-too-often",
    "request-closes",
    "cells-that-contradict",
    "second-survey",
    "wrong-favorites-cleared",
    "closure-keeps-running",
    "closure-in-silence",
    "reply-reopens",
    "reply-on-closed",
    "deletion-forgotten",
    "close-anything",
]


def passing(compiled: CompiledRules) -> Iterator[Moment]:
    """Every event that leads on from the first states of a search."""
    space = Space(compiled)
    known = cache(space.possible)
    for passage in space.beginnings():
        if (moment := moment_of(space, passage, known)) is not None:
            yield moment
    for state in search(space, 30).states[:30]:
        for passage in space.events(state):
            if (moment := moment_of(space, passage, known)) is not None:
                yield moment


def test_conditions_mean_what_their_sentences_say(tmp_path: Path) -> None:
    invariants = {invariant.name: invariant for invariant in shipped().invariants}
    answers: set[tuple[str, bool]] = set()
    for name in CHANGES:
        folder = tmp_path / name
        folder.mkdir()
        compiled = changed(folder, Path(__file__).parent / "refuted" / f"{name}.yaml")
        for moment in passing(compiled):
            for invariant, read in READ.items():
                kept = is_kept(invariants[invariant], moment)
                assert kept is read(moment), (name, invariant, moment)
                answers.add((invariant, kept))
    broken = {invariant for invariant, kept in answers if not kept}
    assert {invariant for invariant, kept in answers if kept} == set(READ)
    # What no change of rules can break, since the engine holds to it whatever they say.
    assert set(READ) - broken == {"one_survey_waits", "submitted_surveys_stay"}
