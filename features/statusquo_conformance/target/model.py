"""A target file as immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from statusquo_conformance.operations import Account, Operation
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.expressions import Expression
from statusquo_conformance.target.masking import Mask
from statusquo_conformance.target.templates import Filler
from statusquo_conformance.target.vocabulary import ADVANCE_CLOCK


@dataclass(frozen=True)
class Answers:
    """Which answers mean that something was done, refused, or not visible.

    A status code that means done and refused alike does not tell which.

    Attributes:
        done: status codes of HTTP.
        refused: likewise.
        not_visible: likewise.
        refused_if: an expression that is true of a refusal, whatever its status code; or None.
        not_visible_if: likewise, of what is not visible; it is looked at first.
        said: an expression for the words of the answer that reports quote, or None.
        reason: an expression for why something was refused, in the server's words; or None.
    """

    done: frozenset[int]
    refused: frozenset[int]
    not_visible: frozenset[int]
    refused_if: Expression | None = None
    not_visible_if: Expression | None = None
    said: Expression | None = None
    reason: Expression | None = None

    @property
    def reads_text(self) -> bool:
        """Whether an expression looks at the body as text, so that it need not be JSON."""
        expressions = (self.refused_if, self.not_visible_if, self.said, self.reason)
        return any(each is not None and each.reads_text for each in expressions)


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
    keep: Mapping[str, Expression]
    where: str


@dataclass(frozen=True)
class Login:
    """How somebody logs in.

    Attributes:
        before: requests that come first, such as for a form with a token.
        step: the request itself.
        answers: what its answers mean.
        again: status codes by which any answer says that one has to log in again.
        again_if: an expression that is true of such an answer, whatever its status code; or None.
    """

    before: tuple[Step, ...]
    step: Step
    answers: Answers
    again: frozenset[int]
    again_if: Expression | None


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
    each: Expression | None
    result: Mapping[str, Expression]
    paged: bool
    answers: Answers

    @property
    def reads_text(self) -> bool:
        """Whether an expression looks at the body as text, so that it need not be JSON."""
        found = (*self.result.values(), *([self.each] if self.each is not None else []))
        return self.answers.reads_text or any(each.reads_text for each in found)


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
    next: Expression | None
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
class ClockCommand:
    """A command line that moves the server's clock.

    Attributes:
        command: templates of its words; the first is the program.
        longest: seconds that it may take.
        where: ``file:line`` in the target file.
    """

    command: tuple[Filler, ...]
    longest: float
    where: str


@dataclass(frozen=True)
class Target:
    """All that a target file says.

    Attributes:
        file: as the user named it.
        name: what the server is called.
        door: where it is.
        capabilities: what the server claims to have, in the order of the rules.
        operations: those that can be asked of the server: the file describes them (a class in Python has them all), and
            they belong to a capability that is claimed, or to none at all.
        basic: whether requests carry the user and the secret by HTTP's basic authentication.
        headers: template of the headers by which the server knows who asks.
        login: how somebody logs in, or None.
        calls: by operation, without those that belong to no capability that is claimed.
        paging: of lists, or None.
        statuses: by their names in the rules, those of the server; empty if they are the same.
        permissions: likewise.
        roles: likewise.
        flags: likewise.
        times_shown: the names under which the rules' tickets show when something is due.
        taken: by operation, what the rules' actions take besides.
        reasons: by the server's words for why something is refused, refusal codes of the rules.
        codes: the refusal codes that there are.
        times: ``rfc3339``, ``epoch_s`` or ``epoch_ms``.
        numeric_ids: ids go to the server as numbers.
        clock: the command that moves the server's clock, or None.
        administrator: who does the suite's housekeeping; None if nobody has to.
        people: accounts that are there already; empty if the suite makes its own.
        users: what accounts log in with besides their secret, where that is not their id.
        secrets: texts that are never to be shown.
    """

    file: str
    name: str
    door: Door
    capabilities: tuple[str, ...]
    operations: frozenset[Operation]
    basic: bool
    headers: Filler
    login: Login | None
    calls: Mapping[str, Call]
    paging: Paging | None
    statuses: Mapping[str, str]
    permissions: Mapping[str, str]
    roles: Mapping[str, str]
    flags: Mapping[str, str]
    times_shown: tuple[str, ...]
    taken: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    codes: frozenset[str]
    times: str
    numeric_ids: bool
    clock: ClockCommand | None
    administrator: Account | None
    people: Mapping[Person, Account]
    users: Mapping[Account, str]
    secrets: frozenset[str] = field(repr=False)

    @property
    def has_clock(self) -> bool:
        """Whether the server's clock can be moved, as far as the file says; a class in Python may have one or not."""
        return bool(self.door.driver) or self.clock is not None or ADVANCE_CLOCK in self.calls

    def mask(self, text: str) -> str:
        """The text without the secrets of the file."""
        return Mask(self.secrets)(text)
