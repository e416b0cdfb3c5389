"""``report.json`` and its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from statusquo.locations import spec_folder
from statusquo_conformance.judging.outcomes import Outcome, result_from
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.reports.data import report_data, report_json, requirements_digest

from tests.reports.making import (
    ABOUT,
    RULES,
    a_run,
    as_known,
    failed,
    mixed,
    narrowed,
    outdated,
    passed_results,
    unreached,
)
from tests.reports.runs import runs

SCHEMA: dict[str, Any] = json.loads((spec_folder() / "schema" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@settings(max_examples=30, deadline=None)
@given(runs())
def test_every_report_fits_the_schema_and_gives_the_results_back(run: Run) -> None:
    read = json.loads(report_json(run))
    assert [error.message for error in VALIDATOR.iter_errors(read)] == []
    assert read == report_data_as_json(run)
    assert tuple(result_from(each) for each in read["scenarios"]) == run.results


def report_data_as_json(run: Run) -> Any:
    return json.loads(json.dumps(report_data(run)))


def test_a_real_run_fits_the_schema() -> None:
    run = mixed()
    read = json.loads(report_json(run))
    assert [error.message for error in VALIDATOR.iter_errors(read)] == []
    assert tuple(result_from(each) for each in read["scenarios"]) == run.results
    assert read["verdict"]["word"] == "does_not_conform"
    assert read["profile"]["not_claimed"] == ["favorites"]
    assert sum(read["counts"].values()) == len(run.results) == read["planned"]
    cell = next(each for each in read["cells"] if (each["action"], each["status"]) == ("reply", "closed"))
    assert (cell["allowed"], cell["outcome"], cell["level"]) == (False, "failed", "must")
    [requirement] = [each for each in read["requirements"] if each["id"] == "T-8"]
    assert requirement["counts"] == {"failed": 3}


def parts(schema: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property and definition of the schema."""
    for section in ("properties", "$defs"):
        for name, part in schema.get(section, {}).items():
            yield f"{path}/{name}", part
            yield from parts(part, f"{path}/{name}")


def test_the_schema_is_sound_and_explains_every_word() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    found = dict(parts(SCHEMA))
    assert len(found) > 60
    for path, part in found.items():
        assert part.get("title"), path
        assert part.get("description", "").endswith("."), path
        if "properties" not in part:
            assert part.get("examples"), path


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("verdict"),
        lambda data: data.update(report=2),
        lambda data: data.update(more=1),
        lambda data: data["counts"].pop("broken"),
        lambda data: data["counts"].update(happy=1),
        lambda data: data["scenarios"][0].update(outcome="fine"),
        lambda data: data["scenarios"][0].pop("events"),
        lambda data: data["scenarios"][0].update(stopped_at=-1),
        lambda data: data["scenarios"][0]["events"][0]["exchanges"][0].pop("url"),
        lambda data: data["rules"].update(digest="none"),
        lambda data: data["cells"][0].update(outcome="fine"),
        lambda data: data["requirements"][0].update(level="could"),
        lambda data: data.update(started="yesterday"),
    ],
)
def test_the_schema_refuses_what_is_wrong(change: Any) -> None:
    data = report_data_as_json(a_run([failed(passed_results()[0])]))
    assert VALIDATOR.is_valid(data)
    change(data)
    assert not VALIDATOR.is_valid(data)


def test_a_partial_run_says_why() -> None:
    results = passed_results()[:2]
    whole, short = report_data(a_run(results)), report_data(a_run(results, planned=9, trouble="pytest is ill."))
    assert whole["partial"] == []
    assert short["partial"] == ["The run came to grief: pytest is ill.", "Only 2 of 9 scenarios were run."]
    assert short["verdict"]["exit_code"] == 3
    narrowed = replace(a_run(results), about=replace(ABOUT, only=("C-3",)))
    assert report_data(narrowed)["partial"] == ["The run was narrowed to C-3."]


@pytest.mark.parametrize(
    ("run", "word", "code"),
    [
        (a_run(), "conforms", 0),
        (as_known(), "does_not_conform_as_known", 0),
        (narrowed(), "partly_checked", 0),
        (outdated(), "known_failures_outdated", 1),
        (mixed(), "does_not_conform", 1),
        (a_run([]), "no_verdict", 3),
    ],
)
def test_every_verdict_has_a_word(run: Run, word: str, code: int) -> None:
    data = report_data_as_json(run)
    assert VALIDATOR.is_valid(data)
    assert (data["verdict"]["word"], data["verdict"]["exit_code"]) == (word, code)


def test_nothing_in_the_file_is_in_disguise() -> None:
    hostile = "\u202egnp.exe\x1b[2J \ud800\u2028"
    text = report_json(a_run([failed(passed_results()[0], seen=hostile)]))
    assert not {"\u202e", "\x1b", "\ud800", "\u2028"} & set(text)
    assert json.loads(text)["scenarios"][0]["seen"] == hostile
    text.encode()


def test_the_digest_of_the_requirements_tells_other_words() -> None:
    first = next(iter(RULES.requirements.values()))
    digest = requirements_digest(RULES.requirements)
    assert requirements_digest(dict(reversed(list(RULES.requirements.items())))) == digest
    assert requirements_digest({**RULES.requirements, first.id: replace(first, text="else")}) != digest


def test_counts_tell_outcomes_apart() -> None:
    results = [unreached(passed_results()[0]), *passed_results()[1:3]]
    counts = report_data(a_run(results))["counts"]
    assert {name: number for name, number in counts.items() if number} == {"passed": 2, "unreached": 1}
    assert set(counts) == set(Outcome)
