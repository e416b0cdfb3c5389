from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import pytest
from statusquo import RuleSet
from statusquo.comparing.facts import Common, Facts, facts

MOST = 4
"""As many as there are in a comparison there and back, and those of the rules that everything is compared with."""


@pytest.fixture(autouse=True, scope="session")
def _facts_are_read_once() -> Iterator[None]:
    """Spare every comparison the facts of rules that have been compared just before: they never change."""
    kept: OrderedDict[tuple[int, Common], tuple[RuleSet, Facts]] = OrderedDict()

    def remembered(rules: RuleSet, common: Common) -> Facts:
        key = (id(rules), common)
        if key not in kept:
            kept[key] = (rules, facts(rules, common))  # with the rules, so that no others take their id
        kept.move_to_end(key)
        while len(kept) > MOST:
            kept.popitem(last=False)
        return kept[key][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("statusquo.comparing.compare.facts", remembered)
        yield
