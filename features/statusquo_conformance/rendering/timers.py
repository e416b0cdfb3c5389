"""Scenarios that follow from timers: nothing before the time, the right thing at it, once; nothing when cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.model import RuleSet, Timer, Transition
from statusquo.rules.moves import moves

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.cells import doers
from statusquo_conformance.rendering.effects import said
from statusquo_conformance.rendering.fragments import Fragment, Row, checked, fragment, grouped
from statusquo_conformance.rendering.ways import WAY, way_row
from statusquo_conformance.stage.actors import can_be_tried, creator, mover, observer, participant

QUIET = frozenset({Operation.POST_MESSAGE, Operation.ASSIGN})
"""What people go on doing on a ticket that waits for a timer."""


def timer_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each timer: when it is due, and when it is cancelled."""
    for timer in rules.timers.values():
        if timer.to is None:
            yield from _deletes(rules, timer)
            yield from _forgotten(rules, timer)
        else:
            yield from _moves(rules, timer)
        yield from _cancelled(rules, timer)
        yield from _replaced(rules, timer)
        yield from _restarted(rules, timer)
        yield from _unmoved(rules, timer)


def _starts(rules: RuleSet, timer: Timer) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Each way of starting a timer: from, by, way, to; and the requirements of the cell that it goes through."""
    for transition in rules.transitions:
        if transition.starts != timer.name or transition.to is None:
            continue
        action = rules.actions[transition.role, transition.action]
        by = mover(rules, transition.role).phrase(rules)
        for status in _sources(rules, transition):
            cell = rules.cells[action.role, action.name, status]
            yield (status, by, action.phrase, transition.to), cell.requirements


def _sources(rules: RuleSet, transition: Transition) -> Iterator[str]:
    for status in rules.statuses:
        if status in transition.sources and rules.cells[transition.role, transition.action, status].allowed:
            yield status


def _entries(rules: RuleSet, timer: Timer) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Each way of bringing a timer to run: by a transition that starts it, or by coming into its statuses."""
    if timer.after is None:
        yield from _starts(rules, timer)
        return
    for move in moves(rules):
        if move.role is not None and move.target in timer.runs_in and move.source not in timer.runs_in:
            yield way_row(rules, move), move.requirements


def _moves(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """What the timer has the system say is checked along with it, if it binds as much and nothing else speaks."""
    level, own = rules.level(timer.requirements), [id_ for each in timer.effects for id_ in each.requirements]
    entries = [(row, ids) for row, ids in _entries(rules, timer) if rules.level(ids).is_checked]
    messages = {move.source: said(rules, move) for move in moves(rules) if move.timer == timer.name}
    says = {messages[row[3]] for row, _ in entries} == {1} and rules.level(tuple(own)) is level
    tags = checked(rules, timer.requirements, *(own if says else ()))
    examples = grouped(WAY, [(tags, row) for row, _ in entries])
    return fragment(timer.subject, "timer_moves", examples, timer=timer, says=says)


def _deletes(rules: RuleSet, timer: Timer) -> list[Fragment]:
    people = [person for person in (observer(rules), creator(rules), participant(rules)) if person is not None]
    rows = [
        (checked(rules, timer.requirements), (person.phrase(rules), *row))
        for row, requirements in _entries(rules, timer)
        for person in people
        if rules.level(requirements).is_checked
    ]
    return fragment(timer.subject, "timer_deletes", grouped(("who", *WAY), rows), timer=timer)


def _forgotten(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """A ticket that is gone is gone from the favorites, too."""
    people = [person for person in (creator(rules), participant(rules)) if person is not None]
    fans = [person for person in people if rules.action_for(person.role, Operation.ADD_FAVORITE) is not None]
    first = next((row for row, ids in _entries(rules, timer) if rules.level(ids).is_checked), None)
    rows = [(checked(rules, timer.requirements), (fan.phrase(rules), *first)) for fan in fans if first is not None]
    return fragment(timer.subject, "timer_forgets", grouped(("who", *WAY), rows), timer=timer)


def _unmoved(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """What people do while it runs does not put it off, unless the rules say so."""
    if timer.to is None:
        return []
    rows = []
    for (role, name), action in rules.actions.items():
        person = doers(rules, action)[0] if doers(rules, action) else None
        quiet = action.operation in QUIET and not rules.transitions_of(role, name)
        if person is None or not quiet or (role, name) in timer.restarted_by:
            continue
        for row, ids in _entries(rules, timer):
            cell = rules.cells[role, name, row[3]]
            if cell.allowed and rules.level(cell.requirements).is_checked and rules.level(ids).is_checked:
                rows.append((checked(rules, timer.requirements), (person.phrase(rules), action.phrase, *row)))
                break
    return fragment(timer.subject, "timer_unmoved", grouped(("who", "doing", *WAY), rows), timer=timer)


def _cancelled(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """Every way out of the statuses in which the timer runs stops it."""
    if not timer.cancelled:
        return []
    rows = [
        (checked(rules, timer.cancelled), way_row(rules, move))
        for move in moves(rules)
        if move.timer is None and move.source in timer.runs_in and move.target not in timer.runs_in
    ]
    return fragment(timer.subject, "timer_cancelled", grouped(WAY, rows), timer=timer)


def _replaced(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """A ticket that left and was scheduled again: the time that was given first no longer counts."""
    tags = checked(rules, timer.cancelled) if timer.cancelled else ()
    starts = {row[0]: row for row, ids in _starts(rules, timer) if rules.level(ids).is_checked}
    rows = [
        (tags, (*way_row(rules, out), *starts[out.target][1:3]))
        for out in moves(rules)
        if out.role is not None and out.target in starts and out.source == starts[out.target][3] in timer.runs_in
    ]
    columns = (*WAY, "by_again", "way_again")
    return fragment(timer.subject, "timer_replaced", grouped(columns, rows), timer=timer)


def _restarted(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """An action that makes the timer begin anew puts its time off."""
    for role, name in sorted(timer.restarted_by):
        action = rules.actions[role, name]
        moving = {status for each in rules.transitions_of(role, name) for status in each.sources}
        rows = [
            (checked(rules, timer.requirements), (mover(rules, role).phrase(rules), status))
            for status in rules.statuses
            if status in timer.runs_in - moving and rules.cells[role, name, status].allowed and can_be_tried(action)
        ]
        yield from fragment(
            timer.subject, "timer_restarted", grouped(("who", "status"), rows), timer=timer, action=action
        )
