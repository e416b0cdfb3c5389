"""A rule set as one immutable value: everything that a rule file says.

Its parts have modules of their own: :mod:`~statusquo.rules.glossary`, :mod:`~statusquo.rules.doings` (what can be
done), :mod:`~statusquo.rules.consequences` (what follows) and :mod:`~statusquo.rules.invariants` (what always holds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statusquo.rules.consequences import StatusEffect, SurveyRules, Timer, Transition, WayTable
from statusquo.rules.doings import Action, Cell, Matrix
from statusquo.rules.glossary import Capability, Flag, Level, Relation, Requirement, Role, Status, Subject
from statusquo.rules.invariants import Invariant


@dataclass(frozen=True)
class RuleSet:
    """Everything that a rule file says. Mappings keep the order of the file.

    Attributes:
        file: the file as the user named it.
        digest: SHA-256 of the file's text, in hexadecimal.
        actions: by (role, name).
        cells: by (role, action, status).
        ways: the tables among the transitions, by name.
        requirements: by id.
        capabilities: by name.
        language: the version of the rule language.
    """

    file: str
    digest: str
    language: int
    name: str
    version: str
    title: str
    initial: str
    statuses: Mapping[str, Status]
    every_status: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    flags: Mapping[str, Flag]
    permissions: Mapping[str, str]
    relations: Mapping[str, Relation]
    roles: Mapping[str, Role]
    subjects: Mapping[str, Subject]
    actions: Mapping[tuple[str, str], Action]
    matrices: Mapping[str, Matrix]
    cells: Mapping[tuple[str, str, str], Cell]
    transitions: tuple[Transition, ...]
    ways: Mapping[str, WayTable]
    timers: Mapping[str, Timer]
    effects: tuple[StatusEffect, ...]
    surveys: SurveyRules | None
    invariants: tuple[Invariant, ...]
    requirements: Mapping[str, Requirement]
    capabilities: Mapping[str, Capability]

    def level(self, ids: tuple[str, ...]) -> Level:
        """The strongest level among these requirements; ``FACT`` if there are none."""
        present = {self.requirements[id_].level for id_ in ids}
        return next((level for level in Level if level in present), Level.FACT)

    def actions_of(self, role: str) -> tuple[Action, ...]:
        """The actions of a role, in the order of the file."""
        return tuple(action for (owner, _), action in self.actions.items() if owner == role)

    def action_for(self, role: str, operation: str) -> Action | None:
        """The action by which a role carries out an operation; a rule set has one at most."""
        for (owner, _), action in self.actions.items():
            if owner == role and action.operation == operation:
                return action
        return None

    def transitions_of(self, role: str, action: str) -> tuple[Transition, ...]:
        """The transitions of an action, in the order of the file."""
        return tuple(each for each in self.transitions if (each.role, each.action) == (role, action))

    def shown(self, role: str, status: str) -> str:
        """The status that people of a role are shown on a ticket in this one."""
        return self.statuses[status].shown_to.get(role, status)
