"""Rules with more roles than two: all of them can be added, and the server conforms to such rules too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from statusquo import load_rules
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.scenarios import scenarios

from tests.features.harness import changed_rules, run, serving, told
from tests.reference_server.world import MakeWorld, Somebody

HELD = ["messages.create", "tickets.change_status", "tickets.view_all"]


def more_roles(data: dict[str, Any]) -> None:
    """There are supervisors, who see and move every ticket, and visitors, who see their own."""
    of_staff, of_customers = data["actions"]["staff"], data["actions"]["customer"]
    data["roles"]["supervisor"] = {
        "label": "Supervisors",
        "unrelated_label": "a supervisor",
        "permissions": HELD,
        "profiles": {"Reader": ["tickets.view_all"]},
    }
    data["roles"]["visitor"] = {"label": "Visitors", "unrelated_label": "a visitor", "relations": ["creator"]}
    seeing = {**of_staff["see"], "needs": "tickets.view_all"}
    data["actions"]["supervisor"] = {
        "see": seeing,
        "message": of_staff["message"],
        "change_status": of_staff["change_status"],
    }
    data["actions"]["visitor"] = {
        "create": of_customers["create"],
        "see": {**of_customers["see"], "needs": "creator"},
    }
    for role, columns in (("supervisor", ["see", "message", "change_status"]), ("visitor", ["see"])):
        rows = {status: ["allow"] * len(columns) for status in data["statuses"]}
        data["matrices"][role] = {"title": f"What a {role} may do", "role": role, "columns": columns, "rows": rows}
    data["transitions"]["supervise"] = {**data["transitions"]["select"], "by": "supervisor"}


@pytest.fixture(scope="module")
def rules() -> Iterator[Path]:
    with changed_rules(more_roles) as path:
        yield path


def test_people_are_added_in_the_role_that_is_named(make_world: MakeWorld, rules: Path) -> None:
    world = make_world(rules=rules)
    added = [
        world.owner.post(path, {"name": "x", **body}).content
        for path, body in (
            ("/staff", {}),
            ("/staff", {"role": "staff", "profile": "Staff"}),
            ("/staff", {"role": "supervisor", "permissions": HELD}),
            ("/staff", {"role": "supervisor", "profile": "Reader"}),
            ("/customers", {}),
            ("/customers", {"role": "visitor"}),
        )
    ]
    assert [each["role"] for each in added] == ["staff", "staff", "supervisor", "supervisor", "customer", "visitor"]
    assert [added[2]["permissions"], added[3]["permissions"]] == [HELD, ["tickets.view_all"]]
    assert Somebody(world.client, added[5]["token"]).get("/me").content["role"] == "visitor"
    # Every permission of another role does not make an owner.
    assert Somebody(world.client, added[2]["token"]).post("/customers", {"name": "x"}).status == 403


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/staff", {"role": "visitor"}, "/role"),
        ("/staff", {"role": "nonsense"}, "/role"),
        ("/staff", {"role": None}, "/role"),
        ("/customers", {"role": "staff"}, "/role"),
        ("/staff", {"role": "supervisor", "permissions": ["messages.create", "csat.view"]}, "/permissions/1"),
        ("/staff", {"role": "supervisor", "profile": "Staff"}, "/profile"),
        ("/staff", {"profile": "Reader"}, "/profile"),
    ],
)
def test_nobody_is_added_with_what_the_role_does_not_have(
    make_world: MakeWorld, rules: Path, path: str, body: dict[str, Any], pointer: str
) -> None:
    world = make_world(rules=rules)
    before = world.owner.get(path).items
    refused = world.owner.post(path, {"name": "x", **body})
    assert (refused.status, [error["pointer"] for error in refused.content["errors"]]) == (422, [pointer])
    assert world.owner.get(path).items == before


def test_the_server_conforms_to_rules_with_more_roles(rules: Path) -> None:
    known = load_rules(rules)
    words = ("supervisor", "visitor")
    chosen = [
        each
        for each in scenarios(known)
        if any(word in text.lower() for word in words for text in (each.name, *each.values.values()))
    ]
    assert len(chosen) > 100
    with serving(rules) as server:
        ended = run(known, server, chosen)
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)
