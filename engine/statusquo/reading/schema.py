"""Checking a document against one of the project's JSON Schemas.

A compiled validator gives the yes or no, since that is what nearly every load needs and it takes a fraction of a
millisecond. Only for a document that is not valid does ``jsonschema`` walk it again, to find everything that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from statusquo.errors import InvalidFileError
from statusquo.locations import spec_folder
from statusquo.reading.explain import Misfit, explain
from statusquo.reading.problems import MOST, in_order

if TYPE_CHECKING:
    from statusquo.reading.document import Document


def check_schema(document: Document, name: str) -> None:
    """Check a document against ``spec/schema/<name>.schema.json``.

    Raises:
        InvalidFileError: with everything that does not fit the schema.
    """
    misfits = find_misfits(document, name)
    if misfits:
        raise InvalidFileError(in_order(misfit.problem for misfit in misfits))


def find_misfits(document: Document, name: str) -> tuple[Misfit, ...]:
    """Whatever of a document does not fit ``spec/schema/<name>.schema.json``; nothing if it is valid."""
    if _compiled(name).is_valid(document.data):
        return ()
    errors = islice(_thorough(name).iter_errors(document.data), 2 * MOST)
    misfits = explain(document, read_schema(name), errors)
    if not misfits:  # the two validators disagree: say so rather than let the file pass
        misfits = (Misfit((), document.problem("schema", f"This does not fit the schema {name}.", ())),)
    return misfits


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The schema ``spec/schema/<name>.schema.json``."""
    text = (spec_folder() / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _compiled(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(read_schema(name))


@cache
def _thorough(name: str) -> Any:
    """The validator that finds everything.

    Two of its keywords are ours. ``pattern`` means what it means to the compiled validator (ECMA 262 and not Python:
    there ``$`` matches before a final line break, too), and ``properties`` says *which* property its ``false`` forbids.
    """
    ours = {"pattern": _pattern, "properties": _properties}
    extended = extend(Draft202012Validator, ours)  # type: ignore[no-untyped-call] # the stubs leave it untyped
    return extended(read_schema(name))


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
