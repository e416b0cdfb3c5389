"""Parts of rules in the words of somebody who looks after customers: no code, no path, no jargon."""

from __future__ import annotations

from collections.abc import Iterable

from statusquo.lengths import duration
from statusquo.rules.consequences import (
    Aim,
    Back,
    Chosen,
    Gone,
    MoveEffect,
    OpenedTicket,
    StatusEffect,
    Stays,
    Timer,
    To,
    WayTable,
)
from statusquo.rules.doings import Argument, Clause
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED

__all__ = [
    "aim",
    "argument",
    "brings",
    "due",
    "duration",
    "effect",
    "flags",
    "goal",
    "ids",
    "labels",
    "listed",
    "needs",
    "opens",
    "ordinal",
    "shown",
    "starts",
    "status_set",
    "times",
    "ways",
    "when",
]

_TEENS = range(11, 14)


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


def flags(rules: RuleSet, names: Iterable[str], last: str = "and") -> str:
    """The labels of flags, in the order of the rules: ``Locked and Urgent``."""
    wanted = set(names)
    return listed((flag.label for name, flag in rules.flags.items() if name in wanted), last)


def shown(rules: RuleSet, status: str) -> str:
    """To whom a status is shown as another one, in sentences such as ``Customers are shown Open instead``."""
    instead = rules.statuses[status].shown_to
    people: dict[str, list[str]] = {}
    for role, other in instead.items():
        people.setdefault(other, []).append(rules.roles[role].label)
    return " ".join(f"{listed(who)} are shown {rules.statuses[other].label} instead." for other, who in people.items())


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
        "flag": _flag(rules),
    }
    optional = ", if you like" if given.optional else ""
    return f"{given.name}: {kinds[given.type]}{optional}{ids(given.requirements)}"


def _flag(rules: RuleSet) -> str:
    if len(rules.flags) == 1:
        return f"the flag {flags(rules, rules.flags)}"
    return f"a flag ({flags(rules, rules.flags, 'or')})" if rules.flags else "a flag"


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


def aim(rules: RuleSet, goal: Aim) -> str:
    """Where a ticket goes, after "the ticket": ``becomes Closed``, ``is deleted``, ``stays as it is``."""
    match goal:
        case To(status):
            return f"becomes {rules.statuses[status].label}"
        case Chosen(statuses):
            return f"becomes what is chosen of {labels(rules, statuses)}"
        case Back(statuses, otherwise):
            instead = rules.statuses[otherwise].label
            if set(statuses) <= {otherwise}:
                return f"becomes {instead}"
            return f"goes back to {labels(rules, statuses)} if it was that before, and else becomes {instead}"
        case Gone():
            return "is deleted"
        case Stays():
            return "stays as it is"


def goal(rules: RuleSet, aim_: Aim) -> str:
    """Where a ticket goes, in the column of a table: ``Closed``, ``Open or Closed, as chosen``, ``stays as it is``."""
    match aim_:
        case Chosen(statuses):
            return f"{status_set(rules, statuses)}, as chosen"
        case Back(statuses, otherwise):
            instead = rules.statuses[otherwise].label
            if set(statuses) <= {otherwise}:
                return instead
            return f"back to {labels(rules, statuses)} if it was that before, else {instead}"
        case To(status):
            return rules.statuses[status].label
    return aim(rules, aim_)


def ways(rules: RuleSet, table: WayTable) -> str:
    """What a table of ways is a table of: ``Change the status: from rows to columns``."""
    phrase = rules.actions[table.role, table.action].phrase
    rows = (table.row(rules.transitions, status) for status in table.rows)
    takes = next((row.needs for row in rows if row is not None), NOTHING_NEEDED)
    more = "" if takes == NOTHING_NEEDED else f", with {needs(rules, takes)}"
    return f"{phrase[0].upper()}{phrase[1:]}: from rows to columns{more}"


def brings(effects: Iterable[MoveEffect]) -> list[str]:
    """What the system writes, a part of a sentence for each message."""
    return [f'the system writes "{each.text}"{ids(each.requirements)}' for each in effects]


def opens(opened: OpenedTicket | None) -> list[str]:
    """The ticket that is opened, as a part of a sentence; none if there is none."""
    if opened is None:
        return []
    return [f"a new ticket is opened, linked to this one, and what is written goes there{ids(opened.requirements)}"]


def due(rules: RuleSet, timer: Timer) -> str:
    """What happens when a timer is due."""
    if isinstance(timer.aim, Stays) and timer.effects:
        first, *more = brings(timer.effects)
        said = "; ".join([f"{first}{'' if timer.effects[0].requirements else ids(timer.requirements)}", *more])
    elif isinstance(timer.aim, Stays):
        said = f"nothing else happens{ids(timer.requirements)}"
    else:
        said = "; ".join([f"the ticket {aim(rules, timer.aim)}{ids(timer.requirements)}", *brings(timer.effects)])
    again = timer.repeats
    if again is None:
        return said
    told = " and ".join([*brings(again.effects), "the time begins anew"])
    numbers = "" if again.effects else ids(again.requirements)
    return f"{told}{numbers}, {times(again.times)}; the {ordinal(again.times + 1)} time {said}"


def times(number: int) -> str:
    """How often: ``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def ordinal(number: int) -> str:
    """Which time, after the first: ``second``, ``5th``."""
    small = {2: "second", 3: "third", 4: "fourth"}
    ending = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return small.get(number, f"{number}{ending}")


def starts(timer: Timer) -> str:
    """How a timer comes to run."""
    return f"by itself, for {duration(timer.after)}" if timer.after is not None else "with the time that is given"


def _people(rules: RuleSet, role: str | None) -> str:
    return rules.roles[role].label.lower() if role is not None else "people"
