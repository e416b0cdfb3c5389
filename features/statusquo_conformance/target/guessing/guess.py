"""Which endpoint may be which operation: by method, path, name and summary, and by what it takes and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from statusquo.rules.model import RuleSet

from statusquo_conformance.target.guessing.bodies import Entry, entry_of
from statusquo_conformance.target.guessing.endpoints import Description, Endpoint
from statusquo_conformance.target.guessing.words import Sign, Words, snake, split
from statusquo_conformance.target.vocabulary import ACTOR, SHAPES, is_used

ENOUGH = 6
"""A guess with fewer points than this is none."""

_PARAMETER = re.compile(r"\{([^{}]*)\}([^{}]*)")
_USABLE = re.compile(r"(/[^\s/]*)+")
_PATH, _NAME, _SUMMARY, _FIELD = 6, 4, 2, 5
_SAME_NAME, _FOREIGN, _WRONG_END = 4, 3, 4
_STANDS_FOR = {
    "ticket": "ticket",
    "message": "message",
    "invitation": "invite",
    "acceptance": "invite",
    "member": "customer",
    "person": "customer",
    "customer": "customer",
    "staff": "staff",
    "flag": "flag",
}
"""What a parameter of a path is, by what stands before it."""


@dataclass(frozen=True)
class Guess:
    """An endpoint that may be an operation, and how it is used for it."""

    operation: str
    endpoint: Endpoint
    entry: Entry


def guess_operations(description: Description, words: Words, rules: RuleSet) -> dict[str, Guess]:
    """By operation that rules make something of, the endpoint that fits best; without those that nothing fits.

    An endpoint is taken for a second operation only where what is sent in its body makes the difference.
    """
    words = replace(words, signs={name: sign for name, sign in words.signs.items() if is_used(rules, name)})
    found = sorted(_candidates(description, words), key=lambda each: (-each[0], each[1], each[2].path))
    guesses: dict[str, Guess] = {}
    taken: set[tuple[str, str]] = set()
    for _points, operation, endpoint, path in found:
        place = (endpoint.method, endpoint.path)
        general = words.signs[operation].sends and place[0] in {"PATCH", "PUT"} and _is_item(endpoint)
        if operation in guesses or (place in taken and not general):
            continue
        guesses[operation] = Guess(operation, endpoint, entry_of(operation, endpoint, path, words, rules))
        taken.add(place)
    return {name: guesses[name] for name in SHAPES if name in guesses}


def _candidates(description: Description, words: Words) -> Iterator[tuple[int, str, Endpoint, str]]:
    """All that fits well enough: points, operation, endpoint, and the path with our placeholders."""
    common = _common_words(description)
    for operation, sign in words.signs.items():
        for endpoint in description.endpoints:
            path = _path_for(operation, endpoint, words)
            points = _points(operation, sign, endpoint, words, common) if path is not None else 0
            if path is not None and points >= ENOUGH:
                yield points, operation, endpoint, path


def _common_words(description: Description) -> frozenset[str]:
    """Words that every path begins with, and that so tell nothing."""
    paths = [each.path.strip("/").split("/") for each in description.endpoints]
    common: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1 or len(paths) == 1:
            break
        common.append(parts[0])
    return frozenset(common)


def _points(operation: str, sign: Sign, endpoint: Endpoint, words: Words, common: frozenset[str]) -> int:
    """How well an endpoint fits an operation; 0 if it cannot be the one."""
    if endpoint.method not in sign.methods:
        return 0
    parts = [part for part in endpoint.path.strip("/").split("/") if part not in common]
    static = [part for part in parts if not _PARAMETER.fullmatch(part)]
    last = words.about(static[-1]) if static else frozenset()
    name, summary = words.about(endpoint.name), words.about(endpoint.summary)
    inside = frozenset(concept for part in static for concept in words.about(part))
    spoken = inside | name | summary
    general = _is_update(sign, endpoint, last, words)
    if sign.never & (inside | name) - sign.about or (sign.beside and not sign.beside & spoken):
        return 0
    points = _PATH * bool(last & sign.about) + _NAME * bool(name & sign.about) + _SUMMARY * bool(summary & sign.about)
    if general:
        points = max(points, _FIELD + 1)
    elif not points:
        return 0
    points += len(sign.methods) - sign.methods.index(endpoint.method) + 2 * bool(sign.beside & inside)
    ends = "item" if _is_item(endpoint) else "collection"
    points -= _WRONG_END * (sign.ends not in {"either", ends} and not general)
    foreign = [part for part in static if not words.about(part) & (sign.about | sign.beside | {"ticket", "person"})]
    points -= _FOREIGN * len(foreign)
    same = set(split(endpoint.name)) & set(operation.split("_"))
    points += _SAME_NAME * len(same) // len(operation.split("_"))
    return points + _given(operation, endpoint, words)


def _given(operation: str, endpoint: Endpoint, words: Words) -> int:
    """Points for what the operation gives and the body takes, and off for what the body wants and nobody gives."""
    if endpoint.body is None:
        return 0
    arguments = {name for name in words.sends if name in SHAPES[operation].arguments} - {"ticket"}
    takes = {snake(name) for name in _properties(endpoint.body)}
    needs = {snake(str(name)) for name in endpoint.body.get("required", ())}
    fitting = [name for name in arguments if takes & {*words.sends[name]}]
    others = [name for name in words.sends if name not in arguments and needs & {*words.sends[name]}]
    # A name may stand for several arguments, and then the one that is given explains it.
    explained = {name for each in fitting for name in words.sends[each]}
    unexplained = [name for name in others if needs & {*words.sends[name]} - explained]
    return len(fitting) - _FOREIGN * bool(unexplained and not fitting)


def _is_update(sign: Sign, endpoint: Endpoint, last: frozenset[str], words: Words) -> bool:
    """Whether this changes a ticket in general, and what the operation changes is among what it takes."""
    if not sign.sends or endpoint.body is None or "ticket" not in last or not _is_item(endpoint):
        return False
    return any(snake(name) in words.sends[sign.sends] for name in _properties(endpoint.body))


def _is_item(endpoint: Endpoint) -> bool:
    """Whether the path ends with a parameter."""
    return "{" in endpoint.path.rpartition("/")[2]


def _properties(schema: Mapping[str, object]) -> Iterator[str]:
    """The names of the properties of a schema, and of what they hold."""
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        yield name
        yield from _properties(inner)


def _path_for(operation: str, endpoint: Endpoint, words: Words) -> str | None:
    """The path with our placeholders; None if it has a parameter that the operation has nothing for."""
    if not _USABLE.fullmatch(endpoint.path):
        return None
    given = SHAPES[operation].arguments
    before: frozenset[str] = frozenset()
    parts = []
    used = set()
    for part in endpoint.path.split("/"):
        found = _PARAMETER.fullmatch(part)
        if found is None:
            if "{" in part or "}" in part:
                return None
            before = words.about(part)
            parts.append(part)
            continue
        # What stands before the parameter says more than its name, which often is just `id`.
        stand = [_STANDS_FOR[each] for each in (*before, *words.about(found.group(1))) if each in _STANDS_FOR]
        argument = next((each for each in stand if each in given and each not in used), None)
        if argument is None and "customer" in stand:
            argument = ACTOR
        if argument is None:
            return None
        used.add(argument)
        parts.append(f"{{{argument}}}{found.group(2)}")
    needs_ticket = "ticket" in given and operation not in {"edit_message", "accept_invite", "list_favorites"}
    return None if needs_ticket and "ticket" not in used and not _sends_ticket(endpoint, words) else "/".join(parts)


def _sends_ticket(endpoint: Endpoint, words: Words) -> bool:
    names = [*endpoint.query, *(_properties(endpoint.body) if endpoint.body is not None else ())]
    return any(snake(name) in words.sends["ticket"] for name in names)
