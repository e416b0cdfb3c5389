"""The words of a rule set that tell people something and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from statusquo.rules.model import RuleSet

Owner: TypeAlias = tuple[str, ...]
"""The kind and the name of the thing that words belong to, or nothing."""

Said: TypeAlias = "tuple[tuple[str, ...], str, Owner]"


CELLS = "cells"
"""Under this name stand the texts of single cells, with role, operation and status."""


def texts(rules: RuleSet) -> Iterator[Said]:
    """Every text, under the names by which it is found in the file; the last one tells what text it is."""
    yield ("title",), rules.title, ()
    yield from _vocabulary(rules)
    for action in rules.actions.values():
        where: tuple[str, ...] = ("actions", action.role, action.operation)
        owner: Owner = ("action", action.role, action.operation)
        yield (*where, "name"), action.name, owner
        yield (*where, "phrase"), action.phrase, owner
        yield (*where, "subject"), action.subject, owner
        yield (*where, "why"), action.why, owner
        whys = " ".join(each.why for each in rules.transitions_of(action.role, action.name) if each.why)
        yield (*where, "moving", "why"), whys, owner
    for (role, name, status), cell in rules.cells.items():
        if cell.why:
            operation = rules.actions[role, name].operation
            yield (CELLS, role, operation, status, "why"), cell.why, ("action", role, operation)
    for name, matrix in rules.matrices.items():
        yield ("matrices", name, "title"), matrix.title, ()
    for name, timer in rules.timers.items():
        owner = ("timer", name)
        yield ("timers", name, "label"), timer.label, owner
        yield ("timers", name, "subject"), timer.subject, owner
        yield ("timers", name, "why"), timer.why, owner
    for effect in rules.effects:
        where = ("effects", effect.do, effect.of or "", effect.text)
        yield (*where, "why"), effect.why, ("effect", *where[1:])
        yield (*where, "subject"), effect.subject, ("effect", *where[1:])
    for invariant in rules.invariants:
        yield ("invariants", invariant.says, "why"), invariant.why, ("invariant", invariant.says)
    for id_, requirement in rules.requirements.items():
        owner = ("requirement", id_)
        yield ("requirements", id_, "text"), requirement.text, owner
        yield ("requirements", id_, "because"), requirement.because, owner
        yield ("requirements", id_, "refusal"), requirement.refusal, owner
    for name, capability in rules.capabilities.items():
        yield ("capabilities", name, "text"), capability.text, ("capability", name)


def _vocabulary(rules: RuleSet) -> Iterator[Said]:
    for name, status in rules.statuses.items():
        owner: Owner = ("status", name)
        yield ("statuses", name, "label"), status.label, owner
        yield ("statuses", name, "meaning"), status.meaning, owner
        yield ("statuses", name, "why"), status.why, owner
    for name, flag in rules.flags.items():
        owner = ("flag", name)
        yield ("flags", name, "label"), flag.label, owner
        yield ("flags", name, "meaning"), flag.meaning, owner
        yield ("flags", name, "why"), flag.why, owner
    for name, text in rules.permissions.items():
        yield ("permissions", name, "text"), text, ("permission", name)
    for name, relation in rules.relations.items():
        yield ("relations", name, "label"), relation.label, ("relation", name)
        yield ("relations", name, "ended_label"), relation.ended_label or "", ("relation", name)
    for name, role in rules.roles.items():
        yield ("roles", name, "label"), role.label, ("role", name)
        yield ("roles", name, "unrelated_label"), role.unrelated_label, ("role", name)
        for prohibition in role.never:
            for action in prohibition.actions:
                yield ("roles", name, "never", action, "why"), prohibition.why, ("role", name)
    for name, subject in rules.subjects.items():
        yield ("subjects", name, "title"), subject.title, ()
        yield ("subjects", name, "about"), subject.about, ()
