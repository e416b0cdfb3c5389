"""From the data of a rule file that has passed every check to a :class:`~statusquo.rules.model.RuleSet`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from statusquo.rules.consequences import (
    Aim,
    Back,
    Chosen,
    Gone,
    MoveEffect,
    OpenedTicket,
    Repeats,
    StatusEffect,
    Stays,
    SurveyRules,
    Timer,
    To,
    Transition,
    WayTable,
)
from statusquo.rules.doings import Action, Argument, Cell, Matrix
from statusquo.rules.glossary import (
    Capability,
    Flag,
    Level,
    Prohibition,
    Relation,
    Requirement,
    Role,
    Status,
    Subject,
)
from statusquo.rules.guards import Guard, build_guard
from statusquo.rules.invariants import Invariant, build_invariant
from statusquo.rules.model import RuleSet
from statusquo.rules.sets import ANY, allowed_in_row, clauses, expand

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document

STATUS_FORBIDS = "status_forbids"
"""The refusal code of a denied cell that names no other."""

DELETE = "delete"
"""What a timer does that does not move the ticket."""

NOTHING = "nothing"
"""What a timer does of which only counts whether it runs."""

OPEN_LINKED_TICKET = "open_linked_ticket"
"""The effect that makes another ticket."""


def build_requirements(data: Any) -> Mapping[str, Requirement]:
    """The requirements of a requirements file, by id."""
    return MappingProxyType(
        {
            id_: Requirement(
                id_,
                Level(entry["level"]),
                tuple(entry["capability"]),
                entry["checked_by"],
                entry.get("because", ""),
                entry.get("refusal", ""),
                entry["text"],
            )
            for id_, entry in data["requirements"].items()
        }
    )


def build_capabilities(data: Any) -> Mapping[str, Capability]:
    """The capabilities of a requirements file, by name; where it describes none, those that its requirements name."""
    described = data.get("capabilities")
    if described is None:
        named = dict.fromkeys(name for entry in data["requirements"].values() for name in entry["capability"])
        return MappingProxyType({name: Capability(name, "", ()) for name in named})
    return MappingProxyType(
        {name: Capability(name, entry["text"], tuple(entry["operations"])) for name, entry in described.items()}
    )


def build_rules(document: Document, requirements: Any) -> RuleSet:
    """The rule set that a sound document describes, with the data of its requirements file."""
    return _Builder(document).rules(build_requirements(requirements), build_capabilities(requirements))


def digest_of(text: str) -> str:
    """What tells the text of one rule file from that of another."""
    return hashlib.sha256(text.encode()).hexdigest()


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._data: Any = document.data
        self._statuses = tuple(self._data["statuses"])
        self._groups: Mapping[str, list[str]] = self._data.get("groups", {})

    def rules(self, requirements: Mapping[str, Requirement], capabilities: Mapping[str, Capability]) -> RuleSet:
        data = self._data
        actions = {
            (role, name): self._action(role, name) for role, of_role in data["actions"].items() for name in of_role
        }
        surveys = data.get("surveys")
        return RuleSet(
            file=self._document.file,
            digest=digest_of(self._document.text),
            language=data["language"],
            name=data["name"],
            version=data["version"],
            title=data["title"],
            initial=next(name for name, entry in data["statuses"].items() if entry.get("initial")),
            statuses=self._each("statuses", self._status),
            every_status=_ids(data.get("every_status", {})),
            groups=MappingProxyType({name: frozenset(members) for name, members in self._groups.items()}),
            flags=self._each("flags", self._flag),
            permissions=MappingProxyType(dict(data.get("permissions", {}))),
            relations=self._each("relations", _relation),
            roles=self._each("roles", self._role),
            subjects=self._each("subjects", lambda name, entry: Subject(name, entry["title"], entry["about"])),
            actions=MappingProxyType(actions),
            matrices=self._each("matrices", _matrix),
            cells=MappingProxyType(self._cells(actions)),
            transitions=tuple(
                transition
                for name, entry in data.get("transitions", {}).items()
                for transition in self._transitions(name, entry)
            ),
            ways=MappingProxyType(
                {name: _ways(name, entry) for name, entry in data.get("transitions", {}).items() if "ways" in entry}
            ),
            timers=self._each("timers", self._timer),
            effects=tuple(self._each("effects", self._effect).values()),
            surveys=SurveyRules(_duration(surveys["submit_within"]), _ids(surveys), self._line("surveys"))
            if surveys
            else None,
            invariants=tuple(self._each("invariants", self._invariant).values()),
            requirements=requirements,
            capabilities=capabilities,
        )

    def _each(self, section: str, make: Any) -> Mapping[str, Any]:
        return MappingProxyType({name: make(name, entry) for name, entry in self._data.get(section, {}).items()})

    def _line(self, *path: str | int) -> int:
        found: DataPath = path
        place = self._document.place(found)
        return place.key.line if place.key is not None else place.line

    def _expand(self, notation: Any) -> tuple[str, ...]:
        return expand(notation, self._statuses, self._groups)

    def _status(self, name: str, entry: Any) -> Status:
        return Status(
            name,
            entry["label"],
            entry["meaning"],
            entry.get("final", False),
            entry.get("once", False),
            MappingProxyType(dict(entry.get("shown_to", {}))),
            _ids(entry),
            entry.get("why", ""),
            self._line("statuses", name),
        )

    def _flag(self, name: str, entry: Any) -> Flag:
        why, line = entry.get("why", ""), self._line("flags", name)
        return Flag(name, entry["label"], entry["meaning"], _ids(entry), why, line)

    def _role(self, name: str, entry: Any) -> Role:
        known = tuple(self._data.get("permissions", {}))

        def granted(notation: Any) -> tuple[str, ...]:
            return known if notation == "all" else tuple(notation)

        profiles = {profile: granted(notation) for profile, notation in entry.get("profiles", {}).items()}
        never = tuple(
            Prohibition(
                tuple(each["actions"]), _ids(each), each.get("why", ""), self._line("roles", name, "never", index)
            )
            for index, each in enumerate(entry.get("never", ()))
        )
        return Role(
            name,
            entry["label"],
            entry["unrelated_label"],
            granted(entry.get("permissions", ())),
            tuple(entry.get("relations", ())),
            tuple(entry.get("when_refused", ())),
            never,
            MappingProxyType(profiles),
        )

    def _action(self, role: str, name: str) -> Action:
        entry = self._data["actions"][role][name]
        return Action(
            role=role,
            name=name,
            operation=entry["operation"],
            phrase=entry["phrase"],
            subject=entry["subject"],
            needs=clauses(entry.get("needs")),
            without_ticket=entry.get("without_ticket", False),
            unseen=entry.get("unseen", False),
            takes=tuple(_argument(argument, how) for argument, how in entry.get("takes", {}).items()),
            keeps_status=tuple(entry.get("keeps_status", ())),
            requirements=_ids(entry),
            otherwise=tuple(entry.get("otherwise", ())),
            again=tuple(entry.get("again", ())),
            guard=self._guard(entry, "actions", role, name),
            why=entry.get("why", ""),
            line=self._line("actions", role, name),
        )

    def _cells(self, actions: Mapping[tuple[str, str], Action]) -> dict[tuple[str, str, str], Cell]:
        cells = {}
        for name, matrix in self._data["matrices"].items():
            role = matrix["role"]
            particular = {(each["action"], each["status"]): each for each in matrix.get("cells", ())}
            for status, row in matrix["rows"].items():
                line = self._line("matrices", name, "rows", status)
                for action, word in zip(matrix["columns"], row, strict=True):
                    own = particular.get((action, status), {})
                    of_action = actions[role, action]
                    cells[role, action, status] = Cell(
                        role,
                        action,
                        status,
                        word == "allow",
                        own.get("refusal", STATUS_FORBIDS),
                        _ids(own) or of_action.requirements,
                        own.get("why", ""),
                        line,
                    )
        return cells

    def _guard(self, entry: Any, *path: str | int) -> Guard | None:
        return build_guard(entry["provided"], self._line(*path, "provided")) if "provided" in entry else None

    def _transitions(self, name: str, entry: Any) -> Iterator[Transition]:
        """The transition of an entry or, where it is a table, one for each row that leads anywhere."""
        whole = self._transition(name, entry)
        if "ways" not in entry:
            yield whole
            return
        for source, row in entry["ways"]["rows"].items():
            choice = allowed_in_row(entry["ways"]["columns"], row)
            if choice:
                chosen = Chosen(tuple(status for status in self._statuses if status in choice))
                line = self._line("transitions", name, "ways", "rows", source)
                yield replace(whole, name=f"{name}.{source}", sources=frozenset({source}), aim=chosen, line=line)

    def _transition(self, name: str, entry: Any) -> Transition:
        starts = entry.get("starts", {})
        return Transition(
            name=name,
            role=entry["by"],
            action=entry["action"],
            sources=frozenset(self._expand(entry.get("from", ANY))),
            aim=self._aim(entry.get("to")),
            to_itself=entry.get("to_itself") == "accept",
            needs=clauses(entry.get("needs")),
            guard=self._guard(entry, "transitions", name),
            starts=starts.get("timer"),
            at=starts.get("at"),
            effects=_move_effects(entry),
            opens=_opened(entry),
            requirements=_ids(entry),
            otherwise=tuple(entry.get("otherwise", ())),
            why=entry.get("why", ""),
            line=self._line("transitions", name),
        )

    def _aim(self, to: Any) -> Aim:
        if to is None:
            return Stays()
        if isinstance(to, str):
            return To(to)
        if "choice" in to:
            return Chosen(self._expand(to["choice"]))
        if "first_of" in to:
            return To(self._groups[to["first_of"]][0])
        return Back(self._expand(to["previous"]), to["otherwise"])

    def _timer(self, name: str, entry: Any) -> Timer:
        due = entry["when_due"]
        what = due if isinstance(due, dict) else {}
        return Timer(
            name=name,
            label=entry["label"],
            subject=entry["subject"],
            runs_in=frozenset(self._expand(entry["runs_in"])),
            after=_duration(entry["after"]) if "after" in entry else None,
            restarted_by=frozenset((each["by"], each["action"]) for each in entry.get("restarted_by", ())),
            repeats=_repeats(entry.get("repeats")),
            shown_as=entry.get("shown_as"),
            aim=Gone() if due == DELETE else self._aim(what.get("to")),
            effects=_move_effects(what),
            requirements=_ids(entry),
            cancelled=tuple(entry.get("cancelled", ())),
            why=entry.get("why", ""),
            line=self._line("timers", name),
        )

    def _effect(self, name: str, entry: Any) -> StatusEffect:
        entering = "entering" in entry
        notation = entry["entering"] if entering else entry["leaving"]
        each = isinstance(notation, dict) and "each" in notation
        return StatusEffect(
            name=name,
            subject=entry["subject"],
            entering=entering,
            statuses=frozenset(self._expand(notation["each"] if each else notation)),
            each=each,
            do=entry["do"],
            of=entry.get("of"),
            text=entry.get("text", ""),
            requirements=_ids(entry),
            otherwise=tuple(entry.get("otherwise", ())),
            again=tuple(entry.get("again", ())),
            why=entry.get("why", ""),
            line=self._line("effects", name),
        )

    def _invariant(self, name: str, entry: Any) -> Invariant:
        return build_invariant(name, entry, self._expand, self._line("invariants", name))


def _ids(entry: Any) -> tuple[str, ...]:
    return tuple(entry.get("requirements", ()))


def _relation(name: str, entry: Any) -> Relation:
    of_message = entry.get("of") == "message"
    return Relation(name, entry["label"], entry["made_by"], entry.get("ended_by"), entry.get("ended_label"), of_message)


def _matrix(name: str, entry: Any) -> Matrix:
    return Matrix(name, entry["title"], entry["role"], tuple(entry["columns"]))


def _ways(name: str, entry: Any) -> WayTable:
    table = entry["ways"]
    return WayTable(name, entry["by"], entry["action"], tuple(table["columns"]), tuple(table["rows"]))


def _argument(name: str, entry: Any) -> Argument:
    return Argument(
        name,
        entry["type"],
        entry.get("from", 0),
        entry.get("to", 0),
        entry.get("longest", 0),
        entry.get("optional", False),
        _ids(entry),
    )


def _move_effects(entry: Any) -> tuple[MoveEffect, ...]:
    return tuple(MoveEffect(effect["text"], _ids(effect)) for effect in entry.get("effects", ()) if "text" in effect)


def _opened(entry: Any) -> OpenedTicket | None:
    ids = [_ids(effect) for effect in entry.get("effects", ()) if effect["do"] == OPEN_LINKED_TICKET]
    return OpenedTicket(ids[0]) if ids else None


def _repeats(entry: Any) -> Repeats | None:
    return None if entry is None else Repeats(entry["times"], _move_effects(entry), _ids(entry))


def _duration(entry: Any) -> timedelta:
    return timedelta(**entry)
