"""Known failures: their file is checked to the letter, and they excuse what they announce and nothing else.

A new fixture gets its ``.expected`` file from ``STATUSQUO_WRITE_EXPECTED=1 pytest tests/features/test_known.py``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statusquo.errors import InvalidFileError
from statusquo.rules.load import load_rules
from statusquo_conformance.judging.known import Entry, Known, load_known
from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.scenarios import scenarios

from tests.features.harness import carrying, shipped
from tests.features.runs import result

BROKEN = sorted(Path(__file__).with_name("known").glob("*.yaml"))
TODAY = date(2026, 11, 23)
EXCUSABLE = {Outcome.FAILED, Outcome.WARNED, Outcome.UNREACHED}


def report(path: Path) -> str:
    with pytest.raises(InvalidFileError) as caught:
        load_known(path, shipped(), TODAY)
    text = "\n\n".join(str(problem) for problem in caught.value.problems) + "\n"
    return text.replace(f"{path.parent}{os.sep}", "")


def load(folder: Path, *entries: Mapping[str, Any], today: date = TODAY) -> Known:
    path = folder / "known.yaml"
    lines = [", ".join(f'{name}: "{value}"' for name, value in entry.items()) for entry in entries]
    path.write_text("known_failures:\n" + "".join(f"  - {{{line}}}\n" for line in lines), "utf-8")
    return load_known(path, shipped(), today)


def entry(id_: str, covers: int = 1) -> Entry:
    return Entry(id_, "It was never built.", "", TODAY, f"known.yaml:{id_}", covers)


# ---------------------------------------------------------------------------------------------------------- the file


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_reported_as_expected(path: Path) -> None:
    expected = path.with_suffix(".expected")
    found = report(path)
    if os.environ.get("STATUSQUO_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert re.search(rf"{re.escape(path.name)}(:\d+:\d+)?", found)


def test_every_broken_file_has_its_report_and_none_is_left_over() -> None:
    assert {path.stem for path in BROKEN[0].parent.glob("*.expected")} == {path.stem for path in BROKEN}


def test_a_sound_file_is_told_as_it_stands(tmp_path: Path) -> None:
    name = carrying(shipped(), "C-3")[0].name
    common = {"reason": "It was never built.", "expires": "2026-11-23"}
    known = load(
        tmp_path, {"requirement": "T-8", **common, "link": "https://issues.example/17"}, {"scenario": name, **common}
    )
    assert [(each.id, each.reason, each.link, each.expires) for each in known.entries] == [
        ("T-8", "It was never built.", "https://issues.example/17", TODAY),
        (name, "It was never built.", "", TODAY),
    ]
    assert [each.covers for each in known.entries] == [len(carrying(shipped(), "T-8")), 1]
    assert [each.where.rpartition("/")[2] for each in known.entries] == ["known.yaml:2", "known.yaml:3"]


def test_its_last_day_is_a_day_on_which_a_failure_is_still_known(tmp_path: Path) -> None:
    told = {"requirement": "T-8", "reason": "It was never built.", "expires": "2026-11-23"}
    assert load(tmp_path, told).entries
    with pytest.raises(InvalidFileError) as caught:
        load(tmp_path, told, today=TODAY + timedelta(days=1))
    assert [problem.code for problem in caught.value.problems] == ["known-expired"]


def test_scenarios_are_named_as_the_reports_name_them(tmp_path: Path) -> None:
    names = {scenario.name for scenario in scenarios(shipped())}
    assert len(names) == len(scenarios(shipped()))
    told = [
        {"scenario": name, "reason": "It was never built.", "expires": "2027-01-31"} for name in sorted(names)[::97]
    ]
    assert [each.covers for each in load(tmp_path, *told).entries] == [1] * len(told)


def test_other_rules_have_other_requirements() -> None:
    rules = load_rules(Path(__file__).with_name("desks") / "small.yaml")
    path = BROKEN[0].with_name("twice.yaml")
    with pytest.raises(InvalidFileError) as caught:
        load_known(path, rules, TODAY)
    assert "The suite has no requirement `T-9`." in [problem.message for problem in caught.value.problems]


# ------------------------------------------------------------------------------------------------- what it excuses

IDS = st.sampled_from(["C-3", "C-4", "T-11"])
RESULTS = st.builds(
    lambda outcome, ids, name: result(outcome, *ids, scenario=name),
    st.sampled_from(Outcome),
    st.lists(IDS, min_size=1, max_size=2, unique=True),
    st.sampled_from(["One", "Another"]),
)
KNOWN = st.builds(
    lambda ids: Known(tuple(map(entry, ids))),
    st.lists(st.one_of(IDS, st.sampled_from(["One", "Another"])), unique=True),
)


@given(RESULTS, KNOWN)
def test_a_failure_that_was_announced_is_known_and_nothing_else_is_touched(found: Result, known: Known) -> None:
    excused = known.excuse(found)
    announced = any(each.id in {*found.tags, found.scenario} for each in known.entries)
    if announced and found.outcome in EXCUSABLE:
        assert excused.outcome is Outcome.KNOWN
        assert excused.known == "It was never built., until 2026-11-23"
        assert replace(excused, outcome=found.outcome, known="") == found
    else:
        assert excused is found


@given(st.lists(RESULTS, max_size=6), KNOWN)
def test_an_announcement_is_unfounded_if_all_that_it_covers_was_run_and_some_passed_and_none_failed(
    found: list[Result], known: Known
) -> None:
    covered = {each.id: [one for one in found if each.id in {*one.tags, one.scenario}] for each in known.entries}
    known = Known(tuple(replace(each, covers=len(covered[each.id])) for each in known.entries))
    excused = [known.excuse(each) for each in found]
    expected = [
        each.where
        for each in known.entries
        if any(one.outcome is Outcome.PASSED for one in covered[each.id])
        and not any(one.outcome in {*EXCUSABLE, Outcome.KNOWN} for one in covered[each.id])
    ]
    unfounded = known.unfounded(excused)
    assert [words.rpartition("[")[2].rstrip("]") for words in unfounded] == expected
    further = Known(tuple(replace(each, covers=each.covers + 1) for each in known.entries))
    assert not further.unfounded(excused), "what has not been run may fail"


def test_a_link_and_the_last_day_are_told_with_the_reason() -> None:
    known = Known((replace(entry("C-3"), link="https://issues.example/17"),))
    excused = known.excuse(result(Outcome.FAILED, "C-3"))
    assert excused.known == "It was never built. (https://issues.example/17), until 2026-11-23"
