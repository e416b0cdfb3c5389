"""Change the rules that a server runs on: the suite with the original rules says what has changed, and nothing else."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.scenarios import Scenario, scenarios

from tests import plain_yaml
from tests.engine.runtime.renaming import renamed_copy
from tests.features.harness import BAD, Ended, changed_rules, flipped, run, serving, shipped, told
from tests.features.wrong_servers import further_status

CHANCE = random.Random(20)  # noqa: S311 - chance, and no secret
FLIPS = 16
RENAMED = "zz-1"
CELL_TEMPLATES = frozenset({"allowed", "denied", "transition", "staying"})


def _cells() -> list[tuple[str, str, str]]:
    rules = shipped()
    cells = [key for key, cell in rules.cells.items() if rules.level(cell.requirements).is_checked]
    # Without a status to start from, a transition makes no sound rules; that server is among the wrong ones.
    cells = [cell for cell in cells if cell[1:] != ("close_now", "closure_scheduled")]
    return CHANCE.sample(cells, FLIPS)


def _concerned(rules: RuleSet, role: str, action: str, status: str) -> frozenset[str]:
    """The requirements that can be violated by the flip of one cell."""
    of_transitions = [id_ for each in rules.transitions_of(role, action) for id_ in each.requirements]
    known, cell = rules.actions[role, action], rules.cells[role, action, status]
    return frozenset(
        {*cell.requirements, *known.requirements, *known.again, *rules.roles[role].when_refused, *of_transitions}
    )


def _some(chosen: list[Scenario], number: int) -> list[Scenario]:
    return CHANCE.sample(chosen, min(number, len(chosen)))


def _accuses_only(ended: list[Ended], concerned: frozenset[str], cause: str) -> None:
    """What failed is about the change, and what was not reached names it."""
    for each in ended:
        if each.outcome in BAD:
            assert concerned & set(each.scenario.ids), told([each])
        elif each.outcome is not Outcome.PASSED:
            assert each.outcome is Outcome.UNREACHED, told([each])
            assert cause in each.seen


@pytest.mark.parametrize(("role", "action", "status"), _cells())
def test_a_flipped_cell_is_found_and_nothing_else_is_accused(role: str, action: str, status: str) -> None:
    rules = shipped()
    concerned = _concerned(rules, role, action, status)
    phrase = rules.actions[role, action].phrase
    there = [each for each in scenarios(rules) if status in each.values.values()]
    of_the_cell = [
        each for each in there if each.template in CELL_TEMPLATES and phrase in each.name and concerned & set(each.ids)
    ]
    beside = [*_some([each for each in there if each not in of_the_cell], 5), *_some(list(scenarios(rules)), 3)]
    with changed_rules(flipped(role, action, status)) as path, serving(path) as server:
        own = run(rules, server, of_the_cell)
        others = run(rules, server, beside)
    assert any(each.outcome in BAD for each in own), told(own) or "all passed"
    _accuses_only([*own, *others], concerned, status)


def _with_renamed_status(folder: Path) -> Path:
    text = default_rules().read_text(encoding="utf-8")
    path = folder / "copy.yaml"
    path.write_text(re.sub(r"\brequired_test\b", RENAMED, text), encoding="utf-8")
    return path


def test_a_renamed_status_is_found_by_the_original_rules(tmp_path: Path) -> None:
    rules = shipped()
    concerned = [each for each in scenarios(rules) if "required_test" in {*each.values.values()}]
    others = [each for each in scenarios(rules) if each not in concerned]
    listed = [each for each in others if each.template == "no_other_status"]
    chosen = [each for each in concerned if each.template == "chosen" and each.values["to"] == "required_test"]
    with serving(_with_renamed_status(tmp_path)) as server:
        failing = run(rules, server, [*listed, *chosen])
        touched = run(rules, server, _some([each for each in concerned if each not in chosen], 40))
        untouched = run(rules, server, _some([each for each in others if each not in listed], 40))
    assert {each.outcome for each in failing} == {Outcome.FAILED}, told(failing)
    assert RENAMED in failing[0].seen
    assert {each.outcome for each in touched} == {Outcome.UNREACHED}
    assert all("required_test" in each.seen for each in touched), told(touched)
    assert {each.outcome for each in untouched} == {Outcome.PASSED}, told(untouched)


def test_a_tenth_status_is_found_by_the_original_rules() -> None:
    rules = shipped()
    with changed_rules(further_status) as path, serving(path) as server:
        listed = run(rules, server, [each for each in scenarios(rules) if each.template == "no_other_status"])
        others = run(rules, server, _some([each for each in scenarios(rules) if each.ids != ("S-2",)], 40))
    assert [(each.outcome, each.seen) for each in listed] == [(Outcome.FAILED, "tenth besides")]
    assert {each.outcome for each in others} == {Outcome.PASSED}, told(others)


def _one_of_each(rules: RuleSet) -> list[Scenario]:
    """A scenario of each template for each requirement and action, wherever in the outline it stands."""
    kinds: dict[tuple[str, ...], list[Scenario]] = {}
    for each in scenarios(rules):
        kinds.setdefault((each.template, *each.ids, each.name.split(":")[0]), []).append(each)
    return [CHANCE.choice(kind) for kind in kinds.values()]


def test_a_server_on_rules_with_a_renamed_and_a_tenth_status_passes_the_suite_of_those_rules(tmp_path: Path) -> None:
    path = _with_renamed_status(tmp_path)
    data = plain_yaml.load(path.read_text(encoding="utf-8"))
    further_status(data)
    path.write_text(plain_yaml.dump(data), encoding="utf-8")
    rules = load_rules(path)
    new = [each for each in scenarios(rules) if {RENAMED, "tenth"} & {*each.values.values()}]
    with serving(path) as server:
        ended = run(rules, server, [*_one_of_each(rules), *_some(new, 60)])
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)


def test_rules_with_other_names_throughout_pass_their_own_suite(tmp_path: Path) -> None:
    """Statuses, groups, permissions, relations, roles, subjects, actions and timers: no name is known to anybody."""
    path = tmp_path / "copy.yaml"
    renamed_copy(default_rules(), path)
    rules = load_rules(path)
    assert len(scenarios(rules)) == len(scenarios(shipped()))
    with serving(path) as server:
        ended = run(rules, server, _one_of_each(rules))
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)
