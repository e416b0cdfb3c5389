"""The requests that the benchmarks decide: a mix like that of a help desk, the same in every run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from statusquo import Actor, CompiledRules, Request, Ticket, decide

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SEED = 20260302
ACTORS = 200

# How often people try things, of 100 times: (role, action, what is given with it).
OFTEN: list[tuple[int, str, str]] = [
    (26, "staff", "see"),
    (12, "staff", "message"),
    (8, "staff", "change_status"),
    (4, "staff", "assign"),
    (2, "staff", "schedule_closure"),
    (1, "staff", "schedule_deletion"),
    (2, "staff", "favorite"),
    (3, "staff", "note"),
    (20, "customer", "see"),
    (12, "customer", "reply"),
    (3, "customer", "edit_own"),
    (3, "customer", "request_closure"),
    (1, "customer", "close_now"),
    (1, "customer", "open_invite"),
    (1, "customer", "favorite"),
    (1, "customer", "change_status"),
]


@dataclass(frozen=True, slots=True)
class Case:
    """One request with the ticket that it is about."""

    request: Request
    ticket: Ticket

    @property
    def key(self) -> tuple[str, str, str, frozenset[str], frozenset[str]]:
        """Everything that the answer depends on, except arguments and time."""
        actor = self.request.actor
        return actor.role, self.request.action, self.ticket.status, actor.permissions, actor.relations

    @property
    def has_arguments(self) -> bool:
        """Whether anything is given with the request."""
        return bool(self.request.arguments)


def mix(compiled: CompiledRules, size: int) -> list[Case]:
    """A seeded mix of requests by a few hundred actors, on tickets in all statuses."""
    chance = random.Random(SEED)  # noqa: S311 - a mix to be repeated, not a secret
    people = _people(compiled, chance)
    statuses = list(compiled.rules.statuses)
    weights = [weight for weight, _, _ in OFTEN]
    cases = []
    for _, role, action in chance.choices(OFTEN, weights, k=size):
        actor = chance.choice(people[role])
        arguments = _arguments(action, statuses, chance)
        request = Request(actor, action, arguments) if arguments else Request(actor, action)
        cases.append(Case(request, Ticket(chance.choice(statuses))))
    return cases


def described(compiled: CompiledRules, cases: list[Case]) -> str:
    """What is in a mix, in a sentence."""
    allowed = sum(decide(compiled, case.request, case.ticket, NOW).allowed for case in cases)
    given = sum(case.has_arguments for case in cases)
    keys = len({case.key for case in cases})
    return (
        f"{len(cases):,} requests (seed {SEED}) by {ACTORS} staff members and {ACTORS} customers, {keys:,} of them "
        f"different but for their arguments; {given:,} with arguments (a text, a time, a status), "
        f"{allowed:,} allowed and {len(cases) - allowed:,} refused"
    )


def _people(compiled: CompiledRules, chance: random.Random) -> dict[str, list[Actor]]:
    profiles = list(compiled.rules.roles["staff"].profiles.values())
    people: dict[str, list[Actor]] = {"staff": [], "customer": []}
    for number in range(ACTORS):
        relations = frozenset(chance.sample(["assignee", "author"], chance.randint(0, 2)))
        people["staff"].append(Actor(f"s{number}", "staff", frozenset(chance.choice(profiles)), relations))
        relations = frozenset(chance.sample(["creator", "participant", "author"], chance.randint(0, 2)))
        people["customer"].append(Actor(f"c{number}", "customer", relations=relations))
    return people


def _arguments(action: str, statuses: list[str], chance: random.Random) -> dict[str, Any]:
    if action in {"message", "reply", "note", "edit_own"}:
        return {"body": chance.choice(["Thank you.", "Could you try again? " * 20, "", " "])}
    if action == "change_status":
        return {"status": chance.choice([*statuses, "nowhere"])}
    if action in {"schedule_closure", "schedule_deletion"}:
        return {"at": NOW + timedelta(hours=chance.randint(-10, 100))}
    return {}
