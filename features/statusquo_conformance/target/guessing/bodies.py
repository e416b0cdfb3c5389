"""What is sent to an endpoint for an operation, and where in its answer the results may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.target.guessing.endpoints import Endpoint, Schema, types_of
from statusquo_conformance.target.guessing.words import Words, snake
from statusquo_conformance.target.vocabulary import SHAPES, shown_times, taken_besides

PASSWORD = "Passw0rd! of the suite"  # noqa: S105 - for accounts that the suite makes on test systems
_TEXT = "A text of the conformance suite"
_DEEPEST = 3
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TRUTHS = frozenset({"active", "submitted"})
_LISTS = frozenset({"permissions", "flags"})


@dataclass(frozen=True)
class Entry:
    """What a target file may say of an operation.

    Attributes:
        data: the entry itself.
        missing: results that were not found.
    """

    data: dict[str, Any]
    missing: tuple[str, ...]


def entry_of(operation: str, endpoint: Endpoint, path: str, words: Words, rules: RuleSet) -> Entry:
    """The entry for an operation that an endpoint does.

    Args:
        operation: which one.
        endpoint: what does it.
        path: its path with our placeholders.
        words: by which names are recognised.
        rules: what the server is to be checked against.
    """
    data: dict[str, Any] = {"request": f"{endpoint.method} {path}"}
    given = (*SHAPES[operation].arguments, *taken_besides(rules, operation, needed=True))
    arguments = [name for name in given if f"{{{name}}}" not in path]
    query = {name: f"{{{found}}}" for name in endpoint.query if (found := _argument(name, arguments, words))}
    if query:
        data["query"] = query
    if endpoint.body is not None:
        body = _filled(endpoint.body, [name for name in arguments if f"{{{name}}}" not in query.values()], words, 0)
        data["form" if endpoint.form else "json"] = {**body} if isinstance(body, dict) else body
    each, results, missing = _results(operation, endpoint, words, shown_times(rules))
    if each is not None:
        data["each"] = each
    if results:
        data["result"] = results
    return Entry(data, missing)


def _argument(name: str, arguments: list[str], words: Words) -> str | None:
    """The argument that a property of this name takes."""
    return next((each for each in arguments if snake(name) in words.sends.get(each, (each,))), None)


def _filled(schema: Schema, arguments: list[str], words: Words, depth: int) -> Any:
    """A body: what the operation gives, and something for whatever else has to be there."""
    body: dict[str, Any] = {}
    for name, inner in schema.get("properties", {}).items():
        argument = _argument(name, arguments, words)
        nested = inner.get("properties")
        if nested and depth < _DEEPEST:
            value = _filled(inner, arguments, words, depth + 1)
            if _has_placeholder(value) or name in schema.get("required", ()):
                body[name] = value
        elif argument == "handle":
            body[name] = "{handle}@desk.example" if "mail" in name.lower() else "{handle}"
        elif argument is not None:
            body[name] = f"{{{argument}}}"
        elif "handle" in arguments and "password" in snake(name):
            body[name] = PASSWORD
        elif name in schema.get("required", ()):
            body[name] = _example(inner)
    return body


def _has_placeholder(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_placeholder(inner) for inner in value.values())
    return isinstance(value, str) and value.startswith("{")


def _example(schema: Schema) -> Any:
    """Something that the schema may allow."""
    samples = [schema.get(key) for key in ("const", "example", "default")]
    samples += [next(iter(schema[key]), None) for key in ("examples", "enum") if isinstance(schema.get(key), list)]
    for sample in samples:
        if isinstance(sample, bool | int | float):
            return sample
        if isinstance(sample, str):
            return sample.replace("{", "{{").replace("}", "}}")
    types = types_of(schema)
    least = schema.get("minimum", 1)
    by_type = {"integer": least, "number": least, "boolean": False, "array": [], "object": {}}
    return next((value for name, value in by_type.items() if name in types), _TEXT)


def _results(
    operation: str, endpoint: Endpoint, words: Words, times: tuple[str, ...]
) -> tuple[str | None, dict[str, str], tuple[str, ...]]:
    """Where the list is, if it is one, where the results are, and which were not found."""
    shape = SHAPES[operation]
    schema: Schema = endpoint.answer or {}
    each = None
    if shape.lists:
        place = _list_in(schema, words)
        if place is None:
            return None, {}, shape.results
        path, schema = place
        each = path or None
    results = {}
    further = times if operation == Operation.READ_TICKET else ()
    for result in dict.fromkeys((*shape.results, *shape.optional, *further)):
        found = _result(operation, result, schema, words)
        if found is None and result == "id" and endpoint.located:
            found = "match(header('location'), '([^/]+)/?$')"
        if found is None and result == "secret" and PASSWORD in _values(endpoint, words):
            found = f"'{PASSWORD}'"
        if found is None and result == "submitted":
            found = _when_rated(schema, words)
        if found is not None:
            results[result] = found
    return each, results, tuple(name for name in shape.results if name not in results)


def _when_rated(schema: Schema, words: Words) -> str | None:
    """What tells that a survey has been submitted, where only its rating does."""
    rating = next((name for name in schema.get("properties", {}) if snake(name) in words.sends["rating"]), None)
    return f"{_quoted(rating)} != `null`" if rating is not None else None


def _values(endpoint: Endpoint, words: Words) -> list[Any]:
    return list(_leaves(_filled(endpoint.body or {}, ["handle"], words, 0)))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    else:
        yield value


def _list_in(schema: Schema, words: Words) -> tuple[str, Schema] | None:
    """The path of a list in an answer, and the schema of its items."""
    if "array" in types_of(schema) or "items" in schema:
        return "", schema.get("items", {})
    properties: dict[str, Schema] = dict(schema.get("properties", {}))
    arrays = [name for name, inner in properties.items() if "array" in types_of(inner)]
    known = [name for name in words.lists if name in arrays]
    if known or arrays:
        name = (known or arrays)[0]
        return name, properties[name].get("items", {})
    for name, inner in properties.items():
        found = _list_in(inner, words) if inner.get("properties") else None
        if found is not None:
            return f"{name}.{found[0]}", found[1]
    return None


def _result(operation: str, result: str, schema: Schema, words: Words, depth: int = 0) -> str | None:
    """The expression for a result."""
    if not schema.get("properties"):
        # A list of bare values holds the one thing that it is a list of.
        bare = depth == 0 and SHAPES[operation].lists and SHAPES[operation].results == (result,)
        return "@" if bare and types_of(schema) & {"string", "integer"} else None
    properties: dict[str, Schema] = dict(schema["properties"])
    by_name = {snake(name): name for name in properties}
    for wanted in words.result_names(operation, result):
        name = by_name.get(wanted)
        if name is None or (result in _TRUTHS) != ("boolean" in types_of(properties[name])):
            continue
        if properties[name].get("properties"):
            inside = _result(operation, "id", properties[name], words, 1) if result != "secret" else None
            if inside is None:
                continue
            return f"{_quoted(name)}.{inside}"
        if "array" in types_of(properties[name]) and result not in _LISTS:
            continue
        return _quoted(name)
    if depth < 1:
        for name, inner in properties.items():
            found = _result(operation, result, inner, words, depth + 1) if inner.get("properties") else None
            if found is not None:
                return f"{_quoted(name)}.{found}"
    return None


def _quoted(name: str) -> str:
    """A field in an expression."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name)
