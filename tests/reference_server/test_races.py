"""Requests that race: over real HTTP, two at a time, each from a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.reference_server.serving import Client, serving

PAIRS = 100


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(Path(tmp_path_factory.mktemp("races")) / "desk.sqlite3") as server:
        yield server.url


def race(pairs: list[tuple[Callable[[], Any], Callable[[], Any]]]) -> list[tuple[Any, Any]]:
    """Do both of every pair at the same moment."""
    barrier = Barrier(2)

    def run(side: int) -> list[Any]:
        answers = []
        for pair in pairs:
            barrier.wait(timeout=20)
            answers.append(pair[side]())
        return answers

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, (0, 1))
    return list(zip(first, second, strict=True))


def system_messages(owner: Client, path: str) -> list[str]:
    return [item["body"] for item in owner.send("GET", f"{path}/messages")[1]["items"] if item["kind"] == "system"]


def test_of_two_who_schedule_a_closure_one_wins(url: str) -> None:
    owner, other = Client(url), Client(url)
    paths = [owner.ticket() for _ in range(PAIRS)]
    at = ("2998-01-01T00:00:00Z", "2999-01-01T00:00:00Z")
    answers = race(
        [
            (
                lambda path=path: owner.send("POST", f"{path}/closure-schedule", {"at": at[0]}),  # type: ignore[misc]
                lambda path=path: other.send("POST", f"{path}/closure-schedule", {"at": at[1]}),  # type: ignore[misc]
            )
            for path in paths
        ]
    )
    for path, pair in zip(paths, answers, strict=True):
        assert sorted(status for status, _ in pair) == [200, 409]
        winner = 0 if pair[0][0] == 200 else 1
        assert pair[1 - winner][1]["code"] == "already_scheduled"
        assert owner.send("GET", path)[1]["closes_at"] == at[winner]
        assert len(owner.send("GET", f"{path}/surveys")[1]["items"]) == 1
        assert len(system_messages(owner, path)) == 1
    owner.close()
    other.close()


def test_of_two_who_ask_for_closure_one_wins(url: str) -> None:
    owner = Client(url)
    creator = owner.customer()
    again = Client(url, creator.http.headers["Authorization"].removeprefix("Bearer "))
    paths = [creator.ticket() for _ in range(PAIRS)]
    answers = race(
        [
            (
                lambda path=path: creator.send("POST", f"{path}/closure-request"),  # type: ignore[misc]
                lambda path=path: again.send("POST", f"{path}/closure-request"),  # type: ignore[misc]
            )
            for path in paths
        ]
    )
    for path, pair in zip(paths, answers, strict=True):
        assert sorted(status for status, _ in pair) == [200, 409]
        assert len(owner.send("GET", f"{path}/surveys")[1]["items"]) == 1
        assert system_messages(owner, path) == []
    for each in (owner, creator, again):
        each.close()


def test_of_closing_now_and_the_time_that_comes_one_wins(url: str) -> None:
    owner = Client(url)
    creator = owner.customer()
    paths = [creator.ticket() for _ in range(PAIRS)]
    # Their times come one after another, and meanwhile the customer closes one after another. There is time enough
    # before to schedule them all, on a busy machine too.
    begin, apart = datetime.now(UTC) + timedelta(seconds=8), timedelta(milliseconds=8)
    times = [begin + number * apart for number in range(PAIRS)]
    for path, at in zip(paths, times, strict=True):
        assert owner.send("POST", f"{path}/closure-schedule", {"at": at.isoformat()})[0] == 200
    answers = []
    for path, at in zip(paths, times, strict=True):
        time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds() - 0.001))
        answers.append(creator.send("POST", f"{path}/closure")[0])
    assert set(answers) <= {200, 409}
    for path, status in zip(paths, answers, strict=True):
        assert owner.send("GET", path)[1]["status"] == "closed"
        assert len(owner.send("GET", f"{path}/surveys")[1]["items"]) == 1
        # What announced the closure, and what says that it came, if it did.
        assert len(system_messages(owner, path)) == (1 if status == 200 else 2)
    owner.close()
    creator.close()
