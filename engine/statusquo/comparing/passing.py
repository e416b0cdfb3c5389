"""Who gets through on which conditions: needs and guards together, so that two sets of them can be compared.

An alternative is a set of permissions, relations and terms of guards all of which have to hold; somebody gets through
who meets one of the alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TypeAlias

from statusquo.rules.doings import Clause
from statusquo.rules.guards import GuardTerm, opposite

Alternative: TypeAlias = frozenset[object]

_ALWAYS: Alternative = frozenset()

_MOST = 500
"""Beyond so many alternatives they are compared as they are written."""


def alternatives(asked: Iterable[tuple[Iterable[Clause], frozenset[GuardTerm]]]) -> frozenset[Alternative]:
    """The fewest alternatives of several ways, each with needs and the terms of a guard; without ways, nothing."""
    found = {frozenset[object](clause) | terms for needs, terms in asked for clause in needs}
    return _joined(found or {_ALWAYS})


def _joined(found: set[Alternative]) -> frozenset[Alternative]:
    """The fewest alternatives: of two of which one asks that something is so, and the other that it is not, neither."""
    while True:
        least = {one for one in found if not any(other < one for other in found)}
        more = {joint for one, other in combinations(least, 2) for joint in _joint(one, other)}
        new = {joint for joint in more if not any(each <= joint for each in least)}
        if not new or len(least) + len(new) > _MOST:
            return frozenset(least)
        found = least | new


def _joint(one: Alternative, other: Alternative) -> Iterator[Alternative]:
    """What is enough whether or not it is so, where two alternatives differ in that."""
    for term in one:
        against = opposite(term) if isinstance(term, GuardTerm) else None
        if against is not None and against in other:
            joint = (one - {term}) | (other - {against})
            if not any(isinstance(each, GuardTerm) and opposite(each) in joint for each in joint):
                yield joint
