"""Scenarios about what has to be so besides status and permission: each piece of a guard holds, and does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action
from statusquo.rules.guards import Guard, GuardTerm, OwnDoing
from statusquo.rules.invariants import Running
from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.cells import preparation
from statusquo_conformance.rendering.choices import CHOOSING_TO
from statusquo_conformance.rendering.fragments import Fragment, Row, checked
from statusquo_conformance.rendering.people import doers_in, tryers
from statusquo_conformance.rendering.scenes import Rows, Scene, scenes, staged
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.atlas import course_of
from statusquo_conformance.stage.foresight import Atom, Why, applicable, atoms, meets_needs, unmet
from statusquo_conformance.stage.situations import Situation


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guard where it counts.

    Attributes:
        transition: the one that has it; None if the action has it.
        requirements: those that speak where it does not hold.
    """

    guard: Guard
    transition: Transition | None
    requirements: tuple[str, ...]


def guard_fragments(rules: RuleSet, action: Action) -> Iterator[Fragment]:
    """For each guard of an action and its transitions: that it lets pass, and what comes of it where it does not."""
    for is_chosen in (False, True):
        found = [each for each in _guards(rules, action) if _takes_choice(action, each) is is_chosen]
        columns: Row = ("who", "status", "to") if is_chosen else ("who", "status")
        values = {"action": action, "choosing": CHOOSING_TO if is_chosen else "", **preparation(action)}
        met, refused, instead, ending = _Table(), _Table(), _Table(), _Table()
        for guarded in found:
            _fill(rules, action, guarded, met, refused, instead)
            _fill_at_the_end(rules, action, guarded, ending)
        yield from staged(rules, action.subject, "provided", columns, met.rows(), **values)
        yield from staged(rules, action.subject, "unmet", columns, refused.rows(), **values)
        yield from staged(rules, action.subject, "instead", (*columns, "becomes"), instead.rows(), **values)
        yield from staged(rules, action.subject, "not_over", (*columns, "timer", "becomes"), ending.rows(), **values)


