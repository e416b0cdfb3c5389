"""From two rule sets to the changes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from statusquo.comparing.changes import Change, Class, Difference
from statusquo.comparing.classing import reasons_of
from statusquo.comparing.facts import Common, Fact, Facts, Key, Kind, facts, owners_missing
from statusquo.comparing.renaming import candidates, renamed
from statusquo.comparing.sentences import sentence_of
from statusquo.comparing.texts import CELLS
from statusquo.comparing.ways import same
from statusquo.rules.model import RuleSet

_ONLY_IN_BOTH = frozenset({Kind.LEADS, Kind.EFFECT_ORDER, Kind.TIE})
"""What goes with something else: where it stands in one file only, the change of that something else tells it."""

_Differing: TypeAlias = "tuple[Key, Fact | None, Fact | None]"
"""What a fact is about, and the fact in the old and in the new rules."""

_WORDS = frozenset({Kind.TEXT, Kind.TRACE})

_ECHOED = {
    "moving": Kind.LEADS,
    "not_offered": Kind.LEADS,
    "saying": Kind.LEADS,
    "moving_provided": Kind.LEADS,
    "opening": Kind.LEADS,
    "provided": Kind.PROVIDED,
    "repeats": Kind.REPEATS,
    "effect": Kind.EFFECT,
    "effect_elsewhere": Kind.EFFECT,
    "effect_again": Kind.EFFECT,
    "timer_says": Kind.SAYS,
    "cancelled": Kind.RUNS_IN,
    "argument": Kind.ARGUMENT,
    "never": Kind.NEVER,
    "surveys": Kind.SURVEYS,
}
"""What a trace repeats: its ids change because the rule does."""


@dataclass(frozen=True)
class Comparison:
    """Two rule sets and everything in which they differ.

    Attributes:
        old: the old rules, with the new names of statuses that are only called otherwise.
        new: the new rules.
        names: the statuses that have another name: the old ones with the new ones.
        changes: in the order of the rules, those of behaviour first.
    """

    old: RuleSet
    new: RuleSet
    names: Mapping[str, str]
    changes: tuple[Change, ...]

    @property
    def behaviour(self) -> tuple[Change, ...]:
        """The changes that are more than words."""
        return tuple(change for change in self.changes if change.is_behaviour)

    @property
    def wording(self) -> tuple[Change, ...]:
        """The changes that are words only."""
        return tuple(change for change in self.changes if not change.is_behaviour)

    @property
    def classes(self) -> tuple[Class, ...]:
        """Every class that some change is in, the gravest first."""
        of = {each for change in self.changes for each in change.classes}
        return tuple(each for each in Class if each in of)


def compare(old: RuleSet, new: RuleSet) -> Comparison:
    """Everything in which two rule sets differ."""
    names = candidates(old, new)
    while True:
        before = renamed(old, names)
        differing = differences(before, new)
        doubtful = {status for each in differing if each.kind not in _WORDS for status in _statuses_of(each)}
        kept = {gone: come for gone, come in names.items() if come not in doubtful}
        if kept == names:
            break
        names = kept
    renamings = [_renaming(old, new, gone, come) for gone, come in names.items()]
    found = [
        Change(each, sentence_of(each, before, new), reasons_of(each, before, new)) for each in (*renamings, *differing)
    ]
    return Comparison(before, new, names, tuple(sorted(found, key=lambda change: not change.is_behaviour)))


def differences(old: RuleSet, new: RuleSet) -> tuple[Difference, ...]:
    """Every difference between the facts of two rule sets, those that are alike in several places as one."""
    common = Common(
        frozenset(old.statuses) & frozenset(new.statuses),
        frozenset(old.permissions) & frozenset(new.permissions),
        frozenset(old.timers) & frozenset(new.timers),
    )
    ours, theirs = facts(old, common), facts(new, common)
    return tuple(_without_echoes(_grouped(_differing(ours, theirs))))


def _differing(old: Facts, new: Facts) -> Iterator[_Differing]:
    things = {(key.kind, key.about): key for key in old if key.kind.is_thing and key in new}
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            there = before or after
            if key.kind in _ONLY_IN_BOTH or there is None or owners_missing(there, things):
                continue
        elif before.value == after.value or (key.kind is Kind.LEADS and same(before.value, after.value, key.place[0])):
            continue
        yield key, before, after


def _grouped(differing: Iterable[_Differing]) -> list[Difference]:
    groups: dict[object, list[_Differing]] = {}
    for key, before, after in differing:
        # A way that is taken from several statuses is one, however many requirements speak of it.
        of = Fact.told_by_value if key.kind is Kind.LEADS else Fact.told_by_ids
        values = tuple(of(fact) if fact is not None else None for fact in (before, after))
        groups.setdefault((key.kind, key.about, values), []).append((key, before, after))
    return [_difference(part) for group in groups.values() for part in _parts(group)]


def _parts(group: list[_Differing]) -> Iterator[list[_Differing]]:
    """What can be told in one sentence: of choices, all that are possible from the same statuses."""
    chosen: dict[str, set[str]] = {}
    for key, _, _ in group:
        if len(key.place) > 1:
            chosen.setdefault(key.place[0], set()).add(key.place[1])
    targets = set().union(*chosen.values())
    if all(those | {source} >= targets for source, those in chosen.items()):
        yield group
        return
    for those in dict.fromkeys(frozenset(each) for each in chosen.values()):
        yield [each for each in group if chosen[each[0].place[0]] == those]


def _difference(group: list[_Differing]) -> Difference:
    key, before, after = group[0]
    return Difference(
        kind=key.kind,
        about=key.about,
        places=tuple(each.place for each, _, _ in group),
        before=before.value if before is not None else None,
        after=after.value if after is not None else None,
        old_ids=_ids(one for _, one, _ in group),
        new_ids=_ids(one for _, _, one in group),
        old_line=before.line if before is not None else 0,
        new_line=after.line if after is not None else 0,
    )


def _ids(found: Iterable[Fact | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for fact in found if fact is not None for id_ in fact.ids))


def _without_echoes(found: list[Difference]) -> Iterator[Difference]:
    """All but what only says once more, in ids or words, that a rule has changed of which another difference tells."""
    loud = {(each.kind, each.about) for each in found}
    flipped = {(each.about, place[0]) for each in found if each.kind is Kind.CELL for place in each.places}
    for each in found:
        if each.kind in _WORDS:
            if (_ECHOED.get(each.about[0]), each.about[1:]) in loud:
                continue
            if each.about[-2:] == ("moving", "why") and (Kind.LEADS, each.about[1:3]) in loud:
                continue
            if each.about[0] == "cell":
                kept = tuple(place for place in each.places if (each.about[1:], place[0]) not in flipped)
                if kept:
                    yield replace(each, places=kept)
                continue
            if each.about[0] == CELLS and (each.about[1:3], each.about[3]) in flipped:
                continue
        yield each


def _statuses_of(difference: Difference) -> Iterator[str]:
    """The statuses whose own rules differ."""
    for place in difference.places:
        yield from place
    if difference.kind is Kind.EFFECT:
        before, after = difference.before or frozenset(), difference.after or frozenset()
        for source, target, _ in before ^ after:
            yield from (source, target)


def _renaming(old: RuleSet, new: RuleSet, gone: str, come: str) -> Difference:
    before, after = old.statuses[gone], new.statuses[come]
    return Difference(
        Kind.STATUS, (come,), ((),), gone, come, before.requirements, after.requirements, before.line, after.line
    )
