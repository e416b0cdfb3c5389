"""The example desks with one thing altered: a server on such rules is found out by the suite of the original ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from statusquo.locations import spec_folder
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import Operation
from statusquo_conformance.scenarios import Scenario, scenarios
from statusquo_server import app

from tests.desks.altered import altered
from tests.features.harness import BAD, run, serving, told

FILES = sorted((spec_folder() / "examples").glob("*/[0-9]*.yaml"))
FOUND_OUT = BAD | {Outcome.UNREACHED}
"""A server of which something cannot even be reached does not conform, no more than one that fails."""

CHANCE = 7
CELLS, MOVES = 3, 2


@cache
def desk(path: Path) -> RuleSet:
    return load_rules(path)


def _visible(rules: RuleSet) -> tuple[list[str], list[str]]:
    """Alterations that nobody could miss: cells of what the suite tries and has to check, and transitions left out."""
    cells = [
        " ".join(key)
        for key, cell in rules.cells.items()
        if rules.actions[key[:2]].operation in set(Operation) and rules.level(cell.requirements).is_checked
    ]
    return cells, [f"no {transition.name}" for transition in rules.transitions]


def _chosen() -> Iterator[tuple[Path, str]]:
    for path in FILES:
        chance = random.Random(CHANCE)  # noqa: S311 - chance, and no secret
        cells, moves = _visible(desk(path))
        yield from ((path, what) for what in [*chance.sample(cells, CELLS), *chance.sample(moves, MOVES)])


def _in_some_order(rules: RuleSet) -> list[Scenario]:
    found = list(scenarios(rules))
    random.Random(CHANCE).shuffle(found)  # noqa: S311 - chance, and no secret
    return found


@pytest.mark.parametrize(
    ("path", "what"), list(_chosen()), ids=lambda each: getattr(each, "parent", Path(str(each))).name
)
def test_an_altered_desk_is_found_out(path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = dict(altered(desk(path)))[what]
    monkeypatch.setattr(app, "load_rules", lambda _path: other)
    tried = []
    with serving(path) as server:
        monkeypatch.undo()
        # A target file is read by the rules that a server ought to follow, and knows nothing of those that it does.
        for scenario in _in_some_order(desk(path)):
            tried += run(desk(path), server, [scenario])
            if tried[-1].outcome in FOUND_OUT:
                return
    pytest.fail(told(tried) or "all passed")
