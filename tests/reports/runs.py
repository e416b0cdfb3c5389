"""Runs that nobody would think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from hypothesis import strategies as st
from statusquo.rules.glossary import Level
from statusquo_conformance.judging.outcomes import Cell, Event, Outcome, Result
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.operations import Exchange

from tests.reports.making import ABOUT, RULES

# Halves of characters too: JSON can bring them, and some servers do.
_TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
_SECONDS = st.floats(min_value=0, max_value=1e6)
_MOMENTS = st.datetimes(timezones=st.just(UTC))
_CHECKED = [id_ for id_, each in RULES.requirements.items() if each.level in {Level.MUST, Level.SHOULD}]
_PAIRS = st.dictionaries(_TEXTS, _TEXTS, max_size=2)
_EXCHANGES = st.builds(
    Exchange,
    method=st.sampled_from(["GET", "POST", "HEAD", "DELETE"]),
    url=_TEXTS,
    headers=_PAIRS,
    body=_TEXTS,
    status=st.none() | st.integers(100, 599),
    told=_PAIRS,
    answer=_TEXTS,
    seconds=_SECONDS,
)
_EVENTS = st.builds(
    Event,
    step=st.integers(0, 5),
    who=_TEXTS,
    operation=_TEXTS,
    arguments=_PAIRS,
    answer=_TEXTS,
    exchanges=st.lists(_EXCHANGES, max_size=2).map(tuple),
)
_RESULTS = st.builds(
    Result,
    id=_TEXTS,
    feature=_TEXTS,
    file=_TEXTS,
    scenario=_TEXTS,
    tags=st.lists(st.sampled_from(_CHECKED), max_size=3, unique=True).map(tuple),
    steps=st.lists(_TEXTS, max_size=4).map(tuple),
    outcome=st.sampled_from(Outcome),
    stopped_at=st.none() | st.integers(0, 5),
    expected=_TEXTS,
    seen=_TEXTS,
    known=_TEXTS,
    cell=st.none() | st.sampled_from(sorted(RULES.cells)).map(lambda key: Cell(*key)),
    tickets=st.lists(_TEXTS, max_size=2).map(tuple),
    events=st.lists(_EVENTS, max_size=3).map(tuple),
    started=_MOMENTS,
    seconds=_SECONDS,
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """A run with results of any kind, and texts of any characters."""
    results = draw(st.lists(_RESULTS, max_size=4).map(tuple))
    about = replace(
        ABOUT,
        name=draw(_TEXTS),
        target=draw(_TEXTS),
        command=draw(_TEXTS),
        profile=draw(st.lists(st.sampled_from(sorted(RULES.capabilities)), unique=True).map(tuple)),
        only=draw(st.lists(_TEXTS, max_size=2).map(tuple)),
        started=draw(_MOMENTS),
    )
    planned = len(results) + draw(st.integers(0, 2))
    return Run(
        about,
        RULES,
        planned,
        results,
        draw(st.just("") | _TEXTS),
        draw(_SECONDS),
        draw(st.lists(_TEXTS, max_size=2).map(tuple)),
    )
