"""What ``report.html`` shows, as values: everything is decided here, so that the templates only say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from statusquo.rules.glossary import Level, Requirement

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run, by_cause, tally
from statusquo_conformance.reports.shares import with_requests
from statusquo_conformance.reports.words import LOOKS, Look

MOST_ALIKE = 20
"""With steps, so many of the scenarios of a section for which the same was seen; the others by name."""

MOST_TOLD = 250
"""With steps, so many scenarios of a section altogether."""

MOST_OPEN = 12
"""Of those that did not pass, so many are shown with their requirement without being asked for."""

MOST_EXAMPLES = 3
"""With steps, so many of those that have one cause in common."""


@dataclass(frozen=True)
class Story:
    """A scenario that is told with its steps.

    Attributes:
        anchor: its id on the page.
        look: of its outcome.
        level: how binding what it checks is.
        has_requests: whether its events are told too.
    """

    anchor: str
    result: Result
    look: Look
    level: str
    has_requests: bool

    @property
    def broke_off(self) -> bool:
        """Whether it ended before anything could be judged."""
        return not self.result.outcome.is_judged or self.result.outcome is Outcome.UNREACHED

    @property
    def requests(self) -> int:
        """How many requests it took."""
        return sum(len(event.exchanges) for event in self.result.events)


@dataclass(frozen=True)
class Line:
    """A scenario that is only named. It has an ``anchor`` of its own, or a ``link`` to where it is told, or neither."""

    text: str
    look: Look
    outcome: str
    anchor: str = ""
    link: str = ""


@dataclass(frozen=True)
class Names:
    """Scenarios of one outline: what their names have in common, and what tells them apart."""

    common: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """Scenarios that are about one requirement, or have one cause.

    Attributes:
        requirement: what they are about, or None.
        cause: what they have in common, else the empty string.
        count: how many there are.
        stories: those that are told.
        rest: those that are only named.
        without_requests: how many were kept with requests that are not told.
    """

    requirement: Requirement | None
    cause: str
    count: int
    stories: tuple[Story, ...]
    rest: tuple[Names, ...]
    without_requests: int

    @property
    def left(self) -> int:
        """How many are only named."""
        return self.count - len(self.stories)


@dataclass(frozen=True)
class Section:
    """All scenarios of one outcome."""

    outcome: Outcome
    title: str
    look: Look
    count: int
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return section_anchor(self.outcome)

    @property
    def without_requests(self) -> int:
        """How many scenarios were kept with requests that are not on the page."""
        return sum(group.without_requests for group in self.groups)


@dataclass(frozen=True)
class Row:
    """A requirement with what came of its scenarios.

    Attributes:
        counts: by outcome; none where nothing was run.
        passed: the scenarios that passed.
        others: those that did not.
    """

    requirement: Requirement
    counts: tuple[tuple[Look, str, int], ...]
    passed: tuple[Names, ...]
    others: tuple[Names, ...]

    @property
    def is_checked(self) -> bool:
        """Whether the suite checks it."""
        return self.requirement.level.is_checked

    @property
    def is_short(self) -> bool:
        """Whether those that did not pass are few enough to be seen at once."""
        return sum(len(names.lines) for names in self.others) <= MOST_OPEN


_SECTIONS: tuple[tuple[Outcome, str, bool], ...] = (
    (Outcome.FAILED, "Violations", True),
    (Outcome.ENVIRONMENT_ERROR, "Errors of the server or the way to it", False),
    (Outcome.TARGET_ERROR, "Errors of the target file", False),
    (Outcome.BROKEN, "Faults of the suite", False),
    (Outcome.UNREACHED, "Not reached", False),
    (Outcome.WARNED, "Warnings", True),
    (Outcome.KNOWN, "Known failures", True),
    (Outcome.NOT_CHECKED, "Not checked", False),
    (Outcome.NOT_APPLICABLE, "Not applicable", False),
)
"""The outcomes in the order of the page, and whether their scenarios stand by requirement, else by cause."""

_NAMED_ONLY = frozenset({Outcome.NOT_CHECKED, Outcome.NOT_APPLICABLE})


def section_anchor(outcome: Outcome) -> str:
    """The id of an outcome's section."""
    return "scenarios-" + str(outcome).replace(" ", "-")


def sections(run: Run) -> tuple[Section, ...]:
    """The sections of all scenarios that did not pass."""
    chosen = with_requests(run.results)
    index = _Index(run, anchors(run), frozenset(id(run.results[position]) for position in chosen))
    made = []
    for outcome, title, by_requirement in _SECTIONS:
        found = run.having(outcome)
        if found:
            groups = _by_requirement(index, found) if by_requirement else _by_cause(index, found)
            made.append(Section(outcome, title, LOOKS[outcome], len(found), groups))
    return tuple(made)


