"""Known failures: what a team knows to be wrong with its server and has not put right yet.

A failure that was announced is told as such and fails nobody's build. An announcement that nothing bears out, or whose
time is over, is an error: a list of known failures must not become a place where failures are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from statusquo.errors import InvalidFileError
from statusquo.reading.document import DataPath, Document, read_document
from statusquo.reading.problems import Problem, closest, in_order
from statusquo.reading.schema import check_schema
from statusquo.rules.model import RuleSet

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.scenarios import scenarios
from statusquo_conformance.selection import is_selected

_EXCUSABLE = {Outcome.FAILED, Outcome.WARNED, Outcome.UNREACHED}


@dataclass(frozen=True)
class Entry:
    """A failure that is known.

    Attributes:
        id: of a requirement, or the name of a scenario.
        reason: why the server does not do it.
        link: where more is to be found, or the empty string.
        expires: the last day on which it is excused.
        where: ``file:line``.
        covers: how many scenarios there are that it announces.
    """

    id: str
    reason: str
    link: str
    expires: date
    where: str
    covers: int

    def is_about(self, result: Result) -> bool:
        """Whether it announces that scenario."""
        return is_selected(result.tags, result.scenario, [self.id])


@dataclass(frozen=True)
class Known:
    """All failures that are known."""

    entries: tuple[Entry, ...]

    def excuse(self, result: Result) -> Result:
        """The result itself, or a known failure if it is one that was announced."""
        if result.outcome not in _EXCUSABLE:
            return result
        entry = next((entry for entry in self.entries if entry.is_about(result)), None)
        if entry is None:
            return result
        link = f" ({entry.link})" if entry.link else ""
        return replace(result, outcome=Outcome.KNOWN, known=f"{entry.reason}{link}, until {entry.expires}")

    def unfounded(self, results: Sequence[Result]) -> tuple[str, ...]:
        """The announcements that nothing bears out, in words.

        What was announced for a requirement is borne out by one scenario that fails. So nothing can be said of it
        as long as some of its scenarios have not been run.
        """
        return tuple(
            f"{entry.id} was announced to fail, and passed [{entry.where}]"
            for entry in self.entries
            if _is_unfounded(entry, [result.outcome for result in results if entry.is_about(result)])
        )


def load_known(path: Path, rules: RuleSet, today: date) -> Known:
    """The known failures in a file.

    Raises:
        InvalidFileError: with everything that is wrong with the file, entries whose time is over among it.
    """
    document = read_document(path)
    check_schema(document, "known-failures")
    problems = in_order(_problems(document, rules, today))
    if problems:
        raise InvalidFileError(problems)
    data: Any = document.data
    return Known(tuple(_entry(document, rules, index) for index in range(len(data["known_failures"]))))


def _entry(document: Document, rules: RuleSet, index: int) -> Entry:
    data: Any = document.data
    entry = data["known_failures"][index]
    name = entry.get("requirement") or entry["scenario"]
    return Entry(
        name,
        entry["reason"],
        entry.get("link", ""),
        date.fromisoformat(entry["expires"]),
        f"{document.file}:{document.place(('known_failures', index)).line}",
        sum(is_selected(scenario.ids, scenario.name, [name]) for scenario in scenarios(rules)),
    )


def _is_unfounded(entry: Entry, outcomes: Sequence[Outcome]) -> bool:
    return len(outcomes) == entry.covers and Outcome.PASSED in outcomes and Outcome.KNOWN not in outcomes


def _problems(document: Document, rules: RuleSet, today: date) -> Iterator[Problem]:
    names = {
        "requirement": [each.id for each in rules.requirements.values() if each.level.is_checked],
        "scenario": [scenario.name for scenario in scenarios(rules)],
    }
    seen: set[str] = set()
    data: Any = document.data
    for index, entry in enumerate(data["known_failures"]):
        kind = "requirement" if "requirement" in entry else "scenario"
        path: DataPath = ("known_failures", index, kind)
        if "requirement" in entry and "scenario" in entry:
            message = "`scenario` does not go together with `requirement`."
            where: DataPath = ("known_failures", index, "scenario")
            yield document.problem("unknown-key", message, where, at_key=True, expected="one of them")
        if kind == "requirement" and entry[kind] in rules.requirements and entry[kind] not in names[kind]:
            level = rules.requirements[entry[kind]].level.value
            message = f"Nothing checks `{entry[kind]}` ({level}), so it cannot fail."
            yield document.problem("requirement-unchecked", message, path, expected="a requirement that is checked")
        elif entry[kind] not in names[kind]:
            message = f"The suite has no {kind} `{entry[kind]}`."
            near = closest(entry[kind], names[kind])
            yield document.problem(
                f"unknown-{kind}", message, path, expected=f"the {_CALLED[kind]} of a {kind}", suggestion=near
            )
        if entry[kind] in seen:
            yield document.problem("known-twice", f"`{entry[kind]}` stands here already.", path, expected="each once")
        seen.add(entry[kind])
        yield from _expiry(document, index, entry["expires"], today)


_CALLED = {"requirement": "id", "scenario": "name"}


def _expiry(document: Document, index: int, text: str, today: date) -> Iterator[Problem]:
    path: DataPath = ("known_failures", index, "expires")
    try:
        expires = date.fromisoformat(text)
    except ValueError:
        message = f"There is no day `{text}`."
        yield document.problem("bad-date", message, path, expected="a day such as 2027-01-31")
        return
    if expires < today:
        message = f"This failure was known until {text}, and that is over."
        yield document.problem("known-expired", message, path, expected="a server that is right, or a later day")
