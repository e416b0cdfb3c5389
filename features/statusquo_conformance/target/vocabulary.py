"""The words of a target file that follow from the operations: what each is given, and what its answer must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.stage.arguments import main_text
from statusquo_conformance.stage.atlas import givable

HELLO = "hello"
CREATE_CUSTOMER = "create_customer"
CREATE_STAFF = "create_staff"
READ_CLOCK = "read_clock"
ADVANCE_CLOCK = "advance_clock"


@dataclass(frozen=True)
class Shape:
    """What goes into an operation, and what has to come out of it.

    Attributes:
        arguments: names that its templates can use.
        results: names of what must be found in the answer.
        optional: names of what may be found there.
        lists: the results are those of each item of a list.
    """

    arguments: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    lists: bool = False


SHAPES: Mapping[str, Shape] = {
    Operation.CREATE_TICKET: Shape((), ("id",)),
    Operation.READ_TICKET: Shape(("ticket",), ("status",), ("assignee", "flags", "closes_at", "deletes_at")),
    Operation.CHANGE_STATUS: Shape(("ticket", "status")),
    Operation.LIST_STATUSES: Shape((), ("status",), lists=True),
    Operation.POST_MESSAGE: Shape(("ticket", "body"), ("id",)),
    Operation.EDIT_MESSAGE: Shape(("ticket", "message", "body")),
    Operation.LIST_MESSAGES: Shape(("ticket",), ("id", "author", "body"), lists=True),
    Operation.ASSIGN: Shape(("ticket", "staff")),
    Operation.REQUEST_CLOSURE: Shape(("ticket",)),
    Operation.CLOSE_NOW: Shape(("ticket",)),
    Operation.SCHEDULE_CLOSURE: Shape(("ticket", "at")),
    Operation.SCHEDULE_DELETION: Shape(("ticket", "at")),
    Operation.CREATE_INVITE: Shape(("ticket",), ("id",)),
    Operation.ACCEPT_INVITE: Shape(("ticket", "invite")),
    Operation.LIST_PARTICIPANTS: Shape(("ticket",), ("customer", "active"), lists=True),
    Operation.REMOVE_PARTICIPANT: Shape(("ticket", "customer")),
    Operation.ADD_FAVORITE: Shape(("ticket",)),
    Operation.LIST_FAVORITES: Shape(("ticket",), ("ticket",), lists=True),
    Operation.LIST_SURVEYS: Shape(("ticket",), ("id", "submitted"), lists=True),
    Operation.SUBMIT_SURVEY: Shape(("ticket", "rating")),
    Operation.SET_FLAG: Shape(("ticket", "flag")),
    Operation.CLEAR_FLAG: Shape(("ticket", "flag")),
    Operation.LIST_LINKS: Shape(("ticket",), ("ticket",), lists=True),
    HELLO: Shape(optional=("permissions",)),
    CREATE_CUSTOMER: Shape(("name", "handle", "role"), ("id", "secret"), ("user",)),
    CREATE_STAFF: Shape(("name", "handle", "role", "permissions"), ("id", "secret"), ("user",)),
    READ_CLOCK: Shape((), ("now",)),
    ADVANCE_CLOCK: Shape(("seconds",)),
}
"""By operation; the last five are those of the suite's own housekeeping, which the administrator does."""

REST = "*"
"""As a result of ``read_ticket``: where all times are found that are not found otherwise, under the rules' names."""

MORE = "more"
"""Whatever the rules' action takes besides, under its own names: a mapping, to be put into another one."""

FREQUENT = ("at", "reason")
"""Arguments that rules take besides so often that a template may name them whether or not these rules do."""

NO_TIMES = frozenset({"status", "assignee", "flags", REST})
"""Results of ``read_ticket`` that are no times."""


def shown_by(rules: RuleSet) -> Mapping[str, tuple[str, ...]]:
    """By operation whose effect has to be seen on the ticket, the results of ``read_ticket`` that show it."""
    found: dict[str, tuple[str, ...]] = {
        Operation.ASSIGN: ("assignee",),
        Operation.SET_FLAG: ("flags",),
        Operation.CLEAR_FLAG: ("flags",),
    }
    for transition in rules.transitions:
        timer = rules.timers.get(transition.starts or "")
        if timer is not None and timer.shown_as is not None:
            operation = rules.actions[transition.role, transition.action].operation
            found[operation] = tuple(dict.fromkeys((*found.get(operation, ()), timer.shown_as)))
    return found


def shown_times(rules: RuleSet) -> tuple[str, ...]:
    """The names under which tickets show when something is due."""
    return tuple(dict.fromkeys(timer.shown_as for timer in rules.timers.values() if timer.shown_as is not None))


def given_to(rules: RuleSet, operation: str) -> tuple[str, ...]:
    """Names that the templates of an operation can use."""
    own = SHAPES[operation].arguments
    acts = operation in set(Operation) - READING
    return tuple(dict.fromkeys((*own, *taken_besides(rules, operation), *FREQUENT, MORE))) if acts else own


def taken_besides(rules: RuleSet, operation: str, *, needed: bool = False) -> tuple[str, ...]:
    """What the rules' actions take with an operation besides; if ``needed``, only that on which something hangs."""
    found: list[str] = []
    for action in rules.actions.values():
        if action.operation == operation:
            matter = givable(rules, action)
            known = {*SHAPES[operation].arguments, main_text(action)}
            taken = (each for each in action.takes if not needed or not each.optional or each.name in matter)
            found += [each.name for each in taken if each.name not in known]
    return tuple(dict.fromkeys(found))


def is_used(rules: RuleSet, operation: str) -> bool:
    """Whether rules make anything of an operation. What the suite does for itself is none of their business."""
    asked: set[str | None] = {action.operation for action in rules.actions.values()}
    for relation in rules.relations.values():
        asked |= {relation.made_by, relation.ended_by}
    if operation == Operation.LIST_LINKS:
        return any(transition.opens is not None for transition in rules.transitions)
    if operation in EVERYWHERE or operation not in set(Operation):
        return True
    return _FOR_THE_SAKE_OF.get(operation, operation) in asked


EVERYWHERE = frozenset(
    {
        Operation.CREATE_TICKET,
        Operation.READ_TICKET,
        Operation.LIST_STATUSES,
        Operation.POST_MESSAGE,
        Operation.LIST_MESSAGES,
    }
)
"""Operations that the suite needs of every desk."""

_FOR_THE_SAKE_OF: Mapping[str, str] = {
    Operation.CREATE_INVITE: Operation.ACCEPT_INVITE,
    Operation.LIST_PARTICIPANTS: Operation.ACCEPT_INVITE,
    Operation.LIST_FAVORITES: Operation.ADD_FAVORITE,
}
"""Operations that are of use only where rules ask for another one."""

OPTIONAL = frozenset({Operation.LIST_STATUSES})
"""Operations that a server may lack, whatever it claims to have."""

READING = frozenset({*(name for name in SHAPES if SHAPES[name].lists), Operation.READ_TICKET, HELLO, READ_CLOCK})
"""Operations that change nothing."""

IDS = frozenset({"ticket", "message", "staff", "customer", "actor"})
"""Arguments that are ids of the server."""

ACTOR = "actor"
"""The id of whoever does an operation: every template of an operation can use it."""

ACCOUNT = ("id", "user", "secret")
"""What templates of the log-in can use: of the account on whose behalf a request is made."""
