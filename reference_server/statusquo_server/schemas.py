"""The forms of bodies and answers, as JSON Schemas: the one place from which they are checked and published.

What the rules take with an action (a status, a time, a rating, a text …) is part of the body of its operation, so rules
that ask for more are served, and described, as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from statusquo.rules.doings import Argument
from statusquo.rules.glossary import Role
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import FLAGGING, NEEDED_ARGUMENTS, Operation

from statusquo_server.models import MessageKind
from statusquo_server.people import Kinds
from statusquo_server.rulebook import field_of

Schema = dict[str, Any]

NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"}
ID: Schema = {"type": "string", "description": "An opaque id."}
TEXT: Schema = {"type": "string"}
TIME: Schema = {"type": "string", "format": "date-time"}
FLAG: Schema = {"type": "boolean"}
STRINGS: Schema = {"type": "array", "items": TEXT}

LONGEST_ADVANCE = 100 * 366 * 24 * 3600
"""Seconds by which the test clock can be advanced at once."""

_OWN_FIELDS: Mapping[Operation, Mapping[str, Schema]] = {
    Operation.CREATE_TICKET: {"subject": NAME},
    Operation.CHANGE_STATUS: {"status": TEXT},
    Operation.ASSIGN: {"staff": ID},
    Operation.POST_MESSAGE: {"body": TEXT},
    Operation.POST_NOTE: {"body": TEXT},
    Operation.EDIT_MESSAGE: {"body": TEXT},
    Operation.SCHEDULE_CLOSURE: {"at": TIME},
    Operation.SCHEDULE_DELETION: {"at": TIME},
    Operation.SUBMIT_SURVEY: {"rating": {"type": "integer"}},
}
"""Fields that an operation needs whatever the rules say."""

IN_PATH: Mapping[Operation, frozenset[str]] = {
    operation: frozenset(NEEDED_ARGUMENTS[operation]) for operation in FLAGGING
}
"""Arguments of the rules that do not come in the body."""


def nullable(schema: Schema) -> Schema:
    """What fits a schema, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def body_of_operation(rules: RuleSet, operation: Operation) -> Schema:
    """The body of an operation: what the server needs and what the rules take, in whatever role."""
    own = _OWN_FIELDS.get(operation, {})
    taken: dict[str, list[Argument]] = {}
    actions = [action for action in rules.actions.values() if action.operation == operation]
    for action in actions:
        for argument in action.takes:
            if argument.name in IN_PATH.get(operation, ()):
                continue
            taken.setdefault(field_of(action, operation, argument.name), []).append(argument)
    properties = {**own, **{name: _either(rules, arguments) for name, arguments in taken.items()}}
    always = [
        name
        for name, arguments in taken.items()
        if len(arguments) == len(actions) and not any(argument.optional for argument in arguments)
    ]
    return _object(properties, required=dict.fromkeys([*own, *always]))


def bodies(rules: RuleSet, kinds: Kinds) -> dict[str, Schema]:
    """The bodies that concern no ticket, by name."""
    staff = [role for role in rules.roles.values() if role.name in kinds.all_staff]
    customers = [role.name for role in rules.roles.values() if role.name in kinds.all_customers]
    advance: Schema = {"type": "number", "minimum": 0, "maximum": LONGEST_ADVANCE}
    return {
        **{f"{_camel(operation)}Body": body_of_operation(rules, operation) for operation in Operation},
        "NewCustomer": _object({"name": NAME, "role": {"enum": customers}}, required=["name"]),
        "NewStaff": new_staff(staff),
        "Advance": _object({"seconds": advance}, required=["seconds"]),
    }


def new_staff(roles: Sequence[Role]) -> Schema:
    """Somebody to be added in one of these roles; the role can be left out. What it can hold is said role by role."""
    granted = sorted({permission for role in roles for permission in role.permissions})
    profiles = list(dict.fromkeys(profile for role in roles for profile in role.profiles))
    properties: dict[str, Schema] = {
        "name": NAME,
        "role": {"enum": [role.name for role in roles]},
        "permissions": {"type": "array", "items": {"enum": granted}, "uniqueItems": True},
        "profile": {"enum": profiles},
    }
    return _object(properties, required=["name"])


def body_name(operation: Operation) -> str:
    """The name of the schema of an operation's body."""
    return f"{_camel(operation)}Body"


