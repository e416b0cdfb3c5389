"""Time goes by on the server as the target says: by a request, or by a command line."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from statusquo_conformance.operations import TargetError
from statusquo_conformance.target.driver import HttpDriver

from tests.target.desks import SECRET, Change, Script, answer, driver, target

HOUR = timedelta(hours=1)
READ = {"request": "GET /clock", "result": {"now": "now"}}
ADVANCE = {"request": "POST /clock", "json": {"seconds": "{seconds}"}}


def operations(**entries: Any) -> Change:
    return lambda data: data["operations"].update(entries)


def command(folder: Path, code: str, *words: str, **more: Any) -> Change:
    """A clock that is moved by a small program in Python."""
    program = folder / "advance.py"
    program.write_text(code, "utf-8")
    return lambda data: data.update(clock={"command": [sys.executable, str(program), *words], **more})


def ahead(made: HttpDriver) -> timedelta:
    return made.now() - datetime.now(UTC)


def nearly(one: timedelta, other: timedelta) -> bool:
    return abs(one - other) < timedelta(seconds=5)


def test_a_command_moves_the_clock_and_what_it_was_told_is_summed_up(tmp_path: Path) -> None:
    code = "import sys, pathlib; f = open('told.txt', 'a'); print(*sys.argv[1:], file=f)"
    change = command(tmp_path, code, "{seconds}", "by {seconds} s; echo ${TOKEN}")
    made = HttpDriver(target(tmp_path, change, variables={"TOKEN": "x y"}), Script([]))
    assert made.has_clock
    made.advance(3599.5)
    made.advance(60)
    assert (tmp_path / "told.txt").read_text("utf-8").splitlines() == [
        "3600 by 3600 s; echo x y",
        "60 by 60 s; echo x y",
    ]
    assert nearly(ahead(made), HOUR + timedelta(minutes=1))


def test_where_the_clock_can_be_read_it_is_believed_more_than_the_sum(tmp_path: Path) -> None:
    told = [{"now": "2090-01-01T00:00:00Z"}, {"now": "2095-01-01T00:00:00Z"}]
    made, script = driver(
        tmp_path, command(tmp_path, ""), operations(read_clock=READ), answers=[answer(body=each) for each in told]
    )
    assert made.now().year == 2090
    made.advance(60)
    assert made.now().year == 2095
    assert [sent.method for sent in script.sent] == ["GET", "GET"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "import sys; print('no such container'); sys.exit(3)",
            "failed with exit code 3. It printed: no such container",
        ),
        ("import os; os.kill(os.getpid(), 9)", "failed with exit code -9"),
        (f"import sys; sys.exit('token {SECRET} is wrong')", r"It printed: token \*\*\* is wrong"),
    ],
)
def test_a_command_that_fails_is_told_with_what_it_printed(tmp_path: Path, code: str, words: str) -> None:
    made = HttpDriver(target(tmp_path, command(tmp_path, code)), Script([]))
    with pytest.raises(TargetError, match=words) as caught:
        made.advance(60)
    assert "target.yaml:" in caught.value.message
    assert nearly(ahead(made), timedelta())


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    made = HttpDriver(target(tmp_path, lambda data: data.update(clock={"command": ["./no-such-file"]})), Script([]))
    with pytest.raises(TargetError, match=r"cannot be run: .*No such file"):
        made.advance(60)


def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(tmp_path / 'late')!r}).touch()"
    hang = f"import subprocess, sys; print('waiting', flush=True); subprocess.run([sys.executable, '-c', {child!r}])"
    made = HttpDriver(target(tmp_path, command(tmp_path, hang, timeout=0.5)), Script([]))
    started = time.monotonic()
    with pytest.raises(TargetError, match=r"took longer than 0.5 seconds. It printed: waiting"):
        made.advance(60)
    assert time.monotonic() - started < 1.4
    time.sleep(1.5)
    assert not (tmp_path / "late").exists()


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    words = ["echo", "$(touch harm)", ";", "touch", "harm"]
    made = HttpDriver(target(tmp_path, lambda data: data.update(clock={"command": words})), Script([]))
    made.advance(60)
    assert not (tmp_path / "harm").exists()


def test_a_clock_that_can_be_moved_and_not_read_is_summed_up(tmp_path: Path) -> None:
    made, script = driver(tmp_path, operations(advance_clock=ADVANCE), answers=[answer(204), answer(204)])
    assert made.has_clock
    made.advance(1800)
    made.advance(1800)
    assert nearly(ahead(made), HOUR)
    assert [sent.body for sent in script.sent] == [b'{"seconds": 1800}'] * 2


def test_a_server_that_knows_no_clock_after_all_is_one_without(tmp_path: Path) -> None:
    change = operations(read_clock=READ, advance_clock=ADVANCE)
    made, _ = driver(tmp_path, change, answers=[answer(404)])
    assert made.target.has_clock
    assert not made.has_clock
    assert made.clock_missing == "`GET /clock` was answered with 404, so the server has no clock to be moved"
    assert nearly(ahead(made), timedelta())


@pytest.mark.parametrize("status", [403, 418])
def test_a_clock_that_may_not_be_read_is_a_fault_of_the_target(tmp_path: Path, status: int) -> None:
    with pytest.raises(TargetError, match=f"{status}.*target.yaml"):
        driver(tmp_path, operations(read_clock=READ, advance_clock=ADVANCE), answers=[answer(status)])


def test_the_file_alone_says_whether_there_is_a_clock(tmp_path: Path) -> None:
    assert not target(tmp_path).has_clock
    assert target(tmp_path, operations(advance_clock=ADVANCE)).has_clock
    assert target(tmp_path, command(tmp_path, "")).has_clock
