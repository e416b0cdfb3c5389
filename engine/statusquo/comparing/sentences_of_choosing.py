"""How things have to stand for a ticket to come into a new status, in words."""

from __future__ import annotations

from collections.abc import Iterator

from statusquo.comparing.sentences_of_standing import told_terms
from statusquo.rules.consequences import Transition, targets_of
from statusquo.rules.doings import Action
from statusquo.rules.guards import GuardTerm
from statusquo.rules.model import RuleSet
from statusquo.wording import words


def only_if(rules: RuleSet, status: str) -> str:
    """On which conditions people bring a ticket into a status: ``Agents may choose Open only if `reason` is given``."""
    return " ".join(said for action in rules.actions.values() for said in _by(rules, action, status))


def _by(rules: RuleSet, action: Action, status: str) -> Iterator[str]:
    """A sentence for each set of statuses from which the same has to be so."""
    if action.without_ticket:
        return
    leading = [each for each in rules.transitions_of(action.role, action.name) if status in targets_of(each.aim)]
    found: dict[tuple[frozenset[GuardTerm], ...], list[str]] = {}
    for source in rules.statuses:
        own = [each for each in leading if source in each.sources]
        if source != status and own and rules.cells[action.role, action.name, source].allowed:
            found.setdefault(_asked(own), []).append(source)
    for asked, sources in found.items():
        if frozenset() in asked:
            continue
        while_it_is = f" while it is {words.status_set(rules, sources)}" if len(found) > 1 else ""
        terms = words.listed((told_terms(rules, each) for each in asked), "or if")
        who = rules.roles[action.role].label
        if all(each.is_chosen for each in leading):
            yield f"{who} may choose {rules.statuses[status].label}{while_it_is} only if {terms}."
        else:
            becomes = f"the ticket becomes {rules.statuses[status].label}"
            yield f"When {who.lower()} {action.phrase}{while_it_is}, {becomes} only if {terms}."


def _asked(transitions: list[Transition]) -> tuple[frozenset[GuardTerm], ...]:
    """What one or another of these asks for; nothing where one of them has no guard."""
    guards = (frozenset(each.guard.terms) if each.guard is not None else frozenset() for each in transitions)
    return tuple(dict.fromkeys(guards))
