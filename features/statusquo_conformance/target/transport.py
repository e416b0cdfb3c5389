"""Sending one request and getting one answer, over the network or straight into a WSGI application.

Whatever the server does, sending ends soon and in one of two ways: with an answer of bounded size, or with an
:class:`~statusquo_conformance.operations.UnreachableServerError`. Redirects are never followed, and no proxy that the
environment names is used.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from statusquo_conformance.operations import UnreachableServerError

LARGEST_ANSWER = 4 * 1024 * 1024
"""An answer of more bytes is not read any further."""

_CHUNK = 65_536
_LOOKS_PER_TIME = 20
_CONNECTION = re.compile(r"^\w+\(host=.*?\): ")


@dataclass(frozen=True)
class Limits:
    """How long a request may take, in seconds, and how large its answer may be, in bytes."""

    connect: float = 5.0
    whole: float = 20.0
    size: int = LARGEST_ANSWER


@dataclass(frozen=True)
class Request:
    """What is sent. ``path`` includes the query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True)
class Answer:
    """What comes back.

    Attributes:
        status: the status code of HTTP.
        headers: by name, in lower case; those that came several times are one, with commas between them.
        body: as it came, decompressed.
        cookies: the headers ``Set-Cookie``, each for itself, since commas stand inside them.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()


class Transport(Protocol):
    """The way of a request to the server."""

    def send(self, request: Request) -> Answer:
        """The answer to a request.

        Raises:
            UnreachableServerError: if there is none, or none of reasonable size in reasonable time.
        """

    def close(self) -> None:
        """Let go of the server."""


class NetworkTransport:
    """Requests over HTTP, on a connection that is kept."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        self._base = url.rstrip("/")
        self._limits = limits if limits is not None else Limits()
        self._watch = _Watch(self._limits.whole)
        timeout = urllib3.Timeout(connect=self._limits.connect, read=self._limits.whole)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=1)
        self._pool.pool_classes_by_scheme = _watched_pools(self._watch)

    def send(self, request: Request) -> Answer:
        """The answer to a request; see :class:`Transport`."""
        url = self._base + request.path
        self._watch.begin()
        try:
            answer = self._pool.request(
                request.method,
                url,
                body=request.body,
                headers=request.headers,
                redirect=False,
                preload_content=False,
            )
            try:
                body = self._read(answer)
            except BaseException:
                answer.close()
                raise
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, ValueError, OSError) as error:
            raise self._failure(request, error) from None
        finally:
            self._watch.end()
        return _answer(answer.status, answer.headers.iteritems(), body)

    def close(self) -> None:
        """Close all connections."""
        self._watch.close()
        self._pool.clear()

    def _failure(self, request: Request, error: Exception) -> UnreachableServerError:
        if self._watch.expired or isinstance(error, urllib3.exceptions.ReadTimeoutError):
            what = f"got no answer: it took longer than {self._limits.whole:g} seconds."
            return _unreachable(request, what, "Is the server too busy, or stuck?")
        if isinstance(error, _TooLargeError):
            return _unreachable(request, f"got too large an answer: {error}.", "Ask for less, such as shorter pages.")
        return _unreachable(request, f"got no answer: {_plainly(error)}.")

    def _read(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        chunks = []
        size = 0
        for chunk in answer.stream(_CHUNK):
            size += len(chunk)
            if size > self._limits.size:
                raise _TooLargeError(f"it has more than {self._limits.size:,} bytes")
            chunks.append(chunk)
        if self._watch.expired:
            raise TimeoutError
        return b"".join(chunks)


class _TooLargeError(ValueError):
    """An answer has more bytes than are read."""


class WsgiTransport:
    """Requests straight into a WSGI application in this process."""

    def __init__(self, application: Any) -> None:
        # Only who calls an application in process needs this.
        from werkzeug.test import Client  # noqa: PLC0415

        self._client = Client(application, use_cookies=False)

    def send(self, request: Request) -> Answer:
        """The answer to a request; see :class:`Transport`."""
        try:
            answer = self._client.open(
                request.path, method=request.method, headers=dict(request.headers), data=request.body
            )
            return _answer(answer.status_code, answer.headers, answer.data)
        except Exception as error:  # noqa: BLE001 - whatever somebody's application raises
            raise _unreachable(request, f"raised {type(error).__name__} in the application: {error}") from None

    def close(self) -> None:
        """There is nothing to let go of."""


def _answer(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
    """An answer, of headers as they came one after the other."""
    joined: dict[str, str] = {}
    cookies = []
    for written, value in headers:
        name = written.lower()
        if name == "set-cookie":
            cookies.append(value)
        else:
            joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return Answer(status, joined, body, tuple(cookies))


def _unreachable(request: Request, what: str, hint: str = "Is the server running?") -> UnreachableServerError:
    return UnreachableServerError(f"{request.method} {request.path} {what}", hint=hint)


def _plainly(error: Exception) -> str:
    """What an error of urllib3 says, without the name of its connection."""
    return _CONNECTION.sub("", str(error)).rstrip(".") or type(error).__name__


class _Watch:
    """Ends the connection in use when a request takes too long, however slowly its answer drips in."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._until: float | None = None
        self._socket: socket.socket | None = None
        self._closed = threading.Event()
        self.expired = False
        threading.Thread(target=self._run, daemon=True).start()

    def connected(self, connection: socket.socket | None) -> None:
        self._socket = connection

    def begin(self) -> None:
        self.expired = False
        self._until = time.monotonic() + self._longest

    def end(self) -> None:
        self._until = None

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(self._longest / _LOOKS_PER_TIME):
            until, connection = self._until, self._socket
            if until is not None and time.monotonic() > until and connection is not None:
                self.expired = True
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _watched_pools(watch: _Watch) -> dict[str, type]:
    """Pools whose connections tell the watch which socket they use."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.connected(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.connected(self.sock)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
