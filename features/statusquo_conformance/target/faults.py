"""The errors for answers that fit nothing: what was sent, what came back, and which line of the target says so."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from statusquo_conformance.operations import BrokenServerError, TargetError
from statusquo_conformance.target.masking import Mask
from statusquo_conformance.target.model import Step
from statusquo_conformance.target.reading import Reading

_LONGEST_SHOWN = 200


class Faults:
    """Makes the errors of one target."""

    def __init__(self, base: str, mask: Mask) -> None:
        self._host = urlsplit(base).netloc.rpartition("@")[2]
        self._mask = mask

    def misfit(self, step: Step, what: str, reading: Reading, hint: str = "") -> TargetError:
        """The error for an answer that does not fit, of which ``what`` says why."""
        return TargetError(self._message(step, what, reading), hint=hint or f"See {step.where}.")

    def unknown(self, step: Step, reading: Reading) -> TargetError | BrokenServerError:
        """The error for an answer whose status code means nothing to the target."""
        status, where = reading.status, step.where
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            what = f"`{step.request}` was answered with {status}: the server says that it is broken"
            hint = "Look into the server's log. If it refuses things so, write the code under `refused`."
            return BrokenServerError(self._message(step, what, reading), hint=hint)
        hint = ""
        if status == HTTPStatus.UNAUTHORIZED:
            hint = "The server does not know who is asking: look at `auth` and `accounts`, and at their secrets."
        elif reading.is_redirect:
            hint = f"If this is the answer, write {status} under `done` or `refused`, or both, at {where}."
            hint += " If it asks for a log-in, `again_if` of `login` can say so."
        what = f"`{step.request}` was answered with {status}, which is neither done nor refused"
        return self.misfit(step, what, reading, hint)

    def _message(self, step: Step, what: str, reading: Reading) -> str:
        request, answer = reading.request, reading.answer
        sent = request.body.decode("utf-8", "replace") if request.body else ""
        came = f"{answer.status} {answer.headers.get('content-type', '')}".strip()
        parts = [
            f"{self._mask(what)}.{self._redirect(reading)} The request was {request.method} {self._mask(request.path)}",
            f" with {self._mask.cut(sent, _LONGEST_SHOWN)}." if sent else ".",
            f" The answer was {self._mask(came)}:",
            f" {self._mask.cut(reading.text.strip(), _LONGEST_SHOWN) or '(empty)'} [{step.where}]",
        ]
        return "".join(parts)

    def _redirect(self, reading: Reading) -> str:
        """Where an answer leads to, and that nobody goes there."""
        if not reading.is_redirect:
            return ""
        location = reading.header("location")
        if location is None:
            return " Redirects are never followed."
        host = urlsplit(location).netloc
        elsewhere = f", least of all to another host ({self._mask(host)})" if host and host != self._host else ""
        return f" Location: {self._mask(location)}. Redirects are never followed{elsewhere}."
