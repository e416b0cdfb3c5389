"""Rules much larger than ours, and what the bound promises."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from statusquo import CompiledRules, compile_rules, load_rules
from statusquo.proof.clocks import NONE
from statusquo.proof.findings import Answer, prove

from tests import plain_yaml
from tests.engine.proof.changed import MINIATURES, shipped

MANY = 60
BESIDE: dict[str, Any] = {"requirements": ["M-1"]}


def large(folder: Path, statuses: int, timers: int, *, broken: bool = False) -> CompiledRules:
    """A desk with so many statuses, each of which leads to the next, and timers that anybody sets for any time."""
    names = [f"s{number}" for number in range(statuses)]
    scheduling = {f"t{number}": "schedule_closure" if number else "schedule_deletion" for number in range(timers)}
    actions: dict[str, Any] = {
        "look": {"operation": "read_ticket", "phrase": "look"},
        "ask": {"operation": "create_ticket", "phrase": "ask", "without_ticket": True},
        "go": {"operation": "change_status", "phrase": "go on", "takes": {"status": {"type": "status"}}},
        "mark": {"operation": "add_favorite", "phrase": "mark"},
    }
    for name, operation in scheduling.items():
        actions[name] = {"operation": operation, "phrase": f"set {name}", "takes": {"at": {"type": "future_time"}}}
    on_ticket = [name for name in actions if name != "ask"]
    data: dict[str, Any] = {
        "language": 1,
        "name": "large",
        "version": "1.0.0",
        "title": "Large",
        "requirements": {"file": "requirements.yaml", "version": "1.0.0"},
        "statuses": {
            name: {"label": name.upper(), "meaning": "One of many.", "requirements": ["M-1"]} for name in names
        },
        "roles": {"agent": {"label": "Agents", "unrelated_label": "an agent"}},
        "subjects": {"all": {"title": "All", "about": "Everything."}},
        "actions": {
            "agent": {name: {**how, "subject": "all", "requirements": ["M-1"]} for name, how in actions.items()}
        },
        "matrices": {
            "agent": {
                "title": "Agents",
                "role": "agent",
                "columns": on_ticket,
                "rows": {name: ["allow"] * len(on_ticket) for name in names},
            }
        },
        "transitions": {
            f"from_{one}": {
                "by": "agent",
                "action": "go",
                "from": one,
                "to": {"choice": [two]},
                "requirements": ["M-1"],
                "otherwise": ["M-2"],
            }
            for one, two in zip(names, [*names[1:], names[0]], strict=True)
        },
        "invariants": {
            "first": {
                "says": "It begins at the first.",
                "when": {"new": True},
                "then": {"status": "s0"},
                "requirements": ["M-1"],
            },
        },
    }
    data["statuses"]["s0"]["initial"] = True
    if timers:
        data["timers"] = {}
    for number, name in enumerate(scheduling):
        data["transitions"][name] = {
            "by": "agent",
            "action": name,
            "to": names[number],
            "starts": {"timer": name, "at": "at"},
            "requirements": ["M-1"],
        }
        data["timers"][name] = {
            "label": name,
            "subject": "all",
            "runs_in": "any",
            "when_due": {"to": names[-1 - number]},
            "requirements": ["M-1"],
        }
    if broken:
        never = {"says": "It never comes to the fourth.", "never": {"status": "s3"}, "requirements": ["M-1"]}
        data["invariants"]["never_there"] = never
    shutil.copy(MINIATURES / "requirements.yaml", folder)
    path = folder / "rules.yaml"
    path.write_text(plain_yaml.dump(data), encoding="utf-8")
    return compile_rules(load_rules(path))


def test_a_desk_with_many_statuses_is_proven(tmp_path: Path) -> None:
    proof = prove(large(tmp_path, MANY, 0))
    assert proof.answer is Answer.PROVEN
    assert proof.states == 2 * MANY


def test_timers_in_every_order_are_looked_at(tmp_path: Path) -> None:
    proof = prove(large(tmp_path, 12, 2))
    assert proof.answer is Answer.PROVEN
    assert proof.states >= 12 * 2 * 2**2


@pytest.mark.parametrize("bound", [1, 2, 50, 200])
def test_where_there_are_too_many_states_nothing_is_proven(tmp_path: Path, bound: int) -> None:
    proof = prove(large(tmp_path, MANY, 2), bound)
    assert proof.answer is Answer.UNDECIDED
    assert not proof.complete
    assert not proof.findings


def test_a_large_search_stops_soon_after_its_bound(tmp_path: Path) -> None:
    begun = time.perf_counter()
    proof = prove(large(tmp_path, MANY, 2), 300)
    assert proof.answer is Answer.UNDECIDED
    assert 300 < proof.states <= 300 + MANY
    assert time.perf_counter() - begun < 10


def test_what_is_refuted_below_the_bound_stays_refuted(tmp_path: Path) -> None:
    proof = prove(large(tmp_path, MANY, 2, broken=True), 100)
    assert proof.answer is Answer.REFUTED
    assert not proof.complete
    (finding,) = proof.findings
    assert finding.name == "never_there"
    assert len(finding.path) == 4


def test_a_bound_that_is_just_enough_is_enough() -> None:
    compiled = compile_rules(shipped())
    whole = prove(compiled)
    assert whole.answer is Answer.PROVEN
    assert prove(compiled, whole.states).answer is Answer.PROVEN
    assert prove(compiled, whole.states - 1).answer is Answer.UNDECIDED


def test_ours_takes_a_moment() -> None:
    proof = prove(compile_rules(shipped()))
    assert (proof.states, len(proof.kept)) == (241, len(shipped().invariants))
    assert proof.seconds < 5


def test_no_clock_admits_nothing_but_no_clock() -> None:
    assert NONE.has(NONE)
    assert NONE.before_all() == NONE
