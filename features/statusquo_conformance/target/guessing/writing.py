"""The text of a guessed target file: the template with its comments, and in it what the document tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.target.guessing.endpoints import Description, Endpoint, Schema, types_of
from statusquo_conformance.target.guessing.guess import Guess, guess_operations
from statusquo_conformance.target.guessing.words import known_words
from statusquo_conformance.target.vocabulary import (
    ADVANCE_CLOCK,
    HELLO,
    OPTIONAL,
    READ_CLOCK,
    SHAPES,
    is_used,
    shown_by,
)
from statusquo_conformance.targets import template_target

TODO = "# TODO:"

_BLOCK = re.compile(r"(?P<comment>(?:#[^\n]*\n)*)(?P<key>[a-z]+):[^\n]*\n(?: [^\n]*\n|\n)*")
_CURSORS = ("cursor", "after", "page_token", "next")
_NUMBERS = ("page", "page_number")
_NEXT = ("next_cursor", "next", "next_page_token", "cursor")
_SAID = ("code", "error", "message", "detail", "title")
_REFUSED = frozenset({400, 403, 409, 422})
_NOT_VISIBLE = frozenset({404})
_FIRST_ERROR = 300
_EXTRAS = frozenset({HELLO, READ_CLOCK, ADVANCE_CLOCK})
_LONGEST_COMMENT = 100
_WIDE = 10_000


def guessed_target(description: Description, rules: RuleSet) -> str:
    """The text of a target file for the API of a document.

    It loads as it is, or what is wrong with it is what its comments call to do.
    """
    guesses = guess_operations(description, known_words(), rules)
    paging = _paging(guesses)
    sections = {
        "name": [f"name: {_flow(_comment(description.title).replace('${', '$ {') or 'our help desk')}"],
        "url": _url(description),
        "auth": _auth(description),
        "answers": _answers(description, guesses),
        "times": _times(guesses, rules),
        "paging": [f"paging: {_flow(paging)}"] if paging else ["# paging: {parameter: page}"],
        "operations": list(_operations(guesses, paging, rules)),
    }
    text = template_target().read_text(encoding="utf-8")

    def block(found: re.Match[str]) -> str:
        lines = sections.get(found["key"])
        return found.group() if lines is None else found["comment"] + "\n".join(lines) + "\n\n"

    return _BLOCK.sub(block, text).rstrip() + "\n"


class _Dumper(yaml.SafeDumper):
    """Writes a text with quotes in it in quotes of the other kind, so that people can read it."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "'" in text or "{" in text else None)


_Dumper.add_representer(str, _text)


def _flow(value: Any) -> str:
    """A value on one line."""
    options: dict[str, Any] = {"default_flow_style": True, "width": _WIDE, "allow_unicode": True, "sort_keys": False}
    text: str = yaml.dump(value, Dumper=_Dumper, **options)
    return text.removesuffix("...\n").strip()


def _url(description: Description) -> list[str]:
    said = [f"# The document says {_comment(server)}" for server in description.servers[:1]]
    return [*said, "url: ${DESK_URL}"]


def _auth(description: Description) -> list[str]:
    """How requests say who asks, by the first security scheme that is understood."""
    for scheme in description.security:
        kind, name, place = scheme.get("type"), str(scheme.get("name", "")), scheme.get("in")
        if kind == "http" and str(scheme.get("scheme", "")).lower() == "basic":
            return ["auth:", "  basic: true"]
        if kind == "apiKey" and place == "header":
            return ["auth:", f"  headers: {_flow({name: '{secret}'})}"]
        if kind == "apiKey" and place == "cookie":
            return ["auth:", f"  headers: {_flow({'Cookie': name + '={secret}'})}"]
        if kind in {"http", "oauth2", "openIdConnect"}:
            break
    return ["auth:", '  headers: {Authorization: "Bearer {secret}"}']


def _answers(description: Description, guesses: Mapping[str, Guess]) -> list[str]:
    codes = {code for guess in guesses.values() for code in guess.endpoint.codes}
    done = sorted(code for code in codes if code < _FIRST_ERROR) or [200, 201, 204]
    refused = sorted(codes & _REFUSED) or sorted(_REFUSED)
    lines = [
        "answers:",
        f"  done: {_flow(done)}",
        f"  refused: {_flow(refused)}",
        f"  not_visible: {_flow([*_NOT_VISIBLE])}",
    ]
    properties: Mapping[str, Schema] = (description.refusal or {}).get("properties", {})
    said = [_said(name, properties[name]) for name in _SAID if name in properties]
    found = next((each for each in said if each), None)
    if found:
        lines += [f"  said: {found}  {_check('the answers that refuse')}", f"  # reason: {found}"]
    return lines


