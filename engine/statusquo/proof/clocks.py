"""What time can do: how long each of several clocks still has to run, all possibilities at once.

A clock is a timer that runs, or a survey that can still be submitted. A :class:`Clocks` holds, for every two clocks, by
how much the one can be due later than the other, and for each clock how long it can still run. This is exact: what
it admits is just what can happen, down to the microsecond, which is the smallest time that the engine knows. It is the
difference-bound matrix of the literature on timed automata, for clocks that count down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import TypeAlias

Bound: TypeAlias = "float"
"""A number of microseconds, or infinity."""

_Matrix: TypeAlias = "tuple[tuple[Bound, ...], ...]"

SOON = 1
"""The shortest time that is to come."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks that run, and all that can be true of the times that they still have.

    Attributes:
        names: of the clocks, in a fixed order.
        bounds: in row ``i`` and column ``j`` the greatest possible difference between the times of clocks ``i`` and
            ``j``; row and column 0 stand for now.
    """

    names: tuple[str, ...]
    bounds: _Matrix

    def has(self, other: Clocks) -> bool:
        """Whether everything that the other admits is admitted here, too."""
        return self.names == other.names and all(
            one >= two
            for row, row_of_other in zip(self.bounds, other.bounds, strict=True)
            for one, two in zip(row, row_of_other, strict=True)
        )

    def before_all(self) -> Clocks | None:
        """What remains of it at a moment at which nothing is due; None if there is no such moment."""
        return self._not_sooner_than(dict.fromkeys(self.names, SOON)) if self.names else self

    def at(self, name: str, earlier: frozenset[str]) -> Clocks | None:
        """What remains at the moment at which this clock is the next that is due; None if it never is.

        Args:
            name: of the clock.
            earlier: those that come first where they are due at the same time.
        """
        least = {each: SOON for each in self.names if each in earlier and each != name}
        rows = [list(row) for row in self.bounds]
        rows[self.names.index(name) + 1][0] = 0
        return _closed(self.names, rows, least)

    def after(self, gone: frozenset[str], started: Mapping[str, timedelta | None]) -> Clocks:
        """The clocks from now on, after these have stopped and those have been started, however long one waits.

        Args:
            gone: the clocks that no longer run.
            started: those that begin to run (anew), with the time that they are given: None for any time to come.
        """
        kept = [index for index, name in enumerate(self.names, 1) if name not in gone and name not in started]
        names = tuple(sorted([*(self.names[index - 1] for index in kept), *started]))
        place = {name: index for index, name in enumerate(names, 1)}
        old = {0: 0, **{place[self.names[index - 1]]: index for index in kept}}
        size = len(names) + 1
        rows: list[list[Bound]] = [[math.inf] * size for _ in range(size)]
        for one, two in product(old, old):
            rows[one][two] = self.bounds[old[one]][old[two]]
        for name, length in started.items():
            here = place[name]
            exactly = None if length is None else length // timedelta(microseconds=1)
            rows[here][0] = math.inf if exactly is None else exactly
            rows[0][here] = -SOON if exactly is None else -exactly
        for index in range(size):
            rows[index][index] = 0
        begun = _closed(names, rows, {})
        return _waited(begun) if begun is not None else NONE

    def _not_sooner_than(self, least: Mapping[str, int]) -> Clocks | None:
        return _closed(self.names, [list(row) for row in self.bounds], least)


NONE = Clocks((), ((0,),))
"""No clock runs."""


def _closed(names: tuple[str, ...], rows: list[list[Bound]], least: Mapping[str, int]) -> Clocks | None:
    """All that follows from these bounds, and from clocks having these times at the least; None if that cannot be."""
    for name, time in least.items():
        index = names.index(name) + 1
        rows[0][index] = min(rows[0][index], -time)
    indices = range(len(rows))
    for through in indices:
        by = rows[through]
        for one in indices:
            first = rows[one][through]
            if first == math.inf:
                continue
            row = rows[one]
            for two in indices:
                further = first + by[two]
                if further < row[two]:  # noqa: PLR1730 - min() takes a third of the whole search
                    row[two] = further
    if any(rows[index][index] < 0 for index in indices):
        return None
    return Clocks(names, tuple(tuple(row) for row in rows))


def _waited(clocks: Clocks) -> Clocks:
    """The clocks at every moment from now on, until the first of them is due."""
    if not clocks.names:
        return clocks
    rows = [list(row) for row in clocks.bounds]
    rows[0] = [0] * len(rows)
    waited = _closed(clocks.names, rows, {})
    return waited if waited is not None else clocks
