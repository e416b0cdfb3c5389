"""The desks under ``spec/examples``: sound, proven, and with invariants each of which forbids something."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from statusquo import RuleSet, compile_rules, load_rules
from statusquo.locations import spec_folder
from statusquo.proof.findings import Answer, prove
from statusquo.reading.document import read_document

from tests.desks.altered import altered

EXAMPLES = spec_folder() / "examples"
PAGE = (EXAMPLES / "README.md").read_text("utf-8")
FILES = sorted(EXAMPLES.glob("*/[0-9]*.yaml"))
NAMES = [path.parent.name for path in FILES]


@cache
def desk(path: Path) -> RuleSet:
    return load_rules(path)


def test_there_are_some() -> None:
    assert FILES
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_desk_is_called_as_its_folder_and_is_written_in_the_newest_language(path: Path) -> None:
    rules = desk(path)
    assert (rules.name, rules.version, rules.language) == (path.parent.name, path.stem, 2)
    requirements = yaml.safe_load(path.with_name("requirements.yaml").read_text("utf-8"))
    assert (requirements["name"], requirements["version"]) == (rules.name, rules.version)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_its_files_mean_the_same_to_an_ordinary_yaml_loader(path: Path) -> None:
    for file in (path, path.with_name("requirements.yaml")):
        assert read_document(file).data == yaml.safe_load(file.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_suite_checks_every_must_and_should_and_nothing_else(path: Path) -> None:
    for requirement in desk(path).requirements.values():
        assert (requirement.checked_by == "suite") is requirement.level.is_checked
        assert bool(requirement.because) is (requirement.checked_by == "nobody")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_it_is_proven_and_nothing_in_it_is_worth_a_second_look(path: Path) -> None:
    proof = prove(compile_rules(desk(path)))
    assert proof.answer is Answer.PROVEN
    assert proof.findings == ()
    assert len(proof.kept) == len(desk(path).invariants) >= 8


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_each_of_its_invariants_forbids_something_that_a_slip_of_the_pen_would_do(path: Path) -> None:
    broken: set[str] = set()
    everything = {invariant.name for invariant in desk(path).invariants}
    for _, rules in altered(desk(path)):
        found = prove(compile_rules(rules)).findings
        broken |= {finding.name for finding in found if finding.code == "invariant-broken"}
        if broken == everything:
            break
    assert everything - broken == set()


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_page_about_the_desks_tells_its_figures(path: Path) -> None:
    rules, proof = desk(path), prove(compile_rules(desk(path)))
    lines = len(path.read_text("utf-8").splitlines())
    figures = (lines, len(rules.statuses), len(rules.requirements), len(rules.invariants), proof.states, proof.edges)
    row = f"| {rules.name} | {' | '.join(str(figure) for figure in figures)} | "
    found = [line for line in PAGE.splitlines() if line.startswith(row)]
    assert len(found) == 1
    assert found[0].endswith(" ms |")


def test_the_page_about_the_desks_links_each_of_them() -> None:
    assert [name for name in NAMES if f"[{name}]({name}/1.0.0.yaml)" not in PAGE] == []
