"""How things stand with a ticket besides its status, as a scenario says it.

A scenario that hangs on such things names them behind the status: "the ticket is in status waiting, assigned, marked
urgent, with the reminder running". What it does not name makes no difference to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statusquo.rules.consequences import Back
from statusquo.rules.guards import OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import FLAGGING

from statusquo_conformance.stage.actors import TIME, Person, person_called
from statusquo_conformance.stage.foresight import atoms
from statusquo_conformance.stage.standing import Standing

ANYHOW = "as it comes"
"""What stands in a table where nothing makes a difference."""

ELSEWHERE = "somewhere else"
"""Where a ticket comes from that had no status before which the rules ever ask for."""

_BETWEEN = ", "

_ASSIGNED, _UNASSIGNED = "assigned to somebody", "assigned to nobody"
_MARKED, _UNMARKED = "marked ", "not marked "
_RUNNING, _STILL, _FIRST = " running", " not running", " to come first"
_WITH, _FROM, _BY = "with the ", "coming from ", "brought there by "


@dataclass(frozen=True, slots=True)
class Aspects:
    """What makes a difference.

    Attributes:
        assigned: whether it is somebody's.
        flags: which flags are set.
        timers: which timers run.
        came_from: the status before.
        brought_by: who brought it into its status.
    """

    assigned: bool = False
    flags: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    came_from: bool = False
    brought_by: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand, as far as it makes a difference; what makes none is None or empty.

    Attributes:
        flags: by name, whether it is set.
        timers: by name, whether it runs.
        came_from: the status before, or ``somewhere else``.
        brought_by: who brought it into its status; ``time`` if nobody did.
        first: the timer that is due first.
    """

    assigned: bool | None = None
    flags: tuple[tuple[str, bool], ...] = ()
    timers: tuple[tuple[str, bool], ...] = ()
    came_from: str | None = None
    brought_by: Person | str | None = None
    first: str | None = None

    def fits(self, standing: Standing) -> bool:
        """Whether things stand so."""
        return (
            self.assigned in {None, standing.assigned}
            and all((name in standing.flags) is is_set for name, is_set in self.flags)
            and all((standing.pending(name) is not None) is runs for name, runs in self.timers)
            and self.came_from in {None, standing.came_from or ELSEWHERE}
            and (self.brought_by is None or self.brought_by == (standing.brought_by or TIME))
            and self.first in {None, standing.first}
        )

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who take part in it."""
        return (self.brought_by,) if isinstance(self.brought_by, Person) else ()

    def phrase(self, rules: RuleSet) -> str:
        """How a scenario says it; empty if there is nothing to say."""
        parts = [] if self.assigned is None else [_ASSIGNED if self.assigned else _UNASSIGNED]
        parts += [(_MARKED if is_set else _UNMARKED) + name for name, is_set in self.flags]
        parts += [_WITH + rules.timers[name].label + (_RUNNING if runs else _STILL) for name, runs in self.timers]
        parts += [_FROM + self.came_from] if self.came_from is not None else []
        if self.brought_by is not None:
            who = self.brought_by if isinstance(self.brought_by, str) else self.brought_by.phrase(rules)
            parts.append(_BY + who)
        parts += [_WITH + rules.timers[self.first].label + _FIRST] if self.first is not None else []
        return _BETWEEN.join(parts)


NO_MATTER = Situation()


def aspects_of(rules: RuleSet, role: str, action: str, status: str) -> Aspects:
    """What makes a difference to an action in a status."""
    transitions = [each for each in rules.transitions_of(role, action) if status in each.sources]
    own = rules.actions[role, action].guard
    # Where none is named, it is the first flag of the rules that is meant, and it may be so already.
    turned = list(rules.flags)[:1] if rules.actions[role, action].operation in FLAGGING else []
    terms = [atom.term for guard in (own, *(each.guard for each in transitions)) for atom in atoms(guard, None)]
    return Aspects(
        assigned=any(isinstance(term, Assigned) for term in terms),
        flags=_in_order(
            rules.flags, [*turned, *(name for term in terms if isinstance(term, Marked) for name in term.flags)]
        ),
        timers=_in_order(rules.timers, (name for term in terms if isinstance(term, Running) for name in term.timers)),
        came_from=any(isinstance(each.aim, Back) for each in transitions),
        brought_by=any(isinstance(term, OwnDoing) for term in terms),
    )


def situation_of(standing: Standing, aspects: Aspects) -> Situation:
    """How things stand, as far as these aspects go."""
    return Situation(
        standing.assigned if aspects.assigned else None,
        tuple((name, name in standing.flags) for name in aspects.flags),
        tuple((name, standing.pending(name) is not None) for name in aspects.timers),
        (standing.came_from or ELSEWHERE) if aspects.came_from else None,
        (standing.brought_by or TIME) if aspects.brought_by else None,
    )


def situation_called(rules: RuleSet, phrase: str) -> Situation:
    """The situation that a scenario calls so.

    Raises:
        LookupError: if a part of it means nothing.
    """
    assigned: bool | None = None
    flags: list[tuple[str, bool]] = []
    timers: list[tuple[str, bool]] = []
    came_from: str | None = None
    brought_by: Person | str | None = None
    first: str | None = None
    labels = {timer.label: timer.name for timer in rules.timers.values()}
    for part in phrase.split(_BETWEEN) if phrase != ANYHOW else ():
        if part in {_ASSIGNED, _UNASSIGNED}:
            assigned = part == _ASSIGNED
        elif part.startswith((_MARKED, _UNMARKED)):
            flags.append((part.removeprefix(_UNMARKED).removeprefix(_MARKED), part.startswith(_MARKED)))
        elif part.startswith(_WITH) and part.endswith(_FIRST):
            first = labels[part.removeprefix(_WITH).removesuffix(_FIRST)]
        elif part.startswith(_WITH):
            label = part.removeprefix(_WITH).removesuffix(_STILL).removesuffix(_RUNNING)
            timers.append((labels[label], not part.endswith(_STILL)))
        elif part.startswith(_FROM):
            came_from = part.removeprefix(_FROM)
        elif part.startswith(_BY):
            who = part.removeprefix(_BY)
            brought_by = who if who == TIME else person_called(rules, who)
        else:
            message = f"no ticket can be {part!r}"
            raise LookupError(message)
    return Situation(assigned, tuple(flags), tuple(timers), came_from, brought_by, first)


def _in_order(known: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    found = set(named)
    return tuple(name for name in known if name in found)
