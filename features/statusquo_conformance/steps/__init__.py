"""What each sentence of a feature means. No sentence knows a status, an action or a permission by name."""

from __future__ import annotations

from types import ModuleType

from pytest_bdd.steps import StepNamePrefix

from statusquo_conformance.steps import given, then, when

MODULES: tuple[ModuleType, ...] = (given, when, then)

STEP_PREFIX = StepNamePrefix.step_def.value
"""How pytest-bdd's names begin for the fixture that it puts beside each step definition."""


def step_fixtures() -> dict[str, object]:
    """The fixtures of all steps, by name, for the module that is to run them."""
    return {name: value for module in MODULES for name, value in vars(module).items() if name.startswith(STEP_PREFIX)}
