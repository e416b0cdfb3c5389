"""One ticket and a clock: what may be done now, what becomes of it, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from statusquo.errors import StatusquoError
from statusquo.proof.people import Attempt, attempts, called, creator_of
from statusquo.rules.doings import Action
from statusquo.rules.guards import Guard, GuardTerm, parts
from statusquo.rules.operations import Operation
from statusquo.runtime.guards import unmet
from statusquo.runtime.results import Code, Decision, Effect
from statusquo.runtime.state import Actor, Request, Ticket
from statusquo.runtime.step import arrival, due, step
from statusquo.runtime.tables import CompiledRules

LAST = datetime(6000, 1, 1, tzinfo=UTC)
"""When the calendar of a simulation ends, so that whatever is set for later can still be written as a date."""


class CannotPlayError(StatusquoError):
    """A command of a simulation that cannot be carried out, or is not understood."""

    code = "cannot-play"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be done now.

    Attributes:
        action: by the role that it belongs to.
        people: who can do it, in words: one for each way in which it is open to somebody.
        statuses: those that can be chosen now, each with the arguments that it takes which others do not.
        flags: those that can be meant.
        extra: arguments that have to be given though they can be left out elsewhere, where no status is chosen.
    """

    action: Action
    people: tuple[str, ...]
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of a command.

    Attributes:
        action: what somebody did or tried, or None when time went by.
        status: the status in which it was done, or None without a ticket.
        who: in words.
        arguments: what was given with the action.
        decision: on the action, or None.
        unmet: how things should have stood that refused it, as far as they did not.
        effects: of the action.
        is_assigned: the ticket is assigned by it, and was not before, as far as the rules ask.
        due: for each moment at which timers were due in the meantime their names and the effects.
    """

    action: Action | None = None
    status: str | None = None
    who: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    decision: Decision | None = None
    unmet: tuple[GuardTerm, ...] = ()
    effects: tuple[Effect, ...] = ()
    is_assigned: bool = False
    due: tuple[tuple[datetime, frozenset[str], tuple[Effect, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at a moment; ``ticket`` is None before there is one and after it was deleted."""

    now: datetime
    ticket: Ticket | None = None
    existed: bool = False


