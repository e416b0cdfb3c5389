"""The desk on a port: the server of the standard library, with connections that are kept."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from desk.web import Api

LARGEST_BODY = 65_536
LONGEST_SILENCE = 60.0
"""Seconds after which a connection that is not used is closed."""


def listen(api: Api, port: int) -> ThreadingHTTPServer:
    """A server on the loopback interface that has yet to be told to serve; port 0 means any that is free."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = LONGEST_SILENCE
        disable_nagle_algorithm = True
        # Head and body of an answer leave together.
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
                self.send_error(413)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = api.answer(self.command, self.path, headers, self.rfile.read(int(length)))
            content = reply.encoded()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nobody reads along."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    return Server(("127.0.0.1", port), Handler)
