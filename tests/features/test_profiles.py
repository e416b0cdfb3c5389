"""A server that does not claim everything is checked on what it claims, asked for nothing else, and told so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations

import pytest
from flask import Flask
from statusquo_conformance.judging.findings import NotChecked
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.judging.verdict import Verdict, judge
from statusquo_conformance.operations import Account, NotVisible, Operation
from statusquo_conformance.operations import Outcome as Answer
from statusquo_conformance.prospects import Means, Prospect, cell_of, prospect_of
from statusquo_conformance.scenarios import Scenario, scenarios
from statusquo_conformance.stage.actors import Person, creator, observer
from statusquo_conformance.stage.world import World

from tests.features.faults import Arguments
from tests.features.harness import Ended, Server, carrying, counted, run, serving, shipped, told
from tests.features.runs import about, result
from tests.features.runs import run as whole

EVERY = tuple(shipped().capabilities)
OTHERS = EVERY[1:]
PROFILES = [("core", *others) for number in range(len(OTHERS) + 1) for others in combinations(OTHERS, number)]
EXTRAS = {
    Operation.ADD_FAVORITE: "favorite",
    Operation.LIST_FAVORITES: "favorite",
    Operation.LIST_PARTICIPANTS: "list of participants",
    Operation.LIST_SURVEYS: "survey",
}
"""What a scenario does or reads where it can, and goes without where it cannot, unless its sentences speak of it."""


def operations(profile: Iterable[str]) -> frozenset[Operation]:
    return frozenset(Operation(each) for name in profile for each in shipped().capabilities[name].operations)


def means(profile: Collection[str], people: frozenset[Person] | None = None, *, has_clock: bool = True) -> Means:
    return Means(frozenset(profile), operations(profile), people, has_clock)


@cache
def sample() -> tuple[Scenario, ...]:
    """The first, the middle and the last scenario of each template."""
    by_template: dict[str, list[Scenario]] = {}
    for scenario in scenarios(shipped()):
        by_template.setdefault(scenario.template, []).append(scenario)
    groups = [dict.fromkeys((0, len(group) // 2, len(group) - 1)) for group in by_template.values()]
    return tuple(group[index] for group, chosen in zip(by_template.values(), groups, strict=True) for index in chosen)


def prospects(profile: Collection[str]) -> dict[str, Prospect]:
    return {scenario.name: prospect_of(shipped(), means(profile), scenario) for scenario in sample()}


def needs(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """By scenario, what a server that can do everything is asked for, but for what scenarios can do without."""
    asked: set[str] = set()
    real = World.perform

    def spy(self: World, operation: Operation, person: Person, arguments: Arguments) -> Answer:
        asked.add(operation)
        return real(self, operation, person, arguments)

    found = {}
    with monkeypatch.context() as patched:
        patched.setattr(World, "perform", spy)
        for scenario in sample():
            asked.clear()
            prospect_of(shipped(), means(EVERY), scenario)
            words = " ".join(sentence.text for sentence in scenario.sentences)
            found[scenario.name] = {each for each in asked if each not in EXTRAS or EXTRAS[Operation(each)] in words}
    return found


# ------------------------------------------------------------------------------------------------------ the outlook


def test_everything_is_checked_of_a_server_that_claims_everything() -> None:
    assert {prospect.outcome for prospect in prospects(EVERY).values()} == {None}


def test_every_profile_has_a_sensible_outlook(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(PROFILES) == 64
    rules, needed = shipped(), needs(monkeypatch)
    for profile in PROFILES:
        for scenario in sample():
            prospect = prospect_of(rules, means(profile), scenario)
            wanted = [rules.requirements[id_].capabilities for id_ in scenario.ids]
            applies = all(set(each) & set(profile) for each in wanted)
            if prospect.outcome is None:
                assert applies, (profile, scenario.name)
                continue
            assert prospect.outcome is Outcome.NOT_APPLICABLE
            assert prospect.because
            assert not applies or not needed[scenario.name] <= operations(profile), (profile, scenario.name)


def test_who_claims_more_is_checked_on_more() -> None:
    checked = {
        profile: {name for name, each in prospects(profile).items() if each.outcome is None}
        for profile in PROFILES[::5]
    }
    for less, fewer in checked.items():
        for more, others in checked.items():
            assert fewer <= others or not set(less) <= set(more), (less, more)


def test_core_requirements_lose_only_the_scenarios_in_statuses_that_cannot_be_reached() -> None:
    rules = shipped()
    lost = {
        scenario.name
        for scenario in carrying(rules, "C-3")
        if prospect_of(rules, means(["core"]), scenario).outcome is not None
    }
    assert lost
    beyond = ("closure_scheduled", "participant", "schedule a deletion")
    assert all(any(word in name for word in beyond) for name in lost), lost


def test_links_are_checked_of_a_server_that_lists_no_participants() -> None:
    rules, profile = shipped(), ("core", "invites")
    opened = [each for each in carrying(rules, "C-7") if each.name.startswith("Customers may open an invite link")]
    there = [each for each in opened if prospect_of(rules, means(profile), each).outcome is None]
    assert len(there) == len(opened) - 1, "all but the one on a ticket that waits for its closure"
    with offering(profile) as (server, asked):
        ended = run(rules, server, there[:2])
    assert counted(ended) == {Outcome.PASSED: 2}, told(ended)
    assert Operation.LIST_PARTICIPANTS not in asked


def test_the_reason_names_what_is_not_claimed() -> None:
    rules = shipped()
    for id_, said in (
        ("A-7", "surveys"),
        ("A-12", "favorites"),
        ("T-7", "closure-schedule"),
        ("A-2", "deletion-schedule"),
    ):
        (scenario, *_) = carrying(rules, id_)
        assert prospect_of(rules, means(["core"]), scenario).because == f"the server does not claim {said}"


def test_the_cell_of_a_scenario_is_known_before_it_is_run() -> None:
    rules = shipped()
    chosen = [each for each in scenarios(rules) if each.checks_cell]
    found = [cell_of(rules, each) for each in chosen]
    assert all(cell is not None and f"{cell.status}" in each.name for cell, each in zip(found, chosen, strict=True))
    assert len(set(found)) > 80


# ------------------------------------------------------------------------------------------------------------- runs


@contextmanager
def offering(profile: Collection[str]) -> Iterator[tuple[Server, list[Operation]]]:
    """A server that claims no more, and what it is asked for."""
    asked: list[Operation] = []

    class Narrow(Server):
        def __init__(self, app: Flask) -> None:
            super().__init__(app)
            self.operations = operations(profile)

        def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
            asked.append(operation)
            return super().perform(operation, actor, arguments)

    with serving(kind=Narrow) as server:
        yield server, asked


@pytest.mark.parametrize(
    "profile",
    [
        ("core",),
        ("core", "surveys"),
        tuple(name for name in EVERY if name != "participants"),
        tuple(name for name in EVERY if name != "deletion-schedule"),
    ],
    ids=" ".join,
)
def test_what_is_claimed_passes_and_nothing_else_is_asked_for(profile: tuple[str, ...]) -> None:
    rules = shipped()
    applicable = [each for each in sample() if prospect_of(rules, means(profile), each).outcome is None]
    assert applicable
    with offering(profile) as (server, asked):
        ended = run(rules, server, applicable)
    assert counted(ended) == {Outcome.PASSED: len(applicable)}, told(ended)
    assert set(asked) <= operations(profile)


def test_a_scenario_that_was_said_not_to_apply_does_not_apply_when_it_is_run_all_the_same() -> None:
    rules, profile = shipped(), ("core", "surveys")
    lacking = [each for each in sample() if prospect_of(rules, means(profile), each).outcome is not None]
    with offering(profile) as (server, asked):
        ended = run(rules, server, lacking[::3])
    assert {each.outcome for each in ended} <= {Outcome.NOT_APPLICABLE, Outcome.PASSED}, told(ended)
    assert set(asked) <= operations(profile)


def lacks_surveys(app: Flask) -> Server:
    """A server that knows nothing of surveys, whatever is claimed: 404."""

    class Lacking(Server):
        def perform(self, operation: Operation, actor: Account, arguments: Arguments) -> Answer:
            if operation in {Operation.LIST_SURVEYS, Operation.SUBMIT_SURVEY}:
                return NotVisible("404")
            return super().perform(operation, actor, arguments)

    return Lacking(app)


def test_what_is_claimed_and_not_there_counts_against_the_server() -> None:
    rules = shipped()
    with serving(kind=lacks_surveys) as server:
        ended: list[Ended] = run(rules, server, [carrying(rules, id_)[0] for id_ in ("A-7", "A-9", "A-10")])
    assert {each.outcome for each in ended} <= {Outcome.FAILED, Outcome.UNREACHED}, told(ended)
    assert all("surveys" in each.seen or "survey" in each.seen for each in ended), told(ended)
    results = [result(each.outcome, *each.scenario.ids) for each in ended]
    assert judge(whole(result(Outcome.PASSED), *results))[0] is Verdict.DOES_NOT_CONFORM


def test_the_verdict_names_the_profile() -> None:
    profile = ("core", "favorites")
    assert judge(whole(result(Outcome.PASSED), about=about(profile=profile)))[1] == (
        "The server conforms to core + favorites of ticket-statuses 1.0.0."
    )
    failed = whole(result(Outcome.PASSED), result(Outcome.FAILED), about=about(profile=profile))
    assert judge(failed)[1].startswith("The server does not conform to core + favorites of ticket-statuses 1.0.0: ")


# ------------------------------------------------------------------------------------------------------------ people


def test_what_takes_somebody_whom_the_target_does_not_name_is_not_checked() -> None:
    rules = shipped()
    named = frozenset({observer(rules), creator(rules)})
    found = [(each, prospect_of(rules, means(EVERY, named), each)) for each in sample()]
    unchecked = [(scenario, prospect) for scenario, prospect in found if prospect.outcome is Outcome.NOT_CHECKED]
    assert 0 < len(unchecked) < len(found)
    assert {prospect.outcome for _, prospect in found} == {None, Outcome.NOT_CHECKED}
    assert {prospect.because for _, prospect in unchecked} >= {
        "the target names no account for an active participant",
        "the target names no account for a stranger",
    }, "what is lacking is told, and not the name that it would have had in one run"
    assert not any("(" in prospect.because for _, prospect in unchecked)


def test_a_scenario_that_lacks_somebody_ends_as_not_checked() -> None:
    rules = shipped()

    class Few(Server):
        def account_of(self, person: Person, permissions: tuple[str, ...], name: str) -> Account:
            if person not in {observer(rules), creator(rules)}:
                raise NotChecked(f"the target names no account for {name}")
            return super().account_of(person, permissions, name)

    named = frozenset({observer(rules), creator(rules)})
    with serving(kind=Few) as server:
        for scenario in sample()[::4]:
            expected = prospect_of(rules, means(EVERY, named), scenario).outcome or Outcome.PASSED
            (ended,) = run(rules, server, [scenario])
            assert ended.outcome is expected, told([ended])


def test_without_a_clock_only_what_waits_longer_than_seconds_is_not_checked() -> None:
    rules = shipped()
    found = [(each, prospect_of(rules, means(EVERY, has_clock=False), each)) for each in scenarios(rules)]
    lost = {id_ for each, prospect in found if prospect.outcome is Outcome.NOT_CHECKED for id_ in each.ids}
    assert lost == {"A-15"}
    assert {id_ for each, prospect in found if prospect.waits and prospect.outcome is None for id_ in each.ids} >= {
        "A-1",
        "A-3",
        "T-10",
    }
