"""How fast ``decide`` answers, against an if/elif by hand and against a look-up: ``python -m benchmarks.decide``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeAlias

from rich.console import Console
from rich.table import Table
from statusquo import CompiledRules, Request, Ticket, compile_rules, decide, load_rules
from statusquo.runtime.results import Decision

from benchmarks import by_hand
from benchmarks.mix import NOW, Case, described, mix
from benchmarks.timing import best_of

SIZE = 50_000
ROUNDS = 15
LIMIT = 3.0
"""How many times as long as the look-up ``decide`` may take, over the whole mix."""

Pairs: TypeAlias = list[tuple[Request, Ticket]]
Answers: TypeAlias = Mapping[tuple[str, str, str, frozenset[str], frozenset[str]], Decision]


def main() -> int:
    """Print the table; the exit code says whether the limit is kept."""
    compiled = compile_rules(load_rules())
    cases = mix(compiled, SIZE)
    console = Console()
    console.print(described(compiled, cases))
    check(compiled, cases)
    table = Table(title=f"time for one request, best of {ROUNDS} rounds")
    for heading in (
        "requests",
        "look-up",
        "if/elif by hand",
        "decide",
        "decide : look-up",
        "decide : by hand",
        "a second",
    ):
        table.add_column(heading, justify="left" if heading == "requests" else "right")
    parts = {
        "all": cases,
        "no arguments": [case for case in cases if not case.has_arguments],
        "with arguments": [case for case in cases if case.has_arguments],
    }
    ratios = {}
    for name, part in parts.items():
        times = measure(compiled, part)
        ratios[name] = times["decide"] / times["look-up"]
        table.add_row(
            name,
            *(f"{times[way] / len(part) * 1e9:.0f} ns" for way in ("look-up", "by hand", "decide")),
            f"{ratios[name]:.2f}",
            f"{times['decide'] / times['by hand']:.2f}",
            f"{len(part) / times['decide']:,.0f}",
        )
    console.print(table)
    kept = ratios["all"] <= LIMIT
    console.print(f"At most {LIMIT:g} times the look-up: {'yes' if kept else 'NO'} ({ratios['all']:.2f}).")
    return 0 if kept else 1


def check(compiled: CompiledRules, cases: list[Case]) -> None:
    """Make sure that what is compared does the same.

    Raises:
        ValueError: if the if/elif and the engine do not agree.
    """
    for case in cases:
        engine = decide(compiled, case.request, case.ticket, NOW).code
        hand = by_hand.answer(case.request, case.ticket, NOW)
        if engine != hand:
            message = f"{case}: the engine says {engine}, the if/elif {hand}"
            raise ValueError(message)


def measure(compiled: CompiledRules, cases: list[Case]) -> dict[str, float]:
    """The time that each way takes for all cases."""
    pairs = [(case.request, case.ticket) for case in cases]
    answers: Answers = {case.key: decide(compiled, case.request, case.ticket, NOW) for case in cases}
    ways: dict[str, Callable[[], object]] = {
        "look-up": lambda: look_up(answers, pairs),
        "by hand": lambda: decide_by_hand(pairs),
        "decide": lambda: decide_all(compiled, pairs),
    }
    return best_of(ROUNDS, ways)


def look_up(answers: Answers, pairs: Pairs) -> None:
    """A plain look-up in a dict, whose key is built from what ``decide`` is given. It looks at no argument."""
    for request, ticket in pairs:
        actor = request.actor
        answers[actor.role, request.action, ticket.status, actor.permissions, actor.relations]


def decide_by_hand(pairs: Pairs) -> None:
    """The rules as if/elif."""
    answer, now = by_hand.answer, NOW
    for request, ticket in pairs:
        answer(request, ticket, now)


def decide_all(compiled: CompiledRules, pairs: Pairs) -> None:
    """The engine."""
    now = NOW
    for request, ticket in pairs:
        decide(compiled, request, ticket, now)


if __name__ == "__main__":
    sys.exit(main())
