"""A rule set compiled into tables, once, so that deciding is a look-up.

For every role, action and status there is one :class:`Entry` that holds the question at each stage together with the
finished answer. The stages stand in the order in which reasons speak: seeing the ticket, permission or relation,
status. These depend on what the actor holds and on nothing else of the request, so their answer is remembered. What
depends on the ticket or on the arguments comes after them, in :mod:`~statusquo.runtime.decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from statusquo.rules.asked import Asked, asked_of
from statusquo.rules.consequences import StatusEffect, SurveyRules, Timer, Transition
from statusquo.rules.doings import Action, Argument, Clause
from statusquo.rules.guards import Guard
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.arguments import Check, check_of
from statusquo.runtime.results import Code, Decision, Ground

REMEMBERED = 65_536
"""How many verdicts are remembered; the least used are forgotten first."""

NOWHERE: Mapping[str | None, tuple[Transition, ...]] = MappingProxyType({})
"""Where actions lead that change no status."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything there is to decide about an action of a role in a status.

    Attributes:
        sight: alternatives that let the actor see the ticket.
        unseen: the answer to those who do not.
        needs: alternatives that let the actor do it.
        lacking: the answer to those who have none of them.
        status: the answer of the status if it is a refusal, else None.
        arguments: whether arguments remain to be looked at.
        allowed: the answer to everybody else.
        action: None if the role has no such action.
        transitions: those that apply, in the order of the rules.
        checks: the arguments to look at, by name.
        chooses: the argument by which the actor chooses a status, or None.
        leading_to: the transitions that lead to each status that can be chosen; under None what leads to a fixed one.
        stays: choosing the status that the ticket has is accepted, without effect.
        moves_by_choice: whether a transition applies hangs on the chosen status, or on needs or a guard of its own.
        submits: it submits the survey that waits, if there is one.
        guard: how things have to stand with the ticket, or None.
    """

    sight: tuple[Clause, ...]
    unseen: Decision
    needs: tuple[Clause, ...]
    lacking: Decision
    status: Decision | None
    arguments: bool
    allowed: Decision
    action: Action | None
    transitions: tuple[Transition, ...]
    checks: tuple[tuple[str, Check], ...] = ()
    chooses: Argument | None = None
    leading_to: Mapping[str | None, tuple[Transition, ...]] = field(default_factory=lambda: NOWHERE)
    stays: bool = False
    moves_by_choice: bool = False
    submits: bool = False
    guard: Guard | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of all stages but the arguments.

    Attributes:
        entry: the entry whose arguments remain to be looked at, or None if the decision is final.
    """

    decision: Decision
    entry: Entry | None


@dataclass(frozen=True, eq=False, repr=False)
class CompiledRules:
    """A rule set in the form that the engine uses.

    Attributes:
        entries: by (role, action, status); the status is None for actions without a ticket.
        verdict: the answer for a role, action, status and everything that the actor holds; None if there is no entry.
        by_operation: the name of a role's action for an operation.
        timers: by name.
        surveys: None if the rules set no limit.
        asked: what the rules ask of a ticket that it need not keep otherwise.
    """

    rules: RuleSet
    entries: Mapping[tuple[str, str, str | None], Entry]
    verdict: Callable[[str, str, str | None, frozenset[str]], Verdict | None]
    by_operation: Mapping[tuple[str, str], str]
    effects: tuple[StatusEffect, ...]
    timers: Mapping[str, Timer]
    surveys: SurveyRules | None
    initial: str
    asked: Asked

    def __repr__(self) -> str:
        return f"<CompiledRules {self.rules.name} {self.rules.version}>"


def compile_rules(rules: RuleSet) -> CompiledRules:
    """Compile a rule set."""
    names = dict.fromkeys(name for _, name in rules.actions)
    entries: dict[tuple[str, str, str | None], Entry] = {}
    for role, name in product(rules.roles, names):
        for status, entry in _entries(rules, role, name):
            entries[role, name, status] = entry

    @lru_cache(maxsize=REMEMBERED)
    def verdict(role: str, action: str, status: str | None, holds: frozenset[str]) -> Verdict | None:
        entry = entries.get((role, action, status))
        return None if entry is None else _judge(entry, holds)

    return CompiledRules(
        rules=rules,
        entries=MappingProxyType(entries),
        verdict=verdict,
        by_operation=MappingProxyType(
            {(action.role, action.operation): action.name for action in rules.actions.values()}
        ),
        effects=rules.effects,
        timers=rules.timers,
        surveys=rules.surveys,
        initial=rules.initial,
        asked=asked_of(rules),
    )


def _judge(entry: Entry, holds: frozenset[str]) -> Verdict:
    """Go through the stages in their order."""
    if not any(clause <= holds for clause in entry.sight):
        return Verdict(entry.unseen, None)
    if not any(clause <= holds for clause in entry.needs):
        return Verdict(entry.lacking, None)
    if entry.status is not None:
        return Verdict(entry.status, None)
    return Verdict(entry.allowed, entry if entry.arguments else None)


@dataclass(frozen=True, slots=True)
class _Throughout:
    """What is the same about an action in every status.

    Attributes:
        matrix: name of the one that it stands in; None if it has nothing to do with a ticket.
        transitions: all that it can set off somewhere.
    """

    action: Action
    matrix: str | None
    lacking: Decision
    checks: tuple[tuple[str, Check], ...]
    transitions: tuple[Transition, ...]


