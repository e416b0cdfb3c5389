"""``statusquo conform``: what it finds out before the run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from statusquo import load_rules
from statusquo_conformance.cli import conform
from statusquo_conformance.targets import TOKEN_VARIABLE

from tests.cli.conftest import GROUP, Run

ALL = load_rules().roles["staff"].permissions


@pytest.fixture(autouse=True)
def no_run(verbs: list[EntryPoint], monkeypatch: pytest.MonkeyPatch) -> None:
    """A token, and no run of the suite."""
    verbs.append(EntryPoint("conform", "statusquo_conformance.cli.conform:conform", GROUP))
    monkeypatch.setenv(TOKEN_VARIABLE, "a-token")

    def started(*_: object) -> None:
        message = "the run has begun"
        raise RuntimeError(message)

    monkeypatch.setattr(conform, "run_suite", started)


@contextmanager
def server(me: dict[str, Any]) -> Iterator[int]:
    """A server that knows one person, and tells of it what is given; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(me if self.path == "/me" else {}).encode()
            self.send_response(200 if self.path == "/me" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        try:
            yield found.server_address[1]
        finally:
            found.shutdown()
            thread.join()


def test_a_token_that_permits_too_little_is_misuse(run: Run) -> None:
    held = [name for name in ALL if name not in {"tickets.delete", "csat.view"}]
    with server({"id": "1", "permissions": held}) as port:
        code, out, err = run("conform", "--url", f"http://127.0.0.1:{port}")
    assert (code, out) == (2, "")
    assert "This token lacks tickets.delete and csat.view." in err
    assert "somebody who holds every permission" in " ".join(err.split())


@pytest.mark.parametrize("me", [{"permissions": [*ALL, "more"]}, {}, {"permissions": "all"}])
def test_a_token_that_permits_all_or_whose_server_does_not_tell_is_tried(run: Run, me: dict[str, Any]) -> None:
    with server({"id": "1", **me}) as port:
        code, _, err = run("conform", "--url", f"http://127.0.0.1:{port}")
    assert (code, "the run has begun" in err) == (3, True)


def test_https_where_only_http_is_spoken_is_recognised(run: Run) -> None:
    with server({"id": "1"}) as port:
        code, _, err = run("conform", "--url", f"https://127.0.0.1:{port}")
    assert code == 3
    assert "Does the server speak https? If not, the URL begins with http://." in " ".join(err.split())


def test_a_server_that_cannot_be_greeted_has_no_verdict_and_reports_that_say_so(run: Run, tmp_path: Path) -> None:
    with server({"id": "1"}) as port:
        url = f"http://127.0.0.1:{port}/elsewhere"
        code, out, err = run("conform", "--url", url, "--report", str(tmp_path / "reports"))
    assert (code, "error[target-error]" in err) == (3, True)
    assert "report.html" in out
    told = json.loads((tmp_path / "reports" / "report.json").read_text("utf-8"))
    assert (told["verdict"]["exit_code"], told["scenarios"]) == (3, [])
    assert "`hello` has to work" in told["verdict"]["sentence"]
