"""What a server claims to have, and what follows for what it lacks."""

from __future__ import annotations

from collections.abc import Collection

from statusquo.rules.model import RuleSet
from statusquo.wording.words import listed


def unclaimed(rules: RuleSet, operation: str) -> str:
    """Why something does not apply to a server that does not offer an operation."""
    names = [each.name for each in rules.capabilities.values() if operation in each.operations]
    if len(names) == 1 and operation != "list_statuses":
        return f"the server does not claim {names[0]}"
    return f"the target does not say how to {operation.replace('_', ' ')}"


def unclaimed_requirement(rules: RuleSet, ids: Collection[str], claimed: Collection[str]) -> str:
    """Why a scenario that checks these requirements does not apply to a server that claims this; empty if it does."""
    for id_ in ids:
        wanted = rules.requirements[id_].capabilities
        if not set(wanted) & set(claimed):
            return f"the server does not claim {listed(wanted, 'or')}"
    return ""