def _said(name: str, schema: Schema) -> str | None:
    if schema.get("properties"):
        inside = next((each for each in _SAID if each in schema["properties"]), None)
        return f"{name}.{inside}" if inside else None
    return name if "string" in types_of(schema) else None


def _check(source: str) -> str:
    return f"# guessed from {source}: check it"


def _times(guesses: Mapping[str, Guess], rules: RuleSet) -> list[str]:
    """How times and ids are written, and how statuses are spelled where the document says so."""
    lines = []
    sent = [_sent(guess.endpoint.body, "{at}", guess) for guess in guesses.values()]
    numbers = any(each is not None and types_of(each) & {"integer", "number"} for each in sent)
    lines.append(f"times: {'epoch_s' if numbers else 'rfc3339'}")
    ids = [_sent(guess.endpoint.body, "{staff}", guess) for guess in guesses.values()]
    if any(each is not None and "integer" in types_of(each) for each in ids):
        lines.append(f"ids: number  {_check('what is sent to assign a ticket')}")
    changing = guesses.get(Operation.CHANGE_STATUS)
    schema = _sent(changing.endpoint.body, "{status}", changing) if changing is not None else None
    wire = [str(each) for each in (schema or {}).get("enum", ())]
    if wire and set(wire) != set(rules.statuses):
        lines += [
            f"{TODO} the server spells its statuses {_comment(', '.join(wire))}; say which is which of the rules'",
            "# statuses:",
        ]
        lines += [f"#   {name}: …" for name in rules.statuses]
    return lines


def _sent(schema: Schema | None, placeholder: str, guess: Guess) -> Schema | None:
    """The schema of the property that takes a placeholder in the body of a guess."""
    body = guess.entry.data.get("json", guess.entry.data.get("form"))
    return _property(schema, body, placeholder) if schema is not None else None


def _property(schema: Schema, body: Any, placeholder: str) -> Schema | None:
    if not isinstance(body, dict):
        return None
    for name, value in body.items():
        inner: Schema = schema.get("properties", {}).get(name, {})
        if value == placeholder:
            return inner
        found = _property(inner, value, placeholder)
        if found is not None:
            return found
    return None


def _paging(guesses: Mapping[str, Guess]) -> dict[str, Any]:
    """How the first list that comes in pages does so."""
    for guess in guesses.values():
        endpoint = guess.endpoint
        if not SHAPES[guess.operation].lists:
            continue
        cursor = next((name for name in endpoint.query if name in _CURSORS), None)
        properties = (endpoint.answer or {}).get("properties", {})
        following = next((name for name in _NEXT if name in properties), None)
        if cursor is not None and following is not None:
            return {"parameter": cursor, "next": following}
        number = next((name for name in endpoint.query if name in _NUMBERS), None)
        if number is not None:
            return {"parameter": number}
    return {}


def _operations(guesses: Mapping[str, Guess], paging: Mapping[str, Any], rules: RuleSet) -> Iterator[str]:
    yield "operations:" if guesses else "operations: {}"
    for name in (each for each in SHAPES if is_used(rules, each)):
        guess = guesses.get(name)
        if guess is None:
            yield from _not_found(name)
            continue
        yield from _guessed(guess, paging)
        shown = guess.entry.data.get("result", {})
        for operation, results in shown_by(rules).items() if name == Operation.READ_TICKET else ():
            for result in results if operation in guesses else ():
                if result not in shown:
                    yield _todo_result(result)


def _guessed(guess: Guess, paging: Mapping[str, Any]) -> Iterator[str]:
    endpoint = guess.endpoint
    yield f"  {_check(_called(endpoint))}"
    data = dict(guess.entry.data)
    if SHAPES[guess.operation].lists and paging and paging["parameter"] in endpoint.query:
        data["paged"] = True
    yield f"  {guess.operation}:"
    for key, value in data.items():
        yield f"    {key}: {_flow(value)}"
    for result in guess.entry.missing:
        yield _todo_result(result)


def _todo_result(result: str) -> str:
    return f"    {TODO} where the answer has the result `{result}`"


def _called(endpoint: Endpoint) -> str:
    named = _comment(endpoint.name or endpoint.summary)
    return f"{endpoint.method} {_comment(endpoint.path)}" + (f" ({named})" if named else "")


def _comment(text: str) -> str:
    """A text of the document that can stand on one line."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:_LONGEST_COMMENT]


def _not_found(name: str) -> Iterator[str]:
    shape = SHAPES[name]
    path = "/…" + ("/{ticket}" if "ticket" in shape.arguments else "")
    method = known_words().signs[name].methods[0]
    more = ", and it may be left out" if name in OPTIONAL or name in _EXTRAS else ""
    yield f"  {TODO} nothing in the document looks like this{more}"
    yield f"  # {name}:"
    yield f"  #   request: {method} {path}"
    if shape.results:
        yield f"  #   result: {{{', '.join(f'{result}: …' for result in shape.results)}}}"
