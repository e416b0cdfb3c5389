"""How a ticket has to stand, and what has to be given, so that something comes of an attempt, or does not.

For each person, action and status there are as many scenes as make a difference to it: ways in which things can stand
with the ticket there, and optional arguments that can be given. Each tells what the rules say will come of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import FLAGGING

from statusquo_conformance.operations import Operation
from statusquo_conformance.rendering.fragments import Fragment, Row, fragment, grouped
from statusquo_conformance.stage.actors import Person, creator
from statusquo_conformance.stage.atlas import Same, atlas_of, course_of, gifts, givable, present, written
from statusquo_conformance.stage.doings import AND, GIVING, NOTHING_MORE
from statusquo_conformance.stage.foresight import Foreseen, foresee
from statusquo_conformance.stage.situations import ANYHOW, NO_MATTER, Situation, aspects_of, situation_of
from statusquo_conformance.stage.standing import Deed, Standing

Rows = list[tuple[tuple[str, ...], Row, Situation, str | None]]
"""Examples: their tags, their cells, how things stand, and what is given."""

EVERYTHING = frozenset(map(str, Operation))
"""Features are rendered for servers that can do all of it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody tries something while things stand in a certain way.

    Attributes:
        situation: how things stand, as far as that makes a difference.
        given: the optional arguments that come with it, as the scenario says it; None if there is nothing to say.
        deed: what is tried.
        standing: one of the ways in which things can stand so.
        foreseen: what comes of it.
    """

    situation: Situation
    given: str | None
    deed: Deed
    standing: Standing
    foreseen: Foreseen

    @property
    def works(self) -> bool:
        """Whether it will be done."""
        return self.foreseen.refused is None

    def after(self, rules: RuleSet) -> Standing:
        """How things stand once it was done."""
        return course_of(rules).done(self.standing, self.deed, self.foreseen.transition)

    def result(self, rules: RuleSet) -> str:
        """The status that the ticket has once it was done."""
        return course_of(rules).result(self.standing, self.deed, self.foreseen.transition)


def scenes(
    rules: RuleSet,
    person: Person,
    action: Action,
    status: str,
    target: str | None = None,
    *,
    regardless: bool = False,
) -> tuple[Scene, ...]:
    """All that makes a difference when somebody tries something in a status, what takes the least trouble first.

    Args:
        rules: which say what comes of it.
        person: who tries it.
        action: what is tried.
        status: the one that the ticket has.
        target: the one that is chosen; None if any will do.
        regardless: as in :func:`foresee`.
    """
    return _scenes(Same(rules), _Attempt(person, action.role, action.name, status, target, regardless))


def usual(rules: RuleSet, person: Person, action: Action, status: str, target: str | None = None) -> Scene | None:
    """The scene in which it works with the least trouble; None if it never does."""
    return next((scene for scene in scenes(rules, person, action, status, target) if scene.works), None)


def but_for(rules: RuleSet, person: Person, action: Action, status: str) -> Scene | None:
    """The scene in which nothing speaks against it but the person or the status; any, if there is none.

    None if the ticket is never in that status while somebody like this is about.
    """
    every = scenes(rules, person, action, status, regardless=True)
    return next((scene for scene in every if scene.works), next(iter(every), None))


def is_about(rules: RuleSet, person: Person, status: str, author: Person | None = None) -> bool:
    """Whether somebody like this can be about while a ticket is in a status, and ``author`` has written on it before.

    Whoever has been given a ticket, or has written on it, may have moved it by that. A status that nothing leads to is
    nobody's in particular.
    """
    same = Same(rules)
    return bool(_standings(same, person, status, author) or not _standings(same, creator(rules), status))


def staged(
    rules: RuleSet,
    subject: str,
    template: str,
    columns: Row,
    rows: Rows,
    **values: Any,
) -> list[Fragment]:
    """A fragment whose examples have a column for how things stand, and one for what is given, if they need any."""
    known = [each for each in rows if each[0]]
    has_situations = any(situation != NO_MATTER for _, _, situation, _ in known)
    has_gifts = any(given is not None for _, _, _, given in known)
    whole = [
        (
            tags,
            (
                *row,
                *([situation.phrase(rules) or ANYHOW] if has_situations else []),
                *([given or NOTHING_MORE] if has_gifts else []),
            ),
        )
        for tags, row, situation, given in known
    ]
    heading = (*columns, *(["as"] if has_situations else []), *(["given"] if has_gifts else []))
    so = ", <as>" if has_situations else ""
    giving = f"{GIVING}<given>" if has_gifts else ""
    return fragment(subject, template, grouped(heading, whole), so=so, giving=giving, **values)


@dataclass(frozen=True, slots=True)
class _Attempt:
    person: Person
    role: str
    action: str
    status: str
    target: str | None
    regardless: bool


@lru_cache(maxsize=100_000)
def _scenes(same: Same, attempt: _Attempt) -> tuple[Scene, ...]:
    rules, person, role, name, status = same.rules, attempt.person, attempt.role, attempt.action, attempt.status
    action = rules.actions[role, name]
    gives = givable(rules, action)
    aspects = aspects_of(rules, role, name, status)
    flag = next(iter(rules.flags), None) if action.operation in FLAGGING else None
    first: dict[Situation, Standing] = {}
    writes = person if action.operation == Operation.EDIT_MESSAGE else None
    for standing in sorted(_standings(same, person, status, writes), key=lambda each: _is_idle(action, each, flag)):
        first.setdefault(situation_of(standing, aspects), standing)
    if not first and is_about(rules, person, status, writes):
        # Nothing that the rules know leads there, so nobody can say how things would stand.
        first[NO_MATTER] = Standing(status)
    statuses = _named(rules, action, status) if attempt.target is None else (attempt.target,)
    found = []
    for situation, standing in first.items():
        for chosen in statuses:
            for gift in gifts(gives):
                deed = Deed(person, role, name, chosen, flag, gift)
                foreseen = foresee(rules, standing, deed, regardless=attempt.regardless)
                found.append(Scene(situation, _said(gives, gift), deed, standing, foreseen))
    return tuple(found)


def _standings(same: Same, person: Person, status: str, author: Person | None = None) -> tuple[Standing, ...]:
    """How things can come to stand in a status while somebody is about, after somebody has written something."""
    rules = same.rules
    start = present(rules, course_of(rules).new(creator(rules)), person)
    if author is not None:
        start = written(rules, present(rules, start, author), author)
    who = person if course_of(rules).asked.brought_by else None
    return atlas_of(rules, EVERYTHING, start, who).standings_in(status)


def is_possible(rules: RuleSet, person: Person, status: str, situation: Situation) -> bool:
    """Whether a ticket can stand so in a status while somebody is about."""
    return any(situation.fits(each) for each in _standings(Same(rules), person, status))


def _is_idle(action: Action, standing: Standing, flag: str | None) -> bool:
    """Whether the flag is set that is to be set, or cleared that is to be cleared, so that nothing would be seen."""
    return flag is not None and (flag in standing.flags) is (action.operation == Operation.SET_FLAG)


def _named(rules: RuleSet, action: Action, status: str) -> tuple[str | None, ...]:
    """The statuses that somebody may want to choose."""
    if action.chooses_status is None:
        return (None,)
    targets = dict.fromkeys(name for each in rules.transitions_of(action.role, action.name) for name in each.targets)
    return tuple(name for name in targets if name != status) or tuple(rules.statuses)[:1]


def _said(gives: tuple[str, ...], gift: frozenset[str]) -> str | None:
    """What is given, as a scenario says it."""
    if not gives:
        return None
    return AND.join(name for name in gives if name in gift) or NOTHING_MORE


def deed_in_words(scene: Scene, action: Action) -> str:
    """What is done, as a scenario says it where one sentence has it all."""
    return action.phrase if scene.given is None else f"{action.phrase}{GIVING}{scene.given}"
