"""The changes of status as a graph that is small enough to be drawn.

A diagram of every status and every change is a tangle. So statuses that are alike (the same things lead to them and
away from them) share a box, what is possible in any status leaves from one box of that name, and a choice among many
statuses is told in the table only, as is what leaves the status as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from statusquo.rules.consequences import Aim, Back, Timer, Transition, WayTable
from statusquo.rules.model import RuleSet
from statusquo.wording import conditions, words

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
    """An arrow between two boxes, by their places among the nodes, with the numbers of what goes that way.

    Attributes:
        is_back: it leads there only if the ticket came from there.
    """

    source: int
    target: int
    numbers: tuple[int, ...]
    is_back: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, arrows, and the ways that the numbers stand for; some of them are not drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hows: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """Sources and targets of a :class:`How`; an empty target is a ticket that is deleted.

    Attributes:
        backs: the targets to which it leads only a ticket that came from there.
        table: which targets can be chosen from each source, where that is not the same everywhere.
    """

    how: How
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    backs: frozenset[str] = frozenset()
    table: Mapping[str, tuple[str, ...]] | None = None

    def anywhere(self, rules: RuleSet) -> bool:
        """Whether it leaves from every status, but for those that it leads to."""
        if self.table is not None or not self.targets:
            return False
        return len(rules.statuses) > 1 and set(self.sources) | set(self.targets) >= set(rules.statuses)

    def choices(self) -> int:
        """Among how many statuses somebody chooses at the most."""
        return len(self.targets) if self.table is None else max(map(len, self.table.values()), default=0)

    def pairs(self) -> Iterator[tuple[str, str]]:
        for source in self.sources:
            targets = self.targets if self.table is None else self.table[source]
            yield from ((source, target) for target in targets if source != target)


def diagram(rules: RuleSet) -> Diagram:
    """The diagram of a rule set."""
    found = tuple(_ways(rules))
    drawn = [way for way in found if way.choices() <= MOST_CHOICES]
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
    numbers: dict[tuple[int, int, bool], dict[int, None]] = {}
    for way in drawn:
        pairs = (("", target) for target in way.targets) if way.anywhere(rules) else way.pairs()
        for source, target in pairs:
            edge = (place[source] if source else 0, place[target], target in way.backs)
            numbers.setdefault(edge, {})[way.how.number] = None
    edges = (Edge(source, target, tuple(found), back) for (source, target, back), found in sorted(numbers.items()))
    return Diagram(tuple(nodes), tuple(edges), tuple(way.how for way in found))


def _label(rules: RuleSet, status: str) -> str:
    return rules.statuses[status].label + (" (new)" if status == rules.initial else "")


def _ways(rules: RuleSet) -> Iterator[_Way]:
    """Everything that changes a status, by actors before by time. A table of ways is one of them."""
    number = 0
    tabled: set[str] = set()
    numbers: dict[str, int] = {}
    for transition in rules.transitions:
        table = next((each for each in rules.ways.values() if transition in _rows(rules, each)), None)
        if table is not None and table.name in tabled:
            continue
        own = [transition] if table is None else _rows(rules, table)
        sources = tuple(status for status in rules.statuses if any(_applies(rules, each, status) for each in own))
        if not sources:
            continue
        number += 1
        numbers[transition.name] = number
        if table is None:
            how = _of_transition(rules, transition, number, sources)
            earlier = [numbers[each.name] for each in _tried_before(rules, transition) if each.name in numbers]
            if earlier:
                told = f"where {words.listed(map(str, earlier), 'or')} does not apply"
                how = replace(how, besides="; ".join(filter(None, (told, how.besides))))
            yield _Way(how, sources, transition.targets, _backs(transition.aim))
        else:
            tabled.add(table.name)
            how = replace(_of_transition(rules, transition, number, sources), targets="as its table says")
            targets = tuple(dict.fromkeys(target for each in own for target in each.targets))
            chosen = {status: each.targets for each in own for status in each.sources}
            yield _Way(how, sources, targets, table=chosen)
    for timer in rules.timers.values():
        number += 1
        sources = tuple(status for status in rules.statuses if status in timer.runs_in)
        targets = ("",) if timer.deletes else timer.targets
        yield _Way(_of_timer(rules, timer, number), sources, targets, _backs(timer.aim))


def _tried_before(rules: RuleSet, transition: Transition) -> list[Transition]:
    """What an action does rather, where it can do both."""
    own = rules.transitions_of(transition.role, transition.action)
    return [
        each
        for each in own[: own.index(transition)]
        if each.sources & transition.sources and (not each.is_chosen or set(each.choice) & set(transition.choice))
    ]


def _rows(rules: RuleSet, table: WayTable) -> list[Transition]:
    found = (table.row(rules.transitions, status) for status in table.rows)
    return [row for row in found if row is not None]


def _applies(rules: RuleSet, transition: Transition, status: str) -> bool:
    return status in transition.sources and rules.cells[transition.role, transition.action, status].allowed


def _backs(aim: Aim) -> frozenset[str]:
    return frozenset(aim.statuses) - {aim.otherwise} if isinstance(aim, Back) else frozenset()


def _of_transition(rules: RuleSet, transition: Transition, number: int, sources: tuple[str, ...]) -> How:
    action = rules.actions[transition.role, transition.action]
    return How(
        number,
        f"{rules.roles[transition.role].label} {action.phrase}",
        words.status_set(rules, sources),
        words.goal(rules, transition.aim),
        "; ".join(conditions.besides(rules, transition)),
        tuple(dict.fromkeys(transition.requirements + transition.otherwise)),
    )


def _of_timer(rules: RuleSet, timer: Timer, number: int) -> How:
    text = f"The time of the {timer.label} comes"
    if timer.after is not None:
        length = words.duration(timer.after)
        text = f"{length} {'goes' if length.startswith('1 ') and ' and ' not in length else 'go'} by ({timer.label})"
    if timer.repeats is not None:
        text = f"{text} for the {words.ordinal(timer.repeats.times + 1)} time"
    target = GONE if timer.deletes else words.goal(rules, timer.aim)
    says = "; ".join(words.brings(timer.effects))
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
