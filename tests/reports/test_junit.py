"""``junit.xml``, read by a library that others read such files with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from junitparser import JUnitXml
from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.reports.junit import junit_xml

from tests.reports.making import ABOUT, a_run, as_known, failed, mixed, narrowed, outdated, passed_results, unreached
from tests.reports.runs import runs

SCENARIO = passed_results()[0]
SHOULD = next(result for result in passed_results() if "T-11" in result.tags)


READER: Any = JUnitXml
"""The library has types for some of its functions only."""


def read(run: Run) -> list[Any]:
    suites = list(READER.fromstring(junit_xml(run).encode()))
    assert suites[0].name == "verdict"
    return suites


def only_case(result: Result) -> Any:
    [_, suite] = read(a_run([result]))
    [case] = suite
    return case


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (failed(SCENARIO), "failure"),
        (unreached(SCENARIO), "failure"),
        (failed(SCENARIO, Outcome.TARGET_ERROR), "error"),
        (failed(SCENARIO, Outcome.ENVIRONMENT_ERROR), "error"),
        (failed(SCENARIO, Outcome.BROKEN), "error"),
        (failed(SHOULD, Outcome.WARNED), "skipped"),
        (unreached(SHOULD), "skipped"),
        (failed(SCENARIO, Outcome.KNOWN), "skipped"),
        (failed(SCENARIO, Outcome.NOT_APPLICABLE), "skipped"),
        (failed(SCENARIO, Outcome.NOT_CHECKED), "skipped"),
    ],
    ids=str,
)
def test_every_outcome_is_what_a_ci_server_takes_it_for(result: Result, kind: str) -> None:
    case = only_case(result)
    [found] = case.result
    assert found._tag == kind  # noqa: SLF001 - the library tells kinds by classes; the file by names
    assert found.message == f"{result.outcome}: {result.seen}"
    assert f"seen: {result.seen}" in found.text
    assert f"> {result.steps[result.stopped_at or 0]}" in found.text
    assert result.tags[0] in found.text


def test_a_scenario_that_passed_is_just_there() -> None:
    case = only_case(SCENARIO)
    assert case.result == []
    assert (case.name, case.classname, case.time) == (SCENARIO.scenario, f"ticket-statuses.{SCENARIO.file[:-8]}", 0.03)


def test_cases_and_the_run_have_properties() -> None:
    text = junit_xml(a_run([SCENARIO]))
    for tag in SCENARIO.tags:
        assert f'<property name="requirement" value="{tag}" />' in text
    assert '<property name="rules" value="ticket-statuses 1.0.0" />' in text
    assert f'<property name="target.digest" value="{ABOUT.digest}" />' in text
    assert f'<property name="profile" value="{", ".join(ABOUT.profile)}" />' in text


def test_numbers_add_up() -> None:
    run = mixed()
    root = READER.fromstring(junit_xml(run).encode())
    told = (root.tests, root.failures, root.errors, root.skipped)
    root.update_statistics()
    assert told == (root.tests, root.failures, root.errors, root.skipped)
    assert root.tests == len(run.results) + 1
    assert root.failures == run.count(Outcome.FAILED) + run.count(Outcome.UNREACHED) + 1
    assert root.errors == run.count(Outcome.TARGET_ERROR) > 0


@pytest.mark.parametrize(
    ("run", "kind"),
    [
        (a_run(), None),
        (mixed(), "failure"),
        (a_run(passed_results()[:3]), "failure"),
        (a_run(passed_results()[:3], planned=9), "error"),
        (a_run([]), "error"),
        (as_known(), "skipped"),
        (narrowed(), "skipped"),
        (outdated(), "failure"),
    ],
    ids=["conforms", "violations", "unproven", "partial", "empty", "known", "narrowed", "outdated"],
)
def test_a_run_short_of_a_verdict_is_never_green(run: Run, kind: str | None) -> None:
    [case] = read(run)[0]
    assert [found._tag for found in case.result] == ([kind] if kind else [])  # noqa: SLF001 - as above


@settings(max_examples=25, deadline=None)
@given(runs())
def test_whatever_a_server_says_is_xml(run: Run) -> None:
    root = READER.fromstring(junit_xml(run).encode())
    assert sum(len(suite) for suite in root) == len(run.results) + 1


def test_what_xml_forbids_is_named(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    hostile = replace(failed(SCENARIO, seen="a\x00b\x1bc\ufffed\ud800]]><e>"), scenario="\x07bell")
    path.write_bytes(junit_xml(a_run([hostile])).encode())
    [_, suite] = READER.fromfile(str(path))
    [case] = suite
    assert case.name == "⟨U+0007⟩bell"
    assert "a⟨U+0000⟩b⟨U+001B⟩c⟨U+FFFE⟩d⟨U+D800⟩]]><e>" in case.result[0].text
