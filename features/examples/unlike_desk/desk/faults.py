"""Desks that are wrong in one way each, so that it can be seen that the suite finds them out.

A fault changes the tables, or is a desk of its own that does one thing differently. Several can be had at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk import wrong_desks as wrong
from desk.cases import Desk
from desk.records import Clock
from desk.tables import ALWAYS, DAY_MS, TABLES, UNTIL_DONE, Do, Role, Rule, Stage, Tables


@dataclass(frozen=True)
class Fault:
    """A way to be wrong.

    Attributes:
        name: how it is asked for.
        requirement: the id of the requirement at which it has to be reported.
        says: what is wrong.
        tables: what it does to the tables.
        desk: what does something differently.
    """

    name: str
    requirement: str
    says: str
    tables: Callable[[Tables], Tables] = lambda tables: tables
    desk: type[Desk] = Desk


def faulty_desk(names: Iterable[str], clock: Clock, administrator_key: str) -> Desk:
    """A desk with these faults; one that is sound where there are none."""
    chosen = [FAULTS[name] for name in dict.fromkeys(names)]
    tables = TABLES
    for fault in chosen:
        tables = fault.tables(tables)
    bases = dict.fromkeys(fault.desk for fault in chosen if fault.desk is not Desk)
    made: type[Desk] = type("FaultyDesk", (*bases, Desk), {}) if bases else Desk
    return made(clock, administrator_key, tables)


def rule(role: Role, do: Do, **changes: Any) -> Callable[[Tables], Tables]:
    """Change one rule of the tables, or make it where there is none."""

    def change(tables: Tables) -> Tables:
        of_role = tables.rules[role]
        changed = {**of_role, do: replace(of_role.get(do, Rule()), **changes)}
        return replace(tables, rules={**tables.rules, role: changed})

    return change


def table(**changes: Any) -> Callable[[Tables], Tables]:
    """Put something else into the tables."""
    return lambda tables: replace(tables, **changes)


_ALL = (
    Fault("two-faces", "S-1", "End users are shown NEW while a case is WORKING.", desk=wrong.TwoFaces),
    Fault("tenth-stage", "S-2", "A tenth stage is offered.", table(offered=(*Stage, "PARKED"))),
    Fault("starts-working", "S-3", "A new case is WORKING.", table(first=Stage.WORKING)),
    Fault("agents-see-all", "T-1", "Agents see every case, without the right to.", desk=wrong.AgentsSeeAll),
    Fault(
        "agents-silent-at-end",
        "T-2",
        "Agents cannot post on a case that is DONE.",
        rule(Role.AGENT, Do.SEND, stages=UNTIL_DONE),
    ),
    Fault(
        "done-is-final",
        "T-3",
        "Agents cannot set the stage of a case that is DONE.",
        rule(Role.AGENT, Do.SET_STAGE, stages=UNTIL_DONE),
    ),
    Fault(
        "solved-stays-put",
        "T-4",
        "A case that is SOLVED cannot be handed over.",
        rule(Role.AGENT, Do.HAND_OVER, stages=ALWAYS - {Stage.SOLVED}),
    ),
    Fault(
        "all-agents-erase",
        "T-5",
        "Planning to erase a case takes no right.",
        rule(Role.AGENT, Do.PLAN_ERASE, right=None),
    ),
    Fault("reopens-as-new", "T-6", "From DONE every stage that is chosen leads to NEW.", desk=wrong.ReopensAsNew),
    Fault(
        "plans-an-hour-late",
        "T-7",
        "A closing is planned for an hour later than was said.",
        desk=wrong.PlansAnHourLate,
    ),
    Fault("plans-again", "T-8", "A second closing can be planned.", rule(Role.AGENT, Do.PLAN_CLOSE, stages=ALWAYS)),
    Fault(
        "any-time-will-do",
        "T-9",
        "A time that is past, missing or unreadable means tomorrow.",
        desk=wrong.AnyTimeWillDo,
    ),
    Fault("plan-survives", "T-10", "A case that moves elsewhere is closed at the old time.", desk=wrong.PlanSurvives),
    Fault("plans-in-silence", "T-11", "Nothing is said when a closing is planned.", desk=wrong.PlansInSilence),
    Fault(
        "done-is-hidden",
        "C-1",
        "End users do not see a case that is DONE.",
        rule(Role.END_USER, Do.READ, stages=UNTIL_DONE),
    ),
    Fault("strangers-see", "C-2", "End users see every case.", desk=wrong.StrangersSee),
    Fault(
        "dropped-followers-see",
        "C-2",
        "Who follows a case no longer goes on seeing it.",
        desk=wrong.DroppedFollowersSee,
    ),
    Fault("late-replies", "C-3", "End users post on a case that is DONE.", rule(Role.END_USER, Do.SEND, stages=ALWAYS)),
    Fault("edits-are-lost", "C-4", "Edits are accepted and not made.", desk=wrong.EditsAreLost),
    Fault("anybodys-posts", "C-5", "End users edit each other's posts.", desk=wrong.AnybodysPosts),
    Fault(
        "wants-it-again",
        "C-6",
        "End users want a case closed that is CLOSE_WANTED already.",
        rule(Role.END_USER, Do.WANT_CLOSE, stages=UNTIL_DONE - {Stage.CLOSE_PLANNED}),
    ),
    Fault(
        "solved-links-work",
        "C-7",
        "Links to a case that is SOLVED work.",
        rule(Role.END_USER, Do.JOIN, stages=UNTIL_DONE),
    ),
    Fault("refuses-and-posts", "C-8", "A post that is refused is there all the same.", desk=wrong.RefusesAndPosts),
    Fault("links-die", "C-9", "Links of a case that was ever finished never work again.", desk=wrong.LinksDie),
    Fault("end-users-hand-over", "C-10", "End users hand cases over.", rule(Role.END_USER, Do.HAND_OVER)),
    Fault(
        "says-closed-twice",
        "A-1",
        "It is said twice that a case was closed as planned.",
        desk=wrong.SaysClosedTwice,
    ),
    Fault(
        "erase-leaves-it-open",
        "A-2",
        "A case that will be erased stays at its stage.",
        desk=wrong.EraseLeavesItOpen,
    ),
    Fault("erases-on-paper", "A-3", "A case that is to be erased stays.", desk=wrong.ErasesOnPaper),
    Fault(
        "erase-asks-again",
        "A-4",
        "Planning to erase a case that is DONE asks for feedback.",
        desk=wrong.EraseAsksAgain,
    ),
    Fault("closes-when-asked", "A-5", "A case that an end user wants closed is DONE.", desk=wrong.ClosesWhenAsked),
    Fault(
        "closes-anywhere",
        "A-6",
        "End users close a case at any stage.",
        rule(Role.END_USER, Do.CLOSE_NOW, stages=ALWAYS),
    ),
    Fault(
        "does-not-ask",
        "A-7",
        "No feedback is asked for when an end user wants a case closed.",
        table(resting=TABLES.resting - {Stage.CLOSE_WANTED}),
    ),
    Fault(
        "asks-at-each-move",
        "A-8",
        "Each move of a case at rest asks for feedback again.",
        desk=wrong.AsksAtEachMove,
    ),
    Fault("keeps-asking", "A-9", "A question stays when the case is taken up again.", desk=wrong.KeepsAsking),
    Fault("forgets-answers", "A-10", "Answers go when the case is taken up again.", desk=wrong.ForgetsAnswers),
    Fault(
        "asks-the-old-question",
        "A-11",
        "A question that was taken back comes back.",
        desk=wrong.AsksTheOldQuestion,
    ),
    Fault("stars-stay-when-done", "A-12", "From SOLVED to DONE no star is taken off.", desk=wrong.StarsStayWhenDone),
    Fault(
        "stars-go-early",
        "A-13",
        "Stars are taken off when an end user wants a case closed.",
        table(finished=TABLES.finished | {Stage.CLOSE_WANTED}),
    ),
    Fault("reply-reopens", "A-14", "An end user's post ends WAITING_FOR_CUSTOMER.", desk=wrong.ReplyReopens),
    Fault("rates-for-ever", "A-15", "Feedback is taken after any time.", table(rate_within=1000 * DAY_MS)),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}
"""All of them, by name."""
