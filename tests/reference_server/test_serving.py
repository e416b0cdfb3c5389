from __future__ import annotations

import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from statusquo.errors import InvalidFileError
from statusquo_server.app import house_of
from statusquo_server.cli import serve
from statusquo_server.clock import AdvancingClock
from statusquo_server.database import DatabaseError
from statusquo_server.desk import Desk
from statusquo_server.timers import Timers

from tests.reference_server.serving import Client, serving
from tests.reference_server.world import MakeWorld, World


def eventually(found: Callable[[], bool], within: float = 8.0) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + within
    while not found():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def stored(file: Path, query: str) -> list[tuple[object, ...]]:
    """What is in the database, without asking the server."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


STATUS = "SELECT status FROM tickets"
SYSTEM = "SELECT body FROM messages WHERE kind = 'system'"


def test_what_was_scheduled_before_a_kill_happens_after_it_and_once(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    with serving(file) as first:
        owner = Client(first.url)
        path = owner.ticket()
        at = time.time() + 1
        given = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03d}Z"
        assert owner.send("POST", f"{path}/closure-schedule", {"at": given})[0] == 200
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        owner.close()
    time.sleep(max(0.0, at - time.time()) + 0.1)
    assert stored(file, STATUS) == [("closure_scheduled",)]
    for _ in range(2):
        with serving(file) as again:
            assert "Token" not in again.printed
            assert eventually(lambda: stored(file, STATUS) == [("closed",)])
            assert len(stored(file, SYSTEM)) == 2
            assert stored(file, "SELECT count(*) FROM surveys") == [(1,)]


@pytest.mark.usefixtures("interrupts_are_heard")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_with_exit_code_0(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path / "desk.sqlite3") as server:
        client = Client(server.url)
        assert client.send("GET", "/health")[0] == 200
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""
        client.close()


def test_what_is_printed_tells_how_to_use_the_server(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    with serving(file, "--test-clock") as server:
        assert f"sqlite:///{file}" in server.printed
        assert "ticket-statuses 1.0.0" in server.printed
        lines = [line.split("│") for line in server.printed.splitlines() if line.startswith("│")]
        tokens = {cells[1].strip(): cells[-2].strip() for cells in lines}
        assert {"Owner", "Admin", "Staff", "Customer 1"} <= tokens.keys()
        for name, token in tokens.items():
            client = Client(server.url, token)
            assert client.send("GET", "/me")[1]["name"] == name
            assert client.send("GET", "/test-clock")[0] == 200
            client.close()


def test_a_body_that_is_too_large_is_a_problem_over_http_too(tmp_path: Path) -> None:
    with serving(tmp_path / "desk.sqlite3") as server:
        client = Client(server.url)
        path = client.ticket()
        for size in (140_000, 900_000):
            status, problem = client.send("POST", f"{path}/messages", {"body": "x" * size})
            assert (status, problem["code"]) == (413, "request_entity_too_large")
        in_chunks = client.http.request(
            "POST",
            f"{server.url}{path}/messages",
            body=iter([b'{"body": "x"}', b" " * 140_000]),
            headers={**client.http.headers, "Content-Type": "application/json"},
        )
        assert in_chunks.status == 413
        assert client.send("GET", path)[0] == 200
        client.close()


def printed_by(database: Path, **variables: str | None) -> str:
    """What a server prints that stops as soon as it listens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cheroot.wsgi.Server.serve", lambda _: None)
        result = CliRunner().invoke(serve, ["--port", "0", "--database", f"sqlite:///{database}"], env=variables)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_database_that_was_there_before_says_how_to_get_in(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    hint = "set STATUSQUO_OWNER_TOKEN, choose another --database, or delete the file."
    outputs = [printed_by(file, STATUSQUO_OWNER_TOKEN=token) for token in (None, None, "owner-token")]
    assert [hint in output for output in outputs] == [False, True, False]
    assert ["Tokens" in output or "tokens are shown" in output for output in outputs] == [True, False, False]
    (line,) = [line for line in outputs[1].splitlines() if hint in line]
    assert "from before" in line


# cheroot itself forgets to close the socket that it could not bind.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(serve, ["--port", port, "--database", f"sqlite:///{tmp_path}/desk.sqlite3"])
    assert result.exit_code == 3
    assert f"127.0.0.1:{port} cannot be listened on: Address already in use." in result.stderr
    assert "Traceback" not in result.output


def test_what_cannot_be_served_is_a_clear_error(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("nonsense: true\n", encoding="utf-8")
    database = f"sqlite:///{tmp_path}/desk.sqlite3"
    results = [
        CliRunner().invoke(serve, ["--port", "0", "--database", database, "--rules", str(rules)]),
        CliRunner().invoke(serve, ["--port", "0", "--database", database, "--rules", str(tmp_path / "none.yaml")]),
        CliRunner().invoke(serve, ["--port", "0", "--database", "nonsense"]),
    ]
    assert [type(result.exception) for result in results] == [InvalidFileError, InvalidFileError, DatabaseError]


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--nonsense"], ["--port", "x"]])
def test_misuse_is_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(serve, arguments).exit_code == 2


def test_a_token_that_cannot_be_sent_is_misuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSQUO_OWNER_TOKEN", "two words")
    result = CliRunner().invoke(serve, ["--port", "0"])
    assert (result.exit_code, "STATUSQUO_OWNER_TOKEN" in result.stderr) == (2, True)


def open_desk(make_world: MakeWorld, tmp_path: Path) -> tuple[World, Desk, Path]:
    file = tmp_path / "desk.sqlite3"
    world = make_world(f"sqlite:///{file}")
    return world, house_of(world.app).desk, file


def test_timers_fire_though_nobody_asks(make_world: MakeWorld, tmp_path: Path) -> None:
    world, desk, file = open_desk(make_world, tmp_path)
    path = world.ticket(world.owner)
    with Timers(desk):
        # Scheduled while the thread sleeps already, for want of anything to wait for.
        time.sleep(0.2)
        world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(0.3)})
        assert stored(file, STATUS) == [("closure_scheduled",)]
        assert eventually(lambda: stored(file, STATUS) == [("closed",)])
    assert len(stored(file, SYSTEM)) == 2


