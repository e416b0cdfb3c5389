"""Going everywhere: every state that a ticket can get into, by the fewest events, and what is noticed on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from statusquo.proof.clocks import Clocks
from statusquo.proof.conditions import Moment, asks_who, is_about, is_kept, is_of_states
from statusquo.proof.space import Kind, Passage, Space, State
from statusquo.rules.invariants import Invariant
from statusquo.runtime.results import StatusChanged, TicketCreated, TimerStarted
from statusquo.runtime.state import Ticket

MOST_STATES = 20_000
"""How many states are looked at unless somebody asks for more; the nine statuses have a few hundred."""


@dataclass(slots=True)
class Seen:
    """What occurred somewhere in the search, by name; the names of statuses only where the search went.

    Attributes:
        actions: (role, action) pairs that went through.
        by_status: (role, action, status) triples that did.
        transitions: those that somebody set off.
        started: timers that began to run.
        due: timers that were due.
        effects: effects that followed.
    """

    actions: set[tuple[str, str]] = field(default_factory=set)
    by_status: set[tuple[str, str, str]] = field(default_factory=set)
    transitions: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    effects: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Search:
    """How far the search has come.

    Attributes:
        states: in the order in which they were found.
        ways: for each state the event by which it was found first, with the number of the state that it came from.
        edges: for each state the numbers of the states that an event leads to from there.
        events: how many events were tried in all.
        complete: every state was looked at.
        broken: for each invariant that does not hold, the state before and the event that breaks it first.
        left: for each status, the state and the first event that takes a ticket out of it.
        again: for each status that is to be had once, the state and the first event that brings a ticket back into it.
    """

    states: list[State] = field(default_factory=list)
    ways: list[tuple[int | None, Passage]] = field(default_factory=list)
    edges: list[list[int]] = field(default_factory=list)
    events: int = 0
    complete: bool = False
    broken: dict[str, tuple[int | None, Passage]] = field(default_factory=dict)
    left: dict[str, tuple[int, Passage]] = field(default_factory=dict)
    again: dict[str, tuple[int, Passage]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    def path(self, number: int | None) -> tuple[Passage, ...]:
        """The shortest way to a state: all events from the beginning on."""
        events: list[Passage] = []
        while number is not None:
            number, passage = self.ways[number]
            events.append(passage)
        return tuple(reversed(events))


def search(space: Space, most_states: int = MOST_STATES) -> Search:
    """Go everywhere, breadth first, until there is nothing new or there are more states than ``most_states``."""
    return _Searcher(space, most_states).run()


class _Searcher:
    def __init__(self, space: Space, most_states: int) -> None:
        self._space = space
        self._rules = space.compiled.rules
        self._most = most_states
        self._of_states = tuple(each for each in self._rules.invariants if is_of_states(each))
        self._of_events = tuple(each for each in self._rules.invariants if not is_of_states(each))
        self._about: dict[tuple[str | None, str | None, str | None, bool], tuple[Invariant, ...]] = {}
        self._unmoved: set[int | None] = set()
        self._known: dict[tuple[Ticket | None, frozenset[str]], list[tuple[Clocks, int]]] = {}
        self._possible: dict[Ticket, frozenset[tuple[str, str]]] = {}
        self._waiting: deque[int] = deque()
        self._found = Search()

    def run(self) -> Search:
        found = self._found
        for passage in self._space.beginnings():
            self._go(None, passage)
        while self._waiting:
            if len(found.states) > self._most:
                return found
            number = self._waiting.popleft()
            for passage in self._space.events(found.states[number]):
                self._go(number, passage)
        found.complete = True
        return found

    def _go(self, source: int | None, passage: Passage) -> None:
        found = self._found
        found.events += 1
        self._notice(source, passage)
        stays = source is not None and passage.after is found.states[source] and not passage.step.effects
        for invariant in self._broken(source if stays else None, passage):
            found.broken[invariant.name] = (source, passage)
        target = source if stays else self._number(passage.after)
        if target is None:
            target = len(found.states)
            found.states.append(passage.after)
            found.ways.append((source, passage))
            found.edges.append([])
            self._known.setdefault(_key(passage.after), []).append((passage.after.clocks, target))
            self._waiting.append(target)
        if source is not None:
            found.edges[source].append(target)

    def _number(self, state: State) -> int | None:
        """The number of a known state that admits all that this one does."""
        known = self._known.get(_key(state), ())
        return next((number for clocks, number in known if clocks.has(state.clocks)), None)

    def _broken(self, stays: int | None, passage: Passage) -> Iterator[Invariant]:
        """The invariants that this is the first event to break. A ticket that is gone breaks none.

        Args:
            stays: the number of the state, where the event leaves everything as it is.
            passage: the event.
        """
        concerned = self._concerned(stays, passage)
        moment = moment_of(self._space, passage, self._possible_on) if concerned else None
        if moment is None:
            return
        for invariant in concerned:
            if invariant.name not in self._found.broken and not is_kept(invariant, moment):
                yield invariant

    def _concerned(self, stays: int | None, passage: Passage) -> tuple[Invariant, ...]:
        """The invariants that have to be looked at; those that can only say the same again are left out."""
        again = stays in self._unmoved
        if stays is not None:
            self._unmoved.add(stays)
        attempt = passage.event.attempt
        key = (*(attempt.entry_key if attempt is not None else (None, None)), passage.event.timer, again)
        if key not in self._about:
            self._about[key] = tuple(
                each for each in self._of_events if is_about(each, *key[:3]) and (asks_who(each) or not again)
            )
        if stays is None and _key(passage.after) not in self._known:
            return (*self._of_states, *self._about[key])
        return self._about[key]

    def _possible_on(self, ticket: Ticket) -> frozenset[tuple[str, str]]:
        known = self._possible.get(ticket)
        if known is None:
            known = self._possible[ticket] = self._space.possible(ticket)
        return known

    def _notice(self, source: int | None, passage: Passage) -> None:
        """What this event shows to be possible."""
        found, event, before = self._found, passage.event, passage.before
        seen = found.seen
        if event.attempt is not None:
            seen.actions.add(event.attempt.entry_key)
            if before is not None:
                seen.by_status.add((*event.attempt.entry_key, before.status))
        if event.timer is not None:
            seen.due.add(event.timer)
        if passage.transition is not None:
            seen.transitions.add(passage.transition)
        for effect in passage.step.effects:
            if isinstance(effect, TimerStarted):
                seen.started.add(effect.name)
            elif isinstance(effect, StatusChanged):
                self._moved(effect.source, effect.target)
                if source is not None:
                    self._left(effect, source, passage)
            elif isinstance(effect, TicketCreated):
                self._moved(None, effect.status)

    def _left(self, effect: StatusChanged, source: int, passage: Passage) -> None:
        found = self._found
        found.left.setdefault(effect.source, (source, passage))
        if effect.target in found.states[source].left:
            found.again.setdefault(effect.target, (source, passage))

    def _moved(self, source: str | None, target: str) -> None:
        self._found.seen.effects.update(each.name for each in self._rules.effects if each.follows(source, target))


def _key(state: State) -> tuple[Ticket | None, frozenset[str]]:
    """All of a state but its clocks."""
    return state.ticket, state.left


def moment_of(
    space: Space, passage: Passage, possible: Callable[[Ticket], frozenset[tuple[str, str]]]
) -> Moment | None:
    """What conditions can say of an event; None if the ticket is gone."""
    after, event = passage.step.ticket, passage.event
    if after is None or passage.after.ticket is None:
        return None
    role, action = event.attempt.entry_key if event.attempt is not None else (None, None)
    timer = event.timer if event.kind is Kind.DUE else None
    ticket, effects = passage.after.ticket, passage.step.effects
    return Moment(space.compiled.rules, passage.before, ticket, role, action, timer, effects, possible)
