"""Why something is allowed or refused, as data: what ``explain`` tells, before it is laid out on a page.

The verdict is the engine's own, from the tables that it decides by; the words around it are read from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statusquo.cli import words
from statusquo.errors import UnknownNameError
from statusquo.reading.problems import closest
from statusquo.rules.model import Action, RuleSet, Transition
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.results import Decision
from statusquo.runtime.tables import CompiledRules, Entry

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
    told = {heading: f"{words.status_set(rules, statuses)}." for heading, statuses in sets.items() if statuses}
    matrix = next(each.name for each in rules.matrices.values() if each.role == role and name in each.columns)
    return Explanation(
        allowed=bool(among),
        sentence=sentence,
        parts=(*((heading, (said,)) for heading, said in told.items()), ("More", (_MORE,))),
        rule=f"matrices.{matrix}",
        place=f"{rules.file}:{cells[0].line}",
        requirements=tuple(dict.fromkeys(ids)),
    )


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
                (self._said(words.argument(self._rules, each), each.requirements) for each in action.takes),
            )
            yield "What follows", self._consequences(action)

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

    def _consequences(self, action: Action) -> Iterator[str]:
        rules = self._rules
        if action.operation == Operation.CREATE_TICKET:
            yield f"There is a new ticket, and it is {rules.statuses[rules.initial].label}."
        for transition in self._entry.transitions:
            yield from self._transition(transition)
        for timer in rules.timers.values():
            if (self._role, self._name) in timer.restarted_by and self._status in timer.runs_in:
                yield f"The time until {timer.label} begins anew."
        if not self._entry.transitions and self._status is not None:
            yield self._said(f"The status stays as it is{words.ids(action.keeps_status)}.", action.keeps_status)

    def _waiting(self, action: Action) -> Iterator[str]:
        """What has to be the case besides, which neither the status nor who is asking decides."""
        if action.operation != Operation.SUBMIT_SURVEY:
            return
        yield self._said(f"a survey waits to be submitted{words.ids(action.requirements)}.", action.requirements)
        limit = self._rules.surveys
        if limit is not None:
            within = words.duration(limit.submit_within)
            said = f"less than {within} have gone by since the survey was opened{words.ids(limit.requirements)}."
            yield self._said(said, limit.requirements)

    def _transition(self, transition: Transition) -> Iterator[str]:
        rules, here = self._rules, self._status
        numbers = words.ids(transition.requirements)
        self._speak(transition.requirements)
        targets = [target for target in transition.targets if target != here]
        if transition.to is not None:
            label = rules.statuses[transition.to].label
            said = f"The ticket becomes {label}{numbers}." if targets else f"The ticket stays {label}{numbers}."
            yield f"{said} {transition.why}".rstrip()
        else:
            yield f"The ticket becomes what is chosen of {words.labels(rules, targets)}{numbers}."
            yield from self._not_offered(transition)
        if transition.needs != NOTHING_NEEDED:
            yield f"That takes {words.needs(rules, transition.needs)}."
        if transition.starts is not None:
            timer = rules.timers[transition.starts]
            yield self._said(f"At the time given {words.due(rules, timer)}.", timer.requirements)
        for effect in transition.effects:
            yield self._said(f'The system writes "{effect.text}"{words.ids(effect.requirements)}.', effect.requirements)
        yield from self._changes(transition, targets)

    def _not_offered(self, transition: Transition) -> Iterator[str]:
        """What becomes of choosing something else."""
        rules, here = self._rules, self._status
        if transition.to_itself and here is not None:
            yield f"Choosing {rules.statuses[here].label} again is accepted, and changes nothing."
        offered = {target for each in self._entry.transitions for target in each.choice}
        if transition.to_itself and here is not None:
            offered.add(here)
        others = [status for status in rules.statuses if status not in offered]
        if others:
            refused = transition.otherwise or transition.requirements
            said = f"Choosing {words.labels(rules, others)} is refused{words.ids(refused)}."
            yield self._said(f"{said} {transition.why}".rstrip(), refused)
        elif transition.why:
            yield transition.why

    def _changes(self, transition: Transition, targets: list[str]) -> Iterator[str]:
        """What follows from coming from here to the targets: all of them, or those that it says."""
        rules, here = self._rules, self._status
        for effect in rules.effects:
            concerned = [target for target in targets if effect.follows(here, target)]
            if concerned:
                said = words.effect(rules, effect)
                yield self._said(f"{self._choosing(transition, concerned, targets)}{said}.", effect.requirements)
        for timer in rules.timers.values():
            left = [target for target in targets if here in timer.runs_in and target not in timer.runs_in]
            if left:
                numbers = timer.cancelled or ()
                said = f"The {timer.label} that was set for later no longer happens{words.ids(numbers)}"
                yield self._said(f"{self._choosing(transition, left, targets)}{said}.", numbers)
            come = [target for target in targets if here not in timer.runs_in and target in timer.runs_in]
            if come and timer.after is not None:
                said = f"{words.duration(timer.after)} later {words.due(rules, timer)}"
                yield self._said(f"{self._choosing(transition, come, targets)}{said}.", timer.requirements)

    def _choosing(self, transition: Transition, concerned: list[str], targets: list[str]) -> str:
        if transition.to is not None or concerned == targets:
            return ""
        return f"On becoming {words.labels(self._rules, concerned)}: "
