"""The description of the API (OpenAPI 3.1), made of the endpoints' declarations and the published schemas."""

from __future__ import annotations

import re
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

_REFUSALS = {
    HTTPStatus.BAD_REQUEST: "The body is no JSON.",
    HTTPStatus.UNAUTHORIZED: "Nobody knows who is asking.",
    HTTPStatus.FORBIDDEN: "A permission or a relation is missing.",
    HTTPStatus.NOT_FOUND: "There is nothing of the kind, or nothing that one may know of.",
    HTTPStatus.CONFLICT: "The status forbids it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body has another type than JSON.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value is missing or does not fit.",
}


def document_of(app: Flask, rulebook: Rulebook) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    rules = rulebook.rules
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        description = getattr(app.view_functions[rule.endpoint], DESCRIBED)
        for method in sorted((rule.methods or set()) - _IMPLIED):
            paths.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), {})[method.lower()] = _operation(rule, description)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"statusquo reference server: {rules.title}",
            "version": rules.version,
            "description": f"A help desk by the rules {rules.name} {rules.version}.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas.answers(rules), **schemas.bodies(rules, rulebook.kinds)},
            "responses": {"Problem": {"description": "Problem details.", "content": _content(MEDIA_TYPE, "Problem")}},
        },
    }


def _operation(rule: Rule, description: Description) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _VARIABLE.findall(rule.rule)
    ]
    if description.lists:
        limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        parameters.append({"name": "limit", "in": "query", "required": False, "schema": limit})
        parameters.append({"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}})
    described: dict[str, Any] = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": description.summary,
        "responses": {str(int(description.status)): _answer(description), **_refusals(description)},
    }
    if parameters:
        described["parameters"] = parameters
    if description.body is not None:
        described["requestBody"] = {"content": _content("application/json", description.body)}
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


def _refusals(description: Description) -> dict[str, Any]:
    if description.is_open:
        return {}
    problem = {"$ref": "#/components/responses/Problem"}
    return {str(int(status)): problem for status in _REFUSALS}


def _content(media_type: str, schema: str) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
