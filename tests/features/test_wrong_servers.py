"""A suite is worth what it catches: each check is seen to fail, on a server that is wrong in just that way."""

from __future__ import annotations

from itertools import islice

import pytest
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.scenarios import scenarios

from tests.features.harness import BAD, carrying, changed_rules, checks_of, run, serving, shipped, told
from tests.features.wrong_servers import WRONG, Wrong

MOST_TRIED = 12


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.id}: {wrong.says}")
def test_a_wrong_server_is_caught_at_the_requirement_that_it_violates(wrong: Wrong) -> None:
    rules = shipped()
    suspects = [each for each in carrying(rules, wrong.id) if each.template == wrong.template]
    suspects = [each for each in suspects if wrong.named in each.name]
    assert suspects
    spared = [each for each in carrying(rules, wrong.spares) if wrong.id not in each.ids]
    with changed_rules(*wrong.changes) as path, serving(path if wrong.changes else None, wrong.kind) as server:
        tried = []
        for suspect in islice(suspects, MOST_TRIED):
            tried += run(rules, server, [suspect])
            if tried[-1].outcome in BAD:
                break
        others = run(rules, server, spared[:2])
    assert tried[-1].outcome in BAD, told(tried) or "all passed"
    assert tried[-1].at == wrong.at, told(tried)
    assert others
    assert {each.outcome for each in others} == {Outcome.PASSED}, told(others)


def test_every_requirement_that_is_checked_has_a_wrong_server() -> None:
    checked = {each.id for each in shipped().requirements.values() if each.level.is_checked}
    assert {wrong.id for wrong in WRONG} == checked


def test_every_check_of_every_template_is_seen_to_fail() -> None:
    there = {check for scenario in scenarios(shipped()) for check in checks_of(scenario)}
    assert there - {(wrong.template, wrong.at) for wrong in WRONG} == set()
