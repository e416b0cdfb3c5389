"""Desks that are wrong in one way each, so that it can be seen that the suite finds them out.

A fault changes the tables, or is a desk of its own that does one thing differently. Several can be had at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk.cases import Desk
from desk.records import Case, Clock, Feedback, Person, Post, Refusal, Sight
from desk.tables import ALWAYS, DAY_MS, TABLES, UNTIL_DONE, Do, Role, Rule, Stage, Tables

HOUR_MS = DAY_MS // 24


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
    made: type[Desk] = type("FaultyDesk", (*bases, Desk), {})
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


# ------------------------------------------------------------------------------------------------- who sees what


class TwoFaces(Desk):
    """End users are told that a case is new while it is being worked on."""

    def show(self, asker: Person, number: int) -> Sight:  # noqa: D102 - as above, and so on for each desk below
        sight = super().show(asker, number)
        hidden = asker.role is Role.END_USER and sight.stage is Stage.WORKING
        return replace(sight, stage=Stage.NEW) if hidden else sight


class AgentsSeeAll(Desk):
    """Agents see every case."""

    def sees(self, asker: Person, case: Case) -> bool:
        return asker.role is Role.AGENT or super().sees(asker, case)


class StrangersSee(Desk):
    """End users see every case."""

    def sees(self, asker: Person, case: Case) -> bool:
        return asker.role is Role.END_USER or super().sees(asker, case)


class DroppedFollowersSee(Desk):
    """Who has ever followed a case goes on seeing it."""

    def sees(self, asker: Person, case: Case) -> bool:
        return asker.number in case.followers or super().sees(asker, case)


# ------------------------------------------------------------------------------------------------- what agents do


class ReopensAsNew(Desk):
    """Whichever stage is chosen for a case that is done, it becomes new."""

    def set_stage(self, asker: Person, number: int, stage: Any) -> None:
        done = self.show(asker, number).stage is Stage.DONE
        super().set_stage(asker, number, Stage.NEW if done and stage != Stage.DONE else stage)


class PlansAnHourLate(Desk):
    """A closing is planned for an hour later than was said."""

    def plan_close(self, asker: Person, number: int, time: Any) -> None:
        super().plan_close(asker, number, time + HOUR_MS if isinstance(time, int) else time)


class AnyTimeWillDo(Desk):
    """A time that is none to come is taken for tomorrow."""

    def time_ahead(self, value: Any) -> int:
        try:
            return super().time_ahead(value)
        except Refusal:
            return self.clock.now() + DAY_MS


class PlanSurvives(Desk):
    """A closing that was planned goes on being planned when the case moves elsewhere."""

    def forget_plan(self, case: Case) -> None:
        pass


class PlansInSilence(Desk):
    """Nothing is said when a closing is planned."""

    def announce(self, case: Case, closes: int) -> None:
        pass


# ----------------------------------------------------------------------------------------------- what end users do


class EditsAreLost(Desk):
    """An edit is accepted, and nothing is changed."""

    def rewrite(self, post: Post, text: str) -> None:
        pass


class AnybodysPosts(Desk):
    """Everybody edits everybody's posts."""

    def check_author(self, asker: Person, post: Post) -> None:
        pass


class RefusesAndPosts(Desk):
    """A post that is refused is put on the case all the same."""

    def send(self, asker: Person, number: int, draft: Any) -> int:
        try:
            return super().send(asker, number, draft)
        except Refusal:
            if number in self.cases:
                self.add_post(self.cases[number], asker.number, self.drafted(asker, number, draft).text)
            raise


class LinksDie(Desk):
    """Links of a case that was ever finished never work again."""

    def take_off_stars(self, case: Case, before: Stage) -> None:
        super().take_off_stars(case, before)
        self._links = {link: number for link, number in self._links.items() if number != case.number}


class ReplyReopens(Desk):
    """An end user's post ends the waiting for the customer."""

    def send(self, asker: Person, number: int, draft: Any) -> int:
        post = super().send(asker, number, draft)
        if asker.role is Role.END_USER and self.cases[number].stage is Stage.WAITING_FOR_CUSTOMER:
            self.move(self.cases[number], Stage.WORKING)
        return post


