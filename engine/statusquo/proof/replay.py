"""A sequence of events of the search, played again on the engine at times of day.

The search knows what can come before what; this finds out when. Each event and each clock that runs out gets a time,
as early as the rules allow and with an hour between events where that can be, so that people can read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statusquo.proof.conditions import Moment
from statusquo.proof.people import AWAY
from statusquo.proof.space import NOW, SURVEY, Kind, Passage, Space
from statusquo.runtime.results import Step, TimerStarted
from statusquo.runtime.state import Ticket
from statusquo.runtime.step import arrival, due, step

_MICROSECOND = timedelta(microseconds=1)
APART = timedelta(hours=1)
"""The time between two events, where it does not matter."""


@dataclass(frozen=True, slots=True)
class Played:
    """An event at its time.

    Attributes:
        times: the times that were given with a request, by argument.
        before: the ticket before, None if it is new.
        step: what the engine made of it.
        moment: what conditions can say of it; None if the ticket is gone.
    """

    passage: Passage
    at: datetime
    times: dict[str, datetime]
    before: Ticket | None
    step: Step
    moment: Moment | None


def replay(space: Space, path: Sequence[Passage], start: datetime = NOW) -> tuple[Played, ...]:
    """Play the events of a path from ``start`` on.

    Raises:
        ValueError: if no times fit the path, or the engine does something else than the search saw. Neither can be,
            unless the search is wrong.
    """
    at, deadlines = _times(space, path)
    played: list[Played] = []
    ticket: Ticket | None = None
    for index, passage in enumerate(path):
        now = start + at[index]
        given = {
            transition.at: start + deadlines[index, transition.starts]
            for transition in space.compiled.rules.transitions
            if transition.name == passage.transition
            and transition.at is not None
            and transition.starts is not None
            and (index, transition.starts) in deadlines
        }
        made = _play(space, passage, ticket, now, given)
        moment = _moment(space, passage, ticket, made, now)
        played.append(Played(passage, now, given, ticket, made, moment))
        ticket = made.ticket
        expected = passage.after.ticket
        if (ticket is None) is not (expected is None) or (
            ticket is not None and expected is not None and not _alike(ticket, expected)
        ):
            message = f"the engine does something else than the search in event {index + 1}"
            raise ValueError(message)
    return tuple(played)


def _play(space: Space, passage: Passage, ticket: Ticket | None, now: datetime, given: dict[str, datetime]) -> Step:
    attempt = passage.event.attempt
    if attempt is not None:
        if ticket is not None:
            ticket = due(space.compiled, ticket, now).ticket
        return step(space.compiled, attempt.at(now, {**dict.fromkeys(attempt.times, now + AWAY), **given}), ticket, now)
    if ticket is None:
        return arrival(space.compiled, now)
    return _run_out(space, passage.event.timer, ticket, now) if passage.event.timer is not None else Step(None, ticket)


def _run_out(space: Space, name: str, ticket: Ticket, now: datetime) -> Step:
    """One timer is due. Others may be due at the very same time: they have events of their own, and are held back."""
    held = {each.name: each for each in ticket.timers if each.name != name and each.due_at <= now}
    later = tuple(replace(each, due_at=now + AWAY) if each.name in held else each for each in ticket.timers)
    made = due(space.compiled, replace(ticket, timers=later), now)
    if made.ticket is None:
        return made
    anew = {effect.name for effect in made.effects if isinstance(effect, TimerStarted)}
    timers = tuple(held[each.name] if each.name in set(held) - anew else each for each in made.ticket.timers)
    return replace(made, ticket=replace(made.ticket, timers=timers))


def _moment(space: Space, passage: Passage, before: Ticket | None, made: Step, now: datetime) -> Moment | None:
    if made.ticket is None:
        return None
    attempt = passage.event.attempt
    role, action = attempt.entry_key if attempt is not None else (None, None)
    return Moment(
        space.compiled.rules,
        before,
        made.ticket,
        role,
        action,
        passage.event.timer,
        made.effects,
        lambda ticket: space.possible(ticket, now),
    )


def _alike(ticket: Ticket, expected: Ticket) -> bool:
    return (
        ticket.status == expected.status
        and [timer.name for timer in ticket.timers] == [timer.name for timer in expected.timers]
        and ticket.favorites == expected.favorites
        and (ticket.open_survey is None) is (expected.open_survey is None)
    )


def _times(space: Space, path: Sequence[Passage]) -> tuple[list[timedelta], dict[tuple[int, str], timedelta]]:
    """The time of each event, and when each clock is due, by the event that started it and its name."""
    for apart in (APART, _MICROSECOND, timedelta()):
        found = _earliest(list(_orders(space, path, apart)), len(path))
        if found is not None:
            return [found[index] for index in range(len(path))], {
                key: time for key, time in found.items() if isinstance(key, tuple)
            }
    message = "no times fit the path"
    raise ValueError(message)


_Point = int | tuple[int, str]
_Order = tuple[_Point, _Point, timedelta]
"""The second point comes after the first, by so much at the least."""


def _orders(space: Space, path: Sequence[Passage], apart: timedelta) -> Iterator[_Order]:
    running: dict[str, int] = {}
    for index, passage in enumerate(path):
        ending = SURVEY if passage.event.kind is Kind.EXPIRED else passage.event.timer
        if index:
            yield index - 1, index, timedelta() if ending is not None else apart
        for name, begun in running.items():
            if name == ending:
                yield (begun, name), index, timedelta()
                yield index, (begun, name), timedelta()
            elif ending is not None and name not in space.first_before(ending):
                yield index, (begun, name), timedelta()
            else:
                yield index, (begun, name), _MICROSECOND
        for name in passage.gone:
            running.pop(name, None)
        for name, length in passage.started.items():
            running[name] = index
            if length is None:
                yield index, (index, name), AWAY if apart == APART else _MICROSECOND
            else:
                yield index, (index, name), length
                yield (index, name), index, -length


def _earliest(orders: Sequence[_Order], events: int) -> dict[_Point, timedelta] | None:
    """The earliest time for every point; None if the orders contradict each other."""
    times: dict[_Point, timedelta] = dict.fromkeys(range(events), timedelta())
    for first, second, _ in orders:
        times.setdefault(first, timedelta())
        times.setdefault(second, timedelta())
    for _ in range(len(times) + 1):
        settled = True
        for first, second, least in orders:
            if times[first] + least > times[second]:
                times[second] = times[first] + least
                settled = False
        if settled:
            return times
    return None
