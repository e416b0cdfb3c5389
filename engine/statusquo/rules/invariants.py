"""What rules promise of every ticket at every time: invariants, and the conditions that they are made of.

A condition speaks of a moment: how things stand with a ticket just after something has happened, and what it was that
happened. It is a tuple of terms, all of which have to hold; the terms are a closed list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class StatusIn:
    """The ticket has one of these statuses."""

    statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Surveys:
    """There are between ``least`` and ``most`` surveys (None: any number) that are submitted, or that are not."""

    submitted: bool
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class NoSurvey:
    """There is no survey at all."""


@dataclass(frozen=True, slots=True)
class Running:
    """Each of these timers runs or, if ``runs`` is false, none of them does."""

    timers: tuple[str, ...]
    runs: bool


@dataclass(frozen=True, slots=True)
class FavoriteOf:
    """The ticket is a favorite of somebody in each of these roles or, if ``is_one`` is false, of nobody in them."""

    roles: tuple[str, ...]
    is_one: bool


@dataclass(frozen=True, slots=True)
class DeletionScheduled:
    """Whether a timer runs that deletes the ticket when it is due."""

    is_scheduled: bool


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whether the ticket is assigned to somebody."""

    is_assigned: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The ticket has each of these flags or, if ``is_marked`` is false, none of them."""

    flags: tuple[str, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class May:
    """Each of these actions can be done by somebody or, if ``allowed`` is false, none of them by anybody.

    Attributes:
        actions: (role, action) pairs.
    """

    actions: tuple[tuple[str, str], ...]
    allowed: bool


@dataclass(frozen=True, slots=True)
class New:
    """Whether the ticket has just been created."""

    is_new: bool


@dataclass(frozen=True, slots=True)
class By:
    """Somebody in this role did it."""

    role: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """It was one of these actions, whoever did it."""

    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WasDue:
    """One of these timers was due and did it."""

    timers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The ticket has just come into these statuses or, if not ``entering``, has left them: as effects have it."""

    entering: bool
    statuses: frozenset[str]
    each: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Each of these parts of a ticket has just changed or, if ``has`` is false, none of them has."""

    parts: tuple[str, ...]
    has: bool


@dataclass(frozen=True, slots=True)
class Before:
    """This held just before. A ticket that is new was nothing before."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these conditions holds, or more."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This condition does not hold."""

    condition: Condition


Term: TypeAlias = (
    StatusIn
    | Surveys
    | NoSurvey
    | Running
    | FavoriteOf
    | DeletionScheduled
    | Assigned
    | Marked
    | May
    | New
    | By
    | OneOf
    | WasDue
    | Moved
    | Changed
    | Before
    | AnyOf
    | Not
)

Condition: TypeAlias = "tuple[Term, ...]"
"""Terms all of which have to hold."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds for every ticket at every time.

    Attributes:
        says: it, in a sentence for people.
        when: where this holds …
        then: … this does, too. What is never to hold is found here under a :class:`Not`.
        only_then: where ``when`` does not hold, neither does ``then``.
        requirements: those that would be violated otherwise.
    """

    name: str
    says: str
    when: Condition
    then: Condition
    only_then: bool
    requirements: tuple[str, ...]
    why: str
    line: int


def terms_of(condition: Condition) -> tuple[Term, ...]:
    """Every term of a condition, those inside others included."""
    found: list[Term] = []
    for term in condition:
        found.append(term)
        if isinstance(term, Before | Not):
            found += terms_of(term.condition)
        elif isinstance(term, AnyOf):
            found += [inner for each in term.conditions for inner in terms_of(each)]
    return tuple(found)


def build_invariant(name: str, entry: Any, expand: Callable[[Any], tuple[str, ...]], line: int) -> Invariant:
    """An invariant from its data; ``expand`` knows the statuses that a set of statuses names."""
    when: Condition = _condition(entry["when"], expand) if "when" in entry else ()
    if "when" in entry:
        then = _condition(entry["then"], expand)
    elif "always" in entry:
        then = _condition(entry["always"], expand)
    else:
        then = (Not(_condition(entry["never"], expand)),)
    ids = tuple(entry["requirements"])
    only_then = entry.get("and_only_then", False)
    return Invariant(name, entry["says"], when, then, only_then, ids, entry.get("why", ""), line)


def _condition(notation: Mapping[str, Any], expand: Callable[[Any], tuple[str, ...]]) -> Condition:
    return tuple(term for key, value in notation.items() for term in _terms(key, value, expand))


def _terms(key: str, value: Any, expand: Callable[[Any], tuple[str, ...]]) -> tuple[Term, ...]:
    if key == "all":
        return tuple(term for each in value for term in _condition(each, expand))
    if key == "any":
        return (AnyOf(tuple(_condition(each, expand) for each in value)),)
    if key in {"not", "before"}:
        inner = _condition(value, expand)
        return (Not(inner) if key == "not" else Before(inner),)
    if key == "status":
        return (StatusIn(frozenset(expand(value))),)
    if key in {"entering", "leaving"}:
        each = isinstance(value, dict) and "each" in value
        return (Moved(key == "entering", frozenset(expand(value["each"] if each else value)), each),)
    return (_PLAIN[key](value),)


def _survey(value: str) -> Term:
    return NoSurvey() if value == "none" else Surveys(value == "submitted", least=1)


def _may(*, allowed: bool) -> Callable[[Any], Term]:
    return lambda value: May(tuple((role, action) for role, actions in value.items() for action in actions), allowed)


_PLAIN: dict[str, Callable[[Any], Term]] = {
    "survey": _survey,
    "surveys": lambda value: Surveys(value["which"] == "submitted", value.get("at_least", 0), value.get("at_most")),
    "running": lambda value: Running(tuple(value), True),
    "not_running": lambda value: Running(tuple(value), False),
    "favorite_of": lambda value: FavoriteOf(tuple(value), True),
    "not_favorite_of": lambda value: FavoriteOf(tuple(value), False),
    "deletion_scheduled": DeletionScheduled,
    "assigned": Assigned,
    "marked": lambda value: Marked(tuple(value), True),
    "not_marked": lambda value: Marked(tuple(value), False),
    "may": _may(allowed=True),
    "may_not": _may(allowed=False),
    "new": New,
    "by": By,
    "action": lambda value: OneOf(tuple(value)),
    "due": lambda value: WasDue(tuple(value)),
    "changed": lambda value: Changed(tuple(value), True),
    "unchanged": lambda value: Changed(tuple(value), False),
}
"""The terms that need nothing but what is written, by key."""
