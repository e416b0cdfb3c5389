"""A request as a command line that sends it again."""

from __future__ import annotations

import shlex

from statusquo_conformance.operations import Exchange
from statusquo_conformance.reports.texts import harmless

_BY_CURL = frozenset({"content-length", "host"})
"""Headers that curl works out for itself."""


def curl_line(exchange: Exchange) -> str:
    """The request for curl, quoted for a shell. Whatever is secret is masked in it already, and has to be put in.

    Nothing in it is taken for anything but itself: no brackets for ranges, no ``@`` for the name of a file.
    """
    words = ["curl", "--globoff"]
    if exchange.method == "HEAD":
        words.append("--head")
    elif exchange.method != ("POST" if exchange.body else "GET"):
        words += ["--request", exchange.method]
    words += ["--url", exchange.url]
    for name, value in exchange.headers.items():
        if name.lower() not in _BY_CURL:
            words += ["--header", f"{name}: {value}" if value else f"{name};"]
    if exchange.body:
        words += ["--data-raw", exchange.body]
    return shlex.join(harmless(word) for word in words)
