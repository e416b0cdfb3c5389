"""Scenarios that follow from timers: nothing before the time, the right thing at it, once; nothing when cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from statusquo.rules.consequences import Back, Timer, To
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.effects import said_on_the_way
from statusquo_conformance.rendering.fragments import Fragment, Row, checked
from statusquo_conformance.rendering.people import doers, doers_in
from statusquo_conformance.rendering.running import Entry, entries_of, outcome_of, shows
from statusquo_conformance.rendering.scenes import Rows, staged
from statusquo_conformance.rendering.ways import WAY, Way, coming_first, follows, ways
from statusquo_conformance.stage.actors import can_be_tried, creator, observer, participant
from statusquo_conformance.stage.atlas import course_of
from statusquo_conformance.stage.clocks import MovableClock
from statusquo_conformance.stage.standing import Standing

QUIET = frozenset({Operation.POST_MESSAGE, Operation.ASSIGN})
"""What people go on doing on a ticket that waits for a timer."""


def timer_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each timer: when it is due, and when it is cancelled."""
    for timer in rules.timers.values():
        if timer.deletes:
            yield from _deletes(rules, timer)
            yield from _forgotten(rules, timer)
        else:
            yield from _comes(rules, timer)
        yield from _says(rules, timer)
        yield from _repeats(rules, timer)
        yield from _shown(rules, timer)
        yield from _cancelled(rules, timer)
        yield from _replaced(rules, timer)
        yield from _restarted(rules, timer)
        yield from _unmoved(rules, timer)


def _emitted(
    rules: RuleSet, timer: Timer, template: str, entries: list[Entry], tags: tuple[str, ...], **values: Any
) -> Iterator[Fragment]:
    """Examples by how the timer begins to run: by a way, or with a new ticket. ``ends`` has a status for each."""
    ends: list[str] | None = values.pop("ends", None)
    for is_new in (False, True):
        rows: Rows = []
        for index, entry in enumerate(entries):
            if entry.is_new is is_new:
                end = (ends[index],) if ends is not None else ()
                rows.append((tags, (*entry.row, *end), entry.situation, None))
        columns: Row = (*(("to",) if is_new else WAY), *(["then"] if ends is not None else []))
        origin = "a new ticket, <to>" if is_new else "from <from>, <by>, <way>"
        yield from staged(
            rules, timer.subject, template, columns, rows, timer=timer, origin=origin, is_new=is_new, **values
        )


# ------------------------------------------------------------------------------------------------ when it is due


