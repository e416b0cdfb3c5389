"""What stands on the page of a rule set, in words and tables, before it becomes Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from statusquo.pages.diagram import Diagram, diagram
from statusquo.pages.refusals import refusals
from statusquo.rules.consequences import Transition, WayTable
from statusquo.rules.doings import Action, Matrix
from statusquo.rules.glossary import Requirement, Role
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import NOTHING_NEEDED
from statusquo.wording import conditions, words

YES, NO, SAME = "✓", "✗", "·"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; cells may hold ids of requirements anywhere in their text.

    Attributes:
        title: what it is a table of, or the empty string where the section says so.
        marks: every column but the first holds nothing but ``✓``, ``✗`` or ``·``, and perhaps a number of a note.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page.

    Attributes:
        paragraphs: what is said before the tables.
        notes: what is said after them, each with a number from 1.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """The whole page.

    Attributes:
        source: the name of the rule file.
        before: the sections before the diagram.
        moves: the section that the diagram belongs to.
        after: the sections after it.
    """

    title: str
    name: str
    version: str
    source: str
    before: tuple[Section, ...]
    moves: Section
    diagram: Diagram
    after: tuple[Section, ...]
    requirements: tuple[Requirement, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections but that of the requirements."""
        return (*self.before, self.moves, *self.after)


def page(rules: RuleSet) -> Page:
    """The page of a rule set."""
    drawn = diagram(rules)
    return Page(
        title=rules.title,
        name=rules.name,
        version=rules.version,
        source=Path(rules.file).name,
        before=(_statuses(rules), *_flags(rules), *(_matrix(rules, matrix) for matrix in rules.matrices.values())),
        moves=_moves(rules, drawn),
        diagram=drawn,
        after=(*_by_itself(rules), _who(rules), *_refusals(rules), *_invariants(rules)),
        requirements=tuple(rules.requirements.values()),
    )


def _statuses(rules: RuleSet) -> Section:
    rows = tuple(
        (
            status.label,
            name,
            " ".join(
                filter(
                    None,
                    (
                        status.meaning,
                        words.shown(rules, name),
                        status.why,
                        "A new ticket is this." if name == rules.initial else "",
                        "Nothing leads out of it." if status.final else "",
                        "A ticket never comes back into it." if status.once else "",
                    ),
                )
            ),
            _ids(status.requirements),
        )
        for name, status in rules.statuses.items()
    )
    always = _ids(rules.every_status)
    said = (f"In every status: {always}.",) if always else ()
    return Section("Statuses", said, (Table("", ("Status", "Name", "Meaning", "Requirements"), rows),))


def _flags(rules: RuleSet) -> Iterator[Section]:
    """What a ticket can be marked as; nothing if there are no flags."""
    rows = tuple(
        (flag.label, name, f"{flag.meaning} {flag.why}".rstrip(), _ids(flag.requirements))
        for name, flag in rules.flags.items()
    )
    if rows:
        said = "What a ticket can be marked as, whatever its status is."
        yield Section("Flags", (said,), (Table("", ("Flag", "Name", "Meaning", "Requirements"), rows),))


def _matrix(rules: RuleSet, matrix: Matrix) -> Section:
    """A matrix. What is particular about single cells stands below it, by number."""
    actions = [rules.actions[matrix.role, name] for name in matrix.columns]
    notes: list[str] = []
    rows = []
    for name, status in rules.statuses.items():
        row = [status.label]
        for action in actions:
            cell = rules.cells[matrix.role, action.name, name]
            mark = YES if cell.allowed else NO
            if cell.why or cell.requirements != action.requirements:
                said = f"{_capital(action.phrase)}, {status.label}: {cell.why}".rstrip(": ")
                code = "" if cell.allowed or cell.refusal == "status_forbids" else f" (`{cell.refusal}`)"
                notes.append(f"{said}{code}{words.ids(cell.requirements)}")
                mark = f"{mark} {len(notes)}"
            row.append(mark)
        rows.append(tuple(row))
    of_actions = "; ".join(
        f"{action.phrase}{words.ids(action.requirements)}{_provided(rules, action)}" for action in actions
    )
    headings = ("Status", *(_capital(action.phrase) for action in actions))
    return Section(
        matrix.title,
        (f"{rules.roles[matrix.role].label}: {of_actions}.",),
        (Table("", headings, tuple(rows), marks=True),),
        tuple(notes),
    )


def _moves(rules: RuleSet, drawn: Diagram) -> Section:
    rows = [
        (str(how.number), how.text, how.sources, how.targets, how.besides, _ids(how.requirements)) for how in drawn.hows
    ]
    headings = ("No.", "What happens", "From", "To", "And", "Requirements")
    said = ["The numbers in the diagram are those of the table below it."] if drawn.edges else []
    if any(edge.is_back for edge in drawn.edges):
        said.append("A dashed arrow (“back”) is taken only by a ticket that has had that status just before.")
    whys = dict.fromkeys(_reason(rules, each) for each in rules.transitions if each.why)
    tables = [Table("", headings, tuple(rows)), *(_ways(rules, table) for table in rules.ways.values())]
    return Section("How the status changes", (*said, *whys), tuple(tables))


