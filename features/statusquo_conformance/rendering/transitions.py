"""Scenarios that follow from transitions and from the arguments of actions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from statusquo.rules.model import Action, Argument, RuleSet, Timer, Transition
from statusquo.rules.moves import moves
from statusquo.rules.operations import Operation

from statusquo_conformance.rendering.cells import WHO_AND_STATUS, doers, preparation
from statusquo_conformance.rendering.effects import said
from statusquo_conformance.rendering.fragments import Fragment, checked, fragment, grouped
from statusquo_conformance.stage.actors import mover

_MOVING = frozenset(
    {
        Operation.CHANGE_STATUS,
        Operation.REQUEST_CLOSURE,
        Operation.CLOSE_NOW,
        Operation.SCHEDULE_CLOSURE,
        Operation.SCHEDULE_DELETION,
    }
)
"""Operations that leave nothing on a ticket but its status and a time."""

BAD_TIMES = ("past", "missing", "unreadable")
"""What can be wrong with a time, as scenarios say it."""


def transition_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each transition where it leads; for each action what happens when an argument is bad."""
    for transition in rules.transitions:
        action = rules.actions[transition.role, transition.action]
        if transition.to is not None:
            yield from _fixed(rules, transition, action)
            yield from _staying(rules, transition, action)
        else:
            yield from _chosen(rules, transition, action)
        yield from _messages(rules, transition, action)
    for action in rules.actions.values():
        for argument in action.takes:
            if argument.type == "future_time":
                yield from _bad_times(rules, action, argument)
            elif argument.type == "integer" and action.operation == Operation.SUBMIT_SURVEY:
                yield from _numbers(rules, action, argument)


def _fixed(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """It leads to its status from every status that lets the action happen."""
    rows = []
    for status, person in product(rules.statuses, doers(rules, action)):
        cell = rules.cells[action.role, action.name, status]
        if not cell.allowed or status not in transition.sources or status == transition.to:
            continue
        own = cell.requirements != action.requirements
        level = rules.level(cell.requirements)
        tags = checked(rules, transition.requirements, *(cell.requirements if own else ())) if level.is_checked else ()
        rows.append((tags, (person.phrase(rules), status)))
    started = rules.timers[transition.starts] if transition.starts is not None else None
    stopped = [
        timer
        for timer in rules.timers.values()
        if timer.shown_as and timer.after is None and timer is not started and _always_stops(rules, timer, transition)
    ]
    return fragment(
        action.subject,
        "transition",
        grouped(WHO_AND_STATUS, rows),
        action=action,
        **preparation(action),
        target=transition.to,
        started=started if started is not None and started.shown_as else None,
        stopped=stopped,
    )


def _always_stops(rules: RuleSet, timer: Timer, transition: Transition) -> bool:
    """Whether a timer runs wherever the transition starts, and nowhere that it leads."""
    cells = ((status, rules.cells[transition.role, transition.action, status]) for status in transition.sources)
    return all(status in timer.runs_in for status, cell in cells if cell.allowed) and transition.to not in timer.runs_in


def _staying(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """A ticket that has the status already keeps it, and if the action does nothing else, all but a timer stays."""
    rows = [
        (checked(rules, cell.requirements), (person.phrase(rules), status))
        for status, person in product(rules.statuses, doers(rules, action))
        if (cell := rules.cells[action.role, action.name, status]).allowed
        and status == transition.to
        and status in transition.sources
    ]
    only_moves = action.operation in _MOVING and not transition.effects
    examples = grouped(WHO_AND_STATUS, rows)
    return fragment(action.subject, "staying", examples, action=action, only_moves=only_moves, **preparation(action))


def _chosen(rules: RuleSet, transition: Transition, action: Action) -> list[Fragment]:
    """Every status that can be chosen is reached from every other one."""
    who = mover(rules, transition.role).phrase(rules)
    tags = checked(rules, transition.requirements)
    rows = [
        (tags, (who, move.source, move.target))
        for move in moves(rules)
        if move.transition == transition.name and move.source != move.target
    ]
    return fragment(action.subject, "chosen", grouped(("who", "from", "to"), rows), action=action)


def _messages(rules: RuleSet, transition: Transition, action: Action) -> Iterator[Fragment]:
    """The system messages that a transition brings with it."""
    here = [move for move in moves(rules) if move.transition == transition.name]
    for effect in transition.effects:
        rows = [
            (checked(rules, effect.requirements), (mover(rules, transition.role).phrase(rules), status))
            for status in rules.statuses
            if (cell := rules.cells[action.role, action.name, status]).allowed
            and status in transition.sources
            and rules.level(cell.requirements).is_checked
            and [said(rules, move) for move in here if move.source == status] == [1]
        ]
        names_time = "{at}" in effect.text
        yield from fragment(
            action.subject, "announced", grouped(WHO_AND_STATUS, rows), action=action, names_time=names_time
        )


def _bad_times(rules: RuleSet, action: Action, argument: Argument) -> list[Fragment]:
    """A time that is no time to come is refused, wherever the action is allowed."""
    tags = checked(rules, argument.requirements, *rules.roles[action.role].when_refused)
    rows = [
        (tags, (person.phrase(rules), status, bad))
        for status, person, bad in product(rules.statuses, doers(rules, action)[:1], BAD_TIMES)
        if rules.cells[action.role, action.name, status].allowed
        and rules.level(rules.cells[action.role, action.name, status].requirements).is_checked
    ]
    return fragment(action.subject, "bad_time", grouped(("who", "status", "time"), rows), action=action)


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
