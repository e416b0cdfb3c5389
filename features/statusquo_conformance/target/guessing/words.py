"""The words by which operations are recognised, and what names in a document speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from statusquo_conformance.targets import words_for_guessing

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True)
class Sign:
    """By what a request is recognised as an operation; ``targets/words.yaml`` explains it."""

    methods: tuple[str, ...]
    about: frozenset[str]
    beside: frozenset[str]
    never: frozenset[str]
    ends: str
    sends: str


@dataclass(frozen=True)
class Words:
    """What ``targets/words.yaml`` says.

    Attributes:
        concepts: by word, what it may speak of.
        signs: by operation.
        sends: names of properties of bodies, by argument.
        results: names of properties of answers, by operation and result, or by an empty operation and result.
        lists: names of properties that hold lists.
    """

    concepts: Mapping[str, frozenset[str]]
    signs: Mapping[str, Sign]
    sends: Mapping[str, tuple[str, ...]]
    results: Mapping[tuple[str, str], tuple[str, ...]]
    lists: tuple[str, ...]

    def about(self, text: str) -> frozenset[str]:
        """What the words of a text speak of."""
        return frozenset(concept for word in split(text) for concept in self._concepts_of(word))

    def result_names(self, operation: str, result: str) -> tuple[str, ...]:
        """What a property with this result may be called."""
        return self.results.get((operation, result)) or self.results.get(("", result), (result,))

    def _concepts_of(self, word: str) -> frozenset[str]:
        forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
        return next((self.concepts[form] for form in forms if form in self.concepts), frozenset())


def split(text: str) -> Iterator[str]:
    """The words of a text, however they are written together, in small letters."""
    return (found.group().lower() for found in _WORD.finditer(text))


def snake(text: str) -> str:
    """A name with its words in small letters and ``_`` between them."""
    return "_".join(split(text))


@cache
def known_words() -> Words:
    """The words that come with the package."""
    data = yaml.safe_load(words_for_guessing().read_text(encoding="utf-8"))
    concepts: dict[str, set[str]] = {}
    for concept, words in data["concepts"].items():
        for word in words:
            concepts.setdefault(word, set()).add(concept)
    results = {("", name): tuple(names) for name, names in data["results"].items()}
    for operation, own in data["results_of"].items():
        results |= {(operation, name): tuple(names) for name, names in own.items()}
    return Words(
        concepts={word: frozenset(found) for word, found in concepts.items()},
        signs={
            name: Sign(
                tuple(entry["methods"]),
                frozenset(entry["about"]),
                frozenset(entry.get("with", ())),
                frozenset(entry.get("not", ())),
                entry.get("ends", "either"),
                entry.get("sends", ""),
            )
            for name, entry in data["operations"].items()
        },
        sends={name: tuple(names) for name, names in data["sends"].items()},
        results=results,
        lists=tuple(data["lists"]),
    )
