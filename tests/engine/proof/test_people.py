"""Whoever can make a difference turns up: also somebody who lacks what the first of two transitions asks for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from statusquo import Actor, RuleSet, compile_rules, load_rules
from statusquo.proof.findings import prove
from statusquo.proof.people import attempts, called
from statusquo.proof.search import search
from statusquo.proof.space import Space
from statusquo.proof.telling import tell
from statusquo.rules.consequences import To

from tests.engine.proof.changed import MINIATURES, shipped


def divided() -> RuleSet:
    """Our rules, but a request by somebody who is no creator leads elsewhere."""
    rules = shipped()
    request = next(each for each in rules.transitions if each.name == "request_closure")
    first = replace(request, needs=(frozenset({"creator"}),))
    second = replace(request, name="by_others", aim=To("required_action"))
    others = [each for each in rules.transitions if each is not request]
    return replace(rules, transitions=(*others, first, second))


def test_somebody_who_lacks_what_the_first_transition_asks_for_sets_off_the_second() -> None:
    found = search(Space(compile_rules(divided())))
    assert {"request_closure", "by_others"} <= found.seen.transitions


def test_what_only_such_a_person_breaks_is_told_of_that_person() -> None:
    rules = divided()
    finding = next(each for each in prove(compile_rules(rules)).findings if each.name == "asking_marks")
    attempt = finding.path[-1].event.attempt
    assert attempt is not None
    assert called(rules, attempt.request.actor) == "an active participant"


def test_nobody_has_what_the_role_cannot_have() -> None:
    compiled = compile_rules(shipped())
    for status in (*compiled.rules.statuses, None):
        for attempt in attempts(compiled, status):
            role = compiled.rules.roles[attempt.action.role]
            assert attempt.holds <= {*role.permissions, *role.relations}


def test_people_are_called_by_what_they_are_and_hold() -> None:
    rules = shipped()
    every = frozenset(rules.roles["staff"].permissions)
    for relations, permissions, name in (
        ({"assignee"}, every, "the assigned staff member with every permission"),
        (set(), {"csat.view"}, "staff with nothing but csat.view"),
        (set(), set(), "staff without any permission"),
    ):
        assert called(rules, Actor("x", "staff", frozenset(permissions), frozenset(relations))) == name
    assert called(rules, Actor("x", "customer")) == "a stranger"


def test_where_it_matters_who_was_it_a_second_person_is_tried() -> None:
    compiled = compile_rules(load_rules(MINIATURES / "claims.yaml"))
    [finding] = [each for each in prove(compiled).findings if each.refutes]
    told = tell(Space(compiled), finding)
    assert told is not None
    assert finding.name == "never_stolen"
    who = "Somebody else (an agent) without any permission"
    assert told.events[-1] == f"{who} decides to take it. The ticket becomes Stolen."


def test_a_number_that_can_be_left_out_is_tried_with_and_without(tmp_path: Path) -> None:
    text = (MINIATURES / "language-2.yaml").read_text(encoding="utf-8")
    reason = "        reason: {type: text, longest: 100, optional: true}\n"
    minutes = "        minutes: {type: integer, from: 1, to: 9, optional: true}\n"
    text = text.replace(reason, reason + minutes).replace("given: [at]", "given: [at, minutes]")
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    shutil.copy(MINIATURES / "requirements.yaml", tmp_path)
    proof = prove(compile_rules(load_rules(tmp_path / "rules.yaml")))
    assert proof.findings == ()
