"""``statusquo show``: the rules as tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from statusquo import load_rules

from tests.cli.conftest import Run

MINIATURES = Path(__file__).resolve().parents[1] / "engine" / "runtime" / "miniatures"


def table(out: str, title: str) -> list[list[str]]:
    """The words of each line of a table, from its title to the next blank line."""
    lines = out.split(f"\n{title}\n", 1)[1].split("\n\n", 1)[0].splitlines()
    return [line.split() for line in lines]


def test_every_cell_of_every_matrix_is_there(run: Run) -> None:
    code, out, err = run("show")
    assert (code, err) == (0, "")
    rules = load_rules()
    for matrix in rules.matrices.values():
        rows = {words[0]: words[1:] for words in table(out, f"{matrix.title} ({matrix.role})") if words}
        for status in rules.statuses:
            cells = [rules.cells[matrix.role, action, status] for action in matrix.columns]
            assert rows[status] == ["✓" if cell.allowed else "✗" for cell in cells]
        last = [rules.actions[matrix.role, action].requirements[-1] for action in matrix.columns]
        assert rows["status"] == last


def test_what_is_particular_about_a_cell_stands_below_its_matrix(run: Run) -> None:
    out = run("show")[1]
    assert "  message in closed [T-2]: Staff may write even on a closed ticket.\n" in out
    assert "  schedule_deletion in closed [A-4]\n" in out


@pytest.mark.parametrize(
    "text",
    ["Statuses", "Transitions", "schedule_closure", "Timers", "deletion", "Effects", "survey_opens", "A-7 A-8 A-11"],
)
def test_everything_else_is_shown(run: Run, text: str) -> None:
    assert text in run("show")[1]


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_name_is_cut(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run("show")[1]
    assert max(len(line) for line in out.splitlines()) <= columns
    assert "…" not in out
    rules = load_rules()
    for name in (*rules.statuses, *(each.name for each in rules.transitions), *rules.timers):
        assert name in out


def test_a_matrix_that_is_too_wide_becomes_several(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = run("show")[1]
    rows = [words for words in table(out, "What staff may do besides (staff)") if words and words[0] == "resolved"]
    assert len(rows) == 2
    assert sum(len(words) - 1 for words in rows) == 7


def test_other_rules_can_be_shown(run: Run) -> None:
    out = run("show", "--rules", str(MINIATURES / "reopening.yaml"))[1]
    assert "Reopening (reopening 1.0.0)" in out
    assert "by itself, for 3" in out
    code, _, err = run("show", "--rules", "missing.yaml")
    assert code == 2
    assert "file-missing" in err


def test_what_came_with_language_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = run("show", "--rules", str(Path(__file__).resolve().parents[1] / "everything" / "rules.yaml"))[1]
    flat = " ".join(out.split())
    assert table(out, "Flags")[2] == ["locked", "Locked", "Only", "agents", "may", "write.", "F-1"]
    assert "  write: provided that the ticket is not marked Locked [F-3]\n" in out
    assert "Nobody has looked at it yet. New tickets have it. No ticket comes back into it." in flat
    assert "Clients are shown Working instead." in flat
    ways = table(out, "Change the status: from rows to columns (agent, move)")
    assert ways[0] == ["from", "working", "checking", "solved", "shut"]
    assert ways[2:] == [
        ["new", "✓", "✗", "✗", "✗"],
        ["working", "✓", "✗", "✗"],
        ["checking", "✓", "✗", "✗"],
        ["waiting", "✓", "✗", "✗", "✗"],
        ["solved", "✓", "✗", "✓"],
    ]
    assert "nothing else happens [C-6]" in flat
    assert "the time begins anew, twice; the" in flat
    assert "stays as it is; a new ticket is opened, linked to this one," in flat
