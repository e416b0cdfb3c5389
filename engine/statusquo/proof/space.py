"""The states that a ticket can be in, and the events that lead from one to another, as the engine has them.

A state is the engine's own ticket, without what makes no difference to it, and beside it what its clocks admit:

* times of day are gone: a timer runs, and how long is the clocks' matter; a survey that waits is too old or is not;
* one person of a role stands for all of them, since the engine treats them alike, and two where it asks who was it;
* of many submitted surveys only as many are kept as some invariant counts, since the engine does not look at them;
* where a ticket came from, and who brought it, is kept in those statuses in which some rule asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from statusquo.proof.clocks import NONE, Clocks
from statusquo.proof.people import Attempt, attempts
from statusquo.rules.consequences import Back, Transition
from statusquo.rules.guards import Guard, OwnDoing
from statusquo.rules.invariants import Surveys, terms_of
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.decide import decide, moving_transition
from statusquo.runtime.results import StatusChanged, Step, SurveyOpened, SurveySubmitted, TimerStarted
from statusquo.runtime.state import Favorite, Request, RunningTimer, Ticket
from statusquo.runtime.step import arrival, due, step
from statusquo.runtime.tables import CompiledRules

NOW = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment at which everything happens, as long as nobody asks when it does."""

_LATER = NOW + timedelta(days=1)

SURVEY = "survey "
"""The clock of a survey that can still be submitted. No timer can be called so."""


