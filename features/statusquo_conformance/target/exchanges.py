"""The requests of a scenario and their answers, kept for reports."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice

from statusquo_conformance.operations import Exchange
from statusquo_conformance.target.masking import MASK, Mask
from statusquo_conformance.target.transport import Answer, Request

MOST_KEPT = 100
"""So many requests are kept, for the report of one scenario."""

LONGEST_SHOWN = 2000
"""So many characters of a body are shown."""

_LONGEST_KEPT = 65_536
TYPE = "Content-Type"
_TOLD = (TYPE, "Location")


@dataclass(frozen=True)
class _Kept:
    """A request, and what is kept of its answer: its status code, some headers, and the beginning of its body."""

    request: Request
    status: int | None
    told: dict[str, str]
    body: str
    seconds: float


class Exchanges:
    """What has been sent and what came back, shown without anything secret."""

    def __init__(self, base: str, mask: Mask) -> None:
        self._base = base.rstrip("/")
        self._mask = mask
        self._kept: deque[_Kept] = deque(maxlen=MOST_KEPT)

    def note(self, request: Request, answer: Answer, seconds: float) -> None:
        """Keep a request that was answered."""
        body = answer.body[:_LONGEST_KEPT].decode("utf-8", "replace")
        told = {name: answer.headers[name.lower()] for name in _TOLD if name.lower() in answer.headers}
        self._kept.append(_Kept(request, answer.status, told, body, seconds))

    def note_silence(self, request: Request, why: str, seconds: float) -> None:
        """Keep a request that was not answered, and why not."""
        self._kept.append(_Kept(request, None, {}, why, seconds))

    def latest(self, number: int) -> tuple[Exchange, ...]:
        """The latest so many requests; fewer if not so many are kept."""
        first = max(0, len(self._kept) - number)
        return tuple(self._shown(each) for each in islice(self._kept, first, None))

    @property
    def last(self) -> str:
        """The last request and its answer in words; empty if there was none."""
        if not self._kept:
            return ""
        kept = self._kept[-1]
        shown = self._shown(kept)
        lines = [f"> {shown.method} {shown.url.removeprefix(self._mask(self._base))}"]
        lines += [f"> {name}: {value}" for name, value in shown.headers.items()]
        lines += [f"> {shown.body}"] if shown.body else []
        if shown.status is None:
            return "\n".join([*lines, "< (no answer)"])
        lines.append(f"< {shown.status} {shown.told.get(TYPE, '')}".rstrip())
        lines += [f"< {name}: {value}" for name, value in shown.told.items() if name != TYPE]
        lines.append(f"< {shown.answer}")
        return "\n".join(lines)

    def _shown(self, kept: _Kept) -> Exchange:
        request = kept.request
        body = request.body.decode("utf-8", "replace") if request.body else ""
        return Exchange(
            request.method,
            self._mask(self._base + request.path),
            {name: self._header(name, value) for name, value in request.headers.items()},
            self._mask.cut(body, LONGEST_SHOWN),
            kept.status,
            {name: self._mask(value) for name, value in kept.told.items()},
            self._mask.cut(kept.body, LONGEST_SHOWN),
            kept.seconds,
        )

    def _header(self, name: str, value: str) -> str:
        """The value of a header; of cookies only their names."""
        if name.lower() == "cookie":
            return "; ".join(f"{each.partition('=')[0].strip()}={MASK}" for each in value.split(";"))
        return self._mask(value)
