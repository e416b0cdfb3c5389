"""``messages.ndjson``: the run as Cucumber Messages, which the tools around Cucumber read.

The features are rendered and parsed again. Cucumber knows passed, skipped and failed only: what counts against the
server or cannot be judged has failed, and whatever decides nothing is skipped; in both cases the message says what it
is.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import cucumber_messages as cucumber
from gherkin.ast_builder import AstBuilder
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler, GherkinDocumentWithURI
from gherkin.stream.id_generator import IdGenerator

from statusquo_conformance.judging.outcomes import Event, Outcome, Result
from statusquo_conformance.judging.verdict import Run, judge
from statusquo_conformance.rendering.render import render_features
from statusquo_conformance.reports.curl import curl_line
from statusquo_conformance.reports.shares import shortened, with_requests
from statusquo_conformance.reports.texts import dumps
from statusquo_conformance.reports.words import counts_against, told

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RUN = "run"


def messages_ndjson(run: Run) -> str:
    """The messages, one a line."""
    return "".join(dumps(message) + "\n" for message in _messages(run))


@dataclass(frozen=True)
class _Case:
    """A scenario of the features with its result."""

    result: Result
    pickle: Any
    with_requests: bool


def _messages(run: Run) -> Iterator[dict[str, Any]]:
    yield _message(meta=_meta(run))
    ids = IdGenerator()
    pickles: dict[tuple[str, str], Any] = {}
    for file, text in render_features(run.rules).items():
        document: GherkinDocumentWithURI = {**Parser(AstBuilder(ids)).parse(text), "uri": file}
        plain = cucumber.SourceMediaType.text_x_cucumber_gherkin_plain
        yield _message(source=cucumber.Source(data=text, media_type=plain, uri=file))
        yield {"gherkinDocument": document}
        for pickle in Compiler(ids).compile(document):
            pickles[file, pickle["name"]] = pickle
            yield {"pickle": pickle}
    yield _message(test_run_started=cucumber.TestRunStarted(timestamp=_timestamp(run.about.started), id=_RUN))
    yield from _results(run, ids, pickles)
    verdict, sentence = judge(run)
    finished = cucumber.TestRunFinished(
        success=verdict.exit_code == 0,
        timestamp=_timestamp(run.about.started + timedelta(seconds=run.seconds)),
        message=sentence,
        test_run_started_id=_RUN,
    )
    yield _message(test_run_finished=finished)


def _results(run: Run, ids: Any, pickles: dict[tuple[str, str], Any]) -> Iterator[dict[str, Any]]:
    chosen = with_requests(run.results)
    strangers = []
    for position, result in enumerate(run.results):
        pickle = pickles.get((result.file, result.scenario))
        if pickle is None:
            strangers.append(result)
        else:
            yield from _case(run, ids, _Case(result, pickle, position in chosen))
    if strangers:  # to leave them out without a word would let a failure go unseen
        lines = [f"{each.outcome}: {each.scenario}\n{told(each)}" for each in strangers]
        body = "\n\n".join(["These scenarios do not follow from the rules as they are now.", *lines])
        yield _message(attachment=_attachment(body, test_run_started_id=_RUN))


def _case(run: Run, ids: Any, case: _Case) -> Iterator[dict[str, Any]]:
    steps = [cucumber.TestStep(id=ids.get_next_id(), pickle_step_id=step["id"]) for step in case.pickle["steps"]]
    case_id, attempt = ids.get_next_id(), ids.get_next_id()
    test_case = cucumber.TestCase(id=case_id, pickle_id=case.pickle["id"], test_steps=steps, test_run_started_id=_RUN)
    yield _message(test_case=test_case)
    began = max(case.result.started, run.about.started)
    start, end = _timestamp(began), _timestamp(began + timedelta(seconds=case.result.seconds))
    started = cucumber.TestCaseStarted(attempt=0, id=attempt, test_case_id=case_id, timestamp=start)
    yield _message(test_case_started=started)
    stopped = _stopped(case.result, len(steps))
    for index, step in enumerate(steps):
        names = {"test_case_started_id": attempt, "test_step_id": step.id}
        yield _message(test_step_started=cucumber.TestStepStarted(timestamp=start, **names))
        if case.with_requests:
            events = [event for event in case.result.events if min(max(event.step, 0), len(steps) - 1) == index]
            yield from (_message(attachment=_attachment(_log(event), timestamp=start, **names)) for event in events)
        result = _step_result(run, case.result, index, stopped)
        finished = cucumber.TestStepFinished(test_step_result=result, timestamp=start, **names)
        yield _message(test_step_finished=finished)
    over = cucumber.TestCaseFinished(test_case_started_id=attempt, timestamp=end, will_be_retried=False)
    yield _message(test_case_finished=over)


def _stopped(result: Result, steps: int) -> int:
    """The step that carries what became of the scenario; behind the last if it passed."""
    if result.outcome is Outcome.PASSED:
        return steps
    return min(max(result.stopped_at or 0, 0), steps - 1)


def _step_result(run: Run, result: Result, index: int, stopped: int) -> Any:
    """What became of a step. How long each took is not known; the scenario says how long it took as a whole."""
    nothing = cucumber.Duration(nanos=0, seconds=0)
    status = cucumber.TestStepResultStatus
    if index < stopped:
        return cucumber.TestStepResult(duration=nothing, status=status.passed)
    if index > stopped:
        return cucumber.TestStepResult(duration=nothing, status=status.skipped)
    message = f"{result.outcome}\n{told(result)}"
    if result.outcome.is_judged and not counts_against(run, result):
        return cucumber.TestStepResult(duration=nothing, status=status.skipped, message=message)
    exception = cucumber.Exception(type=str(result.outcome), message=told(result))
    return cucumber.TestStepResult(duration=nothing, status=status.failed, message=message, exception=exception)


def _log(event: Event) -> str:
    """What was asked and answered, as a text."""
    arguments = ", ".join(f"{name} {value}" for name, value in event.arguments.items() if value)
    lines = [f"{event.who}: {event.operation} {arguments}".rstrip(), f"  {event.answer}"]
    for each in event.exchanges:
        answer = f"{each.status or 'no answer'}, {each.seconds:.3f} s"
        lines += ["", shortened(curl_line(each)), answer, shortened(each.answer)]
    return "\n".join(lines)


def _attachment(body: str, **place: Any) -> Any:
    kind = "text/x.cucumber.log+plain"
    encoding = cucumber.AttachmentContentEncoding.identity
    return cucumber.Attachment(body=body, content_encoding=encoding, media_type=kind, **place)


def _meta(run: Run) -> Any:
    return cucumber.Meta(
        protocol_version=version("cucumber-messages"),
        implementation=cucumber.Product(name="statusquo", version=run.about.suite),
        runtime=cucumber.Product(name=platform.python_implementation(), version=platform.python_version()),
        os=cucumber.Product(name=platform.system()),
        cpu=cucumber.Product(name=platform.machine()),
    )


def _timestamp(moment: datetime) -> Any:
    micros = (moment - _EPOCH) // _MICROSECOND
    return cucumber.Timestamp(seconds=micros // 1_000_000, nanos=micros % 1_000_000 * 1000)


def _message(**what: Any) -> dict[str, Any]:
    data: dict[str, Any] = cucumber.message_converter.to_dict(cucumber.Envelope(**what))
    return data
