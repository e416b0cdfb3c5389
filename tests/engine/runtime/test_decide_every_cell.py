"""Every role, action and status, with every set of permissions and relations that matters, against the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from statusquo import Actor, CompiledRules, Request, Ticket, decide

from tests.engine.runtime.oracle import (
    BAD_ARGUMENTS,
    DENIED,
    GOOD_ARGUMENTS,
    GROUNDS,
    NOW,
    STATUSES,
    answer,
    requests,
)


def test_a_request_is_answered_as_the_contract_has_it(compiled: CompiledRules) -> None:
    count = 0
    for role, action, status, permissions, relations in requests():
        actor = Actor("someone", role, permissions, relations)
        arguments = GOOD_ARGUMENTS.get(action, {})
        decision = decide(compiled, Request(actor, action, arguments), Ticket(status), NOW)
        expected = answer(role, action, status, permissions | relations)
        told = (decision.code, decision.ground.value, decision.allowed)
        assert told == (expected, GROUNDS[expected], expected == "allowed"), (role, action, status, actor.holds)
        count += 1
    assert count > 80_000


def test_arguments_speak_only_when_nothing_else_does(compiled: CompiledRules) -> None:
    for role, action, status, permissions, relations in requests():
        if action not in BAD_ARGUMENTS:
            continue
        actor = Actor("someone", role, permissions, relations)
        arguments, code = BAD_ARGUMENTS[action]
        decision = decide(compiled, Request(actor, action, arguments), Ticket(status), NOW)
        expected = answer(role, action, status, permissions | relations)
        expected = code if expected == "allowed" else expected
        assert (decision.code, decision.ground.value) == (expected, GROUNDS[expected]), (role, action, status)


def test_a_decision_does_not_depend_on_what_was_asked_before(compiled: CompiledRules) -> None:
    """Verdicts are remembered, so each is asked twice, forwards and backwards."""
    samples = [each for index, each in enumerate(requests()) if index % 97 == 0]

    def asked(backwards: bool) -> dict[object, object]:  # noqa: FBT001 - named where it is called
        return {
            each: decide(
                compiled,
                Request(Actor("someone", each[0], each[3], each[4]), each[1], GOOD_ARGUMENTS.get(each[1], {})),
                Ticket(each[2]),
                NOW,
            )
            for each in (reversed(samples) if backwards else samples)
        }

    assert asked(backwards=False) == asked(backwards=True)


@pytest.mark.parametrize(
    ("role", "action", "requirements"),
    [
        ("customer", "reply", ("C-3",)),
        ("customer", "edit_own", ("C-4",)),
        ("customer", "request_closure", ("C-6",)),
        ("customer", "open_invite", ("C-7",)),
        ("customer", "close_now", ("A-6",)),
        ("staff", "schedule_closure", ("T-8",)),
    ],
)
def test_a_status_that_forbids_names_its_requirement_and_line(
    compiled: CompiledRules, role: str, action: str, requirements: tuple[str, ...]
) -> None:
    everything = compiled.rules.roles[role]
    actor = Actor("someone", role, frozenset(everything.permissions), frozenset(everything.relations))
    text = Path(compiled.rules.file).read_text(encoding="utf-8").splitlines()
    for status in STATUSES:
        decision = decide(compiled, Request(actor, action, GOOD_ARGUMENTS.get(action, {})), Ticket(status), NOW)
        if status in DENIED[role, action]:
            assert decision.requirements == requirements
            assert text[decision.line - 1].strip().startswith(f"{status}:")
        else:
            assert decision.allowed


@pytest.mark.parametrize(
    ("role", "action", "holds", "requirements"),
    [
        ("staff", "see", {"messages.create"}, ("T-1",)),
        ("staff", "message", set(), ("T-1",)),
        ("staff", "message", {"assignee"}, ("T-5",)),
        ("staff", "change_status", {"tickets.view_all", "tickets.update"}, ("T-5",)),
        ("staff", "assign", {"tickets.view_all"}, ("T-5",)),
        ("staff", "schedule_closure", {"tickets.view_all", "tickets.delete"}, ("T-5",)),
        ("staff", "schedule_deletion", {"tickets.view_all", "tickets.change_status"}, ("T-5",)),
        ("customer", "see", {"author"}, ("C-2",)),
        ("customer", "reply", set(), ("C-2",)),
        ("customer", "request_closure", {"author"}, ("C-2",)),
        ("customer", "edit_own", {"creator"}, ("C-5",)),
        ("customer", "change_status", {"creator", "participant", "author"}, ("C-10",)),
        ("customer", "assign", {"creator"}, ("C-10",)),
        ("customer", "schedule_closure", {"creator"}, ("C-10",)),
        ("customer", "schedule_deletion", {"participant"}, ("C-10",)),
        ("customer", "assign", set(), ("C-2",)),
        ("staff", "reply", {"tickets.view_all"}, ("C-3",)),
    ],
)
def test_a_refusal_for_lack_of_something_names_its_requirement_in_every_status(
    compiled: CompiledRules, role: str, action: str, holds: set[str], requirements: tuple[str, ...]
) -> None:
    permissions = frozenset(holds) & frozenset(compiled.rules.permissions)
    actor = Actor("someone", role, permissions, frozenset(holds) - permissions)
    for status in STATUSES:
        decision = decide(compiled, Request(actor, action, GOOD_ARGUMENTS.get(action, {})), Ticket(status), NOW)
        assert not decision.allowed
        assert decision.requirements == requirements
        assert decision.line > 0


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [
        ("nobody", "see", "open"),
        ("staff", "fly", "open"),
        ("staff", "see", "nowhere"),
        ("staff", "see", None),
        ("staff", "create", "open"),
        ("customer", "fly", None),
    ],
)
def test_what_the_rules_do_not_know_is_a_mistake_of_the_caller(
    compiled: CompiledRules, role: str, action: str, status: str | None
) -> None:
    request = Request(Actor("someone", role), action)
    with pytest.raises(ValueError, match=r"no (role|action|status)"):
        decide(compiled, request, Ticket(status) if status is not None else None, NOW)
