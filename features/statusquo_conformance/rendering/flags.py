"""Scenarios about flags: they are set and cleared, shown, and nobody's business but theirs who set and clear them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statusquo.rules.doings import Action
from statusquo.rules.glossary import Flag
from statusquo.rules.guards import GuardTerm
from statusquo.rules.invariants import Marked
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.rendering.cells import preparation
from statusquo_conformance.rendering.fragments import Fragment, checked
from statusquo_conformance.rendering.people import doers_in
from statusquo_conformance.rendering.scenes import Rows, is_possible, staged
from statusquo_conformance.rendering.ways import WAY, portable_ways
from statusquo_conformance.stage.actors import can_be_tried, creator, observer, participant
from statusquo_conformance.stage.situations import Situation

COLUMNS = ("who", "status", "flag")
_SETS = {Operation.SET_FLAG: True, Operation.CLEAR_FLAG: False}


def flag_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each flag: that it is set and cleared, also twice, outlasts a change of status, and hinders nothing else."""
    for action in rules.actions.values():
        if action.operation in _SETS:
            yield from _turned(rules, action, is_set=action.operation == Operation.SET_FLAG)
            continue
        if not action.without_ticket and can_be_tried(action):
            yield from _unhindered(rules, action)
    yield from _lasting(rules)


def _tags(rules: RuleSet, flag: Flag, *ids: str) -> tuple[str, ...]:
    """A flag without requirements of its own stands for those of whoever sets or clears it."""
    return checked(rules, flag.requirements or ids, *(ids if flag.requirements else ()))


def _turned(rules: RuleSet, action: Action, *, is_set: bool) -> Iterator[Fragment]:
    """Each flag once in every status, by everybody; a second time changes nothing."""
    turned: Rows = []
    again: Rows = []
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        if not cell.allowed or not rules.level(cell.requirements).is_checked:
            continue
        for index, (person, scene) in enumerate(doers_in(rules, action, status)):
            for flag in rules.flags.values():
                row = (person.phrase(rules), status, flag.name)
                tags = _tags(rules, flag, *cell.requirements)
                before = _with_flag(scene.situation, flag.name, is_set=not is_set)
                if is_possible(rules, person, status, before):
                    turned.append((tags, row, before, scene.given))
                after = _with_flag(scene.situation, flag.name, is_set=is_set)
                if index == 0 and is_possible(rules, person, status, after):
                    again.append((tags, row, after, scene.given))
    moves = bool(rules.transitions_of(action.role, action.name))
    values = {"action": action, "is_set": is_set, "moves": moves}
    yield from staged(rules, action.subject, "flag_turned", COLUMNS, turned, **values)
    if not moves:
        yield from staged(rules, action.subject, "flag_again", COLUMNS, again, **values)


def _unhindered(rules: RuleSet, action: Action) -> list[Fragment]:
    """What no guard connects with a flag goes on while it is set, as it did before: seen once, by everybody."""
    guards = (action.guard, *(each.guard for each in rules.transitions_of(action.role, action.name)))
    asked = {name for guard in guards if guard is not None for term in guard.terms for name in _flags_of(term)}
    rows: Rows = []
    for flag in rules.flags.values():
        tags = checked(rules, flag.requirements) if flag.requirements and flag.name not in asked else ()
        for status in rules.statuses if tags else ():
            cell = rules.cells[action.role, action.name, status]
            if not cell.allowed or not rules.level(cell.requirements).is_checked:
                continue
            found = [
                (tags, (person.phrase(rules), status), situation, scene.given)
                for person, scene in doers_in(rules, action, status)
                if is_possible(rules, person, status, situation := _with_flag(scene.situation, flag.name, is_set=True))
            ]
            rows += found
            if found:
                break
    return staged(rules, action.subject, "flag_unhindered", COLUMNS[:2], rows, action=action, **preparation(action))


def _flags_of(term: GuardTerm) -> tuple[str, ...]:
    return term.flags if isinstance(term, Marked) else ()


def _with_flag(situation: Situation, flag: str, *, is_set: bool) -> Situation:
    others = tuple(each for each in situation.flags if each[0] != flag)
    return replace(situation, flags=(*others, (flag, is_set)))


def _lasting(rules: RuleSet) -> Iterator[Fragment]:
    """A flag stays through a change of status: one way into each is enough. Whoever sees the ticket is shown it."""
    setting = next((each for each in rules.actions.values() if each.operation == Operation.SET_FLAG), None)
    if setting is None:
        return
    first = {way.move.target: way for way in reversed(portable_ways(rules))}
    readers = [each for each in (observer(rules), creator(rules), participant(rules)) if each is not None]
    rows: Rows = []
    for flag in rules.flags.values():
        for way in first.values():
            situation = _with_flag(way.situation, flag.name, is_set=True)
            can_be = way.situation.flags == () or (flag.name, False) not in way.situation.flags
            if can_be and _goes_on(rules, way.move.source, situation):
                rows.append((_tags(rules, flag, *setting.requirements), (*way.row, flag.name), situation, None))
    yield from staged(rules, setting.subject, "flag_lasts", (*WAY, "flag"), rows)
    shown: Rows = [
        (_tags(rules, flag, *setting.requirements), (person.phrase(rules), rules.initial, flag.name), situation, None)
        for flag in rules.flags.values()
        for person in readers
        if is_possible(rules, person, rules.initial, situation := Situation(flags=((flag.name, True),)))
    ]
    yield from staged(rules, setting.subject, "flag_shown", COLUMNS, shown)


def _goes_on(rules: RuleSet, status: str, situation: Situation) -> bool:
    return is_possible(rules, observer(rules), status, situation)
