"""Events and states in the words of the rules: sentences, and scenarios in Gherkin, made of phrases and labels."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from statusquo.lengths import duration
from statusquo.proof.conditions import holds
from statusquo.proof.findings import Finding
from statusquo.proof.people import called, creator_of
from statusquo.proof.replay import APART, Played, replay
from statusquo.proof.space import Event, Kind, Space
from statusquo.rules.invariants import Invariant, May, StatusIn
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.runtime.results import (
    Effect,
    FavoriteAdded,
    FavoritesCleared,
    FlagCleared,
    FlagSet,
    LinkedTicketOpened,
    StatusChanged,
    SurveyOpened,
    SurveySubmitted,
    SystemMessageAdded,
    TicketCreated,
    TicketDeleted,
    TimerStarted,
    TimerStopped,
    UnsubmittedSurveyDropped,
)
from statusquo.runtime.state import Ticket

_NUMBERS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True, slots=True)
class Told:
    """The events that show a finding, told.

    Attributes:
        events: a sentence or more for each event.
        state: how things stand after the last of them.
        scenario: the same as a scenario in Gherkin, which fails as long as the rules are as they are.
    """

    events: tuple[str, ...]
    state: str
    scenario: str


def tell(space: Space, finding: Finding) -> Told | None:
    """The events that show a finding, played on the engine once more and told; None if there are none to show it."""
    if not finding.path:
        return None
    rules = space.compiled.rules
    played = replay(space, finding.path)
    waits = [None, *(_waited(one, two) for one, two in pairwise(played))]
    events = tuple(
        f"{f'After {wait}: ' if wait else ''}{_who_does_what(rules, each)}. {_follows(rules, each)}"
        for wait, each in zip(waits, played, strict=True)
    )
    state = " ".join([described(rules, played[-1].step.ticket), *_possibilities(rules, finding, played[-1])])
    return Told(events, state, _scenario(rules, finding, played, state))


def moment(at: datetime) -> str:
    """A time of day, to the minute, or as exactly as it takes."""
    if at.microsecond:
        return f"{at:%Y-%m-%d %H:%M:%S.%f} UTC"
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at.second else f"{at:%Y-%m-%d %H:%M} UTC"


def described(rules: RuleSet, ticket: Ticket | None) -> str:
    """How things stand with a ticket: ``The ticket is Open; one survey waits to be submitted``."""
    if ticket is None:
        return "There is no ticket any more."
    return f"The ticket is {'; '.join([rules.statuses[ticket.status].label, *_beside(rules, ticket)])}."


def told_effects(rules: RuleSet, effects: Iterable[Effect], *, of: Container[str] = ()) -> tuple[str, ...]:
    """What has happened, a sentence for each effect; that the timers ``of`` have run out is not told."""
    return tuple(
        _told(rules, effect) for effect in effects if not (isinstance(effect, TimerStopped) and effect.name in of)
    )


def done(rules: RuleSet, event: Event, times: Iterable[datetime] = ()) -> str:
    """What somebody does in an event: ``change the status, choosing Open``."""
    attempt = event.attempt
    if attempt is None:
        return ""
    parts = [attempt.action.phrase]
    if attempt.chosen is not None:
        parts.append(f"choosing {rules.statuses[attempt.chosen].label}")
    if attempt.flag is not None:
        parts.append(f"namely {rules.flags[attempt.flag].label}")
    parts += [f"giving the {name}" for name in attempt.extra if name not in attempt.times]
    parts += [f"for {moment(time)}" for time in times]
    return ", ".join(parts)


def person(rules: RuleSet, event: Event) -> str:
    """Who does something in an event."""
    attempt = event.attempt
    if attempt is None:
        return ""
    actor = attempt.request.actor
    if attempt.action.operation == Operation.CREATE_TICKET and not actor.relations and not actor.permissions:
        return creator_of(rules, actor.role)
    return called(rules, actor)


def _beside(rules: RuleSet, ticket: Ticket) -> Iterator[str]:
    waiting = sum(not survey.submitted for survey in ticket.surveys)
    if waiting:
        yield f"{_number(waiting)} {'survey waits' if waiting == 1 else 'surveys wait'} to be submitted"
    submitted = len(ticket.surveys) - waiting
    if submitted:
        yield f"{_number(submitted)} {'survey is' if submitted == 1 else 'surveys are'} submitted"
    yield from (f"it is marked as {rules.flags[name].label}" for name in rules.flags if name in ticket.flags)
    if ticket.assigned:
        yield "it is assigned to somebody"
    yield from (f"the {rules.timers[timer.name].label} is on its way" for timer in ticket.timers)
    for role in rules.roles.values():
        if any(favorite.role == role.name for favorite in ticket.favorites):
            yield f"it is a favorite of somebody among {role.label}"


def _told(rules: RuleSet, effect: Effect) -> str:
    return _SENTENCES[type(effect)](rules, effect)


_SENTENCES: dict[type[Any], Callable[[RuleSet, Any], str]] = {
    TicketCreated: lambda rules, effect: f"The ticket is {rules.statuses[effect.status].label}.",
    TicketDeleted: lambda _rules, _effect: "The ticket is deleted.",
    StatusChanged: lambda rules, effect: f"The ticket becomes {rules.statuses[effect.target].label}.",
    TimerStarted: lambda rules, effect: (
        f"The {rules.timers[effect.name].label} {'begins anew' if effect.rounds else 'is on its way'}."
    ),
    TimerStopped: lambda rules, effect: f"The {rules.timers[effect.name].label} is called off.",
    SurveyOpened: lambda _rules, _effect: "A survey waits to be submitted.",
    UnsubmittedSurveyDropped: lambda _rules, _effect: "The survey that waited is deleted.",
    SurveySubmitted: lambda _rules, _effect: "The survey is submitted.",
    FavoriteAdded: lambda rules, effect: f"It is a favorite of somebody among {rules.roles[effect.role].label}.",
    FavoritesCleared: lambda rules, effect: f"It is off the favorites of all {rules.roles[effect.role].label.lower()}.",
    FlagSet: lambda rules, effect: f"It is marked as {rules.flags[effect.name].label}.",
    FlagCleared: lambda rules, effect: f"It is no longer marked as {rules.flags[effect.name].label}.",
    LinkedTicketOpened: lambda _rules, _effect: "Another ticket is opened, which is linked to this one.",
    SystemMessageAdded: lambda _rules, effect: f'The system writes "{effect.text}"',
}
"""A sentence for each effect of the engine."""


def _who_does_what(rules: RuleSet, played: Played) -> str:
    event = played.passage.event
    if event.attempt is not None:
        return f"{_capital(person(rules, event))} decides to {done(rules, event, played.times.values())}"
    if event.timer is not None:
        return f"The {rules.timers[event.timer].label} is due"
    return "The survey becomes too old to be submitted" if event.kind is Kind.EXPIRED else "There is a new ticket"


def _follows(rules: RuleSet, played: Played) -> str:
    timer = played.passage.event.timer
    of = () if timer is None else (timer,)
    return " ".join(told_effects(rules, played.step.effects, of=of)) or "Nothing changes."


def _scenario(rules: RuleSet, finding: Finding, played: Sequence[Played], state: str) -> str:
    lines = [" ".join(f"@{id_}" for id_ in finding.requirements)] if finding.requirements else []
    expected = " ".join(_expected(rules, finding).split())
    lines += [f"Scenario: {_capital(expected)}", f"  # It fails: {_small(state)}"]
    first, *others = played
    if others:
        lines.append(f"  Given {_given(rules, first)}")
    else:
        others = [first]
    said = [line for before, each in zip([first, *others], others, strict=False) for line in _when(rules, before, each)]
    lines += [f"  {word} {line}" for word, line in zip(["When", *["And"] * len(said)], said, strict=False)]
    lines.append(f"  Then it is so: {expected}")
    return "\n".join(lines) + "\n"


def _given(rules: RuleSet, played: Played) -> str:
    event = played.passage.event
    return f"a ticket that {person(rules, event)} has created" if event.attempt is not None else "a new ticket"


def _when(rules: RuleSet, before: Played, played: Played) -> Iterator[str]:
    event, wait = played.passage.event, _waited(before, played)
    if wait:
        yield f"{wait} pass"
    if event.attempt is not None:
        yield f"{person(rules, event)} tries to {done(rules, event, played.times.values())}"
    elif event.timer is not None:
        yield f"time passes until the {rules.timers[event.timer].label} is due"
    else:
        yield "time passes until the survey is too old" if event.kind is Kind.EXPIRED else "there is a new ticket"


def _waited(before: Played, played: Played) -> str | None:
    """How long somebody has to wait before an event, if that is no matter of choice."""
    length = played.at - before.at
    return duration(length) if played.passage.event.attempt is not None and length > APART else None


def _possibilities(rules: RuleSet, finding: Finding, last: Played) -> Iterator[str]:
    """What is possible or impossible after the last event, and where it should be so, if an invariant is broken."""
    invariant = next((each for each in rules.invariants if each.name == finding.name), None)
    if finding.code != "invariant-broken" or invariant is None or last.moment is None:
        return
    possible = last.moment.possible(last.moment.after)
    for term in invariant.then:
        if isinstance(term, May):
            for role, name in term.actions:
                can = (role, name) in possible
                if can is not term.allowed or not holds(invariant.when, last.moment):
                    phrase = next(action.phrase for action in rules.actions.values() if action.name == name)
                    who = "Somebody" if can else "Nobody"
                    yield f"{who} among {rules.roles[role].label} can {phrase}."
    if invariant.only_then and not holds(invariant.when, last.moment):
        yield _only_there(rules, invariant, last.moment.after)


def _only_there(rules: RuleSet, invariant: Invariant, ticket: Ticket) -> str:
    """Where alone an invariant lets something be so; not every ``when`` can be told."""
    if len(invariant.when) != 1 or not isinstance(invariant.when[0], StatusIn):
        return "That should be so only where the `when` of the invariant holds, and here it does not."
    inside = invariant.when[0].statuses
    if len(inside) * 2 > len(rules.statuses):
        return f"That should not be so while the ticket is {rules.statuses[ticket.status].label}."
    labels = " or ".join(status.label for name, status in rules.statuses.items() if name in inside)
    return f"That should be so only while the ticket is {labels}, and it is {rules.statuses[ticket.status].label}."


def _expected(rules: RuleSet, finding: Finding) -> str:
    if finding.code == "invariant-broken":
        return finding.sentence
    label = rules.statuses[finding.name].label
    return {
        "final-left": f"the ticket stays {label}",
        "status-again": f"the ticket does not come back into {label}",
    }.get(finding.code, f"the ticket can leave {label} again")


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
