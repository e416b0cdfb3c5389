"""The changes of status as a graph that is small enough to be drawn.

A diagram of every status and every change is a tangle. So statuses that are alike (the same things lead to them and
away from them) share a box, what is possible in any status leaves from one box of that name, and a choice among many
statuses is told in the table only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.cli import words
from statusquo.rules.model import RuleSet, Timer, Transition
from statusquo.rules.sets import NOTHING_NEEDED

MOST_CHOICES = 3
"""A choice among more statuses than this is not drawn."""

ANYWHERE, GONE = "any status", "deleted"


@dataclass(frozen=True, slots=True)
class How:
    """One way in which the status changes.

    Attributes:
        number: by which the diagram speaks of it.
        text: who does what, or what time does.
        sources: from where, in words.
        targets: where to, in words.
        besides: what comes with it.
    """

    number: int
    text: str
    sources: str
    targets: str
    besides: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A box: the labels of the statuses in it, or of what is no status.

    Attributes:
        is_status: whether it stands for statuses.
        is_initial: whether new tickets are in it.
    """

    labels: tuple[str, ...]
    is_status: bool
    is_initial: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two boxes, by their places among the nodes, with the numbers of what goes that way."""

    source: int
    target: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, arrows, and the ways that the numbers stand for; some of them are not drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hows: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """Sources and targets of a :class:`How`; an empty target is a ticket that is deleted."""

    how: How
    sources: tuple[str, ...]
    targets: tuple[str, ...]

    def anywhere(self, rules: RuleSet) -> bool:
        """Whether it leaves from every status, but for those that it leads to."""
        return len(rules.statuses) > 1 and set(self.sources) | set(self.targets) >= set(rules.statuses)

    def pairs(self) -> Iterator[tuple[str, str]]:
        yield from ((source, target) for source in self.sources for target in self.targets if source != target)


def diagram(rules: RuleSet) -> Diagram:
    """The diagram of a rule set."""
    found = tuple(_ways(rules))
    drawn = [way for way in found if len(way.targets) <= MOST_CHOICES]
    boxes = _boxes(rules, drawn)
    nodes = [
        Node(tuple(_label(rules, each) for each in box), is_status=True, is_initial=rules.initial in box)
        for box in boxes
    ]
    place = {status: index for index, box in enumerate(boxes) for status in box}
    if any(way.anywhere(rules) for way in drawn):
        nodes.insert(0, Node((ANYWHERE,), is_status=False, is_initial=False))
        place = {status: index + 1 for status, index in place.items()}
    if any("" in way.targets for way in drawn):
        place[""] = len(nodes)
        nodes.append(Node((GONE,), is_status=False, is_initial=False))
    numbers: dict[tuple[int, int], dict[int, None]] = {}
    for way in drawn:
        pairs = ((0, place[target]) for target in way.targets)
        if not way.anywhere(rules):
            pairs = ((place[source], place[target]) for source, target in way.pairs())
        for pair in pairs:
            numbers.setdefault(pair, {})[way.how.number] = None
    edges = tuple(Edge(source, target, tuple(found)) for (source, target), found in sorted(numbers.items()))
    return Diagram(tuple(nodes), edges, tuple(way.how for way in found))


def _label(rules: RuleSet, status: str) -> str:
    return rules.statuses[status].label + (" (new)" if status == rules.initial else "")


def _ways(rules: RuleSet) -> Iterator[_Way]:
    """Everything that changes a status, by actors before by time."""
    number = 0
    for transition in rules.transitions:
        sources = tuple(
            status
            for status in rules.statuses
            if status in transition.sources and rules.cells[transition.role, transition.action, status].allowed
        )
        if sources:
            number += 1
            yield _Way(_of_transition(rules, transition, number, sources), sources, transition.targets)
    for timer in rules.timers.values():
        number += 1
        sources = tuple(status for status in rules.statuses if status in timer.runs_in)
        yield _Way(_of_timer(rules, timer, number), sources, (timer.to or "",))


def _of_transition(rules: RuleSet, transition: Transition, number: int, sources: tuple[str, ...]) -> How:
    action = rules.actions[transition.role, transition.action]
    besides = []
    if transition.needs != NOTHING_NEEDED:
        besides.append(f"takes {words.needs(rules, transition.needs)}")
    if transition.starts is not None:
        besides.append(f"the {rules.timers[transition.starts].label} is set for the time given")
    besides += [f'the system writes "{each.text}"{words.ids(each.requirements)}' for each in transition.effects]
    chosen = ", as chosen" if transition.is_chosen else ""
    return How(
        number,
        f"{rules.roles[transition.role].label} {action.phrase}",
        words.status_set(rules, sources),
        words.status_set(rules, transition.targets) + chosen,
        "; ".join(besides),
        tuple(dict.fromkeys(transition.requirements + transition.otherwise)),
    )


def _of_timer(rules: RuleSet, timer: Timer, number: int) -> How:
    says = "; ".join(f'the system writes "{each.text}"{words.ids(each.requirements)}' for each in timer.effects)
    target = rules.statuses[timer.to].label if timer.to is not None else GONE
    text = f"The time of the {timer.label} comes"
    if timer.after is not None:
        text = f"{words.duration(timer.after)} go by ({timer.label})"
    return How(number, text, words.status_set(rules, timer.runs_in), target, says, timer.requirements)


def _boxes(rules: RuleSet, drawn: list[_Way]) -> list[list[str]]:
    """The statuses, those together that the same arrows lead to and away from."""
    boxes: dict[object, list[str]] = {}
    for status in rules.statuses:
        leaving = frozenset(
            (way.how.number, target)
            for way in drawn
            if not way.anywhere(rules)
            for source, target in way.pairs()
            if source == status
        )
        coming = frozenset(
            (way.how.number, source) for way in drawn for source, target in way.pairs() if target == status
        )
        boxes.setdefault((leaving, coming), []).append(status)
    return list(boxes.values())
