"""By which rules a change is classed. Each :class:`~statusquo.comparing.changes.Reason` is given in one place here.

What binds a server is the level of the requirements behind a rule: of the new ones, or of the old ones where the new
rules no longer speak of it. What somebody may do counts whatever the level is, because people have got used to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from statusquo.comparing.changes import Difference, Reason
from statusquo.comparing.facts import Kind
from statusquo.comparing.passing import Alternative
from statusquo.comparing.ways import FREE, Way, passing
from statusquo.rules.glossary import Level
from statusquo.rules.model import RuleSet


def reasons_of(difference: Difference, old: RuleSet, new: RuleSet) -> tuple[Reason, ...]:
    """Every rule by which a difference is classed, the gravest first."""
    found = set(_CLASSERS[difference.kind](difference))
    if difference.kind is Kind.TRACE:
        found.add(_of_trace(difference, old, new))
    elif difference.kind is Kind.TEXT:
        found.add(Reason.WORDS_ONLY)
    elif difference.kind not in _NO_RULES and _binds(difference, old, new):
        found.add(Reason.MUST_ASKS_OTHERWISE)
    if not found:
        found.add(Reason.LEFT_TO_SERVERS)
    return tuple(reason for reason in Reason if reason in found)


def compare_needs(before: Iterable[Alternative], after: Iterable[Alternative]) -> Iterator[Reason]:
    """Whether some of those who met the old needs fail the new ones, or the other way round."""
    old, new = tuple(before), tuple(after)
    if any(not any(other <= clause for other in new) for clause in old):
        yield Reason.ASKS_FOR_MORE
    if any(not any(other <= clause for other in old) for clause in new):
        yield Reason.ASKS_FOR_LESS


_NO_RULES = frozenset({Kind.REQUIREMENT, Kind.LEVEL, Kind.APPLIES, Kind.INVARIANT, Kind.PROMISE})
"""What is said about requirements, or follows from rules, and makes nothing happen to tickets."""


def _binds(difference: Difference, old: RuleSet, new: RuleSet) -> bool:
    """Whether a MUST asks for it now, or did so of something that is gone."""
    if difference.after is not None:
        return new.level(difference.new_ids) is Level.MUST
    return old.level(difference.old_ids) is Level.MUST


def _of_trace(difference: Difference, old: RuleSet, new: RuleSet) -> Reason:
    before = [id_ for id_ in difference.old_ids if id_ in old.requirements]
    if new.level(difference.new_ids) is Level.MUST and old.level(tuple(before)) is not Level.MUST:
        return Reason.MUST_FROM_NOW_ON
    return Reason.WORDS_ONLY


def _thing(difference: Difference) -> Iterator[Reason]:
    """Something has come, gone, or is not what it was."""
    if difference.before is None:
        yield Reason.NEW_NAME
    elif difference.after is None:
        yield Reason.POSSIBLE_NO_LONGER
    else:
        yield Reason.HAPPENS_OTHERWISE


def _status(difference: Difference) -> Iterator[Reason]:
    yield Reason.STATUS_SET_DIFFERS
    if difference.before is None:
        yield Reason.NEW_NAME
    elif difference.after is None:
        yield Reason.POSSIBLE_NO_LONGER


def _action(difference: Difference) -> Iterator[Reason]:
    yield Reason.POSSIBLE_NOW if difference.before is None else Reason.POSSIBLE_NO_LONGER


def _granted(difference: Difference) -> Iterator[Reason]:
    before, after = difference.before or frozenset(), difference.after or frozenset()
    if before - after:
        yield Reason.POSSIBLE_NO_LONGER
    if after - before:
        yield Reason.POSSIBLE_NOW


def _profile(difference: Difference) -> Iterator[Reason]:
    if difference.before is None:
        yield Reason.NEW_NAME
    elif difference.after is None:
        yield Reason.POSSIBLE_NO_LONGER
    else:
        yield from _granted(difference)


def _cell(difference: Difference) -> Iterator[Reason]:
    if difference.after.allowed and not difference.before.allowed:
        yield Reason.POSSIBLE_NOW
    elif difference.before.allowed and not difference.after.allowed:
        yield Reason.POSSIBLE_NO_LONGER


def _needs(difference: Difference) -> Iterator[Reason]:
    yield from compare_needs(difference.before, difference.after)


def _sight(difference: Difference) -> Iterator[Reason]:
    unseen, ticketless = difference.before
    unseen_now, ticketless_now = difference.after
    if ticketless != ticketless_now:
        yield Reason.HAPPENS_OTHERWISE
    if unseen != unseen_now:
        yield Reason.POSSIBLE_NOW if unseen_now else Reason.POSSIBLE_NO_LONGER


def _argument(difference: Difference) -> Iterator[Reason]:
    if difference.before is None:
        yield Reason.POSSIBLE_NOW if difference.after[-1] else Reason.ASKS_FOR_MORE
    elif difference.after is None:
        # What used to be told with it cannot be told any more, and need not be.
        yield Reason.POSSIBLE_NO_LONGER
        yield from () if difference.before[-1] else (Reason.ASKS_FOR_LESS,)
    else:
        yield from _limits(difference.before, difference.after)


def _limits(before: tuple[str, int, int, int, bool], after: tuple[str, int, int, int, bool]) -> Iterator[Reason]:
    kind, smallest, largest, longest, optional = before
    kind_now, smallest_now, largest_now, longest_now, optional_now = after
    if kind != kind_now:
        yield from (Reason.ASKS_FOR_MORE, Reason.ASKS_FOR_LESS)
        return
    if smallest_now > smallest or largest_now < largest or longest_now < longest or optional > optional_now:
        yield Reason.ASKS_FOR_MORE
    if smallest_now < smallest or largest_now > largest or longest_now > longest or optional < optional_now:
        yield Reason.ASKS_FOR_LESS


def _leads(difference: Difference) -> Iterator[Reason]:
    before: tuple[Way, ...] = difference.before
    after: tuple[Way, ...] = difference.after
    choosing = len(difference.places[0]) > 1
    if choosing and not before:
        yield Reason.POSSIBLE_NOW
    elif choosing and not after:
        yield Reason.POSSIBLE_NO_LONGER
    else:
        asked = tuple(compare_needs(passing(before), passing(after)))
        yield from asked
        otherwise = list(map(_conditions, before)) != list(map(_conditions, after))
        if list(map(_outcome, before)) != list(map(_outcome, after)) or (otherwise and not asked):
            yield Reason.HAPPENS_OTHERWISE


def _outcome(way: Way) -> Way:
    """What comes of a way, whatever it takes."""
    return replace(way, needs=frozenset(), provided=FREE)


def _conditions(way: Way) -> object:
    """What a way takes, whatever the reason that is told where it is not so."""
    return way.needs, way.provided.terms


def _provided(difference: Difference) -> Iterator[Reason]:
    yield from compare_needs([difference.before.terms], [difference.after.terms])


def _by_itself(difference: Difference) -> Iterator[Reason]:  # noqa: ARG001 - as all the others
    yield Reason.HAPPENS_OTHERWISE


def _never(difference: Difference) -> Iterator[Reason]:  # noqa: ARG001 - it is refused without being said, too
    yield from ()


def _surveys(difference: Difference) -> Iterator[Reason]:
    before, after = difference.before, difference.after
    longer = after is None or (before is not None and after > before)
    yield Reason.POSSIBLE_NOW if longer else Reason.POSSIBLE_NO_LONGER


def _requirement(difference: Difference) -> Iterator[Reason]:
    yield Reason.WORDS_ONLY if difference.before is None or difference.after is None else Reason.MUST_ASKS_OTHERWISE


def _level(difference: Difference) -> Iterator[Reason]:
    yield Reason.MUST_FROM_NOW_ON if difference.after is Level.MUST else Reason.LEFT_TO_SERVERS


def _applies(difference: Difference) -> Iterator[Reason]:
    """Who is checked. Sentences of a capability concern the servers that have it."""
    (capabilities, checked_by), (now, checked_now) = difference.before, difference.after
    if now - capabilities or (checked_now != checked_by and checked_now == "suite"):
        yield Reason.MUST_FROM_NOW_ON
    else:
        yield Reason.LEFT_TO_SERVERS


def _capability(difference: Difference) -> Iterator[Reason]:
    if difference.before is None:
        yield Reason.NEW_NAME
    elif difference.after is None or difference.before > difference.after:
        yield Reason.LEFT_TO_SERVERS
    else:
        yield Reason.MUST_FROM_NOW_ON


def _promise(difference: Difference) -> Iterator[Reason]:  # noqa: ARG001 - as all the others
    yield Reason.PROMISED_OTHERWISE


def _words(difference: Difference) -> Iterator[Reason]:  # noqa: ARG001 - as all the others
    yield from ()


_CLASSERS: dict[Kind, Callable[[Difference], Iterator[Reason]]] = {
    Kind.INITIAL: _by_itself,
    Kind.STATUS: _status,
    Kind.PROMISE: _promise,
    Kind.SHOWN_TO: _by_itself,
    Kind.FLAG: _thing,
    Kind.ROLE: _thing,
    Kind.HOLDS: _granted,
    Kind.RELATES: _granted,
    Kind.PROFILE: _profile,
    Kind.PERMISSION: _thing,
    Kind.RELATION: _thing,
    Kind.ACTION: _action,
    Kind.NEEDS: _needs,
    Kind.SIGHT: _sight,
    Kind.ARGUMENT: _argument,
    Kind.PROVIDED: _provided,
    Kind.NEVER: _never,
    Kind.CELL: _cell,
    Kind.LEADS: _leads,
    Kind.TIMER: _by_itself,
    Kind.RUNS_IN: _by_itself,
    Kind.STARTS: _by_itself,
    Kind.REPEATS: _by_itself,
    Kind.RESTARTS: _by_itself,
    Kind.DUE: _by_itself,
    Kind.SAYS: _by_itself,
    Kind.SHOWN: _by_itself,
    Kind.TIE: _by_itself,
    Kind.EFFECT: _by_itself,
    Kind.EFFECT_ORDER: _by_itself,
    Kind.SURVEYS: _surveys,
    Kind.REQUIREMENT: _requirement,
    Kind.LEVEL: _level,
    Kind.APPLIES: _applies,
    Kind.CAPABILITY: _capability,
    Kind.INVARIANT: _promise,
    Kind.TRACE: _words,
    Kind.TEXT: _words,
}
