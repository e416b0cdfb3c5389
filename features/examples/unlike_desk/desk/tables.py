"""The rules of the desk, in tables: who may do what at which stage, and what a change of stage brings with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a case has come."""

    NEW = "NEW"
    WORKING = "WORKING"
    WAITING_FOR_CUSTOMER = "WAITING_FOR_CUSTOMER"
    FIX_TO_TRY = "FIX_TO_TRY"
    CUSTOMER_TO_ACT = "CUSTOMER_TO_ACT"
    SOLVED = "SOLVED"
    CLOSE_WANTED = "CLOSE_WANTED"
    CLOSE_PLANNED = "CLOSE_PLANNED"
    DONE = "DONE"


class Role(StrEnum):
    """The two kinds of people."""

    AGENT = "AGENT"
    END_USER = "END_USER"


class Right(StrEnum):
    """What an agent can be given the right to do. Some rights are for screens that this small desk does not have."""

    CASE_READ_ALL = "CASE_READ_ALL"
    CASE_OPEN = "CASE_OPEN"
    CASE_EDIT = "CASE_EDIT"
    CASE_ERASE = "CASE_ERASE"
    CASE_HAND_OVER = "CASE_HAND_OVER"
    CASE_STAGE = "CASE_STAGE"
    POST_PUBLIC = "POST_PUBLIC"
    POST_PRIVATE = "POST_PRIVATE"
    POST_EDIT_OWN = "POST_EDIT_OWN"
    POST_ERASE_OWN = "POST_ERASE_OWN"
    POST_ERASE_ANY = "POST_ERASE_ANY"
    FEEDBACK_READ = "FEEDBACK_READ"


class Do(StrEnum):
    """What can be done with a case."""

    READ = "READ"
    SEND = "SEND"
    EDIT_POST = "EDIT_POST"
    SET_STAGE = "SET_STAGE"
    HAND_OVER = "HAND_OVER"
    PLAN_CLOSE = "PLAN_CLOSE"
    PLAN_ERASE = "PLAN_ERASE"
    WANT_CLOSE = "WANT_CLOSE"
    CLOSE_NOW = "CLOSE_NOW"
    MAKE_LINK = "MAKE_LINK"
    JOIN = "JOIN"
    DROP = "DROP"
    STAR = "STAR"
    READ_FEEDBACK = "READ_FEEDBACK"
    RATE = "RATE"


ALWAYS = frozenset(Stage)
UNTIL_DONE = ALWAYS - {Stage.DONE}


@dataclass(frozen=True)
class Rule:
    """When people of a role may do something.

    Attributes:
        stages: at which stages of the case.
        right: what they must hold, or None.
        opener_only: only who opened the case may do it.
    """

    stages: frozenset[Stage] = ALWAYS
    right: Right | None = None
    opener_only: bool = False


AGENTS: Mapping[Do, Rule] = {
    Do.READ: Rule(),
    Do.SEND: Rule(right=Right.POST_PUBLIC),
    Do.EDIT_POST: Rule(right=Right.POST_EDIT_OWN),
    Do.SET_STAGE: Rule(right=Right.CASE_STAGE),
    Do.HAND_OVER: Rule(right=Right.CASE_HAND_OVER),
    Do.PLAN_CLOSE: Rule(ALWAYS - {Stage.CLOSE_PLANNED}, right=Right.CASE_STAGE),
    Do.PLAN_ERASE: Rule(right=Right.CASE_ERASE),
    Do.DROP: Rule(right=Right.CASE_EDIT),
    Do.STAR: Rule(),
    Do.READ_FEEDBACK: Rule(right=Right.FEEDBACK_READ),
}
"""What agents may do. Whatever does not stand here is not for them."""

END_USERS: Mapping[Do, Rule] = {
    Do.READ: Rule(),
    Do.SEND: Rule(UNTIL_DONE),
    Do.EDIT_POST: Rule(UNTIL_DONE),
    Do.WANT_CLOSE: Rule(UNTIL_DONE - {Stage.CLOSE_WANTED, Stage.CLOSE_PLANNED}),
    Do.CLOSE_NOW: Rule(frozenset({Stage.CLOSE_PLANNED})),
    Do.MAKE_LINK: Rule(opener_only=True),
    Do.JOIN: Rule(UNTIL_DONE - {Stage.SOLVED}),
    Do.DROP: Rule(opener_only=True),
    Do.STAR: Rule(),
    Do.READ_FEEDBACK: Rule(),
    Do.RATE: Rule(),
}
"""What end users may do. Whatever does not stand here is not for them."""

FINISHED = frozenset({Stage.SOLVED, Stage.DONE})
RESTING = FINISHED | {Stage.CLOSE_WANTED, Stage.CLOSE_PLANNED}
DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Tables:
    """All that the desk goes by.

    Attributes:
        rules: by role, what may be done.
        first: the stage of a new case.
        offered: the stages that the desk tells its clients of.
        resting: whoever comes to one of these stages from another is asked for feedback.
        finished: at these stages a case is taken off the end users' stars.
        rate_within: milliseconds in which feedback can be given.
    """

    rules: Mapping[Role, Mapping[Do, Rule]]
    first: Stage
    offered: tuple[str, ...]
    resting: frozenset[Stage]
    finished: frozenset[Stage]
    rate_within: int


TABLES = Tables(
    rules={Role.AGENT: AGENTS, Role.END_USER: END_USERS},
    first=Stage.NEW,
    offered=tuple(Stage),
    resting=RESTING,
    finished=FINISHED,
    rate_within=7 * DAY_MS,
)
"""The rules as they are meant to be."""
