"""The description of the API (OpenAPI 3.1), made of the endpoints' declarations and the published schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from statusquo_server import schemas
from statusquo_server.problems import MEDIA_TYPE
from statusquo_server.rulebook import Rulebook
from statusquo_server.web.endpoint import DESCRIBED, Description

_VARIABLE = re.compile(r"<(\w+)>")
_IMPLIED = {"HEAD", "OPTIONS"}

_REFUSALS: Mapping[int, tuple[str, str]] = {
    400: ("NotJson", "The body is no JSON."),
    401: ("Unauthorized", "Nobody knows who is asking."),
    403: ("Forbidden", "A permission or a relation is missing."),
    404: ("NotFound", "There is nothing of the kind, or nothing that one may know of."),
    405: ("MethodNotAllowed", "The path has no such method; the header Allow names those that it has."),
    409: ("Conflict", "The status forbids it, or how else things stand with the ticket."),
    413: ("TooLarge", "The body is too large."),
    415: ("UnsupportedMediaType", "The body has another type than JSON."),
    422: ("Unfit", "A value is missing or does not fit."),
    500: ("Fault", "Something went wrong in the server."),
}
"""The statuses of errors, each with the name of its description and the description."""

_UNFIT_BODY = (400, 413, 415, 422)


def document_of(app: Flask, rulebook: Rulebook) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    rules = rulebook.rules
    known = schemas.bodies(rules, rulebook.kinds)
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        description = getattr(app.view_functions[rule.endpoint], DESCRIBED)
        for method in sorted((rule.methods or set()) - _IMPLIED):
            described = _operation(rule, method, description, known)
            paths.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), {})[method.lower()] = described
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"statusquo reference server: {rules.title}",
            "version": rules.version,
            "description": (
                f"A help desk by the rules {rules.name} {rules.version}. Every path answers a method that it does not "
                "have with 405 (MethodNotAllowed). Texts and numbers that the rules take with a request, such as a "
                "reason, and that stand nowhere else on a ticket are kept in its history."
            ),
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas.answers(rules), **known},
            "responses": {
                name: {"description": meaning, "content": _content(MEDIA_TYPE, "Problem")}
                for name, meaning in _REFUSALS.values()
            },
        },
    }


def _operation(
    rule: Rule, method: str, description: Description, bodies: Mapping[str, schemas.Schema]
) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _VARIABLE.findall(rule.rule)
    ]
    if description.lists:
        limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        parameters.append({"name": "limit", "in": "query", "required": False, "schema": limit})
        parameters.append({"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}})
    for name, meaning in description.query.items():
        parameter = {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
        parameters.append({**parameter, "description": meaning})
    described: dict[str, Any] = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": description.summary,
        "responses": {str(int(description.status)): _answer(description), **_refusals(rule, method, description)},
    }
    if parameters:
        described["parameters"] = parameters
    body = None if description.body is None else bodies[description.body]
    # A body without fields can be left out, and on DELETE few clients can send one.
    if body is not None and (method != "DELETE" or body["properties"]):
        content = _content("application/json", description.body or "")
        described["requestBody"] = {"required": "required" in body, "content": content}
    if description.is_open:
        described["security"] = []
    return described


def _answer(description: Description) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(description.status).phrase}
    if description.answers is None:
        return answer
    content = _content("application/json", description.answers)
    if description.lists:
        items = {"type": "array", "items": content["application/json"]["schema"]}
        cursor = {"type": ["string", "null"], "description": "Leads to the next page; null on the last one."}
        page = {"type": "object", "properties": {"items": items, "next_cursor": cursor}}
        content = {"application/json": {"schema": {**page, "required": ["items", "next_cursor"]}}}
    return {**answer, "content": content}


def _refusals(rule: Rule, method: str, description: Description) -> dict[str, Any]:
    """The errors that can happen: by the path, the method, and what the endpoint says of itself."""
    possible = set(description.refusals)
    if not description.is_open:
        possible.add(401)
    if rule.arguments:
        possible.add(404)
    if method == "GET":
        possible.update({422} if description.lists else ())
    else:
        possible.update({*_UNFIT_BODY, 403})
        possible.update({409} if rule.arguments else ())
    return {str(status): {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"} for status in sorted(possible)}


def _content(media_type: str, schema: str) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
