"""Scenarios that follow from the arguments of actions: what is not in order is refused, and all that is, is taken."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action, Argument
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.rendering.choices import CHOOSING_TO
from statusquo_conformance.rendering.fragments import Fragment, checked, fragment, grouped
from statusquo_conformance.rendering.people import doers, tryers
from statusquo_conformance.rendering.scenes import Rows, Scene, scenes, staged
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.arguments import main_text
from statusquo_conformance.stage.doings import BAD_TEXTS, BAD_TIMES, MISSING

_LONGEST = 100_000
"""Texts that may be longer are not tried at their limit."""


def argument_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each action what happens when an argument is bad."""
    for action in rules.actions.values():
        for argument in action.takes:
            if argument.type == "future_time":
                yield from _bad_values(rules, action, argument, "bad_time", BAD_TIMES)
            elif argument.type == "text" and argument.name != main_text(action):
                yield from _bad_values(rules, action, argument, "bad_text", BAD_TEXTS)
            elif argument.type == "integer" and action.operation == Operation.SUBMIT_SURVEY:
                yield from _numbers(rules, action, argument)


def _bad_values(
    rules: RuleSet, action: Action, argument: Argument, template: str, kinds: tuple[str, ...]
) -> list[Fragment]:
    """Something that is not in order is refused, wherever the action is allowed."""
    words = [kind for kind in kinds if kind != MISSING or not argument.optional]
    tags = checked(rules, argument.requirements, *rules.roles[action.role].when_refused)
    choosing = argument.optional and action.chooses_status is not None
    rows: Rows = []
    for status in rules.statuses if tags and _is_tried(action, argument) else ():
        cell = rules.cells[action.role, action.name, status]
        if not cell.allowed or not rules.level(cell.requirements).is_checked:
            continue
        for person, scene in _first_with(rules, action, argument, status):
            for word in words:
                to = (scene.deed.status or "",) if choosing else ()
                rows.append((tags, (person.phrase(rules), status, *to, word), scene.situation, scene.given))
    columns = ("who", "status", *(["to"] if choosing else []), "time" if template == "bad_time" else "text")
    first = next(each for each in action.takes if each.type == argument.type)
    values = {
        "action": action,
        "argument": argument.name,
        "how": "for a time" if argument == first else f"with a {argument.name}",
        "choosing": CHOOSING_TO if choosing else "",
    }
    return staged(rules, action.subject, template, columns, rows, **values)


def _is_tried(action: Action, argument: Argument) -> bool:
    return action.operation in set(Operation) and not action.without_ticket and argument.longest <= _LONGEST


def _first_with(rules: RuleSet, action: Action, argument: Argument, status: str) -> Iterator[tuple[Person, Scene]]:
    """One person who could do it, in a scene in which the argument is given if it need not be."""
    for person, scene in list(tryers(rules, action, status))[:1]:
        if not argument.optional:
            yield person, scene
            continue
        every = [scene for scene in scenes(rules, person, action, status) if scene.works]
        given = [scene for scene in every if argument.name in scene.deed.given]
        asked = [scene for scene in given if _asks_for(scene.foreseen.transition, argument.name)]
        yield from ((person, each) for each in [*asked, *given, scene][:1])


def _asks_for(transition: Transition | None, name: str) -> bool:
    """Whether a transition makes anything of an argument."""
    guard = transition.guard if transition is not None else None
    return transition is not None and (name == transition.at or (guard is not None and name in guard.asks_for))


def _numbers(rules: RuleSet, action: Action, argument: Argument) -> Iterator[Fragment]:
    """A rating is taken between its limits and refused outside them."""
    status = _status_with_survey(rules)
    if status is None:
        return
    who = doers(rules, action)[0].phrase(rules)
    tags = checked(rules, argument.requirements)
    taken = [(tags, (who, status, str(number))) for number in range(argument.smallest, argument.largest + 1)]
    columns = ("who", "status", "number")
    yield from fragment(action.subject, "number_taken", grouped(columns, taken), action=action, argument=argument.name)
    refused = [(tags, (who, status, str(number))) for number in (argument.smallest - 1, argument.largest + 1)]
    yield from fragment(
        action.subject, "number_refused", grouped(columns, refused), action=action, argument=argument.name
    )


def _status_with_survey(rules: RuleSet) -> str | None:
    """A status in which a survey waits to be submitted, straight after coming into it."""
    for effect in rules.effects:
        if effect.do == "open_survey" and effect.entering:
            return next((status for status in rules.statuses if status in effect.statuses), None)
    return None


def survey_limit_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """A survey can be submitted until its time is over."""
    status = _status_with_survey(rules)
    if rules.surveys is None or status is None:
        return
    tags = checked(rules, rules.surveys.requirements)
    for action in rules.actions.values():
        if action.operation != Operation.SUBMIT_SURVEY:
            continue
        who = doers(rules, action)[0].phrase(rules)
        limit = int(rules.surveys.submit_within.total_seconds())
        for template, seconds in (("in_time", limit - 60), ("too_late", limit)):
            rows = [(tags, (who, status, in_words(seconds)))]
            yield from fragment(action.subject, template, grouped(("who", "status", "time"), rows), action=action)


def in_words(seconds: int) -> str:
    """A length of time such as "6 days 23 hours 59 minutes"."""
    parts = []
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts)
