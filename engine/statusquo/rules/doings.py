"""What can be done by a rule set: actions with what they take and need, and the tables that say in which status."""

from __future__ import annotations

from dataclasses import dataclass

from statusquo.rules.guards import Guard


@dataclass(frozen=True, slots=True)
class Argument:
    """Something to be given with an action.

    ``type`` is ``future_time``, ``status``, ``flag``, ``integer`` or ``text``.
    """

    name: str
    type: str
    smallest: int
    largest: int
    longest: int
    optional: bool
    requirements: tuple[str, ...]


Clause = frozenset[str]
"""Permissions and relations that are enough when held together."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that an actor in a role can try.

    Attributes:
        operation: what is done on a server (a closed list of the language).
        phrase: completes "tries to …".
        needs: alternatives, each of which is enough; ``(frozenset(),)`` when nothing is needed.
        without_ticket: it concerns no ticket.
        unseen: it is open to those who do not see the ticket.
        keeps_status: requirements which say that it leaves the status alone.
        otherwise: requirements that refuse those who lack what is needed.
        again: requirements which say that it is possible again after a status that denied it.
        guard: how things have to stand with the ticket besides its status, or None.
    """

    role: str
    name: str
    operation: str
    phrase: str
    subject: str
    needs: tuple[Clause, ...]
    without_ticket: bool
    unseen: bool
    takes: tuple[Argument, ...]
    keeps_status: tuple[str, ...]
    requirements: tuple[str, ...]
    otherwise: tuple[str, ...]
    again: tuple[str, ...]
    guard: Guard | None
    why: str
    line: int

    @property
    def chooses_status(self) -> Argument | None:
        """The argument by which the actor chooses a status, if there is one."""
        return next((argument for argument in self.takes if argument.type == "status"), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the status says about an action.

    Attributes:
        refusal: code of the refusal where it is denied.
        requirements: those that stand at the cell itself, else those of the action.
    """

    role: str
    action: str
    status: str
    allowed: bool
    refusal: str
    requirements: tuple[str, ...]
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of statuses and actions of a role, as a person reads it."""

    name: str
    title: str
    role: str
    columns: tuple[str, ...]
