"""Rules broken on purpose: each is reported exactly as the ``.expected`` file beside its fixture says.

A new fixture gets its ``.expected`` file from ``STATUSQUO_WRITE_EXPECTED=1 pytest tests/engine/proof``. Read it before
you keep it: would a product owner see what is wrong, and is there no shorter way to show it?
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from gherkin.parser import Parser
from statusquo.proof.conditions import is_kept
from statusquo.proof.findings import Answer, Proof, prove
from statusquo.proof.replay import replay
from statusquo.proof.space import Space
from statusquo.proof.telling import tell
from statusquo.runtime.tables import CompiledRules

from tests.engine.proof.changed import changed, is_whole, proof_of, report

FIXTURES = sorted((Path(__file__).parent / "refuted").glob("*.yaml"))


@cache
def proven(folder: Path, fixture: Path) -> tuple[CompiledRules, Proof]:
    folder = folder / fixture.stem
    folder.mkdir()
    compiled = changed(folder, fixture)
    return compiled, prove(compiled) if is_whole(fixture) else proof_of(compiled)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("refuted")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_what_is_broken_is_told_and_its_events_break_it(folder: Path, fixture: Path) -> None:
    compiled, proof = proven(folder, fixture)
    found = report(compiled, proof)
    expected = fixture.with_suffix(".expected")
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    _every_sequence_shows_it(compiled, proof)
    _every_scenario_is_gherkin(compiled, proof)


def _every_sequence_shows_it(compiled: CompiledRules, proof: Proof) -> None:
    """Played on the engine, the invariant is broken by the last event and by none before."""
    invariants = {invariant.name: invariant for invariant in compiled.rules.invariants}
    space = Space(compiled)
    for finding in proof.findings:
        if finding.code != "invariant-broken":
            continue
        played = replay(space, finding.path)
        moments = [each.moment for each in played]
        assert [each.at for each in played] == sorted(each.at for each in played)
        kept = [moment is not None and is_kept(invariants[finding.name], moment) for moment in moments]
        assert kept == [True] * (len(kept) - 1) + [False], finding.name


def _every_scenario_is_gherkin(compiled: CompiledRules, proof: Proof) -> None:
    space = Space(compiled)
    for finding in proof.findings:
        told = tell(space, finding)
        if told is not None:
            document = Parser().parse(f"Feature: Broken\n\n{told.scenario}")
            feature: Any = document["feature"]
            (child,) = feature["children"]
            assert child["scenario"]["steps"][-1]["keyword"].strip() == "Then"
            assert [tag["name"] for tag in child["scenario"]["tags"]] == [f"@{id_}" for id_ in finding.requirements]


def test_there_are_many_ways_to_break_an_invariant() -> None:
    broken = [path for path in FIXTURES if "invariant-broken" in path.with_suffix(".expected").read_text("utf-8")]
    assert len(broken) >= 15
    assert {path.stem for path in FIXTURES[0].parent.glob("*.expected")} == {path.stem for path in FIXTURES}


@pytest.mark.parametrize(
    ("fixture", "codes"),
    [
        ("nowhere-to-test", {"status-unreachable", "transition-never"}),
        ("closed-is-a-trap", {"status-stuck"}),
        ("final-and-yet-left", {"final-left"}),
        ("dead-rules", {"effect-never", "transition-never"}),
        ("cells-that-contradict", {"cell-contradicts"}),
        ("nobody-takes-part", {"relation-never", "action-never"}),
        ("rest-never-ends", {"timer-never-due"}),
    ],
)
def test_what_else_can_be_wrong_is_found(folder: Path, fixture: str, codes: set[str]) -> None:
    path = next(path for path in FIXTURES if path.stem == fixture)
    assert codes <= {finding.code for finding in proven(folder, path)[1].findings}


def test_what_is_only_worth_a_look_refutes_nothing(folder: Path) -> None:
    path = next(path for path in FIXTURES if path.stem == "rest-never-ends")
    _, proof = proven(folder, path)
    assert proof.answer is Answer.PROVEN
    assert proof.findings
