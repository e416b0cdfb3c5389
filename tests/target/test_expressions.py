"""Expressions see an answer as a whole, and what is wrong with one is told before anything is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jmespath
import pytest
from statusquo_conformance.target.expressions import Expression, ExpressionError, UnfitError
from statusquo_conformance.target.reading import Reading
from statusquo_conformance.target.transport import Answer, Request

REQUEST = Request("GET", "/", {}, None)


def no_cookie(_name: str) -> str | None:
    return None


def find(text: str, body: bytes = b"{}", status: int = 200, **headers: str) -> Any:
    cookies = {"csrf": "c0"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reading(REQUEST, Answer(status, named, body), cookies.get).search(Expression(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("header('location')", "/tickets/12?x=1"),
        ("header('LOCATION')", "/tickets/12?x=1"),
        ("header('nothing')", None),
        ("cookie('csrf')", "c0"),
        ("cookie('session')", None),
        ("status()", 201),
        ("status() == `201`", True),
        (r"match(header('location'), '/tickets/(\d+)')", "12"),
        (r"match(header('location'), '\d+')", "12"),
        (r"match(header('location'), '/users/(\d+)')", None),
        ("match(header('nothing'), '(.*)')", None),
        ("match('ab', '(x)?b')", None),
        ("match(data.text, 'two.(three)')", "three"),
        ("data.items[?header('location')].id | [0]", 5),
        ("[status(), data.id]", [201, "t1"]),
        ("text()", '{"data": {"id": "t1", "text": "one two\\nthree", "items": [{"id": 5}]}}'),
        ("length(data.items)", 1),
    ],
)
def test_functions_see_the_whole_answer(text: str, value: object) -> None:
    body = b'{"data": {"id": "t1", "text": "one two\\nthree", "items": [{"id": 5}]}}'
    assert find(text, body, 201, location="/tickets/12?x=1") == value


@pytest.mark.parametrize("text", ["a", "a.b", '"a b"', "a.b.c", "b", "@", "a[0]", "a.*", "*"])
@pytest.mark.parametrize(
    "data", [b'{"a": {"b": {"c": 1}}, "a b": 2}', b'[{"a": 1}]', b"5", b"null", b"", b'{"a": null}']
)
def test_the_short_way_for_fields_finds_what_the_library_finds(text: str, data: bytes) -> None:
    reading = Reading(REQUEST, Answer(200, {}, data), no_cookie)
    assert reading.search(Expression(text)) == jmespath.search(text, reading.data)


@pytest.mark.parametrize(
    ("text", "words", "suggestion"),
    [
        ("heder('a')", "There is no function `heder`", "header"),
        ("a[?starts_wth(@, 'b')]", "There is no function `starts_wth`", "starts_with"),
        ("header()", "`header` takes 1 in its parentheses, and not 0", None),
        ("merge()", "`merge` takes at least 1", None),
        ("not_null(status(b), a)", "`status` takes 0 in its parentheses, and not 1", None),
        ("match(a, '(')", "no regular expression: missing \\), unterminated", None),
        ("a.", "This is not JMESPath", None),
    ],
)
def test_what_could_never_work_is_told_at_once(text: str, words: str, suggestion: str | None) -> None:
    with pytest.raises(ExpressionError, match=words) as caught:
        Expression(text)
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize("text", ["header(a)", "match(a, 'b')", "length(a)", "match('a', to_string(b))"])
def test_what_makes_no_sense_of_an_answer_is_told_then(text: str) -> None:
    with pytest.raises(UnfitError, match="does not fit the answer"):
        find(text, b'{"a": 5, "b": "("}')


def test_answers_do_not_see_each_other() -> None:
    expression = Expression("[status(), header('n')]")

    def look(number: int) -> bool:
        reading = Reading(REQUEST, Answer(200 + number, {"n": str(number)}, b"{}"), no_cookie)
        return all(reading.search(expression) == [200 + number, str(number)] for _ in range(50))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(64)))


def test_json_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def parse(body: bytes) -> dict[str, int]:
        parsed.append(body)
        return {"a": 1}

    monkeypatch.setattr("json.loads", parse)
    reading = Reading(REQUEST, Answer(200, {}, b'{"a": 1}'), no_cookie)
    assert [reading.search(Expression(text)) for text in ("a", "a", "length(@)")] == [1, 1, 1]
    assert len(parsed) == 1
