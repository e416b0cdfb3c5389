"""``statusquo render`` and ``statusquo import-matrix`` as commands."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from statusquo.locations import default_rules

from tests.cli.conftest import GROUP, Run


@pytest.fixture(autouse=True)
def _with_pages(verbs: list[EntryPoint]) -> None:
    verbs.append(EntryPoint("render", "statusquo.cli.render:render", GROUP))
    verbs.append(EntryPoint("import-matrix", "statusquo.cli.import_matrix:import_matrix", GROUP))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    for name in ("1.0.0.yaml", "requirements.yaml"):
        (tmp_path / name).write_bytes((default_rules().parent / name).read_bytes())
    return tmp_path / "1.0.0.yaml"


def test_the_page_goes_to_the_output(run: Run) -> None:
    code, out, err = run("render")
    assert (code, err) == (0, "")
    assert out.startswith("# Ticket statuses\n")
    assert run("render", "--format", "html")[1].startswith("<!doctype html>")
    assert run("render", "--format", "csv", "--matrix", "customer")[1].startswith("status,see,reply,")
    code, _, err = run("render", "--format", "csv")
    assert code == 2
    assert "customer_closing" in err


def test_ours_is_as_the_rules_have_it(run: Run) -> None:
    code, out, _ = run("render", "--check")
    assert (code, out) == (0, "2 pages as the rules have it: 1.0.0.md, 1.0.0.html.\n")


def test_pages_are_written_and_compared(run: Run, rules: Path) -> None:
    assert run("render", str(rules), "--check")[0] == 2
    code, out, _ = run("render", str(rules), "--write")
    assert code == 0
    assert "1.0.0.md, 1.0.0.html" in out
    assert run("render", str(rules), "--check")[0] == 0
    rules.write_text(rules.read_text("utf-8").replace("label: Open\n", "label: New\n"), "utf-8")
    code, out, _ = run("render", str(rules), "--check")
    assert code == 1
    assert "-| Open | open |" in out
    assert "2 pages not as the rules have it" in out
    assert run("render", str(rules), "--check", "--format", "csv")[0] == 1
    assert run("render", str(rules), "--write", "--format", "csv")[0] == 0
    assert (rules.parent / "1.0.0.customer.csv").is_file()
    assert run("render", "--check", "--write")[0] == 2


def test_a_spreadsheet_goes_back_into_the_rules(run: Run, rules: Path, tmp_path: Path) -> None:
    before = rules.read_bytes()
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(run("render", str(rules), "--format", "csv", "--matrix", "customer")[1], "utf-8")
    code, out, _ = run("import-matrix", str(sheet), str(rules))
    assert code == 0
    assert "nothing changed" in out
    assert rules.read_bytes() == before
    sheet.write_text(sheet.read_text("utf-8").replace("closed,allow,deny", "closed,allow,allow"), "utf-8")
    code, out, _ = run("import-matrix", str(sheet), str(rules))
    assert code == 0
    assert "1 cell changed" in out
    assert "Customers may now reply while the ticket is Closed." in out
    row = b"      closed:            [allow, deny,  deny,     deny,            deny]"
    assert rules.read_bytes() == before.replace(row, row.replace(b"deny,  deny,    ", b"allow, deny,    "))


@pytest.mark.parametrize(
    ("matrix", "edit", "said"),
    [
        ("customer", ("closed,allow,deny", "closed,allow,perhaps"), "C10: `perhaps` says neither yes nor no."),
        # A cell that names a refusal cannot be allowed, so the rules would make no sense any more.
        ("staff_schedules", ("closure_scheduled,deny", "closure_scheduled,allow"), "error[refusal-of-allowed]"),
    ],
)
def test_nothing_changes_on_an_error(run: Run, rules: Path, matrix: str, edit: tuple[str, str], said: str) -> None:
    before = rules.read_bytes()
    sheet = rules.with_name("sheet.csv")
    text = run("render", str(rules), "--format", "csv", "--matrix", matrix)[1]
    assert edit[0] in text
    sheet.write_text(text.replace(*edit), "utf-8")
    code, out, err = run("import-matrix", str(sheet), str(rules))
    assert (code, out) == (2, "")
    assert said in err
    assert ".draft" not in err
    assert rules.read_bytes() == before
    assert {path.name for path in rules.parent.iterdir()} == {"1.0.0.yaml", "requirements.yaml", "sheet.csv"}


def test_files_that_are_not_there(run: Run, rules: Path) -> None:
    assert run("import-matrix", "missing.csv", str(rules))[0] == 2
    assert run("import-matrix", str(rules), "missing.yaml")[0] == 2
