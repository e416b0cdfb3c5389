"""Annotations for GitHub: lines that a workflow prints, and that GitHub shows beside the change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from statusquo.cli.console import counted

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run, Verdict, by_cause, judge
from statusquo_conformance.reports.texts import cut, harmless
from statusquo_conformance.reports.words import counts_against, headline, told

MOST = 20
"""So many annotations of a kind; a last one says how many there would be more."""

_LONGEST = 1000
"""A longer text is cut: GitHub does not show it."""


def workflow_lines(run: Run, folder: Path) -> list[str]:
    """The lines for a run: errors first, then warnings, then notices.

    Args:
        run: the run.
        folder: where the workflow runs; the target file is named only if it is in there.
    """
    file = _within(Path(run.about.target), folder)
    kinds = {"error": list(_errors(run)), "warning": list(_warnings(run)), "notice": list(_notices(run))}
    lines = []
    for kind, told_ in kinds.items():
        lines += [_line(kind, file, title, text) for title, text in told_[:MOST]]
        if len(told_) > MOST:
            lines.append(_line(kind, file, "And more", f"{len(told_) - MOST} more of this kind are in the report."))
    return lines


def _errors(run: Run) -> Iterator[tuple[str, str]]:
    yield from _verdict(run, to_be_put_right=True)
    for result in run.having(Outcome.FAILED):
        yield _title(result), told(result)
    unreached = [result for result in run.having(Outcome.UNREACHED) if counts_against(run, result)]
    yield from _causes("Not reached", unreached)
    for outcome in (Outcome.TARGET_ERROR, Outcome.ENVIRONMENT_ERROR, Outcome.BROKEN):
        yield from _causes(str(outcome).capitalize(), run.having(outcome))


def _warnings(run: Run) -> Iterator[tuple[str, str]]:
    yield from _verdict(run, to_be_put_right=False)
    for result in run.having(Outcome.WARNED, Outcome.KNOWN):
        yield _title(result), told(result)
    unreached = [result for result in run.having(Outcome.UNREACHED) if not counts_against(run, result)]
    yield from _causes("Not reached", unreached)


def _notices(run: Run) -> Iterator[tuple[str, str]]:
    yield from _causes("Not checked", run.having(Outcome.NOT_CHECKED))


def _verdict(run: Run, *, to_be_put_right: bool) -> Iterator[tuple[str, str]]:
    """The verdict where it is less than that the server conforms."""
    verdict, sentence = judge(run)
    if verdict is not Verdict.CONFORMS and bool(verdict.exit_code) is to_be_put_right:
        yield headline(run), sentence


def _title(result: Result) -> str:
    return f"{' '.join(result.tags)} {result.scenario}".strip()


def _causes(title: str, results: tuple[Result, ...] | list[Result]) -> Iterator[tuple[str, str]]:
    """An annotation for each cause, and not for each scenario: one server that is gone is one thing to say."""
    for cause, group in by_cause(results).items():
        ids = ", ".join(dict.fromkeys(tag for result in group for tag in result.tags))
        yield f"{title}: {counted(len(group), 'scenario')} of {ids}", cause or "no cause is known"


def _within(file: Path, folder: Path) -> str:
    """The file as seen from the folder, or the empty string if it is not in there."""
    try:
        return (folder / file).resolve().relative_to(folder.resolve()).as_posix()
    except (OSError, ValueError):
        return ""


def _line(kind: str, file: str, title: str, text: str) -> str:
    place = f"file={_property(file)},line=1," if file else ""
    return f"::{kind} {place}title={_property(title)}::{_data(cut(text, _LONGEST))}"


def _data(text: str) -> str:
    """The text as GitHub wants what stands behind the second ``::``."""
    return harmless(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as GitHub wants the value of a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
