"""Changes in the words of somebody who looks after customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from statusquo.comparing import sentences_of_standing, sentences_of_time, sentences_of_words
from statusquo.comparing.changes import Difference
from statusquo.comparing.facts import Kind
from statusquo.comparing.sentences_of_choosing import only_if
from statusquo.comparing.sentences_of_standing import told_terms
from statusquo.comparing.sentences_of_time import ended, past
from statusquo.comparing.ways import NOTHING, Provided, Way
from statusquo.rules.consequences import Aim, Chosen, Stays, To
from statusquo.rules.doings import Clause
from statusquo.rules.guards import CONDITION_UNMET, Given
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.wording import conditions, words


def sentence_of(difference: Difference, old: RuleSet, new: RuleSet) -> str:
    """What has changed, in a sentence or a few."""
    if difference.kind in _SENTENCES:
        return _SENTENCES[difference.kind](_Telling(difference, old, new))
    told = {**sentences_of_standing.SENTENCES, **sentences_of_time.SENTENCES, **sentences_of_words.SENTENCES}
    return told[difference.kind](difference, old, new)


class _Telling:
    """A difference with what is needed to speak of it."""

    def __init__(self, difference: Difference, old: RuleSet, new: RuleSet) -> None:
        self.about = difference.about
        self.before: Any = difference.before
        self.after: Any = difference.after
        self.places = difference.places
        self.statuses = difference.statuses
        self.old = old
        self.new = new

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_gone(self) -> bool:
        return self.after is None

    @property
    def rules(self) -> RuleSet:
        """The rules that have what is spoken of: the new ones unless it is gone."""
        return self.old if self.is_gone else self.new

    @property
    def who(self) -> str:
        """The people whose role comes first in ``about``."""
        return self.rules.roles[self.about[0]].label

    @property
    def phrase(self) -> str:
        """What they try, where role and operation stand in ``about``."""
        action = self.rules.action_for(self.about[0], self.about[1])
        return action.phrase if action is not None else self.about[1]

    def among(self, statuses: Iterable[str]) -> str:
        """In which statuses, at the end of a sentence: ``while the ticket is Closed``, ``whatever the status is``."""
        wanted = frozenset(statuses)
        if wanted >= frozenset(self.new.statuses):
            return "whatever the status is"
        ticket = "it" if "ticket" in self.phrase else "the ticket"
        within = "in " if len(wanted) * 2 > len(self.new.statuses) else ""
        return f"while {ticket} is {within}{_set(self.new, wanted)}"


def _set(rules: RuleSet, statuses: frozenset[str]) -> str:
    if len(statuses) * 2 > len(rules.statuses):
        return words.status_set(rules, statuses)
    return words.labels(rules, statuses)


def _initial(it: _Telling) -> str:
    return f"A new ticket is {_label(it.new, it.after)} now, and no longer {_label(it.old, it.before)}."


def _status(it: _Telling) -> str:
    name = it.about[0]
    if not it.is_new and not it.is_gone:
        return f"The status {it.new.statuses[name].label} is written `{it.after}` now, and no longer `{it.before}`."
    status = it.rules.statuses[name]
    if it.is_gone:
        return f"The status {status.label} (`{name}`) is gone."
    allowed = {
        role: [
            it.new.actions[role, action].phrase
            for (owner, action, at), cell in it.new.cells.items()
            if (owner, at) == (role, name) and cell.allowed
        ]
        for role in it.new.roles
    }
    shown = words.shown(it.new, name)
    may = " ".join(
        f"{it.new.roles[role].label} may {words.listed(phrases)} in it." for role, phrases in allowed.items() if phrases
    )
    said = f"There is a new status, {status.label} (`{name}`): {status.meaning}"
    return " ".join(filter(None, (said, shown, may, only_if(it.new, name))))


def _role(it: _Telling) -> str:
    return f"There is a new kind of people: {it.who}." if it.is_new else f"{it.who} are gone: nobody has this role."


def _holds(it: _Telling) -> str:
    return _granted(it, f"{it.who} can now be given", f"{it.who} can no longer be given", _permissions)


def _relates(it: _Telling) -> str:
    def relations(rules: RuleSet, names: Iterable[str]) -> str:
        return words.listed((rules.relations[name].label for name in names), "or")

    return _granted(it, f"{it.who} can now be", f"{it.who} can no longer be", relations)


def _profile(it: _Telling) -> str:
    name = it.about[1]
    if it.is_new:
        holds = _permissions(it.new, sorted(it.after)) if it.after else "no permission"
        return f"There is a new ready-made set of permissions, {name}: {holds}."
    if it.is_gone:
        return f"The ready-made set of permissions {name} is gone."
    return _granted(it, f"{name} now holds", f"{name} no longer holds", _permissions)


def _granted(it: _Telling, gains: str, loses: str, names: Callable[[RuleSet, list[str]], str]) -> str:
    gained, lost = sorted(it.after - it.before), sorted(it.before - it.after)
    said = [f"{gains} {names(it.new, gained)}."] if gained else []
    said += [f"{loses} {names(it.old, lost)}."] if lost else []
    return " ".join(said)


def _permissions(rules: RuleSet, names: Iterable[str]) -> str:
    return words.listed(f"{name} ({rules.permissions[name]})" for name in names)


def _permission(it: _Telling) -> str:
    name = it.about[0]
    said = f"{name} ({it.rules.permissions[name]})"
    if it.is_gone:
        return f"The permission {said} is gone."
    holders = [profile for role in it.new.roles.values() for profile, held in role.profiles.items() if name in held]
    who = f" {words.listed(holders)} {'hold' if len(holders) > 1 else 'holds'} it." if holders else ""
    return f"There is a new permission, {said}.{who}"


def _relation(it: _Telling) -> str:
    label = it.rules.relations[it.about[0]].label
    if it.is_new:
        return f"There is a new way of being connected with a ticket: being {label}."
    if it.is_gone:
        return f"Nobody is {label} of a ticket any more."

    def told(value: tuple[str, str, bool]) -> str:
        made, ended, of_message = value
        return f"begins with `{made}`{f' and ends with `{ended}`' if ended else ''}{' of a message' * of_message}"

    return f"Being {label} now {told(it.after)}; before, it {told(it.before)}."


def _action(it: _Telling) -> str:
    if it.is_gone:
        return f"{it.who} may no longer {it.phrase}, whatever the status is."
    role, operation = it.about
    action = it.new.action_for(role, operation)
    if action is None or action.without_ticket:
        return f"{it.who} may now {it.phrase}."
    allowed = [status for status in it.new.statuses if it.new.cells[role, action.name, status].allowed]
    if not allowed:
        return f"The rules now speak of whether {it.who.lower()} may {it.phrase}; they may in no status."
    takes = "" if action.needs == NOTHING_NEEDED else f" It takes {words.needs(it.new, action.needs)}."
    return f"{it.who} may now {it.phrase} {it.among(allowed)}.{takes}{_only_if(it)}"


def _needs(it: _Telling) -> str:
    now, then = _clauses(it.new, it.after), _clauses(it.old, it.before)
    return f"For {it.who.lower()} to {it.phrase}, it now takes {now}; before, it took {then}."


def _clauses(rules: RuleSet, needs: frozenset[Clause]) -> str:
    """Needs in words."""
    if frozenset() in needs:
        return "nothing in particular"
    return words.needs(rules, tuple(sorted(needs, key=sorted)))


def _sight(it: _Telling) -> str:
    unseen, ticketless = it.after
    if ticketless != it.before[1]:
        return f"What {it.who.lower()} do to {it.phrase} now concerns {'no' if ticketless else 'a'} ticket."
    if unseen:
        return f"{it.who} may now {it.phrase} even if they do not see the ticket."
    return f"{it.who} may no longer {it.phrase} unless they see the ticket."


def _argument(it: _Telling) -> str:
    role, operation, name = it.about
    if it.is_gone:
        return f"To {it.phrase}, {it.who.lower()} {'may ' * it.before[-1]}no longer give anything as `{name}`."
    action = it.new.action_for(role, operation)
    given = next((each for each in action.takes if each.name == name), None) if action is not None else None
    told = words.argument(it.new, given).split(" [", maxsplit=1)[0] if given is not None else name
    if it.is_new:
        return f"To {it.phrase}, {it.who.lower()} {'may ' * it.after[-1]}now give {told.removesuffix(', if you like')}."
    old = it.old.action_for(role, operation)
    was = next((each for each in old.takes if each.name == name), None) if old is not None else None
    before = words.argument(it.old, was).split(" [", maxsplit=1)[0] if was is not None else name
    return f"To {it.phrase}, {it.who.lower()} now give {told}; before, {before.removeprefix(f'{name}: ')}."


def _never(it: _Telling) -> str:
    role, name = it.about
    phrase = next((each.phrase for (_, other), each in it.rules.actions.items() if other == name), name)
    who = it.rules.roles[role].label
    if it.is_gone:
        return f"The rules no longer say in so many words that {who.lower()} never {phrase}; it is not theirs to do."
    return f"The rules now say in so many words that {who.lower()} never {phrase}."


def _cell(it: _Telling) -> str:
    where = it.among(it.statuses)
    if it.after.allowed != it.before.allowed:
        said = f"{it.who} may {'now' if it.after.allowed else 'no longer'} {it.phrase} {where}."
        return f"{said}{_only_if(it)} {_what_follows(it)}".rstrip() if it.after.allowed else said
    codes = f"the reason given is now `{it.after.refusal}` and no longer `{it.before.refusal}`"
    return f"{it.who} still may not {it.phrase} {where}, but {codes}."


def _only_if(it: _Telling) -> str:
    """How things have to stand for what somebody may do now."""
    action = it.new.action_for(it.about[0], it.about[1])
    if action is None or action.guard is None:
        return ""
    return f" Only if {conditions.provided(it.new, action.guard.terms)}."


def _provided(it: _Telling) -> str:
    return _on_conditions(it, f"{it.who} may now {it.phrase}", it.before, it.after)


def _on_conditions(it: _Telling, they_may: str, before: Provided, after: Provided) -> str:
    """What has to be so now and had not to be, and the other way round."""
    gained, lost = after.terms - before.terms, before.terms - after.terms
    said = [f"{they_may} only if {told_terms(it.new, gained)}."] if gained else []
    said += [f"{they_may} even if {told_terms(it.old, lost, lacking=True)}."] if lost else []
    if said:
        return " ".join(said)
    unless = they_may.replace(" may now ", " still may not ", 1)
    codes = f"the reason given is now {_reason(after)} and no longer {_reason(before)}"
    return f"{unless} if {told_terms(it.new, after.terms, lacking=True)}, but {codes}."


def _reason(provided: Provided) -> str:
    """The reason that is told; without one of its own, whatever should have been given is named."""
    is_missing = provided.refusal == CONDITION_UNMET and all(isinstance(term, Given) for term in provided.terms)
    return "what is missing" if is_missing else f"`{provided.refusal}`"


def _what_follows(it: _Telling) -> str:
    """What somebody brings about who may do now what was refused."""
    role, operation = it.about
    action = it.new.action_for(role, operation)
    own = it.new.transitions_of(role, action.name) if action is not None else ()
    fixed = [each for each in own if set(it.statuses) <= each.sources and each.to is not None and each.guard is None]
    return f"The ticket then becomes {_label(it.new, fixed[0].to or '')}." if fixed else ""


def _leads(it: _Telling) -> str:
    chosen = [place[1] for place in it.places if len(place) > 1]
    where = it.among(it.statuses)
    phrase = f"{it.phrase} to {_set(it.new, frozenset(chosen))}" if chosen else it.phrase
    if chosen and not it.before:
        return f"{it.who} may now {phrase} {where}.{_extras(it.new, it.after)}"
    if chosen and not it.after:
        return f"{it.who} may no longer {phrase} {where}."
    if len(it.before) == len(it.after) == 1 and replace(it.before[0], provided=it.after[0].provided) == it.after[0]:
        they_may = f"{it.who} may now {phrase} {where}"
        return _on_conditions(it, they_may, it.before[0].provided, it.after[0].provided)
    return ended(f"When {it.who.lower()} {phrase} {where}: {_aspects(it)}")


def _extras(rules: RuleSet, found: tuple[Way, ...]) -> str:
    told = [_told(rules, way, bare=True) for way in found]
    return "".join(ended(f" {each[0].upper()}{each[1:]}") for each in told if each)


def _aspects(it: _Telling) -> str:
    """In which respects two ways differ; where there are several, what each of them is."""
    if len(it.before) > 1 or len(it.after) > 1:
        return f"now {_each_told(it.new, it.after)} (before: {_each_told(it.old, it.before)})"
    before, after = (ways[0] if ways else NOTHING for ways in (it.before, it.after))
    if before == NOTHING and after.target != NOTHING.target:
        return f"{_each_told(it.new, (after,))}; before, the status stayed as it was"
    if after == NOTHING and before.target != NOTHING.target:
        return f"the status now stays as it is; before, {past(_each_told(it.old, (before,)))}"
    said = []
    if before.target != after.target:
        said.append(_other_target(it, before.target, after.target))
    if before.needs != after.needs:
        said.append(f"it now takes {_need(it.new, after)}; before, it took {_need(it.old, before)}")
    if before.provided != after.provided:
        now, then = (_if(rules, way) for rules, way in ((it.new, after), (it.old, before)))
        said.append(f"it now goes through {now}; before, {then}")
    if before.timer != after.timer:
        said += [f"the {it.old.timers[before.timer].label} is no longer set"] if before.timer else []
        said += [f"the {it.new.timers[after.timer].label} is now set for the time given"] if after.timer else []
    elif before.at != after.at:
        now, then = (f"the time given as `{way.at}`" if way.at else "the present time" for way in (after, before))
        said.append(f"what is told is now {now}, and no longer {then}")
    said += [f'the system now writes "{text}"' for text in after.says if text not in before.says]
    said += [f'the system no longer writes "{text}"' for text in before.says if text not in after.says]
    if before.opens != after.opens:
        said.append(_OPENS.format("now goes" if after.opens else "no longer goes"))
    return "; ".join(said) or "the system writes its messages in another order"


_OPENS = "what is written {} to a new ticket that is linked to this one"


def _each_told(rules: RuleSet, ways: tuple[Way, ...]) -> str:
    """Several ways, in the order in which they are tried."""
    if not ways:
        return "the status stays"
    told = [_told(rules, way) for way in ways]
    if ways[-1].provided.terms or frozenset() not in ways[-1].needs:
        codes = dict.fromkeys(way.provided.refusal for way in ways)
        told.append(f"it is refused{''.join(f' (`{code}`)' for code in codes if code not in {'', CONDITION_UNMET})}")
    return "; or else ".join(told)


def _other_target(it: _Telling, before: Aim, after: Aim) -> str:
    simple = To | Chosen
    if isinstance(before, simple) and isinstance(after, simple):
        return f"the ticket becomes {_target(it.new, after)} now, and no longer {_target(it.old, before)}"
    return f"the ticket now {_goes(it.new, after)}; before, it {past(_goes(it.old, before))}"


def _told(rules: RuleSet, way: Way, *, bare: bool = False) -> str:
    said = [f"it takes {_need(rules, way)}"] if frozenset() not in way.needs else []
    if way.timer:
        said.append(f"the {rules.timers[way.timer].label} is set for the time given")
    said += [f'the system writes "{text}"' for text in way.says]
    said += [_OPENS.format("goes")] if way.opens else []
    if not bare and (not said or not isinstance(way.target, Stays)):
        said.insert(0, f"the ticket {_goes(rules, way.target)}")
    if way.provided.terms:
        terms = told_terms(rules, way.provided.terms)
        return "; ".join([f"only if {terms}", *said]) if bare else f"if {terms}, {'; '.join(said)}"
    return "; ".join(said)


def _if(rules: RuleSet, way: Way) -> str:
    return f"only if {told_terms(rules, way.provided.terms)}" if way.provided.terms else "in any case"


def _goes(rules: RuleSet, target: Aim) -> str:
    return words.aim(rules, target) if not isinstance(target, Chosen) else "becomes what is chosen"


def _target(rules: RuleSet, target: Aim) -> str:
    return _label(rules, target.status) if isinstance(target, To) else "what is chosen"


def _need(rules: RuleSet, way: Way) -> str:
    return "nothing more" if frozenset() in way.needs else _clauses(rules, way.needs)


def _label(rules: RuleSet, name: str) -> str:
    return rules.statuses[name].label if name in rules.statuses else name


_SENTENCES: Mapping[Kind, Callable[[_Telling], str]] = {
    Kind.INITIAL: _initial,
    Kind.STATUS: _status,
    Kind.ROLE: _role,
    Kind.HOLDS: _holds,
    Kind.RELATES: _relates,
    Kind.PROFILE: _profile,
    Kind.PERMISSION: _permission,
    Kind.RELATION: _relation,
    Kind.ACTION: _action,
    Kind.NEEDS: _needs,
    Kind.SIGHT: _sight,
    Kind.ARGUMENT: _argument,
    Kind.PROVIDED: _provided,
    Kind.NEVER: _never,
    Kind.CELL: _cell,
    Kind.LEADS: _leads,
}
