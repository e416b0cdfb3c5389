"""The cookies of one account: kept from answers, and sent with the requests that follow."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from urllib.request import Request


class _Policy(DefaultCookiePolicy):
    """Obeys paths and times, and asks no more.

    Only one server is ever spoken to, and it is the one that the target names. So a cookie for another domain harms
    nobody, and one that is to be sent over https only is sent to test systems without it, too.
    """

    def __init__(self) -> None:
        super().__init__(secure_protocols=("https", "http"))

    def set_ok_domain(self, _cookie: Cookie, _request: Request) -> bool:
        return True

    def return_ok_domain(self, _cookie: Cookie, _request: Request) -> bool:
        return True

    def domain_return_ok(self, _domain: str, _request: Request) -> bool:
        return True


class Cookies:
    """A cookie jar."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._jar = CookieJar(_Policy())

    def header(self, path: str) -> str | None:
        """What the header ``Cookie`` of a request says; None if there are no cookies for it."""
        if not len(self._jar):
            return None
        request = self._request(path)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")

    def keep(self, path: str, told: tuple[str, ...]) -> None:
        """Keep what an answer to a request for that path told to keep, and forget what it told to forget.

        Args:
            path: of the request.
            told: the headers ``Set-Cookie`` of the answer.
        """
        message = Message()
        for line in told:
            message["Set-Cookie"] = line
        self._jar.extract_cookies(_Response(message), self._request(path))  # type: ignore[arg-type] # it asks for info() alone

    def value(self, name: str) -> str | None:
        """The value of a cookie, whatever its path; None if there is none."""
        return next((cookie.value for cookie in self._jar if cookie.name == name), None)

    def values(self) -> Iterator[str]:
        """The values of all cookies."""
        return (cookie.value for cookie in self._jar if cookie.value)

    def _request(self, path: str) -> Request:
        return Request(self._base + path)  # noqa: S310 - it is never opened: the jar wants to know where it leads


class _Response:
    """As much of an answer as the jar asks for."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        return self._message
