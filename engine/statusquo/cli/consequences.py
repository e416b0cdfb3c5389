"""What follows from an action that is allowed: where it leads, on which conditions, and what comes of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from statusquo.comparing.ways import Ways, refused_without
from statusquo.rules.consequences import Back, Stays, Transition
from statusquo.rules.doings import Action, Argument
from statusquo.rules.guards import CONDITION_UNMET, Given
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.runtime.tables import Entry
from statusquo.wording import conditions, words

Said: TypeAlias = tuple[str, tuple[str, ...]]
"""A sentence, and the requirements that it speaks of."""

_MARKS = {
    Operation.SET_FLAG: "The ticket is marked with the flag that is given.",
    Operation.CLEAR_FLAG: "The ticket is no longer marked with the flag that is given.",
}


def to_be_given(rules: RuleSet, action: Action, given: Argument, status: str | None) -> str:
    """What is given with an action in a status; of what can be left out, where it cannot."""
    if not given.optional or status is None:
        return words.argument(rules, given)
    ways = Ways(rules, action, tuple(rules.statuses), frozenset(rules.timers))
    asking = [
        place[-1]
        for place, found, _, _ in ways.of(status)
        if found and all(Given((given.name,)) in way.provided.terms for way in found)
    ]
    bare = words.argument(rules, replace(given, optional=False, requirements=()))
    if not asking:
        return words.argument(rules, given)
    if action.chooses_status is None:
        return f"{bare}{words.ids(given.requirements)}"
    needed = f"needed for {words.labels(rules, asking, 'and')}, else if you like"
    return f"{bare}, {needed}{words.ids(given.requirements)}"


class Consequences:
    """What follows from an action in a status, or without a ticket."""

    def __init__(self, rules: RuleSet, entry: Entry, status: str | None) -> None:
        self._rules = rules
        self._transitions = entry.transitions
        self._here = status

    def of(self, action: Action) -> Iterator[Said]:
        """Every sentence, in the order in which things happen."""
        rules = self._rules
        if action.operation == Operation.CREATE_TICKET:
            yield f"There is a new ticket, and it is {rules.statuses[rules.initial].label}.", ()
        if action.operation in _MARKS:
            yield _MARKS[Operation(action.operation)], ()
        chosen = [each for each in self._transitions if each.is_chosen]
        if chosen:
            yield from self._choices(chosen)
        for index, transition in enumerate(each for each in self._transitions if not each.is_chosen):
            yield from self._fixed(transition, is_first=index == 0)
        for timer in rules.timers.values():
            if (action.role, action.name) in timer.restarted_by and self._here in timer.runs_in:
                yield f"The time until {timer.label} begins anew.", ()
        if self._here is not None and all(isinstance(each.aim, Stays) for each in self._transitions):
            yield f"The status stays as it is{words.ids(action.keeps_status)}.", action.keeps_status

    def _fixed(self, transition: Transition, *, is_first: bool) -> Iterator[Said]:
        """A transition of which nobody chooses where it leads."""
        rules, here = self._rules, self._here
        numbers = words.ids(transition.requirements)
        targets = [target for target in transition.targets if target != here]
        if transition.to is not None:
            verb = "becomes" if targets else "stays"
            said = f"the ticket {verb} {rules.statuses[transition.to].label}{numbers}."
        elif isinstance(transition.aim, Back):
            said = f"the ticket {words.aim(rules, transition.aim)}{numbers}."
        else:
            said = ""
        with_it = list(self._with(transition))
        if not said and with_it:
            (first, ids), *with_it = with_it
            said, numbers = f"{first[0].lower()}{first[1:]}", words.ids(ids)
        yield self._on_condition(transition, said or f"nothing happens{numbers}.", is_first=is_first)
        yield from with_it
        yield from self._changes(targets, is_fixed=transition.to is not None)
        yield from self._refusal(transition)

    def _choices(self, transitions: Sequence[Transition]) -> Iterator[Said]:
        """Everything that can be chosen, and then what becomes of choosing something else."""
        rules, here = self._rules, self._here
        alone = len(transitions) == 1
        for transition in transitions:
            targets = [target for target in transition.choice if target != here]
            if not targets:
                continue
            numbers = words.ids(transition.requirements)
            if len(targets) == 1:
                said = f"the ticket becomes {words.labels(rules, targets)}, if that is chosen{numbers}."
            else:
                said = f"the ticket becomes what is chosen of {words.labels(rules, targets)}{numbers}."
            text, ids = self._on_condition(transition, said, is_first=True, with_why=not alone)
            yield text, ids
            yield from self._with(transition)
            yield from self._refusal(transition)
        offered = {target for each in transitions for target in each.choice if target != here}
        if here is not None and any(each.to_itself for each in transitions):
            yield f"Choosing {rules.statuses[here].label} again is accepted, and changes nothing.", ()
            offered.add(here)
        first = transitions[0]
        why = first.why if alone else ""
        others = [status for status in rules.statuses if status not in offered]
        if others:
            refused = first.otherwise or first.requirements
            yield f"Choosing {words.labels(rules, others)} is refused{words.ids(refused)}. {why}".rstrip(), refused
        elif why:
            yield why, ()
        reached = {target for each in transitions for target in each.choice if target != here}
        yield from self._changes([status for status in rules.statuses if status in reached], is_fixed=False)

    def _on_condition(self, transition: Transition, said: str, *, is_first: bool, with_why: bool = True) -> Said:
        """A sentence with the condition on which it is true, and why."""
        guard = transition.guard
        ids = transition.requirements
        if guard is not None:
            start = "Provided" if is_first else "Otherwise, provided"
            said = f"{start} that {conditions.of_guard(self._rules, guard)}, {said}"
            ids = (*ids, *guard.requirements)
        elif not is_first:
            said = f"Otherwise {said}"
        said = f"{said[0].upper()}{said[1:]}"
        return (f"{said} {transition.why}".rstrip() if with_why else said), ids

    def _with(self, transition: Transition) -> Iterator[Said]:
        """What a transition takes besides, and what comes with it."""
        rules = self._rules
        if transition.needs != NOTHING_NEEDED:
            yield f"That takes {words.needs(rules, transition.needs)}.", ()
        if transition.starts is not None:
            timer = rules.timers[transition.starts]
            yield f"{self._when(transition)} {words.due(rules, timer)}.", timer.requirements
        for effect in transition.effects:
            yield f'The system writes "{effect.text}"{words.ids(effect.requirements)}.', effect.requirements
        if transition.opens is not None:
            [said] = words.opens(transition.opens)
            yield f"{said[0].upper()}{said[1:]}.", transition.opens.requirements

    def _when(self, transition: Transition) -> str:
        """At which time a timer is due that a transition starts."""
        takes = self._rules.actions[transition.role, transition.action].takes
        optional = any(each.name == transition.at and each.optional for each in takes)
        asked = transition.guard is not None and transition.at in transition.guard.asks_for
        return f"If `{transition.at}` is given, at that time" if optional and not asked else "At the time given"

    def _refusal(self, transition: Transition) -> Iterator[Said]:
        """What becomes of it where nothing else applies."""
        guard, here = transition.guard, self._here
        if guard is not None and here is not None and refused_without(self._rules, transition, here):
            code = "" if guard.refusal == CONDITION_UNMET else f" (`{guard.refusal}`)"
            ids = guard.requirements or transition.requirements
            lacking = conditions.lacking(self._rules, guard.terms)
            yield f"If {lacking}, that is refused{words.ids(ids)}{code}.", ids

    def _changes(self, targets: list[str], *, is_fixed: bool) -> Iterator[Said]:
        """What follows from coming from here to the targets: all of them, or those that it says."""
        rules, here = self._rules, self._here

        def on(concerned: list[str]) -> str:
            return "" if is_fixed or concerned == targets else f"On becoming {words.labels(rules, concerned)}: "

        for effect in rules.effects:
            concerned = [target for target in targets if effect.follows(here, target)]
            if concerned:
                yield f"{on(concerned)}{words.effect(rules, effect)}.", effect.requirements
        for timer in rules.timers.values():
            left = [target for target in targets if here in timer.runs_in and target not in timer.runs_in]
            if left:
                gone = "no longer runs" if conditions.only_runs(timer) else "that was set for later no longer happens"
                yield f"{on(left)}The {timer.label} {gone}{words.ids(timer.cancelled)}.", timer.cancelled
            come = [target for target in targets if here not in timer.runs_in and target in timer.runs_in]
            if come and timer.after is not None:
                length = words.duration(timer.after)
                said = f"{length} later {words.due(rules, timer)}"
                if conditions.only_runs(timer):
                    said = f"The {timer.label} runs for {length}{words.ids(timer.requirements)}"
                yield f"{on(come)}{said}.", timer.requirements
