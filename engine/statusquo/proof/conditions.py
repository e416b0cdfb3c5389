"""Whether a condition of the rules holds of an event and of what has come of it.

Used on the search's states without times and on real ones alike: nothing in here asks what time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from statusquo.rules.invariants import (
    AnyOf,
    Assigned,
    Before,
    By,
    Changed,
    Condition,
    DeletionScheduled,
    FavoriteOf,
    Invariant,
    Marked,
    May,
    Moved,
    New,
    NoSurvey,
    Not,
    OneOf,
    Running,
    StatusIn,
    Surveys,
    WasDue,
    terms_of,
)
from statusquo.rules.model import RuleSet
from statusquo.runtime.results import (
    Effect,
    FlagCleared,
    FlagSet,
    StatusChanged,
    SurveyOpened,
    SurveySubmitted,
    SystemMessageAdded,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)
from statusquo.runtime.state import Ticket

_SIGNS: dict[str, tuple[type[Any], ...]] = {
    "status": (StatusChanged,),
    "surveys": (SurveyOpened, SurveySubmitted, UnsubmittedSurveyDropped),
    "timers": (TimerStarted, TimerStopped),
    "messages": (SystemMessageAdded,),
    "flags": (FlagSet, FlagCleared),
}
"""The effects by which one knows that a part of a ticket has changed."""

_OF_DOERS = (By, OneOf, WasDue)
"""The terms that ask whose doing something was."""

_OF_EVENTS = (*_OF_DOERS, New, Moved, Changed, Before)
"""The terms that speak of what has just happened."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What conditions speak of: something that has just happened, and how things stand before and after.

    Attributes:
        before: the ticket before, or None if it is new.
        after: the ticket now.
        role: whose action it was, or None.
        action: the action, or None.
        timer: the timer that was due, or None.
        effects: what the engine says has happened.
        possible: the actions, with their roles, that somebody can do on a ticket.
    """

    rules: RuleSet
    before: Ticket | None
    after: Ticket
    role: str | None
    action: str | None
    timer: str | None
    effects: tuple[Effect, ...]
    possible: Callable[[Ticket], frozenset[tuple[str, str]]]


def is_kept(invariant: Invariant, moment: Moment) -> bool:
    """Whether an invariant holds at a moment."""
    if holds(invariant.when, moment):
        return holds(invariant.then, moment)
    return not invariant.only_then or not holds(invariant.then, moment)


def is_about(invariant: Invariant, role: str | None, action: str | None, timer: str | None) -> bool:
    """Whether an invariant can be broken by what this role, action or timer does, as far as that is plain to see."""
    if invariant.only_then:
        return True
    if not invariant.when and len(invariant.then) == 1 and isinstance(invariant.then[0], Not):
        return _can_be_done_by(invariant.then[0].condition, role, action, timer)
    return _can_be_done_by(invariant.when, role, action, timer)


def _can_be_done_by(condition: Condition, role: str | None, action: str | None, timer: str | None) -> bool:
    for term in condition:
        if isinstance(term, By) and term.role != role:
            return False
        if isinstance(term, OneOf) and action not in term.actions:
            return False
        if isinstance(term, WasDue) and timer not in term.timers:
            return False
    return True


def is_of_states(invariant: Invariant) -> bool:
    """Whether an invariant speaks only of how things stand, and not of what has just happened."""
    return not _mentions(invariant, _OF_EVENTS)


def asks_who(invariant: Invariant) -> bool:
    """Whether an invariant asks whose doing something was, and not only what it was."""
    return _mentions(invariant, _OF_DOERS)


def _mentions(invariant: Invariant, kinds: tuple[type[Any], ...]) -> bool:
    return any(isinstance(term, kinds) for term in (*terms_of(invariant.when), *terms_of(invariant.then)))


def holds(condition: Condition, moment: Moment) -> bool:
    """Whether all terms of a condition hold at a moment."""
    for term in condition:  # noqa: SIM110 - all() with a generator takes twice as long, and this is asked very often
        if not _TESTS[type(term)](term, moment):
            return False
    return True


def _surveys(term: Surveys, moment: Moment) -> bool:
    number = sum(survey.submitted is term.submitted for survey in moment.after.surveys)
    return term.least <= number and (term.most is None or number <= term.most)


def _running(term: Running, moment: Moment) -> bool:
    return all((moment.after.timer(name) is not None) is term.runs for name in term.timers)


def _favorite(term: FavoriteOf, moment: Moment) -> bool:
    roles = {favorite.role for favorite in moment.after.favorites}
    return all((role in roles) is term.is_one for role in term.roles)


def _deletion(term: DeletionScheduled, moment: Moment) -> bool:
    deleting = any(moment.rules.timers[timer.name].deletes for timer in moment.after.timers)
    return deleting is term.is_scheduled


def _may(term: May, moment: Moment) -> bool:
    possible = moment.possible(moment.after)
    return all((action in possible) is term.allowed for action in term.actions)


def _moved(term: Moved, moment: Moment) -> bool:
    source, target = moment.before.status if moment.before is not None else None, moment.after.status
    if source == target:
        return False
    if not term.entering:
        return source in term.statuses and target not in term.statuses
    return target in term.statuses and (term.each or source not in term.statuses)


def _changed(term: Changed, moment: Moment) -> bool:
    return all(_has_changed(part, moment) is term.has for part in term.parts)


def _has_changed(part: str, moment: Moment) -> bool:
    before = moment.before
    if part in _SIGNS:
        return any(isinstance(effect, _SIGNS[part]) for effect in moment.effects)
    return moment.after.favorites != (before.favorites if before is not None else frozenset())


def _before(term: Before, moment: Moment) -> bool:
    before = moment.before
    if before is None:
        return False
    earlier = Moment(moment.rules, None, before, None, None, None, (), moment.possible)
    return holds(term.condition, earlier)


_TESTS: dict[type[Any], Callable[[Any, Moment], bool]] = {
    StatusIn: lambda term, moment: moment.after.status in term.statuses,
    Surveys: _surveys,
    NoSurvey: lambda _, moment: not moment.after.surveys,
    Running: _running,
    FavoriteOf: _favorite,
    DeletionScheduled: _deletion,
    Assigned: lambda term, moment: moment.after.assigned is term.is_assigned,
    Marked: lambda term, moment: all((flag in moment.after.flags) is term.is_marked for flag in term.flags),
    May: _may,
    New: lambda term, moment: (moment.before is None) is term.is_new,
    By: lambda term, moment: moment.role == term.role,
    OneOf: lambda term, moment: moment.action in term.actions,
    WasDue: lambda term, moment: moment.timer in term.timers,
    Moved: _moved,
    Changed: _changed,
    Before: _before,
    AnyOf: lambda term, moment: any(holds(condition, moment) for condition in term.conditions),
    Not: lambda term, moment: not holds(term.condition, moment),
}
"""One test for each term of the language."""
