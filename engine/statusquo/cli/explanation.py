"""Why something is allowed or refused, as data: what ``explain`` tells, before it is laid out on a page.

The verdict is the engine's own, from the tables that it decides by; the words around it are read from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statusquo.cli.consequences import Consequences, to_be_given
from statusquo.comparing.ways import refused_without
from statusquo.errors import UnknownNameError
from statusquo.reading.problems import closest
from statusquo.rules.doings import Action
from statusquo.rules.guards import CONDITION_UNMET, Guard
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.results import Decision
from statusquo.runtime.tables import CompiledRules, Entry
from statusquo.wording import conditions, words

_MORE = "A status after it says who exactly, why, and what follows."


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an action of a role is allowed or refused in a status.

    Attributes:
        allowed: the verdict of the status; who may is a matter of its own.
        sentence: the verdict in words.
        parts: headings, each with its sentences.
        rule: the rule that decides, as a path into the rule file.
        place: its file and line.
        requirements: ids of everything that was spoken of, those of the verdict first.
    """

    allowed: bool
    sentence: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    rule: str
    place: str
    requirements: tuple[str, ...]


def explain(compiled: CompiledRules, role: str, action: str, status: str | None) -> Explanation:
    """Explain what the rules say about an action of a role in a status; without one, of every status in turn.

    Raises:
        UnknownNameError: if the rules have no such role, action or status.
        ValueError: if there is a status, and the action concerns no ticket.
    """
    rules = compiled.rules
    _known("role", role, rules.roles)
    own = [each.name for each in rules.actions_of(role)]
    _known("action", action, dict.fromkeys([*own, *(name for _, name in rules.actions)]))
    if status is not None:
        _known("status", status, rules.statuses)
    entry = compiled.entries.get((role, action, status))
    if entry is None and status is None:
        if (role, action) in rules.actions:
            return _overview(rules, role, action)
        return explain(compiled, role, action, rules.initial)  # refused, whatever the status is
    if entry is None:
        message = f"{action} concerns no ticket, so it has no status"
        raise ValueError(message)
    return _Explainer(rules, entry, role, action, status).explanation()


def _known(kind: str, name: str, known: Iterable[str]) -> None:
    names = tuple(known)
    if name not in names:
        raise UnknownNameError(kind, name, names, closest(name, names))


def _overview(rules: RuleSet, role: str, name: str) -> Explanation:
    """In which statuses an action is allowed, and in which it is not."""
    action = rules.actions[role, name]
    who = rules.roles[role].label
    cells = [rules.cells[role, name, status] for status in rules.statuses]
    sets = {
        "Allowed in": [cell.status for cell in cells if cell.allowed],
        "Refused in": [cell.status for cell in cells if not cell.allowed],
    }
    among = sets["Allowed in"]
    if among and len(among) < len(cells):
        sentence = f"{who} may {action.phrase} in {len(among)} of {len(cells)} statuses."
    else:
        sentence = f"{who} {'may' if among else 'may not'} {action.phrase}, whatever the status is."
    ids = [*action.requirements, *(id_ for cell in cells for id_ in cell.requirements)]
    told: dict[str, tuple[str, ...]] = {
        heading: (f"{words.status_set(rules, statuses)}.",) for heading, statuses in sets.items() if statuses
    }
    if action.guard is not None:
        said, asking = _asked_by(rules, action, action.guard)
        told["Only if"] = (said,)
        ids += asking
    provided = list(_provided(rules, action))
    if provided:
        told["Provided"] = tuple(said for said, _ in provided)
        ids += [id_ for _, of in provided for id_ in of]
    matrix = next(each.name for each in rules.matrices.values() if each.role == role and name in each.columns)
    return Explanation(
        allowed=bool(among),
        sentence=sentence,
        parts=(*told.items(), ("More", (_MORE,))),
        rule=f"matrices.{matrix}",
        place=f"{rules.file}:{cells[0].line}",
        requirements=tuple(dict.fromkeys(ids)),
    )


def _asked_by(rules: RuleSet, action: Action, guard: Guard) -> tuple[str, tuple[str, ...]]:
    """How things have to stand for an action, and what is told to those who are refused otherwise."""
    ids = guard.requirements or action.requirements
    code = "" if guard.refusal == CONDITION_UNMET else f" (`{guard.refusal}`)"
    said = f"{conditions.provided(rules, guard.terms)}. Otherwise it is refused{words.ids(ids)}{code}."
    return said, ids


