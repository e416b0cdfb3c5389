"""What came with language 2, on a miniature desk that has all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from statusquo import Actor, CompiledRules, RunningTimer, Ticket, compile_rules, load_rules
from statusquo.rules.guards import CONDITION_UNMET, Given, Guard
from statusquo.runtime.results import (
    FlagCleared,
    FlagSet,
    Ground,
    LinkedTicketOpened,
    StatusChanged,
    SystemMessageAdded,
    TicketCreated,
    TimerStarted,
    TimerStopped,
)
from statusquo.runtime.state import Doer

from tests.engine.runtime.desk import Play
from tests.engine.runtime.oracle import NOW

DESK = Path(__file__).parent / "miniatures" / "language-2.yaml"
LEAD = Actor("lead", "agent", frozenset({"work", "lead"}))
WORKER = Actor("worker", "agent", frozenset({"work"}))
OWNER = Actor("owner", "client", relations=frozenset({"owner"}))
SECOND = Actor("second", "client", relations=frozenset({"owner"}))


@pytest.fixture(scope="module")
def desk() -> CompiledRules:
    return compile_rules(load_rules(DESK))


def at(**length: int) -> datetime:
    return NOW + timedelta(**length)


class TestFlags:
    """What a ticket is or is not, whatever its status is."""

    def test_a_flag_is_set_and_cleared(self, desk: CompiledRules) -> None:
        play = Play(desk)
        assert play.does(LEAD, "mark", flag="locked") == (FlagSet("locked"),)
        assert play.does(LEAD, "mark", flag="urgent") == (FlagSet("urgent"),)
        assert play.does(WORKER, "unmark", flag="locked") == (FlagCleared("locked"),)
        assert play.ticket.flags == {"urgent"}

    def test_setting_or_clearing_a_second_time_changes_nothing(self, desk: CompiledRules) -> None:
        play = Play(desk)
        assert play.does(LEAD, "unmark", flag="locked") == ()
        play.does(LEAD, "mark", flag="locked")
        before = play.ticket
        assert play.does(LEAD, "mark", flag="locked") == ()
        assert play.ticket == before

    def test_a_flag_outlasts_a_change_of_status(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(LEAD, "mark", flag="urgent")
        play.does(LEAD, "set", status="busy")
        assert (play.ticket.status, play.ticket.flags) == ("busy", frozenset({"urgent"}))

    @pytest.mark.parametrize("flag", ["nonsense", "", None, 7])
    def test_a_flag_that_there_is_not_is_refused(self, desk: CompiledRules, flag: object) -> None:
        assert Play(desk).is_refused(LEAD, "mark", flag=flag) == "unknown_flag"

    def test_the_permission_speaks_before_the_flag(self, desk: CompiledRules) -> None:
        assert Play(desk).is_refused(WORKER, "mark", flag="nonsense") == "missing_permission"


class TestProvided:
    """How things have to stand besides."""

    def test_an_action_is_refused_while_a_flag_is_set(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(OWNER, "write")
        play.does(LEAD, "mark", flag="locked")
        result = play.ask(OWNER, "write")
        assert result.decision is not None
        assert (result.decision.code, result.decision.ground) == ("locked", Ground.STATUS)
        assert (result.decision.requirements, result.decision.rule) == (("M-2",), "actions.client.write.provided")
        play.does(LEAD, "answer")
        play.does(LEAD, "unmark", flag="locked")
        play.does(OWNER, "write")

    def test_a_status_is_not_chosen_as_long_as_nobody_is_assigned(self, desk: CompiledRules) -> None:
        play = Play(desk)
        result = play.ask(LEAD, "set", status="solved")
        assert result.decision is not None
        assert (result.decision.code, result.decision.ground) == ("nobody_assigned", Ground.STATUS)
        assert result.decision.requirements == ("M-2",)
        play.does(LEAD, "take")
        play.does(LEAD, "set", status="solved")
        assert play.ticket.status == "solved"

    @pytest.mark.parametrize("reason", [None, "", "  ", 7, "x" * 101])
    def test_a_reason_has_to_be_given_and_to_be_in_order(self, desk: CompiledRules, reason: object) -> None:
        play = Play(desk)
        result = play.ask(LEAD, "set", status="shut", reason=reason)
        assert result.decision is not None
        assert (result.decision.code, result.decision.argument) == ("bad_text", "reason")
        assert play.does(LEAD, "set", status="shut", reason="It is spam.")[0] == StatusChanged("fresh", "shut")

    def test_a_time_has_to_be_given_for_one_status_and_not_for_others(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("busy"))
        result = play.ask(LEAD, "set", status="held")
        assert result.decision is not None
        assert (result.decision.code, result.decision.ground) == ("bad_time", Ground.ARGUMENTS)
        assert (result.decision.argument, result.decision.requirements) == ("at", ("M-1",))
        assert play.is_refused(LEAD, "set", status="held", at=NOW) == "bad_time"
        play.does(LEAD, "set", status="held", at=at(days=3))
        assert play.timers == {"hold": at(days=3)}
        play.does(LEAD, "set", status="planned")
        assert play.timers == {}

    @pytest.mark.parametrize(
        ("given", "expected"),
        [({}, ("bad_time", "at")), ({"at": at(days=1)}, ("bad_text", "reason")), ({"reason": "x"}, ("bad_time", "at"))],
    )
    def test_of_several_that_have_to_be_given_the_first_that_is_missing_is_named(
        self, desk: CompiledRules, given: dict[str, object], expected: tuple[str, str]
    ) -> None:
        transitions = (
            replace(each, guard=Guard((Given(("reason", "at")),), CONDITION_UNMET, (), 0)) if each.choice else each
            for each in desk.rules.transitions
        )
        both = compile_rules(replace(desk.rules, transitions=tuple(transitions)))
        result = Play(both, ticket=Ticket("busy")).ask(LEAD, "set", status="held", **given)
        assert result.decision is not None
        assert (result.decision.code, result.decision.argument) == expected

    def test_a_time_that_nobody_asked_for_starts_nothing(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(LEAD, "set", status="busy", at=at(days=3))
        assert play.timers == {}

    def test_only_whoever_has_closed_a_ticket_opens_it_again(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(OWNER, "close")
        assert play.ticket.brought_by == Doer("client", "owner")
        assert play.is_refused(SECOND, "reopen", status="busy") == "condition_unmet"
        play.does(OWNER, "reopen", status="busy")
        play.does(LEAD, "set", status="shut", reason="Not now.")
        assert play.is_refused(OWNER, "reopen", status="busy") == "condition_unmet"

    def test_what_time_has_done_is_nobodys_doing(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("held", (RunningTimer("hold", at(days=1)),)))
        play.waits(days=1)
        assert (play.ticket.status, play.ticket.brought_by) == ("busy", None)

    def test_one_transition_that_does_not_apply_leaves_it_to_the_next(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(OWNER, "close")
        play.waits(days=6, hours=23)
        play.does(OWNER, "write")
        assert play.ticket.status == "busy"


class TestWays:
    """Tables of ways, one for each right."""

    def test_the_table_of_a_right_says_where_it_leads(self, desk: CompiledRules) -> None:
        play = Play(desk)
        assert play.is_refused(WORKER, "set", status="asked") == "status_not_offered"
        play.does(WORKER, "set", status="planned")
        play.does(WORKER, "set", status="busy")
        play.does(WORKER, "set", status="asked")
        assert play.is_refused(WORKER, "set", status="planned") == "status_not_offered"

    def test_another_table_asks_for_another_right(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("shut"))
        assert play.is_refused(WORKER, "set", status="busy") == "missing_permission"
        assert play.is_refused(LEAD, "set", status="planned") == "status_not_offered"
        play.does(LEAD, "set", status="busy")

    def test_a_status_that_is_not_offered_is_refused_by_a_rule_that_is_open_to_the_actor(
        self, desk: CompiledRules
    ) -> None:
        newcomer = Actor("newcomer", "agent")
        for actor, rule in ((WORKER, "transitions.work.planned"), (newcomer, "transitions.hold")):
            result = Play(desk, ticket=Ticket("planned")).ask(actor, "set", status="fresh")
            assert result.decision is not None
            assert (result.decision.code, result.decision.rule) == ("status_not_offered", rule)

    def test_rows_keep_their_lines(self, desk: CompiledRules) -> None:
        lines = {each.name: each.line for each in desk.rules.transitions if each.name.startswith("lead.")}
        text = DESK.read_text(encoding="utf-8").splitlines()
        assert sorted(lines) == ["lead.held", "lead.shut", "lead.solved"]
        assert {name: text[line - 1].split(":")[0].strip() for name, line in lines.items()} == {
            name: name.removeprefix("lead.") for name in lines
        }


class TestTargets:
    """Where it leads is computed."""

    def test_the_first_of_a_group_is_the_first_that_the_group_lists(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("solved"))
        play.does(OWNER, "write")
        assert play.ticket.status == "planned"

    @pytest.mark.parametrize("before", ["planned", "busy"])
    def test_a_ticket_goes_back_to_the_status_that_it_had(self, desk: CompiledRules, before: str) -> None:
        play = Play(desk)
        play.does(LEAD, "set", status=before)
        play.does(LEAD, "set", status="held", at=at(days=3))
        play.waits(days=3)
        assert play.ticket.status == before

    def test_a_ticket_that_came_from_elsewhere_goes_where_it_is_said(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("asked"))
        play.does(OWNER, "write")
        assert play.ticket.status == "busy"

    def test_only_the_status_just_before_counts(self, desk: CompiledRules) -> None:
        play = Play(desk)
        for status in ("planned", "asked", "busy", "asked"):
            play.does(LEAD, "set", status=status)
        play.does(OWNER, "write")
        assert play.ticket.status == "busy"


class TestTimers:
    """Timers that repeat, that leave the status alone, and that only run out."""

    def test_a_timer_is_due_as_often_as_it_is_said_before_the_last_time(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("busy"))
        play.does(LEAD, "set", status="asked")
        for rounds in (1, 2):
            effects = play.waits(days=2)
            again = TimerStarted("reminder", play.now + timedelta(days=2), rounds)
            assert effects == (again, SystemMessageAdded("Please answer.", play.now))
            assert play.ticket.status == "asked"
        assert play.waits(days=2) == (TimerStopped("reminder"), StatusChanged("asked", "solved"))

    def test_all_of_it_happens_when_nobody_has_looked_meanwhile(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("busy"))
        play.does(LEAD, "set", status="asked")
        effects = play.waits(days=60)
        said = [each.at for each in effects if isinstance(each, SystemMessageAdded)]
        assert said == [at(days=2), at(days=4)]
        assert play.ticket.status == "solved"

    def test_leaving_and_coming_back_begins_to_count_anew(self, desk: CompiledRules) -> None:
        play = Play(desk, ticket=Ticket("busy"))
        play.does(LEAD, "set", status="asked")
        play.waits(days=4)
        play.does(LEAD, "set", status="busy")
        play.does(LEAD, "set", status="asked")
        assert play.ticket.timers == (RunningTimer("reminder", play.now + timedelta(days=2)),)

    def test_a_timer_can_say_something_and_leave_the_status_alone(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.state = None
        play.does(OWNER, "ask")
        assert play.waits(days=1) == (TimerStopped("nudge"), SystemMessageAdded("Nobody has looked.", play.now))
        assert play.ticket.status == "fresh"

    def test_a_timer_can_only_run_out(self, desk: CompiledRules) -> None:
        play = Play(desk)
        play.does(OWNER, "close")
        assert play.waits(days=7) == (TimerStopped("grace"),)
        assert play.ticket.status == "shut"


def test_a_message_goes_to_another_ticket_when_it_is_too_late_for_this_one(desk: CompiledRules) -> None:
    play = Play(desk)
    play.does(OWNER, "close")
    play.waits(days=7)
    before = play.ticket
    (opened,) = play.does(OWNER, "write")
    assert isinstance(opened, LinkedTicketOpened)
    assert play.ticket == before
    assert opened.ticket == Ticket("fresh", (RunningTimer("nudge", at(days=8)),), brought_by=Doer("client", "owner"))
    assert opened.effects == (TicketCreated("fresh"), TimerStarted("nudge", at(days=8)))


def test_a_message_that_goes_to_another_ticket_puts_nothing_off(desk: CompiledRules) -> None:
    grace = desk.rules.timers["grace"]
    rest = replace(grace, name="rest", after=timedelta(days=30), restarted_by=frozenset({("client", "write")}))
    compiled = compile_rules(replace(desk.rules, timers=MappingProxyType({**desk.rules.timers, "rest": rest})))
    play = Play(compiled)
    play.does(OWNER, "close")
    play.waits(days=7)
    before = play.ticket
    play.does(OWNER, "write")
    assert play.ticket == before


def test_a_role_is_shown_another_status(desk: CompiledRules) -> None:
    rules = desk.rules
    assert {status: rules.shown("client", status) for status in ("held", "busy")} == {"held": "busy", "busy": "busy"}
    assert rules.shown("agent", "held") == "held"
