from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from statusquo import load_rules
from statusquo.rules.operations import Operation
from werkzeug.routing import Rule

from tests.reference_server.world import Answer, World


@pytest.fixture
def document(world: World) -> Any:
    return world.nobody.get("/openapi.json").content


def test_every_route_is_described_and_nothing_else(world: World, document: Any) -> None:
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert described == set(routes(world.app))


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        assert isinstance(rule, Rule)
        path = rule.rule.replace("<", "{").replace(">", "}")
        yield from ((method, path) for method in (rule.methods or ()) if method not in {"HEAD", "OPTIONS"})


def test_the_document_has_the_form_of_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= document["info"].keys()
    seen = set()
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            in_path = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
            assert {f"{{{name}}}" for name in in_path} == {part for part in path.split("/") if part.startswith("{")}
            assert any(status.startswith("2") for status in operation["responses"])
            assert all("description" in each or "$ref" in each for each in operation["responses"].values())


def test_every_schema_is_one_and_every_reference_leads_somewhere(document: Any) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references(document):
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def test_every_operation_of_the_language_has_its_body_described(document: Any) -> None:
    schemas = document["components"]["schemas"]
    names = {operation: "".join(word.capitalize() for word in operation.split("_")) + "Body" for operation in Operation}
    assert set(names.values()) <= schemas.keys()
    assert all(schemas[name]["additionalProperties"] is False for name in names.values())
    assert schemas["ChangeStatusBody"]["properties"]["status"]["enum"] == list(load_rules().statuses)
    assert schemas["SubmitSurveyBody"]["required"] == ["rating"]
    assert schemas["PostMessageBody"]["properties"]["body"]["maxLength"] == 10_000


def test_a_body_is_described_where_one_can_be_sent_and_required_where_one_has_to_be(document: Any) -> None:
    bodies = {
        (method, path): operation["requestBody"]["required"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if "requestBody" in operation
    }
    assert {method for method, _ in bodies} == {"post", "put", "patch"}
    assert bodies["put", "/tickets/{ticket}/status"]
    assert bodies["post", "/tickets"]
    assert not bodies["post", "/tickets/{ticket}/closure-request"]


def test_the_errors_described_are_those_that_can_happen(document: Any) -> None:
    described = {
        (method, path): {int(status) for status in operation["responses"] if int(status) >= 400}
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    assert described["get", "/health"] == set()
    assert described["get", "/me"] == {401}
    assert described["get", "/tickets"] == {401, 422}
    assert described["get", "/tickets/{ticket}"] == {401, 404}
    assert described["get", "/tickets/{ticket}/surveys"] == {401, 403, 404, 409, 422}
    assert described["get", "/staff"] == {401, 403, 422}
    assert described["post", "/tickets"] == {400, 401, 403, 413, 415, 422}
    assert described["put", "/tickets/{ticket}/status"] == {400, 401, 403, 404, 409, 413, 415, 422}
    assert described["get", "/test-clock"] == {401, 404}
    assert not [key for key, statuses in described.items() if key[0] == "get" and {400, 413, 415} & statuses]
    assert "405" in document["info"]["description"]
    assert "MethodNotAllowed" in document["components"]["responses"]


def test_the_ticket_of_a_list_of_favorites_is_described(document: Any) -> None:
    names = {each["name"] for each in document["paths"]["/favorites"]["get"]["parameters"]}
    assert names == {"limit", "cursor", "ticket"}


def test_what_the_server_answers_is_what_it_says_it_answers(world: World, document: Any) -> None:
    customer = world.customer()
    path = world.ticket(customer)
    world.participant(path, customer)
    invite = customer.post(f"{path}/invites").content["invite"]
    message = customer.post(f"{path}/messages", {"body": "x"}).content["id"]
    customer.put(f"{path}/favorite")
    world.move(path, "closure_scheduled")
    template = "/tickets/{ticket}"
    later = {"at": world.in_seconds(10**6)}
    answers: list[tuple[str, str, Answer]] = [
        ("get", "/health", world.nobody.get("/health")),
        ("get", "/me", customer.get("/me")),
        ("get", "/statuses", customer.get("/statuses")),
        ("post", "/customers", world.owner.post("/customers", {"name": "x"})),
        ("post", "/staff", world.owner.post("/staff", {"name": "x", "profile": "Staff"})),
        ("get", "/customers", world.owner.get("/customers")),
        ("get", "/staff", world.owner.get("/staff")),
        ("post", "/tickets", customer.post("/tickets", {"subject": "x"})),
        ("get", "/tickets", customer.get("/tickets")),
        ("get", "/favorites", customer.get("/favorites")),
        ("get", template, customer.get(path)),
        ("get", f"{template}/messages", customer.get(f"{path}/messages")),
        ("get", f"{template}/participants", customer.get(f"{path}/participants")),
        ("get", f"{template}/surveys", customer.get(f"{path}/surveys")),
        ("patch", f"{template}/messages/{{message}}", customer.patch(f"{path}/messages/{message}", {"body": "y"})),
        ("post", f"{template}/messages", customer.post(f"{path}/messages", {"body": "y"})),
        ("post", f"{template}/notes", world.owner.post(f"{path}/notes", {"body": "y"})),
        ("post", f"{template}/survey-submission", customer.post(f"{path}/survey-submission", {"rating": 1})),
        ("post", f"{template}/closure", customer.post(f"{path}/closure")),
        ("put", f"{template}/status", world.owner.put(f"{path}/status", {"status": "open"})),
        ("put", f"{template}/assignee", world.owner.put(f"{path}/assignee", {"staff": world.owner.id})),
        ("post", f"{template}/closure-request", customer.post(f"{path}/closure-request")),
        ("post", f"{template}/invites", customer.post(f"{path}/invites")),
        ("post", "/invites/{invite}/acceptance", world.customer().post(f"/invites/{invite}/acceptance")),
        ("post", f"{template}/closure-schedule", world.owner.post(f"{path}/closure-schedule", later)),
        ("post", f"{template}/deletion-schedule", world.owner.post(f"{path}/deletion-schedule", later)),
        ("get", "/test-clock", customer.get("/test-clock")),
        ("post", "/test-clock/advance", world.owner.post("/test-clock/advance", {"seconds": 1})),
        ("delete", f"{template}/favorite", customer.delete(f"{path}/favorite")),
    ]
    for method, where, answer in answers:
        described = document["paths"][where][method]["responses"].get(str(answer.status))
        assert answer.status < 300, (method, where, answer)
        assert described is not None, (method, where, answer)
        if answer.content is None:
            assert "content" not in described
            continue
        schema = described["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": document["components"]})
        validator.validate(answer.content)


def test_problems_are_what_the_document_says_they_are(world: World, document: Any) -> None:
    path = world.ticket(world.customer())
    schema = document["components"]["schemas"]["Problem"]
    for answer in (world.nobody.get("/me"), world.owner.put(f"{path}/status", {"x": 1}), world.owner.get("/nowhere")):
        Draft202012Validator(schema).validate(answer.content)
