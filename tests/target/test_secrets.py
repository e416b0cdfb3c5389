"""What is secret is never shown, however a server or a mistake brings it back."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from statusquo_conformance.operations import Account, BrokenServerError, Operation, TargetError, UnreachableServerError
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.masking import MASK, MOST_PASSING, Mask
from statusquo_conformance.target.transport import Answer, Request

from tests.target.desks import SECRET, Change, Script, answer, driver, operation, section, target

HARD = 'p@ss wörd/+&"<\\%{x}'
ACTOR = Account("7", "s3cr3t-of-ada", "somebody")
TICKET = {"ticket": "1"}


def spellings(secret: str) -> list[str]:
    encoded = base64.b64encode(f"ada:{secret}".encode()).decode()
    return [
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe="").lower(),
        quote_plus(secret),
        json.dumps(secret),
        json.dumps(secret, ensure_ascii=False),
        html.escape(secret),
        repr(secret),
        encoded,
        encoded.rstrip("="),
        base64.urlsafe_b64encode(secret.encode()).decode(),
        f"Basic%20{encoded}",
        f"/path/{encoded}",
    ]


@pytest.mark.parametrize("secret", [SECRET, HARD, "ß-1234567", "0123456789abcdef"])
@pytest.mark.parametrize("number", range(14))
def test_a_secret_is_found_however_it_is_written(secret: str, number: int) -> None:
    written = spellings(secret)[number]
    masked = Mask([secret])(f"before {written} after")
    assert MASK in masked
    assert written.strip("\"'") not in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@pytest.mark.parametrize("length", [1, 5, 10, 50, 200])
@pytest.mark.parametrize("lead", range(0, 60, 7))
def test_nothing_of_a_secret_is_left_where_a_text_is_cut(length: int, lead: int) -> None:
    secret = "".join(chr(ord("A") + number % 26) for number in range(60))
    mask = Mask([secret, "zz"])
    for text in ("." * lead + secret * 30, "." * lead + (secret + "zz") * 30, "." * lead + quote(secret) * 9):
        shown = mask.cut(text, length)
        assert len(shown) <= length
        assert not set(shown) - set(".*")


def test_nothing_of_a_secret_in_base64_is_left_where_a_text_is_cut() -> None:
    hidden = base64.b64encode(b"ada:" + SECRET.encode()).decode()
    for lead in range(400, 700):
        shown = Mask([SECRET]).cut("." * lead + " " + hidden + " " * 900, 300)
        assert set(shown) <= set(". *")
        assert not set(Mask([SECRET]).cut(("." * lead + " " + hidden) * 5, lead + 20)) - set(". *")


def test_a_text_without_secrets_stays_as_it_is() -> None:
    text = "GET /tickets/t_1/closure-request 409 status_forbids eyJhbGciOiJIUzI1NiJ9"
    assert Mask([SECRET, "", "  "])(text) == text
    assert Mask()(text) == text


def test_of_secrets_that_pass_the_latest_are_hidden_and_few_are_remembered() -> None:
    mask = Mask(["stays-for-good", "passing-0"])
    for number in range(3 * MOST_PASSING):
        mask.add_passing(f"passing-{number}")
        mask.add_passing("kept-by-use")
    latest = 3 * MOST_PASSING - 1
    assert mask(f"passing-{latest} stays-for-good kept-by-use passing-0 |") == "*** *** *** *** |"
    assert mask("passing-7 |") == "passing-7 |"
    assert len(mask._secrets) <= MOST_PASSING + 2  # noqa: SLF001 - what is remembered is to stay small


def test_one_secret_inside_another_leaves_nothing_of_either() -> None:
    mask = Mask(["secret", "top-secret-word"])
    assert mask("a top-secret-word and a secret") == "a *** and a ***"


def echo(request: Request) -> Answer:
    """The answer of a server that repeats all that it was sent."""
    said = {"path": request.path, "headers": dict(request.headers), "body": (request.body or b"").decode()}
    return Answer(500, {"content-type": f"text/{request.headers.get('X-Key', '')}"}, json.dumps(said).encode())


class Echo(Script):
    def send(self, request: Request) -> Answer:
        self.sent.append(request)
        return echo(request)


def everywhere(data: dict[str, Any]) -> None:
    data["auth"] = {"basic": True, "headers": {"X-Key": "${KEY}"}}
    data["operations"]["close_now"] = {
        "request": "POST /t/${KEY}/{ticket}?key=${KEY}",
        "query": {"q": "${KEY}"},
        "headers": {"X-Other": "{actor} ${KEY}"},
        "form": {"f": "${KEY}", "g": "x${KEY}x"},
    }


@pytest.mark.parametrize("key", [SECRET, "k+/&= %41~{}", "abcdef"])
def test_a_server_that_repeats_all_it_was_sent_reveals_nothing(tmp_path: Path, key: str) -> None:
    made = HttpDriver(target(tmp_path, everywhere, variables={"KEY": key}), Echo([]))
    with pytest.raises(BrokenServerError) as caught:
        made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    told = [
        caught.value.message,
        caught.value.hint,
        made.last_exchange,
        repr(made.exchanges_since(0)),
        repr(made.target),
    ]
    for text in told:
        for secret in (key, ACTOR.secret):
            for written in spellings(secret)[:9]:
                assert written.strip("\"'") not in text
            assert base64.b64encode(f"7:{ACTOR.secret}".encode()).decode() not in text
    assert MASK in caught.value.message


def test_a_secret_in_the_words_of_a_refusal_is_masked_before_they_are_cut(tmp_path: Path) -> None:
    made, _ = driver(tmp_path, answers=[answer(409, {"code": "x" * 190 + SECRET})])
    outcome = made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    assert "a-very" not in repr(outcome)


def test_requests_are_shown_from_a_number_on(tmp_path: Path) -> None:
    made, _ = driver(tmp_path, answers=[answer(204)] * 150)
    for number in range(150):
        made.perform(Operation.CLOSE_NOW, ACTOR, {"ticket": str(number)})
    assert [each.url.split("/")[-2] for each in made.exchanges_since(147)] == ["147", "148", "149"]
    assert made.exchanges_since(150) == ()
    assert len(made.exchanges_since(0)) == 100


def test_a_redirect_shows_its_goal_without_secrets(tmp_path: Path) -> None:
    goal = f"https://{SECRET}.example/?token={quote(HARD)}"
    change = operation("close_now", query={"key": "${KEY}"})
    script = Script([answer(302, headers={"location": goal})])
    made = HttpDriver(target(tmp_path, change, variables={"KEY": HARD}), script)
    with pytest.raises(TargetError) as caught:
        made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    assert "https://***.example/?token=***" in caught.value.message
    assert SECRET not in caught.value.message


def test_a_request_that_cannot_be_sent_shows_no_secret(tmp_path: Path) -> None:
    class Silent(Script):
        def send(self, request: Request) -> Answer:
            raise UnreachableServerError(f"{request.method} {request.path} got no answer")

    change = operation("close_now", query={"key": "${KEY}"})
    made = HttpDriver(target(tmp_path, change, variables={"KEY": HARD}), Silent([]))
    with pytest.raises(UnreachableServerError) as caught:
        made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    told = caught.value.message + repr(made.exchanges_since(0)) + made.last_exchange
    assert quote_plus(HARD) not in told
    assert "key=***" in told


@pytest.mark.parametrize(
    "change",
    [
        section("auth", {"headers": {"X-Key": "${KEY}\n"}}),
        operation("close_now", headers={"X-Key": "${KEY}ü"}),
        operation("close_now", answers={"said": "length(code)"}),
    ],
)
def test_a_mistake_in_the_target_shows_no_secret(tmp_path: Path, change: Change) -> None:
    made = HttpDriver(
        target(tmp_path, change, variables={"KEY": SECRET}), Script([answer(409, {"code": 5, "a": SECRET})])
    )
    with pytest.raises(TargetError) as caught:
        made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    assert SECRET not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("${DESK}", "http://desk.example/t"),
        ("http://desk.example/${KEY}", "http://desk.example/***/t"),
        ("${DESK}/${KEY}", "http://desk.example/***/t"),
    ],
)
def test_where_the_server_is_is_shown_and_a_key_in_its_url_is_not(tmp_path: Path, url: str, shown: str) -> None:
    variables = {"DESK": "http://desk.example", "KEY": "key-of-the-path"}
    change = operation("close_now", request="POST /t")
    made = HttpDriver(target(tmp_path, section("url", url), change, variables=variables), Script([answer(204)]))
    made.perform(Operation.CLOSE_NOW, ACTOR, TICKET)
    assert [each.url for each in made.exchanges_since(0)] == [shown]


def test_a_url_with_a_password_from_the_environment_is_refused_without_showing_it(tmp_path: Path) -> None:
    found = target(tmp_path, section("url", "${DESK}"), variables={"DESK": f"https://ada:{SECRET}@desk.example"})
    with pytest.raises(TargetError, match="a user or a password in the URL") as caught:
        open_driver(found)
    assert SECRET not in caught.value.message
