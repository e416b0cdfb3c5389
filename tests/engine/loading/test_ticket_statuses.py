"""The shipped rules say what the product documentation says; the tables are written out here once more, by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from statusquo.locations import default_rules
from statusquo.reading.document import read_document
from statusquo.rules.glossary import Level
from statusquo.rules.load import load_requirements, load_rules

RULES = load_rules()
REQUIREMENTS = load_requirements(default_rules().parent / "requirements.yaml")

# status            staff: see, message, change status, assign   customer: see, reply, edit own, closure, invites
TABLE = """
open                yes  yes  yes  yes                           yes  yes  yes  yes  yes
in_progress         yes  yes  yes  yes                           yes  yes  yes  yes  yes
awaiting_customer   yes  yes  yes  yes                           yes  yes  yes  yes  yes
required_test       yes  yes  yes  yes                           yes  yes  yes  yes  yes
required_action     yes  yes  yes  yes                           yes  yes  yes  yes  yes
resolved            yes  yes  yes  yes                           yes  yes  yes  yes  no
pending_closure     yes  yes  yes  yes                           yes  yes  yes  no   yes
closure_scheduled   yes  yes  yes  yes                           yes  yes  yes  no   yes
closed              yes  yes  yes  yes                           yes  no   no   no   no
"""
COLUMNS = [
    *(("staff", action) for action in ("see", "message", "change_status", "assign")),
    *(("customer", action) for action in ("see", "reply", "edit_own", "request_closure", "open_invite")),
]
CELLS = [
    (role, action, row[0], word)
    for row in (line.split() for line in TABLE.strip().splitlines())
    for (role, action), word in zip(COLUMNS, row[1:], strict=True)
]
SHOULD = {"T-11", "C-9", "A-15"}
MAY = {"T-12", "A-16"}
NUMBERS = {"S": 4, "T": 12, "C": 10, "A": 16, "F": 7}


@pytest.mark.parametrize(("role", "action", "status", "word"), CELLS)
def test_a_cell_says_what_the_documentation_says(role: str, action: str, status: str, word: str) -> None:
    assert word in {"yes", "no"}
    assert RULES.cells[role, action, status].allowed is (word == "yes")


def test_the_table_is_about_all_nine_statuses_and_no_other() -> None:
    assert {status for _, _, status, _ in CELLS} == set(RULES.statuses)
    assert len(CELLS) == 81


def test_the_two_tables_of_the_documentation_are_two_matrices_with_just_these_columns() -> None:
    for role in ("staff", "customer"):
        assert RULES.matrices[role].columns == tuple(action for owner, action in COLUMNS if owner == role)


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        ("see", [{"tickets.view_all"}, {"assignee"}]),
        ("message", [{"messages.create"}]),
        ("change_status", [{"tickets.change_status"}]),
        ("assign", [{"tickets.assign"}]),
        ("schedule_closure", [{"tickets.change_status"}]),
        ("schedule_deletion", [{"tickets.delete"}]),
    ],
)
def test_staff_needs_the_permission_that_the_documentation_names(action: str, needs: list[set[str]]) -> None:
    assert [set(way) for way in RULES.actions["staff", action].needs] == needs


@pytest.mark.parametrize(
    ("action", "needs"),
    [("see", [{"creator"}, {"participant"}]), ("reply", [set()]), ("edit_own", [{"author"}]), ("open_invite", [set()])],
)
def test_a_customer_needs_a_relation_and_never_a_permission(action: str, needs: list[set[str]]) -> None:
    assert [set(way) for way in RULES.actions["customer", action].needs] == needs
    assert RULES.roles["customer"].permissions == ()


def test_a_new_ticket_is_open() -> None:
    assert RULES.initial == "open"


def test_all_requirements_are_there_and_no_others() -> None:
    expected = {f"{letter}-{number}" for letter, last in NUMBERS.items() for number in range(1, last + 1)}
    assert set(REQUIREMENTS) == expected
    assert len(REQUIREMENTS) == 49
    assert dict(RULES.requirements) == dict(REQUIREMENTS)


def test_the_levels_are_those_of_the_documentation() -> None:
    facts = {id_ for id_ in REQUIREMENTS if id_.startswith("F-")} | {"S-4"}
    expected = {
        id_: Level.SHOULD if id_ in SHOULD else Level.MAY if id_ in MAY else Level.FACT if id_ in facts else Level.MUST
        for id_ in REQUIREMENTS
    }
    assert {id_: requirement.level for id_, requirement in REQUIREMENTS.items()} == expected


def test_the_suite_checks_every_must_and_should_and_nothing_else() -> None:
    for requirement in REQUIREMENTS.values():
        assert (requirement.checked_by == "suite") is requirement.level.is_checked
        assert bool(requirement.because) is (requirement.checked_by == "nobody")


def test_the_permissions_are_those_of_the_documentation_and_the_roles_are_sets_of_them() -> None:
    assert set(RULES.permissions) == {
        *(f"tickets.{what}" for what in ("view_all", "create", "update", "delete", "assign", "change_status")),
        *(f"messages.{what}" for what in ("create", "create_internal", "edit_own", "delete_own", "delete_any")),
        "csat.view",
    }
    profiles = RULES.roles["staff"].profiles
    assert set(profiles) == {"Owner", "Admin", "Staff"}
    assert set(profiles["Owner"]) == set(RULES.permissions)
    assert set(profiles["Staff"]) == {"messages.create", "tickets.assign", "tickets.change_status", "csat.view"}


@pytest.mark.parametrize("path", [default_rules(), default_rules().parent / "requirements.yaml"], ids=lambda p: p.name)
def test_a_shipped_file_means_the_same_to_an_ordinary_yaml_loader(path: Path) -> None:

    assert read_document(path).data == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_no_action_is_in_two_matrices() -> None:
    columns = Counter((matrix.role, action) for matrix in RULES.matrices.values() for action in matrix.columns)
    assert set(columns.values()) == {1}
