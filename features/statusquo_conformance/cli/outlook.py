"""What a run would check and what not, without a server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text
from statusquo.cli.console import counted, write
from statusquo.cli.tables import Heading, print_table
from statusquo.rules.model import RuleSet

from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.prospects import Means, Prospect, prospect_of
from statusquo_conformance.scenarios import Scenario
from statusquo_conformance.selection import selected
from statusquo_conformance.target.model import Target

_CHECKED = "checked"


def print_outlook(console: Console, rules: RuleSet, target: Target, only: Sequence[str]) -> None:
    """Write how many scenarios of each requirement would be checked on a target, and why the others would not be.

    Raises:
        UnknownSelectionError: if ``only`` names something that there is not.
    """
    means = Means.of(target)
    found = _prospects(rules, means, only)
    print_table(console, f"What would be checked of {target.name}", *_table(rules, found))
    checked = sum(prospect.outcome is None for _, prospect in found)
    write(console)
    write(console, f"{checked} of {counted(len(found), 'scenario')} would be checked.")
    _print_waiting(console, means, found)
    _print_causes(console, found)


def print_shortcomings(console: Console, rules: RuleSet, means: Means, only: Sequence[str]) -> None:
    """Write what will not be checked, and why, and what will take its time; nothing if there is no such thing."""
    if means.is_whole(rules):
        return
    found = _prospects(rules, means, only)
    _print_causes(console, found)
    if not means.has_clock:
        write(console)
        _print_waiting(console, means, found)


def _prospects(rules: RuleSet, means: Means, only: Sequence[str]) -> list[tuple[Scenario, Prospect]]:
    return [(scenario, prospect_of(rules, means, scenario)) for scenario in selected(rules, only)]


def _print_waiting(console: Console, means: Means, found: Sequence[tuple[Scenario, Prospect]]) -> None:
    waiting = sum(prospect.waits for _, prospect in found if prospect.outcome is None)
    how = "by moving the server's clock" if means.has_clock else "in real time, since nothing moves the server's clock"
    if waiting:
        write(console, f"{counted(waiting, 'scenario')} wait for a time to come, {how}.")


def _print_causes(console: Console, found: Iterable[tuple[Scenario, Prospect]]) -> None:
    """Write why scenarios do not apply or cannot be checked, each reason with the requirements concerned."""
    causes: dict[tuple[Outcome, str], list[Scenario]] = {}
    for scenario, prospect in found:
        if prospect.outcome is not None:
            causes.setdefault((prospect.outcome, prospect.because), []).append(scenario)
    for (outcome, because), scenarios in causes.items():
        ids = dict.fromkeys(id_ for scenario in scenarios for id_ in scenario.ids)
        write(console)
        write(console, Text(f"{str(outcome).capitalize()}: ", "heading").append(because, "bold"))
        write(console, f"    {counted(len(scenarios), 'scenario')} of {', '.join(ids)}")


def _table(rules: RuleSet, found: Sequence[tuple[Scenario, Prospect]]) -> tuple[list[Heading], list[list[Text]]]:
    counts: dict[str, Counter[str]] = {each.id: Counter() for each in rules.requirements.values()}
    for scenario, prospect in found:
        for id_ in scenario.ids:
            counts[id_][str(prospect.outcome or _CHECKED)] += 1
    kinds = [_CHECKED, str(Outcome.NOT_APPLICABLE), str(Outcome.NOT_CHECKED)]
    headings = [Heading("id"), Heading("level"), *(Heading(kind.replace(" ", "_"), centred=True) for kind in kinds)]
    rows = [
        [
            Text(id_, "id"),
            Text(rules.requirements[id_].level.value),
            *(Text(str(count[kind]) if count[kind] else "-") for kind in kinds),
        ]
        for id_, count in counts.items()
        if count
    ]
    return headings, rows
