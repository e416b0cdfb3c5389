"""The hooks that the suite offers to pytest plugins of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from statusquo.rules.model import RuleSet

    from statusquo_conformance.operations import Driver
    from statusquo_conformance.target.model import Target


@pytest.hookspec(firstresult=True)
def pytest_statusquo_driver(config: pytest.Config, rules: RuleSet, target: Target) -> Driver | None:
    """The way to the server, for whom neither a target's requests nor its ``driver`` will do.

    The first plugin that does not answer with None has its way. The driver is closed when the run is over.

    Args:
        config: of pytest.
        rules: what the server is checked against.
        target: the target file that the run was given, or the one of the reference API.
    """
