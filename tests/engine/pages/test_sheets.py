"""Matrices out as CSV and back in: nothing lost, spreadsheets' habits tolerated, and exact errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo import load_rules
from statusquo.comparing.compare import compare
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.pages.editing import with_cells
from statusquo.pages.sheets import Sheet, letters, read_sheet, to_csv

RULES = load_rules()
TEXT = default_rules().read_bytes().decode()
CUSTOMER = to_csv(RULES, RULES.matrices["customer"])


def sheet_of(tmp_path: Path, content: str | bytes, matrix: str | None = None) -> Sheet:
    file = tmp_path / "sheet.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sheet(file, RULES, matrix)


def problems(tmp_path: Path, content: str | bytes, matrix: str | None = None) -> list[tuple[str, int, str]]:
    with pytest.raises(InvalidFileError) as caught:
        sheet_of(tmp_path, content, matrix)
    return [(each.code, each.line, each.message.split(":", maxsplit=1)[0]) for each in caught.value.problems]


@pytest.mark.parametrize("name", RULES.matrices)
def test_out_and_in_is_the_same_file(name: str, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, to_csv(RULES, RULES.matrices[name]))
    assert sheet.matrix == name
    assert with_cells(TEXT, sheet) == TEXT


@pytest.mark.parametrize(
    "habit",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: "sep=;\n" + text.replace(",", ";"),
        lambda text: text.replace("allow", "TRUE").replace("deny", "FALSE"),
        lambda text: text.replace("allow", " Yes ").replace("deny", "no"),
        lambda text: text.replace("allow", "1").replace("deny", "0"),
        lambda text: text.replace("allow", "✓").replace("deny", "✗"),
        lambda text: text.replace("allow", '"allow"'),
        lambda text: text.replace("\n", ",,\n") + ",,,,,,,\n\n",
        lambda text: text.replace("in_progress,", "In progress,"),
        lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])]),
        lambda text: text.encode("utf-16"),
    ],
)
def test_habits_of_spreadsheets_are_tolerated(habit: object, tmp_path: Path) -> None:
    assert callable(habit)
    assert with_cells(TEXT, sheet_of(tmp_path, habit(CUSTOMER))) == TEXT


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    turned = "\n".join(",".join([row.split(",")[0], *reversed(row.split(",")[1:])]) for row in CUSTOMER.split("\n"))
    assert with_cells(TEXT, sheet_of(tmp_path, turned)) == TEXT


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(RULES.matrices)), st.randoms(use_true_random=False))
def test_only_cells_change_and_back_again(name: str, chance: object) -> None:
    matrix = RULES.matrices[name]
    pick = getattr(chance, "random")  # noqa: B009 - hypothesis keeps the type of its randoms to itself
    keys = [(status, action) for status in RULES.statuses for action in matrix.columns]
    now = {key: RULES.cells[matrix.role, key[1], key[0]].allowed for key in keys}
    other = {key: value ^ (pick() < 0.3) for key, value in now.items()}
    edited = with_cells(TEXT, Sheet(name, other))
    lines = list(zip(TEXT.split("\n"), edited.split("\n"), strict=True))
    changed = [(before, after) for before, after in lines if before != after]
    assert len(changed) == len({status for status, action in keys if other[status, action] != now[status, action]})
    for before, after in changed:
        assert len(before.split(",")) == len(after.split(","))
    assert with_cells(edited, Sheet(name, now)) == TEXT


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_rules_that_went_out_and_in_are_those_rules(data: st.DataObject) -> None:
    """Other cells, written as CSV by one rule set and read back into another, make that one out of this."""
    matrix = RULES.matrices["staff_besides"]
    keys = [key for key, cell in RULES.cells.items() if key[1] in matrix.columns and cell.role == matrix.role]
    flipped = data.draw(st.sets(st.sampled_from(keys), max_size=12))
    cells = {
        key: replace(cell, allowed=not cell.allowed) if key in flipped else cell for key, cell in RULES.cells.items()
    }
    with TemporaryDirectory() as folder:
        sheet, file = Path(folder) / "sheet.csv", Path(folder) / "rules.yaml"
        sheet.write_text(to_csv(replace(RULES, cells=MappingProxyType(cells)), matrix), "utf-8")
        file.write_text(with_cells(TEXT, read_sheet(sheet, RULES)), "utf-8")
        found = load_rules(file)
    assert {key: cell.allowed for key, cell in found.cells.items()} == {
        key: cell.allowed for key, cell in cells.items()
    }
    told = {
        (change.difference.about, *place)
        for change in compare(RULES, found).changes
        for place in change.difference.places
    }
    assert told == {((role, RULES.actions[role, action].operation), status) for role, action, status in flipped}


def test_ends_of_lines_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    keys = [(status, action) for status in RULES.statuses for action in RULES.matrices["customer"].columns]
    edited = with_cells(text, Sheet("customer", dict.fromkeys(keys, True)))
    assert edited.startswith("\ufeff")
    assert edited.count("\r\n") == text.count("\r\n") == edited.count("\n")
    assert "      closed:            [allow, allow, allow,    allow,           allow]\r\n" in edited


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CUSTOMER.replace("resolved,", "resloved,"), [("unknown-status", 7, "A7")]),
        (CUSTOMER.replace("resolved,allow,allow", "resolved,allow,x"), [("not-allow-or-deny", 7, "C7")]),
        (CUSTOMER.replace("resolved,allow,allow", "resolved,allow,"), [("not-allow-or-deny", 7, "C7")]),
        (CUSTOMER.replace("reply", "repyl"), [("additional-column", 1, "C1")]),
        (CUSTOMER.replace("reply", "see"), [("missing-column", 1, "A1"), ("column-twice", 1, "C1")]),
        (CUSTOMER.replace("status,", "state,"), [("no-status-column", 1, "A1")]),
        (CUSTOMER.replace("open,allow", "open,allow,allow"), [("additional-cell", 2, "G2")]),
        (CUSTOMER + "open,allow,allow,allow,allow,allow\n", [("row-twice", 11, "A11")]),
        ("\n".join(CUSTOMER.split("\n")[:-2]), [("missing-row", 1, "A1")]),
        ("status,see\nopen,allow\n", [("which-matrix", 1, "A1")]),
        ("status,nothing\nopen,allow\n", [("which-matrix", 1, "A1")]),
        ("", [("file-empty", 1, "The file is empty.")]),
        (b"PK\x03\x04\x00\x00", [("file-binary", 1, "The file is not text.")]),
        (b"status,\xe9\n", [("file-encoding", 1, "The file is in an encoding that cannot be read.")]),
    ],
)
def test_exact_errors(content: str | bytes, expected: list[tuple[str, int, str]], tmp_path: Path) -> None:
    assert problems(tmp_path, content) == expected


def test_what_was_probably_meant_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        sheet_of(tmp_path, CUSTOMER.replace("resolved,", "resloved,").replace("reply", "repyl"))
    assert [each.suggestion for each in caught.value.problems] == ["reply", "resolved"]
    assert [(each.column, each.width) for each in caught.value.problems] == [(12, 5), (1, 8)]


def test_a_matrix_can_be_named(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, CUSTOMER, "customer").matrix == "customer"
    assert problems(tmp_path, CUSTOMER, "custommer")[0][0] == "unknown-matrix"


def test_columns_have_letters() -> None:
    assert [letters(index) for index in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
