"""A comparison as data, for programs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from statusquo.comparing.changes import Change
from statusquo.comparing.compare import Comparison
from statusquo.comparing.versions import Verdict
from statusquo.rules.consequences import Aim, Back, Stays, To
from statusquo.rules.guards import Given, GuardTerm, OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet

FORMAT = 1
"""The version of this form."""


def as_data(comparison: Comparison, verdict: Verdict) -> dict[str, Any]:
    """Everything that a comparison found, in values that JSON has."""
    return {
        "format": FORMAT,
        "old": _rules(comparison.old),
        "new": _rules(comparison.new),
        "behaviour_changed": bool(comparison.behaviour),
        "classes": [str(each) for each in comparison.classes],
        "renamed": dict(comparison.names),
        "changes": [_change(change) for change in comparison.changes],
        "version": {"code": verdict.code, "fits": verdict.fits, "sentence": verdict.sentence},
    }


def _rules(rules: RuleSet) -> dict[str, str]:
    return {"file": rules.file, "name": rules.name, "version": rules.version, "digest": rules.digest}


def _change(change: Change) -> dict[str, Any]:
    difference = change.difference
    return {
        "kind": str(difference.kind),
        "about": list(difference.about),
        "places": [list(place) for place in difference.places if place],
        "before": _plain(difference.before),
        "after": _plain(difference.after),
        "sentence": change.sentence,
        "classes": [str(each) for each in change.classes],
        "by": [str(reason) for reason in change.reasons],
        "requirements": sorted({*difference.old_ids, *difference.new_ids}),
        "lines": {"old": difference.old_line or None, "new": difference.new_line or None},
    }


def _plain(value: Any) -> Any:
    """A value in the types of JSON; what has no order is sorted, so that the same comparison is the same text."""
    if isinstance(value, Aim | GuardTerm):
        return _aim(value) if isinstance(value, Aim) else _term(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset | tuple):
        found = [_plain(each) for each in value]
        return sorted(found, key=repr) if isinstance(value, frozenset) else found
    if isinstance(value, Enum):
        return value.value
    return int(value.total_seconds()) if isinstance(value, timedelta) else value


def _aim(aim: Aim) -> Any:
    """Where a ticket goes: a status, nothing where it is deleted or somebody chooses, null where it stays."""
    match aim:
        case To(status):
            return status
        case Back(statuses, otherwise):
            return {"previous": list(statuses), "otherwise": otherwise}
        case Stays():
            return None
    return ""


def _term(term: GuardTerm) -> dict[str, Any]:
    """A condition as it stands in a rule file."""
    match term:
        case Assigned(is_assigned):
            return {"assigned": is_assigned}
        case Marked(flags, is_marked):
            return {"marked" if is_marked else "not_marked": list(flags)}
        case Running(timers, runs):
            return {"running" if runs else "not_running": list(timers)}
        case Given(arguments):
            return {"given": list(arguments)}
        case OwnDoing():
            return {"brought_by": "actor"}
