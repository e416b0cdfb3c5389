"""Rule sets that differ from a given one in a single thing that came with language 2: all of a kind, generated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from statusquo.rules.consequences import Aim, Back, Chosen, MoveEffect, OpenedTicket, Repeats, Stays, Transition
from statusquo.rules.glossary import Flag, Status
from statusquo.rules.guards import CONDITION_UNMET, Given, Guard, GuardTerm, OwnDoing
from statusquo.rules.invariants import Assigned, Marked, Running
from statusquo.rules.model import RuleSet

from tests.engine.comparing.changing import with_action, with_timer, with_transition


class Changed(NamedTuple):
    """A rule set that differs from another in one thing.

    Attributes:
        about: what differs: the kind, and the names that tell it from others of its kind.
        said: what the sentence about it has to say.
    """

    name: str
    rules: RuleSet
    about: tuple[str, ...]
    said: str = ""


class Asked(NamedTuple):
    """A guard that asks for one thing more or less.

    Attributes:
        owner: the role and action, or the name of the transition.
        term: what is asked for besides, or no longer.
        more: whether the changed rules are those that ask for it.
    """

    name: str
    rules: RuleSet
    owner: tuple[str, ...]
    term: GuardTerm
    more: bool


def flags(rules: RuleSet) -> Iterator[Changed]:
    """With a flag more."""
    more = Flag("another", "Another", "It is another one.", (), "", 0)
    yield Changed("flag", replace(rules, flags=MappingProxyType({**rules.flags, "another": more})), ("flag", "another"))


def remarks(rules: RuleSet) -> Iterator[Changed]:
    """What is said of each status: that it comes once, that it is final, and as what others are shown it."""
    for name, status in rules.statuses.items():
        turned = {"once": replace(status, once=not status.once), "final": replace(status, final=not status.final)}
        for promise, other in turned.items():
            yield Changed(
                f"{promise} {name}", _with_status(rules, name, other), ("promise", name, promise), status.label
            )
        for role, shown in product(rules.roles, rules.statuses):
            if shown in {name, status.shown_to.get(role)}:
                continue
            other = replace(status, shown_to=MappingProxyType({**status.shown_to, role: shown}))
            about, label = ("shown-to", role), rules.statuses[shown].label
            yield Changed(f"{name} shown to {role} as {shown}", _with_status(rules, name, other), about, label)


def targets(rules: RuleSet) -> Iterator[Changed]:
    """Each transition and timer that has no choice, with aims of each other kind."""
    for each in rules.transitions:
        about = ("leads", each.role, rules.actions[each.role, each.action].operation)
        if not each.is_chosen:
            for aim, said in _aims(rules, each.aim):
                yield Changed(
                    f"{each.name} {aim}", with_transition(rules, each.name, replace(each, aim=aim)), about, said
                )
        opened = OpenedTicket(()) if each.opens is None else None
        changed = with_transition(rules, each.name, replace(each, opens=opened))
        yield Changed(f"ticket of {each.name}", changed, about, "to a new ticket that is linked to this one")
    for name, timer in rules.timers.items():
        for aim, said in _aims(rules, timer.aim):
            yield Changed(f"{name} {aim}", with_timer(rules, replace(timer, aim=aim)), ("timer-due", name), said)


def _aims(rules: RuleSet, aim: Aim) -> Iterator[tuple[Aim, str]]:
    first, second, *_ = rules.statuses
    a, b = rules.statuses[first].label, rules.statuses[second].label
    others = (
        (Stays(), "stays"),
        (Back((first,), second), f"goes back to {a} if it was that before, and else becomes {b}"),
        (Back((first, second), second), f"goes back to {a} or {b} if it was that before, and else becomes {b}"),
    )
    yield from (each for each in others if each[0] != aim)


def tables(rules: RuleSet) -> Iterator[Changed]:
    """Each cell of each table of ways turned round, but where the ticket is already."""
    for table in rules.ways.values():
        for source, target in product(table.rows, table.columns):
            row = next((each for each in rules.transitions if each.name == f"{table.name}.{source}"), None)
            if row is None or source == target:
                continue
            turned = {*row.choice} ^ {target}
            choice = Chosen(tuple(status for status in rules.statuses if status in turned))
            about = ("leads", table.role, rules.actions[table.role, table.action].operation)
            changed = with_transition(rules, row.name, replace(row, aim=choice))
            yield Changed(f"{table.name} {source} {target}", changed, about, rules.statuses[target].label)


def repeats(rules: RuleSet) -> Iterator[Changed]:
    """Each timer that starts by itself, repeated or not, more often, and with other words."""
    for name, timer in rules.timers.items():
        if timer.after is None:
            continue
        said = MoveEffect("Once more.", ())
        now = timer.repeats
        others = [None, Repeats(4, (), ()), Repeats(4, (said,), ())]
        if now is not None:
            others += [replace(now, times=now.times + 1), replace(now, effects=(*now.effects, said))]
        for other in others:
            if other != now:
                yield Changed(
                    f"{name} {other}",
                    with_timer(rules, replace(timer, repeats=other)),
                    ("timer-repeats", name),
                    "no longer begins anew by itself" if other is None else f"{timer.label} now begins anew",
                )
        renamed = replace(timer, shown_as="another")
        yield Changed(f"{name} shown", with_timer(rules, renamed), ("timer-shown", name), "as `another`")


def guards(rules: RuleSet) -> Iterator[Asked]:
    """Each action and each transition with a condition more, and each with a condition less."""
    terms: list[GuardTerm] = [
        *(Assigned(is_so) for is_so in (True, False)),
        *(Marked((flag,), is_so) for flag in rules.flags for is_so in (True, False)),
        *(Running((timer,), is_so) for timer in _some_timers(rules) for is_so in (True, False)),
        OwnDoing(),
    ]
    for (role, name), action in rules.actions.items():
        if action.without_ticket:
            continue
        for term, guard, more in _guards(action.guard, terms):
            changed = with_action(rules, role, name, guard=guard)
            yield Asked(f"{role} {name} {term} {more}", changed, (role, name), term, more)
    for each in rules.transitions:
        given = [Given((one.name,)) for one in rules.actions[each.role, each.action].takes if one.optional]
        for term, guard, more in _guards(each.guard, [*terms, *given]):
            changed = with_transition(rules, each.name, replace(each, guard=guard))
            yield Asked(f"{each.name} {term} {more}", changed, (each.name,), term, more)


def _some_timers(rules: RuleSet) -> tuple[str, ...]:
    """A timer that brings something, and one that does not."""
    kinds = {isinstance(timer.aim, Stays) and not timer.effects: name for name, timer in rules.timers.items()}
    return tuple(kinds.values())


def _guards(now: Guard | None, terms: list[GuardTerm]) -> Iterator[tuple[GuardTerm, Guard | None, bool]]:
    """A guard with each of some terms besides, and without each that it has."""
    of_now = now.terms if now is not None else ()
    for term in terms:
        if now is None:
            yield term, Guard((term,), CONDITION_UNMET, (), 0), True
        elif not any(_about(term) == _about(other) for other in of_now):
            yield term, replace(now, terms=(*of_now, term)), True
    for term in of_now:
        left = tuple(other for other in of_now if other != term)
        yield term, replace(now, terms=left) if now is not None and left else None, False


def _about(term: GuardTerm) -> object:
    """What a term speaks of, whichever way round."""
    match term:
        case Marked(names, _) | Running(names, _) | Given(names):
            return type(term), names
    return type(term)


def refusals(rules: RuleSet) -> Iterator[Changed]:
    """Each guard with another reason."""
    for (role, name), action in rules.actions.items():
        if action.guard is not None:
            other = replace(action.guard, refusal="another")
            about = ("provided", role, action.operation)
            yield Changed(f"{role} {name}", with_action(rules, role, name, guard=other), about, "`another`")
    for each in rules.transitions:
        if each.guard is not None and not is_followed(rules, each):
            changed = with_transition(rules, each.name, replace(each, guard=replace(each.guard, refusal="another")))
            about = ("leads", each.role, rules.actions[each.role, each.action].operation)
            yield Changed(each.name, changed, about, "`another`")


def is_followed(rules: RuleSet, transition: Transition) -> bool:
    """Whether another transition is always open where a transition does not apply."""
    others = rules.transitions_of(transition.role, transition.action)
    later = others[others.index(transition) + 1 :]
    return any(transition.sources <= each.sources and each.guard is None for each in later if not each.is_chosen)


def _with_status(rules: RuleSet, name: str, status: Status) -> RuleSet:
    return replace(rules, statuses=MappingProxyType({**rules.statuses, name: status}))


def everything(rules: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """Every change that can be generated."""
    for kind in (flags, remarks, targets, tables, repeats, refusals):
        yield from ((f"{kind.__name__}: {changed.name}", changed.rules) for changed in kind(rules))
    yield from ((f"guards: {changed.name}", changed.rules) for changed in guards(rules))
