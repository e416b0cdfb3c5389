"""The validator that finds everything that is wrong with a document.

It is asked about documents that are not valid, and imported for them alone: ``jsonschema`` and what it brings along
would be a good part of what a command takes to start.

The keywords are those of ``jsonschema``. The validator that goes from one to the next is ours: its own makes a new
validator for every value that it comes to, and resolves every reference each time, which would take most of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError

from statusquo.reading.schema import read_schema

_OPEN: Any = ValidationError("").validator
"""What stands in an error until it is known which keyword it is of."""

_TYPES = Draft202012Validator.TYPE_CHECKER


@cache
def validator_of(name: str) -> Validator:
    """The validator of ``spec/schema/<name>.schema.json``."""
    return Validator(read_schema(name))


class Validator:
    """As much of a validator as the keywords ask for, and those who look for errors.

    It takes schemas as ours are: references are to the schema itself, and ``false`` stands under ``properties`` alone.
    """

    format_checker = None

    def __init__(self, schema: Any, root: Any = None) -> None:
        self._schema = schema
        self._root = root if root is not None else schema

    def iter_errors(self, instance: Any) -> Iterator[ValidationError]:
        """Everything that is wrong with a value."""
        return self.descend(instance, self._schema)

    def is_valid(self, instance: Any) -> bool:
        """Whether nothing is wrong with a value."""
        return next(self.iter_errors(instance), None) is None

    def evolve(self, *, schema: Any) -> Validator:
        """A validator for a part of the schema."""
        return Validator(schema, self._root)

    def is_type(self, instance: Any, kind: str) -> bool:
        """Whether a value is of a type of JSON Schema."""
        return bool(_TYPES.is_type(instance, kind))

    def descend(
        self, instance: Any, schema: Any, path: str | int | None = None, schema_path: str | int | None = None
    ) -> Iterator[ValidationError]:
        """Everything that is wrong with a value by a part of the schema."""
        for name, wanted in schema.items():
            keyword = _KEYWORDS.get(name)
            if keyword is None:  # most words of a schema only describe
                continue
            for error in keyword(self, wanted, instance, schema) or ():
                if error.validator is _OPEN:
                    error.validator, error.validator_value = name, wanted
                    error.instance, error.schema = instance, schema
                if name not in {"if", "$ref"}:
                    error.schema_path.appendleft(name)
                if path is not None:
                    error.path.appendleft(path)
                if schema_path is not None:
                    error.schema_path.appendleft(schema_path)
                yield error

    def refer(self, instance: Any, reference: str) -> Iterator[ValidationError]:
        """Everything that is wrong with a value by the part of the schema that a reference names."""
        part = self._root
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        return self.descend(instance, part)


def _reference(validator: Validator, reference: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    return validator.refer(instance, reference)


def _pattern(_validator: Validator, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """As it means to the compiled validator (ECMA 262 and not Python: there ``$`` matches before a last line break)."""
    if isinstance(instance, str) and not _expression(pattern).is_valid(instance):
        yield ValidationError("does not match")


@cache
def _expression(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def _properties(
    validator: Validator, properties: dict[str, Any], instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    """As everybody means it, and says *which* property its ``false`` forbids."""
    if not isinstance(instance, dict):
        return
    for name, schema in properties.items():
        if name in instance and schema is False:
            yield ValidationError("forbidden", path=[name], schema_path=[name])
        elif name in instance:
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)


_KEYWORDS = Draft202012Validator.VALIDATORS | {"$ref": _reference, "pattern": _pattern, "properties": _properties}