def _comes(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """What the timer has the system say is checked along with it, if it binds as much and nothing else speaks."""
    level, own = rules.level(timer.requirements), [id_ for each in timer.effects for id_ in each.requirements]
    groups: dict[tuple[str, bool, bool], list[Entry]] = {}
    for entry in entries_of(rules, timer):
        course = outcome_of(rules, timer, entry.after)
        if course is None or course.after is None:
            continue
        if isinstance(timer.aim, To):
            template = "timer_moves"
        else:
            template = "timer_returns" if isinstance(timer.aim, Back) else "timer_stays"
        groups.setdefault((template, course.alone, _lasts(rules, course.after)), []).append(entry)
    for (template, alone, lasting), entries in groups.items():
        says = all(_said(rules, timer, entry) == 1 for entry in entries) and rules.level(tuple(own)) is level
        values: dict[str, Any] = {
            "says": says,
            "calm": alone and timer.repeats is None,
            "lasting": lasting,
            "quiet": not timer.effects,
            "last": _last(timer),
            "variant": _variant(alone, lasting) if len(groups) > 1 else "",
        }
        if template == "timer_returns":
            values["ends"] = [_end(rules, timer, entry) for entry in entries]
        tags = checked(rules, timer.requirements, *(own if says else ()))
        yield from _emitted(rules, timer, template, entries, tags, **values)


def _variant(alone: bool, lasting: bool) -> str:  # noqa: FBT001 - two answers, given by the names of what was asked
    return ("" if alone else " after others") + ("" if lasting else " before others")


def _lasts(rules: RuleSet, standing: Standing) -> bool:
    """Whether nothing comes of time for a while afterwards."""
    course = course_of(rules)
    pending = course.next_due(standing)
    return not standing.timers or (pending is not None and pending.left > MovableClock.a_while)


def _end(rules: RuleSet, timer: Timer, entry: Entry) -> str:
    course = outcome_of(rules, timer, entry.after)
    return course.after.status if course is not None and course.after is not None else entry.status


def _said(rules: RuleSet, timer: Timer, entry: Entry) -> int:
    """How many system messages it brings when it has run out."""
    return said_on_the_way(rules, timer.effects, entry.status, _end(rules, timer, entry))


def _last(timer: Timer) -> str:
    """How a scenario says that a timer is due that may have been due before."""
    return " for the last time" if timer.repeats is not None else ""


def _says(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """What the system says, where it binds less or more than that something happens."""
    level = rules.level(timer.requirements)
    entries = [entry for entry in entries_of(rules, timer) if not timer.deletes and _said(rules, timer, entry) == 1]
    for effect in timer.effects:
        if rules.level(effect.requirements) is not level:
            values = {"last": _last(timer), "variant": _last(timer), "rounds": range(1)}
            tags = checked(rules, effect.requirements)
            yield from _emitted(rules, timer, "timer_says", entries[:1], tags, **values)
    repeats = timer.repeats
    level = rules.level((repeats.requirements if repeats is not None else ()) or timer.requirements)
    for effect in repeats.effects if repeats is not None and len(repeats.effects) == 1 else ():
        if repeats is not None and rules.level(effect.requirements) is not level:
            again = {"last": "", "variant": " each time", "rounds": range(repeats.times)}
            tags = checked(rules, effect.requirements)
            yield from _emitted(rules, timer, "timer_says", entries_of(rules, timer)[:1], tags, **again)


def _repeats(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """Each time but the last the status stays, and the system says what it says."""
    repeats = timer.repeats
    if repeats is None:
        return
    ids = repeats.requirements or timer.requirements
    own = [id_ for each in repeats.effects for id_ in each.requirements]
    says = len(repeats.effects) == 1 and rules.level(tuple(own)) is rules.level(ids)
    entries = [entry for entry in entries_of(rules, timer) if _is_alone(rules, timer, entry)]
    tags = checked(rules, ids, *(own if says else ()))
    values = {"says": says, "quiet": not repeats.effects, "times": range(repeats.times)}
    yield from _emitted(rules, timer, "timer_repeats", entries, tags, **values)


def _is_alone(rules: RuleSet, timer: Timer, entry: Entry) -> bool:
    course = outcome_of(rules, timer, entry.after)
    return course is not None and course.alone


def _shown(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """A timer that begins by itself shows when it is due."""
    if timer.after is not None and timer.shown_as is not None:
        tags = checked(rules, timer.requirements)
        yield from _emitted(rules, timer, "timer_shown", entries_of(rules, timer)[:1], tags)


def _deletes(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    people = [person for person in (observer(rules), creator(rules), participant(rules)) if person is not None]
    for is_new in (False, True):
        entries = [entry for entry in entries_of(rules, timer) if entry.is_new is is_new]
        pairs = [(entry, person) for entry in entries for person in people]
        is_otherwise = any(rules.shown(person.role, entry.status) != entry.status for entry, person in pairs)
        rows: Rows = []
        for entry, person in pairs:
            seen = (rules.shown(person.role, entry.status),) if is_otherwise else ()
            row = (person.phrase(rules), *entry.row, *seen)
            rows.append((checked(rules, timer.requirements), row, entry.situation, None))
        columns = ("who", *(("to",) if is_new else WAY), *(["seen"] if is_otherwise else []))
        values = {
            "timer": timer,
            "seen": "<seen>" if is_otherwise else "<to>",
            "is_new": is_new,
            "origin": "a new ticket, <to>" if is_new else "from <from>, <by>, <way>",
        }
        yield from staged(rules, timer.subject, "timer_deletes", columns, rows, **values)


def _forgotten(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """A ticket that is gone is gone from the favorites, too."""
    people = [person for person in (creator(rules), participant(rules)) if person is not None]
    fans = [person for person in people if rules.action_for(person.role, Operation.ADD_FAVORITE) is not None]
    tags = checked(rules, timer.requirements)
    rows: Rows = [
        (tags, (fan.phrase(rules), *entry.row), entry.situation, None)
        for entry in [entry for entry in entries_of(rules, timer) if not entry.is_new][:1]
        for fan in fans
    ]
    return staged(rules, timer.subject, "timer_forgets", ("who", *WAY), rows, timer=timer)


# ------------------------------------------------------------------------------------------------ what stops it


def _unmoved(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """What people do while it runs does not put it off, unless the rules say so."""
    if timer.to is None:
        return []
    rows: Rows = []
    for (role, name), action in rules.actions.items():
        people = doers(rules, action)
        quiet = action.operation in QUIET and not rules.transitions_of(role, name) and action.guard is None
        if not people or not quiet or (role, name) in timer.restarted_by:
            continue
        for entry in [entry for entry in entries_of(rules, timer) if not entry.is_new]:
            cell = rules.cells[role, name, entry.status]
            if cell.allowed and rules.level(cell.requirements).is_checked:
                row = (people[0].phrase(rules), action.phrase, *entry.row)
                rows.append((checked(rules, timer.requirements), row, entry.situation, None))
                break
    columns = ("who", "doing", *WAY)
    return staged(rules, timer.subject, "timer_unmoved", columns, rows, timer=timer, last=_last(timer))


def _cancelled(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """Every way out of the statuses in which the timer runs stops it."""
    if not timer.cancelled:
        return []
    tags = checked(rules, timer.cancelled)
    rows: Rows = []
    for way in ways(rules):
        is_out = way.move.source in timer.runs_in and way.move.target not in timer.runs_in
        if way.move.timer is None and is_out and not _is_overtaken(rules, timer, way):
            rows.append((tags, way.row, coming_first(rules, timer, way.move.source, way.situation), None))
    return staged(rules, timer.subject, "timer_cancelled", WAY, rows, timer=timer)


def _is_overtaken(rules: RuleSet, timer: Timer, way: Way) -> bool:
    """Whether another timer shows before the old time of this one has come, so that something changes after all."""
    course = course_of(rules)
    old = way.before.pending(timer.name)
    pending = course.next_due(way.after)
    if old is None:
        return True
    after = course.due(way.after, pending) if pending is not None else None
    return (
        pending is not None and pending.left <= old.left and (after is None or shows(rules, pending, way.after, after))
    )


def _replaced(rules: RuleSet, timer: Timer) -> list[Fragment]:
    """A ticket that left and was scheduled again: the time that was given first no longer counts."""
    tags = checked(rules, timer.cancelled) if timer.cancelled and timer.after is None else ()
    starts = {entry.row[0]: entry for entry in entries_of(rules, timer)} if tags else {}
    rows: Rows = []
    for out in ways(rules) if tags else ():
        start = starts.get(out.move.target)
        if out.move.role is None or start is None or out.move.source != start.status:
            continue
        if out.move.source in timer.runs_in and _can_start(rules, out, start):
            rows.append((tags, (*out.row, *start.row[1:3]), out.situation, None))
    columns = (*WAY, "by_again", "way_again")
    return staged(rules, timer.subject, "timer_replaced", columns, rows, timer=timer)


def _can_start(rules: RuleSet, out: Way, start: Entry) -> bool:
    """Whether a timer can be started again straight after the ticket has left."""
    second = [way for way in ways(rules) if way.row == start.row]
    return not second or follows(rules, out, second[0])


def _restarted(rules: RuleSet, timer: Timer) -> Iterator[Fragment]:
    """An action that makes the timer begin anew puts its time off."""
    for role, name in sorted(timer.restarted_by):
        action = rules.actions[role, name]
        moving = {status for each in rules.transitions_of(role, name) for status in each.sources}
        rows: Rows = []
        for status in rules.statuses:
            if status not in timer.runs_in - moving or not can_be_tried(action):
                continue
            for person, scene in list(doers_in(rules, action, status))[:1]:
                situation = coming_first(rules, timer, status, scene.situation)
                row = (person.phrase(rules), status)
                rows.append((checked(rules, timer.requirements), row, situation, scene.given))
        yield from staged(
            rules,
            timer.subject,
            "timer_restarted",
            ("who", "status"),
            rows,
            timer=timer,
            action=action,
            last=_last(timer),
        )
