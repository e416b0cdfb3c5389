"""Scenarios that follow from effects: each change of status by which something happens, and by which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from statusquo.rules.consequences import MoveEffect, StatusEffect
from statusquo.rules.model import RuleSet
from statusquo.rules.moves import Move

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.fragments import Fragment, checked
from statusquo_conformance.rendering.scenes import Rows, staged
from statusquo_conformance.rendering.ways import WAY, Way, follows, portable_ways
from statusquo_conformance.stage.actors import insiders


def effect_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each effect, what it does and what it leaves alone."""
    makers: dict[str, Callable[[RuleSet, StatusEffect], Iterator[Fragment]]] = {
        "open_survey": _open_survey,
        "drop_unsubmitted_survey": _drop_survey,
        "clear_favorites": _clear_favorites,
        "add_system_message": _add_message,
    }
    for effect in rules.effects:
        yield from makers[effect.do](rules, effect)


def _rows(rules: RuleSet, ids: tuple[str, ...], chosen: Iterable[Way]) -> Rows:
    tags = checked(rules, ids) if ids else ()
    return [(tags, way.row, way.situation, None) for way in chosen]


def _follows(effect: StatusEffect, way: Way) -> bool:
    return way.move.source != way.move.target and effect.follows(way.move.source, way.move.target)


def _open_survey(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    every = portable_ways(rules)
    entering = [way for way in every if _follows(effect, way)]
    inside = [way for way in every if way.move.source in effect.statuses and way.move.target in effect.statuses]
    outside = [
        way for way in every if way.move.source not in effect.statuses and way.move.target not in effect.statuses
    ]
    yield from staged(rules, effect.subject, "survey_opens", WAY, _rows(rules, effect.requirements, entering))
    yield from staged(rules, effect.subject, "survey_stays_away", WAY, _rows(rules, effect.requirements, outside))
    yield from staged(rules, effect.subject, "survey_same", WAY, _rows(rules, effect.otherwise, inside))
    if any(action.operation == Operation.SUBMIT_SURVEY for action in rules.actions.values()):
        rows = _rows(rules, effect.otherwise, inside)
        yield from staged(rules, effect.subject, "survey_submitted_same", WAY, rows)
    yield from _survey_again(rules, effect, every)


def _survey_again(rules: RuleSet, effect: StatusEffect, every: list[Way]) -> list[Fragment]:
    """Out and in again, by each way in."""
    tags = checked(rules, effect.again) if effect.again else ()
    rows: Rows = []
    for back in every if tags else ():
        if _follows(effect, back) and back.move.role is not None:
            outs = (way for way in every if way.move.role is not None and follows(rules, way, back))
            out = next((way for way in outs if way.move.source == back.move.target), None)
            if out is not None:
                rows.append((tags, (*out.row, *back.row[1:3]), out.situation, None))
    columns = (*WAY, "by_again", "way_again")
    return staged(rules, effect.subject, "survey_again", columns, rows)


def _drop_survey(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    leaving = [way for way in portable_ways(rules) if _follows(effect, way)]
    yield from staged(rules, effect.subject, "survey_dropped", WAY, _rows(rules, effect.requirements, leaving))
    if any(action.operation == Operation.SUBMIT_SURVEY for action in rules.actions.values()):
        staying = _rows(rules, effect.otherwise, leaving)
        yield from staged(rules, effect.subject, "survey_submitted_stays", WAY, staying)
        yield from _submitted_and_back(rules, effect, leaving)


def _submitted_and_back(rules: RuleSet, effect: StatusEffect, leaving: list[Way]) -> list[Fragment]:
    """Out and in again: a survey that was submitted outlasts whatever the second coming brings."""
    tags = checked(rules, effect.otherwise) if effect.otherwise else ()
    rows: Rows = []
    outs = {way.move.source: way for way in reversed(leaving) if way.move.role is not None}
    for out in outs.values() if tags else ():
        back = [way for way in portable_ways(rules) if way.move.target == out.move.source and follows(rules, out, way)]
        rows += [(tags, (*out.row, *way.row[1:3]), out.situation, None) for way in back]
    columns = (*WAY, "by_again", "way_again")
    return staged(rules, effect.subject, "survey_submitted_again", columns, rows)


def _clear_favorites(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    people = [person.phrase(rules) for person in insiders(rules, effect.of or "")]
    every = [way for way in portable_ways(rules) if way.move.source != way.move.target]
    cleared = [way for way in every if _follows(effect, way)]
    kept = [way for way in every if not _follows(effect, way)]
    for template, ids, chosen in (
        ("favorites_cleared", effect.requirements, cleared),
        ("favorites_kept", effect.otherwise, kept),
    ):
        rows = [
            (tags, (who, *row), situation, given)
            for tags, row, situation, given in _rows(rules, ids, chosen)
            for who in people
        ]
        yield from staged(rules, effect.subject, template, ("who", *WAY), rows)
    yield from _others_favorites(rules, effect, kept)


def _others_favorites(rules: RuleSet, effect: StatusEffect, kept: list[Way]) -> list[Fragment]:
    """The favorites of other roles, where people of these can have any: one way into each status is enough."""
    first = {way.move.target: way for way in reversed(kept) if way.move.source not in effect.statuses}
    others = [insiders(rules, role)[:1] for role in rules.roles if role != effect.of]
    rows = [
        (tags, (person.phrase(rules), *row), situation, given)
        for tags, row, situation, given in _rows(rules, effect.otherwise, first.values())
        for people in others
        for person in people
        if rules.action_for(person.role, Operation.ADD_FAVORITE) is not None
    ]
    return staged(rules, effect.subject, "others_favorites_kept", ("who", *WAY), rows)


def _add_message(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    chosen = [way for way in portable_ways(rules) if _follows(effect, way) and said(rules, way.move) == 1]
    rows = _rows(rules, effect.requirements, chosen)
    yield from staged(rules, effect.subject, "message_added", WAY, rows, effect=effect)


def said(rules: RuleSet, move: Move) -> int:
    """How many system messages a move brings, all rules together."""
    of_move = next((each.effects for each in rules.transitions if each.name == move.transition), ())
    if move.timer is not None:
        of_move = rules.timers[move.timer].effects
    return said_on_the_way(rules, of_move, move.source, move.target)


def said_on_the_way(rules: RuleSet, of_move: tuple[MoveEffect, ...], source: str, target: str) -> int:
    """How many system messages it brings to come from one status to another by what says this much itself."""
    of_statuses = [
        effect
        for effect in rules.effects
        if effect.do == "add_system_message" and source != target and effect.follows(source, target)
    ]
    return len(of_move) + len(of_statuses)
