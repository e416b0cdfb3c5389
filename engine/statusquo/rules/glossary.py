"""The vocabulary of a rule set: requirements, statuses, flags, relations, roles, subjects.

Names (of statuses, actions, permissions …) are plain strings throughout, because they are data. Each rule keeps the
requirements that it carries out and the line that it stands on, so that every answer can name both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How binding a requirement is: RFC 2119's words, and ``FACT`` for what is only told."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    FACT = "fact"

    @property
    def is_checked(self) -> bool:
        """Whether a conformance suite checks requirements of this level."""
        return self in {Level.MUST, Level.SHOULD}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One numbered requirement.

    Attributes:
        id: such as ``C-3``.
        level: how binding it is.
        capabilities: a server has to offer one of these before it applies.
        checked_by: ``suite``, ``own_tests`` or ``nobody``.
        because: why nobody checks it, or the empty string.
        refusal: the refusal code by which a server says it, where the requirement says why something is refused; else
            the empty string.
        text: the requirement in words.
    """

    id: str
    level: Level
    capabilities: tuple[str, ...]
    checked_by: str
    because: str
    refusal: str
    text: str


@dataclass(frozen=True, slots=True)
class Capability:
    """Something that a server has as a whole or not at all.

    Attributes:
        text: what it is, in words.
        operations: what a server with it offers.
    """

    name: str
    text: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A status that a ticket can have.

    Attributes:
        final: a ticket never leaves it.
        once: a ticket never comes back into it.
        shown_to: by role, the status that those in the role are shown instead.
    """

    name: str
    label: str
    meaning: str
    final: bool
    once: bool
    shown_to: Mapping[str, str]
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a ticket is or is not, whatever its status is."""

    name: str
    label: str
    meaning: str
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A way in which an actor can be connected with a ticket or, if ``of_message``, with one of its messages.

    Attributes:
        made_by: the operation that makes it.
        ended_by: the operation that ends it, or None.
        ended_label: the actor's name in a scenario afterwards, or None.
    """

    name: str
    label: str
    made_by: str
    ended_by: str | None
    ended_label: str | None
    of_message: bool


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Actions of other roles that a role is refused in every status."""

    actions: tuple[str, ...]
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of actor.

    Attributes:
        permissions: what an actor of this role can hold.
        relations: what an actor of this role can be.
        when_refused: requirements that hold for every refusal of the role.
        profiles: ready-made sets of permissions.
    """

    name: str
    label: str
    unrelated_label: str
    permissions: tuple[str, ...]
    relations: tuple[str, ...]
    when_refused: tuple[str, ...]
    never: tuple[Prohibition, ...]
    profiles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One feature file."""

    name: str
    title: str
    about: str
