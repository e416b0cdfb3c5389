"""Where an action leads in a status, in one form however the transitions were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.rules.model import Action, Clause, RuleSet, Transition
from statusquo.rules.sets import NOTHING_NEEDED


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an action moves a ticket.

    Attributes:
        target: the status that the ticket comes into; the empty string where it is the one that was chosen.
        needs: alternatives of what it takes besides.
        timer: name of the timer that begins to run, or the empty string.
        at: the argument that says until when, or the empty string.
        says: the system messages that it brings.
    """

    target: str
    needs: frozenset[Clause]
    timer: str
    at: str
    says: tuple[str, ...]


ACCEPTED = Way("", frozenset(NOTHING_NEEDED), "", "", ())
"""Choosing the status that a ticket has, without effect."""

Found = tuple[tuple[str, ...], tuple[Way, ...], tuple[str, ...], int]
"""A place, the ways from there in the order in which they are tried, the requirements behind them, and their line."""


class Ways:
    """The ways of one action.

    Args:
        rules: the rule set.
        action: one of its actions.
        choices: the statuses of which it is told whether they can be chosen.
        timers: the timers that are spoken of.
    """

    def __init__(self, rules: RuleSet, action: Action, choices: tuple[str, ...], timers: frozenset[str]) -> None:
        self._runs_in = {name: timer.runs_in for name, timer in rules.timers.items() if name in timers}
        self._chooses = action.chooses_status is not None
        self._transitions = rules.transitions_of(action.role, action.name)
        self._choices = choices

    def of(self, status: str) -> Iterator[Found]:
        """Where the action leads that is allowed in ``status``: once, or once for each status that can be chosen."""
        own = [each for each in self._transitions if status in each.sources]
        if not self._chooses:
            yield self._found((status,), [each for each in own if not each.is_chosen])
            return
        accepting = next((each for each in own if each.to_itself), None)
        refusing = tuple(dict.fromkeys(id_ for each in own for id_ in each.otherwise))
        for chosen in self._choices:
            if chosen == status and accepting is not None:
                ids = accepting.otherwise or accepting.requirements
                yield (status, chosen), (ACCEPTED,), ids, accepting.line
                continue
            fitting = [each for each in own if not each.is_chosen or (chosen in each.choice and chosen != status)]
            place, tried, ids, line = self._found((status, chosen), fitting)
            yield place, tried, ids if tried else refusing, line

    def _found(self, place: tuple[str, ...], fitting: list[Transition]) -> Found:
        tried = []
        for each in fitting:
            tried.append(self._way(each, place))
            if each.needs == NOTHING_NEEDED:
                break  # it is always taken, so nothing after it ever is
        ids = tuple(dict.fromkeys(id_ for each in fitting for id_ in each.requirements))
        return place, tuple(tried), ids, fitting[0].line if fitting else 0

    def _way(self, transition: Transition, place: tuple[str, ...]) -> Way:
        chosen = place[1] if len(place) > 1 else ""
        target = transition.to or chosen
        says = tuple(effect.text for effect in transition.effects)
        timer = transition.starts or ""
        if target not in self._runs_in.get(timer, ()):
            timer = ""
        tells_time = timer or any("{at}" in text for text in says)
        return Way(
            target="" if target == chosen else target,
            needs=frozenset(transition.needs),
            timer=timer,
            at=(transition.at or "") if tells_time else "",
            says=says,
        )
