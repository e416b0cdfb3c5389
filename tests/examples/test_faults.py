"""Each fault of the unlike desk is reported at the requirement that it violates, and only because of the fault."""

from __future__ import annotations

import pytest
from desk.faults import FAULTS, Fault
from statusquo.rules.glossary import Level
from statusquo_conformance.judging.outcomes import Outcome

from tests.examples.unlike import driving
from tests.features.harness import carrying, run, shipped, told


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_reported_at_its_requirement(fault: Fault) -> None:
    rules = shipped()
    reported = Outcome.WARNED if rules.requirements[fault.requirement].level is Level.SHOULD else Outcome.FAILED
    server, tried = driving([fault.name]), []
    for scenario in carrying(rules, fault.requirement):
        tried += run(rules, server, [scenario])
        if tried[-1].outcome is reported:
            break
    assert tried[-1].outcome is reported, told(tried) or "nothing was reported"
    sound = run(rules, driving(), [each.scenario for each in tried])
    assert {each.outcome for each in sound} == {Outcome.PASSED}, told(sound)


def test_there_is_a_fault_for_each_requirement_that_is_checked() -> None:
    checked = {each.id for each in shipped().requirements.values() if each.level.is_checked}
    assert {fault.requirement for fault in FAULTS.values()} == checked
