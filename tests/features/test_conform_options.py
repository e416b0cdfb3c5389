"""``statusquo conform`` with its options, and what becomes of a run that somebody ends before its time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from statusquo_conformance.selection import UnknownSelectionError, selected
from statusquo_conformance.targets import TOKEN_VARIABLE, reference_target

from tests.features.harness import shipped

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).with_name("desks") / "small.yaml"
COMMAND = (sys.executable, "-c", "from statusquo.cli.main import main; main()", "conform")
RULES = ("--rules", str(SMALL))
ENVIRONMENT = {**os.environ, TOKEN_VARIABLE: "any"}

# A desk that allows everything. At the eightieth request something happens: WHAT stands for it.
DESK = f"""
import os, signal, time
from pathlib import Path
from statusquo.rules.load import load_rules
from tests.features.trivial_servers import Allowing, answering

desk, asked = Allowing(load_rules(Path({str(SMALL)!r}))), []

def answer(*request):
    asked.append(request)
    if len(asked) == 80:
        WHAT
    return desk.answer(*request)

app = answering(answer)
"""


def conform(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process group of its own, as a shell would."""
    return subprocess.run(
        [*COMMAND, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env=ENVIRONMENT,
        start_new_session=True,
    )


def desk(folder: Path, what: str) -> str:
    """The target file of a desk to which something happens."""
    (folder / "sudden.py").write_text(DESK.replace("WHAT", what), "utf-8")
    target = folder / "target.yaml"
    target.write_text(re.sub(r"(?m)^url: .*$", "wsgi: sudden:app", reference_target().read_text("utf-8")), "utf-8")
    return str(target)


def test_a_dry_run_says_what_would_be_checked_and_asks_no_server() -> None:
    done = conform(*RULES, "--dry-run", "--url", "http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    assert "62 of 62 scenarios would be checked." in done.stdout
    assert "24 scenarios wait for a time to come, by moving the server's clock." in done.stdout
    assert re.search(r"R-11 +must +12 ", done.stdout)


def test_a_dry_run_of_a_part(tmp_path: Path) -> None:
    target = tmp_path / "target.yaml"
    text = reference_target().read_text("utf-8")
    target.write_text("\n".join(line for line in text.splitlines() if "_clock: " not in line), "utf-8")
    done = conform(str(target), "--dry-run", "--only", "A-15")
    assert done.returncode == 0, done.stderr
    assert "Not checked: it takes a clock that can be moved, and there is none" in done.stdout
    assert not re.search(r"C-3 ", done.stdout)


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ("C-33", "Did you mean C-3?"),
        ("T-12", "T-12 is left to each server or told as a fact (may), so nothing checks it."),
        ("Customers may reply: the creator, opn", "Did you mean Customers may reply: the creator, open?"),
        ("everything", "Ids of requirements look like C-3; reports name the scenarios."),
    ],
)
def test_a_run_can_be_narrowed_to_what_there_is_alone(only: str, said: str) -> None:
    with pytest.raises(UnknownSelectionError) as caught:
        selected(shipped(), ["C-4", only])
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_what_there_is_not_is_misuse_and_told_before_a_server_is_started() -> None:
    done = conform("--only", "C-33")
    assert (done.returncode, "Did you mean C-3?" in done.stderr) == (2, True), done.stderr


def test_a_run_is_narrowed_to_requirements_and_scenarios_and_done_by_several_processes() -> None:
    name = "Clients can reply, and the ticket is new: the owner, waiting"
    done = conform(*RULES, "--only", "R-8", "--only", name, "-n", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"(?m)^3 scenarios in [\d.]+ s: 3 passed$", done.stdout), done.stdout
    assert f"Nothing is wrong with R-8, {name} of small 1.0.0. Nothing else was checked." in done.stdout
    assert "\x1b" not in done.stdout, "colours are for terminals"


@pytest.mark.usefixtures("interrupts_are_heard")
@pytest.mark.parametrize("processes", ["0", "2"])
def test_ctrl_c_ends_a_run_with_the_report_of_what_was_done(tmp_path: Path, processes: str) -> None:
    pressed = "os.killpg(os.getpgrp(), signal.SIGINT)"
    done = conform(*RULES, desk(tmp_path, pressed), "-n", processes)
    assert done.returncode == 3, done.stdout + done.stderr
    assert re.search(r"(?m)^\d+ of 62 scenarios in ", done.stdout), done.stdout
    assert "No verdict: the run was interrupted." in done.stdout
    assert "not run" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_that_takes_too_long_is_ended(tmp_path: Path, processes: str) -> None:
    done = conform(*RULES, desk(tmp_path, "time.sleep(1.1)"), "--time-limit", "1", "-n", processes)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "No verdict: the run took longer than 1 seconds." in done.stdout
    assert re.search(r"(?m)^\d+ of 62 scenarios in ", done.stdout), done.stdout


@pytest.mark.usefixtures("interrupts_are_heard")
def test_what_was_made_is_told_and_the_server_goes_on_until_it_is_interrupted() -> None:
    command = [*COMMAND, *RULES, "--only", "R-8", "--keep"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as process:
        guard = threading.Timer(100, process.kill)
        guard.start()
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            if "goes on at" in line:
                break
        text = "".join(told)
        assert "goes on at" in text, text + (process.stderr.read() if process.stderr is not None else "")
        url, token = re.findall(r"goes on at (\S+) until .*: (\S+)$", text.strip())[0]
        tickets = re.findall(r"(?m)^    (t_\d+)  passed: ", text)
        assert f"{len(tickets)} tickets left on the server:" in text
        request = urllib.request.Request(f"{url}/tickets/{tickets[0]}", headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
            assert answer.status == 200
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        guard.cancel()
    assert (process.returncode, errors) == (0, "")
