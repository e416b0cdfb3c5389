"""What came with language 2 is caught, too: each check fails on a small desk that is wrong in just that way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.lint import lint_features
from statusquo_conformance.rendering.render import write_features
from statusquo_conformance.scenarios import scenarios

from tests.features.harness import BAD, checks_of, counted, run, serving, told
from tests.features.wrong_desks import WRONG_DESKS, Edit, WrongDesk
from tests.features.wrong_servers import WRONG

DESKS = Path(__file__).with_name("desks")
NAMES = ("small", "ways", "marks", "times")
OF_LANGUAGE_2 = NAMES[1:]
MOST_TRIED = 24


@cache
def desk(name: str) -> RuleSet:
    return load_rules(DESKS / f"{name}.yaml")


@contextmanager
def edited(name: str, edits: tuple[Edit, ...]) -> Iterator[Path]:
    """A copy of a desk's rules with other words in it, and its requirements beside it."""
    text = (DESKS / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    with TemporaryDirectory() as folder:
        for path in DESKS.glob("*requirements.yaml"):
            copy(path, folder)
        copied = Path(folder) / f"{name}.yaml"
        copied.write_text(text, encoding="utf-8")
        yield copied


@pytest.mark.parametrize("wrong", WRONG_DESKS, ids=lambda wrong: f"{wrong.id}: {wrong.says}")
def test_a_wrong_desk_is_caught_at_the_requirement_that_it_violates(wrong: WrongDesk) -> None:
    rules = desk(wrong.desk)
    suspects = [each for each in scenarios(rules) if wrong.id in each.ids and each.template == wrong.template]
    suspects = [each for each in suspects if wrong.named in each.name]
    assert suspects
    with edited(wrong.desk, wrong.edits) as path, serving(path, wrong.kind) as server:
        tried = []
        for suspect in islice(suspects, MOST_TRIED):
            tried += run(rules, server, [suspect])
            if tried[-1].outcome in BAD:
                break
    assert tried[-1].outcome in BAD, told(tried) or "all passed"
    assert tried[-1].at == wrong.at, told(tried)


@pytest.mark.parametrize("name", OF_LANGUAGE_2)
def test_a_desk_that_is_right_passes(name: str, tmp_path: Path) -> None:
    rules = desk(name)
    assert lint_features(write_features(rules, tmp_path), rules) == []
    with serving(DESKS / f"{name}.yaml") as server:
        ended = run(rules, server, scenarios(rules))
    assert counted(ended) == {Outcome.PASSED: len(scenarios(rules))}, told(ended)


def test_every_check_of_every_template_is_seen_to_fail_on_some_desk() -> None:
    there = {check for name in NAMES for scenario in scenarios(desk(name)) for check in checks_of(scenario)}
    seen = {(wrong.template, wrong.at) for wrong in WRONG} | {(wrong.template, wrong.at) for wrong in WRONG_DESKS}
    assert there - seen == set()


def test_every_template_is_used_by_some_desk() -> None:
    folder = Path(write_features.__code__.co_filename).with_name("templates")
    there = {path.name.partition(".")[0] for path in folder.glob("*.j2")} - {"feature"}
    used = {scenario.template for name in NAMES for scenario in scenarios(desk(name))}
    assert there - used - {wrong.template for wrong in WRONG} == set()
