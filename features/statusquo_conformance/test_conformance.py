"""The one test module of the suite: every scenario of the features that have been rendered for this run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_bdd import scenarios

from statusquo_conformance import suite
from statusquo_conformance.stage.world import World
from statusquo_conformance.steps import step_fixtures

# pytest looks in the module that holds the tests first, so a user's step with the same words stays outside.
globals().update(step_fixtures())


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The world of one scenario."""
    yield from suite.make_world(request)


if suite.features_folder is not None:
    scenarios(str(suite.features_folder))
