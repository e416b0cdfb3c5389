"""Changes in how things can stand with a ticket besides its status, and in what people see of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from statusquo.comparing.changes import Difference
from statusquo.comparing.facts import Kind
from statusquo.rules.guards import GuardTerm
from statusquo.rules.model import RuleSet
from statusquo.wording import conditions, words

Tell = Callable[[Difference, RuleSet, RuleSet], str]


_PROMISES = {"final": ("final", "leaves it"), "once": ("had once only", "comes back into it")}
"""What can be promised of a status, and what that means."""


def told_terms(rules: RuleSet, terms: Iterable[GuardTerm], *, lacking: bool = False) -> str:
    """What has to be so, or how things stand if it is not, always in the same order."""
    ordered = sorted(terms, key=repr)
    return conditions.lacking(rules, ordered) if lacking else conditions.provided(rules, ordered)


def _flag(it: Difference, old: RuleSet, new: RuleSet) -> str:
    name = it.about[0]
    if it.after is None:
        return f"Tickets are marked {old.flags[name].label} (`{name}`) no longer."
    flag = new.flags[name]
    return f"Tickets can now be marked {flag.label} (`{name}`): {flag.meaning}"


def _shown_to(it: Difference, old: RuleSet, new: RuleSet) -> str:
    who = new.roles[it.about[0]].label
    labels = words.labels(new, it.statuses)
    if not it.after:
        return f"{who} are now shown that a ticket is {labels}, and no longer {old.statuses[it.before].label} instead."
    shown = f"{who} are now shown {new.statuses[it.after].label} while a ticket is {labels}"
    return f"{shown}, and no longer {old.statuses[it.before].label}." if it.before else f"{shown}."


def _promise(it: Difference, old: RuleSet, new: RuleSet) -> str:
    name, promise = it.about
    is_so, meaning = _PROMISES[promise]
    if it.after is None:
        return f"The status {old.statuses[name].label} is no longer said to be {is_so}."
    return f"The status {new.statuses[name].label} is said to be {is_so} now: no ticket ever {meaning}."


SENTENCES: Mapping[Kind, Tell] = {
    Kind.FLAG: _flag,
    Kind.SHOWN_TO: _shown_to,
    Kind.PROMISE: _promise,
}
"""How each kind of difference is told."""
