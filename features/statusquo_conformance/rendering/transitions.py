"""Scenarios that follow from transitions: where each leads, and what it brings with it."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.consequences import Back, Timer, To, Transition
from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import MOVING

from statusquo_conformance.rendering.cells import WHO_AND_STATUS, preparation
from statusquo_conformance.rendering.choices import CHOOSING_TO, choice_fragments
from statusquo_conformance.rendering.effects import said_on_the_way
from statusquo_conformance.rendering.fragments import Fragment, checked
from statusquo_conformance.rendering.guards import guard_fragments
from statusquo_conformance.rendering.people import doers_in
from statusquo_conformance.rendering.scenes import Rows, Scene, scenes, staged
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.atlas import able


def transition_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each action that moves tickets: where each of its transitions leads, and what else comes of it."""
    for role, name in dict.fromkeys((each.role, each.action) for each in rules.transitions):
        action = rules.actions[role, name]
        for transition in rules.transitions_of(role, name):
            if not transition.is_chosen:
                yield from _with_one_end(rules, transition, action)
        yield from choice_fragments(rules, action)
        yield from guard_fragments(rules, action)
        yield from _messages(rules, action)
    for action in rules.actions.values():
        if action.guard is not None and not rules.transitions_of(action.role, action.name):
            yield from guard_fragments(rules, action)


def _with_one_end(rules: RuleSet, transition: Transition, action: Action) -> Iterator[Fragment]:
    """Transitions about whose end nobody has a choice."""
    aim = transition.aim
    if isinstance(aim, To):
        yield from _fixed(rules, transition, action)
        yield from _staying(rules, transition, action)
    elif isinstance(aim, Back):
        yield from _back(rules, transition, action, aim)
    elif transition.opens is not None:
        yield from _linked(rules, transition, action)
    else:
        yield from _without_target(rules, transition, action)


def _ends(rules: RuleSet, transition: Transition, action: Action) -> Iterator[tuple[str, Person, Scene]]:
    """Everybody who can make a transition happen, in every status that lets them."""
    for status in rules.statuses:
        if status in transition.sources and rules.cells[action.role, action.name, status].allowed:
            for person, scene in doers_in(rules, action, status, transition):
                yield status, person, scene


def _tags(rules: RuleSet, transition: Transition, action: Action, status: str) -> tuple[str, ...]:
    """The requirements of the transition, and of the cell if it has any of its own."""
    cell = rules.cells[action.role, action.name, status]
    own = cell.requirements if cell.requirements != action.requirements else ()
    return checked(rules, transition.requirements, *own) if rules.level(cell.requirements).is_checked else ()


def _variant(rules: RuleSet, transition: Transition, action: Action) -> str:
    """What tells a transition in the name of a scenario from another one of the same action with the same end."""
    alike = [each for each in rules.transitions_of(action.role, action.name) if each.aim == transition.aim]
    return f" ({transition.name})" if len(alike) > 1 else ""


