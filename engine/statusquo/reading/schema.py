"""Checking a document against one of the project's JSON Schemas.

A compiled validator gives the yes or no, since that is what nearly every load needs and it takes a fraction of a
millisecond. Only for a document that is not valid does ``jsonschema`` walk it again, to find everything that is wrong.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from statusquo.errors import InvalidFileError
from statusquo.locations import spec_folder
from statusquo.reading.problems import closest

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem

_YAML_1_1_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_MATRIX_WORDS = {"yes": "allow", "on": "allow", "true": "allow", "no": "deny", "off": "deny", "false": "deny"}
_TYPES = {
    "object": "a mapping (`name: value` lines)",
    "array": "a list",
    "string": "a text",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
}
_LIMITS = {
    "minItems": "an entry at least",
    "minLength": "a text that is not empty",
    "minProperties": "an entry at least",
    "uniqueItems": "each entry once",
}


def check_schema(document: Document, name: str) -> None:
    """Check a document against ``spec/schema/<name>.schema.json``.

    Raises:
        InvalidFileError: with everything that does not fit the schema.
    """
    if _compiled(name).is_valid(document.data):
        return
    problems = sorted(
        {problem for error in _thorough(name).iter_errors(document.data) for problem in _explain(document, error)},
        key=lambda problem: (problem.line, problem.column, problem.code, problem.message),
    )
    if not problems:  # the two validators disagree: say so rather than let the file pass
        problems = [document.problem("schema", f"This does not fit the schema {name}.", ())]
    raise InvalidFileError(tuple(problems))


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
def _thorough(name: str) -> Draft202012Validator:
    return Draft202012Validator(read_schema(name))


def _explain(document: Document, error: Any) -> list[Problem]:
    """What one error of the validator means to the author of the file."""
    path = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "additionalProperties" or (keyword == "false schema" and path):
        return _unknown_keys(document, error, path)
    if keyword in {"required", "dependentRequired"}:
        key = error.message.split("'")[1]
        message = f"`{key}` is missing."
        return [document.problem("missing-key", message, path, at_key=True, expected=_described(error, key))]
    if keyword == "type":
        return [_wrong_type(document, error, path)]
    if keyword in {"enum", "const"}:
        return [_wrong_value(document, error, path)]
    if keyword == "pattern":
        return [_bad_text(document, error, path)]
    expected = _LIMITS.get(keyword, _schema_words(error))
    message = f"`{_shown(error.instance)}` does not fit here."
    return [document.problem("out-of-range", message, path, expected=expected)]


def _unknown_keys(document: Document, error: Any, path: DataPath) -> list[Problem]:
    if error.validator == "false schema":
        message = f"`{path[-1]}` has no meaning together with what stands beside it."
        return [document.problem("unknown-key", message, path, at_key=True)]
    allowed = list(error.schema.get("properties", ()))
    instance: dict[str, Any] = error.instance
    return [
        document.problem(
            "unknown-key",
            f"There is no `{key}` here.",
            (*path, key),
            at_key=True,
            expected=", ".join(name for name in allowed if name not in instance) or "nothing more",
            suggestion=closest(key, allowed),
        )
        for key in instance
        if key not in allowed
    ]


def _wrong_type(document: Document, error: Any, path: DataPath) -> Problem:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    expected = " or ".join(_TYPES.get(name, name) for name in names)
    value = error.instance
    if names == ["boolean"] and isinstance(value, str) and value.lower() in _YAML_1_1_BOOLEANS:
        meant = _YAML_1_1_BOOLEANS[value.lower()]
        message = f"`{value}` is a text in YAML 1.2, and not a truth value."
        return document.problem("yaml-1.1-boolean", message, path, expected=expected, suggestion=meant)
    message = "The value is missing." if value is None else f"`{_shown(value)}` is {_type_of(value)}."
    return document.problem("wrong-type", message, path, expected=expected)


def _wrong_value(document: Document, error: Any, path: DataPath) -> Problem:
    wanted = [error.validator_value] if error.validator == "const" else error.validator_value
    choices = [str(choice) for choice in wanted]
    value = error.instance
    shown = _shown(value)
    expected = "one of " + ", ".join(choices) if len(choices) > 1 else f"`{choices[0]}`"
    word = str(value).lower()
    if set(choices) == {"allow", "deny"} and word in _MATRIX_WORDS:
        message = f"`{shown}` is not a word of a matrix."
        return document.problem("yaml-1.1-boolean", message, path, expected=expected, suggestion=_MATRIX_WORDS[word])
    code = "language-version" if path == ("language",) else "wrong-value"
    message = f"`{shown}` is not possible here."
    return document.problem(code, message, path, expected=expected, suggestion=closest(str(value), choices))


def _bad_text(document: Document, error: Any, path: DataPath) -> Problem:
    in_name = "propertyNames" in error.absolute_schema_path
    message = f"`{_shown(error.instance)}` is not well formed."
    target = (*path, error.instance) if in_name else path
    return document.problem("bad-name", message, target, at_key=in_name, expected=_schema_words(error))


def _schema_words(error: Any) -> str:
    """What the schema says in words about the value that does not fit."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    return str(schema.get("description", "what the schema describes"))


def _described(error: Any, key: str) -> str:
    described = error.schema.get("properties", {}).get(key, {})
    return str(described.get("description", "")) if isinstance(described, dict) else ""


def _type_of(value: object) -> str:
    names = {
        dict: "a mapping",
        list: "a list",
        str: "a text",
        bool: "a truth value",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "nothing")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - what fits into a sentence
