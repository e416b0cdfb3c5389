"""Runs of every kind, made by hand: real scenarios of the real rules, with endings that nobody had to wait for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from statusquo import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.outcomes import Cell, Event, Outcome, Result
from statusquo_conformance.judging.verdict import About, Run
from statusquo_conformance.operations import Exchange
from statusquo_conformance.scenarios import scenarios

RULES = load_rules()
STARTED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ABOUT = About(
    name="Example Desk",
    target="desk.yaml",
    digest="3f0c" * 16,
    door="http",
    profile=tuple(RULES.capabilities),
    suite="0.1.0",
    command="statusquo conform desk.yaml",
    only=(),
    started=STARTED,
)

TOLD = {"Content-Type": "application/json"}


@cache
def passed_results() -> tuple[Result, ...]:
    """Every scenario of the rules, passed."""
    return tuple(
        Result(
            id=f"test_{re.sub(r'[^a-z0-9]+', '_', each.name.lower())}[{number}]",
            feature=each.feature,
            file=each.file,
            scenario=each.name,
            tags=each.ids,
            steps=tuple(f"{sentence.keyword} {sentence.text}" for sentence in each.sentences),
            outcome=Outcome.PASSED,
            cell=_cell(RULES, each.name, [sentence.text for sentence in each.sentences]) if each.checks_cell else None,
            tickets=(f"t_{number}",),
            started=STARTED + timedelta(seconds=0.03 * number),
            seconds=0.03,
        )
        for number, each in enumerate(scenarios(RULES), start=1)
    )


def a_run(results: Sequence[Result] | None = None, *, planned: int | None = None, trouble: str = "") -> Run:
    """A run that is whole unless said otherwise."""
    found = passed_results() if results is None else tuple(results)
    return Run(ABOUT, RULES, len(found) if planned is None else planned, found, trouble, 41.3)


def with_outcomes(change: Callable[[int, Result], Result], results: Sequence[Result] | None = None) -> Run:
    """A run in which some of the results are others."""
    found = passed_results() if results is None else results
    return a_run([change(number, result) for number, result in enumerate(found)])


def failed(result: Result, outcome: Outcome = Outcome.FAILED, *, seen: str = "", body: str = "") -> Result:
    """The scenario, ended in its last step, with all that was asked of the server."""
    last = len(result.steps) - 1
    said = seen or f"a server that did it: 200 for {result.scenario.rpartition(': ')[2]}"
    return replace(
        result,
        outcome=outcome,
        stopped_at=last,
        expected="the server to refuse it with 409, and to leave everything as it was",
        seen=said,
        events=(_created(result), _tried(result, last, body), _read(result, last)),
    )


def unreached(result: Result, cause: str = "a ticket cannot be brought to closed: it stayed open") -> Result:
    """The scenario, ended in its second step."""
    return replace(
        result,
        outcome=Outcome.UNREACHED,
        stopped_at=1,
        expected="to get as far as the check",
        seen=cause,
        events=(_created(result),),
    )


def no_answer(result: Result) -> Result:
    """The scenario against a server that has gone."""
    request = Exchange(
        "POST", "https://desk.example/api/tickets", {"Authorization": "***"}, "{}", None, {}, "refused", 0.0
    )
    event = Event(0, "the creator", "create_ticket", {}, "no answer", (request,))
    seen = "POST /api/tickets got no answer: connection refused."
    return replace(result, outcome=Outcome.ENVIRONMENT_ERROR, stopped_at=0, seen=seen, events=(event,))


def mixed() -> Run:
    """Some twenty violations, and some of everything else."""
    without = tuple(name for name in ABOUT.profile if name != "favorites")
    return replace(with_outcomes(_mixed), about=replace(ABOUT, profile=without))


_Ending = Callable[[Result], Result]
_BY_TAG: Mapping[str, tuple[int, _Ending]] = {
    "T-8": (1, lambda result: failed(result, seen="409 to the second schedule, and the first one gone")),
    "C-7": (2, lambda result: failed(result, seen="the invite link answered 404")),
    "T-6": (8, failed),
    "A-9": (5, unreached),
    "T-11": (3, lambda result: failed(result, Outcome.WARNED, seen="no system message that names the time")),
    "A-15": (3, lambda result: failed(result, Outcome.WARNED, seen="the survey was taken after eight days")),
    "A-3": (1, lambda result: replace(result, outcome=Outcome.NOT_CHECKED, seen="there is no clock to be moved")),
    "A-12": (1, lambda result: replace(result, outcome=Outcome.NOT_APPLICABLE, seen="favorites are not claimed")),
    "A-14": (4, lambda result: failed(result, Outcome.TARGET_ERROR, seen="read_ticket: no `data.state` in the answer")),
    "C-6": (9, lambda result: replace(failed(result, Outcome.KNOWN), known="participants may not ask yet (DESK-12)")),
}
"""Of the scenarios of a requirement, each how manieth ends how."""


def _mixed(number: int, result: Result) -> Result:
    if result.cell is not None and (result.cell.status, result.cell.action) == ("closed", "reply"):
        return failed(result, body='{"body": "It is back — the printer jams again."}')
    each, ending = _BY_TAG.get(result.tags[0], (1, lambda same: same))
    return ending(result) if number % each == 0 else result


def as_known() -> Run:
    """A run in which nothing failed but what was announced."""
    known = replace(failed(passed_results()[0], Outcome.KNOWN), known="DESK-12 is being worked on")
    return a_run([known, *passed_results()[1:]])


def outdated() -> Run:
    """A run in which something passed that was announced to fail."""
    return replace(a_run(), unfounded=("known.yaml:4: C-3 passes",))


def narrowed() -> Run:
    """A run of one requirement, in which nothing is wrong."""
    mine = [result for result in passed_results() if "C-3" in result.tags]
    return replace(a_run(mine), about=replace(ABOUT, only=("C-3",)))


def _created(result: Result) -> Event:
    request = Exchange(
        "POST",
        "https://desk.example/api/tickets",
        {"Authorization": "Bearer ***", "Content-Type": "application/json"},
        '{"subject": "Printer"}',
        201,
        TOLD,
        f'{{"id": "{result.tickets[0]}", "status": "open", "assignee": null, "closes_at": null}}',
        0.012,
    )
    return Event(0, "the creator", "create_ticket", {"ticket": ""}, f"done: {result.tickets[0]} (201)", (request,))


def _tried(result: Result, step: int, body: str) -> Event:
    url = f"https://desk.example/api/tickets/{result.tickets[0]}/messages"
    sent = body or '{"body": "It\'s me"}'
    headers = {"Authorization": "Bearer ***", "Content-Type": "application/json"}
    request = Exchange("POST", url, headers, sent, 200, TOLD, '{"id": "m_7", "author": "u_3"}', 0.009)
    arguments = {"ticket": result.tickets[0], "body": "It's me"}
    return Event(max(step - 1, 0), "the creator", "post_message", arguments, "done (200)", (request,))


def _read(result: Result, step: int) -> Event:
    url = f"https://desk.example/api/tickets/{result.tickets[0]}?fields=status,assignee"
    answer = f'{{"id": "{result.tickets[0]}", "status": "closed", "assignee": null}}'
    request = Exchange("GET", url, {"Authorization": "Bearer ***"}, "", 200, TOLD, answer, 0.004)
    arguments = {"ticket": result.tickets[0]}
    return Event(step, "staff with every permission", "read_ticket", arguments, "done: closed (200)", (request,))


def _cell(rules: RuleSet, scenario: str, steps: Sequence[str]) -> Cell | None:
    """The cell that a scenario of a matrix is about, told by its name and its sentences."""
    tried = next((re.sub(r".* tries to |, .*", "", step) for step in steps if " tries to " in step), "")
    status = next((step.split()[-1] for step in steps if "the ticket is in status" in step), rules.initial)
    found = [key for key, action in rules.actions.items() if action.phrase == tried]
    role, name = next((key for key in found if scenario.startswith(rules.roles[key[0]].label)), found[0])
    return Cell(role, name, status)
