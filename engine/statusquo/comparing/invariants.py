"""Invariants in one form, however they are written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from statusquo.rules.invariants import Invariant, May, OneOf
from statusquo.rules.model import RuleSet

Found: TypeAlias = "tuple[str, frozenset[Promise], tuple[str, ...], int]"
"""What invariants say, what is meant by it, the requirements that they stand for, and the line."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What an invariant means, and for which requirements it stands.

    Attributes:
        means: its conditions, without the order in which they are written.
        requirements: those that it stands for, sorted.
    """

    means: Any
    requirements: tuple[str, ...]


def invariants(rules: RuleSet, statuses: frozenset[str]) -> Iterator[Found]:
    """Every invariant, as far as it is about these statuses. It is known by what it says."""
    together: dict[str, list[Invariant]] = {}
    for invariant in rules.invariants:
        together.setdefault(invariant.says, []).append(invariant)
    reader = _Reader(rules, statuses)
    for says, those in together.items():
        found = frozenset(Promise(reader.meaning(each), tuple(sorted(each.requirements))) for each in those)
        ids = tuple(dict.fromkeys(id_ for each in those for id_ in each.requirements))
        yield says, found, ids, those[0].line


class _Reader:
    def __init__(self, rules: RuleSet, statuses: frozenset[str]) -> None:
        self._actions = rules.actions
        self._all = frozenset(rules.statuses)
        self._common = statuses

    def meaning(self, invariant: Invariant) -> Any:
        return self._of(invariant.when), self._of(invariant.then), invariant.only_then

    def _of(self, value: Any) -> Any:
        if isinstance(value, May):
            meant = frozenset((role, self._operations(name, role)) for role, name in value.actions)
            return type(value).__name__, meant, value.allowed
        if isinstance(value, OneOf):
            return type(value).__name__, frozenset(map(self._operations, value.actions))
        if is_dataclass(value):
            return (type(value).__name__, *(self._of(getattr(value, field.name)) for field in fields(value)))
        if isinstance(value, frozenset) and value <= self._all:
            return value & self._common
        if isinstance(value, tuple):  # of terms, conditions or names, all of which are written in any order
            return frozenset(map(self._of, value))
        return value

    def _operations(self, name: str, role: str = "") -> frozenset[str]:
        """What an action is that is called so: that of the role or, where it has none, those of the others."""
        if (role, name) in self._actions:
            return frozenset({self._actions[role, name].operation})
        return frozenset(action.operation for action in self._actions.values() if action.name == name)
