"""The bodies of requests: read when asked for, and checked by the schemas that the API publishes.

Checking comes in two parts, since reasons speak in an order. Whether a body is an object of known fields is asked as
soon as the client may know of the ticket. Whether the values are right is asked last: first by the engine, of what the
rules take, and then by the whole schema, of everything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, NoReturn

import jsonschema_rs
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from statusquo_server.problems import Problem


class BodySchema:
    """A published schema of a body, ready to check with."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.names = frozenset(schema.get("properties", {}))
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema))

    def faults(self, fields: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
        """Everything that does not fit, each with a JSON pointer."""
        if self._validator.is_valid(fields):
            return ()
        return tuple(
            {"pointer": _pointer(error.instance_path), "detail": error.message}
            for error in self._validator.iter_errors(fields)
        )


NO_FIELDS = BodySchema({"type": "object", "additionalProperties": False})


class Body:
    """The body of a request. No body at all is an object without fields."""

    def __init__(self, request: Request, schema: BodySchema) -> None:
        self._request = request
        self._schema = schema

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The fields, whatever their values.

        Raises:
            Problem: if the body is too large (413), no JSON by its content type (415), no JSON indeed (400), or not an
                object of known fields (422).
        """
        raw = self._request.get_data(cache=False)
        if self._request.content_length is None and len(raw) >= (self._request.max_content_length or len(raw) + 1):
            raise RequestEntityTooLarge  # it came in chunks, and its rest was cut off
        if not raw:
            return {}
        if not self._request.is_json:
            message = "A body has to be JSON, and its content type application/json."
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)
        fields = _parse(raw)
        if not isinstance(fields, dict):
            raise _unfit(({"pointer": "", "detail": "The body has to be a JSON object."},))
        unknown = [name for name in fields if name not in self._schema.names]
        if unknown:
            known = ", ".join(sorted(self._schema.names)) or "none"
            detail = f"There is no such field. The fields are: {known}."
            raise _unfit(tuple({"pointer": _pointer([name]), "detail": detail} for name in unknown))
        return fields

    def checked(self) -> Mapping[str, Any]:
        """The fields, with values that fit the whole schema.

        Raises:
            Problem: if they do not (422), or as for :attr:`fields`.
        """
        fields = self.fields
        faults = self._schema.faults(fields)
        if faults:
            raise _unfit(faults)
        return fields


def _parse(raw: bytes) -> Any:
    try:
        data = json.loads(raw, parse_constant=_no_constant)
        # Half of a surrogate pair can be written in JSON and stands for no character.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        message = f"The body cannot be read as JSON: {error}."
        raise Problem(HTTPStatus.BAD_REQUEST, "malformed_json", message) from error
    return data


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _unfit(faults: tuple[Mapping[str, str], ...]) -> Problem:
    first = faults[0]
    where = first["pointer"] or "The body"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_body", f"{where}: {first['detail']}", errors=faults)


def _pointer(path: list[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
