"""Scenarios that follow from effects: each change of status by which something happens, and by which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from statusquo.rules.model import RuleSet, StatusEffect
from statusquo.rules.moves import Move

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.fragments import Fragment, Row, checked, fragment, grouped
from statusquo_conformance.rendering.ways import WAY, portable_moves, way_row
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


def _rows(rules: RuleSet, ids: tuple[str, ...], chosen: Iterable[Move]) -> list[tuple[tuple[str, ...], Row]]:
    tags = checked(rules, ids) if ids else ()
    return [(tags, way_row(rules, move)) for move in chosen]


def _open_survey(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    every = portable_moves(rules)
    entering = [move for move in every if move.source != move.target and effect.follows(move.source, move.target)]
    inside = [move for move in every if move.source in effect.statuses and move.target in effect.statuses]
    outside = [move for move in every if move.source not in effect.statuses and move.target not in effect.statuses]
    yield from fragment(effect.subject, "survey_opens", grouped(WAY, _rows(rules, effect.requirements, entering)))
    yield from fragment(effect.subject, "survey_stays_away", grouped(WAY, _rows(rules, effect.requirements, outside)))
    yield from fragment(effect.subject, "survey_same", grouped(WAY, _rows(rules, effect.otherwise, inside)))
    if any(action.operation == Operation.SUBMIT_SURVEY for action in rules.actions.values()):
        rows = _rows(rules, effect.otherwise, inside)
        yield from fragment(effect.subject, "survey_submitted_same", grouped(WAY, rows))
    yield from _survey_again(rules, effect, every)


def _survey_again(rules: RuleSet, effect: StatusEffect, every: list[Move]) -> list[Fragment]:
    """Out and in again, by each way in."""
    tags = checked(rules, effect.again) if effect.again else ()
    rows = []
    for back in every:
        if back.source != back.target and effect.follows(back.source, back.target) and back.role is not None:
            out = next((m for m in every if m.source == back.target and m.target == back.source and m.role), None)
            if out is not None:
                rows.append((tags, (*way_row(rules, out), *way_row(rules, back)[1:3])))
    columns = (*WAY, "by_again", "way_again")
    return fragment(effect.subject, "survey_again", grouped(columns, rows))


def _drop_survey(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    leaving = [m for m in portable_moves(rules) if m.source != m.target and effect.follows(m.source, m.target)]
    yield from fragment(effect.subject, "survey_dropped", grouped(WAY, _rows(rules, effect.requirements, leaving)))
    if any(action.operation == Operation.SUBMIT_SURVEY for action in rules.actions.values()):
        staying = grouped(WAY, _rows(rules, effect.otherwise, leaving))
        yield from fragment(effect.subject, "survey_submitted_stays", staying)
        yield from _submitted_and_back(rules, effect, leaving)


def _submitted_and_back(rules: RuleSet, effect: StatusEffect, leaving: list[Move]) -> list[Fragment]:
    """Out and in again: a survey that was submitted outlasts whatever the second coming brings."""
    tags = checked(rules, effect.otherwise) if effect.otherwise else ()
    rows = []
    for out in {move.source: move for move in reversed(leaving) if move.role is not None}.values():
        back = [move for move in portable_moves(rules) if (move.source, move.target) == (out.target, out.source)]
        rows += [(tags, (*way_row(rules, out), *way_row(rules, move)[1:3])) for move in back if move.role is not None]
    columns = (*WAY, "by_again", "way_again")
    return fragment(effect.subject, "survey_submitted_again", grouped(columns, rows))


def _clear_favorites(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    people = [person.phrase(rules) for person in insiders(rules, effect.of or "")]
    every = [move for move in portable_moves(rules) if move.source != move.target]
    cleared = [move for move in every if effect.follows(move.source, move.target)]
    kept = [move for move in every if move not in cleared]
    for template, ids, chosen in (
        ("favorites_cleared", effect.requirements, cleared),
        ("favorites_kept", effect.otherwise, kept),
    ):
        rows = [(tags, (who, *row)) for tags, row in _rows(rules, ids, chosen) for who in people]
        yield from fragment(effect.subject, template, grouped(("who", *WAY), rows))
    yield from _others_favorites(rules, effect, kept)


def _others_favorites(rules: RuleSet, effect: StatusEffect, kept: list[Move]) -> list[Fragment]:
    """The favorites of other roles, where people of these can have any: one way into each status is enough."""
    first = {move.target: move for move in reversed(kept) if move.source not in effect.statuses}
    others = [insiders(rules, role)[:1] for role in rules.roles if role != effect.of]
    rows = [
        (tags, (person.phrase(rules), *row))
        for tags, row in _rows(rules, effect.otherwise, first.values())
        for people in others
        for person in people
        if rules.action_for(person.role, Operation.ADD_FAVORITE) is not None
    ]
    return fragment(effect.subject, "others_favorites_kept", grouped(("who", *WAY), rows))


def _add_message(rules: RuleSet, effect: StatusEffect) -> Iterator[Fragment]:
    entering = [m for m in portable_moves(rules) if m.source != m.target and effect.follows(m.source, m.target)]
    chosen = [move for move in entering if said(rules, move) == 1]
    rows = _rows(rules, effect.requirements, chosen)
    yield from fragment(effect.subject, "message_added", grouped(WAY, rows), effect=effect)


def said(rules: RuleSet, move: Move) -> int:
    """How many system messages a move brings, all rules together."""
    of_move = next((each.effects for each in rules.transitions if each.name == move.transition), ())
    if move.timer is not None:
        of_move = rules.timers[move.timer].effects
    of_statuses = [
        effect
        for effect in rules.effects
        if effect.do == "add_system_message" and move.source != move.target and effect.follows(move.source, move.target)
    ]
    return len(of_move) + len(of_statuses)
