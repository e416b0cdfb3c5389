"""Asking the engine: a person's attempt at an operation becomes a request that it understands.

All that is known here of the rules is their language. Relations are found by the operation that makes them, and
actions by the operation that they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from statusquo.rules.doings import Action
from statusquo.rules.glossary import Relation
from statusquo.rules.operations import Operation
from statusquo.runtime.decide import decide
from statusquo.runtime.results import Code, Decision, Ground
from statusquo.runtime.state import Actor, Request
from statusquo.runtime.tables import CompiledRules

from statusquo_server.people import Kinds, Person, kinds_of
from statusquo_server.problems import Problem, refusal
from statusquo_server.store import Record
from statusquo_server.times import read_time

TEXT_FIELDS: Mapping[Operation, str] = {
    Operation.POST_MESSAGE: "body",
    Operation.POST_NOTE: "body",
    Operation.EDIT_MESSAGE: "body",
    Operation.SUBMIT_SURVEY: "comment",
}
"""What the API calls the text of an operation, whatever the rules call it."""

LOOSE_TYPES = frozenset({"text", "integer"})
"""Types of arguments of which nothing is seen on a ticket: unlike a status, a flag, or the time of a timer."""


class Rulebook:
    """The rules as the server asks them.

    Attributes:
        compiled: the rules in the engine's form.
        rules: the rules as they stand in the file.
        kinds: the roles, told apart.
    """

    def __init__(self, compiled: CompiledRules) -> None:
        self.compiled = compiled
        self.rules = compiled.rules
        relations = self.rules.relations
        assigned = frozenset(name for name, each in relations.items() if each.made_by == Operation.ASSIGN)
        self.kinds: Kinds = kinds_of(self.rules, assigned)
        self._relations = {
            role.name: tuple(relations[name] for name in role.relations) for role in self.rules.roles.values()
        }
        self._actions = {
            (role, operation): self._action_to_ask_for(role, operation)
            for role in self.rules.roles
            for operation in Operation
        }

    def actor(self, person: Person, record: Record | None, author: int | None = None) -> Actor:
        """A person as the engine sees them, with their relations to a ticket and to a message of this author."""
        related = frozenset(
            relation.name
            for relation in self._relations[person.role]
            if record is not None and _holds(relation, person, record, author)
        )
        return Actor(str(person.id), person.role, person.permissions, related)

    def action(self, role: str, operation: Operation) -> Action | None:
        """The action by which a role carries out an operation, if it has one."""
        name = self.compiled.by_operation.get((role, operation))
        return None if name is None else self.rules.actions[role, name]

    def request(self, actor: Actor, operation: Operation, fields: Mapping[str, Any]) -> Request | Decision:
        """What to ask the engine, or the refusal where no rule has anything to be asked about."""
        name = self._actions[actor.role, operation]
        if name is None:
            return Decision(False, Code.NOT_FOR_ROLE, Ground.PERMISSION, (), f"roles.{actor.role}", 0)
        action = self.action(actor.role, operation)
        return Request(actor, name, {} if action is None else _arguments(action, operation, fields))

    def besides(self, role: str, operation: Operation, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Texts and numbers that the rules take with an operation and that have no place of their own on a ticket."""
        action = self.action(role, operation)
        if action is None or operation is Operation.POST_NOTE:  # not everybody who reads a history reads notes (F-4)
            return {}
        kept = {TEXT_FIELDS.get(operation), "rating" if operation is Operation.SUBMIT_SURVEY else None}
        loose = [field_of(action, operation, each.name) for each in action.takes if each.type in LOOSE_TYPES]
        return {name: fields[name] for name in loose if name not in kept and fields.get(name) is not None}

    def visible_statuses(self, role: str) -> tuple[str, ...]:
        """The statuses that a ticket can have in the eyes of people in a role, in the order of the rules."""
        shown = {self.rules.shown(role, status) for status in self.rules.statuses}
        return tuple(status for status in self.rules.statuses if status in shown)

    def may(self, actor: Actor, operation: Operation, record: Record, now: datetime) -> Decision:
        """The engine's decision about an operation that takes no arguments."""
        request = self.request(actor, operation, {})
        return request if isinstance(request, Decision) else decide(self.compiled, request, record.state, now)

    def unseen(self, role: str) -> Problem:
        """The answer about a ticket that does not exist: the same as about one that somebody does not see."""
        seeing = self.action(role, Operation.READ_TICKET)
        requirements = () if seeing is None else seeing.otherwise or seeing.requirements
        decision = Decision(False, Code.NOT_VISIBLE, Ground.VISIBILITY, requirements, f"roles.{role}", 0)
        return refusal(self.rules, decision, None, None)

    def nobodys_own(self, role: str, operation: Operation) -> Problem:
        """The answer to somebody who would edit what the system says, by whatever permission (C-5, F-5)."""
        action = self.action(role, operation)
        requirements = () if action is None else action.otherwise or action.requirements
        message = "Nobody edits what the system says."
        return Problem(HTTPStatus.FORBIDDEN, Code.NOT_OWN, message, requirements)

    def refused(self, decision: Decision, role: str, operation: Operation, status: str | None) -> Problem:
        """A refusal, for the client."""
        return refusal(self.rules, decision, self.action(role, operation), status)

    def _action_to_ask_for(self, role: str, operation: Operation) -> str | None:
        """A role's own action, else another role's of which the rules say that this one never has it."""
        own = self.compiled.by_operation.get((role, operation))
        if own is not None:
            return own
        others = (name for (_, each), name in self.compiled.by_operation.items() if each == operation)
        # Without a ticket the engine knows own actions only, and a name can mean something else in this role.
        foreign = (name for name in others if (role, name) not in self.rules.actions)
        return None if operation is Operation.CREATE_TICKET else next(foreign, None)


def _holds(relation: Relation, person: Person, record: Record, author: int | None) -> bool:
    """Whether somebody stands in a relation, by the operation that makes it and the one that ends it."""
    if relation.of_message:
        return author == person.id
    if relation.ended_by == Operation.REMOVE_PARTICIPANT and record.participates is False:
        return False
    return {
        Operation.CREATE_TICKET: record.creator == person.id,
        Operation.ASSIGN: record.assignee == person.id,
        Operation.ACCEPT_INVITE: record.participates is not None,
        Operation.POST_MESSAGE: record.has_written,
    }.get(Operation(relation.made_by), False)


def _arguments(action: Action, operation: Operation, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules take, from the fields of a body. What cannot be read is left for the engine to refuse."""
    found: dict[str, Any] = {}
    for argument in action.takes:
        value = fields.get(field_of(action, operation, argument.name))
        found[argument.name] = read_time(value) if argument.type == "future_time" else value
    return found


def field_of(action: Action, operation: Operation, argument: str) -> str:
    """The field of a body in which an argument of an action comes."""
    first_text = next((each.name for each in action.takes if each.type == "text"), None)
    return TEXT_FIELDS.get(operation, argument) if argument == first_text else argument
