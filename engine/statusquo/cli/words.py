"""Parts of rules in the words of somebody who looks after customers: no code, no path, no jargon."""

from __future__ import annotations

from collections.abc import Iterable

from statusquo.lengths import duration
from statusquo.rules.model import Argument, Clause, RuleSet, StatusEffect, Timer

__all__ = [
    "argument",
    "due",
    "duration",
    "effect",
    "ids",
    "labels",
    "listed",
    "needs",
    "starts",
    "status_set",
    "when",
]


def listed(items: Iterable[str], last: str = "and") -> str:
    """Items as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *others, final = items
    return f"{', '.join(others)} {last} {final}" if others else final


def ids(requirements: Iterable[str]) -> str:
    """Ids of requirements in brackets, with a space before them; nothing if there are none."""
    found = ", ".join(requirements)
    return f" [{found}]" if found else ""


def labels(rules: RuleSet, statuses: Iterable[str], last: str = "or") -> str:
    """The labels of statuses, in the order of the rules: ``Open, Resolved or Closed``."""
    wanted = set(statuses)
    return listed((status.label for name, status in rules.statuses.items() if name in wanted), last)


def status_set(rules: RuleSet, statuses: Iterable[str]) -> str:
    """A set of statuses in as few words as will do."""
    wanted = set(statuses)
    others = [name for name in rules.statuses if name not in wanted]
    if not others:
        return "any status"
    if len(others) < len(wanted):
        return f"any status but {labels(rules, others, 'and')}"
    return labels(rules, wanted)


def needs(rules: RuleSet, alternatives: tuple[Clause, ...]) -> str:
    """What an actor has to have or be: ``messages.create (write to the customer), or being the author``."""
    return ", or ".join(_clause(rules, clause) for clause in alternatives)


def _clause(rules: RuleSet, clause: Clause) -> str:
    permissions = [f"{name} ({text})" for name, text in rules.permissions.items() if name in clause]
    relations = [f"being {relation.label}" for name, relation in rules.relations.items() if name in clause]
    return listed([*permissions, *relations])


def argument(rules: RuleSet, given: Argument) -> str:
    """What has to be given with an action."""
    kinds = {
        "future_time": "a time that is still to come",
        "status": f"one of the {len(rules.statuses)} statuses",
        "integer": f"a whole number from {given.smallest} to {given.largest}",
        "text": f"a text of at most {given.longest:,} characters",
    }
    optional = ", if you like" if given.optional else ""
    return f"{given.name}: {kinds[given.type]}{optional}{ids(given.requirements)}"


def effect(rules: RuleSet, follows: StatusEffect) -> str:
    """What follows from a change of status."""
    said = {
        "open_survey": "A satisfaction survey is opened, unless one is waiting",
        "drop_unsubmitted_survey": "A survey that was not submitted is deleted",
        "clear_favorites": f"The ticket leaves the favorites of all {_people(rules, follows.of)}",
        "add_system_message": f'The system writes "{follows.text}"',
    }
    return f"{said[follows.do]}{ids(follows.requirements)}"


def when(rules: RuleSet, follows: StatusEffect) -> str:
    """Which change of status an effect follows from."""
    statuses = status_set(rules, follows.statuses)
    if not follows.entering:
        return f"leaving {statuses}"
    inside = "" if len(follows.statuses) == 1 else ", also from one to another" if follows.each else ", from outside"
    return f"entering {statuses}{inside}"


def due(rules: RuleSet, timer: Timer) -> str:
    """What happens when a timer is due."""
    happens = "is deleted" if timer.to is None else f"becomes {rules.statuses[timer.to].label}"
    said = "".join(f'; the system writes "{each.text}"{ids(each.requirements)}' for each in timer.effects)
    return f"the ticket {happens}{ids(timer.requirements)}{said}"


def starts(timer: Timer) -> str:
    """How a timer comes to run."""
    return f"by itself, for {duration(timer.after)}" if timer.after is not None else "with the time that is given"


def _people(rules: RuleSet, role: str | None) -> str:
    return rules.roles[role].label.lower() if role is not None else "people"
