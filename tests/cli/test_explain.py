"""``statusquo explain``: verdict, reason and consequences, in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from statusquo import compile_rules, load_rules
from statusquo.cli.explanation import explain
from statusquo.locations import default_rules, spec_folder

from tests.cli.conftest import Run

MINIATURES = Path(__file__).resolve().parents[1] / "engine" / "runtime" / "miniatures"
EVERYTHING = Path(__file__).resolve().parents[1] / "everything" / "rules.yaml"
FILES = [default_rules(), MINIATURES / "reopening.yaml", MINIATURES / "rights.yaml", EVERYTHING]
FILES += sorted(spec_folder().glob("examples/*/*.*.*.yaml"))


def flat(text: str) -> str:
    """Text without its line breaks and margins."""
    return " ".join(text.split())


def told(run: Run, *arguments: str) -> str:
    code, out, err = run("explain", *arguments)
    assert (code, err) == (0, "")
    assert max(len(line) for line in out.splitlines() if "Stands in" not in line) <= 80
    return flat(out)


def test_what_the_status_forbids(run: Run) -> None:
    out = told(run, "customer", "reply", "closed")
    assert out.startswith("REFUSED Customers may not reply while the ticket is Closed.")
    assert "Possible in any status but Closed." in out
    assert "What follows Nothing changes [C-8]." in out
    assert "Rule matrices.customer.closed.reply" in out
    assert "C-3 must Customers of the ticket may reply in every status except closed." in out


def test_the_rule_is_named_with_its_file_and_line(run: Run) -> None:
    found = re.search(r"Stands in +(.+):(\d+)$", run("explain", "customer", "reply", "closed")[1], re.MULTILINE)
    assert found is not None
    assert found[1] == str(default_rules())
    line = default_rules().read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    assert line.split() == ["closed:", "[allow,", "deny,", "deny,", "deny,", "deny]"]


def test_what_is_allowed_says_who_may_and_what_follows(run: Run) -> None:
    out = told(run, "staff", "schedule_closure", "open")
    assert out.startswith("ALLOWED Staff may schedule a closure while the ticket is Open.")
    assert "Seeing it takes tickets.view_all (see every ticket), or being the assigned staff member." in out
    assert "It also takes tickets.change_status (change the status, and schedule a closure)." in out
    assert "All others are refused [T-5]." in out
    assert "at: a time that is still to come [T-9]" in out
    assert "The ticket becomes Closure scheduled [T-7]." in out
    assert "At the time given the ticket becomes Closed [A-1]" in out
    assert "A satisfaction survey is opened, unless one is waiting [A-7]." in out
    assert "favorites" not in out.split("Rule matrices")[0]


def test_what_follows_of_a_choice_is_told_by_what_is_chosen(run: Run) -> None:
    out = told(run, "staff", "change_status", "closure_scheduled")
    assert "Choosing Closure scheduled again is accepted, and changes nothing." in out
    assert "On becoming Resolved or Closed: The ticket leaves the favorites of all customers [A-12]." in out
    assert "The closure that was set for later no longer happens [T-10]." in out
    assert "A satisfaction survey is opened" not in out
    out = told(run, "staff", "change_status", "open")
    assert "Choosing Closure scheduled is refused [T-12]." in out
    assert "On becoming Resolved, Pending closure or Closed: A satisfaction survey is opened" in out


def test_what_is_never_for_a_role_says_so_in_every_status(run: Run) -> None:
    out = told(run, "customer", "assign", "open")
    assert out.startswith("REFUSED Customers may not assign the ticket, whatever the status is.")
    assert "Only staff can do this." in out
    assert "C-10 must" in out
    assert told(run, "staff", "reply", "open").startswith("REFUSED Staff may not reply, whatever the status is.")


def test_why_is_told_where_the_rules_give_a_reason(run: Run) -> None:
    out = told(run, "customer", "request_closure", "closure_scheduled")
    assert "Why The closure is scheduled already." in out
    out = told(run, "staff", "change_status", "open")
    assert "Choosing Closure scheduled is refused [T-12]. closure_scheduled needs a time" in out
    assert " Why " not in out
    out = told(run, "staff", "schedule_deletion", "open")
    assert "The ticket becomes Closed [A-2]. A ticket that awaits its deletion is closed meanwhile." in out
    assert " Why " not in told(run, "customer", "reply", "open")


def test_seeing_and_being_unseen(run: Run) -> None:
    out = told(run, "customer", "see", "closed")
    assert "It takes being the creator, or being an active participant. For all others there is no such ticket" in out
    assert "Customers, whether or not they see the ticket." in told(run, "customer", "open_invite", "open")


def test_an_action_without_a_ticket_has_no_status(run: Run) -> None:
    assert "There is a new ticket, and it is Open." in told(run, "customer", "create")
    code, _, err = run("explain", "customer", "create", "open")
    assert code == 2
    assert "create concerns no ticket" in err


def test_without_a_status_it_says_in_which_statuses(run: Run) -> None:
    out = told(run, "customer", "reply")
    assert out.startswith("ALLOWED Customers may reply in 8 of 9 statuses. Allowed in any status but Closed.")
    assert "Refused in Closed. More A status after it says who exactly" in out
    assert "Rule matrices.customer " in out
    assert told(run, "staff", "message").startswith("ALLOWED Staff may write a message, whatever the status is.")
    assert "REFUSED Customers may not assign the ticket, whatever the status is." in told(run, "customer", "assign")


@pytest.mark.parametrize(
    "meant",
    [
        ("CUSTOMER", "Request_Closure", "In-Progress"),
        ("Customers", "ask for closure", "In progress"),
        ("customers", "Ask For Closure", "in progress"),
    ],
)
def test_labels_and_phrases_will_do_in_capitals_or_not(run: Run, meant: tuple[str, str, str]) -> None:
    assert told(run, *meant) == told(run, "customer", "request_closure", "in_progress")


def test_a_phrase_is_that_of_the_role(run: Run) -> None:
    out = told(run, "staff", "remove a participant", "open", "--rules", str(default_rules()))
    assert out == told(run, "staff", "remove_participant", "open")


def test_all_wrong_names_are_told_at_once(run: Run) -> None:
    code, out, err = run("explain", "custommer", "replay", "opened")
    assert (code, out) == (2, "")
    assert [line.split()[-2] for line in err.splitlines() if line.startswith("error")] == ["role", "action", "status"]


@pytest.mark.parametrize("status", ["open", "resolved", "closed"])
def test_a_survey_has_to_wait_and_only_for_so_long(run: Run, status: str) -> None:
    out = told(run, "customer", "submit_survey", status)
    assert "Only if a survey waits to be submitted [F-7]." in out
    assert "less than 7 days have gone by since the survey was opened [A-15]." in out


@pytest.mark.parametrize(
    ("arguments", "kind", "meant"),
    [
        (["custommer", "reply", "open"], "role", "customer"),
        (["customer", "replay", "open"], "action", "reply"),
        (["customer", "reply", "opened"], "status", "open"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(run: Run, arguments: list[str], kind: str, meant: str) -> None:
    code, out, err = run("explain", *arguments)
    assert (code, out) == (2, "")
    assert f"There is no {kind} " in err
    assert f"Did you mean {meant!r}?" in err


def test_other_rules_are_explained_in_their_own_words(run: Run) -> None:
    rules = str(MINIATURES / "reopening.yaml")
    out = told(run, "client", "write", "waiting", "--rules", rules)
    assert "The ticket becomes Busy [M-1]." in out
    assert 'The system writes "Reopened." [M-1].' in out
    out = told(run, "agent", "answer", "waiting", "--rules", rules)
    assert "The time until silence begins anew." in out
    out = told(run, "agent", "set", "fresh", "--rules", rules)
    assert "On becoming Waiting: 3 days later the ticket becomes Solved" in out
    assert "5 days and 12 hours later the ticket becomes Shut" in out
    rules = str(MINIATURES / "rights.yaml")
    out = told(run, "clerk", "set", "on", "--rules", rules)
    assert "That takes work (work on tickets) and refuse (refuse tickets)." in out


def of_everything(run: Run, *arguments: str) -> str:
    return told(run, *arguments, "--rules", str(EVERYTHING))


def test_how_things_have_to_stand_is_told(run: Run) -> None:
    out = of_everything(run, "client", "write", "new")
    assert "Only if the ticket is not marked Locked. Otherwise it is refused [F-3] (`locked`)." in out
    assert "F-3 must Nobody but agents writes on a locked ticket." in out
    out = of_everything(run, "client", "done", "working")
    assert "Provided that the ticket is assigned to somebody and the ticket is not marked Urgent, the ticket" in out
    assert (
        "If the ticket is assigned to nobody or the ticket is marked Urgent, that is refused [C-4] (`not_yet`)." in out
    )
    out = of_everything(run, "agent", "set", "working")
    assert "The ticket becomes Checking, if that is chosen [A-2]." in out
    assert "Provided that `at` is given, the ticket becomes Waiting, if that is chosen [A-4]." in out
    assert "If `at` is not given, that is refused [A-4]." in out
    assert out.count("Choosing New or Shut is refused [A-6].") == 1
    assert "On becoming Solved: The time for follow-ups runs for 7 days [C-6]." in out


def test_what_happens_otherwise_is_told_and_nothing_is_refused_then(run: Run) -> None:
    out = of_everything(run, "client", "write", "solved")
    assert "Provided that the time for follow-ups runs, the ticket becomes Working [C-6]." in out
    assert "Otherwise a new ticket is opened, linked to this one, and what is written goes there [C-7]." in out
    assert "does not run" not in out
    assert "The time for follow-ups no longer runs." in out


def test_ways_back_and_what_stays(run: Run) -> None:
    out = of_everything(run, "client", "write", "waiting")
    assert "The ticket goes back to Working or Checking if it was that before, and else becomes Working [C-3]." in out
    assert (
        "Shown as Clients are shown that the ticket is Working, and do not learn that it is Waiting [S-1, S-3]." in out
    )
    out = of_everything(run, "agent", "answer", "new")
    assert 'The system writes "Somebody has answered." [A-7]. The status stays as it is.' in out
    assert "The ticket is marked with the flag that is given." in of_everything(run, "agent", "mark", "new")


def test_without_a_status_it_says_on_which_conditions(run: Run) -> None:
    out = of_everything(run, "agent", "set")
    assert "Provided To Waiting in Working or Checking: that `at` is given." in out
    assert (
        "To Solved in Working or Checking: that the ticket is assigned to somebody and `reason` is given [A-3]." in out
    )
    assert "To Solved in New: that the ticket is marked Urgent." in out
    assert "Only if the ticket is not marked Locked." in of_everything(run, "client", "write")
    assert "Provided In Working: that the ticket is assigned to somebody" in of_everything(run, "client", "done")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name if file.stem[0].isdigit() else file.stem)
def test_everything_can_be_explained(file: Path) -> None:
    rules = load_rules(file)
    compiled = compile_rules(rules)
    for role, action, status in compiled.entries:
        found = explain(compiled, role, action, status)
        cell = rules.cells.get((role, action, status or ""))
        expected = (role, action) in rules.actions and (cell is None or cell.allowed)
        assert found.allowed == expected
        assert found.sentence.endswith(".")
        assert set(found.requirements) <= set(rules.requirements)
        assert all(sentence.strip() for _, sentences in found.parts for sentence in sentences)


def test_what_can_be_left_out_is_needed_for_some_statuses(run: Run) -> None:
    out = told(run, "--rules", str(EVERYTHING), "agent", "set", "working")
    assert "at: a time that is still to come, needed for Waiting, else if you like" in out
    assert "reason: a text of at most" in out
    assert "characters, needed for Solved, else if you like" in out
