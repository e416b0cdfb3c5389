"""Checking a document against one of the project's JSON Schemas.

A compiled validator gives the yes or no, since that is what nearly every load needs and it takes a fraction of a
millisecond. Only for a document that is not valid does ``jsonschema`` walk it again, to find everything that is wrong.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

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
    errors = islice(validator_of(name).iter_errors(document.data), 2 * MOST)
    misfits = explain(document, read_schema(name), errors)
    if not misfits:  # the two validators disagree: say so rather than let the file pass
        misfits = (Misfit((), document.problem("schema", f"This does not fit the schema {name}.", ())),)
    return misfits


@cache
def validator_of(name: str) -> Any:
    """The validator of ``spec/schema/<name>.schema.json`` that finds everything that is wrong with a document."""
    from statusquo.reading.thorough import thorough_validator  # noqa: PLC0415 - valid files do not wait for its import

    return thorough_validator(read_schema(name))


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The schema ``spec/schema/<name>.schema.json``."""
    text = (spec_folder() / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _compiled(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(read_schema(name))