class Kind(Enum):
    """What can happen."""

    ARRIVED = "arrived"
    DONE = "done"
    DUE = "due"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class State:
    """A state of a ticket, with all the times that its clocks admit.

    Attributes:
        ticket: the engine's; None once it is deleted.
        left: the statuses that it has had, of those that it is to have once.
    """

    ticket: Ticket | None
    clocks: Clocks = NONE
    left: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: somebody does something, a timer is due, or a survey becomes too old to be submitted.

    Attributes:
        attempt: what somebody does, or None.
        timer: the timer that is due, or None.
    """

    kind: Kind
    attempt: Attempt | None = None
    timer: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """An event and what comes of it.

    Attributes:
        before: the ticket before; None if it is new.
        step: what the engine made of it.
        after: the state that it leads to.
        transition: the transition that moved the ticket, or None.
        gone: the clocks that no longer run.
        started: the clocks that begin to run, with the time that they are given: None for any time to come.
    """

    event: Event
    before: Ticket | None
    step: Step
    after: State
    transition: str | None = None
    gone: frozenset[str] = frozenset()
    started: Mapping[str, timedelta | None] = field(default_factory=dict)


class Space:
    """All that can happen under a rule set, one state at a time."""

    def __init__(self, compiled: CompiledRules) -> None:
        self.compiled = compiled
        self._rules = compiled.rules
        self._limit = compiled.surveys.submit_within if compiled.surveys is not None else None
        self._kept = surveys_counted(compiled.rules)
        self._once = {status.name for status in compiled.rules.statuses.values() if status.once}
        self._goes_back = statuses_left_back(compiled.rules)
        self._asks_who = statuses_asking_who(compiled.rules)
        self._order = list(compiled.timers)
        self._attempts = {status: tuple(self._worth_trying(status)) for status in (*compiled.rules.statuses, None)}

    def beginnings(self) -> Iterator[Passage]:
        """How tickets come to be."""
        known = False
        for attempt, request in self._attempts[None]:
            if attempt.action.operation == Operation.CREATE_TICKET:
                made = step(self.compiled, request, None, NOW)
                if made.ticket is not None:
                    known = True
                    yield self._passage(Event(Kind.DONE, attempt), State(None), NONE, made)
        if not known:
            yield self._passage(Event(Kind.ARRIVED), State(None), NONE, arrival(self.compiled, NOW))

    def events(self, state: State) -> Iterator[Passage]:
        """Everything that can happen next, each outcome of an action once."""
        ticket = state.ticket
        if ticket is None:
            return
        quiet = state.clocks.before_all()
        if quiet is not None:
            yield from self._done(state, ticket, quiet)
        for name in state.clocks.names:
            yield from self._run_out(state, ticket, name)

    def possible(self, ticket: Ticket, now: datetime = NOW) -> frozenset[tuple[str, str]]:
        """The actions, with their roles, that somebody can do on the ticket at this moment."""
        found: set[tuple[str, str]] = set()
        for attempt, request in self._attempts[ticket.status]:
            if attempt.entry_key not in found:
                asked = request if now is NOW else attempt.at(now)
                if decide(self.compiled, asked, ticket, now).allowed:
                    found.add(attempt.entry_key)
        return frozenset(found)

    def first_before(self, name: str) -> frozenset[str]:
        """The clocks that come before this one where they are due at the same time: a survey before every timer."""
        return frozenset() if name == SURVEY else frozenset({SURVEY, *self._order[: self._order.index(name)]})

    def _worth_trying(self, status: str | None) -> Iterator[tuple[Attempt, Request]]:
        """What somebody can try in a status, as a request of now, without what the engine's tables refuse beforehand.

        Where no transition of an action asks for more than the action does, the first person whom it is open to stands
        for all others.
        """
        known: set[tuple[tuple[str, str], str, str | None, str | None, tuple[str, ...]]] = set()
        for attempt in attempts(self.compiled, status):
            key = (attempt.entry_key, attempt.request.actor.id, attempt.chosen, attempt.flag, attempt.extra)
            verdict = self.compiled.verdict(*attempt.entry_key, status, attempt.holds)
            entry = self.compiled.entries[(*attempt.entry_key, status)]
            differ = any(transition.needs != NOTHING_NEEDED for transition in entry.transitions)
            if verdict is not None and verdict.decision.allowed and (differ or key not in known):
                known.add(key)
                yield attempt, attempt.at(NOW)

    def _done(self, state: State, ticket: Ticket, quiet: Clocks) -> Iterator[Passage]:
        seen: set[tuple[tuple[str, str], Ticket | None, str | None, bool]] = set()
        for attempt, request in self._attempts[ticket.status]:
            made = step(self.compiled, request, ticket, NOW)
            if made.decision is None or not made.decision.allowed:
                continue
            entry = self.compiled.entries[(*attempt.entry_key, ticket.status)]
            moving = moving_transition(entry, request, ticket) if entry.transitions else None
            transition = moving.name if isinstance(moving, Transition) else None
            outcome = (attempt.entry_key, made.ticket, transition, bool(made.effects))
            if outcome in seen:
                continue
            seen.add(outcome)
            if made.ticket is ticket:
                yield Passage(Event(Kind.DONE, attempt), ticket, made, state, transition)
            else:
                yield self._passage(Event(Kind.DONE, attempt), state, quiet, made, transition)

    def _run_out(self, state: State, ticket: Ticket, name: str) -> Iterator[Passage]:
        clocks = state.clocks.at(name, self.first_before(name))
        if clocks is None:
            return
        if name == SURVEY:
            made = Step(None, self._aged(ticket))
            yield self._passage(Event(Kind.EXPIRED), state, clocks, made)
            return
        ripe = tuple(replace(timer, due_at=NOW) if timer.name == name else timer for timer in ticket.timers)
        made = due(self.compiled, replace(ticket, timers=ripe), NOW)
        yield self._passage(Event(Kind.DUE, timer=name), state, clocks, made)

    def _passage(
        self, event: Event, state: State, clocks: Clocks, made: Step, transition: str | None = None
    ) -> Passage:
        """An event with all that follows for the clocks; ``clocks`` are those of the moment at which it happens."""
        started = self._started(made)
        after = self._normal(made.ticket) if made.ticket is not None else None
        running = self._clocks_of(after) if after is not None else frozenset()
        gone = frozenset(clocks.names) - running
        moved = {effect.source for effect in made.effects if isinstance(effect, StatusChanged)}
        left = state.left | (moved & self._once) if moved & self._once else state.left
        next_state = State(after, clocks.after(gone, started) if started or clocks.names else clocks, left)
        return Passage(event, state.ticket, made, next_state, transition, gone, started)

    def _started(self, made: Step) -> dict[str, timedelta | None]:
        """The clocks that a step has started and that still run after it."""
        started: dict[str, timedelta | None] = {}
        if made.ticket is None:
            return started
        for effect in made.effects:
            if isinstance(effect, TimerStarted) and made.ticket.timer(effect.name) is not None:
                started[effect.name] = self.compiled.timers[effect.name].after
            elif isinstance(effect, SurveyOpened) and self._limit is not None and made.ticket.open_survey is not None:
                started[SURVEY] = self._limit
            elif isinstance(effect, SurveySubmitted):
                started.pop(SURVEY, None)
        return started

    def _clocks_of(self, ticket: Ticket) -> frozenset[str]:
        names = {timer.name for timer in ticket.timers}
        survey = ticket.open_survey
        if survey is not None and self._limit is not None and survey.opened_at == NOW:
            names.add(SURVEY)
        return frozenset(names)

    def _aged(self, ticket: Ticket) -> Ticket:
        limit = self._limit or timedelta()
        surveys = (each if each.submitted else replace(each, opened_at=NOW - limit) for each in ticket.surveys)
        return replace(ticket, surveys=tuple(surveys))

    def _normal(self, ticket: Ticket) -> Ticket:
        """A ticket without what makes no difference to what can become of it."""
        submitted = [replace(each, opened_at=NOW) for each in ticket.surveys if each.submitted]
        waiting = [each for each in ticket.surveys if not each.submitted]
        return replace(
            ticket,
            timers=tuple(RunningTimer(timer.name, _LATER, timer.rounds) for timer in ticket.timers),
            surveys=(*submitted[: self._kept], *waiting),
            favorites=frozenset(Favorite(each.role, each.role) for each in ticket.favorites),
            came_from=ticket.came_from if ticket.status in self._goes_back else None,
            brought_by=ticket.brought_by if ticket.status in self._asks_who else None,
        )


def surveys_counted(rules: RuleSet) -> int:
    """How many submitted surveys have to be told apart for all that the invariants say of them."""
    counts = [1]
    for invariant in rules.invariants:
        for term in (*terms_of(invariant.when), *terms_of(invariant.then)):
            if isinstance(term, Surveys) and term.submitted:
                counts += [term.least, (term.most or 0) + 1]
    return max(counts)


def statuses_left_back(rules: RuleSet) -> frozenset[str]:
    """The statuses out of which something leads back to where a ticket came from."""
    found: set[str] = set()
    for transition in rules.transitions:
        found |= _applies_in(rules, transition) if isinstance(transition.aim, Back) else set()
    for timer in rules.timers.values():
        found |= timer.runs_in if isinstance(timer.aim, Back) else set()
    return frozenset(found)


def statuses_asking_who(rules: RuleSet) -> frozenset[str]:
    """The statuses in which it matters who brought a ticket there."""
    found: set[str] = set()
    for transition in rules.transitions:
        found |= _applies_in(rules, transition) if _asks_who(transition.guard) else set()
    if any(_asks_who(action.guard) for action in rules.actions.values()):
        found |= set(rules.statuses)
    return frozenset(found)


def _applies_in(rules: RuleSet, transition: Transition) -> set[str]:
    role, action = transition.role, transition.action
    return {status for status in transition.sources if rules.cells[role, action, status].allowed}


def _asks_who(guard: Guard | None) -> bool:
    return guard is not None and any(isinstance(term, OwnDoing) for term in guard.terms)