@dataclass(slots=True)
class Session:
    """A simulation under way, and all that went before."""

    compiled: CompiledRules
    standing: Standing
    earlier: list[Standing] = field(default_factory=list)
    last: Happened | None = None

    def begin(self) -> Happened | None:
        """Where no rule says who creates tickets, there is one from the start."""
        if any(action.operation == Operation.CREATE_TICKET for action in self.compiled.rules.actions.values()):
            return None
        made = arrival(self.compiled, self.standing.now)
        self.standing = Standing(self.standing.now, made.ticket, existed=True)
        return Happened(effects=made.effects)

    def choices(self) -> tuple[Choice, ...]:
        """What may be done now, and by whom, in the order of the rules."""
        if self.standing.ticket is None and self.standing.existed:
            return ()
        found: dict[tuple[str, str], list[Attempt]] = {}
        for attempt in self._open():
            found.setdefault(attempt.entry_key, []).append(attempt)
        return tuple(self._choice(attempts) for attempts in found.values())

    def _choice(self, found: list[Attempt]) -> Choice:
        """What may be done by some attempts that are all of one action."""
        action = found[0].action
        people = _telling([attempt.request.actor for attempt in found])
        fewest: dict[str | None, tuple[str, ...]] = {}
        for attempt in sorted(found, key=lambda each: len(each.extra)):
            fewest.setdefault(attempt.chosen, attempt.extra)
        return Choice(
            action,
            tuple(dict.fromkeys(self._called(action, actor) for actor in people)),
            {chosen: extra for chosen, extra in fewest.items() if chosen is not None},
            tuple(dict.fromkeys(attempt.flag for attempt in found if attempt.flag is not None)),
            fewest.get(None, ()),
        )

    def do(self, action: Action, arguments: Mapping[str, Any], holding: frozenset[str] | None = None) -> Happened:
        """Somebody tries an action: whoever can, or somebody who holds and is just this.

        Raises:
            CannotPlayError: if there is no ticket to do it on, or there is one already.
        """
        ticket, now = self.standing.ticket, self.standing.now
        if action.without_ticket and self.standing.existed:
            raise CannotPlayError("There is a ticket already.", hint="A simulation is of one ticket. `back` undoes.")
        if not action.without_ticket and ticket is None:
            gone = "The ticket has been deleted." if self.standing.existed else "There is no ticket yet."
            raise CannotPlayError(gone, hint="`back` undoes." if self.standing.existed else "Create one first.")
        actor = self._actor(action, holding)
        filled = {**dict.fromkeys(_texts(action), "…"), **arguments}
        request = Request(self._known(action, actor), action.name, filled)
        made = step(self.compiled, request, ticket, now)
        status = ticket.status if ticket is not None else None
        lacking = () if ticket is None or made.decision is None else self._unmet(action, made.decision, request, ticket)
        assigned = made.ticket is not None and made.ticket.assigned and not (ticket is not None and ticket.assigned)
        who = self._called(action, actor)
        happened = Happened(action, status, who, arguments, made.decision, lacking, made.effects, assigned)
        if made.decision is not None and made.decision.allowed:
            self._go(Standing(now, made.ticket, existed=True))
        self.last = happened
        return happened

    def wait(self, length: timedelta) -> Happened:
        """Time goes by, and what is due is applied.

        Raises:
            CannotPlayError: if the calendar ends before.
        """
        try:
            now = self.standing.now + length
        except OverflowError:
            now = LAST
        if now >= LAST:
            raise CannotPlayError("The calendar ends before that.", hint="Wait for a shorter time.")
        ticket = self.standing.ticket
        told: list[tuple[datetime, frozenset[str], tuple[Effect, ...]]] = []
        while ticket is not None and (ripe := [timer for timer in ticket.timers if timer.due_at <= now]):
            at = min(timer.due_at for timer in ripe)
            made = due(self.compiled, ticket, at)
            told.append((at, frozenset(timer.name for timer in ripe if timer.due_at == at), made.effects))
            ticket = made.ticket
        self._go(Standing(now, ticket, existed=self.standing.existed))
        self.last = Happened(due=tuple(told))
        return self.last

    def back(self) -> None:
        """Undo the last event.

        Raises:
            CannotPlayError: if nothing has happened yet.
        """
        if not self.earlier:
            raise CannotPlayError("Nothing has happened that could be undone.")
        self.standing = self.earlier.pop()
        self.last = None

    def _go(self, standing: Standing) -> None:
        self.earlier.append(self.standing)
        self.standing = standing

    def _open(self) -> Iterator[Attempt]:
        """What would go through now."""
        ticket, now = self.standing.ticket, self.standing.now
        for attempt in attempts(self.compiled, ticket.status if ticket is not None else None):
            request = attempt.at(now)
            known = Request(self._known(attempt.action, request.actor), request.action, request.arguments)
            made = step(self.compiled, known, ticket, now)
            if made.decision is not None and made.decision.allowed:
                yield attempt

    def _actor(self, action: Action, holding: frozenset[str] | None) -> Actor:
        role = self.compiled.rules.roles[action.role]
        held = holding if holding is not None else frozenset({*role.permissions, *self._relations(action)})
        return Actor(role.name, role.name, held & frozenset(role.permissions), held & frozenset(role.relations))

    def _relations(self, action: Action) -> frozenset[str]:
        """The relations of somebody who meets what the action needs, as few as will do, whatever the status says."""
        ticket = self.standing.ticket
        found = attempts(self.compiled, ticket.status if ticket is not None else None)
        meeting = [each.request.actor for each in found if each.entry_key == (action.role, action.name)]
        return min((actor.relations for actor in meeting), key=len, default=frozenset())

    def _known(self, action: Action, actor: Actor) -> Actor:
        """The same person, known by what connects it with the ticket first, so that people can be told apart."""
        rules = self.compiled.rules
        role = rules.roles[actor.role]
        if action.operation == Operation.CREATE_TICKET:
            label = creator_of(rules, actor.role)
        else:
            labels = (rules.relations[name].label for name in role.relations if name in actor.relations)
            label = next(labels, role.unrelated_label)
        return Actor(label, actor.role, actor.permissions, actor.relations)

    def _unmet(self, action: Action, decision: Decision, request: Request, ticket: Ticket) -> tuple[GuardTerm, ...]:
        """The terms of the guard that refused a request, as far as they do not hold."""
        guard = action.guard
        if decision.rule != f"actions.{action.role}.{action.name}.provided":
            rules = self.compiled.rules
            name = decision.rule.removeprefix("transitions.")
            refused_here = decision.code not in {Code.STATUS_NOT_OFFERED, Code.MISSING_PERMISSION}
            guard = next((each.guard for each in rules.transitions if each.name == name and refused_here), None)
        terms = guard.terms if guard is not None and not decision.allowed else ()
        single = (part for term in terms for part in parts(term))
        return tuple(term for term in single if unmet(Guard((term,), "", (), 0), request, ticket) is not None)

    def _called(self, action: Action, actor: Actor) -> str:
        rules = self.compiled.rules
        if action.operation == Operation.CREATE_TICKET and not actor.relations and not actor.permissions:
            return creator_of(rules, actor.role)
        return called(rules, actor)


def _telling(actors: list[Actor]) -> list[Actor]:
    """Those of some actors that need to be told of: where fewer relations are enough, nobody asks for more."""
    most = max(len(actor.permissions) for actor in actors)
    able = [actor for actor in actors if len(actor.permissions) == most]
    return [actor for actor in able if not any(other.relations < actor.relations for other in able)]


def _texts(action: Action) -> list[str]:
    """The texts that have to be given with an action."""
    return [argument.name for argument in action.takes if argument.type == "text" and not argument.optional]
