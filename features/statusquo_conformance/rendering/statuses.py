"""Scenarios that follow from the list of statuses."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.rules.glossary import Level, Status
from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.fragments import Fragment, Row, checked, fragment, grouped
from statusquo_conformance.rendering.scenes import is_about
from statusquo_conformance.stage.actors import Person, creator, insiders, observer, participant


def status_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """Each status can be had and is the same for everybody, there are no others, and a new ticket has the initial."""
    subject = _subject(rules)
    who = creator(rules).phrase(rules)
    everybody = [person for person in (observer(rules), creator(rules), participant(rules)) if person]
    rows: list[tuple[tuple[str, ...], Row]] = []
    shown: list[tuple[tuple[str, ...], Row]] = []
    for status in rules.statuses.values():
        tags = checked(rules, (*rules.every_status, *status.requirements))
        if all(_sees_as_it_is(rules, person, status.name) for person in everybody):
            rows.append((tags, (status.name,)))
        else:
            shown += [(tags, row) for row in _shown(rules, status.name)]
            for weaker in _weaker(rules, status, tags):
                others = [row for row in _shown(rules, status.name) if row[1] != row[2]]
                examples = grouped(("who", "status", "shown"), [(weaker, row) for row in others])
                yield from fragment(subject, "shown_otherwise", examples, variant=f" ({weaker[0]})")
    readers = [person.phrase(rules) for person in everybody]
    values = {"readers": readers, "observer": observer(rules).phrase(rules), "statuses": tuple(rules.statuses)}
    yield from fragment(subject, "each_status", grouped(("status",), rows), **values)
    yield from fragment(subject, "shown_otherwise", grouped(("who", "status", "shown"), shown))
    common = set.intersection(*(set(status.requirements) for status in rules.statuses.values()))
    tags = checked(rules, tuple(id_ for id_ in rules.statuses[rules.initial].requirements if id_ in common))
    yield from fragment(subject, "no_other_status", grouped(("who",), [(tags, (who,))]), **values)
    initial = rules.statuses[rules.initial]
    own = tuple(id_ for id_ in initial.requirements if id_ not in common) or initial.requirements
    example = (checked(rules, own), (who, rules.initial))
    yield from fragment(subject, "initial", grouped(("who", "status"), [example]))


def _weaker(rules: RuleSet, status: Status, tags: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Requirements of a status that bind less than others of it, each level by itself."""
    for level in Level:
        ids = tuple(id_ for id_ in status.requirements if rules.requirements[id_].level is level and id_ not in tags)
        if level.is_checked and ids and tags and level is not rules.level(tags):
            yield ids


def _sees_as_it_is(rules: RuleSet, person: Person, status: str) -> bool:
    return person.sees(rules, status) and rules.shown(person.role, status) == status


def _shown(rules: RuleSet, status: str) -> Iterator[Row]:
    """What everybody is shown who sees a ticket in a status that not everybody sees as it is."""
    for role in rules.roles:
        for person in insiders(rules, role):
            if person.sees(rules, status) and is_about(rules, person, status):
                yield person.phrase(rules), status, rules.shown(role, status)


def _subject(rules: RuleSet) -> str:
    """Statuses have no subject of their own: they belong to where it is said who sees them."""
    return next(iter(rules.subjects))