def test_timers_follow_a_clock_that_is_advanced(make_world: MakeWorld, tmp_path: Path) -> None:
    world, desk, file = open_desk(make_world, tmp_path)
    path = world.ticket(world.owner)
    clock = house_of(world.app).clock
    assert isinstance(clock, AdvancingClock)
    with Timers(desk):
        world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(3600)})
        clock.advance(timedelta(hours=2))
        desk.on_schedule()
        assert eventually(lambda: stored(file, STATUS) == [("closed",)])


def test_timers_survive_what_goes_wrong(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, desk, file = open_desk(make_world, tmp_path)
    broken, sound = world.ticket(world.owner), world.ticket(world.owner)
    for path in (broken, sound):
        world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(0.2)})
    settle = Desk.settle
    tries: list[int] = []

    def settle_badly(self: Desk, ticket: int) -> None:
        if ticket == 1 and len(tries) < 2:
            tries.append(ticket)
            raise RuntimeError
        settle(self, ticket)

    monkeypatch.setattr(Desk, "settle", settle_badly)
    monkeypatch.setattr("statusquo_server.timers.AFTER_A_FAULT", 0.05)
    with Timers(desk):
        assert eventually(lambda: stored(file, STATUS) == [("closed",)] * 2)
    assert len(tries) == 2
    assert "could not be applied" in caplog.text


def test_a_failing_database_does_not_end_the_thread(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, desk, file = open_desk(make_world, tmp_path)
    path = world.ticket(world.owner)
    world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(0.1)})
    next_due, failures = Desk.next_due, iter((True, True))

    def fail_twice(self: Desk) -> object:
        if next(failures, False):
            raise OSError
        return next_due(self)

    monkeypatch.setattr(Desk, "next_due", fail_twice)
    monkeypatch.setattr("statusquo_server.timers.AFTER_A_FAULT", 0.02)
    with Timers(desk):
        assert eventually(lambda: stored(file, STATUS) == [("closed",)])


def test_timers_stop_at_once(make_world: MakeWorld, tmp_path: Path) -> None:
    _, desk, _ = open_desk(make_world, tmp_path)
    begin = time.monotonic()
    with Timers(desk):
        pass
    assert time.monotonic() - begin < 2
    assert "statusquo-timers" not in {thread.name for thread in threading.enumerate()}


def test_applying_what_is_due_from_many_sides_at_once_applies_it_once(make_world: MakeWorld, tmp_path: Path) -> None:
    world, desk, file = open_desk(make_world, tmp_path)
    for _ in range(20):
        path = world.ticket(world.owner)
        world.owner.post(f"{path}/closure-schedule", {"at": world.in_seconds(60)})
    clock = house_of(world.app).clock
    assert isinstance(clock, AdvancingClock)
    clock.advance(timedelta(seconds=61))
    threads = [threading.Thread(target=desk.settle_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(file, STATUS) == [("closed",)] * 20
    assert len(stored(file, SYSTEM)) == 40
    assert stored(file, "SELECT count(*) FROM surveys") == [(20,)]
