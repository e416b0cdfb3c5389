"""The reference server, started like anybody's: as a process of its own, found by what it prints."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from statusquo.errors import StatusquoError

from statusquo_conformance.targets import TOKEN_VARIABLE

LONGEST_START = 30.0
"""Seconds that the server may take until it says where it listens."""

_LISTENING = re.compile(r"Listening on (http://\S+)")


class ServerStartError(StatusquoError):
    """The reference server did not start."""

    code = "server-not-started"


@dataclass(frozen=True)
class RunningServer:
    """A reference server that runs, and the token of somebody who holds every permission."""

    url: str
    token: str


@contextlib.contextmanager
def reference_server(rules: Path) -> Iterator[RunningServer]:
    """Run the reference server with a test clock, on a free loopback port and a database of its own.

    Raises:
        ServerStartError: if it does not start.
    """
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="statusquo-server-") as folder:
        command = [sys.executable, "-c", "from statusquo.cli.main import main; main()", "serve", "--port", "0"]
        command += [
            "--test-clock",
            "--rules",
            str(rules.resolve()),
            "--database",
            f"sqlite:///{folder}/tickets.sqlite3",
        ]
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, TOKEN_VARIABLE: token, "PYTHONUNBUFFERED": "1"},
        )
        try:
            yield RunningServer(_wait_for_url(process), token)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            if process.stdout is not None:
                process.stdout.close()


def _wait_for_url(process: subprocess.Popen[str]) -> str:
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = lines.get(timeout=LONGEST_START)
        except queue.Empty:
            message = f"The reference server said nothing for {LONGEST_START:.0f} seconds."
            raise ServerStartError(message, hint="\n".join(said)) from None
        if line is None:
            message = "The reference server stopped before it listened."
            raise ServerStartError(message, hint="".join(said).strip())
        said.append(line)
        if found := _LISTENING.search(line):
            return found.group(1)


def _read(stream: IO[str] | None, lines: queue.Queue[str | None]) -> None:
    """Read to the end, so that the server never waits for its output to be taken."""
    with contextlib.suppress(ValueError):
        for line in stream or ():
            lines.put(line)
    lines.put(None)
