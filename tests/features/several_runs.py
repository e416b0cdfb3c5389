"""Run as a program: the suite several times in one process, over HTTP, on small servers; prints what came of each."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cheroot.wsgi import Server
from statusquo.rules.load import load_rules
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.judging.verdict import judge
from statusquo_conformance.run import run_suite
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests.features.harness import TOKEN

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@contextmanager
def listening(app: Wsgi) -> Iterator[tuple[str, Callable[[], None]]]:
    """A server on a free port, and what stops it."""
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.bind_addr[1]}", server.stop
    finally:
        server.stop()
        thread.join()


def check(rules: Path, own: Path, stop_after: int | None = None) -> dict[str, Any]:
    """Run the suite with some rules on a server with its own, which may stop after so many scenarios."""
    app = create_app(Settings(own, "sqlite://", test_clock=True, owner_token=TOKEN))
    told: list[tuple[int, int]] = []
    try:
        with listening(app) as (url, stop):

            def tell(done: int, planned: int) -> None:
                told.append((done, planned))
                if done == stop_after:
                    stop()

            variables = {URL_VARIABLE: url, TOKEN_VARIABLE: TOKEN}
            run = run_suite(load_rules(rules), reference_target(), tell, variables)
    finally:
        house_of(app).database.close()
    verdict, sentence = judge(run)
    return {
        "planned": run.planned,
        "outcomes": Counter(str(result.outcome) for result in run.results),
        "failed": sorted({tag for result in run.having(Outcome.FAILED, Outcome.WARNED) for tag in result.tags}),
        "scenarios": " ".join(result.scenario for result in run.results),
        "verdict": verdict.name,
        "sentence": sentence,
        "progress": told[-1] if told else None,
    }


if __name__ == "__main__":
    small, other, silent = (Path(name) for name in sys.argv[1:])
    json.dump(
        [
            check(small, small),
            check(other, other),
            check(small, silent),
            check(small, small, stop_after=10),
        ],
        sys.stdout,
    )
