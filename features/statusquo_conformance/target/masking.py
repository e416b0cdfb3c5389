"""Keeping secrets out of everything that is shown."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from bisect import insort
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = "***"

SHORTEST_SECRET = 3
"""Shorter texts than this many characters are shown: everything would be full of stars, and tell them all the same."""

SHORTEST_HIDDEN = 4
"""Shorter secrets than this many bytes are not looked for inside Base64, where they turn up by chance."""

MOST_PASSING = 1000
"""So many secrets that servers hand out anew again and again, such as cookies, are remembered."""

_MOST_REMEMBERED = 1000
_LONGEST_REMEMBERED = 200
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_QUADS = 4
"""Base64 writes three bytes as so many characters."""


class Mask:
    """Replaces secrets in texts, also where they are escaped for a URL, JSON or HTML, or inside Base64."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: dict[str, frozenset[str]] = {}
        self._passing: dict[str, None] = {}
        self._spellings: list[tuple[int, str]] = []
        self._hidden: list[tuple[int, bytes]] = []
        self._remembered: dict[tuple[str, int], str] = {}
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Never show this text from now on. One of a letter or two is no secret, and is in every word."""
        if len(secret.strip()) < SHORTEST_SECRET or secret in self._secrets:
            return
        self._secrets[secret] = frozenset(_spellings(secret))
        for spelling in self._secrets[secret]:
            # The longest come first: one secret may be a part of another.
            insort(self._spellings, (-len(spelling), spelling))
        plain = secret.encode()
        if len(plain) >= SHORTEST_HIDDEN:
            insort(self._hidden, (len(plain), plain))
        self._remembered.clear()

    def add_passing(self, secret: str) -> None:
        """Do not show this text until very many others have been added in this way."""
        if secret in self._secrets and secret not in self._passing:
            return
        self._passing.pop(secret, None)
        self._passing[secret] = None
        self.add(secret)
        if len(self._passing) > MOST_PASSING:
            self._drop(next(iter(self._passing)))

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        for _, spelling in self._spellings:
            if spelling in text:
                text = text.replace(spelling, MASK)
        return _BASE64.sub(self._without_hidden, text) if self._secrets else text

    def cut(self, text: str, length: int) -> str:
        """The first characters of the text without the secrets; none shows in part because it is cut in two."""
        # Servers say the same few words thousands of times.
        if len(text) > _LONGEST_REMEMBERED:
            return self._cut(text, length)
        found = self._remembered.get((text, length))
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[text, length] = self._cut(text, length)
        return found

    def _cut(self, text: str, length: int) -> str:
        # Base64 makes a secret longer by a third.
        longest = -2 * self._spellings[0][0] if self._spellings else 0
        looked_at = 2 * (length + longest)
        kept = self(text[:looked_at])
        # A secret that ends beyond what is looked at is not found: the very end may hold a part of it.
        whole = len(text) <= looked_at
        return (kept if whole else kept[: max(0, len(kept) - longest)])[:length]

    def _drop(self, secret: str) -> None:
        del self._passing[secret]
        others = self._secrets.pop(secret)
        shared = frozenset[str]().union(*self._secrets.values()) & others
        self._spellings = [each for each in self._spellings if each[1] not in others or each[1] in shared]
        self._hidden = [each for each in self._hidden if each[1] != secret.encode()]
        self._remembered.clear()

    def _without_hidden(self, found: re.Match[str]) -> str:
        written = found.group()
        text = written.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
        if not self._hidden or len(text) * 3 // _QUADS < self._hidden[0][0]:
            return written
        # Something else may be glued to the front of it, so it is read from each of four beginnings.
        for start in range(_QUADS):
            decoded = _decoded(text[start:])
            if any(plain in decoded for _, plain in self._hidden):
                return MASK
        return written


def _decoded(text: str) -> bytes:
    """What Base64 without its padding says; a last character that says nothing is left out."""
    if len(text) % _QUADS == 1:
        text = text[:-1]
    try:
        return base64.b64decode(text + "=" * (-len(text) % _QUADS))
    except binascii.Error:
        return b""


def _spellings(secret: str) -> Iterator[str]:
    """The ways in which a secret may be written."""
    yield secret
    for escaped in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield escaped
        yield _ESCAPE.sub(lambda found: found.group().lower(), escaped)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    yield repr(secret)[1:-1]
    yield repr(secret.encode())[2:-1]
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
