"""Ways from one status to another, as examples show them."""

from __future__ import annotations

from statusquo.rules.model import RuleSet
from statusquo.rules.moves import Move, moves

from statusquo_conformance.rendering.fragments import Row
from statusquo_conformance.stage.actors import TIME, mover

WAY = ("from", "by", "way", "to")
"""The columns of a move."""


def way_row(rules: RuleSet, move: Move) -> Row:
    """A move as a row of the columns of :data:`WAY`."""
    if move.role is None or move.action is None:
        return (move.source, TIME, rules.timers[move.timer or ""].label, move.target)
    by = mover(rules, move.role).phrase(rules)
    return (move.source, by, rules.actions[move.role, move.action].phrase, move.target)


def portable_moves(rules: RuleSet) -> list[Move]:
    """The moves that every server must make: none that goes through a cell which is left to each server."""
    return [
        move
        for move in moves(rules)
        if move.role is None
        or rules.level(rules.cells[move.role, move.action or "", move.source].requirements).is_checked
    ]