class ClosesWhenAsked(Desk):
    """A case is done as soon as an end user would like it to be closed."""

    def want_close(self, asker: Person, number: int) -> None:
        self.move(self.allowed(asker, number, Do.WANT_CLOSE), Stage.DONE)


# ------------------------------------------------------------------------------------------- what happens by itself


class SaysClosedTwice(Desk):
    """The desk says twice that a case was closed as planned."""

    def close_as_planned(self, case: Case) -> None:
        super().close_as_planned(case)
        self.add_post(case, None, "This case was closed as planned.")


class EraseLeavesItOpen(Desk):
    """A case whose erasing is planned stays at its stage."""

    def plan_erase(self, asker: Person, number: int, time: Any) -> None:
        stage = self.show(asker, number).stage
        super().plan_erase(asker, number, time)
        self.move(self.cases[number], stage)


class ErasesOnPaper(Desk):
    """A case stays when its time has come to be erased."""

    def erase(self, case: Case) -> None:
        pass


class EraseAsksAgain(Desk):
    """Feedback is asked for again when the erasing of a case that is done is planned."""

    def plan_erase(self, asker: Person, number: int, time: Any) -> None:
        done = self.show(asker, number).stage is Stage.DONE
        super().plan_erase(asker, number, time)
        if done:
            self.ask(self.cases[number])


# --------------------------------------------------------------------------------------------- feedback and stars


class AsksAtEachMove(Desk):
    """Each move of a case at rest asks for feedback again."""

    def move(self, case: Case, stage: Stage) -> None:
        at_rest = case.stage in self.tables.resting and stage in self.tables.resting and case.stage is not stage
        super().move(case, stage)
        if at_rest:
            self.ask(case)


class KeepsAsking(Desk):
    """A question stays when the case is taken up again."""

    def stop_asking(self, case: Case) -> None:
        pass


class ForgetsAnswers(Desk):
    """Answers go when the case is taken up again."""

    def stop_asking(self, case: Case) -> None:
        case.feedback = []


class AsksTheOldQuestion(Desk):
    """A question that was taken back comes back with the case, instead of a fresh one."""

    def stop_asking(self, case: Case) -> None:
        self._aside = {**getattr(self, "_aside", {}), case.number: [each for each in case.feedback if each.stars is None]}
        super().stop_asking(case)

    def ask(self, case: Case) -> None:
        kept: list[Feedback] = getattr(self, "_aside", {}).pop(case.number, [])
        case.feedback += kept
        if not kept:
            super().ask(case)


class StarsStayWhenDone(Desk):
    """A case that was solved stays among the stars when it is done."""

    def take_off_stars(self, case: Case, before: Stage) -> None:
        if before is not Stage.SOLVED:
            super().take_off_stars(case, before)


