"""Changes in requirements, in what rules trace to, and in texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from statusquo.cli import words
from statusquo.comparing.changes import Difference
from statusquo.comparing.facts import Kind
from statusquo.rules.model import RuleSet

Tell = Callable[[Difference, RuleSet, RuleSet], str]

LONGEST = 100
"""Longer texts are not repeated whole."""

_PARTS = {
    "every_status": "what holds in every status",
    "status": "the status",
    "flag": "the flag",
    "when_refused": "every refusal of",
    "never": "what is never done by",
    "action": "what may be done:",
    "otherwise": "the refusal of those who lack what it takes:",
    "again": "what is possible again:",
    "keeps_status": "leaving the status alone:",
    "argument": "what is given with it:",
    "provided": "what has to be so:",
    "timer": "the timer",
    "cancelled": "the end of the timer",
    "timer_says": "what the system writes by the timer",
    "repeats": "what happens before the last time of the timer",
    "surveys": "how long a survey can be submitted",
    "moving": "where it leads:",
    "saying": "what the system writes:",
    "moving_provided": "what has to be so for it to lead anywhere:",
    "opening": "the new ticket:",
    "not_offered": "which statuses cannot be chosen:",
    "effect": "what follows:",
    "effect_elsewhere": "where it does not follow:",
    "effect_again": "what follows anew:",
    "cell": "the table:",
}
"""What a trace is of, in words that go before its names."""


def _requirement(it: Difference, old: RuleSet, new: RuleSet) -> str:
    id_ = it.about[0]
    if it.after is None:
        return f"{id_} is gone: “{shortened(old.requirements[id_].text)}”"
    found = new.requirements[id_]
    return f"{id_} is new ({found.level.value}): “{shortened(found.text)}”"


def _level(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    text = shortened(new.requirements[it.about[0]].text)
    return f"{it.about[0]} is a {it.after.value} now, and no longer a {it.before.value}: “{text}”"


def _applies(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    def told(value: tuple[frozenset[str], str]) -> str:
        capabilities, checked_by = value
        return f"servers with {words.listed(sorted(capabilities), 'or')}, checked by {checked_by.replace('_', ' ')}"

    return f"{it.about[0]} concerns {told(it.after)}; before, {told(it.before)}."


def _capability(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    name = it.about[0]
    if it.before is None:
        return f"There is a new capability that a server can have, {name}."
    if it.after is None:
        return f"The capability {name} is gone."
    gained, lost = sorted(it.after - it.before), sorted(it.before - it.after)
    said = [f"now includes {words.listed(gained)}"] if gained else []
    said += [f"no longer includes {words.listed(lost)}"] if lost else []
    return f"The capability {name} {words.listed(said)}."


def _trace(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    part, *names = it.about
    told = " ".join([_PARTS[part], *names]).rstrip()
    if it.statuses:
        told = f"{told} in {words.labels(new, it.statuses, 'and')}"
    before, after = (", ".join(ids) or "no requirement" for ids in (it.old_ids, it.new_ids))
    return f"{told[0].upper()}{told[1:]} (carries out {after} now, and no longer {before})."


def _text(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    where = ".".join(name for name in it.about if name)
    if not it.after:
        return f"{where} no longer says “{shortened(it.before)}”"
    if not it.before:
        return f"{where} now says “{shortened(it.after)}”"
    return f"{where} says “{shortened(it.after)}” now, and no longer “{shortened(it.before)}”"


def shortened(text: str) -> str:
    """A text that fits into a line of a report."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


SENTENCES: Mapping[Kind, Tell] = {
    Kind.REQUIREMENT: _requirement,
    Kind.LEVEL: _level,
    Kind.APPLIES: _applies,
    Kind.CAPABILITY: _capability,
    Kind.TRACE: _trace,
    Kind.TEXT: _text,
}
"""How each kind of difference is told."""