def _ways(rules: RuleSet, table: WayTable) -> Table:
    """From which status which others can be chosen."""
    rows = []
    for status in table.rows:
        row = table.row(rules.transitions, status)
        choice = row.choice if row is not None else ()
        marks = (SAME if target == status else YES if target in choice else NO for target in table.columns)
        rows.append((rules.statuses[status].label, *marks))
    labels = (rules.statuses[target].label for target in table.columns)
    title = f"{rules.roles[table.role].label}. {words.ways(rules, table)}"
    return Table(title, ("From", *labels), tuple(rows), marks=True)


def _provided(rules: RuleSet, action: Action) -> str:
    """How things have to stand besides, for what has a guard."""
    return "" if action.guard is None else f", provided that {conditions.of_guard(rules, action.guard)}"


def _reason(rules: RuleSet, transition: Transition) -> str:
    action = rules.actions[transition.role, transition.action]
    return f"{rules.roles[transition.role].label} {action.phrase}: {transition.why}"


def _by_itself(rules: RuleSet) -> Iterator[Section]:
    timers = tuple(
        (
            _capital(timer.label),
            words.starts(timer),
            words.status_set(rules, timer.runs_in),
            _capital(words.due(rules, timer)) + (f". {timer.why}" if timer.why else ""),
            _ids(timer.requirements + timer.cancelled),
        )
        for timer in rules.timers.values()
    )
    effects = tuple(
        (
            _capital(words.when(rules, effect)),
            words.effect(rules, effect) + (f". {effect.why}" if effect.why else ""),
            _ids(effect.requirements + effect.otherwise + effect.again),
        )
        for effect in rules.effects
    )
    tables = []
    if timers:
        headings = ("Timer", "Set", "Runs in", "When it is due", "Requirements")
        tables.append(Table("What time does", headings, timers))
    if effects:
        tables.append(Table("What follows from a change of status", ("On", "What follows", "Requirements"), effects))
    limit = rules.surveys
    said = (
        (f"A survey can be submitted during {words.duration(limit.submit_within)}{words.ids(limit.requirements)}.",)
        if limit is not None
        else ()
    )
    if said or tables:
        yield Section("What happens by itself", said, tuple(tables))


def _who(rules: RuleSet) -> Section:
    tables = []
    for role in rules.roles.values():
        rows = tuple(_needs(rules, action) for action in rules.actions_of(role.name))
        if rows:
            headings = ("What", "Takes", "To be given", "Requirements")
            tables.append(Table(f"What it takes: {role.label}", headings, rows))
    tables += [table for role in rules.roles.values() for table in _profiles(rules, role)]
    said = tuple(
        f"{role.label} never {_phrases(rules, prohibition.actions)}{words.ids(prohibition.requirements)}."
        for role in rules.roles.values()
        for prohibition in role.never
    )
    return Section("Who may do what", said, tuple(tables))


def _needs(rules: RuleSet, action: Action) -> tuple[str, ...]:
    takes = "" if action.needs == NOTHING_NEEDED else words.needs(rules, action.needs)
    if action.unseen:
        takes = "; ".join(filter(None, (takes, "nobody has to see the ticket")))
    takes = f"{takes or 'nothing in particular'}{_provided(rules, action)}"
    given = "; ".join(words.argument(rules, each) for each in action.takes)
    ids = dict.fromkeys((*action.requirements, *action.otherwise, *action.again, *action.keeps_status))
    said = f"{_capital(action.phrase)}. {action.why}" if action.why else _capital(action.phrase)
    return said, takes, given, _ids(tuple(ids))


def _profiles(rules: RuleSet, role: Role) -> Iterator[Table]:
    if role.profiles:
        rows = tuple(
            (f"{name}: {text}", *(YES if name in held else NO for held in role.profiles.values()))
            for name, text in rules.permissions.items()
            if name in role.permissions
        )
        headings = ("Permission", *role.profiles)
        yield Table(f"Ready-made sets of permissions: {role.label}", headings, rows, marks=True)


def _refusals(rules: RuleSet) -> Iterator[Section]:
    """What is told to those who are refused; nothing if nobody ever is."""
    rows = tuple((f"`{each.code}`", each.when, _ids(each.requirements)) for each in refusals(rules))
    always = [
        f"A refusal of {role.label.lower()} changes nothing{words.ids(role.when_refused)}."
        for role in rules.roles.values()
        if role.when_refused
    ]
    if rows:
        order = (
            "Where several things speak against a request, the first of these answers: not seeing the ticket, a "
            "permission or a relation that is missing, the status, what was given."
        )
        table = Table("", ("Reason", "When", "Requirements"), rows)
        yield Section("When something is refused", (order, *always), (table,))


def _invariants(rules: RuleSet) -> Iterator[Section]:
    """What all of the above amounts to; nothing if the rules promise nothing."""
    rows = tuple((f"{each.says} {each.why}".strip(), _ids(each.requirements)) for each in rules.invariants)
    if rows:
        said = "This holds for every ticket at every time, whatever anybody does; `statusquo prove` shows that it does."
        yield Section("What always holds", (said,), (Table("", ("What", "Requirements"), rows),))


def _phrases(rules: RuleSet, names: tuple[str, ...]) -> str:
    phrases = (
        next((each.phrase for (_, other), each in rules.actions.items() if other == name), name) for name in names
    )
    return words.listed(phrases, "or")


def _ids(requirements: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(requirements))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