_ALL = (
    Fault("two-faces", "S-1", "End users are shown NEW while a case is WORKING.", desk=TwoFaces),
    Fault("tenth-stage", "S-2", "A tenth stage is offered.", table(offered=(*Stage, "PARKED"))),
    Fault("starts-working", "S-3", "A new case is WORKING.", table(first=Stage.WORKING)),
    Fault("agents-see-all", "T-1", "Agents see every case, without the right to.", desk=AgentsSeeAll),
    Fault("agents-silent-at-end", "T-2", "Agents cannot post on a case that is DONE.",
          rule(Role.AGENT, Do.SEND, stages=UNTIL_DONE)),
    Fault("done-is-final", "T-3", "Agents cannot set the stage of a case that is DONE.",
          rule(Role.AGENT, Do.SET_STAGE, stages=UNTIL_DONE)),
    Fault("solved-stays-put", "T-4", "A case that is SOLVED cannot be handed over.",
          rule(Role.AGENT, Do.HAND_OVER, stages=ALWAYS - {Stage.SOLVED})),
    Fault("all-agents-erase", "T-5", "Planning to erase a case takes no right.",
          rule(Role.AGENT, Do.PLAN_ERASE, right=None)),
    Fault("reopens-as-new", "T-6", "From DONE every stage that is chosen leads to NEW.", desk=ReopensAsNew),
    Fault("plans-an-hour-late", "T-7", "A closing is planned for an hour later than was said.", desk=PlansAnHourLate),
    Fault("plans-again", "T-8", "A second closing can be planned.", rule(Role.AGENT, Do.PLAN_CLOSE, stages=ALWAYS)),
    Fault("any-time-will-do", "T-9", "A time that is past, missing or unreadable means tomorrow.", desk=AnyTimeWillDo),
    Fault("plan-survives", "T-10", "A case that moves elsewhere is closed at the old time.", desk=PlanSurvives),
    Fault("plans-in-silence", "T-11", "Nothing is said when a closing is planned.", desk=PlansInSilence),
    Fault("done-is-hidden", "C-1", "End users do not see a case that is DONE.",
          rule(Role.END_USER, Do.READ, stages=UNTIL_DONE)),
    Fault("strangers-see", "C-2", "End users see every case.", desk=StrangersSee),
    Fault("dropped-followers-see", "C-2", "Who follows a case no longer goes on seeing it.", desk=DroppedFollowersSee),
    Fault("late-replies", "C-3", "End users post on a case that is DONE.", rule(Role.END_USER, Do.SEND, stages=ALWAYS)),
    Fault("edits-are-lost", "C-4", "Edits are accepted and not made.", desk=EditsAreLost),
    Fault("anybodys-posts", "C-5", "End users edit each other's posts.", desk=AnybodysPosts),
    Fault("wants-it-again", "C-6", "End users want a case closed that is CLOSE_WANTED already.",
          rule(Role.END_USER, Do.WANT_CLOSE, stages=UNTIL_DONE - {Stage.CLOSE_PLANNED})),
    Fault("solved-links-work", "C-7", "Links to a case that is SOLVED work.",
          rule(Role.END_USER, Do.JOIN, stages=UNTIL_DONE)),
    Fault("refuses-and-posts", "C-8", "A post that is refused is there all the same.", desk=RefusesAndPosts),
    Fault("links-die", "C-9", "Links of a case that was ever finished never work again.", desk=LinksDie),
    Fault("end-users-hand-over", "C-10", "End users hand cases over.", rule(Role.END_USER, Do.HAND_OVER)),
    Fault("says-closed-twice", "A-1", "It is said twice that a case was closed as planned.", desk=SaysClosedTwice),
    Fault("erase-leaves-it-open", "A-2", "A case that will be erased stays at its stage.", desk=EraseLeavesItOpen),
    Fault("erases-on-paper", "A-3", "A case that is to be erased stays.", desk=ErasesOnPaper),
    Fault("erase-asks-again", "A-4", "Planning to erase a case that is DONE asks for feedback.", desk=EraseAsksAgain),
    Fault("closes-when-asked", "A-5", "A case that an end user wants closed is DONE.", desk=ClosesWhenAsked),
    Fault("closes-anywhere", "A-6", "End users close a case at any stage.",
          rule(Role.END_USER, Do.CLOSE_NOW, stages=ALWAYS)),
    Fault("does-not-ask", "A-7", "No feedback is asked for when an end user wants a case closed.",
          table(resting=TABLES.resting - {Stage.CLOSE_WANTED})),
    Fault("asks-at-each-move", "A-8", "Each move of a case at rest asks for feedback again.", desk=AsksAtEachMove),
    Fault("keeps-asking", "A-9", "A question stays when the case is taken up again.", desk=KeepsAsking),
    Fault("forgets-answers", "A-10", "Answers go when the case is taken up again.", desk=ForgetsAnswers),
    Fault("asks-the-old-question", "A-11", "A question that was taken back comes back.", desk=AsksTheOldQuestion),
    Fault("stars-stay-when-done", "A-12", "From SOLVED to DONE no star is taken off.", desk=StarsStayWhenDone),
    Fault("stars-go-early", "A-13", "Stars are taken off when an end user wants a case closed.",
          table(finished=TABLES.finished | {Stage.CLOSE_WANTED})),
    Fault("reply-reopens", "A-14", "An end user's post ends WAITING_FOR_CUSTOMER.", desk=ReplyReopens),
    Fault("rates-for-ever", "A-15", "Feedback is taken after any time.", table(rate_within=1000 * DAY_MS)),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}
"""All of them, by name."""
