from __future__ import annotations

import pytest
from statusquo import CompiledRules, compile_rules, load_rules


@pytest.fixture(scope="session")
def compiled() -> CompiledRules:
    return compile_rules(load_rules())
