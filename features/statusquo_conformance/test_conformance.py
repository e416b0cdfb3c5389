"""The one test module of the suite: every scenario of the features that have been rendered for this run."""

from __future__ import annotations

from pytest_bdd import scenarios

from statusquo_conformance import plugin
from statusquo_conformance.steps import step_fixtures

# pytest looks for fixtures in the module that holds the tests, and a user's step with the same words stays outside.
globals().update(step_fixtures())

if plugin.features_folder is not None:
    scenarios(str(plugin.features_folder))
