"""What the desk keeps, and how it says no."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from desk.tables import Right, Role, Stage


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, and no error
    """The desk will not do what it was asked to do.

    Attributes:
        code: why, in one word that never changes.
        message: why, for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Clock:
    """Milliseconds since 1970. The clock of a test system can be moved forward; any other goes as time goes."""

    def __init__(self, *, movable: bool) -> None:
        self.movable = movable
        self._ahead = 0

    def now(self) -> int:
        """The time."""
        return time.time_ns() // 1_000_000 + self._ahead

    def forward(self, milliseconds: int) -> None:
        """Let so much time go by at once."""
        if not self.movable:
            raise Refusal("CLOCK_IS_REAL", "The clock of this desk cannot be moved.")
        self._ahead += milliseconds


@dataclass(frozen=True)
class Person:
    """Somebody who has a key to the desk."""

    number: int
    name: str
    role: Role
    rights: frozenset[Right]
    key: str = field(repr=False)


@dataclass
class Post:
    """A text on a case; ``author`` is the number of a person, or None where the desk itself speaks."""

    number: int
    author: int | None
    text: str


@dataclass(frozen=True)
class Draft:
    """A text that has been written and not sent."""

    case: int
    author: int
    text: str


@dataclass
class Feedback:
    """What end users are asked when a case comes to rest; ``stars`` is None until they have answered."""

    number: int
    asked: int
    stars: int | None = None


@dataclass
class Case:
    """What somebody wants help with.

    Attributes:
        number: counts from 1.
        opener: the number of who opened it.
        stage: how far it has come.
        handler: the number of the agent who sees to it, or None.
        closes: when it closes by itself, or None.
        erases: when it is erased, or None.
        followers: numbers of the end users who joined, and whether they still follow.
    """

    number: int
    opener: int
    stage: Stage
    handler: int | None = None
    closes: int | None = None
    erases: int | None = None
    followers: dict[int, bool] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)


@dataclass(frozen=True)
class Sight:
    """What somebody is shown of a case; the fields are those of :class:`Case`."""

    number: int
    stage: Stage
    handler: int | None
    closes: int | None
    erases: int | None
