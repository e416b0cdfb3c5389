"""Requests on somebody's behalf: headers that say who asks, logging in, and waiting where the server asks for it."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from statusquo_conformance.operations import Account, BrokenServerError, Done, TargetError, UnreachableServerError
from statusquo_conformance.target.cookies import Cookies
from statusquo_conformance.target.exchanges import Exchanges
from statusquo_conformance.target.expressions import UnfitError
from statusquo_conformance.target.faults import Faults
from statusquo_conformance.target.masking import Mask
from statusquo_conformance.target.model import Login, Step, Target
from statusquo_conformance.target.reading import Reading, outcome_of
from statusquo_conformance.target.templates import MissingValueError
from statusquo_conformance.target.transport import Answer, Request, Transport

LONGEST_PAUSE = 10.0
"""Seconds that are waited at most when a server asks for it (429)."""

MOST_PAUSES = 5
SHORTEST_TOKEN = 6
"""Tokens and cookies of fewer characters are no secrets: to hide them would blot out half of every text."""

_IN_PROCESS = "http://localhost"


class SessionOverError(Exception):
    """The server asks somebody who was logged in to log in again."""


@dataclass
class _Session:
    """What is known of an account's dealings with the server.

    Attributes:
        cookies: that the account holds.
        kept: what its log-in kept.
        headers: by which the server knows who asks.
        open: it has logged in, or need not.
    """

    cookies: Cookies
    kept: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    open: bool = False


_SECRET = re.compile("csrf|token|secret|password|session")
"""What is kept under such a name is not shown; anything else that is kept may be an id, which reports are to show."""


class Sessions:
    """Sends the requests of a target for its people.

    Attributes:
        requests: how many have been sent.
        exchanges: what has been sent, for reports.
        faults: makes the errors for answers that do not fit.
        mask: takes what is secret out of a text.
        where: ``file:line`` of the last request in the target file; empty before the first.
    """

    def __init__(self, target: Target, transport: Transport, pause: Callable[[float], None] = time.sleep) -> None:
        self._target = target
        self._transport = transport
        self._pause = pause
        self._base = target.door.url.rstrip("/") or _IN_PROCESS
        self._sessions: dict[Account, _Session] = {}
        self._users = dict(target.users)
        self._strangers: set[Account] = set()
        self.requests = 0
        self.where = ""
        self.mask = Mask(target.secrets)
        self.exchanges = Exchanges(target.door.url, self.mask)
        self.faults = Faults(self._base, self.mask)

    def admit(self, account: Account, user: str | None = None) -> None:
        """Get to know an account that was made: what it logs in with besides its secret, if that is not its id."""
        if user is not None:
            self._users[account] = user
        self.mask.add(account.secret)

    def treat_as_nobody(self, account: Account) -> None:
        """Send this account's requests without saying who asks."""
        self._strangers.add(account)

    def kept_for(self, account: Account) -> Mapping[str, Any]:
        """What the log-in of an account kept; it logs in first if it has not.

        Raises:
            TargetError: if the log-in does not work.
            BrokenServerError: if the server says that it is broken.
            UnreachableServerError: if there is no answer.
        """
        return self._opened(account).kept

    def forget(self, account: Account) -> None:
        """Forget that the account has logged in."""
        self._sessions.pop(account, None)

    def send(
        self,
        step: Step,
        account: Account,
        values: Mapping[str, Any],
        extra: Mapping[str, Any] | None = None,
        *,
        last_try: bool = False,
    ) -> Reading:
        """The answer to a request; somebody who has not logged in yet does so first.

        Args:
            step: the request.
            account: on whose behalf it is made.
            values: what goes into its templates.
            extra: further parts of the query.
            last_try: an answer that asks for a log-in is an answer like any other.

        Raises:
            SessionOverError: if the server asks for a new log-in.
            TargetError: if the request cannot be made of the target, or the log-in does not work.
            BrokenServerError: if the server answers a log-in by saying that it is broken.
            UnreachableServerError: if there is no answer.
        """
        session = self._opened(account)
        reading = self._send(step, values, extra, session.headers, session)
        login = self._target.login
        if login is not None and not last_try and account not in self._strangers and self._is_over(login, reading):
            raise SessionOverError
        return reading

    def kept_of(self, step: Step, reading: Reading) -> dict[str, Any]:
        """What a request keeps of its answer.

        Raises:
            TargetError: if something is not there.
        """
        kept = {name: self.search(step, expression, reading) for name, expression in step.keep.items()}
        for name, value in kept.items():
            if value is None or value == "":
                raise self.faults.misfit(step, f"`{name}` was not found in the answer", reading)
            if isinstance(value, str) and len(value) >= SHORTEST_TOKEN and _SECRET.search(name):
                self.mask.add_passing(value)
        return kept

    def search(self, step: Step, expression: Any, reading: Reading) -> Any:
        """What an expression finds in an answer.

        Raises:
            TargetError: if it makes no sense of it.
        """
        try:
            return reading.search(expression)
        except UnfitError as error:
            raise self.faults.misfit(step, str(error), reading) from None

    # --------------------------------------------------------------------------------------------------- logging in

    def _opened(self, account: Account) -> _Session:
        session = self._sessions.get(account)
        if session is None:
            session = self._sessions[account] = _Session(Cookies(self._base))
            self.mask.add(account.secret)
        if not session.open:
            login = self._target.login
            if login is not None and account not in self._strangers:
                self._log_in(login, account, session)
            session.headers = {} if account in self._strangers else self._who(account, session.kept)
            session.open = True
        return session

    def _is_over(self, login: Login, reading: Reading) -> bool:
        try:
            return reading.status in login.again or reading.says(login.again_if)
        except UnfitError as error:
            raise self.faults.misfit(login.step, str(error), reading) from None

    def _log_in(self, login: Login, account: Account, session: _Session) -> None:
        values = self._credentials(account)
        for step in login.before:
            reading = self._send(step, {**values, **session.kept}, None, {}, session)
            # A form is fetched: what the answers of the log-in itself mean says nothing about that.
            if not HTTPStatus.OK <= reading.status < HTTPStatus.MULTIPLE_CHOICES:
                raise self._no_login(step, account, reading)
            session.kept |= self._tokens(step, reading)
        reading = self._send(login.step, {**values, **session.kept}, None, {}, session)
        try:
            outcome = outcome_of(reading, login.answers, str, self.mask)
        except UnfitError as error:
            raise self.faults.misfit(login.step, str(error), reading) from None
        if not isinstance(outcome, Done):
            raise self._no_login(login.step, account, reading)
        session.kept |= self._tokens(login.step, reading)

    def _no_login(self, step: Step, account: Account, reading: Reading) -> TargetError | BrokenServerError:
        if reading.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self.faults.unknown(step, reading)
        return self.faults.misfit(step, f"{account.name} could not log in", reading)

    def _tokens(self, step: Step, reading: Reading) -> dict[str, Any]:
        """What a request of the log-in keeps, never to be shown."""
        kept = self.kept_of(step, reading)
        for value in kept.values():
            if isinstance(value, str) and len(value) >= SHORTEST_TOKEN:
                self.mask.add(value)
        return kept

    def _credentials(self, account: Account) -> dict[str, Any]:
        return {"id": account.id, "user": self._users.get(account, account.id), "secret": account.secret}

    def _who(self, account: Account, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The headers by which the server knows who asks."""
        known = {**kept, **self._credentials(account)}
        try:
            headers: dict[str, Any] = self._target.headers(known)
        except MissingValueError as error:
            hint = f"Look at `auth` in {self._target.file}."
            raise TargetError(f"{error}, in the headers of `auth`.", hint=hint) from None
        if self._target.basic:
            pair = f"{known['user']}:{account.secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return headers

    # ------------------------------------------------------------------------------------------------------ sending

    def _send(
        self,
        step: Step,
        values: Mapping[str, Any],
        extra: Mapping[str, Any] | None,
        headers: Mapping[str, Any],
        session: _Session,
    ) -> Reading:
        self.where = step.where
        request = self._request(step, values, extra, headers, session)
        for _ in range(MOST_PAUSES):
            answer = self._answer(request)
            if answer.cookies:
                session.cookies.keep(request.path, answer.cookies)
                for value in session.cookies.values():
                    if len(value) >= SHORTEST_TOKEN:
                        self.mask.add_passing(value)
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return Reading(request, answer, session.cookies.value)
            self._pause(_asked_pause(answer))
        message = f"{request.method} {self.mask(request.path)} was answered with 429 (too many requests) to the last."
        raise UnreachableServerError(message, hint="Lift the limit of the server for the run.")

    def _answer(self, request: Request) -> Answer:
        self.requests += 1
        started = time.monotonic()
        try:
            answer = self._transport.send(request)
        except UnreachableServerError as error:
            self.exchanges.note_silence(request, error.message, time.monotonic() - started)
            raise UnreachableServerError(self.mask(error.message), hint=error.hint) from None
        self.exchanges.note(request, answer, time.monotonic() - started)
        return answer

    def _request(
        self,
        step: Step,
        values: Mapping[str, Any],
        extra: Mapping[str, Any] | None,
        who: Mapping[str, Any],
        session: _Session,
    ) -> Request:
        try:
            headers = {"Accept": "application/json", **who, **step.headers(values)}
            query = step.query(values)
            path: str = step.path(values)
            body = _body(step, values, headers)
        except MissingValueError as error:
            raise TargetError(f"{error} [{step.where}].", hint=f"See {step.where}.") from None
        if extra:
            query = {**query, **extra}
        if query:
            path += ("&" if "?" in path else "?") + urlencode({name: _plain(value) for name, value in query.items()})
        cookies = session.cookies.header(path)
        if cookies is not None:
            headers.setdefault("Cookie", cookies)
        for name, value in headers.items():
            text = headers[name] = value if isinstance(value, str) else str(value)
            if not (text.isascii() and text.isprintable()):
                raise TargetError(
                    f"The header {name} cannot have this value [{step.where}].", hint=f"See {step.where}."
                )
        return Request(step.method, path, headers, body)


def _body(step: Step, values: Mapping[str, Any], headers: dict[str, Any]) -> bytes | None:
    if step.json is not None:
        headers.setdefault("Content-Type", "application/json")
        return json.dumps(step.json(values)).encode()
    if step.form is not None:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return urlencode({name: _plain(value) for name, value in step.form(values).items()}, doseq=True).encode()
    return None


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
