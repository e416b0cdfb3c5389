"""Scenarios about statuses that are chosen: those that can be, those that cannot, and who lacks what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED

from statusquo_conformance.rendering.fragments import Fragment, checked
from statusquo_conformance.rendering.people import holders, lacking
from statusquo_conformance.rendering.scenes import Rows, Scene, scenes, staged
from statusquo_conformance.stage.actors import Person, satisfied
from statusquo_conformance.stage.atlas import able
from statusquo_conformance.stage.doings import CHOOSING
from statusquo_conformance.stage.foresight import Why, applicable, meets_needs, unmet

CHOOSING_TO = f"{CHOOSING}<to>"
FROM_TO = ("who", "from", "to")


def choice_fragments(rules: RuleSet, action: Action) -> Iterator[Fragment]:
    """For each way between two statuses: that it can be chosen, that it is not offered, or who may not take it."""
    transitions = rules.transitions_of(action.role, action.name)
    if any(each.is_chosen for each in transitions):
        yield from _chosen(rules, action)
        yield from _not_offered(rules, action)
    yield from _lacking(rules, action)


def _choosers(rules: RuleSet, action: Action) -> tuple[Person, ...]:
    """Somebody who can take every way, and for each right of a transition somebody who has no other."""
    transitions = rules.transitions_of(action.role, action.name)
    first = [person for each in transitions if each.is_chosen for person in able(rules, action, each)[:1]]
    with_rights = [
        person
        for each in transitions
        if each.is_chosen and each.needs != NOTHING_NEEDED
        for person in holders(rules, action, each.needs)
    ]
    return tuple(dict.fromkeys([*first, *with_rights]))


def _open_cells(rules: RuleSet, action: Action) -> Iterator[str]:
    for status in rules.statuses:
        if rules.cells[action.role, action.name, status].allowed:
            yield status


def _chosen(rules: RuleSet, action: Action) -> Iterator[Fragment]:
    """Every status that can be chosen is reached from every other one."""
    groups: dict[str | None, Rows] = {}
    for person in _choosers(rules, action):
        for status, target in product(_open_cells(rules, action), rules.statuses):
            scene = _leading(rules, action, person, status, target)
            transition = scene.foreseen.transition if scene is not None else None
            if scene is None or transition is None or not transition.is_chosen:
                continue
            row = (person.phrase(rules), status, target)
            timer = rules.timers[transition.starts] if transition.starts is not None else None
            starts = timer.label if timer is not None and timer.shown_as and _is_started(rules, scene) else None
            tags = checked(rules, transition.requirements)
            groups.setdefault(starts, []).append((tags, row, scene.situation, scene.given))
    for starts, rows in groups.items():
        variant = f" for the {starts}" if starts is not None and len(groups) > 1 else ""
        yield from staged(
            rules, action.subject, "chosen", FROM_TO, rows, action=action, started=starts, variant=variant
        )


def _leading(rules: RuleSet, action: Action, person: Person, status: str, target: str) -> Scene | None:
    """The scene in which a choice leads where it says, with a time where one makes a difference."""
    if target == status:
        return None
    every = [
        scene
        for scene in scenes(rules, person, action, status, target)
        if scene.works and scene.foreseen.transition is not None and scene.result(rules) == target
    ]
    first = next(iter(every), None)
    if first is None:
        return None
    alike = [scene for scene in every if scene.foreseen.transition == first.foreseen.transition]
    return next((scene for scene in alike if _is_started(rules, scene)), first)


def _is_started(rules: RuleSet, scene: Scene) -> bool:
    transition = scene.foreseen.transition
    name = transition.starts if transition is not None else None
    return name is not None and scene.after(rules).pending(name) is not None


def _not_offered(rules: RuleSet, action: Action) -> list[Fragment]:
    """Statuses to which nothing leads from where the ticket is are refused, also to those who may take every way."""
    rows: Rows = []
    for person in _choosers(rules, action)[:1]:
        for status, target in product(_open_cells(rules, action), rules.statuses):
            found = scenes(rules, person, action, status, target) if target != status else ()
            if found and all(scene.foreseen.refused is Why.CHOICE for scene in found):
                others = rules.roles[action.role].when_refused
                tags = checked(rules, found[0].foreseen.requirements, *others)
                rows.append((tags, (person.phrase(rules), status, target), found[0].situation, found[0].given))
    return staged(rules, action.subject, "not_offered", FROM_TO, rows, action=action)


def _lacking(rules: RuleSet, action: Action) -> Iterator[Fragment]:
    """Those who have everything but what a transition needs, where no other one is open to them."""
    chosen: Rows = []
    fixed: Rows = []
    for transition in rules.transitions_of(action.role, action.name):
        if transition.needs == NOTHING_NEEDED:
            continue
        targets = transition.choice if transition.is_chosen else (None,)
        for status, target in product(_open_cells(rules, action), targets):
            if status not in transition.sources or status == target:
                continue
            for person in _those_without(rules, action, transition, status, target):
                scene = _lacking_scene(rules, action, transition, person, status, target)
                if scene is None:
                    continue
                tags = checked(rules, transition.requirements, *rules.roles[action.role].when_refused)
                row = (person.phrase(rules), status, *((target,) if target is not None else ()))
                (fixed if target is None else chosen).append((tags, row, scene.situation, scene.given))
    yield from staged(rules, action.subject, "lacking_way", FROM_TO, _once(chosen), action=action)
    yield from staged(rules, action.subject, "lacking_transition", FROM_TO[:2], _once(fixed), action=action)


def _once(rows: Rows) -> Rows:
    """Each example once, for the requirements that it stands for first."""
    found = {
        (row, situation, given): tags for tags, row, situation, given in reversed([each for each in rows if each[0]])
    }
    return [(tags, row, situation, given) for (row, situation, given), tags in reversed(list(found.items()))]


def _those_without(
    rules: RuleSet, action: Action, transition: Transition, status: str, target: str | None
) -> Iterator[Person]:
    """Those who lack a right of this transition, or of all that lead there."""
    there = [
        each
        for each in rules.transitions_of(action.role, action.name)
        if status in each.sources and (not each.is_chosen or target in each.choice)
    ]
    every = tuple(clause for each in there for clause in each.needs)
    for person in dict.fromkeys((*lacking(rules, action.role, transition.needs), *lacking(rules, action.role, every))):
        if person.sees(rules, status) and satisfied(action.needs, person.holds(rules)):
            yield person


def _lacking_scene(
    rules: RuleSet, action: Action, transition: Transition, person: Person, status: str, target: str | None
) -> Scene | None:
    """The scene in which nothing but the right is missing; None if something else comes of it."""
    for scene in scenes(rules, person, action, status, target):
        is_it = transition in applicable(rules, scene.deed, scene.standing)
        if not is_it or unmet(transition.guard, transition, scene.standing, scene.deed):
            continue
        if scene.foreseen.refused is Why.WAY and not meets_needs(rules, transition, scene.deed):
            return scene
    return None
