"""What a change is, and the rules by which each is classed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from statusquo.comparing.facts import Kind


class Class(StrEnum):
    """What a change means to those whom it concerns, the gravest first."""

    BREAKS_SERVERS = "breaks servers"
    BREAKS_USERS = "breaks users"
    ADDITION = "addition"
    WORDING = "wording only"

    @property
    def is_breaking(self) -> bool:
        """Whether it takes a new major version."""
        return self in {Class.BREAKS_SERVERS, Class.BREAKS_USERS}


class Reason(StrEnum):
    """Why a change is in a class: the rules of classing, by name. The table in ``spec/README.md`` explains each."""

    MUST_ASKS_OTHERWISE = "must-asks-otherwise"
    STATUS_SET_DIFFERS = "status-set-differs"
    MUST_FROM_NOW_ON = "must-from-now-on"
    POSSIBLE_NO_LONGER = "possible-no-longer"
    ASKS_FOR_MORE = "asks-for-more"
    HAPPENS_OTHERWISE = "happens-otherwise"
    POSSIBLE_NOW = "possible-now"
    ASKS_FOR_LESS = "asks-for-less"
    NEW_NAME = "new-name"
    LEFT_TO_SERVERS = "left-to-servers"
    PROMISED_OTHERWISE = "promised-otherwise"
    WORDS_ONLY = "words-only"

    @property
    def of(self) -> Class:
        """The class that it puts a change into."""
        return _CLASSES[self]


_CLASSES = {
    Reason.MUST_ASKS_OTHERWISE: Class.BREAKS_SERVERS,
    Reason.STATUS_SET_DIFFERS: Class.BREAKS_SERVERS,
    Reason.MUST_FROM_NOW_ON: Class.BREAKS_SERVERS,
    Reason.POSSIBLE_NO_LONGER: Class.BREAKS_USERS,
    Reason.ASKS_FOR_MORE: Class.BREAKS_USERS,
    Reason.HAPPENS_OTHERWISE: Class.BREAKS_USERS,
    Reason.POSSIBLE_NOW: Class.ADDITION,
    Reason.ASKS_FOR_LESS: Class.ADDITION,
    Reason.NEW_NAME: Class.ADDITION,
    Reason.LEFT_TO_SERVERS: Class.ADDITION,
    Reason.PROMISED_OTHERWISE: Class.WORDING,
    Reason.WORDS_ONLY: Class.WORDING,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts that differ in one and the same way, before they are put into words.

    Attributes:
        places: where they do, as in :class:`~statusquo.comparing.facts.Key`; one empty place if it is no matter of
            statuses.
        before: the value in the old rules, or None if they say nothing.
        after: likewise in the new rules.
        old_ids: the requirements that the old rules carry out by it.
        new_ids: likewise.
        old_line: where it stands in the old file, or 0.
        new_line: likewise.
    """

    kind: Kind
    about: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    before: Any
    after: Any
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    old_line: int
    new_line: int

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses in which it differs."""
        return tuple(dict.fromkeys(place[0] for place in self.places if place))


@dataclass(frozen=True, slots=True)
class Change:
    """A change, in words and classed.

    Attributes:
        difference: what differs.
        sentence: the change as somebody would say it who looks after customers.
        reasons: the rules by which it is classed, the gravest first; never empty.
    """

    difference: Difference
    sentence: str
    reasons: tuple[Reason, ...]

    @property
    def classes(self) -> tuple[Class, ...]:
        """What it means to those whom it concerns, the gravest first."""
        of = {reason.of for reason in self.reasons}
        return tuple(each for each in Class if each in of)

    @property
    def is_behaviour(self) -> bool:
        """Whether more than words has changed."""
        return self.classes != (Class.WORDING,)
