"""A server that is sick or means harm does none: whatever it sends, there is a clear outcome, and soon."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from statusquo_conformance.operations import Account, BrokenServerError, Operation, TargetError, UnreachableServerError
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.transport import Limits, NetworkTransport

from tests.target.desks import SECRET, listening, target

ACTOR = Account("u1", SECRET, "somebody")
LIMITS = Limits(connect=1.0, whole=0.5, size=10_000)


def read(folder: Path, serve: Callable[[socket.socket], None]) -> object:
    """What comes of reading a ticket on such a server."""
    with listening(serve) as url:
        driver = HttpDriver(target(folder), NetworkTransport(url, LIMITS))
        try:
            return driver.perform(Operation.READ_TICKET, ACTOR, {"ticket": "t1"})
        finally:
            driver.close()


def says(
    body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(_connection: socket.socket) -> None:
    """Close without a word."""


def stay_silent(connection: socket.socket) -> None:
    connection.recv(1)


def drip_the_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(50):
        connection.sendall(b" ")
        time.sleep(0.1)


def drip_the_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(50):
        connection.sendall(f"X-{number}: 1\r\n".encode())
        time.sleep(0.1)


def never_end(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"[" * 4000)


def bomb(connection: socket.socket) -> None:
    import gzip  # noqa: PLC0415 - only here

    body = gzip.compress(b" " * 5_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


def stop_short(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status": ')


@pytest.mark.parametrize(
    ("serve", "words"),
    [
        (reset, "reset"),
        (hang_up, "got no answer"),
        (stay_silent, "longer than 0.5 seconds|timed out"),
        (drip_the_body, "longer than 0.5 seconds"),
        (drip_the_head, "longer than 0.5 seconds"),
        (never_end, "more than 10,000 bytes"),
        (bomb, "more than 10,000 bytes"),
        (stop_short, "got no answer"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "got no answer"),
    ],
    ids=["reset", "hang-up", "silence", "slow-body", "slow-head", "endless", "gzip-bomb", "cut-off", "no-http"],
)
def test_no_answer_worth_the_name_is_an_unreachable_server_and_found_soon(
    tmp_path: Path, serve: Callable[[socket.socket], None], words: str
) -> None:
    started = time.monotonic()
    with pytest.raises(UnreachableServerError, match=words) as caught:
        read(tmp_path, serve)
    assert time.monotonic() - started < 10
    assert "GET /tickets/t1" in caught.value.message


def test_nobody_listening_is_an_unreachable_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    driver = HttpDriver(target(tmp_path), NetworkTransport(url, LIMITS))
    with pytest.raises(UnreachableServerError, match="refused"):
        driver.perform(Operation.READ_TICKET, ACTOR, {"ticket": "t1"})
    driver.close()


TICKET = b'{"status": "open", "assignee": null, "closes_at": null, "deletes_at": null}'


@pytest.mark.parametrize(
    ("serve", "words"),
    [
        (says(b'{"status": '), "not JSON"),
        (says(b"[" * 9000), "not JSON"),
        (says(b"<html>Log in</html>", kind="text/html"), "not JSON.*200 text/html: <html>Log in"),
        (
            says(b"", status="302 Found", more="Location: http://evil.example/x\r\n"),
            r"302, which is neither.*Location: http.*x\. .* least of all to another host \(evil.example\)",
        ),
        (
            says(b"", status="307 Temporary Redirect", more="Location: /elsewhere\r\n"),
            "307.*Location: /elsewhere. Redirects are never followed\\. ",
        ),
        (says(b"", status="304 Not Modified"), "304, which is neither done nor refused. Redirects are never followed"),
        (says(b"{}"), "`status` is None and no text"),
        (says(b"[]"), "`status` is None and no text"),
        (says(b""), "`status` is None and no text"),
        (says(TICKET.replace(b'"open"', b"7")), "`status` is 7 and no text"),
        (says(TICKET.replace(b'"closes_at": null', b'"closes_at": "soon"')), "`closes_at` is 'soon' and no time"),
        (says(TICKET.replace(b'"closes_at": null', b'"closes_at": "2030-01-01T00:00:00"')), "without its time zone"),
        (says(TICKET.replace(b'"assignee": null', b'"assignee": {"id": 1}')), "`assignee` is .* and no id"),
        (says(b"{}", status="401 Unauthorized"), "401, which is neither"),
    ],
)
def test_an_answer_that_does_not_fit_is_shown_with_the_line_of_the_target(
    tmp_path: Path, serve: Callable[[socket.socket], None], words: str
) -> None:
    with pytest.raises(TargetError, match=words) as caught:
        read(tmp_path, serve)
    assert "target.yaml:" in caught.value.message


def test_a_server_that_says_that_it_is_broken_is_no_fault_of_the_target(tmp_path: Path) -> None:
    words = r"503: the server says that it is broken. The request was GET /tickets/t1. The answer was 503 .*: \{\} \["
    with pytest.raises(BrokenServerError, match=words) as caught:
        read(tmp_path, says(b"{}", status="503 Service Unavailable"))
    assert "target.yaml:" in caught.value.message


def test_what_is_secret_is_not_repeated_from_an_answer(tmp_path: Path) -> None:
    with pytest.raises(BrokenServerError) as caught:
        read(tmp_path, says(f'{{"error": "no such token: {SECRET}"}}'.encode(), status="500 Oh"))
    assert SECRET not in caught.value.message
    assert "no such token: ***" in caught.value.message


def test_a_proxy_in_the_environment_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert read(tmp_path, says(TICKET)) is not None
