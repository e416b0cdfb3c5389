"""The features are what the rules say: those of the repository, those of changed rules, and those of other desks."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from statusquo.errors import InvalidFileError
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.lint import count_in, lint_features
from statusquo_conformance.rendering.render import render_features, write_features
from statusquo_conformance.scenarios import Scenario, scenarios

from tests.features.faults import refuses
from tests.features.harness import Change, changed_rules, counted, flipped, run, serving, shipped, told

ROOT = Path(__file__).parents[2]
DESKS = Path(__file__).with_name("desks")
SMALL = DESKS / "small.yaml"
MOST_SCENARIOS = 1250


def test_the_features_of_the_repository_are_those_of_the_rules() -> None:
    folder = ROOT / "features" / shipped().name / shipped().version
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.feature")}
    assert committed == dict(render_features(shipped()))


def test_rendering_twice_gives_the_same() -> None:
    assert render_features(load_rules()) == render_features(load_rules())


def test_every_requirement_that_is_checked_is_on_a_scenario_and_no_other() -> None:
    checked = {each.id for each in shipped().requirements.values() if each.level.is_checked}
    assert {id_ for each in scenarios(shipped()) for id_ in each.ids} == checked


def test_no_scenario_is_for_requirements_of_two_levels() -> None:
    levels = [{shipped().requirements[id_].level for id_ in each.ids} for each in scenarios(shipped())]
    assert {len(each) for each in levels} == {1}


def test_every_scenario_has_a_name_of_its_own() -> None:
    names = Counter(each.name for each in scenarios(shipped()))
    assert [name for name, count in names.items() if count > 1] == []


def test_there_are_not_too_many_scenarios() -> None:
    texts = render_features(shipped()).values()
    assert sum(count_in(text) for text in texts) == len(scenarios(shipped())) <= MOST_SCENARIOS


def test_stale_features_are_removed_when_features_are_written(tmp_path: Path) -> None:
    (tmp_path / "old.feature").write_text("Feature: Old\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    paths = write_features(shipped(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*(path.name for path in paths), "notes.txt"}


@pytest.mark.parametrize("seed", range(12))
def test_the_features_of_rules_with_flipped_cells_can_be_run(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance, and no secret
    changes: list[Change] = [flipped(*key) for key in chance.sample(list(shipped().cells), 1 + seed % 4)]
    with changed_rules(*changes) as path:
        try:
            rules = load_rules(path)
        except InvalidFileError:
            pytest.skip("these flips make no sound rules")
        problems = lint_features(write_features(rules, tmp_path), rules)
    assert [each for each in problems if each.code != "requirement-without-scenario"] == []


def test_the_suite_knows_no_name_of_the_rules() -> None:
    rules = shipped()
    names = {*rules.statuses, *rules.permissions, *rules.timers} - {"open", "closed", "closure", "deletion", "resolved"}
    for path in (ROOT / "features" / "statusquo_conformance").rglob("*"):
        if path.suffix in {".py", ".j2"}:
            words = set(re.findall(r"[a-z_.]+", path.read_text(encoding="utf-8")))
            assert words & names == set(), path.name


# -------------------------------------------------------------------------------------------------- another desk


@pytest.fixture(scope="module")
def small() -> RuleSet:
    return load_rules(SMALL)


def _from(rules: RuleSet, template: str) -> list[Scenario]:
    return [each for each in scenarios(rules) if each.template == template]


def test_the_features_of_a_small_desk_are_fit_to_be_run(small: RuleSet, tmp_path: Path) -> None:
    assert lint_features(write_features(small, tmp_path), small) == []


def test_a_small_desk_passes_its_own_suite(small: RuleSet) -> None:
    with serving(SMALL) as server:
        ended = run(small, server, scenarios(small))
    assert counted(ended) == {Outcome.PASSED: len(scenarios(small))}, told(ended)


@pytest.mark.parametrize(
    ("template", "old", "new"),
    [
        ("transition", "from: waiting, to: new", "from: waiting, to: done"),
        ("timer_restarted", "    restarted_by: [{by: agent, action: hand}]\n", ""),
        ("timer_moves", "{days: 3}", "{days: 2}"),
        ("timer_cancelled", "runs_in: waiting", "runs_in: [new, waiting]"),
        ("message_added", "entering: done", "leaving: new"),
        ("allowed", "hand: {operation: assign, phrase: hand it on, subject: tickets, needs: lead", None),
    ],
)
def test_a_wrong_small_desk_is_caught(small: RuleSet, tmp_path: Path, template: str, old: str, new: str | None) -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "small.yaml"
    path.write_text(text.replace(old, old if new is None else new), encoding="utf-8")
    (tmp_path / "requirements.yaml").write_text((DESKS / "requirements.yaml").read_text(encoding="utf-8"), "utf-8")
    from statusquo_conformance.operations import Operation  # noqa: PLC0415

    with serving(path, refuses(Operation.ASSIGN)) if new is None else serving(path) as server:
        ended = run(small, server, _from(small, template))
    assert {each.outcome for each in ended} & {Outcome.FAILED, Outcome.WARNED}, told(ended) or "all passed"


def test_a_requirement_that_the_suite_has_no_words_for_is_told(tmp_path: Path) -> None:
    text = (
        SMALL.read_text(encoding="utf-8")
        .replace("[R-12]", "[R-2]")
        .replace("requirements: [R-11]", "requirements: [R-3]")
    )
    path = tmp_path / "small.yaml"
    path.write_text(text.replace("otherwise: [R-11]", "otherwise: [R-4], again: [R-11, R-12]"), encoding="utf-8")
    (tmp_path / "requirements.yaml").write_text((DESKS / "requirements.yaml").read_text(encoding="utf-8"), "utf-8")
    rules = load_rules(path)
    problems = lint_features(write_features(rules, tmp_path / "features"), rules)
    assert {(each.code, each.message.split(":")[0]) for each in problems} == {
        ("requirement-without-scenario", "No scenario checks R-11"),
        ("requirement-without-scenario", "No scenario checks R-12"),
    }
