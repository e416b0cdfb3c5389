"""The validator that finds everything that is wrong with a document.

It is asked about documents that are not valid, and imported for them alone: ``jsonschema`` and what it brings along
would be a good part of what a command takes to start.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend


def thorough_validator(schema: dict[str, Any]) -> Any:
    """The validator of a schema that finds everything.

    Two of its keywords are ours. ``pattern`` means what it means to the compiled validator (ECMA 262 and not Python:
    there ``$`` matches before a final line break, too), and ``properties`` says *which* property its ``false`` forbids.
    """
    ours = {"pattern": _pattern, "properties": _properties}
    extended = extend(Draft202012Validator, ours)  # type: ignore[no-untyped-call] # the stubs leave it untyped
    return extended(schema)


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _expression(pattern).is_valid(instance):
        yield ValidationError("does not match")


@cache
def _expression(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def _properties(validator: Any, properties: dict[str, Any], instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for name, schema in properties.items():
        if name in instance and schema is False:
            yield ValidationError("forbidden", path=[name], schema_path=[name])
        elif name in instance:
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)
