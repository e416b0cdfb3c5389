"""What the language can say beyond our rules, on miniature desks: reopening, silence, rights, tables of ways."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from statusquo import Actor, CompiledRules, Request, RunningTimer, Ticket, compile_rules, due, load_rules, step
from statusquo.runtime.results import (
    Effect,
    StatusChanged,
    SystemMessageAdded,
    TicketCreated,
    TimerStarted,
    TimerStopped,
)

from tests.engine.runtime.desk import Play
from tests.engine.runtime.oracle import NOW

MINIATURES = Path(__file__).parent / "miniatures"
AGENT = Actor("agent", "agent")
OWNER = Actor("owner", "client", relations=frozenset({"owner"}))
PASSER_BY = Actor("passer-by", "client")


@pytest.fixture(scope="module")
def reopening() -> CompiledRules:
    return compile_rules(load_rules(MINIATURES / "reopening.yaml"))


@pytest.fixture(scope="module")
def rights() -> CompiledRules:
    return compile_rules(load_rules(MINIATURES / "rights.yaml"))


def clerk(*permissions: str) -> Actor:
    return Actor("clerk", "clerk", frozenset(permissions))


def at(**length: int) -> datetime:
    return NOW + timedelta(**length)


class TestReopening:
    """A client's message moves some tickets and leaves others alone."""

    def test_a_new_ticket_has_the_status_that_is_called_initial(self, reopening: CompiledRules) -> None:
        result = step(reopening, Request(PASSER_BY, "ask"), None, NOW)
        assert (result.ticket, result.effects) == (Ticket("fresh"), (TicketCreated("fresh"),))

    @pytest.mark.parametrize("status", ["waiting", "solved"])
    def test_a_message_reopens_where_its_transition_starts(self, reopening: CompiledRules, status: str) -> None:
        play = Play(reopening, ticket=Ticket(status))
        effects = play.does(OWNER, "write")
        assert play.ticket.status == "busy"
        assert effects == (
            StatusChanged(status, "busy"),
            SystemMessageAdded("No longer quiet.", NOW),
            SystemMessageAdded("Reopened.", NOW),
        )

    @pytest.mark.parametrize("status", ["fresh", "busy"])
    def test_a_message_does_nothing_elsewhere(self, reopening: CompiledRules, status: str) -> None:
        play = Play(reopening, ticket=Ticket(status))
        before = play.ticket
        assert play.does(OWNER, "write") == ()
        assert play.state is before

    def test_a_status_that_hides_the_ticket_hides_it_from_everybody_in_the_role(self, reopening: CompiledRules) -> None:
        for actor, action in product((OWNER, PASSER_BY), ("look", "write", "answer")):
            result = Play(reopening, ticket=Ticket("shut")).ask(actor, action)
            assert result.decision is not None
            assert (result.decision.code, result.decision.requirements) == ("not_visible", ("M-2",))

    def test_choosing_the_same_status_is_refused_unless_the_rules_accept_it(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        result = play.ask(AGENT, "set", status="busy")
        assert result.decision is not None
        assert (result.decision.code, result.decision.requirements) == ("status_not_offered", ("M-2",))
        assert play.is_refused(AGENT, "set", status="fresh") == "status_not_offered"


class TestTimersThatStartByThemselves:
    """A timer with `after` starts on coming into its statuses, and is due that much later."""

    def test_it_starts_on_coming_in(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        effects = play.does(AGENT, "set", status="waiting")
        assert play.timers == {"silence": at(days=3), "patience": at(days=5, hours=12)}
        assert effects == (
            StatusChanged("busy", "waiting"),
            SystemMessageAdded("Quiet now.", NOW),
            SystemMessageAdded("Quiet from outside.", NOW),
            TimerStarted("silence", at(days=3)),
            TimerStarted("patience", at(days=5, hours=12)),
        )

    def test_it_stops_on_leaving_and_begins_anew_on_coming_back(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        play.does(AGENT, "set", status="waiting")
        play.waits(days=2)
        effects = play.does(OWNER, "write")
        assert [effect for effect in effects if isinstance(effect, TimerStopped)] == [
            TimerStopped("patience"),
            TimerStopped("silence"),
        ]
        assert play.timers == {}
        play.waits(days=2)
        play.does(AGENT, "set", status="waiting")
        assert play.timers["silence"] == at(days=7)

    def test_it_goes_on_from_one_of_its_statuses_to_another(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        play.does(AGENT, "set", status="waiting")
        play.waits(days=1)
        effects = play.does(AGENT, "set", status="solved")
        assert play.timers == {"rest": at(days=5), "patience": at(days=5, hours=12)}
        said = [effect.text for effect in effects if isinstance(effect, SystemMessageAdded)]
        assert said == ["Quiet now."]

    def test_an_action_makes_it_begin_anew(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        play.does(AGENT, "set", status="waiting")
        play.waits(days=2)
        assert play.does(AGENT, "answer") == (TimerStarted("silence", at(days=5)),)
        assert play.timers == {"silence": at(days=5), "patience": at(days=5, hours=12)}
        assert play.waits(days=2) == ()

    def test_an_action_starts_nothing_that_does_not_run(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("busy"))
        assert play.does(AGENT, "answer") == ()

    def test_one_after_another_is_due_each_as_of_its_own_time(self, reopening: CompiledRules) -> None:
        """Silence solves on day 3; patience, which began with it, ends half a day before the rest of four days."""
        play = Play(reopening, ticket=Ticket("busy"))
        play.does(AGENT, "set", status="waiting")
        effects = play.waits(days=300)
        expected: tuple[Effect, ...] = (
            TimerStopped("silence"),
            StatusChanged("waiting", "solved"),
            SystemMessageAdded("Quiet now.", at(days=3)),
            TimerStarted("rest", at(days=7)),
            SystemMessageAdded("Solved by silence at 2026-03-05 09:00 UTC.", at(days=3)),
            TimerStopped("patience"),
            StatusChanged("solved", "shut"),
            TimerStopped("rest"),
            SystemMessageAdded("No longer quiet.", at(days=5, hours=12)),
        )
        assert effects == expected
        assert (play.ticket.status, play.timers) == ("shut", {})

    def test_what_is_due_at_the_same_time_comes_in_the_order_of_the_rules(self, reopening: CompiledRules) -> None:
        """By its name `patience` would come first, and the ticket would be shut at once."""
        timers = (RunningTimer("patience", NOW), RunningTimer("silence", NOW))
        result = due(reopening, Ticket("waiting", timers=timers), NOW)
        changes = [effect for effect in result.effects if isinstance(effect, StatusChanged)]
        assert changes == [StatusChanged("waiting", "solved"), StatusChanged("solved", "shut")]


class TestTimersOfAChoice:
    """A transition that leads where it is told starts a timer only where the timer runs."""

    def test_it_starts_where_it_runs(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("fresh"))
        play.does(AGENT, "remind", status="waiting", at=at(days=1))
        assert play.timers["reminder"] == at(days=1)
        play.waits(days=1)
        assert play.ticket.status == "busy"

    def test_it_does_not_start_elsewhere(self, reopening: CompiledRules) -> None:
        play = Play(reopening, ticket=Ticket("fresh"))
        assert play.does(AGENT, "remind", status="busy", at=at(days=1)) == (StatusChanged("fresh", "busy"),)
        assert play.timers == {}


class TestRights:
    """A right for each way, and statuses whose names mean something else to careless readers of YAML."""

    # from \ to: what it takes, or None where there is no way
    ways = {  # noqa: RUF012 - a table to read, which nobody changes
        ("null", "on"): [{"work"}],
        ("null", "no"): [{"work", "refuse"}],
        ("no", "on"): [{"work"}],
        ("on", "no"): [{"work", "refuse"}],
        ("on", "true"): [{"confirm"}, {"lead"}],
    }

    def test_names_are_texts(self, rights: CompiledRules) -> None:
        assert list(rights.rules.statuses) == ["null", "no", "on", "true"]

    @pytest.mark.parametrize(("source", "target"), list(product(["null", "no", "on", "true"], repeat=2)))
    def test_each_way_takes_its_own_right(self, rights: CompiledRules, source: str, target: str) -> None:
        for chosen in product((True, False), repeat=4):
            held = {name for name, has in zip(("work", "refuse", "confirm", "lead"), chosen, strict=True) if has}
            play = Play(rights, ticket=Ticket(source))
            result = play.ask(clerk(*held), "set", status=target)
            assert result.decision is not None
            if source == "true":
                expected = "status_forbids"
            elif (source, target) not in self.ways:
                expected = "status_not_offered"
            elif any(needed <= held for needed in self.ways[source, target]):
                expected = "allowed"
            else:
                expected = "missing_permission"
            assert result.decision.code == expected
            assert play.ticket.status == (target if expected == "allowed" else source)

    def test_a_lacking_right_names_the_requirement_of_its_way(self, rights: CompiledRules) -> None:
        result = Play(rights, ticket=Ticket("on")).ask(clerk("work"), "set", status="true")
        assert result.decision is not None
        told = (result.decision.requirements, result.decision.rule, result.decision.ground)
        assert told == (("M-3",), "transitions.confirm", "permission")

    @pytest.mark.parametrize(
        ("source", "held", "expected"),
        [
            ("null", {"work"}, "on"),
            ("null", {"lead"}, None),
            ("on", {"lead"}, "true"),
            ("on", {"lead", "work"}, "true"),
            ("on", {"work"}, "on"),
            ("on", set(), None),
        ],
    )
    def test_the_first_way_whose_right_one_has_is_taken(
        self, rights: CompiledRules, source: str, held: set[str], expected: str | None
    ) -> None:
        play = Play(rights, ticket=Ticket(source))
        if expected is None:
            assert play.is_refused(clerk(*held), "take") == "missing_permission"
        else:
            play.does(clerk(*held), "take")
        assert play.ticket.status == (expected or source)


def test_rules_that_run_in_a_circle_end_with_an_error(tmp_path: Path) -> None:
    text = (MINIATURES / "reopening.yaml").read_text(encoding="utf-8")
    circle = text.replace("when_due: {to: shut}", "when_due: {to: waiting}", 1).replace("{days: 5, ", "{days: 900000, ")
    (tmp_path / "circle.yaml").write_text(circle, encoding="utf-8")
    shutil.copy(MINIATURES / "requirements.yaml", tmp_path)
    compiled = compile_rules(load_rules(tmp_path / "circle.yaml"))
    play = Play(compiled, ticket=Ticket("busy"))
    play.does(AGENT, "set", status="waiting")
    play.waits(days=700)
    with pytest.raises(ValueError, match="one after another"):
        play.waits(days=100_000)
