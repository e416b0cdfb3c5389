"""The server as its own process, over real HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from tests.reference_server.world import OWNER

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from statusquo_server.cli import serve; serve()"


@dataclass(frozen=True)
class Serving:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    printed: str


class Client:
    """Somebody with a token and a connection of their own."""

    def __init__(self, url: str, token: str = OWNER) -> None:
        self.url = url
        self.http = urllib3.PoolManager(headers={"Authorization": f"Bearer {token}"}, retries=False)

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = self.http.request(method, self.url + path, json=body, timeout=20)
        return response.status, json.loads(response.data) if response.data else None

    def customer(self) -> Client:
        return Client(self.url, self.send("POST", "/customers", {"name": "x"})[1]["token"])

    def ticket(self) -> str:
        return f"/tickets/{self.send('POST', '/tickets', {'subject': 'x'})[1]['id']}"

    def close(self) -> None:
        self.http.clear()


@contextmanager
def serving(database: Path, *options: str) -> Iterator[Serving]:
    """Start a server, and kill it in the end if it still runs."""
    environment = {
        **os.environ,
        "STATUSQUO_OWNER_TOKEN": OWNER,
        "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("engine", "reference_server")),
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-c", PROGRAM, "--port", "0", "--database", f"sqlite:///{database}", *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        printed = ""
        assert process.stdout is not None
        for line in process.stdout:
            printed += line
            found = re.fullmatch(r"Listening on (http://\S+)\n", line)
            if found is not None:
                yield Serving(process, found[1], printed)
                break
        else:
            raise AssertionError(printed)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
