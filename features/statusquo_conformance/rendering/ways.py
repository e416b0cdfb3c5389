"""Ways from one status to another, as examples show them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from statusquo.rules.consequences import Timer
from statusquo.rules.model import RuleSet
from statusquo.rules.moves import Move, moves

from statusquo_conformance.rendering.fragments import Row
from statusquo_conformance.rendering.scenes import EVERYTHING, deed_in_words, is_possible, scenes
from statusquo_conformance.stage.actors import TIME, creator, observer
from statusquo_conformance.stage.atlas import Same, able, atlas_of, course_of
from statusquo_conformance.stage.situations import NO_MATTER, Situation
from statusquo_conformance.stage.standing import Deed, Standing, is_crowded

WAY = ("from", "by", "way", "to")
"""The columns of a move."""


@dataclass(frozen=True, slots=True)
class Way:
    """A move that can be made.

    Attributes:
        row: of the columns of :data:`WAY`.
        situation: how things have to stand before it.
        deed: what is done; None if time does it.
        before: one of the ways in which things can stand before it.
        after: how they stand after it.
    """

    move: Move
    row: Row
    situation: Situation
    deed: Deed | None
    before: Standing
    after: Standing


def ways(rules: RuleSet) -> tuple[Way, ...]:
    """Every move that can be made, in the order of the rules, by actors before by time."""
    return _ways(Same(rules))


def portable_ways(rules: RuleSet) -> list[Way]:
    """The moves that every server must make: none that goes through a cell which is left to each server."""
    return [
        way
        for way in ways(rules)
        if way.move.role is None
        or rules.level(rules.cells[way.move.role, way.move.action or "", way.move.source].requirements).is_checked
    ]


def follows(rules: RuleSet, first: Way, second: Way) -> bool:
    """Whether one can be made straight after another, once all is met that it asks for besides."""
    if second.deed is None or first.after.status != second.before.status:
        return False
    atlas = atlas_of(rules, EVERYTHING, first.after, second.deed.person)
    return atlas.meets(second.deed, second.move.target, first.after) is not None


def coming_first(rules: RuleSet, timer: Timer, status: str, situation: Situation) -> Situation:
    """With a word about which timer is due first, where it may be another one by the time that somebody gives."""
    crowded = any(is_crowded(rules, each) and status in each.runs_in for each in rules.timers.values())
    first = replace(situation, first=timer.name)
    return first if crowded and is_possible(rules, observer(rules), status, first) else situation


@lru_cache(maxsize=16)
def _ways(same: Same) -> tuple[Way, ...]:
    rules = same.rules
    found = (_by_time(rules, move) if move.role is None else _by_actor(rules, move) for move in moves(rules))
    return tuple(way for way in found if way is not None)


def _by_actor(rules: RuleSet, move: Move) -> Way | None:
    action = rules.actions[move.role or "", move.action or ""]
    transition = next(each for each in rules.transitions if each.name == move.transition)
    for person in able(rules, action, transition):
        for scene in scenes(rules, person, action, move.source, move.target if move.chosen else None):
            is_it = scene.works and scene.foreseen.transition == transition and scene.result(rules) == move.target
            if is_it:
                words = deed_in_words(scene, action)
                row = (move.source, person.phrase(rules), words, move.target)
                return Way(move, row, scene.situation, scene.deed, scene.standing, scene.after(rules))
    return None


def _by_time(rules: RuleSet, move: Move) -> Way | None:
    """A timer that runs wherever the ticket can be in that status needs no word about it."""
    course = course_of(rules)
    timer = rules.timers[move.timer or ""]
    row = (move.source, TIME, timer.label, move.target)
    standings = atlas_of(rules, EVERYTHING, course.new(creator(rules))).standings_in(move.source)
    if not standings:
        start = Standing(move.source)
        return Way(move, row, NO_MATTER, None, start, course.moved(start, move.target, None))
    for standing in standings:
        before, after = _run_out(rules, standing, timer)
        if before is not None and after is not None and after.status == move.target:
            situation = coming_first(rules, timer, move.source, _situation_of_timer(standings, standing, move))
            return Way(move, row, situation, None, before, after)
    return None


def _run_out(rules: RuleSet, standing: Standing, timer: Timer) -> tuple[Standing | None, Standing | None]:
    """How things stand before and after a timer has run out that is due before all others."""
    course = course_of(rules)
    pending = course.next_due(standing)
    while pending is not None and pending.name == timer.name:
        after = course.due(standing, pending)
        if after is None or after.pending(timer.name) is None:
            return standing, after
        standing, pending = after, course.next_due(after)
    return None, None


def _situation_of_timer(standings: tuple[Standing, ...], standing: Standing, move: Move) -> Situation:
    """What has to be said so that the timer runs, and leads where it does."""
    situation = NO_MATTER
    if any(each.pending(move.timer or "") is None for each in standings):
        situation = replace(situation, timers=((move.timer or "", True),))
    return replace(situation, came_from=standing.came_from) if move.back else situation
