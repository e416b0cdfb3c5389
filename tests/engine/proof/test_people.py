"""Whoever can make a difference turns up: also somebody who lacks what the first of two transitions asks for."""

from __future__ import annotations

from dataclasses import replace

from statusquo import Actor, RuleSet, compile_rules
from statusquo.proof.findings import prove
from statusquo.proof.people import attempts, called
from statusquo.proof.search import search
from statusquo.proof.space import Space
from statusquo.rules.consequences import To

from tests.engine.proof.changed import shipped


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
