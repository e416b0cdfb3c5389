"""Everything that is wrong is told at once, and each mistake once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.reading.problems import MOST, Problem, closest
from statusquo.rules.load import load_rules

HERE = Path(__file__).parent
SHIPPED = default_rules().read_text(encoding="utf-8")


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_rules(path)
    return caught.value.problems


def changed(*edits: tuple[str, str]) -> str:
    text = SHIPPED
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


MISTAKES = {
    ("    timer-typo", "starts: {timer: closure,"): "starts: {timer: closur,",
    (
        "    subject-typo",
        "subject: visibility\n      needs: {any: [tickets",
    ): "subject: visibilty\n      needs: {any: [tickets",
    ("    relation-typo", "relations: [creator, participant, author]"): "relations: [creator, participants, author]",
    ("    row-typo", "      resolved:          [allow, allow, allow,    allow,           deny]"): (
        "      resolve:           [allow, allow, allow,    allow,           deny]"
    ),
    ("    id-typo", "requirements: [T-6]"): "requirements: [T-66]",
    ("    target-typo", "to: pending_closure"): "to: pending_closur",
    ("    column-typo", "columns:             [close_now]"): "columns:             [close_nwo]",
    ("    group-typo", "{each: finished}"): "{each: finshed}",
    ("    role-typo", "of: customer"): "of: customr",
    ("    permission-typo", "needs: tickets.delete"): "needs: ticket.delete",
    ("    key-typo", "phrase: assign the ticket"): "phrse: assign the ticket",
    ("    word-typo", "do: open_survey"): "do: open_surveys",
    ("    key-twice", "    shown_as: closes_at\n"): "    shown_as: closes_at\n    shown_as: deletes_at\n",
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[0].strip())
def test_one_slip_in_the_shipped_rules_gives_one_problem(tmp_path: Path, mistake: tuple[str, str]) -> None:
    (problem,) = problems_of(tmp_path, changed((mistake[1], MISTAKES[mistake])))
    assert problem.suggestion is not None or problem.code == "yaml-duplicate-key"


def test_all_these_slips_together_are_all_reported_in_the_order_of_the_file(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, changed(*((old, new) for (_, old), new in MISTAKES.items())))
    assert len(problems) == len(MISTAKES)
    assert sorted(problem.line for problem in problems) == [problem.line for problem in problems]


def test_a_file_with_a_dozen_mistakes_of_meaning_has_them_all_reported() -> None:
    with pytest.raises(InvalidFileError) as caught:
        load_rules(HERE / "broken" / "many-mistakes.yaml")
    assert len({problem.code for problem in caught.value.problems}) >= 12
    assert Counter(caught.value.problems).most_common(1)[0][1] == 1


def test_an_error_says_how_many_problems_there_are(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(changed(("to: pending_closure", "to: nowhere")), encoding="utf-8")
    with pytest.raises(InvalidFileError, match=r"rules\.yaml: 1 problem$"):
        load_rules(path)


def test_problems_beyond_number_are_cut_off_and_the_last_one_says_so(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, SHIPPED.replace("allow", "alow").replace("deny", "dny"))
    assert len(problems) == MOST + 1
    assert problems[-1].code == "more-problems"
    assert {problem.code for problem in problems[:-1]} == {"wrong-value"}


def test_a_list_of_very_many_names_is_cut_short(tmp_path: Path) -> None:
    many = "".join(f"  permission.{number}: do it\n" for number in range(50))
    text = changed(("permissions:\n", f"permissions:\n{many}"), ("needs: tickets.delete", "needs: qqqq"))
    (problem,) = problems_of(tmp_path, text)
    assert problem.expected.endswith("and 46 more")


@pytest.mark.parametrize(
    "edit",
    [
        ("groups:\n", "groups:\n  again: [open]\n"),
        ("    profiles:\n", "    profiles:\n      requirements: [tickets.create]\n"),
    ],
)
def test_names_that_are_free_are_not_taken_for_keys(tmp_path: Path, edit: tuple[str, str]) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(changed(edit), encoding="utf-8")
    assert load_rules(path).title == "Ticket statuses"


@pytest.mark.parametrize("wrong", ["A-41", "A-144", "A-1"])
def test_an_id_that_is_mistyped_gives_one_problem_whichever_id_it_is_most_like(tmp_path: Path, wrong: str) -> None:
    edit = ("keeps_status: [A-14]", f"keeps_status: [{wrong}]")
    codes = {problem.code for problem in problems_of(tmp_path, changed(edit))}
    assert codes == ({"requirement-without-rule"} if wrong == "A-1" else {"unknown-requirement"})


def test_rows_that_are_missing_are_told_with_the_title_of_their_table(tmp_path: Path) -> None:
    text = changed(("      open:              [deny]\n", ""))
    (problem,) = problems_of(tmp_path, text)
    assert problem.message == "“Where customers may close a ticket themselves” has no row for `open`."
    assert "`open: [...]`" in problem.expected


def test_a_status_with_a_new_name_is_suggested_for_each_row_of_the_old(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, changed(("  in_progress:\n    label", "  being_worked_on:\n    label")))
    assert {problem.code for problem in problems} == {"unknown-status"}
    assert {problem.suggestion for problem in problems} == {"being_worked_on"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("cloesd", "closed"), ("CLOSED", "closed"), ("in-progress", "in_progress"), ("xyz", None), ("closed" * 50, None)],
)
def test_a_name_is_suggested_only_when_it_is_alike(name: str, meant: str | None) -> None:
    assert closest(name, ["open", "closed", "in_progress"]) == meant
