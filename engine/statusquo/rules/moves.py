"""How tickets can get about: every way from one status to another that the rules describe.

This reads the rules and decides nothing, so that whoever checks an implementation can plan by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from statusquo.rules.consequences import Aim, Back
from statusquo.rules.guards import Guard
from statusquo.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a status to another, or back to itself.

    Attributes:
        role: whose action it is, or None when a timer does it.
        action: the action, or None.
        chosen: the actor names the target.
        transition: name of the transition, or None.
        timer: name of the timer that does it, or None.
        requirements: of the transition or timer.
        guard: what else has to be so, or None.
        back: it leads there only if the ticket came from there.
    """

    source: str
    target: str
    role: str | None
    action: str | None
    chosen: bool
    transition: str | None
    timer: str | None
    requirements: tuple[str, ...]
    guard: Guard | None = None
    back: bool = False


def moves(rules: RuleSet) -> tuple[Move, ...]:
    """Every move, in the order of the rules, by actors before by time."""
    return (*_by_actors(rules), *_by_time(rules))


def route(rules: RuleSet, status: str) -> tuple[Move, ...]:
    """A shortest way for actors from the initial status to ``status``; empty if it is the initial one.

    Raises:
        ValueError: if only time leads there.
    """
    outgoing: dict[str, list[Move]] = {}
    for move in _by_actors(rules):
        outgoing.setdefault(move.source, []).append(move)
    ways: dict[str, tuple[Move, ...]] = {rules.initial: ()}
    waiting = deque([rules.initial])
    while waiting:
        here = waiting.popleft()
        for move in outgoing.get(here, ()):
            if move.target not in ways:
                ways[move.target] = (*ways[here], move)
                waiting.append(move.target)
    if status not in ways:
        message = f"no actor can bring a ticket to {status}"
        raise ValueError(message)
    return ways[status]


def _by_actors(rules: RuleSet) -> Iterator[Move]:
    for transition in rules.transitions:
        for source in rules.statuses:
            cell = rules.cells[transition.role, transition.action, source]
            if source not in transition.sources or not cell.allowed:
                continue
            for target in transition.targets:
                if transition.to is None and target == source:
                    continue  # such a choice, or going back to it, is no move
                yield Move(
                    source,
                    target,
                    transition.role,
                    transition.action,
                    transition.is_chosen,
                    transition.name,
                    None,
                    transition.requirements,
                    transition.guard,
                    _only_back(transition.aim, target),
                )


def _by_time(rules: RuleSet) -> Iterator[Move]:
    for timer in rules.timers.values():
        for source, target in product(rules.statuses, timer.targets):
            if source in timer.runs_in:
                back = _only_back(timer.aim, target)
                yield Move(source, target, None, None, False, None, timer.name, timer.requirements, None, back)


def _only_back(aim: Aim, target: str) -> bool:
    """Whether an aim means this status only for a ticket that had it before."""
    return isinstance(aim, Back) and target in aim.statuses and target != aim.otherwise
