"""How timers come to run, and what becomes of a ticket until they have run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from statusquo.rules.consequences import Timer, Transition
from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.fragments import Row
from statusquo_conformance.rendering.scenes import deed_in_words, scenes
from statusquo_conformance.rendering.ways import Way, ways
from statusquo_conformance.stage.actors import creator
from statusquo_conformance.stage.atlas import able, course_of, distances
from statusquo_conformance.stage.doings import FOR_A_FAR_TIME
from statusquo_conformance.stage.situations import NO_MATTER, Situation
from statusquo_conformance.stage.standing import Pending, Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A way of bringing a timer to run.

    Attributes:
        row: of the columns of a way; nothing but the status if the ticket is new.
        situation: how things have to stand before it.
        ids: requirements of what is done.
        after: how things stand when it has begun to run.
    """

    row: Row
    situation: Situation
    ids: tuple[str, ...]
    after: Standing

    @property
    def is_new(self) -> bool:
        """Whether the ticket has just been created."""
        return len(self.row) == 1

    @property
    def status(self) -> str:
        """The status in which the timer begins to run."""
        return self.row[-1]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a ticket on which a timer runs until it has run out.

    Attributes:
        alone: no other timer is due before.
        after: how things stand afterwards; None if the ticket is gone.
    """

    alone: bool
    after: Standing | None


def entries_of(rules: RuleSet, timer: Timer) -> list[Entry]:
    """Each way of bringing a timer to run: by a transition that starts it, or by coming into its statuses."""
    if timer.after is None:
        found = [entry for each in rules.transitions if each.starts == timer.name for entry in _starts(rules, each)]
    else:
        found = [_created(rules, timer)] if rules.initial in timer.runs_in else []
        found += [
            _first_of(rules, timer, _by_way(rules, way))
            for way in ways(rules)
            if way.deed is not None and way.move.target in timer.runs_in and way.move.source not in timer.runs_in
        ]
    return [entry for entry in found if rules.level(entry.ids).is_checked and outcome_of(rules, timer, entry.after)]


def _created(rules: RuleSet, timer: Timer) -> Entry:
    """It begins to run when the ticket is created."""
    return Entry((rules.initial,), NO_MATTER, timer.requirements, course_of(rules).new(creator(rules)))


def _by_way(rules: RuleSet, way: Way) -> tuple[Entry, ...]:
    """A way with a time that is near or, where that makes a difference, far away."""
    entry = Entry(way.row, way.situation, way.move.requirements, way.after)
    transition = next((each for each in rules.transitions if each.name == way.move.transition), None)
    if way.deed is None or transition is None or True not in distances(rules, transition):
        return (entry,)
    after = course_of(rules).done(way.before, replace(way.deed, far=True), transition)
    source, by, words, target = way.row
    return entry, replace(entry, row=(source, by, words + FOR_A_FAR_TIME, target), after=after)


def _first_of(rules: RuleSet, timer: Timer, found: tuple[Entry, ...]) -> Entry:
    """The first of these by which the timer runs out; the first at all, if none is."""
    return next((entry for entry in found if outcome_of(rules, timer, entry.after)), found[0])


def _starts(rules: RuleSet, transition: Transition) -> Iterator[Entry]:
    """A transition that starts a timer, from every status and to every one that can be chosen."""
    action = rules.actions[transition.role, transition.action]
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        if status not in transition.sources or not cell.allowed:
            continue
        for target in transition.choice if transition.is_chosen else (None,):
            for person in able(rules, action, transition)[:1]:
                for scene in scenes(rules, person, action, status, target) if target != status else ():
                    after = scene.after(rules) if scene.foreseen.transition == transition and scene.works else None
                    if after is not None and after.pending(transition.starts or "") is not None:
                        row = (status, person.phrase(rules), deed_in_words(scene, action), after.status)
                        yield Entry(row, scene.situation, cell.requirements, after)
                        break


def outcome_of(rules: RuleSet, timer: Timer, standing: Standing) -> Outcome | None:
    """What becomes of the ticket by the time that a timer has run out; None if it never does, or nobody can say."""
    course = course_of(rules)
    alone = True
    while (pending := course.next_due(standing)) is not None:
        after = course.due(standing, pending)
        if pending.name == timer.name and (after is None or after.pending(timer.name) is None):
            return Outcome(alone, after)
        if after is None:
            return None
        alone = alone and (pending.name == timer.name or not shows(rules, pending, standing, after))
        standing = after
        if standing.pending(timer.name) is None:
            return None
    return None


def shows(rules: RuleSet, pending: Pending, before: Standing, after: Standing) -> bool:
    """Whether anybody can see that a timer was due."""
    timer = rules.timers[pending.name]
    return (
        before.status != after.status or timer.shown_as is not None or bool(timer.effects) or timer.repeats is not None
    )