def anchors(run: Run) -> dict[int, str]:
    """The id on the page of each result, by its identity."""
    return {id(result): f"s{number}" for number, result in enumerate(run.results, start=1)}


def rows(run: Run) -> tuple[Row, ...]:
    """The requirements in their order. A passed scenario has its anchor at the first that it checks."""
    names = anchors(run)
    counts = tally(run)
    made = []
    for requirement in run.rules.requirements.values():
        mine = [result for result in run.results if requirement.id in result.tags]
        passed = [result for result in mine if result.outcome is Outcome.PASSED]
        others = [result for result in mine if result.outcome is not Outcome.PASSED]
        found = counts.get(requirement.id, Counter())
        made.append(
            Row(
                requirement,
                tuple((LOOKS[outcome], str(outcome), found[outcome]) for outcome in Outcome if found[outcome]),
                _names((each, _line(each, names[id(each)], own=each.tags[0] == requirement.id)) for each in passed),
                _names((each, _line(each, names[id(each)], linked=True)) for each in others),
            )
        )
    return tuple(made)


def untagged(run: Run) -> tuple[Names, ...]:
    """Scenarios that passed and are about no requirement, which therefore stand nowhere else."""
    names = anchors(run)
    found = [result for result in run.having(Outcome.PASSED) if not result.tags]
    return _names((each, _line(each, names[id(each)], own=True)) for each in found)


def line_to(result: Result, anchor: str) -> Line:
    """A scenario by its whole name, with a link."""
    return Line(result.scenario, LOOKS[result.outcome], str(result.outcome), link=anchor)


@dataclass(frozen=True)
class _Index:
    """What is known of each result by its identity: its anchor, and whether its requests are told."""

    run: Run
    names: Mapping[int, str]
    chosen: frozenset[int]


def _by_requirement(index: _Index, found: Sequence[Result]) -> tuple[Group, ...]:
    alike: Counter[str] = Counter()
    told: set[int] = set()
    groups: dict[str, list[Result]] = {}
    for result in found:
        groups.setdefault(next(iter(result.tags), ""), []).append(result)
        alike[result.seen] += 1
        if alike[result.seen] <= MOST_ALIKE and len(told) < MOST_TOLD:
            told.add(id(result))
    requirements = index.run.rules.requirements
    order = [*requirements, *(id_ for id_ in groups if id_ not in requirements)]
    return tuple(_group(index, groups[id_], told, requirement=requirements.get(id_)) for id_ in order if id_ in groups)


def _by_cause(index: _Index, found: Sequence[Result]) -> tuple[Group, ...]:
    groups, room = [], MOST_TOLD
    for cause, results in by_cause(found).items():
        examples = 0 if results[0].outcome in _NAMED_ONLY else min(MOST_EXAMPLES, room)
        told = {id(result) for result in results[:examples]}
        room -= len(told)
        groups.append(_group(index, results, told, cause=cause or "no cause is known"))
    return tuple(groups)


def _group(
    index: _Index,
    results: Sequence[Result],
    told: set[int],
    *,
    requirement: Requirement | None = None,
    cause: str = "",
) -> Group:
    names = index.names
    stories = tuple(
        Story(
            names[id(result)],
            result,
            LOOKS[result.outcome],
            _level(index.run, result),
            has_requests=id(result) in index.chosen,
        )
        for result in results
        if id(result) in told
    )
    rest = [result for result in results if id(result) not in told]
    without = sum(bool(result.events) for result in rest)
    without += sum(story.requests > 0 and not story.has_requests for story in stories)
    lines = _names((each, _line(each, names[id(each)], own=True)) for each in rest)
    return Group(requirement, cause, len(results), stories, lines, without)


def _level(run: Run, result: Result) -> str:
    level = run.rules.level(result.tags)
    return level.value if level is not Level.FACT else ""


def _line(result: Result, anchor: str, *, own: bool = False, linked: bool = False) -> Line:
    _, _, variant = result.scenario.partition(": ")
    return Line(
        variant or result.scenario,
        LOOKS[result.outcome],
        str(result.outcome),
        anchor=anchor if own else "",
        link=anchor if linked else "",
    )


def _names(lines: Iterable[tuple[Result, Line]]) -> tuple[Names, ...]:
    """Lines put together by what the names of their scenarios begin with."""
    groups: dict[str, list[Line]] = {}
    for result, line in lines:
        common, separator, _ = result.scenario.partition(": ")
        groups.setdefault(common if separator else "", []).append(line)
    return tuple(Names(common, tuple(group)) for common, group in groups.items())
