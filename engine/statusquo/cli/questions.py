"""Questions with something left out: who may, where, and what; answered for everybody and everything that is left.

As in ``explanation``, the verdict is the engine's own. What one role calls "reply" and another "write a message" is the
same operation, so a question about the one is answered for the other, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.comparing.ways import refused_without
from statusquo.rules.doings import Action, Clause
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.results import Decision
from statusquo.runtime.tables import CompiledRules, Entry
from statusquo.wording import conditions, words

NOBODY = "nobody sees it"
"""Instead of what it takes, where the ticket is not to be seen at all."""

NO_TICKET = "without a ticket"

EVERYWHERE = ("any status", NO_TICKET)
"""The sets of statuses that leave nothing out, in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say about one action of one role, in a status or in all of them.

    Attributes:
        phrase: the action in words, as the role has it.
        may: whether it is allowed, in the status or in some status.
        never: the role is refused it whatever the status is, because only others have such an action.
        where: the statuses in which it is allowed, in words.
        takes: what somebody has to hold or be, and how things have to stand, by the names in the rules; of what is
            refused, nothing.
        requirements: the ids of the rule that decides.
        line: the line of that rule in the rule file, or 0.
    """

    role: str
    action: str
    phrase: str
    may: bool
    never: bool
    where: str
    takes: str
    requirements: tuple[str, ...]
    line: int


def answers(compiled: CompiledRules, role: str | None, action: str | None, status: str | None) -> tuple[Answer, ...]:
    """An answer for each role and action that the question leaves open, in the order of the rules.

    What concerns no ticket is left out where a status is asked about.

    Raises:
        ValueError: if there is a status, and the action that was asked about concerns no ticket.
    """
    rules = compiled.rules
    roles = list(rules.roles) if role is None else [role]
    found = [
        _answer(compiled, each, name, status)
        for each in roles
        for name in ([_as_called_by(rules, each, action)] if action is not None else _all_actions(rules, each))
        if status is None or not _without_ticket(rules, each, name)
    ]
    if not found:
        message = f"{action or 'What can be done'} concerns no ticket, so it has no status"
        raise ValueError(message)
    return tuple(found)


def _as_called_by(rules: RuleSet, role: str, name: str) -> str:
    """What a role calls an action: by the same name, else by the same operation, else as the others do."""
    if (role, name) in rules.actions:
        return name
    own = rules.action_for(role, _of_others(rules, name).operation)
    return own.name if own is not None else name


def _all_actions(rules: RuleSet, role: str) -> Iterator[str]:
    """The actions of a role, then those that only others have: one for each operation."""
    own = rules.actions_of(role)
    yield from (each.name for each in own)
    operations = {each.operation for each in own}
    names = {each.name for each in own}
    for each in rules.actions.values():
        if each.operation not in operations and each.name not in names:
            operations.add(each.operation)
            yield each.name


def _of_others(rules: RuleSet, name: str) -> Action:
    return next(each for each in rules.actions.values() if each.name == name)


def _without_ticket(rules: RuleSet, role: str, name: str) -> bool:
    return (rules.actions.get((role, name)) or _of_others(rules, name)).without_ticket


def _answer(compiled: CompiledRules, role: str, name: str, status: str | None) -> Answer:
    rules = compiled.rules
    action = rules.actions.get((role, name))
    if action is None:
        refusal = compiled.entries[role, name, rules.initial].lacking  # the same in every status
        return _said(refusal, role, _of_others(rules, name), never=True)
    if action.without_ticket:
        entry = compiled.entries[role, name, None]
        return _said(entry.allowed, role, action, where=NO_TICKET, takes=_takes(rules, entry, action))
    entries = {each: compiled.entries[role, name, each] for each in rules.statuses}
    allowed = [each for each, entry in entries.items() if entry.status is None and entry.sight]
    where = words.status_set(rules, allowed) if allowed else "no status"
    if status is None:
        takes = _takes(rules, entries[allowed[0]], action) if allowed else ""
        return _overall(rules, action, may=bool(allowed), where=where, takes=takes)
    entry = entries[status]
    if status in allowed:
        return _said(entry.allowed, role, action, where=where, takes=_takes(rules, entry, action, status))
    if not entry.sight:  # seeing comes first: whoever does not see the ticket is told nothing else
        seeing = action.operation == Operation.READ_TICKET
        return _said(entry.unseen, role, action, where=where, takes="" if seeing else NOBODY)
    return _said(entry.status or entry.allowed, role, action, where=where)


def _said(
    decision: Decision, role: str, action: Action, *, never: bool = False, where: str = "", takes: str = ""
) -> Answer:
    return Answer(
        role=role,
        action=action.name,
        phrase=action.phrase,
        may=decision.allowed,
        never=never,
        where=where,
        takes=takes,
        requirements=decision.requirements,
        line=decision.line,
    )


def _overall(rules: RuleSet, action: Action, *, may: bool, where: str, takes: str) -> Answer:
    """An answer for all statuses: with the requirements of every cell, and the line of the action itself."""
    cells = (rules.cells[action.role, action.name, each] for each in rules.statuses)
    ids = [*action.requirements, *(id_ for cell in cells for id_ in cell.requirements)]
    return Answer(
        role=action.role,
        action=action.name,
        phrase=action.phrase,
        may=may,
        never=False,
        where=where,
        takes=takes,
        requirements=tuple(dict.fromkeys(ids)),
        line=action.line,
    )


def _takes(rules: RuleSet, entry: Entry, action: Action, status: str | None = None) -> str:
    """What somebody has to hold or be: ``seeing it; messages.delete_any, or messages.delete_own and author``.

    Then, how things have to stand: what the action asks for and, in a status, what its only way leads through.
    """
    seeing = entry.sight != NOTHING_NEEDED and action.operation != Operation.READ_TICKET
    parts = ["seeing it"] if seeing else []
    if action.needs != NOTHING_NEEDED:
        parts.append(", or ".join(_clause(rules, clause) for clause in action.needs))
    guards = [action.guard]
    if status is not None and len(entry.transitions) == 1 and refused_without(rules, entry.transitions[0], status):
        guards.append(entry.transitions[0].guard)
    parts += [conditions.brief(term) for guard in guards if guard is not None for term in guard.terms]
    return "; ".join(parts) or "nothing"


def _clause(rules: RuleSet, clause: Clause) -> str:
    return words.listed(name for name in (*rules.permissions, *rules.relations) if name in clause)