def _provided(rules: RuleSet, action: Action) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where an action is allowed on some condition only, to choose which statuses, and on which condition."""
    for transition in rules.transitions_of(action.role, action.name):
        where = [
            status
            for status in rules.statuses
            if status in transition.sources
            and rules.cells[action.role, action.name, status].allowed
            and refused_without(rules, transition, status)
        ]
        if transition.guard is not None and where:
            chosen = f"to {words.labels(rules, transition.choice)} " if transition.is_chosen else ""
            said = f"{chosen}in {words.status_set(rules, where)}: that {conditions.of_guard(rules, transition.guard)}."
            yield f"{said[0].upper()}{said[1:]}", transition.guard.requirements or transition.requirements


class _Explainer:
    """Explains one entry of the engine's tables."""

    def __init__(self, rules: RuleSet, entry: Entry, role: str, action: str, status: str | None) -> None:
        self._rules = rules
        self._entry = entry
        self._role = role
        self._name = action
        self._status = status
        self._spoken: dict[str, None] = {}

    def explanation(self) -> Explanation:
        verdict = self._verdict()
        self._speak(verdict.requirements)
        parts = tuple((heading, found) for heading, said in self._parts() if (found := tuple(said)))
        return Explanation(
            allowed=verdict.allowed,
            sentence=self._sentence(),
            parts=parts,
            rule=verdict.rule,
            place=f"{self._rules.file}:{verdict.line}" if verdict.line else self._rules.file,
            requirements=tuple(self._spoken),
        )

    def _verdict(self) -> Decision:
        if self._entry.action is None:
            return self._entry.lacking
        return self._entry.status or self._entry.allowed

    def _parts(self) -> Iterator[tuple[str, Iterator[str]]]:
        action = self._entry.action
        yield "Why", self._why()
        yield "Shown as", self._shown()
        if action is None:
            yield "Who may", self._others()
            yield "What follows", self._nothing()
        elif self._entry.status is not None:
            yield "Possible in", self._elsewhere()
            yield "What follows", self._nothing()
        else:
            yield "Who may", self._who(action)
            yield "Only if", self._waiting(action)
            yield (
                "To be given",
                (
                    self._said(to_be_given(self._rules, action, each, self._status), each.requirements)
                    for each in action.takes
                ),
            )
            found = Consequences(self._rules, self._entry, self._status).of(action)
            yield "What follows", (self._said(text, ids) for text, ids in found)

    def _said(self, text: str, requirements: Iterable[str]) -> str:
        self._speak(requirements)
        return text

    def _speak(self, requirements: Iterable[str]) -> None:
        self._spoken.update(dict.fromkeys(requirements))

    def _sentence(self) -> str:
        who = self._rules.roles[self._role].label
        action = self._entry.action
        if action is None:
            phrase = next(each.phrase for (_, name), each in self._rules.actions.items() if name == self._name)
            return f"{who} may not {phrase}, whatever the status is."
        if self._status is None:
            return f"{who} may {action.phrase}."
        may = "may not" if self._entry.status is not None else "may"
        return f"{who} {may} {action.phrase} while the ticket is {self._rules.statuses[self._status].label}."

    def _why(self) -> Iterator[str]:
        action = self._entry.action
        if action is None:
            yield from (
                each.why for each in self._rules.roles[self._role].never if self._name in each.actions and each.why
            )
            return
        cell = self._rules.cells.get((self._role, self._name, self._status or ""))
        yield from (each.why for each in (cell, action) if each is not None and each.why)

    def _shown(self) -> Iterator[str]:
        """What the role is shown instead of the status."""
        if self._status is not None and self._rules.shown(self._role, self._status) != self._status:
            statuses, who = self._rules.statuses, self._rules.roles[self._role].label
            shown = statuses[self._rules.shown(self._role, self._status)].label
            said = f"{who} are shown that the ticket is {shown}, and do not learn that it is "
            status = statuses[self._status]
            yield self._said(f"{said}{status.label}{words.ids(status.requirements)}.", status.requirements)

    def _others(self) -> Iterator[str]:
        """Which roles have the action that this one has not."""
        owners = [self._rules.roles[role].label.lower() for role, name in self._rules.actions if name == self._name]
        yield f"Only {words.listed(owners)} can do this."

    def _elsewhere(self) -> Iterator[str]:
        cells = [self._rules.cells[self._role, self._name, status] for status in self._rules.statuses]
        allowed = [cell.status for cell in cells if cell.allowed]
        yield f"{words.status_set(self._rules, allowed)}." if allowed else "no status."

    def _nothing(self) -> Iterator[str]:
        """What every refusal of the role has in common."""
        of_role = self._rules.roles[self._role].when_refused
        yield self._said(f"Nothing changes{words.ids(of_role)}.", of_role)

    def _who(self, action: Action) -> Iterator[str]:
        rules, entry = self._rules, self._entry
        who = rules.roles[self._role].label
        also = ""
        if action.unseen:
            yield f"{who}, whether or not they see the ticket."
        elif entry.sight != NOTHING_NEEDED and action.operation != Operation.READ_TICKET:
            also = "also "
            yield self._said(
                f"{who} who see the ticket. Seeing it takes {words.needs(rules, entry.sight)}. For all others there "
                f"is no such ticket{words.ids(entry.unseen.requirements)}.",
                entry.unseen.requirements,
            )
        if action.needs != NOTHING_NEEDED:
            seeing = action.operation == Operation.READ_TICKET
            refusal = entry.unseen if seeing else entry.lacking
            meets = "For all others there is no such ticket" if seeing else "All others are refused"
            yield self._said(
                f"It {also}takes {words.needs(rules, action.needs)}. {meets}{words.ids(refusal.requirements)}.",
                refusal.requirements,
            )
        elif entry.sight == NOTHING_NEEDED and not action.unseen:
            yield f"All {who.lower()}."

    def _waiting(self, action: Action) -> Iterator[str]:
        """What has to be the case besides, which neither the status nor who is asking decides."""
        if action.guard is not None:
            yield self._said(*_asked_by(self._rules, action, action.guard))
        if action.operation != Operation.SUBMIT_SURVEY:
            return
        yield self._said(f"a survey waits to be submitted{words.ids(action.requirements)}.", action.requirements)
        limit = self._rules.surveys
        if limit is not None:
            within = words.duration(limit.submit_within)
            said = f"less than {within} have gone by since the survey was opened{words.ids(limit.requirements)}."
            yield self._said(said, limit.requirements)
