"""``statusquo validate --format``: the same problems for GitHub, code scanning and JUnit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from junitparser import JUnitXml
from statusquo.cli.watching import savings
from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules
from statusquo.reading.problems import Problem
from statusquo.rules.load import load_rules

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
BROKEN = sorted((ROOT / "tests" / "engine" / "loading" / "broken").glob("*.yaml"))[::8]
VALID = str(default_rules())


def problems_of(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidFileError) as caught:
        load_rules(file)
    return caught.value.problems


FOUND = {str(file): problems_of(file) for file in BROKEN}


def test_github(run: Run) -> None:
    code, out, _ = run("validate", "--format", "github", VALID, *FOUND)
    assert code == 1
    lines = out.splitlines()
    wanted = [problem for problems in FOUND.values() for problem in problems]
    assert len(lines) == len(wanted)
    for line, problem in zip(lines, wanted, strict=True):
        assert line.startswith(f"::error file={problem.file},line={problem.line},col={problem.column},")
        assert f"title={problem.code}::{problem.message}" in line


def test_what_github_would_take_for_more_than_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a,b:c%.yaml"
    file.write_text(default_rules().read_text("utf-8").replace("version: 1.0.0\n", "version: '100%: a'\n"), "utf-8")
    out = run("validate", "--format", "github", str(file))[1]
    assert f"file={tmp_path}/a%2Cb%3Ac%25.yaml,line=" in out
    assert "100%:" not in out


def test_sarif(run: Run) -> None:
    code, out, _ = run("validate", "--format", "sarif", VALID, *FOUND)
    assert code == 1
    log = json.loads(out)
    [only] = log["runs"]
    assert log["version"] == "2.1.0"
    wanted = [problem for problems in FOUND.values() for problem in problems]
    assert [result["ruleId"] for result in only["results"]] == [problem.code for problem in wanted]
    assert {rule["id"] for rule in only["tool"]["driver"]["rules"]} == {problem.code for problem in wanted}
    for result, problem in zip(only["results"], wanted, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == Path(problem.file).as_uri()
        assert place["region"]["startLine"] == problem.line
        assert problem.message in result["message"]["text"]


def test_junit(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("validate", "--format", "junit", VALID, *FOUND)
    assert code == 1
    report = tmp_path / "report.xml"
    report.write_text(out, "utf-8")
    found = JUnitXml.fromfile(str(report))
    assert (found.tests, found.failures) == (len(FOUND) + 1, len(FOUND))
    cases = ET.fromstring(out).findall(".//testcase")  # noqa: S314 - we wrote it ourselves
    assert [case.get("name") for case in cases] == [VALID, *FOUND]
    for case, problems in zip(cases[1:], FOUND.values(), strict=True):
        text = case.findtext("failure") or ""
        assert all(problem.message in text for problem in problems)


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_codes_are_the_same_in_every_form(run: Run, form: str) -> None:
    assert run("validate", "--format", form)[0] == 0
    assert run("validate", "--format", form, "missing.yaml")[0] == 2
    assert run("validate", "--format", form, VALID, str(BROKEN[0]))[0] == 1


def test_the_hooks_run_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= set(hook)
        name, verb, *_ = hook["entry"].split()
        assert name == "statusquo"
        assert f"\n{verb} = " in project


def test_watching_checks_again_when_a_file_is_saved(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rules.yaml"
    text = default_rules().read_text("utf-8")
    file.write_text(text, "utf-8")
    saved = iter([None, text.replace("version: 1.0.0", "version: one"), None, text])

    def sleep(_: float) -> None:
        try:
            new = next(saved)
        except StopIteration:
            raise KeyboardInterrupt from None
        if new is not None:
            file.write_text(new, "utf-8")

    monkeypatch.setattr("statusquo.cli.validate.savings", lambda files: savings(files, sleep))
    code, out, err = run("validate", "--watch", str(file))
    assert code == 130
    assert out.count(": valid") == 2
    assert err.count("error[") >= 1
    assert run("validate", "--watch", "--format", "sarif", str(file))[0] == 2
