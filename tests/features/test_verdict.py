"""What a run amounts to: no green out of nothing, and no accusation out of a broken run."""

from __future__ import annotations

import pytest
from statusquo.errors import StatusquoError
from statusquo.rules.model import Level
from statusquo_conformance.findings import NotApplicable, NotChecked, Unreached, Violation
from statusquo_conformance.outcomes import Cell, Outcome, Result
from statusquo_conformance.plugin import outcome_of
from statusquo_conformance.verdict import Run, Verdict, by_cause, cells, judge, tally

from tests.features.harness import shipped

MUSTS = tuple(each.id for each in shipped().requirements.values() if each.level is Level.MUST)
CELL = Cell("customer", "reply", "open")


def _result(outcome: Outcome, *tags: str, seen: str = "", cell: Cell | None = None) -> Result:
    return Result("test", "Feature", "A scenario", tags or MUSTS, (), outcome, seen=seen, cell=cell)


def _run(*results: Result, further: int = 0, trouble: str = "") -> Run:
    return Run(shipped(), len(results) + further, results, trouble, 1.0)


GOOD = _result(Outcome.PASSED)


@pytest.mark.parametrize(
    ("run", "verdict", "said"),
    [
        (_run(GOOD), Verdict.CONFORMS, "The server conforms"),
        (_run(GOOD, _result(Outcome.WARNED, "T-11")), Verdict.CONFORMS, "1 warning"),
        (_run(GOOD, _result(Outcome.NOT_APPLICABLE, "A-13")), Verdict.CONFORMS, "conforms"),
        (_run(GOOD, _result(Outcome.NOT_CHECKED, "A-15")), Verdict.CONFORMS, "conforms"),
        (_run(GOOD, _result(Outcome.FAILED, "C-3")), Verdict.DOES_NOT_CONFORM, "1 scenario"),
        (_run(GOOD, _result(Outcome.UNREACHED, "A-15")), Verdict.CONFORMS, "conforms"),
        (_run(GOOD, _result(Outcome.UNREACHED, "C-3")), Verdict.DOES_NOT_CONFORM, "not reached"),
        (
            _run(GOOD, _result(Outcome.FAILED, "C-3"), _result(Outcome.BROKEN, "C-4")),
            Verdict.DOES_NOT_CONFORM,
            "judged",
        ),
        (_run(GOOD, _result(Outcome.NOT_CHECKED, "A-1")), Verdict.DOES_NOT_CONFORM, "A-1"),
        (_run(_result(Outcome.PASSED, "C-3")), Verdict.DOES_NOT_CONFORM, "C-4"),
        (_run(), Verdict.BROKEN, "no scenario was run"),
        (_run(further=3), Verdict.BROKEN, "no scenario was run"),
        (_run(GOOD, further=1), Verdict.BROKEN, "1 of 2"),
        (_run(GOOD, trouble="it stopped."), Verdict.BROKEN, "it stopped."),
        (_run(_result(Outcome.FAILED), trouble="it stopped."), Verdict.BROKEN, "it stopped."),
        (_run(_result(Outcome.BROKEN)), Verdict.BROKEN, "No verdict"),
        (_run(GOOD, _result(Outcome.BROKEN, "C-3")), Verdict.BROKEN, "cannot be judged"),
        (_run(_result(Outcome.FAILED)), Verdict.BROKEN, "not a single"),
        (_run(_result(Outcome.UNREACHED)), Verdict.BROKEN, "not a single"),
        (_run(_result(Outcome.NOT_CHECKED)), Verdict.BROKEN, "not a single"),
        (_run(_result(Outcome.NOT_APPLICABLE)), Verdict.BROKEN, "not a single"),
    ],
)
def test_a_run_has_one_verdict(run: Run, verdict: Verdict, said: str) -> None:
    found, sentence = judge(run)
    assert (found, said in sentence) == (verdict, True), sentence


def test_only_a_run_that_conforms_says_so() -> None:
    for outcome in sorted(set(Outcome) - {Outcome.PASSED, Outcome.WARNED, Outcome.NOT_APPLICABLE}):
        verdict, sentence = judge(_run(GOOD, _result(outcome, "C-3")))
        assert verdict is not Verdict.CONFORMS
        assert not sentence.startswith("The server conforms")


@pytest.mark.parametrize(
    ("error", "must", "should"),
    [
        (None, Outcome.PASSED, Outcome.PASSED),
        (Violation("this", "that"), Outcome.FAILED, Outcome.WARNED),
        (Unreached("a cause"), Outcome.UNREACHED, Outcome.UNREACHED),
        (NotApplicable("left to it"), Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE),
        (NotChecked("no clock"), Outcome.NOT_CHECKED, Outcome.NOT_CHECKED),
        (StatusquoError("no answer"), Outcome.BROKEN, Outcome.BROKEN),
        (KeyError("status"), Outcome.BROKEN, Outcome.BROKEN),
    ],
)
def test_what_ended_a_scenario_is_judged_by_the_level_of_its_requirements(
    error: BaseException | None, must: Outcome, should: Outcome
) -> None:
    assert outcome_of(error, Level.MUST)[0] is must
    assert outcome_of(error, Level.SHOULD)[0] is should


def test_a_violation_says_what_was_expected_and_what_was_seen() -> None:
    assert outcome_of(Violation("this", "that"), Level.MUST) == (Outcome.FAILED, "this", "that")
    assert outcome_of(Unreached("a cause"), Level.MUST)[2] == "a cause"


def test_the_tally_has_a_line_for_every_requirement_that_is_checked() -> None:
    counts = tally(_run(_result(Outcome.PASSED, "C-3"), _result(Outcome.FAILED, "C-3", "C-8")))
    checked = {each.id for each in shipped().requirements.values() if each.level.is_checked}
    assert set(counts) == checked
    assert counts["C-3"] == {Outcome.PASSED: 1, Outcome.FAILED: 1}
    assert counts["C-8"] == {Outcome.FAILED: 1}
    assert counts["C-4"] == {}


def test_a_cell_shows_the_worst_of_its_outcomes() -> None:
    worse = [Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED, Outcome.WARNED, Outcome.UNREACHED]
    worse += [Outcome.BROKEN, Outcome.FAILED]
    for index, worst in enumerate(worse):
        run = _run(*(_result(each, cell=CELL) for each in reversed(worse[: index + 1])))
        assert cells(run) == {CELL: worst}
    assert set(worse) == set(Outcome)


def test_what_has_one_cause_stands_together_and_the_most_frequent_comes_first() -> None:
    results = [_result(Outcome.UNREACHED, seen=seen) for seen in ("rare", "often", "often")]
    assert [(cause, len(group)) for cause, group in by_cause(results).items()] == [("often", 2), ("rare", 1)]
