"""A small editor: speaks the language server protocol with yaml-language-server, over its standard input and output."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self

PATIENCE = 60
"""How many seconds an answer may take."""


class SilentServerError(AssertionError):
    """The language server has not answered in time, or has ended."""


class LanguageServer:
    """A language server that was started for the tests, and ends with them."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._arrived: Queue[dict[str, Any] | None] = Queue()
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        """Introduce the editor; the schema store, which is on the internet, is not asked."""
        snippets = {"completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}}
        abilities = {"textDocument": snippets, "workspace": {"configuration": True}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": abilities})
        self._tell("initialized", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server, politely if it still listens."""
        with contextlib.suppress(OSError):
            self._tell("exit", None)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def open(self, folder: Path, text: str) -> str:
        """Open a new file with this text in the editor, as if it lay in the folder, and give its URI."""
        self._number += 1
        uri = (folder / f"opened-{self._number}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def problems(self, uri: str) -> list[dict[str, Any]]:
        """What the server finds wrong with an open file."""
        while uri not in self._diagnostics:
            self._take()
        return self._diagnostics[uri]

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Ask about a place in an open file, both numbers from 0: ``hover`` or ``completion``."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", place)

    def ask(self, method: str, parameters: Mapping[str, Any] | None) -> Any:
        """Send a request and wait for its result."""
        self._number += 1
        number = self._number
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")

    def _tell(self, method: str, parameters: Mapping[str, Any] | None) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": parameters})

    def _take(self) -> dict[str, Any]:
        """The next message; what the server asks meanwhile is answered, and what it finds wrong is kept."""
        try:
            message = self._arrived.get(timeout=PATIENCE)
        except Empty:
            message = None
        if message is None:
            said = "The language server does not answer."
            raise SilentServerError(said)
        if message.get("method") == "textDocument/publishDiagnostics":
            found = message["params"]
            self._diagnostics[found["uri"]] = found["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
            asked = message["params"]["items"]
            answer = [settings.get(each.get("section"), {}) for each in asked]
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": answer})
        elif "method" in message and "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        return message

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        """Put every message into the queue, and None when there are no more."""
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                break
            self._arrived.put(json.loads(stream.read(length)))
        self._arrived.put(None)
