"""What the search has shown: whether the rules are sound, and all that speaks against it.

Some findings refute a rule set: an invariant is broken, a ticket cannot get into a status, or not out of one. Others
are worth a look: rules that never apply, cells that contradict others, people who cannot come to be.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from statusquo.proof.search import MOST_STATES, Search, search
from statusquo.proof.space import Passage, Space
from statusquo.rules.model import RuleSet
from statusquo.runtime.tables import CompiledRules


class Answer(Enum):
    """What became of a proof. Where the bound was reached, nothing is proven."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks against a rule set.

    Attributes:
        code: what kind of thing it is; it never changes.
        name: what it is about: an invariant, a status, a transition …
        sentence: it, in words.
        requirements: those that are violated, or that the rule carries out.
        line: of the rule.
        refutes: it refutes the rule set; if not, it is worth a look.
        path: the fewest events that show it; empty where nothing can show it.
    """

    code: str
    name: str
    sentence: str
    requirements: tuple[str, ...]
    line: int
    refutes: bool
    path: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of a proof.

    Attributes:
        states: how many there are, or were looked at.
        edges: likewise, how many events from one to another.
        bound: how many states would have been looked at.
        complete: every state was looked at.
        seconds: how long it took.
        kept: the invariants that hold, or that nothing has broken so far.
        findings: those that refute first, each kind in the order of the rules.
    """

    rules: RuleSet
    answer: Answer
    states: int
    edges: int
    bound: int
    complete: bool
    seconds: float
    kept: tuple[str, ...]
    findings: tuple[Finding, ...]


def prove(compiled: CompiledRules, most_states: int = MOST_STATES) -> Proof:
    """Look at every state of a rule set, as long as there are not more than ``most_states``."""
    begun = time.perf_counter()
    rules = compiled.rules
    found = search(Space(compiled), most_states)
    findings = list(_Findings(compiled, found).all())
    findings.sort(key=lambda each: not each.refutes)
    refuted = any(each.refutes for each in findings)
    answer = Answer.REFUTED if refuted else Answer.PROVEN if found.complete else Answer.UNDECIDED
    return Proof(
        rules,
        answer,
        len(found.states),
        found.events,
        most_states,
        found.complete,
        time.perf_counter() - begun,
        tuple(each.name for each in rules.invariants if each.name not in found.broken),
        tuple(findings),
    )


