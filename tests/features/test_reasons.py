"""Servers that say why they refuse, rightly or wrongly, and servers that do not even say whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import pytest
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import Account, Done, Driver, Exchange, NotVisible, Operation, Refused, Unclear
from statusquo_conformance.operations import Outcome as Answer
from statusquo_conformance.scenarios import Scenario
from statusquo_conformance.stage.actors import Person

from tests.features import faults
from tests.features.faults import Arguments, Kind
from tests.features.harness import Server, carrying, counted, run, serving, shipped, told
from tests.features.test_profiles import sample

READING = {operation for operation in Operation if operation.startswith(("read_", "list_"))}


@cache
def of(id_: str, template: str) -> tuple[Scenario, ...]:
    return tuple(each for each in carrying(shipped(), id_) if each.template == template)[::7][:3]


# ---------------------------------------------------------------------------------------------------------- reasons


def giving(instead: Mapping[str, str] = {}) -> type[Server]:
    """A server that says why it refuses, with other reasons instead of some."""

    class Giving(Server):
        def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
            answer = super().perform(operation, actor, arguments)
            if not isinstance(answer, Refused):
                return answer
            reason = answer.seen.split()[-1]
            return Refused(answer.seen, instead.get(reason, reason))

    return Giving


def test_a_server_that_gives_the_right_reasons_passes() -> None:
    refusing = [each for each in sample() if any("refused" in sentence.text for sentence in each.sentences)]
    with serving(kind=giving()) as server:
        ended = run(shipped(), server, refusing)
    assert counted(ended) == {Outcome.PASSED: len(refusing)}, told(ended)


@pytest.mark.parametrize(
    ("id_", "template", "reason", "told_instead"),
    [
        ("T-5", "lacking", "missing_permission", "status_forbids"),
        ("C-5", "someone_elses", "not_own", "status_forbids"),
        ("T-9", "bad_time", "bad_time", "bad_number"),
    ],
)
def test_a_requirement_that_says_why_is_violated_by_another_reason(
    id_: str, template: str, reason: str, told_instead: str
) -> None:
    with serving(kind=giving({reason: told_instead})) as server:
        ended = run(shipped(), server, of(id_, template))
    assert {(each.outcome, each.at) for each in ended} == {(Outcome.FAILED, "it_is_refused")}, told(ended)
    assert {(each.expected, each.seen) for each in ended} == {
        (f"it refused as {reason}", f"it refused as {told_instead}")
    }


@pytest.mark.parametrize("earlier", ["status_forbids", "condition_unmet", "no_survey", "a_code_of_the_rules"])
def test_a_reason_that_is_looked_at_before_says_nothing_of_the_requirement(earlier: str) -> None:
    with serving(kind=giving({"bad_time": earlier})) as server:
        ended = run(shipped(), server, of("T-9", "bad_time"))
    assert {each.outcome for each in ended} == {Outcome.UNREACHED}, told(ended)


def test_a_cell_that_is_denied_for_another_reason_is_only_warned_of() -> None:
    with serving(kind=giving({"status_forbids": "bad_time"})) as server:
        ended = run(shipped(), server, of("C-3", "denied"))
    assert {each.outcome for each in ended} == {Outcome.WARNED}, told(ended)
    assert {each.seen for each in ended} == {"it refused as bad_time"}


def test_a_refusal_that_changes_something_is_not_made_better_by_its_reason() -> None:
    class Both(giving({"status_forbids": "bad_time"})):  # type: ignore[misc] # a class that is made by a function
        def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
            answer: Answer = super().perform(operation, actor, arguments)
            if operation is Operation.POST_MESSAGE and isinstance(answer, Refused):
                self.really(operation, self.owner, arguments)
            return answer

    with serving(kind=Both) as server:
        ended = run(shipped(), server, of("C-3", "denied"))
    assert {(each.outcome, each.at) for each in ended} == {(Outcome.FAILED, "nothing_has_changed")}, told(ended)


# --------------------------------------------------------------------------------------------------- unclear answers


class Veiled:
    """A driver whose server answers alike to everything that is to change something, as if it were done."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.has_clock = driver.has_clock
        self.operations = driver.operations

    @property
    def requests(self) -> int:
        return self._driver.requests

    def exchanges_since(self, number: int) -> tuple[Exchange, ...]:
        return self._driver.exchanges_since(number)

    def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
        answer = self._driver.perform(operation, actor, arguments)
        if operation in READING:
            return answer
        return Unclear(answer.result if isinstance(answer, Done) else None, "200")

    def account_of(self, person: Person, permissions: tuple[str, ...], name: str) -> Account:
        return self._driver.account_of(person, permissions, name)

    def now(self) -> datetime:
        return self._driver.now()

    def advance(self, seconds: float) -> None:
        self._driver.advance(seconds)

    def close(self) -> None:
        self._driver.close()