class _Table:
    """Examples, each once: the requirements of those that are alike are put together."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Row, Situation, str | None], tuple[str, ...]] = {}

    def add(self, rules: RuleSet, tags: tuple[str, ...], row: Row, scene: Scene) -> None:
        """Add an example, unless one of another level has it already."""
        key = (row, scene.situation, scene.given)
        known = self._rows.get(key, ())
        if tags and (not known or rules.level(known) is rules.level(tags)):
            self._rows[key] = tuple(dict.fromkeys((*known, *tags)))

    def rows(self) -> Rows:
        """All of them."""
        return [(tags, row, situation, given) for (row, situation, given), tags in self._rows.items()]


def _guards(rules: RuleSet, action: Action) -> Iterator[Guarded]:
    if action.guard is not None:
        yield Guarded(action.guard, None, action.guard.requirements or action.requirements)
    for transition in rules.transitions_of(action.role, action.name):
        if transition.guard is not None:
            yield Guarded(transition.guard, transition, transition.guard.requirements or transition.requirements)


def _takes_choice(action: Action, guarded: Guarded) -> bool:
    return action.chooses_status is not None and (guarded.transition is None or guarded.transition.is_chosen)


def _fill(rules: RuleSet, action: Action, guarded: Guarded, met: _Table, refused: _Table, instead: _Table) -> None:
    transition = guarded.transition
    when_refused = rules.roles[action.role].when_refused
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        is_open = cell.allowed and rules.level(cell.requirements).is_checked
        if not is_open or (transition is not None and status not in transition.sources):
            continue
        for person, target in _tries(rules, action, guarded, status):
            every = scenes(rules, person, action, status, target)
            row = (person.phrase(rules), status, *((target,) if target is not None else ()))
            own = checked(rules, guarded.guard.requirements) if guarded.guard.requirements else ()
            for scene in [scene for scene in every if _lets_pass(guarded, scene)][:1]:
                met.add(rules, own, row, scene)
            for scene in _failing(rules, guarded, every):
                if scene.foreseen.refused is Why.GUARD:
                    refused.add(rules, checked(rules, guarded.requirements, *when_refused), row, scene)
                elif scene.works:
                    becomes = (*row, scene.result(rules))
                    instead.add(rules, checked(rules, guarded.requirements), becomes, scene)


def _fill_at_the_end(rules: RuleSet, action: Action, guarded: Guarded, ending: _Table) -> None:
    """What hangs on a timer that runs is so until the very end of it."""
    asked = {name for term in guarded.guard.terms for name in _timers_to_run(term)}
    sources = guarded.transition.sources if guarded.transition is not None else frozenset(rules.statuses)
    for status in rules.statuses if asked else ():
        cell = rules.cells[action.role, action.name, status]
        if status not in sources or not cell.allowed or not rules.level(cell.requirements).is_checked:
            continue
        for person, target in _tries(rules, action, guarded, status):
            row = (person.phrase(rules), status, *((target,) if target is not None else ()))
            for scene in scenes(rules, person, action, status, target):
                first = course_of(rules).next_due(scene.standing)
                if _lets_pass(guarded, scene) and first is not None and first.name in asked:
                    whole = (*row, rules.timers[first.name].label, scene.result(rules))
                    ending.add(rules, checked(rules, guarded.requirements), whole, scene)
                    break


def _timers_to_run(term: GuardTerm) -> tuple[str, ...]:
    return term.timers if isinstance(term, Running) and term.runs else ()


def _tries(rules: RuleSet, action: Action, guarded: Guarded, status: str) -> Iterator[tuple[Person, str | None]]:
    """One person for each way of being entitled, and a status that can be chosen, if one has to be."""
    people = [person for person, _ in doers_in(rules, action, status, guarded.transition)]
    people = people or [person for person, _ in tryers(rules, action, status)]
    for person in people:
        if not _takes_choice(action, guarded):
            yield person, None
            continue
        transition = guarded.transition
        targets = transition.choice if transition is not None else tuple(rules.statuses)
        others = [target for target in targets if target != status]
        works = (each for each in others if any(scene.works for scene in scenes(rules, person, action, status, each)))
        first = next(works, next(iter(others), None))
        if first is not None:
            yield person, first


def _lets_pass(guarded: Guarded, scene: Scene) -> bool:
    if guarded.transition is None:
        return scene.works
    return scene.works and scene.foreseen.transition == guarded.transition


def _failing(rules: RuleSet, guarded: Guarded, every: tuple[Scene, ...]) -> Iterator[Scene]:
    """For each piece of the guard a scene in which it is the only one that does not hold, or one of the fewest.

    Of somebody's own doing there may be several: another person, of the same role or another, or time.
    """
    for atom in atoms(guarded.guard, guarded.transition):
        found = [scene for scene in every if _asks(rules, guarded, scene) and atom in _missing(guarded, scene)]
        if not found:
            continue
        fewest = min(len(_missing(guarded, scene)) for scene in found)
        least = [scene for scene in found if len(_missing(guarded, scene)) == fewest]
        yield from _by_whom(least) if isinstance(atom.term, OwnDoing) else least[:1]


def _missing(guarded: Guarded, scene: Scene) -> tuple[Atom, ...]:
    return unmet(guarded.guard, guarded.transition, scene.standing, scene.deed)


def _asks(rules: RuleSet, guarded: Guarded, scene: Scene) -> bool:
    """Whether it comes down to this guard: nothing before it speaks, and no transition before it applies."""
    transition = guarded.transition
    if transition is None:
        return True
    action = rules.actions[transition.role, transition.action]
    if unmet(action.guard, None, scene.standing, scene.deed) or not meets_needs(rules, transition, scene.deed):
        return False
    fitting = applicable(rules, scene.deed, scene.standing)
    if transition not in fitting:
        return False
    before = fitting[: fitting.index(transition)]
    return scene.foreseen.transition not in before


def _by_whom(least: list[Scene]) -> Iterator[Scene]:
    """One scene for each kind of person who has done it instead: of the same role, of another one, or nobody."""
    found: dict[str | None, Scene] = {}
    for scene in least:
        who = scene.standing.brought_by
        found.setdefault(who.role if who is not None else None, scene)
    yield from found.values()