def answers(rules: RuleSet) -> dict[str, Schema]:
    """What the server answers with, by name."""
    status: Schema = {"type": "string", "enum": list(rules.statuses)}
    shown = {timer.shown_as: nullable(TIME) for timer in rules.timers.values() if timer.shown_as is not None}
    kinds: Schema = {"type": "string", "enum": [kind.value for kind in MessageKind]}
    person = {"id": ID, "name": TEXT, "role": TEXT}
    rating: Schema = {"type": ["integer", "null"]}
    return {
        "Health": _whole({"status": TEXT}),
        "Status": _whole({"status": status, "label": TEXT, "meaning": TEXT}),
        "Person": _whole({**person, "permissions": STRINGS}),
        "Customer": _whole(person),
        "NewcomerCustomer": _whole({**person, "token": TEXT}),
        "NewcomerStaff": _whole({**person, "permissions": STRINGS, "token": TEXT}),
        "Ticket": _whole(
            {
                "id": ID,
                "subject": TEXT,
                "status": status,
                "creator": ID,
                "assignee": nullable(ID),
                **shown,
                "flags": {"type": "array", "items": {"type": "string", "enum": list(rules.flags)}},
                "created_at": TIME,
            }
        ),
        "Change": _whole(
            {
                "at": TIME,
                "by": {**nullable(ID), "description": "Who did it; null if time did."},
                "from": {**TEXT, "description": "A status; the rules may since have lost it."},
                "to": {**TEXT, "description": "A status; the same if the ticket stayed as it was."},
                "given": {
                    "type": "object",
                    "description": "Texts and numbers that were given with it and stand nowhere else.",
                    "additionalProperties": {"type": ["string", "integer"]},
                },
            }
        ),
        "Link": _whole({"ticket": ID}),
        "Message": _whole(
            {
                "id": ID,
                "ticket": {**ID, "description": "The ticket on which it is written."},
                "kind": kinds,
                "author": nullable(ID),
                "body": TEXT,
                "created_at": TIME,
                "edited_at": nullable(TIME),
            }
        ),
        "Invite": _whole({"invite": TEXT}),
        "Acceptance": _whole({"ticket": ID}),
        "Participant": _whole({"customer": ID, "active": FLAG}),
        "Survey": _whole(
            {"id": ID, "submitted": FLAG, "created_at": TIME, "rating": rating, "comment": nullable(TEXT)}
        ),
        "Favorite": _whole({"ticket": ID}),
        "Now": _whole({"now": TIME}),
        "Problem": PROBLEM,
    }


PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": TEXT,
        "code": {"type": "string", "description": "The cause; of a refusal, that of the rules or of their language."},
        "requirements": {"type": "array", "items": TEXT, "description": "Ids of the requirements it follows from."},
        "argument": {"type": "string", "description": "The argument at fault."},
        "errors": {
            "type": "array",
            "description": "Faults of the body, each with a JSON pointer.",
            "items": {"type": "object", "properties": {"pointer": TEXT, "detail": TEXT}},
        },
    },
    "required": ["type", "title", "status", "detail", "instance", "code", "requirements"],
}


def _either(rules: RuleSet, arguments: list[Argument]) -> Schema:
    """The schema of a field, which may be something else in another role."""
    schemas: list[Schema] = []
    for argument in arguments:
        schema = _argument(rules, argument)
        if schema not in schemas:
            schemas.append(schema)
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _argument(rules: RuleSet, argument: Argument) -> Schema:
    forms: dict[str, Schema] = {
        "future_time": {**TIME, "description": "A time in the future, with its time zone."},
        "status": {"type": "string", "enum": list(rules.statuses)},
        "integer": {"type": "integer", "minimum": argument.smallest, "maximum": argument.largest},
        "text": {"type": "string", "minLength": 1, "maxLength": argument.longest},
        "flag": {"type": "string", "enum": list(rules.flags)},
    }
    schema = forms[argument.type]
    if argument.optional:
        schema = {"anyOf": [schema, {"type": "null"}]} if "enum" in schema else nullable(schema)
    return schema


def _object(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    needed = list(required)
    return {**schema, "required": needed} if needed else schema


def _whole(properties: Mapping[str, Schema]) -> Schema:
    return _object(properties, required=properties)


def _camel(operation: Operation) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))