def _fixed(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """It leads to its status from every status that lets the action happen."""
    rows: Rows = []
    ends: list[Scene] = []
    for status, person, scene in _ends(rules, transition, action):
        if status != transition.to:
            tags = _tags(rules, transition, action, status)
            rows.append((tags, (person.phrase(rules), status), scene.situation, scene.given))
            ends += [scene] if tags else []
    return staged(
        rules,
        action.subject,
        "transition",
        WHO_AND_STATUS,
        rows,
        action=action,
        **preparation(action),
        target=transition.to,
        variant=_variant(rules, transition, action),
        started=started(rules, transition),
        stopped=_stopped(rules, transition, ends),
    )


def started(rules: RuleSet, transition: Transition) -> Timer | None:
    """The timer that a transition starts, if a ticket shows it."""
    timer = rules.timers[transition.starts] if transition.starts is not None else None
    return timer if timer is not None and timer.shown_as is not None else None


def _stopped(rules: RuleSet, transition: Transition, ends: list[Scene]) -> list[Timer]:
    """The timers that run wherever it starts and nowhere afterwards, of those that a ticket shows."""
    return [
        timer
        for timer in rules.timers.values()
        if timer.shown_as
        and timer.name != transition.starts
        and all(scene.standing.pending(timer.name) and not scene.after(rules).pending(timer.name) for scene in ends)
    ]


def _staying(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """A ticket that has the status already keeps it, and if the action does nothing else, all but a timer stays."""
    rows: Rows = []
    for status, person, scene in _ends(rules, transition, action):
        if status == transition.to:
            tags = checked(rules, rules.cells[action.role, action.name, status].requirements)
            rows.append((tags, (person.phrase(rules), status), scene.situation, scene.given))
    only_moves = action.operation in MOVING and not transition.effects
    variant = _variant(rules, transition, action)
    return staged(
        rules,
        action.subject,
        "staying",
        WHO_AND_STATUS,
        rows,
        action=action,
        only_moves=only_moves,
        variant=variant,
        **preparation(action),
    )


def _without_target(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """It leaves the status alone."""
    rows: Rows = [
        (_tags(rules, transition, action, status), (person.phrase(rules), status), scene.situation, scene.given)
        for status, person, scene in _ends(rules, transition, action)
    ]
    return staged(
        rules,
        action.subject,
        "stays",
        WHO_AND_STATUS,
        rows,
        action=action,
        variant=_variant(rules, transition, action),
        started=started(rules, transition),
        **preparation(action),
    )


def _linked(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """It opens another ticket, and what was to be written is written there."""
    own = transition.opens.requirements if transition.opens is not None else ()
    rows: Rows = [
        (
            checked(rules, own or transition.requirements, *_tags(rules, transition, action, status)),
            (person.phrase(rules), status),
            scene.situation,
            scene.given,
        )
        for status, person, scene in _ends(rules, transition, action)
        if _tags(rules, transition, action, status)
    ]
    variant = _variant(rules, transition, action)
    return staged(rules, action.subject, "linked", WHO_AND_STATUS, rows, action=action, variant=variant)


def _back(rules: RuleSet, transition: Transition, action: Action, aim: Back) -> Iterator[Fragment]:
    """It leads back to each status that the ticket may have had before, and elsewhere from all others."""
    back: Rows = []
    otherwise: Rows = []
    for status, person, _ in _ends(rules, transition, action):
        tags = _tags(rules, transition, action, status)
        for scene in _by_origin(rules, transition, action, status, person):
            row = (tags, (person.phrase(rules), status), scene.situation, scene.given)
            (back if scene.standing.came_from in aim.statuses else otherwise).append(row)
    values = {"action": action, "variant": _variant(rules, transition, action), **preparation(action)}
    yield from staged(rules, action.subject, "back", WHO_AND_STATUS, back, **values)
    yield from staged(
        rules, action.subject, "back_otherwise", WHO_AND_STATUS, otherwise, otherwise=aim.otherwise, **values
    )


def _by_origin(rules: RuleSet, transition: Transition, action: Action, status: str, person: Person) -> Iterator[Scene]:
    """A scene for each status that a ticket may come from."""
    found: dict[str | None, Scene] = {}
    for scene in scenes(rules, person, action, status):
        if scene.works and scene.foreseen.transition == transition:
            found.setdefault(scene.standing.came_from, scene)
    yield from found.values()


def _messages(rules: RuleSet, action: Action) -> Iterator[Fragment]:
    """The system messages that transitions bring with them."""
    known: dict[tuple[bool, bool], Rows] = {}
    for transition in rules.transitions_of(action.role, action.name):
        for effect in transition.effects:
            key = ("{at}" in effect.text, transition.is_chosen)
            rows = known.setdefault(key, [])
            for person, scene in _tellings(rules, action, transition):
                chosen = (scene.deed.status or "",) if transition.is_chosen else ()
                row = (person.phrase(rules), scene.standing.status, *chosen)
                rows.append((checked(rules, effect.requirements), row, scene.situation, scene.given))
    for (names_time, is_chosen), rows in known.items():
        columns = (*WHO_AND_STATUS, "to") if is_chosen else WHO_AND_STATUS
        variant = " for its time" if names_time and len(known) > 1 else ""
        values = {"action": action, "names_time": names_time, "choosing": CHOOSING_TO if is_chosen else ""}
        yield from staged(rules, action.subject, "announced", columns, rows, variant=variant, **values)


def _tellings(rules: RuleSet, action: Action, transition: Transition) -> Iterator[tuple[Person, Scene]]:
    """One person for each status in which a transition makes the system say exactly one thing."""
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        if status not in transition.sources or not cell.allowed or not rules.level(cell.requirements).is_checked:
            continue
        for person in able(rules, action, transition)[:1]:
            for scene in scenes(rules, person, action, status):
                if scene.works and scene.foreseen.transition == transition:
                    if said_on_the_way(rules, transition.effects, status, scene.result(rules)) == 1:
                        yield person, scene
                    break
