"""``statusquo explain`` with something left out: who may, where, and what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from statusquo import compile_rules, load_rules
from statusquo.cli.questions import NOBODY, answers
from statusquo.locations import default_rules

from tests.cli.conftest import Run

MINIATURES = Path(__file__).resolve().parents[1] / "engine" / "runtime" / "miniatures"
EVERYTHING = Path(__file__).resolve().parents[1] / "everything" / "rules.yaml"
FILES = [default_rules(), MINIATURES / "reopening.yaml", MINIATURES / "rights.yaml", EVERYTHING]


def told(run: Run, *arguments: str) -> str:
    """What it says, without line breaks and margins; the page is no wider than the terminal."""
    code, out, err = run("explain", *arguments)
    assert (code, err) == (0, "")
    assert max(len(line.rstrip()) for line in out.splitlines() if not line.startswith("Lines of")) <= 80
    return " ".join(out.split())


def row(out: str, *beginning: str) -> list[str]:
    """The row of a table that begins with these cells."""
    lines = (re.split(r" {2,}", line.strip()) for line in out.splitlines())
    return next(cells for cells in lines if cells[: len(beginning)] == list(beginning))


def test_who_may_do_something_in_a_status(run: Run) -> None:
    out = told(run, "--action", "schedule_deletion", "--in", "open")
    assert out.startswith("YES Staff may schedule a deletion while the ticket is Open.")
    assert "Seeing it takes tickets.view_all (see every ticket), or being the assigned staff member." in out
    assert "It also takes tickets.delete (schedule the deletion of a ticket)." in out
    assert "NEVER Customers may not schedule a deletion, whatever the status is. Who may Only staff can do this." in out
    assert "A-2 must" in out
    assert "C-10 must" in out


def test_whom_the_status_refuses_it_and_where_it_would_be_possible(run: Run) -> None:
    out = told(run, "--action", "request_closure", "--in", "closure_scheduled")
    assert "NO Customers may not ask for closure while the ticket is Closure scheduled. Why The closure is" in out
    assert "Possible in any status but Pending closure, Closure scheduled and Closed." in out
    assert "NEVER Staff may not ask for closure, whatever the status is." in out


@pytest.mark.parametrize("name", ["reply", "message", "Write a Message"])
def test_what_roles_call_by_different_names_is_one_question(run: Run, name: str) -> None:
    out = told(run, "--action", name, "--in", "closed")
    assert "YES Staff may write a message while the ticket is Closed." in out
    assert "NO Customers may not reply while the ticket is Closed." in out
    assert "NEVER" not in out


def test_the_table_has_what_it_takes_the_ids_and_the_line_of_the_file(run: Run) -> None:
    out = run("explain", "--action", "reply", "--in", "closed")[1]
    assert row(out, "staff", "message")[2:5] == ["yes", "seeing it; messages.create", "T-2"]
    cells = row(out, "customer", "reply")
    assert cells[2:5] == ["no", "possible in any status but Closed", "C-3"]
    lines = default_rules().read_text(encoding="utf-8").splitlines()
    assert lines[int(cells[5]) - 1].split()[:3] == ["closed:", "[allow,", "deny,"]
    assert re.search(r"^Lines of +(.+)$", out, re.MULTILINE)[1] == str(default_rules())  # type: ignore[index]


def test_who_may_do_something_at_all(run: Run) -> None:
    out = told(run, "--action", "close_now")
    assert "NEVER Staff may not close the ticket at once, whatever the status is." in out
    assert "YES Customers may close the ticket at once in 1 of 9 statuses. Refused in any status but" in out
    assert row(run("explain", "--action", "close_now")[1], "customer")[2:5] == ["yes", "Closure scheduled", "seeing it"]


def test_all_that_may_be_done_in_a_status_and_by_whom(run: Run) -> None:
    out = told(run, "--in", "closed")
    assert "Staff may see the ticket, write a message, change the status," in out
    assert "NO Customers may not reply, edit a message, ask for closure, close the ticket at once or open an" in out
    assert "NEVER Customers may never change the status, assign the ticket," in out
    assert "create a ticket" not in out
    table = run("explain", "--in", "closed")[1].split("Customers (customer)")[1]
    assert row(table, "close_now")[1:4] == ["no", "possible in Closure scheduled", "A-6"]
    assert row(table, "invite")[1:4] == ["yes", "seeing it; creator", "F-3"]
    assert row(table, "assign") == ["assign", "never", "C-10", "129"]


def test_how_things_have_to_stand(run: Run) -> None:
    out = run("explain", "--in", "working", "--rules", str(EVERYTHING))[1]
    agents, clients = out.split("Clients (client)")
    assert row(agents, "set")[1:3] == ["yes", "handle"]
    assert row(clients, "write")[1:3] == ["yes", "seeing it; not marked locked"]
    assert row(clients, "done")[1:3] == ["yes", "seeing it; creator; assigned; not marked urgent"]
    out = told(run, "--action", "write", "--in", "waiting", "--rules", str(EVERYTHING))
    assert "Only if the ticket is not marked Locked. Otherwise it is refused [F-3] (`locked`)." in out
    assert "Shown as Clients are shown that the ticket is Working" in out


def test_all_that_a_role_may_do_and_where(run: Run) -> None:
    out = told(run, "customer")
    assert "YES Customers may create a ticket, see the ticket, make an invite link, remove a participant," in out
    assert "YES Customers may, in some statuses only, reply, edit a message, ask for closure," in out
    assert row(run("explain", "customer")[1], "close_now")[1:4] == ["yes", "Closure scheduled", "seeing it"]
    assert "Staff" not in out
    there = told(run, "customer", "--in", "closed")
    assert "in some statuses" not in there
    assert "Customers may see the ticket, make an invite link," in there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["--role", "customer"], ["Customers"]),
        (["--role", "customer", "--action", "reply"], ["customer", "reply"]),
        (["customer", "--action", "reply", "--in", "Closed"], ["customer", "reply", "closed"]),
        (
            ["--action", "ASK for closure", "--in", "In Progress"],
            ["--action", "request-closure", "--in", "in_progress"],
        ),
    ],
)
def test_words_and_options_labels_and_names_ask_the_same(run: Run, one: list[str], other: list[str]) -> None:
    assert told(run, *one) == told(run, *other)


def test_wrong_names_are_answered_with_the_nearest_all_at_once(run: Run) -> None:
    code, out, err = run("explain", "--action", "replay", "--in", "opened")
    assert (code, out) == (2, "")
    assert "Did you mean 'reply'?" in err
    assert "Did you mean 'open'?" in err
    code, out, err = run("explain", "--role", "custommer")
    assert (code, out) == (2, "")
    assert "Did you mean 'customer'?" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "what is left out is what you ask for"),
        (["customer", "--role", "staff"], "The role is given twice"),
        (["--action", "create", "--in", "open"], "create concerns no ticket"),
    ],
)
def test_what_is_no_question_is_misuse(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run("explain", *arguments)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


@pytest.mark.parametrize("file", FILES)
def test_every_answer_is_that_of_the_engine(file: Path) -> None:
    rules = load_rules(file)
    compiled = compile_rules(rules)
    everything = frozenset((*rules.permissions, *rules.relations))
    for status in rules.statuses:
        found = answers(compiled, None, None, status)
        assert {(each.role, each.action) for each in found if not each.never} == {
            key for key, action in rules.actions.items() if not action.without_ticket
        }
        for answer in found:
            verdict = compiled.verdict(answer.role, answer.action, status, everything)
            assert verdict is not None
            assert answer.may == verdict.decision.allowed
            if not answer.never:  # what is never possible is told as such, also where the ticket is not to be seen
                assert answer.requirements == verdict.decision.requirements
                assert answer.line == verdict.decision.line
            assert answer in answers(compiled, None, answer.action, status)


def test_nobody_may_where_the_ticket_is_not_to_be_seen(run: Run) -> None:
    rules = str(MINIATURES / "reopening.yaml")
    found = {each.action: each for each in answers(compile_rules(load_rules(Path(rules))), "client", None, "shut")}
    assert [(each.may, each.takes) for each in (found["look"], found["write"])] == [(False, ""), (False, NOBODY)]
    out = told(run, "--action", "write", "--in", "shut", "--rules", rules)
    assert "NO Clients do not see a ticket that is Shut." in out
