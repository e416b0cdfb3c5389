"""``junit.xml``: the run as CI servers read it.

A violation is a failure, what cannot be judged is an error, and whatever decides nothing is skipped and says why. The
verdict is a test case of its own, so that no run that is short of a verdict ever looks green.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run, Verdict, judge
from statusquo_conformance.reports.texts import harmless
from statusquo_conformance.reports.words import counts_against, marked_steps, told, unclaimed, why_partial

_VERDICT = "verdict"
_KINDS = {0: "skipped", 1: "failure", 3: "error"}
"""What the verdict is, where it is not that the server conforms, by exit code of the command."""


def junit_xml(run: Run) -> str:
    """The run as JUnit's XML."""
    root = Element("testsuites", name=harmless(f"{run.rules.name} {run.rules.version}"))
    _verdict(root, run)
    for file in dict.fromkeys(result.file for result in run.results):
        results = [result for result in run.results if result.file == file]
        suite = SubElement(root, "testsuite", name=harmless(results[0].feature or file))
        suite.set("timestamp", min(result.started for result in results).isoformat())
        for result in results:
            _case(suite, run, result)
        _count(suite, [suite], sum(result.seconds for result in results))
    _count(root, list(root), run.seconds)
    indent(root, " ")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(root, encoding='unicode')}\n"


def _verdict(root: Element, run: Run) -> None:
    """The run as a whole, and what it was about."""
    about, rules = run.about, run.rules
    suite = SubElement(root, "testsuite", name=_VERDICT, timestamp=about.started.isoformat())
    facts = {
        "server": about.name,
        "target": about.target,
        "target.digest": about.digest,
        "door": about.door,
        "rules": f"{rules.name} {rules.version}",
        "rules.digest": rules.digest,
        "suite": about.suite,
        "profile": ", ".join(about.profile),
        "profile.not_claimed": ", ".join(unclaimed(run)),
        "command": about.command,
    }
    _properties(suite, facts.items())
    case = SubElement(suite, "testcase", classname=harmless(f"{rules.name}.{_VERDICT}"), name="The server conforms")
    case.set("time", "0.000")
    verdict, sentence = judge(run)
    if verdict is not Verdict.CONFORMS:
        _say(case, _KINDS[verdict.exit_code], sentence, "\n".join((sentence, *why_partial(run))), _VERDICT)
    _count(suite, [suite], 0.0)


def _case(suite: Element, run: Run, result: Result) -> None:
    classname = f"{run.rules.name}.{PurePath(result.file).stem}"
    case = SubElement(suite, "testcase", classname=harmless(classname), name=harmless(result.scenario))
    case.set("time", f"{result.seconds:.3f}")
    facts = [*(("requirement", tag) for tag in result.tags), ("id", result.id)]
    if result.cell is not None:
        facts.append(("cell", f"{result.cell.role} {result.cell.action} {result.cell.status}"))
    _properties(case, facts)
    if result.outcome is not Outcome.PASSED:
        message = f"{result.outcome}: {result.seen}" if result.seen else str(result.outcome)
        _say(case, _kind(run, result), message, _text(run, result), str(result.outcome))


def _kind(run: Run, result: Result) -> str:
    if not result.outcome.is_judged:
        return "error"
    return "failure" if counts_against(run, result) else "skipped"


def _text(run: Run, result: Result) -> str:
    """The requirements, what was expected and seen, and the steps."""
    found = (run.rules.requirements[tag] for tag in result.tags if tag in run.rules.requirements)
    requirements = [f"{each.id} {each.level.value.upper()} {each.text}" for each in found]
    return "\n".join([*requirements, "", told(result), "", *marked_steps(result)])


def _say(case: Element, kind: str, message: str, text: str, type_: str) -> None:
    element = SubElement(case, kind, message=harmless(message), type=type_)
    element.text = harmless(text)


def _properties(parent: Element, facts: Iterable[tuple[str, str]]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in facts:
        SubElement(properties, "property", name=name, value=harmless(value))


def _count(element: Element, suites: Iterable[Element], seconds: float) -> None:
    """Write down how many test cases there are, and how they ended."""
    cases = [case for suite in suites for case in suite.iter("testcase")]
    element.set("tests", str(len(cases)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(kind) is not None for case in cases)))
    element.set("time", f"{seconds:.3f}")
