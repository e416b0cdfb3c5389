"""Where an action leads in a status, in one form however the transitions were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from statusquo.comparing.passing import Alternative, alternatives
from statusquo.rules.consequences import Aim, Back, Chosen, Stays, To, Transition, targets_of
from statusquo.rules.doings import Action, Clause
from statusquo.rules.guards import Guard, GuardTerm, parts
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED

CHOSEN = Chosen(())
"""The aim of a way that leads to the status that was chosen, whichever that is."""


@dataclass(frozen=True, slots=True)
class Provided:
    """How things have to stand, in one form however a guard was written.

    Attributes:
        terms: of one name each; none where nothing is asked for.
        refusal: the code of the refusal where one of them does not hold; the empty string where nothing is asked for.
    """

    terms: frozenset[GuardTerm]
    refusal: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an action moves a ticket, or leaves it where it is.

    Attributes:
        target: where the ticket goes; ``CHOSEN`` where that is what was chosen.
        needs: alternatives of what it takes besides.
        provided: how things have to stand.
        timer: name of the timer that begins to run, or the empty string.
        at: the argument that says until when, or the empty string.
        says: the system messages that it brings.
        opens: whether a new ticket is opened.
    """

    target: Aim
    needs: frozenset[Clause]
    provided: Provided
    timer: str
    at: str
    says: tuple[str, ...]
    opens: bool


FREE = Provided(frozenset(), "")
"""What is provided where there is no guard."""

ACCEPTED = Way(CHOSEN, frozenset(NOTHING_NEEDED), FREE, "", "", (), opens=False)
"""Choosing the status that a ticket has, without effect."""

NOTHING = replace(ACCEPTED, target=Stays())
"""A way on which nothing happens."""

Found = tuple[tuple[str, ...], tuple[Way, ...], tuple[str, ...], int]
"""A place, the ways from there in the order in which they are tried, the requirements behind them, and their line."""


def provided_by(guard: Guard | None) -> Provided:
    """What a guard asks for."""
    if guard is None:
        return FREE
    return Provided(frozenset(part for term in guard.terms for part in parts(term)), guard.refusal)


def same(one: tuple[Way, ...], other: tuple[Way, ...], status: str) -> bool:
    """Whether ways from a status come to the same, though one stays where another leads to where the ticket is."""
    return _settled(one, status) == _settled(other, status)


def _settled(ways: tuple[Way, ...], status: str) -> tuple[Way, ...]:
    found = tuple(replace(way, target=Stays()) if way.target == To(status) else way for way in ways)
    return () if found == (NOTHING,) else found


def _audible(ways: list[Way]) -> tuple[Way, ...]:
    """Ways without the reasons that nobody is ever told, since another way is open or another reason comes first."""
    speaks = refuses(ways)
    found = []
    for way in ways:
        found.append(way if speaks else replace(way, provided=replace(way.provided, refusal="")))
        speaks = speaks and frozenset() not in way.needs
    return tuple(found)


def passing(ways: Iterable[Way]) -> frozenset[Alternative]:
    """On which conditions somebody gets through by one way or another."""
    return alternatives((way.needs, way.provided.terms) for way in ways)


def refuses(ways: Iterable[Way]) -> bool:
    """Whether how things stand refuses something to somebody who gets through otherwise."""
    tried = tuple(ways)
    return passing(tried) != passing(replace(way, provided=FREE) for way in tried)


def known(aim: Aim, statuses: frozenset[str]) -> Aim:
    """An aim in one form: going back is told of these statuses, in any order, as far as there are some of them."""
    if not isinstance(aim, Back):
        return aim
    if set(aim.statuses) <= {aim.otherwise}:
        return To(aim.otherwise)
    return Back(tuple(sorted(statuses.intersection(aim.statuses) or aim.statuses)), aim.otherwise)


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
            if each.needs == NOTHING_NEEDED and each.guard is None:
                break  # it is always taken, so nothing after it ever is
        ids = tuple(dict.fromkeys(id_ for each in fitting for id_ in each.requirements))
        return place, _audible(tried), ids, fitting[0].line if fitting else 0

    def _way(self, transition: Transition, place: tuple[str, ...]) -> Way:
        chosen = place[1] if len(place) > 1 else ""
        target = CHOSEN if transition.is_chosen or transition.to == chosen else transition.aim
        reached = (chosen,) if target == CHOSEN else targets_of(target) or place[:1]
        says = tuple(effect.text for effect in transition.effects)
        timer = transition.starts or ""
        if not self._runs_in.get(timer, frozenset()).intersection(reached):
            timer = ""
        tells_time = timer or any("{at}" in text for text in says)
        return Way(
            target=known(target, frozenset(self._choices)),
            needs=frozenset(transition.needs),
            provided=provided_by(transition.guard),
            timer=timer,
            at=(transition.at or "") if tells_time else "",
            says=says,
            opens=transition.opens is not None,
        )


def refused_without(rules: RuleSet, transition: Transition, status: str) -> bool:
    """Whether an action is refused in a status, to somebody, because a guard of this transition does not hold."""
    if transition.guard is None:
        return False
    action = rules.actions[transition.role, transition.action]
    ways = Ways(rules, action, transition.choice or tuple(rules.statuses), frozenset(rules.timers))
    return any(refuses(found) for _, found, _, _ in ways.of(status))
