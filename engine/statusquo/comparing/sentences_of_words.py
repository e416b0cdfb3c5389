"""Changes in requirements, in what rules trace to, and in texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from statusquo.comparing.changes import Difference
from statusquo.comparing.facts import Kind
from statusquo.comparing.texts import CELLS
from statusquo.rules.model import RuleSet
from statusquo.wording import words

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
    "timer": "the timer",
    "cancelled": "the end of the timer",
    "timer_says": "what the system writes by the timer",
    "repeats": "what happens before the last time of the timer",
    "surveys": "how long a survey can be submitted",
    "moving": "where it leads:",
    "saying": "what the system writes:",
    "opening": "the new ticket:",
    "not_offered": "which statuses cannot be chosen:",
    "effect": "what follows:",
    "effect_elsewhere": "where it does not follow:",
    "effect_again": "what follows anew:",
    "cell": "the table:",
}
"""What a trace is of, in words that go before its names."""

_GUARDS = {
    "provided": "{who} to {phrase}",
    "moving_provided": "the ticket to move when {who} {phrase}",
}
"""For what something has to be so that a guard asks for."""


_TEXTS = {
    "label": "the label of",
    "ended_label": "the label afterwards of",
    "unrelated_label": "the label of strangers to",
    "meaning": "the meaning of",
    "why": "the reason given for",
    "name": "the name of",
    "phrase": "the phrase for",
    "subject": "the subject of",
    "title": "the title of",
    "about": "what is said about",
    "because": "the reason why nobody checks",
    "refusal": "the refusal code of",
    "text": "the text of",
}
"""A text by the key that it has in the file."""

_THINGS = {
    "": "the rules",
    "flags": "the flag",
    "permissions": "the permission",
    "relations": "the relation",
    "roles": "the role",
    "subjects": "the subject",
    "matrices": "the matrix",
    "timers": "the timer",
    "effects": "the effect",
    "requirements": "the requirement",
    "capabilities": "the capability",
}


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


def _invariant(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    said = it.about[0]
    if it.before is None:
        return f"It is now said that this always holds: “{said}”"
    if it.after is None:
        return f"It is no longer said that this always holds: “{said}”"
    meant = [frozenset(each.means for each in promises) for promises in (it.before, it.after)]
    if meant[0] != meant[1]:
        return f"What is said to hold always is meant otherwise now: “{said}”"
    before, after = ", ".join(it.old_ids), ", ".join(it.new_ids)
    return f"What is said to hold always stands for {after} now, and no longer for {before}: “{said}”"


def _trace(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    part, *names = it.about
    if part in _GUARDS:
        return _trace_of_guard(it, new)
    told = " ".join([_PARTS[part], *names]).rstrip()
    if it.statuses:
        told = f"{told} in {words.labels(new, it.statuses, 'and')}"
    before, after = (", ".join(ids) or "no requirement" for ids in (it.old_ids, it.new_ids))
    return f"{told[0].upper()}{told[1:]} (carries out {after} now, and no longer {before})."


def _trace_of_guard(it: Difference, new: RuleSet) -> str:
    """Such as ``A-5 and E-1 now stand behind what has to be so for agents to reply; before, A-5 did``."""
    part, role, operation = it.about
    action = new.action_for(role, operation)
    phrase = action.phrase if action is not None else operation
    what = f"what has to be so for {_GUARDS[part].format(who=new.roles[role].label.lower(), phrase=phrase)}"
    after, before = (words.listed(ids) if ids else "no requirement" for ids in (it.new_ids, it.old_ids))
    stand = "stand" if len(it.new_ids) > 1 else "stands"
    return f"{after[0].upper()}{after[1:]} now {stand} behind {what}; before, {before} did."


def _text(it: Difference, old: RuleSet, new: RuleSet) -> str:
    what = f"{_TEXTS[it.about[-1]]} {_thing(old if it.before else new, it.about[:-1])}"
    what = f"{what[0].upper()}{what[1:]}"
    if not it.after:
        return _ended(f"{what} is gone: “{shortened(it.before)}”")
    if not it.before:
        return _ended(f"{what} is new: “{shortened(it.after)}”")
    return _ended(f"{what} is now “{shortened(it.after)}”, and no longer “{shortened(it.before)}”")


def _ended(said: str) -> str:
    """The sentence with its full stop, unless it ends with a quotation that has one."""
    return said if said.endswith((".”", "…”")) else f"{said}."


def _thing(rules: RuleSet, where: tuple[str, ...]) -> str:
    """What a text belongs to, in words."""
    kind, *names = where or ("",)
    if kind in {"statuses", "flags"}:
        what, things = ("status", rules.statuses) if kind == "statuses" else ("flag", rules.flags)
        return f"the {what} {things[names[0]].label}"
    if kind in {"actions", CELLS}:
        role, operation, *more = names
        action = rules.action_for(role, operation)
        said = f"“{action.phrase if action is not None else operation}” of {rules.roles[role].label.lower()}"
        if kind == CELLS:
            return f"{said} in {rules.statuses[more[0]].label}"
        return f"what follows from {said}" if more else said
    if kind == "roles" and len(names) > 1:
        return f"what {rules.roles[names[0]].label.lower()} never do: {names[-1]}"
    if kind == "invariants":
        return f"“{names[0]}”"
    return " ".join([_THINGS[kind], *(name for name in names if name)])


def shortened(text: str) -> str:
    """A text that fits into a line of a report."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


SENTENCES: Mapping[Kind, Tell] = {
    Kind.REQUIREMENT: _requirement,
    Kind.LEVEL: _level,
    Kind.APPLIES: _applies,
    Kind.CAPABILITY: _capability,
    Kind.INVARIANT: _invariant,
    Kind.TRACE: _trace,
    Kind.TEXT: _text,
}
"""How each kind of difference is told."""
