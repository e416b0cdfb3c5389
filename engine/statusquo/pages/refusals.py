"""Everything that somebody can be refused for, by the code of the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusquo.comparing.ways import refused_without
from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action, Argument
from statusquo.rules.guards import CONDITION_UNMET, Given, Guard, GuardTerm
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.arguments import BAD
from statusquo.runtime.results import Code
from statusquo.runtime.tables import compile_rules
from statusquo.wording import conditions, words

_ARGUMENTS = {
    "future_time": (Code.BAD_TIME, "the time is over, left out or illegible"),
    "integer": (Code.BAD_NUMBER, "the number is left out, illegible, too small or too large"),
    "text": (Code.BAD_TEXT, "the text is left out, empty or too long"),
    "status": (Code.UNKNOWN_STATUS, "there is no such status"),
    "flag": (Code.UNKNOWN_FLAG, "there is no such flag"),
}
"""The reason that speaks when something given is not in order, by its type."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, when it is given, and the requirements behind it."""

    code: str
    when: str
    requirements: tuple[str, ...]


def refusals(rules: RuleSet) -> tuple[Refusal, ...]:
    """Every reason that these rules can give, in the order in which reasons speak."""
    whom: dict[tuple[str, str], dict[str, None]] = {}
    ids: dict[str, dict[str, None]] = {}
    for code, who, what, requirements in _found(rules):
        whom.setdefault((code, who), {})[what] = None
        ids.setdefault(code, {}).update(dict.fromkeys(requirements))
    return tuple(
        Refusal(
            code,
            "; ".join(f"{who}: {', '.join(whats)}" if who else ", ".join(whats) for who, whats in _of(whom, code)),
            tuple(requirements),
        )
        for code, requirements in ids.items()
    )


def _of(whom: dict[tuple[str, str], dict[str, None]], code: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for (other, who), whats in whom.items():
        if other == code:
            yield who, tuple(whats)


def _found(rules: RuleSet) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Code, who is refused, what they tried or what is wrong, and requirements; in order."""
    yield from _people(rules)
    yield from _statuses(rules)
    yield from _guards(rules)
    yield from _arguments(rules)


def _people(rules: RuleSet) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Who asks speaks against it: nobody sees the ticket without something, nor does anything without its needs."""
    entries = compile_rules(rules).entries
    for (role, _, _), entry in entries.items():
        if entry.sight != NOTHING_NEEDED:
            who = rules.roles[role].label
            needs = words.needs(rules, entry.sight) if entry.sight else "anything"
            yield entry.unseen.code, who, f"without {needs}", entry.unseen.requirements
    for (role, name, _), entry in entries.items():
        who = rules.roles[role].label
        if entry.action is None:
            phrase = next(each.phrase for (_, other), each in rules.actions.items() if other == name)
            yield entry.lacking.code, who, phrase, entry.lacking.requirements
        elif entry.needs != NOTHING_NEEDED and entry.action.operation != Operation.READ_TICKET:
            yield entry.lacking.code, who, entry.action.phrase, entry.lacking.requirements
    for transition in rules.transitions:
        if transition.needs != NOTHING_NEEDED:
            phrase = rules.actions[transition.role, transition.action].phrase
            yield Code.MISSING_PERMISSION, rules.roles[transition.role].label, phrase, transition.requirements


def _statuses(rules: RuleSet) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The status speaks against it."""
    for (role, name), action in rules.actions.items():
        denied: dict[str, list[str]] = {}
        for status in () if action.without_ticket else rules.statuses:
            cell = rules.cells[role, name, status]
            if not cell.allowed:
                denied.setdefault(cell.refusal, []).append(status)
        for refusal, statuses in denied.items():
            where = f"{action.phrase} ({words.status_set(rules, statuses)})"
            requirements = tuple(id_ for each in statuses for id_ in rules.cells[role, name, each].requirements)
            yield refusal, rules.roles[role].label, where, requirements


def _guards(rules: RuleSet) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """What the ticket besides its status speaks against, and what should have been given."""
    for action in rules.actions.values():
        if action.guard is not None:
            said = f"{action.phrase}, if {conditions.lacking(rules, action.guard.terms)}"
            ids = action.guard.requirements or action.requirements
            yield action.guard.refusal, rules.roles[action.role].label, said, ids
    for transition in rules.transitions:
        where = _refusing(rules, transition)
        if transition.guard is None or not where:
            continue
        action = rules.actions[transition.role, transition.action]
        chosen = f" to {words.labels(rules, transition.choice)}" if transition.is_chosen else ""
        tried = f"{action.phrase}{chosen} ({words.status_set(rules, where)})"
        for code, terms in _by_code(action, transition.guard):
            ids = transition.guard.requirements or transition.requirements
            yield code, rules.roles[transition.role].label, f"{tried}, if {conditions.lacking(rules, terms)}", ids


def _by_code(action: Action, guard: Guard) -> Iterator[tuple[str, tuple[GuardTerm, ...]]]:
    """The conditions of a guard by the reasons that are told where they do not hold."""
    standing = tuple(term for term in guard.terms if guard.refusal != CONDITION_UNMET or not isinstance(term, Given))
    if standing:
        yield guard.refusal, standing
    if guard.refusal == CONDITION_UNMET:
        for name in guard.asks_for:
            yield next(BAD[each.type] for each in action.takes if each.name == name), (Given((name,)),)


def _refusing(rules: RuleSet, transition: Transition) -> list[str]:
    """The statuses in which a transition that does not apply may leave nothing but a refusal."""
    cells = (rules.cells[transition.role, transition.action, status] for status in rules.statuses)
    there = [cell.status for cell in cells if cell.allowed and cell.status in transition.sources]
    return [status for status in there if refused_without(rules, transition, status)]


def _arguments(rules: RuleSet) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for action in rules.actions.values():
        if action.operation == Operation.SUBMIT_SURVEY:
            yield Code.NO_SURVEY, "", "no survey waits to be submitted", action.requirements
            if rules.surveys is not None:
                yield Code.SURVEY_EXPIRED, "", "the time for submitting it is over", rules.surveys.requirements
    given: list[tuple[Argument, tuple[str, ...]]] = [
        (each, each.requirements or action.requirements) for action in rules.actions.values() for each in action.takes
    ]
    for argument, requirements in given:
        code, said = _ARGUMENTS[argument.type]
        yield code, "", said, requirements
    choosing = [action for action in rules.actions.values() if action.chooses_status is not None]
    for action in choosing:
        who = rules.roles[action.role].label if len(choosing) > 1 else ""
        yield from _not_offered(rules, action, who)


def _not_offered(rules: RuleSet, action: Action, who: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Statuses that an action never offers, or does not offer everywhere."""
    own = rules.transitions_of(action.role, action.name)
    never = [status for status in rules.statuses if not any(status in each.targets for each in own)]
    ids = tuple(id_ for each in own for id_ in each.otherwise or each.requirements) or action.requirements
    if never:
        yield Code.STATUS_NOT_OFFERED, who, f"{words.labels(rules, never)} is chosen", ids
    if any(set(each.sources) != set(rules.statuses) for each in own):
        yield Code.STATUS_NOT_OFFERED, who, "a status is chosen that cannot be chosen from there", ids
