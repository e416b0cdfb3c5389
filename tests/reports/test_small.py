"""Texts, command lines, annotations, the badge, and writing it all."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.operations import Exchange
from statusquo_conformance.reports.badge import badge_svg
from statusquo_conformance.reports.curl import curl_line
from statusquo_conformance.reports.github import MOST, workflow_lines
from statusquo_conformance.reports.shares import MOST_ALIKE, ROOM, with_requests
from statusquo_conformance.reports.texts import cut, harmless
from statusquo_conformance.reports.write import ReportError, write_reports

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
    with_outcomes,
)
from tests.reports.runs import runs

SOME = passed_results()


def test_what_acts_is_made_visible_and_what_is_seen_stays() -> None:
    assert harmless("a\tb\nc\r\nd “é” 票 👩‍💻") == "a\tb\nc\nd “é” 票 👩‍💻"
    assert harmless("\x1b[31m\u202e\u2066\x9b\r\ud83d") == "⟨U+001B⟩[31m⟨U+202E⟩⟨U+2066⟩⟨U+009B⟩⟨U+000D⟩⟨U+D83D⟩"
    assert cut("abc", 3) == "abc"
    assert cut("a" * 5000, 3).startswith("aaa\n… and 4,997 more characters")


def exchange(method: str = "GET", body: str = "", **headers: str) -> Exchange:
    return Exchange(method, "https://desk.example/a?b=[1]&c={2}", headers, body, 200, {}, "", 0.1)


def test_a_request_becomes_a_command() -> None:
    url = "--url 'https://desk.example/a?b=[1]&c={2}'"
    assert curl_line(exchange()) == f"curl --globoff {url}"
    assert curl_line(exchange("POST", "@file")) == f"curl --globoff {url} --data-raw @file"
    assert curl_line(exchange("POST")) == f"curl --globoff --request POST {url}"
    assert curl_line(exchange("HEAD")) == f"curl --globoff --head {url}"
    assert curl_line(exchange(Accept="a; b", Empty="", Host="x")).endswith(
        f"{url} --header 'Accept: a; b' --header 'Empty;'"
    )


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30).filter(bool))
def test_no_body_gets_out_of_its_quotes(body: str) -> None:
    line = curl_line(exchange("PUT", body))
    assert shlex.split(line)[-1] == harmless(body)


@pytest.mark.skipif(os.name != "posix", reason="the line is for a POSIX shell")
def test_a_shell_takes_the_command_for_what_it_is() -> None:
    body = "'; echo gone; `id` $(id) \"\\ \n #"
    said = subprocess.run(
        ["/bin/sh", "-c", curl_line(exchange("PUT", body)).replace("curl", "printf '%s|'", 1)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.split("|")[-2] == body


def test_requests_are_shared_out() -> None:
    alike = [failed(result, seen="the same") for result in SOME[:20]]
    assert with_requests(alike) == frozenset(range(MOST_ALIKE))
    assert with_requests([*alike, failed(SOME[20])]) == {*range(MOST_ALIKE), 20}
    assert with_requests(SOME) == frozenset()
    large = [failed(result, body="x" * 1_000_000) for result in SOME[:300]]
    assert 20 < len(with_requests(large)) < ROOM / 4_000


def test_annotations_for_github(tmp_path: Path) -> None:
    target = tmp_path / "desks" / "my.yaml"
    run = replace(mixed(), about=replace(ABOUT, target=str(target)))
    lines = workflow_lines(run, tmp_path)
    errors = [line for line in lines if line.startswith("::error file=desks/my.yaml,line=1,title=")]
    assert errors[0].startswith("::error file=desks/my.yaml,line=1,title=Does not conform::The server does not conform")
    assert len(errors) == MOST + 1
    total = 1 + run.count(Outcome.FAILED) + 2
    assert errors[-1].endswith(f"title=And more::{total - MOST} more of this kind are in the report.")
    assert sum(line.startswith("::warning ") for line in lines) == run.count(Outcome.WARNED) + run.count(Outcome.KNOWN)
    [notice] = [line for line in lines if line.startswith("::notice ")]
    assert "29 scenarios of A-3" in notice
    assert all(line.count("\n") == 0 for line in lines)


def test_an_annotation_names_no_file_from_elsewhere(tmp_path: Path) -> None:
    lines = workflow_lines(mixed(), tmp_path / "elsewhere")
    assert lines[0].startswith("::error file=desk.yaml,line=1,")
    outside = replace(mixed(), about=replace(ABOUT, target=str(tmp_path / "my.yaml")))
    assert workflow_lines(outside, tmp_path / "elsewhere")[0].startswith("::error title=Does not conform::")
    assert workflow_lines(a_run(), tmp_path) == []


def test_nobody_writes_an_annotation_of_their_own(tmp_path: Path) -> None:
    hostile = failed(replace(SOME[0], scenario="a,b:c%\n::set-output::"), seen="x\r\n::error::y\r%0A\x1b")
    line = workflow_lines(a_run([hostile, SOME[1]]), tmp_path)[1]
    assert f"title={' '.join(SOME[0].tags)} a%2Cb%3Ac%25%0A%3A%3Aset-output%3A%3A::expected: " in line
    assert line.endswith("seen: x%0A::error::y⟨U+000D⟩%250A⟨U+001B⟩")


@settings(max_examples=25, deadline=None)
@given(runs())
def test_an_annotation_is_a_line(run: Run) -> None:
    for line in workflow_lines(run, Path("/nowhere")):
        assert line.startswith("::")
        assert len(line.splitlines()) == 1
        line.encode()


def test_verdicts_that_ask_for_nothing_are_no_errors(tmp_path: Path) -> None:
    lines = workflow_lines(as_known(), tmp_path)
    assert lines[0].startswith(
        "::warning file=desk.yaml,line=1,title=Does not conform%2C as known::The server does not"
    )
    assert "known: DESK-12" in lines[1]
    assert [line.partition(" ")[0] for line in workflow_lines(outdated(), tmp_path)] == ["::error"]
    assert [line.partition(" ")[0] for line in workflow_lines(narrowed(), tmp_path)] == ["::warning"]


def test_one_cause_is_one_annotation(tmp_path: Path) -> None:
    run = with_outcomes(lambda number, result: unreached(result) if number < 100 else result)
    assert len(workflow_lines(run, tmp_path)) == 2


def title(run: Run) -> str:
    found = ET.fromstring(badge_svg(run)).find("{http://www.w3.org/2000/svg}title")  # noqa: S314 - our own
    assert found is not None
    return str(found.text)


def test_the_badge_says_the_verdict_and_what_it_is_for() -> None:
    run = a_run()
    names = tuple(RULES.capabilities)
    assert title(run) == "conforms · ticket-statuses 1.0.0"
    assert title(mixed()) == "does not conform · ticket-statuses 1.0.0 · without favorites"
    assert title(a_run([])) == "no verdict · ticket-statuses 1.0.0"
    assert title(a_run(SOME[:9])) == "not shown to conform · ticket-statuses 1.0.0"
    small = replace(run, about=replace(ABOUT, profile=names[:2]))
    assert title(small) == f"conforms · ticket-statuses 1.0.0 · {names[0]}, {names[1]} only"
    assert len({badge_svg(each).split('fill="#')[2][:6] for each in (run, mixed(), a_run([]))}) == 3


def test_the_badge_is_a_picture_that_can_be_read_out() -> None:
    root = ET.fromstring(badge_svg(a_run()))  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.get("aria-label") == "conforms · ticket-statuses 1.0.0"
    assert [element for element in root.iter() if "id" in element.attrib] == []
    texts = root.findall(".//{*}text")
    assert [text.text for text in texts] == ["ticket-statuses 1.0.0", "conforms"]
    ends = [int(text.get("x", "")) + int(text.get("textLength", "")) for text in texts]
    assert ends[0] < int(texts[1].get("x", ""))
    assert ends[1] < int(root.get("width", ""))


def test_all_reports_are_written_whole(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "where"
    run = a_run(SOME[:5])
    paths = write_reports(run, folder)
    names = ["report.json", "report.html", "junit.xml", "messages.ndjson", "badge.svg"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    before = {path: path.read_bytes() for path in paths}
    assert {path: path.read_bytes() for path in write_reports(run, folder)} == before


@pytest.mark.skipif(os.name != "posix", reason="files have other permissions elsewhere")
def test_reports_can_be_read_like_any_other_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    for path in write_reports(a_run(SOME[:1]), tmp_path / "reports"):
        assert path.stat().st_mode == ordinary.stat().st_mode


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(ReportError, match=r"cannot be written to") as caught:
            write_reports(a_run(SOME[:1]), folder)
        assert caught.value.hint


def test_what_cannot_take_its_name_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").mkdir()
    with pytest.raises(ReportError):
        write_reports(a_run(SOME[:1]), tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
