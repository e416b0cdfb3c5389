"""From an OpenAPI document to a target file to begin with: it loads, or its comments say what is left to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from statusquo.cli.main import run
from statusquo.errors import InvalidFileError
from statusquo_conformance.operations import Operation
from statusquo_conformance.target.guessing.endpoints import OpenApiError, read_openapi
from statusquo_conformance.target.guessing.writing import TODO, guessed_target
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.vocabulary import shown_times
from statusquo_conformance.targets import reference_target, template_target
from statusquo_server.app import create_app
from statusquo_server.settings import Settings

from tests import plain_yaml
from tests.target.desks import HERE, RULES, SECRET, USED

DOCUMENTS = HERE / "openapi"
VARIABLES = {"DESK_URL": "http://desk.example", "DESK_ADMINISTRATOR": SECRET}


def guessed(path: Path) -> tuple[str, dict[str, Any]]:
    """The text, and what it says."""
    text = guessed_target(read_openapi(path), RULES)
    return text, plain_yaml.load(text)


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "guessed.yaml"
    path.write_text(text, "utf-8")
    try:
        load_target(path, RULES, VARIABLES)
    except InvalidFileError as error:
        return [f"{problem.code}: {problem.message}" for problem in error.problems]
    return []


@pytest.fixture
def own_document(tmp_path: Path) -> Path:
    """The document of the reference server."""
    app = create_app(Settings(None, "sqlite://", test_clock=True, owner_token=SECRET))
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(app.test_client().get("/openapi.json").get_json()), "utf-8")
    return path


def test_the_reference_api_is_guessed_from_its_own_document(own_document: Path, tmp_path: Path) -> None:
    text, data = guessed(own_document)
    entries = plain_yaml.load(reference_target().read_text("utf-8"))["operations"]
    known = {name: entry for name, entry in entries.items() if name in USED or name not in set(Operation)}
    # What is to be sent or found under the names of the rules, whichever they are, no document tells.
    del known["read_ticket"]["result"]["*"]
    known["read_ticket"]["result"] |= {name: name for name in shown_times(RULES)}
    for entry in known.values():
        entry.get("json", {}).pop("*", None)
    assert problems(tmp_path, text) == []
    assert set(data["operations"]) == set(known)
    for name, entry in known.items():
        found = data["operations"][name]
        assert found["request"] == entry["request"]
        assert found.get("result") == entry.get("result")
        assert found.get("paged", False) == entry.get("paged", False)
        if name not in {"create_ticket", "remove_participant"}:
            assert found.get("json") == entry.get("json")
    assert data["auth"] == {"headers": {"Authorization": "Bearer {secret}"}}


def test_every_guess_says_where_it_comes_from(own_document: Path) -> None:
    text, data = guessed(own_document)
    lines = text.splitlines()
    for name, entry in data["operations"].items():
        before = lines[lines.index(f"  {name}:") - 1]
        assert before.startswith(f"  # guessed from {entry['request'].split()[0]} /")
        assert before.endswith(": check it")


def test_the_comments_of_the_template_are_all_there(own_document: Path) -> None:
    text, _ = guessed(own_document)
    template = template_target().read_text("utf-8").partition("operations:")[0]
    assert [line for line in template.splitlines() if line.startswith("#") and line not in text] == []


def test_wrapped_bodies_general_updates_and_lists_of_users_are_understood() -> None:
    text, data = guessed(DOCUMENTS / "cases.yaml")
    operations = data["operations"]
    assert operations == {
        "create_ticket": {
            "request": "POST /cases",
            "json": {"case": {"title": "Printer on fire", "channel": "web", "priority": 3}},
            "result": {"id": "case.id"},
        },
        "read_ticket": {
            "request": "GET /cases/{ticket}",
            "result": {"status": "case.state", "assignee": "case.owner.id"},
        },
        "change_status": {"request": "PATCH /cases/{ticket}", "json": {"case": {"state": "{status}"}}},
        "assign": {"request": "PATCH /cases/{ticket}", "json": {"case": {"owner_id": "{staff}"}}},
        "post_message": {
            "request": "POST /cases/{ticket}/comments",
            "json": {"comment": {"text": "{body}"}},
            "result": {"id": "id"},
        },
        "edit_message": {"request": "PUT /cases/{ticket}/comments/{message}", "json": {"text": "{body}"}},
        "list_messages": {
            "request": "GET /cases/{ticket}/comments",
            "result": {"id": "id", "author": "createdBy.id", "body": "text"},
            "paged": True,
        },
        "add_favorite": {"request": "POST /users/{actor}/bookmarks", "json": {"case_id": "{ticket}"}},
        "list_favorites": {
            "request": "GET /users/{actor}/bookmarks",
            "each": "data",
            "result": {"ticket": "case_id"},
        },
        "create_customer": {
            "request": "POST /users",
            "json": {
                "email": "{handle}@desk.example",
                "password": "Passw0rd! of the suite",
                "name": "{name}",
                "role": "{role}",
            },
            "result": {"id": "id", "secret": "'Passw0rd! of the suite'", "user": "email"},
        },
    }
    assert data["auth"] == {"basic": True}
    assert data["paging"] == {"parameter": "page"}
    assert data["ids"] == "number"
    assert data["answers"] == {
        "done": [200, 201, 204],
        "refused": [409, 422],
        "not_visible": [404],
        "said": "error.code",
    }
    assert "# The document says https://cases.example/api/v2" in text
    assert f"{TODO} the server spells its statuses NEW, WORKING, DONE;" in text


def test_keys_forms_cursors_and_things_in_headers_are_understood(tmp_path: Path) -> None:
    text, data = guessed(DOCUMENTS / "requests.json")
    operations = data["operations"]
    assert {name: entry["request"] for name, entry in operations.items()} == {
        "create_ticket": "POST /v1/incidents",
        "read_ticket": "GET /v1/incidents/{ticket}",
        "change_status": "POST /v1/incidents/{ticket}/transitions",
        "list_statuses": "GET /v1/states",
        "post_message": "POST /v1/incidents/{ticket}/replies",
        "list_messages": "GET /v1/incidents/{ticket}/replies",
        "schedule_closure": "PUT /v1/incidents/{ticket}/auto-close",
        "list_surveys": "GET /v1/incidents/{ticket}/csat",
        "submit_survey": "PUT /v1/incidents/{ticket}/csat",
    }
    assert operations["create_ticket"]["form"] == {"subject": "Test"}
    assert operations["create_ticket"]["result"] == {"id": "match(header('location'), '([^/]+)/?$')"}
    assert operations["read_ticket"]["result"] == {"status": 'data."current-status"', "assignee": "data.assignedTo"}
    assert operations["list_statuses"]["result"] == {"status": "@"}
    assert operations["list_messages"]["each"] == "data.entries"
    assert operations["list_surveys"]["result"] == {"id": "id", "submitted": "score != `null`"}
    assert data["paging"] == {"parameter": "after", "next": "next"}
    assert data["auth"] == {"headers": {"X-Api-Key": "{secret}"}}
    assert data["times"] == "epoch_s"
    assert data["name"] == 'Anfragen: "service" # desk'
    assert {each.partition(":")[0] for each in problems(tmp_path, text)} == {"missing-operation", "missing-result"}
    assert text.count(f"{TODO} where the answer has the result") == 1
    assert f"{TODO} where the answer has the result `closes_at`" in text


@pytest.mark.parametrize("document", ["cases.yaml", "requests.json"])
def test_what_is_missing_is_what_the_comments_call_to_do(document: str, tmp_path: Path) -> None:
    text, data = guessed(DOCUMENTS / document)
    for name in USED:
        assert (f"\n  # {name}:\n" in text) == (name not in data["operations"])
    told = " ".join(problems(tmp_path, text))
    for name in USED:
        left = f"  # {name}:\n" in text and name != Operation.LIST_STATUSES
        assert left == (name in told.replace(",", " ").replace(".", " ").split())


@pytest.mark.parametrize(
    ("method", "path", "needs", "operations"),
    [
        ("post", "/tickets/{id}/comments", ["text"], {"post_message"}),
        ("post", "/tickets/{id}/internal-comments", ["text"], set()),
        ("put", "/tickets/{id}/closing", [], {"close_now"}),
        ("put", "/tickets/{id}/closing", ["when"], set()),
        ("put", "/tickets/{id}/scheduled-closing", ["when"], {"schedule_closure"}),
        ("delete", "/tickets/{id}", [], set()),
        ("get", "/tickets/{id}/attachments/{attachment}", [], set()),
        ("get", "/tickets", [], set()),
        ("post", "/users/{id}/tickets", ["subject"], {"create_ticket"}),
        ("delete", "/tickets/{id}/watchers/{user}", [], {"remove_participant"}),
        ("post", "/invitations/{token}/accept", [], {"accept_invite"}),
        ("get", "/weather", [], set()),
    ],
)
def test_what_an_endpoint_looks_like(
    tmp_path: Path, method: str, path: str, needs: list[str], operations: set[str]
) -> None:
    schema = {"type": "object", "required": needs, "properties": {name: {"type": "string"} for name in needs}}
    endpoint = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    document = tmp_path / "one.json"
    document.write_text(json.dumps({"openapi": "3.0.0", "paths": {path: {method: endpoint}, "/other": {}}}), "utf-8")
    text, data = guessed(document)
    assert set(data["operations"]) == operations
    missing = [each for each in problems(tmp_path, text) if each.startswith("missing-result")]
    assert len(missing) == text.count(f"{TODO} where the answer has the result")


def rename(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    "change",
    [
        rename("Printer on fire", "'{{ticket}} ${HOME} {x'"),
        rename("title: Case desk", 'title: "a ${B} \\n{c} \\x1b"'),
        rename("operationId: openCase", 'operationId: "a\\n# b\\u2028c: {d} \\x07"'),
        rename("{caseId}", "{case id}"),
        rename("/cases/{caseId}", "/cases/{caseId}.json"),
        rename("/comments/{commentId}", "/comments/{commentId}-{x}"),
        rename("text: {type", "'o wner\"{id': {type"),
        rename("owner_id", "'owner_id\"'"),
        rename("#/components/schemas/User", "#/components/schemas/CaseEnvelope"),
        rename("#/components/schemas/User", "elsewhere.yaml#/User"),
        rename("[NEW, WORKING, DONE]", "[1, null, true]"),
        rename("type: integer", "type: 5"),
        rename("cases", "cäses"),
    ],
)
def test_whatever_a_document_says_the_file_is_one_that_can_be_gone_on_with(
    change: Callable[[str], str], tmp_path: Path
) -> None:
    path = tmp_path / "changed.yaml"
    original = (DOCUMENTS / "cases.yaml").read_text("utf-8")
    path.write_text(change(original), "utf-8")
    assert path.read_text("utf-8") != original
    text, _ = guessed(path)
    assert {each.partition(":")[0] for each in problems(tmp_path, text)} <= {"missing-operation", "missing-result"}


def test_a_document_without_anything_known_leaves_all_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text(json.dumps({"openapi": "3.0.0", "paths": {"/weather": {"get": {}}}}), "utf-8")
    text, data = guessed(path)
    assert data["operations"] == {}
    assert {each.partition(":")[0] for each in problems(tmp_path, text)} == {"missing-operation"}


def test_a_document_that_describes_everything_inside_everything_is_read_soon(tmp_path: Path) -> None:
    names = [f"s{number}" for number in range(30)]
    schemas = {
        name: {"properties": {each: {"$ref": f"#/components/schemas/{each}"} for each in names}} for name in names
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/s0"}}}
    paths = {f"/tickets/{number}": {"get": {"responses": {"200": {"content": content}}}} for number in range(20)}
    path = tmp_path / "deep.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}), "utf-8")
    assert len(read_openapi(path).endpoints) == 20


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "neither JSON nor YAML"),
        ("swagger: '2.0'\npaths: {}", "no OpenAPI document of version 3"),
        ("openapi: 3.0.0", "no OpenAPI document of version 3"),
        ("[]", "no OpenAPI document of version 3"),
        ("\x00", "neither JSON nor YAML"),
    ],
)
def test_what_is_no_document_is_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(OpenApiError, match=words):
        read_openapi(path)
    goal = tmp_path / "desk.yaml"
    assert run(["target", "init", str(goal), "--openapi", str(path)]) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not goal.exists()
    assert run(["target", "init", str(goal), "--openapi", str(tmp_path / "missing.yaml")]) == 2


def test_the_command_writes_what_was_guessed_and_says_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "desk.yaml"
    assert run(["target", "init", str(path), "--openapi", str(DOCUMENTS / "cases.yaml")]) == 0
    text = path.read_text("utf-8")
    assert text == guessed(DOCUMENTS / "cases.yaml")[0]
    said = " ".join(capsys.readouterr().out.split())
    assert f"{text.count(TODO)} things could not be guessed and are marked with TODO" in said
    assert run(["target", "init", str(path), "--openapi", str(DOCUMENTS / "cases.yaml")]) == 2
