"""Requests on somebody's behalf: headers that say who asks, logging in, and waiting where the server asks for it."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from jmespath.exceptions import JMESPathError

from statusquo_conformance.operations import Account, Exchange, TargetError, UnreachableServerError
from statusquo_conformance.target.model import Step, Target
from statusquo_conformance.target.templates import MissingValueError
from statusquo_conformance.target.transport import Answer, Request, Transport

LONGEST_PAUSE = 10.0
"""Seconds that are waited at most when a server asks for it (429)."""

MOST_PAUSES = 5
MOST_KEPT = 100
"""So many requests are kept for the report of one scenario."""
_LONGEST_SHOWN = 200
_LONGEST_EXCHANGE = 2000


class Sessions:
    """Sends the requests of a target for its people.

    Attributes:
        requests: how many have been sent.
    """

    def __init__(self, target: Target, transport: Transport, pause: Callable[[float], None] = time.sleep) -> None:
        self._target = target
        self._transport = transport
        self._pause = pause
        self._kept: dict[Account, Mapping[str, Any]] = {}
        self._secrets: set[str] = set()
        self.requests = 0
        self._last: tuple[Request, Answer] | None = None
        self._taken: deque[tuple[Request, Answer | None, str, float]] = deque(maxlen=MOST_KEPT)

    @property
    def last_exchange(self) -> str:
        """The last request and its answer in words, without anything secret; empty if there was none."""
        if self._last is None:
            return ""
        request, answer = self._last
        lines = [f"> {request.method} {request.path}"]
        lines += [f"> {name}: {value}" for name, value in request.headers.items()]
        lines += ["> " + request.body.decode("utf-8", "replace")] if request.body else []
        lines.append(f"< {answer.status} {answer.headers.get('content-type', '')}".rstrip())
        lines.append("< " + answer.body[:_LONGEST_EXCHANGE].decode("utf-8", "replace"))
        return self.mask("\n".join(lines))

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        """The requests after the first so many, without anything secret; the last of very many."""
        wanted = self.requests - number
        return tuple(self._exchange(*each) for each in list(self._taken)[-wanted:]) if wanted else ()

    def _exchange(self, request: Request, answer: Answer | None, trouble: str, seconds: float) -> Exchange:
        body = request.body.decode("utf-8", "replace") if request.body else ""
        came = answer.body[:_LONGEST_EXCHANGE].decode("utf-8", "replace") if answer is not None else trouble
        return Exchange(
            request.method,
            self.mask(self._target.door.url.rstrip("/") + request.path),
            {name: self.mask(value) for name, value in request.headers.items()},
            self.mask(body)[:_LONGEST_EXCHANGE],
            answer.status if answer is not None else None,
            self.mask(came),
            seconds,
        )

    def remember(self, secret: str) -> None:
        """Never show this text."""
        self._secrets.add(secret)

    def mask(self, text: str) -> str:
        """The text without anything secret."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return self._target.mask(text)

    def send(
        self, step: Step, account: Account, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None
    ) -> Answer:
        """The answer to a request; somebody whom the server does not know (any more) is logged in first.

        Args:
            step: the request.
            account: on whose behalf it is made.
            values: what goes into its templates.
            extra: further parts of the query.

        Raises:
            TargetError: if the request cannot be made of the target, or the log-in does not work.
            UnreachableServerError: if there is no answer.
        """
        login = self._target.login
        if login is not None and account not in self._kept:
            self._log_in(login, account)
        answer = self._send(step, account, values, extra)
        if answer.status == HTTPStatus.UNAUTHORIZED and login is not None:
            self._log_in(login, account)
            answer = self._send(step, account, values, extra)
        return answer

    def misfit(self, step: Step, what: str, answer: Answer, hint: str = "") -> TargetError:
        """The error for an answer that does not fit: what was sent, what came back, and where the target says so."""
        body = answer.body[: 2 * _LONGEST_SHOWN].decode("utf-8", "replace").strip()
        shown = self.mask(body)[:_LONGEST_SHOWN]
        came = f"{answer.status} {answer.headers.get('content-type', '')}".strip()
        place = f" Location: {self.mask(answer.headers['location'])}." if "location" in answer.headers else ""
        message = f"{self.mask(what)}.{place} The answer was {came}: {shown or '(empty)'} [{step.where}]"
        return TargetError(message, hint=hint or f"See {step.where}.")

    def _log_in(self, login: Step, account: Account) -> None:
        values = {"id": account.id, "secret": account.secret}
        self._kept[account] = {}
        answer = self._send(login, account, values, None, with_headers=False)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self.misfit(login, f"{account.name} could not log in", answer)
        try:
            kept = kept_of(login, read_json(answer))
        except JMESPathError as error:
            raise self.misfit(login, f"An expression of the log-in does not fit: {error}", answer) from None
        missing = [name for name, value in kept.items() if not isinstance(value, str | int) or value == ""]
        if missing:
            raise self.misfit(login, f"`{missing[0]}` was not found when {account.name} logged in", answer)
        for value in kept.values():
            self.remember(str(value))
        self._kept[account] = kept

    def _send(
        self,
        step: Step,
        account: Account,
        values: Mapping[str, Any],
        extra: Mapping[str, Any] | None,
        *,
        with_headers: bool = True,
    ) -> Answer:
        request = self._request(step, account, values, extra, with_headers=with_headers)
        for _ in range(MOST_PAUSES):
            self.requests += 1
            started = time.monotonic()
            try:
                answer = self._transport.send(request)
            except UnreachableServerError as error:
                self._taken.append((request, None, error.message, time.monotonic() - started))
                raise UnreachableServerError(self.mask(error.message), hint=error.hint) from None
            self._last = request, answer
            self._taken.append((request, answer, "", time.monotonic() - started))
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return answer
            self._pause(_asked_pause(answer))
        message = f"{request.method} {self.mask(request.path)} was answered with 429 (too many requests) to the last."
        raise UnreachableServerError(message, hint="Lift the limit of the server for the run.")

    def _request(
        self,
        step: Step,
        account: Account,
        values: Mapping[str, Any],
        extra: Mapping[str, Any] | None,
        *,
        with_headers: bool,
    ) -> Request:
        known = {"id": account.id, "secret": account.secret, **self._kept.get(account, {})}
        try:
            headers = {"Accept": "application/json", **(self._target.headers(known) if with_headers else {})}
            headers |= step.headers(values)
            query = {**step.query(values), **(extra or {})}
            path = step.path(values)
            body = self._body(step, values, headers)
        except MissingValueError as error:
            raise TargetError(f"{error} [{step.where}].", hint=f"See {step.where}.") from None
        headers = {name: str(value) for name, value in headers.items()}
        for name, value in headers.items():
            if not value.isascii() or not value.isprintable():
                raise TargetError(
                    f"The header {name} cannot have this value [{step.where}].", hint=f"See {step.where}."
                )
        if query:
            path += ("&" if "?" in path else "?") + urlencode({name: _plain(value) for name, value in query.items()})
        return Request(step.method, path, headers, body)

    def _body(self, step: Step, values: Mapping[str, Any], headers: dict[str, Any]) -> bytes | None:
        if step.json is not None:
            headers.setdefault("Content-Type", "application/json")
            return json.dumps(step.json(values)).encode()
        if step.form is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            return urlencode({name: _plain(value) for name, value in step.form(values).items()}, doseq=True).encode()
        return None


def read_json(answer: Answer) -> Any:
    """The JSON of an answer; None if it has no body or one that is not JSON."""
    try:
        return json.loads(answer.body) if answer.body else None
    except (ValueError, RecursionError):
        return None


def kept_of(step: Step, data: Any) -> dict[str, Any]:
    """What a step keeps of an answer."""
    return {name: expression.search(data) for name, expression in step.keep.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _asked_pause(answer: Answer) -> float:
    """How long the server wants one to wait, within reason."""
    asked = answer.headers.get("retry-after", "1").strip()
    try:
        seconds = float(asked) if asked.isdecimal() else _until(parsedate_to_datetime(asked))
    except ValueError:
        seconds = 1.0
    return min(max(seconds, 0.0), LONGEST_PAUSE)


def _until(time_: datetime) -> float:
    known = time_ if time_.tzinfo is not None else time_.replace(tzinfo=UTC)
    return (known - datetime.now(UTC)).total_seconds()
