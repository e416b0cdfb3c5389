"""Who acts in a scenario: people described by the rules, and how a scenario calls them.

A name such as "the creator" or "staff with every permission but one" is put together from the labels of the
rules when features are rendered, and taken apart again when they are run.
"""

from __future__ import annotations

from dataclasses import dataclass

from statusquo.rules.doings import Action, Clause
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation

EVERYTHING = " with every permission"
BUT = " but "
ONLY = " with nothing but "
AND = " and "
TIME = "time"
"""What a scenario calls the one that moves a ticket when a timer does it."""


@dataclass(frozen=True)
class Person:
    """Somebody in a scenario.

    Attributes:
        role: one of the rules' roles.
        relation: the relation to the ticket, or None.
        ended: the relation was there and has ended.
        lacking: the permissions of the role that the person does not hold.
    """

    role: str
    relation: str | None = None
    ended: bool = False
    lacking: frozenset[str] = frozenset()

    def holds(self, rules: RuleSet) -> frozenset[str]:
        """Permissions and relations that the person has now."""
        related = {self.relation} if self.relation is not None and not self.ended else set()
        return frozenset(rules.roles[self.role].permissions) - self.lacking | related

    def sees(self, rules: RuleSet, status: str) -> bool:
        """Whether the rules show the ticket to the person in that status."""
        seeing = rules.action_for(self.role, Operation.READ_TICKET)
        if seeing is None or not rules.cells[self.role, seeing.name, status].allowed:
            return False
        return satisfied(seeing.needs, self.holds(rules))

    def phrase(self, rules: RuleSet) -> str:
        """How a scenario calls the person."""
        role = rules.roles[self.role]
        if self.relation is None:
            called = role.unrelated_label
        else:
            relation = rules.relations[self.relation]
            called = (relation.ended_label or relation.label) if self.ended else relation.label
        if not role.permissions:
            return called
        lacking = [permission for permission in role.permissions if permission in self.lacking]
        held = [permission for permission in role.permissions if permission not in self.lacking]
        if held and len(held) < len(lacking):
            return called + ONLY + AND.join(held)
        return called + EVERYTHING + (BUT + AND.join(lacking) if lacking else "")


def satisfied(needs: tuple[Clause, ...], holds: frozenset[str]) -> bool:
    """Whether somebody who holds all this meets the needs."""
    return any(clause <= holds for clause in needs)


def person_called(rules: RuleSet, phrase: str) -> Person:
    """The person whom a scenario calls so.

    Raises:
        LookupError: if the rules know nobody of that name.
    """
    called, _, held = phrase.partition(ONLY)
    called, _, lacking = called.partition(EVERYTHING)
    for role in rules.roles.values():
        missing = frozenset(lacking.removeprefix(BUT).split(AND)) if lacking else frozenset()
        if held:
            missing = frozenset(role.permissions) - frozenset(held.split(AND))
        if not missing <= frozenset(role.permissions) or (held and not role.permissions):
            continue
        if called == role.unrelated_label:
            return Person(role.name, lacking=missing)
        for name in role.relations:
            relation = rules.relations[name]
            if called in {relation.label, relation.ended_label}:
                return Person(role.name, name, called == relation.ended_label, missing)
    message = f"the rules know nobody called {phrase!r}"
    raise LookupError(message)


def ticket_relations(rules: RuleSet, role: str) -> tuple[str, ...]:
    """The relations to a ticket, as opposed to a message, that people of a role can have."""
    return tuple(name for name in rules.roles[role].relations if not rules.relations[name].of_message)


def message_relations(rules: RuleSet) -> frozenset[str]:
    """The relations to a message, as opposed to a ticket: whoever writes one has them to it."""
    return frozenset(name for name, relation in rules.relations.items() if relation.of_message)


def sight_permissions(rules: RuleSet, role: str) -> frozenset[str]:
    """The permissions by which people of a role see tickets that they have nothing to do with."""
    seeing = rules.action_for(role, Operation.READ_TICKET)
    needs = seeing.needs if seeing is not None else ()
    return frozenset(name for clause in needs for name in clause if name in rules.permissions)


def insiders(rules: RuleSet, role: str) -> tuple[Person, ...]:
    """One person for each way in which people of a role see a ticket (in a status that lets them)."""
    without = sight_permissions(rules, role)
    candidates = [Person(role), *(Person(role, name, lacking=without) for name in ticket_relations(rules, role))]
    return tuple(person for person in candidates if person.sees(rules, rules.initial))


def outsiders(rules: RuleSet, role: str) -> tuple[Person, ...]:
    """One person for each way in which people of a role do not see a ticket."""
    without = sight_permissions(rules, role)
    ended = [name for name in ticket_relations(rules, role) if rules.relations[name].ended_by is not None]
    candidates = [Person(role, lacking=without), *(Person(role, name, ended=True, lacking=without) for name in ended)]
    return tuple(person for person in candidates if not person.sees(rules, rules.initial))


def can_be_tried(action: Action) -> bool:
    """Whether the suite has an operation for it."""
    return action.operation in set(Operation)


def is_beside(rules: RuleSet, action: Action) -> bool:
    """Whether an action on a ticket can be tried, and is there without any requirement that is checked."""
    on_ticket = not action.without_ticket and not action.unseen
    return on_ticket and can_be_tried(action) and not rules.level(action.requirements).is_checked


def observer(rules: RuleSet) -> Person:
    """Somebody who sees every ticket, by permission where the rules know such a thing, and each status as it is."""
    people = [Person(role.name) for role in rules.roles.values() if role.permissions]
    seeing = [*(person for person in people if person.sees(rules, rules.initial)), creator(rules)]
    return next((person for person in seeing if _sees_as_it_is(rules, person.role)), seeing[0])


def _sees_as_it_is(rules: RuleSet, role: str) -> bool:
    return all(rules.shown(role, status) == status for status in rules.statuses)


def creator(rules: RuleSet) -> Person:
    """The person who creates the ticket of a scenario."""
    return _related_by(rules, Operation.CREATE_TICKET)


def participant(rules: RuleSet) -> Person | None:
    """A person who takes part in a ticket by an invite, if the rules know such people."""
    try:
        return _related_by(rules, Operation.ACCEPT_INVITE)
    except LookupError:
        return None


def _related_by(rules: RuleSet, operation: Operation) -> Person:
    for role in rules.roles.values():
        for name in role.relations:
            if rules.relations[name].made_by == operation:
                return Person(role.name, name)
    message = f"no relation of the rules is made by {operation}"
    raise LookupError(message)
