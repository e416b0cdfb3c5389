"""What is wrong with files, in the forms that tools around a repository read: GitHub, SARIF and JUnit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from statusquo import __version__
from statusquo.reading.problems import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and everything that is wrong with it; nothing if it is valid."""

    file: str
    problems: tuple[Problem, ...]


def as_github(checked: Sequence[Checked]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(f"{_command(problem)}\n" for each in checked for problem in each.problems)


def as_sarif(checked: Sequence[Checked]) -> str:
    """SARIF 2.1.0, which code scanning reads."""
    problems = [problem for each in checked for problem in each.problems]
    driver = {
        "name": "statusquo",
        "version": __version__,
        "rules": [{"id": code} for code in dict.fromkeys(problem.code for problem in problems)],
    }
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(map(_result, problems))}
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def as_junit(checked: Sequence[Checked]) -> str:
    """JUnit's XML, where each file is a test."""
    failed = sum(bool(each.problems) for each in checked)
    numbers = {"tests": str(len(checked)), "failures": str(failed), "errors": "0"}
    suites = ET.Element("testsuites", numbers)
    suite = ET.SubElement(suites, "testsuite", {"name": "statusquo validate", **numbers})
    for each in checked:
        case = ET.SubElement(suite, "testcase", {"classname": "statusquo.validate", "name": _plain(each.file)})
        if each.problems:
            message = _plain(each.problems[0].message)
            failure = ET.SubElement(case, "failure", {"type": each.problems[0].code, "message": message})
            failure.text = _plain("\n\n".join(map(str, each.problems)))
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _said(problem: Problem) -> str:
    parts = [problem.message]
    parts += [f"Expected: {problem.expected}."] if problem.expected else []
    parts += [f"Did you mean `{problem.suggestion}`?"] if problem.suggestion is not None else []
    return " ".join(parts)


def _command(problem: Problem) -> str:
    given = {"file": problem.file}
    if problem.line:
        given |= {"line": str(problem.line), "col": str(problem.column)}
        given["endColumn"] = str(problem.column + problem.width)
    given["title"] = problem.code
    told = ",".join(
        f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in given.items()
    )
    return f"::error {told}::{_escaped(_said(problem))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _result(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
    if problem.line:
        end = problem.column + problem.width
        place["region"] = {"startLine": problem.line, "startColumn": problem.column, "endColumn": end}
    return {
        "ruleId": problem.code,
        "level": "error",
        "message": {"text": _said(problem)},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _plain(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return text.translate(_NOT_IN_XML)
