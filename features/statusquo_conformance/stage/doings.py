"""What somebody does in a scenario: an action with what is said of its arguments.

"change the status, choosing closed, giving reason" is an action's phrase and what goes with it. What is not said is
such that it ought to work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from statusquo.rules.doings import Action, Argument
from statusquo.rules.model import RuleSet

from statusquo_conformance.stage.actors import Person
from statusquo_conformance.stage.standing import NOTHING_GIVEN, Deed

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOOSING, NAMING, GIVING = ", choosing ", ", naming ", ", giving "
FOR_A_FAR_TIME = ", for a far time"
NOTHING_MORE = "nothing more"
AND = " and "
MISSING = "missing"
BAD_TIMES = ("past", MISSING, "unreadable")
"""What can be wrong with a time, as scenarios say it."""

BAD_TEXTS = (MISSING, "blank", "too long")
"""What can be wrong with a text, as scenarios say it."""

_FOR_A_TIME = re.compile(r"for a time that is (\w+)")
_WITH_A_NUMBER = re.compile(r"with the number (-?\d+)")
_WITH_A_TEXT = re.compile(r"with a (\S+) that is (.+)")


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody does.

    Attributes:
        status: the one that is chosen, or None.
        flag: the one that is named, or None.
        given: the optional arguments that come with it.
        far: a time that is given is far away.
        odd: by argument, what is wrong with it, or the number that it is.
    """

    action: Action
    status: str | None = None
    flag: str | None = None
    given: frozenset[str] = NOTHING_GIVEN
    far: bool = False
    odd: Mapping[str, str | int] = field(default_factory=dict)

    def choosing(self, status: str) -> Doing:
        """The same, with a status that is chosen."""
        return replace(self, status=status)

    def deed(self, person: Person) -> Deed:
        """Somebody does it."""
        return Deed(person, self.action.role, self.action.name, self.status, self.flag, self.given, self.far)


def doing_called(rules: RuleSet, person: Person, text: str) -> Doing:
    """What the scenario calls so: an action of the person's role, else of another one.

    Raises:
        LookupError: if it means nothing.
    """
    phrase, *parts = text.split(", ")
    named = [action for action in rules.actions.values() if action.phrase == phrase]
    own = [action for action in named if action.role == person.role]
    if not named:
        message = f"the rules know no action called {phrase!r}"
        raise LookupError(message)
    action = (own or named)[0]
    known: dict[str, Any] = {}
    odd: dict[str, str | int] = {}
    for part in parts:
        word, _, rest = part.partition(" ")
        if word == "choosing":
            known["status"] = rest
        elif word == "naming":
            known["flag"] = rest
        elif word == "giving":
            known["given"] = frozenset(rest.split(AND)) if rest != NOTHING_MORE else NOTHING_GIVEN
        elif part == FOR_A_FAR_TIME.removeprefix(", "):
            known["far"] = True
        elif found := _FOR_A_TIME.fullmatch(part):
            odd[_first(action, "future_time").name] = found[1]
        elif found := _WITH_A_NUMBER.fullmatch(part):
            odd[_first(action, "integer").name] = int(found[1])
        elif found := _WITH_A_TEXT.fullmatch(part):
            odd[found[1]] = found[2]
        else:
            message = f"nothing is done {part!r}"
            raise LookupError(message)
    return Doing(action, **known, odd=odd)


def _first(action: Action, kind: str) -> Argument:
    return next(argument for argument in action.takes if argument.type == kind)
