"""People log in as on real servers: with cookies, forms and tokens, and again when a session is over."""

from __future__ import annotations

import base64
import contextlib
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from statusquo_conformance.operations import Account, BrokenServerError, Done, Operation, Refused, TargetError
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.cookies import Cookies
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.transport import NetworkTransport, WsgiTransport

from tests.target.desks import Change, answer, driver, listening, operation, section, target

ADA = Account("7", "adas-password", "Ada")
BOB = Account("8", "bobs-password", "Bob")
TICKET = {"ticket": "1"}


class FormDesk:
    """A desk for browsers, as a WSGI application: a form to log in, a session cookie, and a token against forgery.

    Attributes:
        seen: method, path and user of every request but those of the log-in.
        log_ins: how often somebody has logged in.
    """

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._users: dict[str, str] = {}
        self.seen: list[tuple[str, str, str]] = []
        self.log_ins = 0

    def end_sessions(self) -> None:
        self._users.clear()

    def __call__(self, environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        cookies = dict(each.strip().split("=", 1) for each in environ.get("HTTP_COOKIE", "").split(";") if each)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = dict(each.split("=", 1) for each in body.split("&") if each)
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        status, headers, page = self._answer(method, path, cookies, form)
        start(status, [("Content-Type", "text/html"), *headers])
        return [page]

    def _answer(
        self, method: str, path: str, cookies: dict[str, str], form: dict[str, str]
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        if (method, path) == ("GET", "/login"):
            session, token = secrets.token_hex(8), secrets.token_hex(8)
            self._tokens[session] = token
            page = f'<input name="csrf" value="{token}">'.encode()
            return "200 OK", [("Set-Cookie", f"sid={session}; HttpOnly; Path=/"), ("Set-Cookie", "lang=en")], page
        session = cookies.get("sid", "")
        genuine = method == "GET" or form.get("csrf") == self._tokens.get(session, "none")
        if path == "/login":
            if not genuine or form["password"] != f"{form['name']}s-password":
                return "200 OK", [], b"<p>Wrong password</p>"
            self.log_ins += 1
            renewed, self._tokens[session] = f"in-{session}", secrets.token_hex(8)
            self._tokens[renewed] = self._tokens.pop(session)
            self._users[renewed] = form["name"]
            kept = [("Set-Cookie", f"sid={renewed}; Path=/"), ("Set-Cookie", f"xsrf={self._tokens[renewed]}; Path=/")]
            return "302 Found", [("Location", "/"), *kept], b""
        user = self._users.get(session)
        if user is None:
            return "302 Found", [("Location", "/login?next=/")], b""
        self.seen.append((method, path, user))
        if not genuine:
            return "403 Forbidden", [], f"<p>Forged in session {session}</p>".encode()
        return "302 Found", [("Location", path)], b""


def by_form(data: dict[str, Any]) -> None:
    """What the target of such a desk says."""
    data["auth"] = {
        "login": {
            "before": [
                {"request": "GET /login", "keep": {"form_token": 'match(text(), \'name="csrf" value="(.*?)"\')'}}
            ],
            "request": "POST /login",
            "form": {"name": "{user}", "password": "{secret}", "csrf": "{form_token}"},
            "keep": {"csrf": "cookie('xsrf')"},
            "answers": {"done": [302]},
            "again_if": "starts_with(header('location') || '', '/login')",
        }
    }
    people = [("creator", "ada", ADA), ("participant", "bob", BOB)]
    data["accounts"] = {
        "people": [
            {"role": "customer", "relation": relation, "id": who.id, "user": user, "secret": who.secret}
            for relation, user, who in people
        ]
    }
    for name in ("close_now", "request_closure"):
        del data["operations"][name]["json"]
    data["operations"]["close_now"] |= {"form": {"csrf": "{csrf}"}, "answers": {"done": [302]}}


@contextlib.contextmanager
def form_desk(folder: Path) -> Iterator[tuple[FormDesk, HttpDriver, Account, Account]]:
    desk = FormDesk()
    made = HttpDriver(target(folder, by_form), WsgiTransport(desk))
    ada, bob = made.target.people.values()
    yield desk, made, ada, bob
    made.close()


def test_people_log_in_by_a_form_and_each_keeps_cookies_of_its_own(tmp_path: Path) -> None:
    with form_desk(tmp_path) as (desk, made, ada, bob):
        for who in (ada, bob, ada):
            assert made.perform(Operation.CLOSE_NOW, who, TICKET) == Done(None, "302")
    assert [user for _, _, user in desk.seen] == ["ada", "bob", "ada"]
    assert desk.log_ins == 2


def test_a_redirect_to_the_log_in_is_a_session_that_is_over(tmp_path: Path) -> None:
    with form_desk(tmp_path) as (desk, made, ada, _):
        made.perform(Operation.CLOSE_NOW, ada, TICKET)
        desk.end_sessions()
        assert made.perform(Operation.CLOSE_NOW, ada, TICKET) == Done(None, "302")
        assert desk.log_ins == 2
        assert len(desk.seen) == 2


def test_a_log_in_that_shows_the_form_once_more_has_failed(tmp_path: Path) -> None:
    with form_desk(tmp_path) as (_, made, ada, _bob):
        wrong = Account(ada.id, "wrong-password", "Ada")
        with pytest.raises(TargetError, match=r"Ada could not log in.*Wrong password") as caught:
            made.perform(Operation.CLOSE_NOW, wrong, TICKET)
    assert "wrong-password" not in caught.value.message


def test_cookies_and_tokens_are_shown_to_nobody(tmp_path: Path) -> None:
    with form_desk(tmp_path) as (_, made, ada, _bob):
        made.perform(Operation.CLOSE_NOW, ada, TICKET)
        told = repr(made.exchanges_since(0)) + made.last_exchange
        hidden = [*made._sessions._sessions[ada].cookies.values(), *made._sessions.kept_for(ada).values()]  # noqa: SLF001 - only there
    assert "sid=***" in told
    assert "lang=***" in told
    assert sum(len(each) > 5 for each in hidden) >= 4
    assert not [each for each in hidden if len(each) > 5 and each in told]
    assert "adas-password" not in told


def test_a_page_that_repeats_a_cookie_reveals_nothing(tmp_path: Path) -> None:
    with form_desk(tmp_path) as (_, made, ada, _bob):
        assert made.perform(Operation.REQUEST_CLOSURE, ada, TICKET) == Refused("403")
        assert "Forged in session ***" in made.last_exchange
        assert made.exchanges_since(0)[-1].answer == "<p>Forged in session ***</p>"


def with_login(**changes: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        login = {"request": "POST /login", "json": {"u": "{user}", "p": "{secret}"}, "keep": {"token": "t"}, **changes}
        data["auth"] = {"headers": {"X-Token": "{token}"}, "login": login}

    return change


@pytest.mark.parametrize(("again", "status"), [([419], 419), (None, 401)])
def test_the_target_says_which_codes_ask_for_a_log_in(tmp_path: Path, again: list[int] | None, status: int) -> None:
    replies = [answer(body={"t": "first-token"}), answer(status), answer(body={"t": "second-token"}), answer(204)]
    made, script = driver(tmp_path, with_login(**({"again": again} if again else {})), answers=replies)
    assert made.perform(Operation.CLOSE_NOW, ADA, TICKET) == Done(None, "204")
    assert [sent.headers.get("X-Token") for sent in script.sent] == [None, "first-token", None, "second-token"]


def test_after_one_new_log_in_the_answer_stands(tmp_path: Path) -> None:
    replies = [answer(body={"t": "a"}), answer(401), answer(body={"t": "b"}), answer(401)]
    made, script = driver(tmp_path, with_login(), operation("close_now", answers={"refused": [401]}), answers=replies)
    assert made.perform(Operation.CLOSE_NOW, ADA, TICKET) == Refused("401")
    assert len(script.sent) == 4


def test_a_new_session_begins_the_whole_operation_anew(tmp_path: Path) -> None:
    change = operation(
        "close_now", before=[{"request": "GET /form", "keep": {"csrf": "csrf"}}], headers={"X-CSRF": "{csrf}"}
    )
    replies = [answer(body={"t": "a"}), answer(body={"csrf": "old"}), answer(401)]
    replies += [answer(body={"t": "b"}), answer(body={"csrf": "new"}), answer(204)]
    made, script = driver(tmp_path, with_login(), change, answers=replies)
    assert isinstance(made.perform(Operation.CLOSE_NOW, ADA, TICKET), Done)
    assert script.sent[-1].headers["X-CSRF"] == "new"


def test_what_the_log_in_keeps_can_stand_in_any_request(tmp_path: Path) -> None:
    change = operation("close_now", json={"token": "{token}"})
    made, script = driver(tmp_path, with_login(), change, answers=[answer(body={"t": "a-token"}), answer(204)])
    made.perform(Operation.CLOSE_NOW, ADA, TICKET)
    assert script.sent[1].body == b'{"token": "a-token"}'


def test_a_log_in_on_a_broken_server_is_no_fault_of_the_target(tmp_path: Path) -> None:
    made, _ = driver(tmp_path, with_login(), answers=[answer(502)])
    with pytest.raises(BrokenServerError, match="502: the server says that it is broken"):
        made.perform(Operation.CLOSE_NOW, ADA, TICKET)


def test_basic_authentication_is_a_word(tmp_path: Path) -> None:
    made, script = driver(tmp_path, section("auth", {"basic": True}), answers=[answer(204), answer(204)])
    made.perform(Operation.CLOSE_NOW, Account("7", "p:ä+/", "Ada"), TICKET)
    told = base64.b64decode(script.sent[0].headers["Authorization"].removeprefix("Basic ")).decode()
    assert told == "7:p:ä+/"


def test_somebody_who_was_made_can_log_in_by_another_name(tmp_path: Path) -> None:
    result = {"id": "id", "secret": "'Passw0rd!'", "user": "mail"}
    made, script = driver(
        tmp_path,
        section("auth", {"basic": True}),
        operation("create_customer", result=result),
        answers=[answer(201, {"id": 4, "mail": "ada@desk.example"}), answer(204)],
    )
    account = made.account_of(Person("customer"), (), "Ada")
    made.perform(Operation.CLOSE_NOW, account, TICKET)
    assert base64.b64decode(script.sent[1].headers["Authorization"][6:]) == b"ada@desk.example:Passw0rd!"


# ------------------------------------------------------------------------------------------------------ cookies

BASE = "http://desk.example/api"


def test_cookies_are_kept_by_name_and_sent_back() -> None:
    cookies = Cookies(BASE)
    assert cookies.header("/t") is None
    expires = "Expires=Wed, 21 Oct 2099 07:28:00 GMT"
    cookies.keep("/login", (f"a=1; Path=/; {expires}; Secure; HttpOnly; SameSite=Lax", 'b="x=y, z"', "c="))
    assert cookies.header("/t") == 'b="x=y, z"; c=; a=1'
    cookies.keep("/t", ("a=2; Path=/",))
    assert cookies.value("a") == "2"
    assert cookies.value("z") is None


@pytest.mark.parametrize("end", ["Max-Age=0", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=-1"])
def test_cookies_are_forgotten_when_the_server_says_so(end: str) -> None:
    cookies = Cookies(BASE)
    cookies.keep("/", ("a=1; Path=/", "b=2; Path=/"))
    cookies.keep("/", (f"a=gone; Path=/; {end}",))
    assert cookies.header("/") == "b=2"


def test_cookies_that_grow_old_are_not_sent() -> None:
    cookies = Cookies(BASE)
    cookies.keep("/", ("a=1; Path=/; Max-Age=1", "b=2; Path=/"))
    time.sleep(1.1)
    assert cookies.header("/") == "b=2"


def test_a_cookie_for_a_path_is_sent_there_only() -> None:
    cookies = Cookies(BASE)
    cookies.keep("/x", ("a=1; Path=/api/admin", "b=2; Path=/api"))
    assert cookies.header("/tickets") == "b=2"
    assert cookies.header("/admin/users") == "a=1; b=2"


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost", "https://a.desk.example"])
@pytest.mark.parametrize("domain", ["", "; Domain=desk.example", "; Domain=.localhost", "; Domain=localhost"])
def test_whatever_the_domain_a_cookie_goes_to_the_one_server_there_is(base: str, domain: str) -> None:
    cookies = Cookies(base)
    cookies.keep("/", (f"a=1; Path=/{domain}",))
    assert cookies.header("/") == "a=1"


@pytest.mark.parametrize("line", ["", ";", "=", "a", "=; Path", "\x00=1", "a=1; Expires=never; Max-Age=soon"])
def test_nonsense_in_a_cookie_does_no_harm(line: str) -> None:
    cookies = Cookies(BASE)
    cookies.keep("/", ("good=1; Path=/", line))
    assert "good=1" in (cookies.header("/") or "")


def test_several_cookies_in_one_answer_come_over_the_network_each_for_itself(tmp_path: Path) -> None:
    heads: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        head = "HTTP/1.1 204 No Content\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n"
        lines = "Set-Cookie: a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT\r\nSet-Cookie: b=2\r\n\r\n"
        connection.sendall((head + lines).encode())

    with listening(serve, heads) as url:
        made = HttpDriver(target(tmp_path, section("url", url)), NetworkTransport(url))
        for _ in range(2):
            made.perform(Operation.CLOSE_NOW, ADA, TICKET)
        made.close()
    assert b"\r\nCookie: a=1; b=2\r\n" not in heads[0]
    assert b"\r\nCookie: a=1; b=2\r\n" in heads[1]
