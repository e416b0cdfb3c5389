"""``messages.ndjson``, read back by the official library, and followed as a formatter follows it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import cucumber_messages as cucumber
from hypothesis import given, settings
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.reports.messages import messages_ndjson

from tests.reports.making import STARTED, a_run, failed, mixed, passed_results, unreached
from tests.reports.runs import runs

FIRST, SECOND, THIRD = passed_results()[:3]


def read(run: Run) -> list[dict[str, Any]]:
    """The messages of a run."""
    return [json.loads(line) for line in messages_ndjson(run).splitlines()]


def of(kind: str, messages: list[dict[str, Any]]) -> list[Any]:
    return [message[kind] for message in messages if kind in message]


def test_the_official_library_reads_it_back() -> None:
    run = a_run([failed(FIRST), SECOND, unreached(THIRD)])
    kinds: Counter[str] = Counter()
    for data in read(run):
        [kind] = data
        kinds[kind] += 1
        if kind != "pickle" or kinds[kind] < 50:  # there are very many of these, and all alike
            envelope = cucumber.message_converter.from_dict(data, cucumber.Envelope)
            assert cucumber.message_converter.to_dict(envelope) == data
    assert kinds["testCase"] == kinds["testCaseStarted"] == kinds["testCaseFinished"] == 3
    assert kinds["source"] == kinds["gherkinDocument"] == len({result.file for result in passed_results()})
    assert (
        kinds["testStepStarted"] == kinds["testStepFinished"] == sum(len(each.steps) for each in (FIRST, SECOND, THIRD))
    )


def test_everything_refers_to_something_that_was_there_before() -> None:
    known: set[str] = set()
    finished = 0
    for message in read(a_run([failed(FIRST), SECOND, unreached(THIRD)])):
        [(kind, data)] = message.items()
        if kind == "gherkinDocument":
            known |= set(ids(data))
        elif kind == "pickle":
            assert set(data["astNodeIds"]) <= known
            known |= {data["id"], *(step["id"] for step in data["steps"])}
        elif kind == "testCase":
            assert {data["pickleId"], *(step["pickleStepId"] for step in data["testSteps"])} <= known
            known |= {data["id"], *(step["id"] for step in data["testSteps"])}
        elif kind == "testCaseStarted":
            assert data["testCaseId"] in known
            known.add(data["id"])
        elif kind in {"testStepStarted", "testStepFinished", "attachment"}:
            assert {data["testStepId"], data["testCaseStartedId"]} <= known
        elif kind == "testCaseFinished":
            assert data["testCaseStartedId"] in known
            finished += 1
    assert finished == 3


def ids(node: Any) -> list[str]:
    """Every id in a document."""
    if isinstance(node, list):
        return [found for each in node for found in ids(each)]
    if not isinstance(node, dict):
        return []
    return [*([node["id"]] if "id" in node else []), *(found for each in node.values() for found in ids(each))]


def statuses(messages: list[dict[str, Any]]) -> list[list[str]]:
    """How the steps of each scenario ended."""
    found: dict[str, list[str]] = {}
    for each in of("testStepFinished", messages):
        found.setdefault(each["testCaseStartedId"], []).append(each["testStepResult"]["status"])
    return list(found.values())


def test_steps_tell_where_a_scenario_stopped() -> None:
    passed, failing, lost, somewhere, beyond = [result for result in passed_results() if len(result.steps) == 5][:5]
    run = a_run(
        [
            passed,
            failed(failing),
            unreached(lost),
            replace(failed(somewhere), stopped_at=None),
            replace(failed(beyond), stopped_at=99),
        ]
    )
    assert statuses(read(run)) == [
        ["PASSED"] * 5,
        [*["PASSED"] * 4, "FAILED"],
        ["PASSED", "FAILED", *["SKIPPED"] * 3],
        ["FAILED", *["SKIPPED"] * 4],
        [*["PASSED"] * 4, "FAILED"],
    ]


def test_outcomes_that_decide_nothing_are_skipped_and_say_what_they_are() -> None:
    failing = {Outcome.FAILED, Outcome.UNREACHED, Outcome.TARGET_ERROR, Outcome.ENVIRONMENT_ERROR, Outcome.BROKEN}
    outcomes = [outcome for outcome in Outcome if outcome is not Outcome.PASSED]
    run = a_run([failed(result, outcome) for result, outcome in zip(passed_results(), outcomes, strict=False)])
    results = [each["testStepResult"] for each in of("testStepFinished", read(run))]
    last = [result for result in results if "message" in result]
    for outcome, result in zip(outcomes, last, strict=True):
        assert result["status"] == ("FAILED" if outcome in failing else "SKIPPED"), outcome
        assert result["message"].startswith(f"{outcome}\nexpected: ")
        assert ("exception" in result) == (outcome in failing)


def test_requests_of_what_failed_are_attached_to_their_steps() -> None:
    messages = read(a_run([failed(FIRST), SECOND]))
    attachments = of("attachment", messages)
    assert len(attachments) == 3
    assert "curl --globoff" in attachments[0]["body"]
    [case, _] = of("testCase", messages)
    assert attachments[0]["testStepId"] == case["testSteps"][0]["id"]
    assert attachments[-1]["testStepId"] == case["testSteps"][-1]["id"]


def test_the_run_as_a_whole() -> None:
    run = mixed()
    messages = read(run)
    assert messages[0]["meta"]["implementation"]["version"] == run.about.suite
    [started], [finished] = of("testRunStarted", messages), of("testRunFinished", messages)
    assert started["timestamp"]["seconds"] == STARTED.timestamp()
    assert (finished["success"], finished["testRunStartedId"]) == (False, started["id"])
    assert finished["message"].startswith("The server does not conform")
    assert len(of("testCase", messages)) == len(of("testCaseFinished", messages)) == len(run.results)
    assert len({case["pickleId"] for case in of("testCase", messages)}) == len(of("pickle", messages))
    failing = sum("FAILED" in steps for steps in statuses(messages))
    assert failing == sum(run.count(outcome) for outcome in (Outcome.FAILED, Outcome.UNREACHED, Outcome.TARGET_ERROR))


def test_a_run_that_conforms_is_a_success() -> None:
    text = messages_ndjson(a_run())
    assert json.loads(text.splitlines()[-1])["testRunFinished"]["success"] is True
    assert len(text) < 6_000_000


@settings(max_examples=3, deadline=None)
@given(runs())
def test_results_of_other_rules_are_not_lost(run: Run) -> None:
    attached = of("attachment", read(run))
    assert len(attached) == (1 if run.results else 0)
    for result in run.results:
        assert f"{result.outcome}: {result.scenario}" in attached[0]["body"]
