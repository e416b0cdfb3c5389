from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from statusquo import load_rules
from statusquo.rules.model import RuleSet
from statusquo_server.app import house_of

from tests.reference_server.world import OWNER, MakeWorld, World, make_app
from tests.servers import lent


@pytest.fixture(autouse=True, scope="session")
def _rules_are_read_once() -> Iterator[None]:
    """Spare every server the reading of the same unchanging rules."""
    usual = load_rules()

    def load(path: Path | None = None) -> RuleSet:
        return usual if path is None else load_rules(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("statusquo_server.app.load_rules", load)
        yield


@pytest.fixture
def make_world() -> Iterator[MakeWorld]:
    """Make servers, whose databases are closed in the end."""
    with ExitStack() as stack:

        def make(database: str = "sqlite://", rules: Path | None = None, *, test_clock: bool = True) -> World:
            app = make_app(database, rules, test_clock=test_clock)
            stack.callback(house_of(app).database.close)
            return World(app)

        yield make


@pytest.fixture
def world() -> Iterator[World]:
    """A server with the rules of the package and a test clock, as good as new."""
    with lent(OWNER) as app:
        yield World(app)
