"""What a run amounts to: no green out of nothing, and no accusation out of a broken run."""

from __future__ import annotations

import pytest
from statusquo.errors import StatusquoError
from statusquo.rules.glossary import Level
from statusquo_conformance.judging.findings import NotApplicable, NotChecked, Unreached, Violation, outcome_of
from statusquo_conformance.judging.outcomes import Cell, Outcome
from statusquo_conformance.judging.verdict import Run, Verdict, by_cause, cells, judge, tally
from statusquo_conformance.operations import BrokenServerError, TargetError, UnreachableServerError

from tests.features.harness import shipped
from tests.features.runs import about, result, run

CELL = Cell("customer", "reply", "open")


GOOD = result(Outcome.PASSED)


@pytest.mark.parametrize(
    ("whole", "verdict", "said"),
    [
        (run(GOOD), Verdict.CONFORMS, "The server conforms"),
        (run(GOOD, result(Outcome.WARNED, "T-11")), Verdict.CONFORMS, "1 warning"),
        (run(GOOD, result(Outcome.NOT_APPLICABLE, "A-13")), Verdict.CONFORMS, "conforms"),
        (run(GOOD, result(Outcome.NOT_CHECKED, "A-15")), Verdict.CONFORMS, "conforms"),
        (run(GOOD, result(Outcome.FAILED, "C-3")), Verdict.DOES_NOT_CONFORM, "1 scenario"),
        (run(GOOD, result(Outcome.UNREACHED, "A-15")), Verdict.CONFORMS, "conforms"),
        (run(GOOD, result(Outcome.UNREACHED, "C-3")), Verdict.DOES_NOT_CONFORM, "1 scenario could not be reached"),
        (
            run(GOOD, result(Outcome.FAILED, "C-3"), result(Outcome.BROKEN, "C-4")),
            Verdict.DOES_NOT_CONFORM,
            "judged",
        ),
        (run(GOOD, result(Outcome.NOT_CHECKED, "A-1")), Verdict.DOES_NOT_CONFORM, "A-1"),
        (run(result(Outcome.PASSED, "C-3")), Verdict.DOES_NOT_CONFORM, "C-4"),
        (run(), Verdict.BROKEN, "no scenario was run"),
        (run(further=3), Verdict.BROKEN, "no scenario was run"),
        (run(GOOD, further=1), Verdict.BROKEN, "1 of 2"),
        (run(GOOD, trouble="it stopped."), Verdict.BROKEN, "it stopped."),
        (run(result(Outcome.FAILED), trouble="it stopped."), Verdict.BROKEN, "it stopped."),
        (run(result(Outcome.BROKEN)), Verdict.BROKEN, "No verdict"),
        (run(GOOD, result(Outcome.BROKEN, "C-3")), Verdict.BROKEN, "cannot be judged"),
        (run(result(Outcome.FAILED)), Verdict.BROKEN, "not a single"),
        (run(result(Outcome.UNREACHED)), Verdict.BROKEN, "not a single"),
        (run(result(Outcome.NOT_CHECKED)), Verdict.BROKEN, "leaves nothing"),
        (run(result(Outcome.NOT_APPLICABLE)), Verdict.BROKEN, "leaves nothing"),
        (run(result(Outcome.TARGET_ERROR)), Verdict.BROKEN, "the target file"),
        (run(result(Outcome.ENVIRONMENT_ERROR)), Verdict.BROKEN, "the server that is broken"),
        (run(GOOD, result(Outcome.ENVIRONMENT_ERROR, "C-3")), Verdict.BROKEN, "cannot be judged"),
        (run(GOOD, result(Outcome.KNOWN, "C-3")), Verdict.AS_KNOWN, "1 scenario failed as announced"),
        (run(GOOD, result(Outcome.KNOWN, "T-11")), Verdict.CONFORMS, "conforms"),
        (
            run(GOOD, result(Outcome.KNOWN, "C-3"), result(Outcome.FAILED, "C-4")),
            Verdict.DOES_NOT_CONFORM,
            "1 scenario",
        ),
        (run(GOOD, unfounded=("C-3 was announced",)), Verdict.OUTDATED, "C-3 was announced"),
        (run(result(Outcome.PASSED, "C-3"), about=about("C-3")), Verdict.PART, "Nothing is wrong with C-3"),
        (run(result(Outcome.FAILED, "C-3"), about=about("C-3")), Verdict.DOES_NOT_CONFORM, "1 scenario failed"),
        (run(result(Outcome.NOT_CHECKED, "A-15"), about=about("A-15")), Verdict.BROKEN, "nothing could be checked"),
        (
            run(GOOD, about=about(profile=("core", "surveys"))),
            Verdict.CONFORMS,
            "conforms to core + surveys of ticket-",
        ),
    ],
)
def test_a_run_has_one_verdict(whole: Run, verdict: Verdict, said: str) -> None:
    found, sentence = judge(whole)
    assert (found, said in sentence) == (verdict, True), sentence


def test_only_a_run_that_conforms_says_so() -> None:
    for outcome in sorted(set(Outcome) - {Outcome.PASSED, Outcome.WARNED, Outcome.NOT_APPLICABLE}):
        verdict, sentence = judge(run(GOOD, result(outcome, "C-3")))
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
        (TargetError("no JSON"), Outcome.TARGET_ERROR, Outcome.TARGET_ERROR),
        (UnreachableServerError("no answer"), Outcome.ENVIRONMENT_ERROR, Outcome.ENVIRONMENT_ERROR),
        (BrokenServerError("500"), Outcome.ENVIRONMENT_ERROR, Outcome.ENVIRONMENT_ERROR),
        (StatusquoError("something else"), Outcome.BROKEN, Outcome.BROKEN),
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
    counts = tally(run(result(Outcome.PASSED, "C-3"), result(Outcome.FAILED, "C-3", "C-8")))
    checked = {each.id for each in shipped().requirements.values() if each.level.is_checked}
    assert set(counts) == checked
    assert counts["C-3"] == {Outcome.PASSED: 1, Outcome.FAILED: 1}
    assert counts["C-8"] == {Outcome.FAILED: 1}
    assert counts["C-4"] == {}


def test_a_cell_shows_the_worst_of_its_outcomes() -> None:
    worse = [Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED, Outcome.WARNED, Outcome.KNOWN]
    worse += [Outcome.UNREACHED, Outcome.TARGET_ERROR, Outcome.ENVIRONMENT_ERROR, Outcome.BROKEN, Outcome.FAILED]
    for index, worst in enumerate(worse):
        assert cells(run(*(result(each, cell=CELL) for each in reversed(worse[: index + 1])))) == {CELL: worst}
    assert set(worse) == set(Outcome)


def test_what_has_one_cause_stands_together_and_the_most_frequent_comes_first() -> None:
    results = [result(Outcome.UNREACHED, seen=seen) for seen in ("rare", "often", "often")]
    assert [(cause, len(group)) for cause, group in by_cause(results).items()] == [("often", 2), ("rare", 1)]