class _Findings:
    def __init__(self, compiled: CompiledRules, found: Search) -> None:
        self._compiled = compiled
        self._rules = compiled.rules
        self._found = found
        self._reached = {state.ticket.status for state in found.states if state.ticket is not None}

    def all(self) -> Iterator[Finding]:
        """Everything; of a search that was not complete only what is certain nevertheless."""
        yield from self._invariants()
        yield from self._final()
        yield from self._once()
        if self._found.complete:
            yield from self._statuses()
            yield from self._never_applies()
            yield from self._contradictions()
            yield from self._in_vain()
            yield from self._nobody()

    def _invariants(self) -> Iterator[Finding]:
        for invariant in self._rules.invariants:
            broken = self._found.broken.get(invariant.name)
            if broken is not None:
                path = (*self._found.path(broken[0]), broken[1])
                ids, line = invariant.requirements, invariant.line
                yield Finding("invariant-broken", invariant.name, invariant.says, ids, line, True, path)

    def _final(self) -> Iterator[Finding]:
        """Statuses that are said to be final, and that tickets leave nevertheless."""
        for name, status in self._rules.statuses.items():
            if status.final and name in self._found.left:
                source, passage = self._found.left[name]
                path = (*self._found.path(source), passage)
                sentence = f"{status.label} is said to be final, and a ticket can leave it."
                yield Finding("final-left", name, sentence, status.requirements, status.line, True, path)

    def _once(self) -> Iterator[Finding]:
        """Statuses that are said to be had once, and that tickets come back into nevertheless."""
        for name, (source, passage) in self._found.again.items():
            status = self._rules.statuses[name]
            path = (*self._found.path(source), passage)
            sentence = f"A ticket is said to be {status.label} once, and it can come back."
            yield Finding("status-again", name, sentence, status.requirements, status.line, True, path)

    def _statuses(self) -> Iterator[Finding]:
        stuck = self._stuck()
        for name, status in self._rules.statuses.items():
            ids, line = status.requirements, status.line
            if name not in self._reached:
                sentence = f"No ticket can ever be {status.label}."
                yield Finding("status-unreachable", name, sentence, ids, line, True)
            elif not status.final and name in stuck:
                sentence = f"A ticket that is {status.label} can get stuck there, and it is not said to be final."
                yield Finding("status-stuck", name, sentence, ids, line, True, self._found.path(stuck[name]))

    def _stuck(self) -> dict[str, int]:
        """For each status, the first state in it from which nothing ever leads to another status."""
        found = self._found
        status = [state.ticket.status if state.ticket is not None else None for state in found.states]
        sources: list[list[int]] = [[] for _ in found.states]
        leaving = []
        for source, targets in enumerate(found.edges):
            for target in targets:
                if status[target] == status[source]:
                    sources[target].append(source)
                elif status[target] is not None:
                    leaving.append(source)
        free = set(leaving)
        while leaving:
            for source in sources[leaving.pop()]:
                if source not in free:
                    free.add(source)
                    leaving.append(source)
        stuck: dict[str, int] = {}
        for number, name in enumerate(status):
            if name is not None and number not in free:
                stuck.setdefault(name, number)
        return stuck

    def _never_applies(self) -> Iterator[Finding]:
        rules, seen = self._rules, self._found.seen
        for transition in rules.transitions:
            if transition.name not in seen.transitions:
                sentence = f"Nobody ever sets off the transition {transition.name}."
                yield _worth("transition-never", transition.name, sentence, transition.requirements, transition.line)
        for timer in rules.timers.values():
            if timer.name not in seen.started:
                sentence = f"The timer {timer.name} never starts."
                yield _worth("timer-never-starts", timer.name, sentence, timer.requirements, timer.line)
            elif timer.name not in seen.due:
                sentence = f"The timer {timer.name} starts and is never due."
                yield _worth("timer-never-due", timer.name, sentence, timer.requirements, timer.line)
        for effect in rules.effects:
            if effect.name not in seen.effects:
                sentence = f"The effect {effect.name} never follows."
                yield _worth("effect-never", effect.name, sentence, effect.requirements, effect.line)
        for key, action in rules.actions.items():
            if key not in seen.actions:
                who = rules.roles[action.role].label
                sentence = f"Nobody among {who} can ever {action.phrase}."
                yield _worth("action-never", ".".join(key), sentence, action.requirements, action.line)

    def _contradictions(self) -> Iterator[Finding]:
        """Cells that allow something to people who cannot see the ticket in that status."""
        for (role, action, status), cell in self._rules.cells.items():
            if not cell.allowed or self._compiled.entries[role, action, status].sight:
                continue
            who, phrase = self._rules.roles[role].label, self._rules.actions[role, action].phrase
            label = self._rules.statuses[status].label
            sentence = f"{who} may {phrase} while the ticket is {label}, says the table, and cannot see it then."
            yield _worth("cell-contradicts", f"{role}.{action}.{status}", sentence, cell.requirements, cell.line)

    def _in_vain(self) -> Iterator[Finding]:
        """Cells that allow what never can be done there for other reasons, such as a survey that is never there."""
        rules, seen = self._rules, self._found.seen
        for (role, name), action in rules.actions.items():
            if (role, name) not in seen.actions or action.without_ticket:
                continue
            vain = [
                cell
                for status in rules.statuses
                if (cell := rules.cells[role, name, status]).allowed
                and status in self._reached
                and (role, name, status) not in seen.by_status
                and self._compiled.entries[role, name, status].sight
            ]
            if vain:
                labels = ", ".join(rules.statuses[cell.status].label for cell in vain)
                who = rules.roles[role].label
                sentence = f"{who} may {action.phrase} in {labels}, says the table, and never can."
                yield _worth("cell-in-vain", f"{role}.{name}", sentence, vain[0].requirements, vain[0].line)

    def _nobody(self) -> Iterator[Finding]:
        """Relations to which nobody can ever come, since nobody can do what makes them."""
        rules = self._rules
        possible = {rules.actions[key].operation for key in self._found.seen.actions}
        offered = {action.operation for action in rules.actions.values()}
        for relation in rules.relations.values():
            if relation.made_by in offered and relation.made_by not in possible:
                sentence = f"Nobody can ever become {relation.label}."
                yield _worth("relation-never", relation.name, sentence, (), 0)


def _worth(code: str, name: str, sentence: str, requirements: tuple[str, ...], line: int) -> Finding:
    """A finding that refutes nothing."""
    return Finding(code, name, sentence, requirements, line, False)
