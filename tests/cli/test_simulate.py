"""``statusquo simulate``: events typed and scripted, and whatever else somebody may type."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statusquo import compile_rules, load_rules
from statusquo.cli.simulation.commands import Do, Wait, arguments_of, parse, time_of
from statusquo.cli.simulation.session import Session, Standing
from statusquo.errors import StatusquoError

from tests.cli.conftest import GROUP, Run

EVERYTHING = str(Path(__file__).resolve().parents[1] / "everything" / "rules.yaml")
MINIATURES = Path(__file__).resolve().parents[1] / "engine" / "runtime" / "miniatures"


@pytest.fixture(autouse=True)
def _offered(verbs: list[EntryPoint]) -> None:
    verbs.append(EntryPoint("simulate", "statusquo.cli.simulate:simulate", GROUP))


@pytest.fixture
def type_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the simulation with these lines typed, and tells its exit code, output and errors."""

    def typed(*lines: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("simulate")

    return typed


def script(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


COURSE = """
customer create            # somebody begins
customer favorite
staff schedule_closure 3 days
customer reply
wait 2 days
Customers "make the ticket a favorite"
wait 1 day
customer "submit the survey" 5
staff "change the status" In progress
staff schedule_deletion "2030-02-01 12:00"
wait 8 weeks
"""


def test_a_script_is_played_to_its_end(run: Run, tmp_path: Path) -> None:
    code, out, err = run("simulate", "--script", script(tmp_path, "course.txt", COURSE))
    assert (code, err) == (0, "")
    parts = out.split("\n> ")[1:]
    assert [part.split("\n")[0] for part in parts][2] == "staff schedule_closure 3 days"
    assert "Status        Closure scheduled\n" in parts[2]
    assert "On its way    closure, 2030-01-04 09:00 UTC, in 3 days\n" in parts[2]
    assert "Survey        waits to be submitted, until 2030-01-08 09:00 UTC\n" in parts[2]
    assert "Favorite      of somebody among customers\n" in parts[2]
    assert "Happened      Nothing changes.\n" in parts[3]
    assert "in 1 day\n" in parts[4]
    assert "Due           closure, 2030-01-04 09:00 UTC. The ticket becomes Closed." in parts[6]
    assert "Favorite" not in parts[6]
    assert "Survey        submitted; opened 2030-01-01 09:00 UTC\n" in parts[7]
    assert "Done          Staff with every permission: change the status, status In\n" in parts[8]
    assert "Ticket        There is no ticket any more.\n" in parts[10]
    assert "Nobody may do anything." in parts[10]


def test_a_script_in_yaml_says_who_does_it(run: Run, tmp_path: Path) -> None:
    text = """
    - {by: customer, do: create}
    - {by: staff, do: change_status, with: {status: Resolved}, as: [assignee, tickets.change_status]}
    - wait: 1 day
    - {by: Customers, do: submit the survey, with: {rating: 4}, as: [participant]}
    """
    code, out, err = run("simulate", "--script", script(tmp_path, "course.yaml", text))
    assert (code, err) == (0, "")
    assert "The assigned staff member with nothing but" in out
    assert "Done          An active participant: submit the survey, rating 4.\n" in out


def test_a_refusal_is_told_with_its_reason_and_its_requirement(run: Run, tmp_path: Path) -> None:
    course = "customer create\ncustomer close_now\nwhy\n"
    code, out, _ = run("simulate", "--script", script(tmp_path, "course.txt", course))
    assert code == 1
    assert "REFUSED       The creator may not close the ticket at once: status forbids\n" in out
    assert "[A-6]." in out
    assert "\nA-6 must      A customer need not wait for a scheduled closure" in out.partition("\n> why")[0]
    assert "Possible in   Closure scheduled.\n" in out
    assert "status_forbids by" in out


def test_who_sits_at_a_terminal_gets_earlier_lines_back() -> None:
    pytest.importorskip("readline", reason="Python was built without it, so that lines cannot be edited")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from statusquo.cli.main import main; main()", "simulate"]
    environment = {**os.environ, "TERM": "xterm", "INPUTRC": os.devnull}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    try:
        os.close(theirs)
        _until(ours, "> ")
        os.write(ours, b"customer create\n")
        assert "(staff with every permission)" in _until(ours, "\n> ")
        os.write(ours, b"\x1b[A\n")  # the arrow up, and return
        assert "There is a ticket already." in _until(ours, "\n> ")
        os.write(ours, b"\x04")  # only now, since it means something else while no line is read
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _until(descriptor: int, wanted: str) -> str:
    """What a terminal shows until this text is there."""
    said = ""
    while wanted not in said:
        ready, _, _ = select.select([descriptor], [], [], 30)
        assert ready, said
        said += os.read(descriptor, 10_000).decode("utf-8", "replace")
    return said


def test_the_same_script_says_the_same(run: Run, tmp_path: Path) -> None:
    path = script(tmp_path, "course.txt", COURSE)
    assert run("simulate", "--script", path) == run("simulate", "--script", path)
    other = run("simulate", "--script", path, "--start", "2029-06-01")[1]
    assert "closure, 2029-06-04 00:00 UTC, in 3 days" in other


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("customer create\ncustomr reply\n", "There is no role 'customr'.", 2),
        ("customer create\nstaff change_status somewhere\n", "There is no status 'somewhere'.", 2),
        ("customer create\nstaff change_status\n", "To change the status, say which status.", 2),
        ("customer create\ncustomer assign\n", "assign is for staff only.", 2),
        ("customer reply\n", "There is no ticket yet.", 1),
        ("customer create\ncustomer create\n", "There is a ticket already.", 2),
        ("wait\n", "'' is no length of time.", 1),
        ("wait 3 parsecs\n", "'3 parsecs' is no length of time.", 1),
        ("wait 999999999 weeks\n", "That is too long.", 1),
        ("customer create\nwait 1500000 days\n", "The calendar ends before that.", 2),
        ("customer create\nstaff schedule_closure 9999999 days\n", "The calendar ends before that.", 2),
        ("back\n", "Nothing has happened that could be undone.", 1),
        ("why\n", "Nobody has done anything that could be explained.", 1),
        ("77\n", "There is no number 77 in the list.", 1),
        ("customer 'create\n", "A quote is not closed.", 1),
        ("customer create\nstaff schedule_closure tomorrow\n", "'tomorrow' is no time.", 2),
        ("customer create\ncustomer submit_survey five\n", "'five' is no whole number.", 2),
        ("customer create\ncustomer reply now\n", "reply takes no value like 'now'.", 2),
    ],
)
def test_a_line_that_means_nothing_is_shown_with_its_place(
    run: Run, tmp_path: Path, text: str, said: str, line: int
) -> None:
    path = script(tmp_path, "course.txt", text)
    code, _, err = run("simulate", "--script", path)
    assert code == 2
    assert said in err
    assert f"--> {path}:{line}:1\n" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("just words", "This is no script."),
        ("- nothing", "This is no event."),
        ("- {by: customer}", "This is no event."),
        ("- {wait: 1 day, do: reply}", "This is no event."),
        ("- {by: customer, does: create}", "There is no `does` here."),
        ("- {by: customer, do: creat}", "There is no action 'creat'."),
        ("- {by: staff, do: change_status, with: [open]}", "`with` has another form."),
        ("- {by: staff, do: change_status, with: {stauts: open}}", "change_status takes no 'stauts'."),
        ("- {by: staff, do: assign, as: [asignee]}", "Nobody in the role 'staff' is or holds 'asignee'."),
        ("- {wait: {days: 3}}", "is no length of time."),
        ("- {by: [], do: {}}", "There is no role '[]'."),
        ("- {", "error[yaml-"),
    ],
)
def test_a_script_in_yaml_that_means_nothing_is_refused_before_it_begins(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    code, out, err = run("simulate", "--script", script(tmp_path, "course.yaml", text))
    assert code == 2
    assert "> " not in out
    assert said in err


def test_a_script_that_is_not_there_is_misuse(run: Run) -> None:
    code, _, err = run("simulate", "--script", "missing.txt")
    assert code == 2
    assert "error[file-missing]" in err


def test_a_start_that_is_no_time_is_misuse(run: Run) -> None:
    code, _, err = run("simulate", "--start", "now")
    assert code == 2
    assert "'now' is no time." in err
    assert run("simulate", "--start", "9999-12-31")[0] == 2


def test_somebody_types_numbers_from_the_list(type_in: Run) -> None:
    code, out, err = type_in("2", "3 Resolved", "", "wait 3 days", "back", "why 15", "help", "quit", "never read")
    assert (code, err) == (0, "")
    assert "May now     1 Staff: create a ticket (staff with every permission)\n" in out
    assert "3 Staff: change the status [status: any status but Open and Closure scheduled]" in " ".join(out.split())
    assert "Status        Resolved\n" in out
    assert "The last event is undone." in out
    assert "ALLOWED       Customers may reply while the ticket is Resolved." in out
    assert "wait 3 days           let time go by" in out


def test_the_end_of_the_input_is_an_end(type_in: Run) -> None:
    assert type_in()[0] == 0


def test_a_mistake_is_told_and_the_simulation_goes_on(type_in: Run) -> None:
    code, out, err = type_in("nonsense", "2", "3 nowhere", "99", "0", "wait a bit", "quit now", "why", "why 3", "quit")
    assert code == 0
    assert "Nobody knows what 'nonsense' means." in err
    assert "There is no status 'nowhere'." in err
    assert err.count("There is no number") == 2
    assert "ALLOWED       Staff may change the status" in out


def test_a_desk_whose_tickets_come_from_elsewhere_begins_with_one(run: Run, tmp_path: Path) -> None:
    rules = (MINIATURES / "reopening.yaml").read_text(encoding="utf-8")
    line = next(line for line in rules.splitlines() if "operation: create_ticket" in line)
    (tmp_path / "requirements.yaml").write_bytes((MINIATURES / "requirements.yaml").read_bytes())
    file = script(tmp_path, "rules.yaml", rules.replace(f"{line}\n", ""))
    out = run("simulate", file, "--script", script(tmp_path, "course.txt", "agent set Waiting\nwait 3 days\n"))[1]
    assert "Happened      The ticket is Fresh." in out
    assert "Due           silence, 2030-01-04 09:00 UTC. The ticket becomes Solved." in out
    assert "Status        Solved\n" in out


FOLLOWED = """
client create
agent mark locked
client write               # refused
agent unmark Locked
agent set Working
agent set Solved reason="all is done"
agent assign
agent set Waiting          # refused
agent set Waiting at=10 days
wait 3 days
wait 3 days
client write
agent set "Solved" reason=done at=3 days
client reopen working      # refused
client write
client done
client reopen working
agent set solved reason=done
wait 8 days
client write
"""


def test_all_that_language_2_has_is_played(run: Run, tmp_path: Path) -> None:
    code, out, err = run("simulate", EVERYTHING, "--script", script(tmp_path, "course.txt", FOLLOWED))
    assert (code, err) == (1, "")
    texts = [" ".join(part.split()) for part in out.split("\n> ")[1:]]
    lines = FOLLOWED.strip().splitlines()
    assert len(texts) == len(lines)
    told = dict(zip(enumerate(line.split("#")[0].strip() for line in lines), texts, strict=True))

    def part(number: int, line: str) -> str:
        return told[number, line]

    assert "Happened It is marked as Locked." in part(1, "agent mark locked")
    assert "Marked Locked" in part(1, "agent mark locked")
    said = "REFUSED The creator may not write, because the ticket is marked Locked [F-3] (`locked`)."
    assert said in part(2, "client write")
    assert "Marked" not in part(3, "agent unmark Locked")
    said = "may not change the status, because the ticket is assigned to nobody [A-3]."
    assert said in part(5, 'agent set Solved reason="all is done"')
    assert "Happened The ticket is assigned to somebody." in part(6, "agent assign")
    assert "because `at` is not given [A-4] (`bad_time`)." in part(7, "agent set Waiting")
    waiting = part(8, "agent set Waiting at=10 days")
    assert "Done An agent with every permission: change the status, status Waiting, at 2030-01-11 09:00 UTC." in waiting
    assert "Shown Clients are shown Working instead. Assigned to somebody Before Working Brought by an agent" in waiting
    assert "On its way reminder, 1 of 3, 2030-01-04 09:00 UTC, in 3 days" in waiting
    first = part(9, "wait 3 days")
    assert 'Due reminder, 2030-01-04 09:00 UTC. The reminder begins anew. The system writes "Please answer."' in first
    assert "On its way reminder, 2 of 3, 2030-01-07 09:00 UTC, in 3 days" in first
    assert "reminder, 3 of 3" in part(10, "wait 3 days")
    assert "Status Working" in part(11, "client write")
    assert "Runs time for follow-ups, until 2030-01-14" in part(12, 'agent set "Solved" reason=done at=3 days')
    said = "because it was not they who brought the ticket into this status [C-5] (`not_yours`)."
    assert said in part(13, "client reopen working")
    assert "The ticket becomes Working." in part(14, "client write")
    assert "Brought by the creator" in part(15, "client done")
    assert "The ticket becomes Working." in part(16, "client reopen working")
    another = part(19, "client write")
    assert "Happened Another ticket is opened, which is linked to this one. The other one is New," in another
    assert "Status Solved" in another


def test_what_may_be_done_now_hangs_on_how_things_stand(run: Run, tmp_path: Path) -> None:
    def now(text: str) -> str:
        return " ".join(
            run("simulate", EVERYTHING, "--script", script(tmp_path, "now.txt", text))[1].split("May now")[1].split()
        )

    fresh = now("client create")
    assert "Agents: change the status [status: Working]" in fresh
    assert "Clients: write (the creator)" in fresh
    assert "Clients: write" not in now("client create\nagent mark locked")
    assert "[status: Working or Solved]" in now("client create\nagent mark urgent")
    working = now("client create\nagent set working")
    assert "[status: Checking, or Waiting with at]" in working
    assert "call it done" not in working
    assigned = now("client create\nagent assign\nagent set working")
    assert "[status: Checking, Waiting with at, or Solved with reason]" in assigned
    assert "Clients: call it done (the creator)" in assigned
    assert "Clients: take it up again" not in now(
        "client create\nagent assign\nagent set working\nagent set solved reason=x"
    )
    assert "Clients: take it up again [status: Working]" in now(
        "client create\nagent assign\nagent set working\nclient done"
    )
    assert "Agents: mark the ticket [flag: Locked or Urgent]" in fresh


def test_why_names_what_is_not_so(run: Run, tmp_path: Path) -> None:
    out = run(
        "simulate",
        EVERYTHING,
        "--script",
        script(tmp_path, "why.txt", "client create\nagent mark locked\nclient write\nwhy"),
    )[1]
    flat = " ".join(out.split())
    assert "Only if the ticket is not marked Locked." in flat
    refused = r"REFUSED The creator may not write, because the ticket is marked Locked \[F-3\] \(`locked`\)\. "
    decided = r"Decided locked by actions\.client\.write\.provided \[F-3\], line \d+ In general Clients may write "
    assert re.search(f"> why {refused}{decided}", flat)
    assert "ALLOWED" not in flat


def test_a_script_in_yaml_gives_what_is_asked_for(run: Run, tmp_path: Path) -> None:
    events = """
- {by: client, do: create}
- {by: agent, do: mark, with: {flag: Urgent}}
- {by: agent, do: set, with: {status: solved}, as: [lead, handle]}
- {by: agent, do: set, with: {status: working}}
- {by: agent, do: set, with: {status: waiting, at: 2 days}}
"""
    code, out, err = run("simulate", EVERYTHING, "--script", script(tmp_path, "course.yaml", events))
    assert (code, err) == (0, "")
    assert "On its way    pause, 2030-01-03 09:00 UTC, in 2 days" in out
    wrong = "- {by: client, do: create}\n- {by: agent, do: mark, with: {flag: urgend}}\n"
    code, _, err = run("simulate", EVERYTHING, "--script", script(tmp_path, "course.yaml", wrong))
    assert code == 2
    assert "There is no flag" in err
    assert "urgent" in err


RULES = compile_rules(load_rules())
WORDS = st.sampled_from(
    [
        *(
            "customer",
            "staff",
            "create",
            "reply",
            "change_status",
            "Resolved",
            "wait",
            "3",
            "days",
            "-1",
            "why",
            "back",
        ),
        *("schedule_closure", "2030-01-02", "'", '"', "\\", "#", "submit_survey", "9999999999", "999999999 weeks"),
        *("9", "-1", "é", "\x1b"),
    ]
)


DESK = compile_rules(load_rules(Path(EVERYTHING)))
TYPED = st.sampled_from(
    [
        *(
            "client",
            "agent",
            "set",
            "mark",
            "unmark",
            "assign",
            "write",
            "done",
            "reopen",
            "Waiting",
            "Solved",
            "locked",
        ),
        *("working", "urgent", "at=3", "at=", "days", "reason=x", "reason", "=", "flag=", "status=solved", "wait", "3"),
        *("1", "5", "7", "back", "'", "é"),
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(st.lists(st.one_of(TYPED, st.text(max_size=5)), max_size=5).map(" ".join), max_size=8))
def test_nothing_that_is_typed_breaks_a_session_of_language_2(lines: list[str]) -> None:
    play(Session(DESK, Standing(time_of("2030-01-01"))), ["client create", *lines])


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=5).map(" ".join), max_size=8))
def test_nothing_that_is_typed_breaks_a_session(lines: list[str]) -> None:
    play(Session(RULES, Standing(time_of("2030-01-01"))), ["customer create", *lines])


def play(session: Session, lines: list[str]) -> None:
    rules = session.compiled.rules
    for line in lines:
        with suppress(StatusquoError):
            command = parse(line, session)
            if isinstance(command, Do):
                session.do(command.action, arguments_of(rules, command, session.standing.now), command.holding)
            elif isinstance(command, Wait):
                session.wait(command.length)
    assert session.standing.existed
