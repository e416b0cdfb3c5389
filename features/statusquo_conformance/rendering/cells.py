"""Scenarios that follow from actions and their cells: who may, who may not, and in which status."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from statusquo.rules.doings import Action
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation

from statusquo_conformance.rendering.fragments import Fragment, Row, checked, fragment, grouped
from statusquo_conformance.rendering.people import doers, doers_in, tryers
from statusquo_conformance.rendering.scenes import Rows, Scene, but_for, is_about, is_possible, staged, usual
from statusquo_conformance.rendering.ways import WAY, Way, portable_ways, ways
from statusquo_conformance.stage.actors import (
    Person,
    can_be_tried,
    creator,
    insiders,
    message_relations,
    observer,
    outsiders,
    participant,
    satisfied,
    ticket_relations,
)
from statusquo_conformance.stage.situations import NO_MATTER, Situation

AUTHOR = "author"
WHO_AND_STATUS = ("who", "status")


def cell_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """For each action: its allowed cells, its denied cells, those who lack what it needs, and its return."""
    for action in rules.actions.values():
        if action.without_ticket or not can_be_tried(action):
            continue
        yield from _allowed(rules, action)
        yield from _denied(rules, action)
        yield from _denied_after(rules, action)
        yield from _lacking(rules, action)
        yield from _someone_elses(rules, action)
        yield from _keeping(rules, action)
        yield from _again(rules, action)
    for role in rules.roles:
        yield from _outside(rules, role)
        yield from _outside_else(rules, role)
        yield from _never(rules, role)


def needs_message(action: Action) -> bool:
    """Whether there has to be a message before the action can be tried."""
    return action.operation == Operation.EDIT_MESSAGE


def needs_invite(action: Action) -> bool:
    """Whether there has to be an invite link before the action can be tried."""
    return action.operation == Operation.ACCEPT_INVITE


def preparation(action: Action) -> dict[str, bool]:
    """What has to be on the ticket before an action can be tried, for the templates."""
    return {"message": needs_message(action), "invite": needs_invite(action)}


def _covered_by_transition(action: Action, scene: Scene) -> bool:
    """An action whose transition carries out the same requirements is checked there, status and all."""
    transition = scene.foreseen.transition
    return transition is not None and not transition.is_chosen and transition.requirements == action.requirements


def _allowed(rules: RuleSet, action: Action) -> list[Fragment]:
    rows: Rows = []
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        for person, scene in doers_in(rules, action, status) if cell.allowed else ():
            if not _covered_by_transition(action, scene):
                row = (person.phrase(rules), status)
                rows.append((checked(rules, cell.requirements), row, scene.situation, scene.given))
    return staged(rules, action.subject, "allowed", WHO_AND_STATUS, rows, action=action, **preparation(action))


def _denied(rules: RuleSet, action: Action) -> list[Fragment]:
    rows: Rows = []
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        tags = checked(rules, cell.requirements, *rules.roles[action.role].when_refused)
        for person, scene in tryers(rules, action, status) if not cell.allowed else ():
            rows.append((tags, (person.phrase(rules), status), scene.situation, scene.given))
    return staged(rules, action.subject, "denied", WHO_AND_STATUS, rows, action=action, **preparation(action))


def _lacking(rules: RuleSet, action: Action) -> list[Fragment]:
    """Those who see the ticket but lack a permission or a relation that the action needs."""
    if not action.otherwise or action.operation == Operation.READ_TICKET:
        return []
    role = rules.roles[action.role]
    tags = checked(rules, action.otherwise, *role.when_refused)
    named = [permission for permission in role.permissions if any(permission in clause for clause in action.needs)]
    # Being related to a ticket shows it, and gives no permission: a server that mixes up the two is found out.
    relations = (None, *ticket_relations(rules, action.role))
    without = [Person(action.role, each, lacking=frozenset({name})) for name in named for each in relations]
    others = [Person(action.role, relation) for relation in relations]
    of_messages = message_relations(rules)
    found = []
    for template, people in (("lacking", without), ("lacking_relation", others)):
        rows: Rows = []
        for status, person in product(rules.statuses, people):
            if person.sees(rules, status) and not satisfied(action.needs, person.holds(rules) | of_messages):
                scene = but_for(rules, person, action, status)
                row = (person.phrase(rules), status)
                rows += [(tags, row, scene.situation, scene.given)] if scene is not None else []
        values = {"action": action, **preparation(action)}
        found += staged(rules, action.subject, template, WHO_AND_STATUS, rows, **values)
    return found


def _denied_after(rules: RuleSet, action: Action) -> list[Fragment]:
    """A status that denies an action does so in whichever way the ticket came into it."""
    first: dict[tuple[str, str], Way] = {}
    for way in portable_ways(rules):
        move = way.move
        if not move.chosen and move.source != move.target:
            first.setdefault((move.transition or move.timer or "", move.target), way)
    others = rules.roles[action.role].when_refused
    rows: Rows = []
    for way in first.values():
        cell = rules.cells[action.role, action.name, way.move.target]
        if not cell.allowed:
            tags = checked(rules, cell.requirements, *others)
            rows += [(tags, (who.phrase(rules), *way.row), way.situation, None) for who in doers(rules, action)[:1]]
    columns = ("who", *WAY)
    return staged(rules, action.subject, "denied_after", columns, rows, action=action, **preparation(action))


def _someone_elses(rules: RuleSet, action: Action) -> list[Fragment]:
    """Those who are entitled to their own messages and try it on somebody else's."""
    if not action.otherwise or not any(clause & message_relations(rules) for clause in action.needs):
        return []
    tags = checked(rules, action.otherwise, *rules.roles[action.role].when_refused)
    authors = [person for person in (observer(rules), creator(rules), participant(rules)) if person is not None]
    rows: Rows = []
    for status, person, author in product(rules.statuses, doers(rules, action), authors):
        if author != person and not satisfied(action.needs, person.holds(rules)):
            scene = but_for(rules, person, action, status)
            row = (person.phrase(rules), author.phrase(rules), status)
            rows += [(tags, row, scene.situation, scene.given)] if scene is not None else []
    return staged(rules, action.subject, "someone_elses", ("who", AUTHOR, "status"), rows, action=action)