def _entries(rules: RuleSet, role: str, name: str) -> Iterator[tuple[str | None, Entry]]:
    """The entry of an action of a role in each status; under None the one of an action without a ticket."""
    action = rules.actions.get((role, name))
    if action is None:
        for status in rules.statuses:
            yield status, _foreign(rules, role, name, status)
        return
    known = _Throughout(
        action,
        None if action.without_ticket else _matrix_of(rules, role, name),
        _lacking(rules, action),
        tuple((argument.name, check_of(rules, action, argument)) for argument in action.takes),
        rules.transitions_of(role, name),
    )
    if action.without_ticket:
        yield None, _entry(rules, known, None)
        return
    for status in rules.statuses:
        yield status, _entry(rules, known, status)


def _entry(rules: RuleSet, known: _Throughout, status: str | None) -> Entry:
    action = known.action
    role, name = action.role, action.name
    sight, unseen = _sight(rules, role, status, action)
    allowed = _decision(Code.ALLOWED, Ground.NOTHING, action.requirements, f"actions.{role}.{name}", action.line)
    refused = None
    if status is not None:
        cell = rules.cells[role, name, status]
        rule = f"matrices.{known.matrix}.{status}.{name}"
        if cell.allowed:
            allowed = _decision(Code.ALLOWED, Ground.NOTHING, cell.requirements, rule, cell.line)
        else:
            refused = _decision(cell.refusal, Ground.STATUS, cell.requirements, rule, cell.line)
    applicable = tuple(each for each in known.transitions if status in each.sources)
    submits = action.operation == Operation.SUBMIT_SURVEY
    by_choice = action.chooses_status is not None or any(
        each.needs != NOTHING_NEEDED or each.guard is not None for each in applicable
    )
    return Entry(
        sight=sight,
        unseen=unseen,
        needs=action.needs,
        lacking=known.lacking,
        status=refused,
        arguments=bool(action.takes) or submits or by_choice or action.guard is not None,
        allowed=allowed,
        action=action,
        transitions=applicable,
        checks=known.checks,
        chooses=action.chooses_status,
        leading_to=_leading_to(rules, applicable, status),
        stays=any(each.to_itself for each in applicable),
        moves_by_choice=by_choice,
        submits=submits,
        guard=action.guard,
    )


def _leading_to(
    rules: RuleSet, transitions: tuple[Transition, ...], here: str | None
) -> Mapping[str | None, tuple[Transition, ...]]:
    """For each status that can be chosen, and for choosing none, the transitions that it sets off."""
    if not transitions:
        return NOWHERE
    ways: dict[str | None, tuple[Transition, ...]] = {
        target: tuple(each for each in transitions if not each.is_chosen or (target in each.choice and target != here))
        for target in (*rules.statuses, None)
    }
    return MappingProxyType(ways)


def _sight(rules: RuleSet, role: str, status: str | None, action: Action | None) -> tuple[tuple[Clause, ...], Decision]:
    """Who sees the ticket, and the answer to everybody else."""
    seeing = rules.action_for(role, Operation.READ_TICKET)
    if seeing is None or status is None or (action is not None and action.unseen):
        return NOTHING_NEEDED, _decision(Code.NOT_VISIBLE, Ground.VISIBILITY, (), f"roles.{role}", 0)
    cell = rules.cells[role, seeing.name, status]
    requirements = seeing.otherwise or seeing.requirements
    rule, line = f"actions.{role}.{seeing.name}", seeing.line
    if not cell.allowed:
        requirements, line = cell.requirements, cell.line
        rule = f"matrices.{_matrix_of(rules, role, seeing.name)}.{status}.{seeing.name}"
    refusal = _decision(Code.NOT_VISIBLE, Ground.VISIBILITY, requirements, rule, line)
    return (seeing.needs if cell.allowed else ()), refusal


def _lacking(rules: RuleSet, action: Action) -> Decision:
    """The answer to those who lack what an action needs; its code tells permissions from relations."""
    named = frozenset().union(*action.needs)
    if named & frozenset(rules.permissions):
        code = Code.MISSING_PERMISSION
    elif any(rules.relations[name].of_message for name in named):
        code = Code.NOT_OWN
    else:
        code = Code.NOT_RELATED
    requirements = action.otherwise or action.requirements
    return _decision(code, Ground.PERMISSION, requirements, f"actions.{action.role}.{action.name}", action.line)


def _foreign(rules: RuleSet, role: str, name: str, status: str) -> Entry:
    """An action that only other roles have: refused to whoever sees the ticket.

    The rule that decides is the one that denies it to the role, else the one that gives it to another.
    """
    sight, unseen = _sight(rules, role, status, None)
    prohibition = next((each for each in rules.roles[role].never if name in each.actions), None)
    if prohibition is not None:
        requirements, rule, line = prohibition.requirements, f"roles.{role}.never", prohibition.line
    else:
        other = next(action for (_, each), action in rules.actions.items() if each == name)
        requirements, rule, line = other.requirements, f"actions.{other.role}.{name}", other.line
    refusal = _decision(Code.NOT_FOR_ROLE, Ground.PERMISSION, requirements, rule, line)
    return Entry(sight, unseen, (), refusal, None, False, refusal, None, ())


def _matrix_of(rules: RuleSet, role: str, action: str) -> str:
    return next(name for name, matrix in rules.matrices.items() if matrix.role == role and action in matrix.columns)


def _decision(code: str, ground: Ground, requirements: tuple[str, ...], rule: str, line: int) -> Decision:
    return Decision(ground is Ground.NOTHING, code, ground, requirements, rule, line)
