"""What a server claims to have, and what follows for its target file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from statusquo.rules.model import RuleSet
from statusquo.runtime.results import Code

from statusquo_conformance.operations import Operation
from statusquo_conformance.target.vocabulary import OPTIONAL, is_used


def claimed_capabilities(rules: RuleSet, named: Collection[str] | None) -> tuple[str, ...]:
    """The capabilities that a file claims by naming them, in the order of the rules; all if it names none."""
    return tuple(name for name in rules.capabilities if named is None or name in named)


def needed_operations(rules: RuleSet, claimed: Collection[str]) -> tuple[Operation, ...]:
    """The operations that a server with these capabilities must have."""
    owners = _owners(rules)
    known = (each for each in Operation if is_used(rules, each) and each not in OPTIONAL)
    return tuple(each for each in known if not owners or owners[each] & set(claimed))


def used_operations(rules: RuleSet, claimed: Collection[str]) -> frozenset[Operation]:
    """The operations that are of use to the rules: of a capability that is claimed, and those that belong to none."""
    owners = _owners(rules)
    known = (each for each in Operation if is_used(rules, each))
    return frozenset(each for each in known if not owners or not owners[each] or owners[each] & set(claimed))


def needing(rules: RuleSet, operations: Collection[str]) -> tuple[str, ...]:
    """The capabilities to which one of these operations belongs."""
    return tuple(name for name, each in rules.capabilities.items() if set(each.operations) & set(operations))


def refusal_codes(rules: RuleSet) -> tuple[str, ...]:
    """Every code that can say why something is refused: those of the language, and those of the rules."""
    own = [cell.refusal for cell in rules.cells.values()]
    own += [requirement.refusal for requirement in rules.requirements.values()]
    guards = [*(each.guard for each in rules.actions.values()), *(each.guard for each in rules.transitions)]
    own += [guard.refusal for guard in guards if guard is not None]
    return tuple(dict.fromkeys(code for code in (*Code, *own) if code and code != Code.ALLOWED))


def _owners(rules: RuleSet) -> Mapping[str, frozenset[str]]:
    """By operation, the capabilities that it belongs to; empty if the rules do not say."""
    if not any(each.operations for each in rules.capabilities.values()):
        return {}
    return {
        operation: frozenset(name for name, each in rules.capabilities.items() if operation in each.operations)
        for operation in Operation
    }
