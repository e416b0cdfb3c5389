"""Who tries something in a scenario: those who hold just enough for it, and those who lack just one thing."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action, Clause
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED, both

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.scenes import Scene, but_for, scenes, usual
from statusquo_conformance.stage.actors import (
    Person,
    insiders,
    message_relations,
    outsiders,
    satisfied,
    ticket_relations,
)


def doers(rules: RuleSet, action: Action) -> tuple[Person, ...]:
    """One person for each way of being entitled to an action, the status apart."""
    return tuple(next(iter(alike)) for alike in _entitled(rules, action, NOTHING_NEEDED))


def doers_in(
    rules: RuleSet, action: Action, status: str, transition: Transition | None = None
) -> Iterator[tuple[Person, Scene]]:
    """One person for each way of being entitled, each with the scene in which it works in this status.

    Args:
        rules: which say who is.
        action: what is tried.
        status: the one that the ticket has.
        transition: the one that has to come of it; None if any will do.
    """
    needs = transition.needs if transition is not None else NOTHING_NEEDED
    for alike in _entitled(rules, action, needs):
        found = ((person, scene_of(rules, person, action, status, transition)) for person in alike)
        first = next(((person, scene) for person, scene in found if scene is not None), None)
        if first is not None:
            yield first
    if needs == NOTHING_NEEDED:
        return
    for person in holders(rules, action, needs):
        scene = scene_of(rules, person, action, status, transition)
        if scene is not None and person.relation is not None:
            yield person, scene


def tryers(rules: RuleSet, action: Action, status: str) -> Iterator[tuple[Person, Scene]]:
    """The same people, each in a scene in which nothing but the status can speak against it."""
    for alike in _entitled(rules, action, NOTHING_NEEDED):
        known = ((person, but_for(rules, person, action, status)) for person in alike)
        found = [(person, scene) for person, scene in known if scene is not None]
        yield from [*((person, scene) for person, scene in found if scene.works), *found][:1]


def scene_of(
    rules: RuleSet, person: Person, action: Action, status: str, transition: Transition | None
) -> Scene | None:
    """The scene in which something works for somebody, and this transition comes of it."""
    if transition is None:
        return usual(rules, person, action, status)
    every = scenes(rules, person, action, status)
    found = [scene for scene in every if scene.works and scene.foreseen.transition == transition]
    # Where a time makes a difference, it is given.
    started = (scene for scene in found if transition.at in scene.deed.given)
    return next(started, next(iter(found), None))


def holders(rules: RuleSet, action: Action, needs: tuple[Clause, ...]) -> tuple[Person, ...]:
    """One person for each alternative of what a transition needs, who holds no more than it takes."""
    return tuple(dict.fromkeys(_least(rules, action, both(action.needs, needs))))


def lacking(rules: RuleSet, role: str, needs: tuple[Clause, ...]) -> tuple[Person, ...]:
    """People who hold everything but what it takes, as little of it as makes a difference, with every relation."""
    named = [name for name in rules.roles[role].permissions if any(name in clause for clause in needs)]
    lacks = [frozenset({name}) for name in named] + ([frozenset(named)] if len(named) > 1 else [])
    people = [
        Person(role, relation, lacking=lack) for lack in lacks for relation in (None, *ticket_relations(rules, role))
    ]
    return tuple(person for person in people if not satisfied(needs, person.holds(rules)))


def _entitled(rules: RuleSet, action: Action, needs: tuple[Clause, ...]) -> Iterator[tuple[Person, ...]]:
    """For each way of being entitled people who are alike in it, those who hold the least first."""
    if action.unseen:
        yield from ((person,) for person in outsiders(rules, action.role)[:1])
        return
    of_messages = message_relations(rules)
    wanted = both(action.needs, needs)
    for person in insiders(rules, action.role):
        if satisfied(wanted, person.holds(rules) | of_messages):
            yield (person,) if person.relation is not None else (*_with_no_more(rules, action, wanted, person), person)


def _with_no_more(rules: RuleSet, action: Action, wanted: tuple[Clause, ...], person: Person) -> Iterator[Person]:
    """The person with as few permissions as entitle to it, so that a server that asks for more is found out.

    Where transitions ask for more than the action, those who hold just enough for one of them come next.
    """
    every = frozenset(rules.roles[person.role].permissions)
    seeing = rules.action_for(person.role, Operation.READ_TICKET)
    sight = seeing.needs if seeing is not None else ()
    further = [both(wanted, each.needs) for each in rules.transitions_of(action.role, action.name)]
    of_messages = message_relations(rules)
    for needs in dict.fromkeys((wanted, *further)):
        needed = [every & clause for clause in both(sight, needs)]
        sufficient = [Person(person.role, lacking=every - held) for held in sorted(needed, key=len)]
        entitled = (each for each in sufficient if satisfied(needs, each.holds(rules) | of_messages))
        yield from (each for each in entitled if each.sees(rules, rules.initial))


def _least(rules: RuleSet, action: Action, needs: tuple[Clause, ...]) -> Iterator[Person]:
    every = frozenset(rules.roles[action.role].permissions)
    seeing = rules.action_for(action.role, Operation.READ_TICKET)
    known = ticket_relations(rules, action.role)
    for clause in both(seeing.needs if seeing is not None else (), needs):
        related = [name for name in known if name in clause]
        if len(related) <= 1:
            person = Person(action.role, next(iter(related), None), lacking=every - clause)
            if person.sees(rules, rules.initial):
                yield person
