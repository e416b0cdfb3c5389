"""``report.html``: the run as one page that needs nothing but itself.

Whatever a server answered goes through two gates: characters that act are made visible, and everything is escaped. A
content security policy with the digests of the page's own style and script shuts the door on the rest.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from statusquo.cli.console import counted

from statusquo_conformance.judging.outcomes import Outcome, Result
from statusquo_conformance.judging.verdict import Run, Verdict, judge
from statusquo_conformance.reports import page
from statusquo_conformance.reports.curl import curl_line
from statusquo_conformance.reports.grids import cell_anchor, grids
from statusquo_conformance.reports.shares import shortened
from statusquo_conformance.reports.texts import cut, harmless
from statusquo_conformance.reports.words import LOOKS, headline, unclaimed, why_partial

_LOOKS = {
    Verdict.CONFORMS: ("✓", "good"),
    Verdict.AS_KNOWN: ("≈", "warn"),
    Verdict.PART: ("…", "calm"),
    Verdict.OUTDATED: ("!", "warn"),
    Verdict.DOES_NOT_CONFORM: ("✗", "bad"),
    Verdict.BROKEN: ("?", "fault"),
}
"""The sign and the tone of each verdict."""

_LONGEST_SEEN = 2_000
"""What was seen is told up to here: some servers say a whole page."""

_SECONDS_A_MINUTE = 60


def report_html(run: Run) -> str:
    """The page."""
    verdict, sentence = judge(run)
    sign, tone = _LOOKS[verdict]
    environment = _environment()
    style, script = _source("report.css"), _source("report.js")
    return environment.get_template("report.html.j2").render(
        run=run,
        about=run.about,
        rules=run.rules,
        headline=headline(run),
        sentence=sentence,
        sign=sign,
        tone=tone,
        partial=why_partial(run),
        missing=max(run.planned - len(run.results), 0),
        unclaimed=unclaimed(run),
        counts=[
            (LOOKS[outcome], str(outcome), run.count(outcome), page.section_anchor(outcome))
            for outcome in Outcome
            if run.count(outcome)
        ],
        grids=grids(run),
        sections=page.sections(run),
        rows=page.rows(run),
        untagged=page.untagged(run),
        style=Markup(style),  # noqa: S704 - our own
        script=Markup(script),  # noqa: S704 - our own
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:;"
            " base-uri 'none'; form-action 'none'"
        ),
    )


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


@cache
def _source(name: str) -> str:
    """One of the files beside the templates, as it is."""
    return (Path(__file__).with_name("templates") / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("statusquo_conformance", "reports/templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "counted": counted,
        "curl": curl_line,
        "shortened": shortened,
        "seen": lambda text: cut(text, _LONGEST_SEEN),
        "moment": _moment,
        "duration": _duration,
        "cell_anchor": cell_anchor,
    }
    environment.tests["stopped"] = _has_stopped
    return environment


def _finalize(value: Any) -> Any:
    """Every text passes here on its way to the page, whatever template it stands in."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _has_stopped(result: Result) -> bool:
    """Whether it is known at which step the scenario ended before its time."""
    return result.stopped_at is not None and 0 <= result.stopped_at < len(result.steps)


def _moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M:%S} UTC"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _SECONDS_A_MINUTE:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // _SECONDS_A_MINUTE} min {int(seconds) % _SECONDS_A_MINUTE} s"