def test_a_right_server_with_unclear_answers_passes() -> None:
    with serving() as server:
        ended = run(shipped(), Veiled(server), sample())
    assert counted(ended) == {Outcome.PASSED: len(sample())}, told(ended)


@pytest.mark.parametrize(
    ("kind", "id_", "template"),
    [
        (faults.does_it_for_anybody(Operation.POST_MESSAGE), "C-3", "denied"),
        (faults.does_it_for_anybody(Operation.POST_MESSAGE), "T-5", "lacking"),
        (faults.RefusesAnEditAndMakesIt, "C-5", "someone_elses"),
        (faults.takes_any_time(), "T-9", "bad_time"),
    ],
)
def test_what_is_forbidden_and_done_is_found_out_behind_unclear_answers(kind: Kind, id_: str, template: str) -> None:
    with serving(kind=kind) as server:
        ended = run(shipped(), Veiled(server), of(id_, template))
    assert (Outcome.FAILED, "nothing_has_changed") in {(each.outcome, each.at) for each in ended}, told(ended)


@pytest.mark.parametrize(
    ("operation", "id_", "template", "at"),
    [
        (Operation.POST_MESSAGE, "C-3", "allowed", "it_is_done"),
        (Operation.EDIT_MESSAGE, "C-4", "allowed", "it_is_done"),
        (Operation.CHANGE_STATUS, "T-3", "allowed", "it_is_done"),
        (Operation.ASSIGN, "T-4", "allowed", "it_is_done"),
        (Operation.REQUEST_CLOSURE, "A-5", "transition", "the_status_is"),
    ],
)
def test_what_must_be_done_and_is_not_is_found_out_behind_unclear_answers(
    operation: Operation, id_: str, template: str, at: str
) -> None:
    with serving(kind=faults.says_done(operation)) as server:
        ended = run(shipped(), Veiled(server), of(id_, template))
    found = {(each.outcome, each.at) for each in ended}
    assert (Outcome.FAILED, at) in found, told(ended)
    assert Outcome.PASSED not in {outcome for outcome, _ in found}, told(ended)


@pytest.mark.parametrize("veil", [lambda driver: driver, Veiled], ids=["done", "unclear"])
def test_a_favorite_that_never_was_is_no_favorite_that_was_taken_away(veil: type[Veiled]) -> None:
    with serving(kind=faults.says_done(Operation.ADD_FAVORITE)) as server:
        ended = run(shipped(), veil(server), [carrying(shipped(), "A-12")[0], carrying(shipped(), "A-13")[0]])
    assert {each.outcome for each in ended} == {Outcome.UNREACHED}, told(ended)


@pytest.mark.parametrize("veil", [lambda driver: driver, Veiled], ids=["refused", "unclear"])
def test_what_the_rules_leave_to_the_server_does_not_apply_if_it_does_not_do_it(veil: type[Veiled]) -> None:
    def fault(server: Server, _: Account, given: Arguments) -> Answer | None:
        shown = server.really(Operation.READ_TICKET, server.owner, given)
        finished = isinstance(shown, Done) and shown.result.status in {"resolved", "closed"}
        return Refused("409") if finished else None

    chosen = [each for each in carrying(shipped(), "A-12") if "from closed to resolved" in each.name]
    assert chosen
    with serving(kind=faults.instead(Operation.ADD_FAVORITE, fault)) as server:
        ended = run(shipped(), veil(server), chosen[:2])
    assert {each.outcome for each in ended} == {Outcome.NOT_APPLICABLE}, told(ended)


def test_who_sees_nothing_is_not_taken_to_be_served_by_an_unclear_answer() -> None:
    class Blind(Server):
        def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
            if actor.name.startswith("an active participant"):
                return NotVisible("404")
            return super().perform(operation, actor, arguments)

    chosen = [each for each in carrying(shipped(), "C-3") if "an active participant, open" in each.name]
    assert chosen
    with serving(kind=Blind) as server:
        ended = run(shipped(), Veiled(server), chosen[:1])
    assert {each.outcome for each in ended} <= {Outcome.FAILED, Outcome.UNREACHED}, told(ended)
