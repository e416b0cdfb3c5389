"""How fast the suite is, against the bare replay of the requests that it sends: ``python -m benchmarks.suite``.

The whole suite is run against the reference server, over HTTP and with its test clock, and every request is kept. Then
the same requests are sent to a fresh server, one after the other on one connection, with nothing between them: no
scenario, no step, nothing read or judged. Servers give ids of their own, so each that comes back is remembered and put
into the requests that follow; what that takes is not counted.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import urllib3
from rich.console import Console
from rich.table import Table
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo_conformance.cli.server import RunningServer, reference_server
from statusquo_conformance.judging.verdict import Verdict, judge
from statusquo_conformance.run import run_suite
from statusquo_conformance.target.transport import Answer, NetworkTransport, Request
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target

LIMIT = 1.5
"""How many times the replay the suite may take."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}")

Exchange = tuple[Request, Answer]


def main() -> int:
    """Print the table; the exit code says whether the limit is kept."""
    console = Console()
    with reference_server(default_rules()) as server, recorded() as exchanges:
        suite = run_all(server)
    with reference_server(default_rules()) as server:
        replay, alike = replay_all(server, list(exchanges))
    table = Table(title=f"{len(exchanges):,} requests")
    for heading in ("way", "time", "a request", ": replay"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for name, taken in (("the suite, from its start to its verdict", suite), ("bare replay", replay)):
        each = taken / len(exchanges) * 1e3
        table.add_row(name, f"{taken:.1f} s", f"{each:.2f} ms", f"{taken / replay:.2f}")
    console.print(table)
    console.print(f"{alike / len(exchanges):.1%} of the answers have the same status as in the suite's run.")
    kept = suite < LIMIT * replay
    console.print(f"At most {LIMIT} times the replay: {'yes' if kept else 'NO'} ({suite / replay:.2f}).")
    return 0 if kept else 1


@contextmanager
def recorded() -> Iterator[list[Exchange]]:
    """Every request that is sent meanwhile, with its answer."""
    exchanges: list[Exchange] = []
    send = NetworkTransport.send

    def note(self: NetworkTransport, request: Request) -> Answer:
        answer = send(self, request)
        exchanges.append((request, answer))
        return answer

    with patch.object(NetworkTransport, "send", note):
        yield exchanges


def run_all(server: RunningServer) -> float:
    """How many seconds the whole suite takes."""
    variables = {URL_VARIABLE: server.url, TOKEN_VARIABLE: server.token}
    started = time.perf_counter()
    run = run_suite(load_rules(), reference_target(), lambda _done, _planned: None, variables)
    seconds = time.perf_counter() - started
    verdict, sentence = judge(run)
    if verdict is not Verdict.CONFORMS:
        sys.exit(sentence)
    return seconds


def replay_all(server: RunningServer, exchanges: list[Exchange]) -> tuple[float, int]:
    """How many seconds the requests alone take, and how many of them are answered with the same status."""
    pool = urllib3.PoolManager(retries=False, maxsize=1)
    token = next(each.headers["Authorization"] for each, _ in exchanges if "Authorization" in each.headers)
    new = {token.removeprefix("Bearer "): server.token}
    seconds, alike = 0.0, 0
    for request, answer in exchanges:
        again = translated(request, new)
        started = time.perf_counter()
        came = pool.request(again.method, server.url + again.path, body=again.body, headers=again.headers)
        seconds += time.perf_counter() - started
        alike += came.status == answer.status
        learn(parsed(answer.body), parsed(came.data), new)
    return seconds, alike


def translated(request: Request, new: dict[str, str]) -> Request:
    """The request with the ids of the other server."""

    def put(text: str) -> str:
        return _TOKEN.sub(lambda found: new.get(found.group(), found.group()), text)

    body = put(request.body.decode()).encode() if request.body is not None else None
    headers = {name: put(value) for name, value in request.headers.items()}
    return replace(request, path=put(request.path), headers=headers, body=body)


def learn(old: Any, new: Any, names: dict[str, str]) -> None:
    """Which ids of one answer stand where others stand in another."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() & new.keys():
            learn(old[name], new[name], names)
    elif isinstance(old, list) and isinstance(new, list):
        for one, other in zip(old, new, strict=False):
            learn(one, other, names)
    elif isinstance(old, str) and isinstance(new, str) and old != new and _TOKEN.fullmatch(old):
        names[old] = new


def parsed(body: bytes) -> Any:
    """The JSON of a body; None if it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return None


if __name__ == "__main__":
    sys.exit(main())
