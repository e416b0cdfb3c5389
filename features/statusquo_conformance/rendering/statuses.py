"""Scenarios that follow from the list of statuses."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.fragments import Fragment, checked, fragment, grouped
from statusquo_conformance.stage.actors import creator, observer, participant


def status_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """Each status can be had and is the same for everybody, there are no others, and a new ticket has the initial."""
    subject = _subject(rules)
    who = creator(rules).phrase(rules)
    rows = [
        (checked(rules, (*rules.every_status, *status.requirements)), (status.name,))
        for status in rules.statuses.values()
    ]
    readers = [person.phrase(rules) for person in (observer(rules), creator(rules), participant(rules)) if person]
    values = {"readers": readers, "observer": observer(rules).phrase(rules), "statuses": tuple(rules.statuses)}
    yield from fragment(subject, "each_status", grouped(("status",), rows), **values)
    common = set.intersection(*(set(status.requirements) for status in rules.statuses.values()))
    tags = checked(rules, tuple(id_ for id_ in rules.statuses[rules.initial].requirements if id_ in common))
    yield from fragment(subject, "no_other_status", grouped(("who",), [(tags, (who,))]), **values)
    initial = rules.statuses[rules.initial]
    own = tuple(id_ for id_ in initial.requirements if id_ not in common) or initial.requirements
    example = (checked(rules, own), (who, rules.initial))
    yield from fragment(subject, "initial", grouped(("who", "status"), [example]))


def _subject(rules: RuleSet) -> str:
    """Statuses have no subject of their own: they belong to where it is said who sees them."""
    return next(iter(rules.subjects))
