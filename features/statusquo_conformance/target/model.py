"""A target file as immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statusquo_conformance.actors import Person
from statusquo_conformance.operations import Account, Operation
from statusquo_conformance.target.templates import Filler
from statusquo_conformance.target.vocabulary import ADVANCE_CLOCK


@dataclass(frozen=True)
class Answers:
    """Which answers mean that something was done, refused, or not visible.

    Attributes:
        done: status codes of HTTP.
        refused: likewise.
        not_visible: likewise.
        refused_if: an expression that is true of the body of a refusal, whatever its status code; or None.
        not_visible_if: likewise, of what is not visible; it is looked at first.
        said: an expression for the words of the body that reports quote, or None.
    """

    done: frozenset[int]
    refused: frozenset[int]
    not_visible: frozenset[int]
    refused_if: Any
    not_visible_if: Any
    said: Any


@dataclass(frozen=True)
class Step:
    """One request.

    Attributes:
        request: as it is written in the file.
        method: of HTTP.
        path: template of the path, with its query if that is always the same.
        headers: template of further headers.
        query: template of the query.
        json: template of a JSON body, or None.
        form: template of a form body, or None.
        keep: expressions for what is kept of the answer, under names that later templates can use.
        where: ``file:line`` in the target file.
    """

    request: str
    method: str
    path: Filler
    headers: Filler
    query: Filler
    json: Filler | None
    form: Filler | None
    keep: Mapping[str, Any]
    where: str


@dataclass(frozen=True)
class Call:
    """How an operation is done.

    Attributes:
        before: requests that come first, and have to be done.
        step: the request itself.
        each: the expression for the list in the answer; None for the whole answer.
        result: expressions for what is found in the answer, or in each item of the list.
        paged: the list comes in pages.
        answers: what counts as what.
    """

    before: tuple[Step, ...]
    step: Step
    each: Any
    result: Mapping[str, Any]
    paged: bool
    answers: Answers


@dataclass(frozen=True)
class Paging:
    """How lists come in pages.

    Attributes:
        parameter: name of the query's part that says which page.
        next: the expression for the cursor of the next page; None if pages are numbered.
        first: number of the first page, where they are numbered.
        query: what is added to the query of every page.
    """

    parameter: str
    next: Any
    first: int
    query: Mapping[str, str]


@dataclass(frozen=True)
class Door:
    """Where the server is: exactly one of these is not empty.

    Attributes:
        url: of the server.
        wsgi: ``package.module:app``, an application called in this process.
        driver: ``package.module:Class``, operations written in Python.
        where: ``file:line`` in the target file.
    """

    url: str
    wsgi: str
    driver: str
    where: str


@dataclass(frozen=True)
class Target:
    """All that a target file says.

    Attributes:
        file: as the user named it.
        name: what the server is called.
        door: where it is.
        headers: template of the headers by which the server knows who asks.
        login: the request by which somebody logs in, or None.
        calls: by operation.
        paging: of lists, or None.
        statuses: by their names in the rules, those of the server; empty if they are the same.
        permissions: likewise.
        times: ``rfc3339``, ``epoch_s`` or ``epoch_ms``.
        numeric_ids: ids go to the server as numbers.
        administrator: who does the suite's housekeeping; None if nobody has to.
        people: accounts that are there already; empty if the suite makes its own.
        capabilities: what the server claims to have, in the order of the rules.
        secrets: texts that are never to be shown.
    """

    file: str
    name: str
    door: Door
    headers: Filler
    login: Step | None
    calls: Mapping[str, Call]
    paging: Paging | None
    statuses: Mapping[str, str]
    permissions: Mapping[str, str]
    times: str
    numeric_ids: bool
    administrator: Account | None
    people: Mapping[Person, Account]
    capabilities: tuple[str, ...]
    secrets: frozenset[str] = field(repr=False)

    @property
    def operations(self) -> frozenset[Operation]:
        """What can be asked of the server, as far as the file says; all of it where a class in Python does it."""
        if self.door.driver:
            return frozenset(Operation)
        return frozenset(operation for operation in Operation if operation in self.calls)

    @property
    def has_clock(self) -> bool:
        """Whether the server's clock can be moved, as far as the file says."""
        return bool(self.door.driver) or ADVANCE_CLOCK in self.calls

    def mask(self, text: str) -> str:
        """The text without the secrets."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text
