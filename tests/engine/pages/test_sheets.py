"""Matrices out as CSV and back in: nothing lost, spreadsheets' habits tolerated, and exact errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo import RuleSet, load_rules
from statusquo.comparing.compare import compare
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.pages.editing import with_cells
from statusquo.pages.sheets import Sheet, cells_of, forms, letters, read_sheet, to_csv

RULES = load_rules()
TEXT = default_rules().read_bytes().decode()
FORMS = forms(RULES)
CUSTOMER = to_csv(RULES, FORMS["customer"])
EVERYTHING = Path(__file__).resolve().parents[2] / "everything" / "rules.yaml"
DESK = load_rules(EVERYTHING)
MOVES = to_csv(DESK, forms(DESK)["move"])


def sheet_of(tmp_path: Path, content: str | bytes, matrix: str | None = None, rules: RuleSet = RULES) -> Sheet:
    file = tmp_path / "sheet.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sheet(file, rules, matrix)


def problems(
    tmp_path: Path, content: str | bytes, matrix: str | None = None, rules: RuleSet = RULES
) -> list[tuple[str, int, str]]:
    with pytest.raises(InvalidFileError) as caught:
        sheet_of(tmp_path, content, matrix, rules)
    return [(each.code, each.line, each.message.split(":", maxsplit=1)[0]) for each in caught.value.problems]


@pytest.mark.parametrize("name", RULES.matrices)
def test_out_and_in_is_the_same_file(name: str, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, to_csv(RULES, FORMS[name]))
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
    edited = with_cells(TEXT, Sheet(name, other, FORMS[name].place))
    lines = list(zip(TEXT.split("\n"), edited.split("\n"), strict=True))
    changed = [(before, after) for before, after in lines if before != after]
    assert len(changed) == len({status for status, action in keys if other[status, action] != now[status, action]})
    for before, after in changed:
        assert len(before.split(",")) == len(after.split(","))
    assert with_cells(edited, Sheet(name, now, FORMS[name].place)) == TEXT


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
        changed = replace(RULES, cells=MappingProxyType(cells))
        sheet.write_text(to_csv(changed, forms(changed)["staff_besides"]), "utf-8")
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
    edited = with_cells(text, Sheet("customer", dict.fromkeys(keys, True), FORMS["customer"].place))
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


def test_a_table_of_ways_out_and_in(tmp_path: Path) -> None:
    text = EVERYTHING.read_text("utf-8")
    assert MOVES.split("\n")[:2] == ["status,working,checking,solved,shut", "new,allow,deny,deny,deny"]
    sheet = sheet_of(tmp_path, MOVES, rules=DESK)
    assert with_cells(text, sheet) == text
    # By labels, in another order, and one cell turned round.
    turned = MOVES.replace("working,checking", "Working,Checking").replace("waiting,allow,deny", "Waiting,deny,allow")
    edited = with_cells(text, sheet_of(tmp_path, turned, rules=DESK))
    changed = [pair for pair in zip(text.split("\n"), edited.split("\n"), strict=True) if pair[0] != pair[1]]
    assert changed == [
        ("        waiting:  [allow,   deny,     deny,   deny]", "        waiting:  [deny,    allow,    deny,   deny]")
    ]
    (tmp_path / "rules.yaml").write_text(edited, "utf-8")
    (tmp_path / "requirements.yaml").write_text((EVERYTHING.parent / "requirements.yaml").read_text("utf-8"), "utf-8")
    now = cells_of(load_rules(tmp_path / "rules.yaml"), forms(DESK)["move"])
    before = cells_of(DESK, forms(DESK)["move"])
    assert {key for key in now if now[key] != before[key]} == {("waiting", "working"), ("waiting", "checking")}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (MOVES + "shut,deny,deny,deny,deny\n", [("additional-row", 7, "A7")]),
        (MOVES.replace("checking,solved", "cheking,solved"), [("additional-column", 1, "C1")]),
        ("\n".join(MOVES.split("\n")[:-2]), [("missing-row", 1, "A1")]),
    ],
)
def test_exact_errors_of_a_table_of_ways(content: str, expected: list[tuple[str, int, str]], tmp_path: Path) -> None:
    assert problems(tmp_path, content, rules=DESK) == expected


def test_a_table_of_ways_that_is_called_as_a_matrix() -> None:
    called = replace(DESK, ways=MappingProxyType({"agent": replace(DESK.ways["move"], name="agent")}))
    assert forms(called)["agent"].place == ("matrices", "agent")
    assert forms(called)["transitions.agent"].place == ("transitions", "agent", "ways")