def _keeping(rules: RuleSet, action: Action) -> list[Fragment]:
    """Actions that leave the status alone, where they are allowed and no transition leads elsewhere."""
    tags = checked(rules, action.keeps_status) if action.keeps_status else ()
    rows: Rows = []
    for status in rules.statuses:
        cell = rules.cells[action.role, action.name, status]
        for person, scene in doers_in(rules, action, status) if cell.allowed and tags else ():
            if scene.result(rules) == status and not opens_another(scene):
                rows.append((tags, (person.phrase(rules), status), scene.situation, scene.given))
    return staged(rules, action.subject, "keeping", WHO_AND_STATUS, rows, action=action, **preparation(action))


def opens_another(scene: Scene) -> bool:
    """Whether what is written goes to another ticket."""
    return scene.foreseen.transition is not None and scene.foreseen.transition.opens is not None


def _again(rules: RuleSet, action: Action) -> list[Fragment]:
    """Actions that are possible again once a ticket has left the statuses that deny them."""
    tags = checked(rules, action.again) if action.again else ()
    rows: Rows = []
    for way in ways(rules) if tags else ():
        move = way.move
        before = rules.cells[action.role, action.name, move.source]
        after = rules.cells[action.role, action.name, move.target]
        if move.role is None or before.allowed or not after.allowed:
            continue
        people = [who for who in doers(rules, action) if usual(rules, who, action, move.target) is not None]
        rows += [(tags, (who.phrase(rules), *way.row), way.situation, None) for who in people]
    return staged(rules, action.subject, "again", ("who", *WAY), rows, action=action, **preparation(action))


def _outside(rules: RuleSet, role: str) -> Iterator[Fragment]:
    """Those who do not see the ticket: they can do nothing of what is open to others of their role."""
    seeing = rules.action_for(role, Operation.READ_TICKET)
    if seeing is None:
        return
    tags = checked(rules, seeing.otherwise or seeing.requirements, *rules.roles[role].when_refused)
    for action in rules.actions_of(role):
        if action.without_ticket or action.unseen or not can_be_tried(action):
            continue
        if not rules.level(action.requirements).is_checked:
            continue
        columns: Row = ("who", AUTHOR, "status") if needs_message(action) else WHO_AND_STATUS
        rows: Rows = []
        for status, person in product(rules.statuses, outsiders(rules, role)):
            author = (_own_or_creators(rules, person),) if needs_message(action) else ()
            scene = but_for(rules, person, action, status)
            row = (person.phrase(rules), *author, status)
            rows += [(tags, row, scene.situation, scene.given)] if scene is not None else []
        yield from staged(rules, seeing.subject, "outside", columns, rows, action=action, **preparation(action))


def _outside_else(rules: RuleSet, role: str) -> list[Fragment]:
    """Those who do not see the ticket find nothing of it, and cannot do what else others of their role do."""
    seeing = rules.action_for(role, Operation.READ_TICKET)
    if seeing is None:
        return []
    tags = checked(rules, seeing.otherwise or seeing.requirements, *rules.roles[role].when_refused)
    author = participant(rules) or creator(rules)
    rows = [
        (tags, (who.phrase(rules), status))
        for status, who in product(rules.statuses, outsiders(rules, role))
        if is_about(rules, who, status, author)
    ]
    examples = grouped(WHO_AND_STATUS, rows)
    return fragment(seeing.subject, "outside_else", examples, role=role, author=author.phrase(rules))


def _own_or_creators(rules: RuleSet, person: Person) -> str:
    """Whose message an outsider tries to touch: the own one, if there can be one."""
    return (person if person.ended else creator(rules)).phrase(rules)


def _never(rules: RuleSet, role: str) -> Iterator[Fragment]:
    """Actions of other roles, tried by those who see the ticket."""
    for prohibition in rules.roles[role].never:
        tags = checked(rules, prohibition.requirements, *rules.roles[role].when_refused)
        for name in prohibition.actions:
            foreign = next(action for action in rules.actions.values() if action.name == name and action.role != role)
            rows: Rows = []
            for status, person in product(rules.statuses, insiders(rules, role)):
                if is_about(rules, person, status):
                    situation = _something_to_clear(rules, foreign, person, status)
                    rows.append((tags, (person.phrase(rules), status), situation, None))
            values = {"action": foreign, "role": rules.roles[role]}
            yield from staged(rules, _main_subject(rules, role), "never", WHO_AND_STATUS, rows, **values)


def _something_to_clear(rules: RuleSet, action: Action, person: Person, status: str) -> Situation:
    """A ticket has a flag before somebody tries to clear it, if that can be."""
    marked = Situation(flags=tuple((name, True) for name in list(rules.flags)[:1]))
    is_clearing = action.operation == Operation.CLEAR_FLAG
    return marked if is_clearing and is_possible(rules, person, status, marked) else NO_MATTER


def _main_subject(rules: RuleSet, role: str) -> str:
    """What a role never may stands where it is said what the role may: with most of its checked actions."""
    subjects = [each.subject for each in rules.actions_of(role) if rules.level(each.requirements).is_checked]
    return max(subjects or list(rules.subjects), key=subjects.count)
