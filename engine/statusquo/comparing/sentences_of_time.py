"""Changes in what happens by itself, in words: timers, effects and surveys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from statusquo.comparing.changes import Difference
from statusquo.comparing.facts import Kind
from statusquo.rules.model import RuleSet
from statusquo.wording import words

Tell = Callable[[Difference, RuleSet, RuleSet], str]


_PAST = (
    ("becomes", "became"),
    ("is deleted", "was deleted"),
    ("is set", "was set"),
    ("writes", "wrote"),
    ("takes", "took"),
    ("goes", "went"),
    ("begins", "began"),
    ("stays as it is", "stayed as it was"),
    ("stays", "stayed"),
    ("happens", "happened"),
    ("is opened", "was opened"),
    ("is refused", "was refused"),
)


def past(said: str) -> str:
    """What the rules say, as what they said. Quotations stay as they are."""
    parts = said.split('"')
    for index in range(0, len(parts), 2):
        for now, then in _PAST:
            parts[index] = parts[index].replace(now, then)
    return '"'.join(parts)


def ended(said: str) -> str:
    """The sentence with its full stop, unless it ends with a quotation that has one."""
    return said if said.endswith('."') else f"{said}."


def _timer(it: Difference, old: RuleSet, new: RuleSet) -> str:
    name = it.about[0]
    if it.after is None:
        timer = old.timers[name]
        return ended(f"There is no timer “{timer.label}” any more; before, {past(_plain(words.due(old, timer)))}")
    timer = new.timers[name]
    runs = f"in {words.status_set(new, timer.runs_in)}"
    starts = "set with a time" if timer.after is None else f"due {words.duration(timer.after)} after it began"
    due = _plain(words.due(new, timer))
    return ended(f"There is a new timer, “{timer.label}”, {starts}, {runs}: when it is due, {due}")


def _runs_in(it: Difference, old: RuleSet, new: RuleSet) -> str:
    label = new.timers[it.about[0]].label
    gained, lost = it.after - it.before, it.before - it.after
    said = [f"The {label} now goes on while the ticket is {words.labels(new, gained)}."] if gained else []
    said += [f"The {label} no longer goes on while the ticket is {words.labels(old, lost)}."] if lost else []
    return " ".join(said)


def _starts(it: Difference, old: RuleSet, new: RuleSet) -> str:
    def told(length: timedelta) -> str:
        return f"comes {words.duration(length)} after it began by itself" if length else "comes at a time that is given"

    before = f"before, it {told(it.before).replace('comes', 'came', 1)}"
    return f"The {_label(it, old, new)} {told(it.after)} now; {before}."


def _restarts(it: Difference, old: RuleSet, new: RuleSet) -> str:
    def told(rules: RuleSet, pairs: Iterable[tuple[str, str]]) -> str:
        actions = ((rules.roles[role].label.lower(), rules.action_for(role, operation)) for role, operation in pairs)
        return words.listed((f"{who} {action.phrase}" for who, action in actions if action is not None), "or")

    label = _label(it, old, new)
    gained, lost = sorted(it.after - it.before), sorted(it.before - it.after)
    said = [f"The time until {label} now begins anew when {told(new, gained)}."] if gained else []
    said += [f"The time until {label} no longer begins anew when {told(old, lost)}."] if lost else []
    return " ".join(said)


def _due(it: Difference, old: RuleSet, new: RuleSet) -> str:
    now, then = words.aim(new, it.after), past(words.aim(old, it.before))
    return f"When the {_label(it, old, new)} is due, the ticket {now}; before, it {then}."


def _repeats(it: Difference, old: RuleSet, new: RuleSet) -> str:
    label = _label(it, old, new)
    if not it.after.times:
        return (
            f"The time until {label} no longer begins anew by itself; before, it did so {words.times(it.before.times)}."
        )
    said = [f'the system writes "{text}"' for text in it.after.says] or ["nothing else happens"]
    often = f"The time until {label} now begins anew by itself {words.times(it.after.times)}"
    told = f"{often}, and each time {words.listed(said)}"
    if not it.before.times:
        return ended(told)
    if it.before.says == it.after.says:
        return f"{often}; before, {words.times(it.before.times)}."
    was = past(words.listed([f'the system writes "{text}"' for text in it.before.says] or ["nothing else happens"]))
    return ended(f"{told}; before, {words.times(it.before.times)}, and {was}")


def _says(it: Difference, old: RuleSet, new: RuleSet) -> str:
    said = [f'now writes "{text}"' for text in it.after if text not in it.before]
    said += [f'no longer writes "{text}"' for text in it.before if text not in it.after]
    told = words.listed(said) if said else "writes its messages in another order"
    return ended(f"When the {_label(it, old, new)} is due, the system {told}")


def _shown(it: Difference, old: RuleSet, new: RuleSet) -> str:
    def told(field: str) -> str:
        return f"as `{field}`" if field else "nowhere"

    return f"A ticket shows the time of its {_label(it, old, new)} {told(it.after)} now; before, {told(it.before)}."


def _tie(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    one, other = (new.timers[name].label for name in it.about)
    first = new.timers[it.after].label
    return f"When the {one} and the {other} are due at the very same time, the {first} comes first now."


def _effect(it: Difference, old: RuleSet, new: RuleSet) -> str:
    before, after = it.before or frozenset(), it.after or frozenset()
    said = []
    for rules, pairs, now in ((new, after - before, True), (old, before - after, False)):
        if pairs:
            what = _doing(rules, it.about, now=now)
            said.append(f"{what} {_on(rules, {(source, target) for source, target, _ in pairs})}.")
    return " ".join(said)


def _doing(rules: RuleSet, about: tuple[str, ...], *, now: bool) -> str:
    do, of, text = about
    who = rules.roles[of].label.lower() if of else "people"
    told = {
        "open_survey": ("A satisfaction survey is now opened", "A satisfaction survey is no longer opened"),
        "drop_unsubmitted_survey": (
            "A survey that was not submitted is now deleted",
            "A survey that was not submitted is no longer deleted",
        ),
        "clear_favorites": (
            f"The ticket now leaves the favorites of all {who}",
            f"The ticket no longer leaves the favorites of {who}",
        ),
        "add_system_message": (f'The system now writes "{text}"', f'The system no longer writes "{text}"'),
    }
    return told[do][0 if now else 1]


def _on(rules: RuleSet, pairs: set[tuple[str, str]]) -> str:
    """On which changes of status, in as few words as are true: by the targets, by the sources, or each of them."""
    sources = {source for source, _ in pairs}
    targets = {target for _, target in pairs}
    full = {(source, target) for source in sources for target in targets if source != target}
    if full != pairs:
        return f"when the ticket goes {_each(rules, pairs)}"
    if "" not in sources and len(sources) < len(targets) and targets >= set(rules.statuses) - sources:
        return f"when the ticket stops being {words.labels(rules, sources)}"
    outside = {"", *rules.statuses} - targets
    new = ", or comes into being in it" if "" in sources else ""
    if sources >= outside - {""}:
        within = ", also from one of them to another" if len(targets) > 1 and targets <= sources else ""
        return f"when the ticket becomes {words.labels(rules, targets)}{within}{new if sources == {''} else ''}"
    named = sources - {""}
    if not named:
        return f"when a new ticket is {words.labels(rules, targets)}"
    if targets >= set(rules.statuses) - named:
        return f"when the ticket stops being {words.labels(rules, named)}"
    return f"when the ticket goes from {words.labels(rules, named)} to {words.labels(rules, targets)}"


def _each(rules: RuleSet, pairs: set[tuple[str, str]]) -> str:
    """The changes of status one by one, those with the same targets together."""
    by_source: dict[str, set[str]] = {}
    for source, target in pairs:
        by_source.setdefault(source, set()).add(target)
    together: dict[frozenset[str], list[str]] = {}
    for source in ("", *rules.statuses):
        if source in by_source:
            together.setdefault(frozenset(by_source[source]), []).append(source)
    said = []
    for targets, sources in together.items():
        named = [source for source in sources if source]
        start = f"from {words.labels(rules, named)}" if named else "from nowhere, being new,"
        said.append(f"{start} to {words.labels(rules, targets)}")
    return "; or ".join(said)


def _effect_order(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    one, other = it.about[:3], it.about[3:]
    first, second = (one, other) if it.after else (other, one)
    where = _on(new, {(place[0], place[1]) for place in it.places})
    before, after = (_doing(new, each, now=True).replace(" now", "") for each in (first, second))
    return f"In this order now, {where}: {before}. {after}."


def _surveys(it: Difference, old: RuleSet, new: RuleSet) -> str:  # noqa: ARG001 - as all the others
    before = f"before, during {words.duration(it.before)}" if it.before is not None else "before, without end"
    if it.after is None:
        return f"A survey can be submitted without end; {before}."
    return f"A survey can be submitted during {words.duration(it.after)} now; {before}."


def _label(it: Difference, old: RuleSet, new: RuleSet) -> str:
    name = it.about[0]
    return (new if name in new.timers else old).timers[name].label


def _plain(text: str) -> str:
    """Without ids of requirements, which stand beside each change anyway."""
    while " [" in text:
        start, _, rest = text.partition(" [")
        text = start + rest.partition("]")[2]
    return text


SENTENCES: Mapping[Kind, Tell] = {
    Kind.TIMER: _timer,
    Kind.RUNS_IN: _runs_in,
    Kind.STARTS: _starts,
    Kind.REPEATS: _repeats,
    Kind.RESTARTS: _restarts,
    Kind.DUE: _due,
    Kind.SAYS: _says,
    Kind.SHOWN: _shown,
    Kind.TIE: _tie,
    Kind.EFFECT: _effect,
    Kind.EFFECT_ORDER: _effect_order,
    Kind.SURVEYS: _surveys,
}
"""How each kind of difference is told."""
