"""The bodies of requests: read first, and checked by the schemas that the API publishes.

Reasons speak in an order: authentication, visibility, permission or ownership, status, arguments. Whatever is wrong
with a body is a matter of arguments, and so the last reason of all. What can be read of a body is therefore given to
the engine first, and the fault is kept (:attr:`Body.fault`) until nothing else speaks against the request. One thing
comes early: of a body that is too large (413) nothing is read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, NoReturn

import jsonschema_rs
from flask import Request
from statusquo.reading.problems import closest
from werkzeug.exceptions import RequestEntityTooLarge

from statusquo_server.problems import Problem


class BodySchema:
    """A published schema of a body, ready to check with."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.names = frozenset(schema.get("properties", {}))
        self._schema = schema
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema))

    def faults(self, fields: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
        """Everything that does not fit, each with a JSON pointer; of one value only the first fault."""
        if self._validator.is_valid(fields):
            return ()
        found: dict[str, str] = {}
        for error in self._validator.iter_errors(fields):
            found.setdefault(_pointer(error.instance_path), self._detail(error))
        return tuple({"pointer": pointer, "detail": detail} for pointer, detail in found.items())

    def _detail(self, error: jsonschema_rs.ValidationError) -> str:
        """What is wrong with a value, in a sentence, with the limits that it does not keep."""
        *path, keyword = error.schema_path
        schema: Any = self._schema
        for part in path:
            schema = schema[part]
        if keyword == "enum":
            return _no_such(error.instance, schema["enum"])
        if keyword in {"pattern", "minLength", "maxLength"}:
            return f"It has to be a text of at most {schema['maxLength']:,} characters, and not blank."
        return error.message


def _no_such(value: Any, known: Sequence[str]) -> str:
    """What to say where one of a few names has to stand, and something else does."""
    meant = closest(value, known) if isinstance(value, str) else None
    suggestion = "" if meant is None else f" Did you mean {meant}?"
    wanted = f"one of {', '.join(known)}" if known else "left out, since there is none"
    return f"It has to be {wanted}.{suggestion}"


NO_FIELDS = BodySchema({"type": "object", "additionalProperties": False})


class Body:
    """The body of a request. No body at all is an object without fields."""

    def __init__(self, request: Request, schema: BodySchema) -> None:
        self._request = request
        self._schema = schema

    def read(self) -> None:
        """Read it now: before a transaction begins, so that nobody waits for a client that sends slowly.

        Raises:
            RequestEntityTooLarge: if the body is too large (413).
        """
        _ = self._content

    @property
    def fields(self) -> Mapping[str, Any]:
        """The known fields, whatever their values, as far as they can be read: to decide with, and not to keep."""
        return self._content[0]

    @property
    def fault(self) -> Problem | None:
        """What is wrong with the body as such: another type (415), no JSON (400), no object of known fields (422)."""
        return self._content[1]

    def checked(self) -> Mapping[str, Any]:
        """The fields, with values that fit the whole schema.

        Raises:
            Problem: if they do not (422), or as in :attr:`fault`.
        """
        if self.fault is not None:
            raise self.fault
        faults = self._schema.faults(self.fields)
        if faults:
            raise unfit(faults)
        return self.fields

    @cached_property
    def _content(self) -> tuple[Mapping[str, Any], Problem | None]:
        """What can be read of the body, and what is wrong with it."""
        raw = self._request.get_data(cache=False)
        if self._request.content_length is None and len(raw) >= (self._request.max_content_length or len(raw) + 1):
            raise RequestEntityTooLarge  # it came in chunks, and its rest was cut off
        if not raw:
            return {}, None
        if not self._request.is_json:
            message = "A body has to be JSON, and its content type application/json."
            return {}, Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)
        try:
            data, faults = _parse(raw)
        except (ValueError, RecursionError) as error:
            message = f"The body cannot be read as JSON: {error}."
            return {}, Problem(HTTPStatus.BAD_REQUEST, "malformed_json", message)
        if not isinstance(data, dict):
            return {}, unfit([{"pointer": "", "detail": "The body has to be a JSON object."}])
        known = ", ".join(sorted(self._schema.names)) or "none"
        detail = f"There is no such field. The fields are: {known}."
        faults += [{"pointer": _pointer([name]), "detail": detail} for name in data if name not in self._schema.names]
        fields = {name: value for name, value in data.items() if name in self._schema.names}
        return fields, unfit(faults) if faults else None


def _parse(raw: bytes) -> tuple[Any, list[Mapping[str, str]]]:
    """The data in a JSON text, and what is wrong with it though it is JSON.

    Raises:
        ValueError: if it is no JSON.
        RecursionError: if it is nested too deeply.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = Counter(name for name, _ in pairs)
        twice.extend(name for name, count in names.items() if count > 1)
        return dict(pairs)

    data = json.loads(raw, parse_constant=_no_constant, object_pairs_hook=once)
    # Half of a surrogate pair can be written in JSON and stands for no character.
    json.dumps(data, ensure_ascii=False).encode()
    repeated = [f"The name {json.dumps(name, ensure_ascii=False)} stands there more than once." for name in twice]
    faults: list[Mapping[str, str]] = [{"pointer": "", "detail": detail} for detail in repeated]
    return data, [*faults, *_unstorable(data, [])]


def _unstorable(data: Any, path: list[str | int]) -> Iterator[Mapping[str, str]]:
    """The texts with a character that PostgreSQL cannot store, and that no database is therefore given."""
    if isinstance(data, str) and "\0" in data:
        yield {"pointer": _pointer(path), "detail": "It has to be a text without the character U+0000."}
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _unstorable(value, [*path, name])
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _unstorable(value, [*path, index])


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def unfit(faults: Sequence[Mapping[str, str]]) -> Problem:
    """The body does not fit; the first fault is told in the sentence as well."""
    first = faults[0]
    where = first["pointer"] or "The body"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_body", f"{where}: {first['detail']}", errors=tuple(faults))


def _pointer(path: list[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
