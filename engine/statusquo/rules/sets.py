"""The small notations inside the rule language: sets of statuses, rows of tables, and needs. Pure, on plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from statusquo.rules.doings import Clause

NOTHING_NEEDED: tuple[Clause, ...] = (frozenset(),)
"""The needs of what is open to everybody."""

ANY = "any"


def expand(notation: Any, statuses: Sequence[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The statuses that a set of statuses names, in the order of ``statuses``. Unknown names count for nothing."""
    if isinstance(notation, dict):
        excluded = frozenset(expand(notation["not"], statuses, groups))
        return tuple(status for status in statuses if status not in excluded)
    if notation == ANY:
        return tuple(statuses)
    members: set[str] = set()
    for name in notation if isinstance(notation, list) else [notation]:
        members.update(groups.get(name, (name,)))
    return tuple(status for status in statuses if status in members)


def names_in_set(notation: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each name in a set of statuses, with its path inside the notation."""
    if isinstance(notation, dict):
        yield from (((("not"), *path), name) for path, name in names_in_set(notation["not"]))
    elif isinstance(notation, list):
        yield from (((index,), name) for index, name in enumerate(notation))
    elif notation != ANY:
        yield (), notation


def allowed_in_row(columns: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table whose word in this row is ``allow``."""
    return tuple(column for column, word in zip(columns, row, strict=False) if word == "allow")


def clauses(needs: Any) -> tuple[Clause, ...]:
    """Needs as alternatives, each a set of names to be held together; none contains another."""
    if needs is None:
        return NOTHING_NEEDED
    return _least(_alternatives(needs))


def both(first: tuple[Clause, ...], second: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The alternatives that satisfy both needs."""
    return _least([one | other for one, other in product(first, second)])


def has_more_alternatives(needs: Any, limit: int) -> bool:
    """Whether :func:`clauses` might give more than ``limit`` alternatives; answered without writing them out."""
    return _count(needs, limit) > limit


def _count(needs: Any, limit: int) -> int:
    """How many alternatives there are; beyond the limit no longer exactly."""
    if isinstance(needs, str):
        return 1
    if "any" in needs:
        return min(limit + 1, sum(_count(part, limit) for part in needs["any"]))
    number = 1
    for part in needs["all"]:
        number = min(limit + 1, number * _count(part, limit))
    return number


def names_in_needs(needs: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each name in needs, with its path inside the notation."""
    if isinstance(needs, str):
        yield (), needs
        return
    for word, parts in needs.items():
        for index, part in enumerate(parts):
            yield from (((word, index, *path), name) for path, name in names_in_needs(part))


def _alternatives(needs: Any) -> list[Clause]:
    if isinstance(needs, str):
        return [frozenset({needs})]
    if "any" in needs:
        return [clause for part in needs["any"] for clause in _alternatives(part)]
    combined: list[Clause] = [frozenset()]
    for part in needs["all"]:
        combined = [one | other for one in combined for other in _alternatives(part)]
    return combined


def _least(found: Sequence[Clause]) -> tuple[Clause, ...]:
    unique = list(dict.fromkeys(found))
    return tuple(clause for clause in unique if not any(other < clause for other in unique))
