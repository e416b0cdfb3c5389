"""Desks that do one thing differently from the desk that is meant. Each says what, and inherits all else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desk.cases import Desk
from desk.records import Case, Clock, Feedback, Person, Post, Refusal, Sight
from desk.tables import DAY_MS, TABLES, Do, Role, Stage, Tables

HOUR_MS = DAY_MS // 24

# ------------------------------------------------------------------------------------------------- who sees what


class TwoFaces(Desk):
    """End users are told that a case is new while it is being worked on."""

    def show(self, asker: Person, number: int) -> Sight:
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

    def __init__(self, clock: Clock, administrator_key: str, tables: Tables = TABLES) -> None:
        super().__init__(clock, administrator_key, tables)
        self._aside: dict[int, list[Feedback]] = {}

    def stop_asking(self, case: Case) -> None:
        self._aside[case.number] = [each for each in case.feedback if each.stars is None]
        super().stop_asking(case)

    def ask(self, case: Case) -> None:
        kept = self._aside.pop(case.number, [])
        case.feedback += kept
        if not kept:
            super().ask(case)


class StarsStayWhenDone(Desk):
    """A case that was solved stays among the stars when it is done."""

    def take_off_stars(self, case: Case, before: Stage) -> None:
        if before is not Stage.SOLVED:
            super().take_off_stars(case, before)
