"""What has to be so, besides status and permission, before something can be done: guards, and what they are made of.

A guard stands at an action or at a transition, under ``provided``. Its terms are a closed list. Those that say how
things stand with a ticket are the words that invariants have for it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from statusquo.rules.invariants import Assigned, Marked, Running

CONDITION_UNMET = "condition_unmet"
"""The refusal code of a guard that names no other."""


@dataclass(frozen=True, slots=True)
class Given:
    """Each of these arguments comes with the request, though the action does not always ask for them."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnDoing:
    """Whoever asks has brought the ticket into the status that it has."""


GuardTerm: TypeAlias = Assigned | Marked | Running | Given | OwnDoing


@dataclass(frozen=True, slots=True)
class Guard:
    """How things have to stand, and what has to come with a request.

    Attributes:
        terms: all of them have to hold.
        refusal: the code of the refusal where one does not.
        requirements: those that refuse then; none if they are those of the rule that has the guard.
        line: where it stands.
    """

    terms: tuple[GuardTerm, ...]
    refusal: str
    requirements: tuple[str, ...]
    line: int

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The arguments that have to be given."""
        return tuple(name for term in self.terms if isinstance(term, Given) for name in term.arguments)


def build_guard(entry: Mapping[str, Any], line: int) -> Guard:
    """A guard from its data."""
    terms = tuple(_TERMS[key](value) for key, value in entry.items() if key in _TERMS)
    return Guard(terms, entry.get("refusal", CONDITION_UNMET), tuple(entry.get("requirements", ())), line)


def parts(term: GuardTerm) -> tuple[GuardTerm, ...]:
    """A term for each name that a term has, all of which have to hold."""
    match term:
        case Marked(flags, is_marked):
            return tuple(Marked((flag,), is_marked) for flag in flags)
        case Running(timers, runs):
            return tuple(Running((timer,), runs) for timer in timers)
        case Given(arguments):
            return tuple(Given((argument,)) for argument in arguments)
    return (term,)


def opposite(term: GuardTerm) -> GuardTerm | None:
    """What holds if and only if a term of one name does not; None where no term says that."""
    match term:
        case Assigned(is_assigned):
            return Assigned(not is_assigned)
        case Marked(flags, is_marked):
            return Marked(flags, not is_marked)
        case Running(timers, runs):
            return Running(timers, not runs)
    return None


def _own_doing(_value: Any) -> OwnDoing:
    return OwnDoing()


_TERMS: dict[str, Any] = {
    "assigned": Assigned,
    "marked": lambda value: Marked(tuple(value), True),
    "not_marked": lambda value: Marked(tuple(value), False),
    "running": lambda value: Running(tuple(value), True),
    "not_running": lambda value: Running(tuple(value), False),
    "given": lambda value: Given(tuple(value)),
    "brought_by": _own_doing,
}
"""The terms, by their key under ``provided``."""
