"""Keeping secrets out of everything that is shown."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = "***"

SHORTEST_HIDDEN = 4
"""Shorter secrets than this many bytes are not looked for inside Base64, where they turn up by chance."""

_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_QUADS = 4


class Mask:
    """Replaces secrets in texts, also where they are escaped for a URL, JSON or HTML, or inside Base64."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._longest = 0
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Never show this text from now on. One without visible characters is no secret."""
        if secret.strip() and secret not in self._secrets:
            self._secrets.add(secret)
            self._pattern = None

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        if not self._secrets:
            return text
        return _BASE64.sub(self._without_hidden, self._compiled().sub(MASK, text))

    def cut(self, text: str, length: int) -> str:
        """The first characters of the text without the secrets; none shows in part because it is cut in two."""
        self._compiled()
        if len(text) <= length:
            return self(text)
        # A secret that ends beyond what is looked at is not found. It can only be the very end that holds a part of it.
        kept = self(text[: 2 * length + 2 * self._longest])
        whole = len(text) <= 2 * length + 2 * self._longest
        return (kept if whole else kept[: max(0, len(kept) - self._longest)])[:length]

    def _compiled(self) -> re.Pattern[str]:
        if self._pattern is None:
            spellings = {spelling for secret in self._secrets for spelling in _spellings(secret)}
            longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
            self._longest = 2 * max(map(len, spellings), default=0)  # Base64 makes it longer by a third
            self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        return self._pattern

    def _without_hidden(self, found: re.Match[str]) -> str:
        text = found.group().rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
        hidden = [secret.encode() for secret in self._secrets if len(secret.encode()) >= SHORTEST_HIDDEN]
        # Something else may be glued to the front of it, so it is read from each of four beginnings.
        for start in range(min(_QUADS, len(text))):
            plain = _decoded(text[start:])
            if any(secret in plain for secret in hidden):
                return MASK
        return found.group()


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
