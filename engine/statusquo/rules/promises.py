"""Whether each invariant can mean something: no set is empty, no number impossible, no event two at once.

Like the rest of the checks of sense, it needs a file that fits the schema, and passes over unknown names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document
    from statusquo.reading.problems import Problem


def check_promises(document: Document, expand: Callable[[Any], tuple[str, ...]]) -> Iterator[Problem]:
    """Conditions of invariants that nothing can ever meet, by themselves.

    Args:
        document: the rule file.
        expand: the statuses that a set of statuses names.
    """
    return _Promises(document, expand).problems()


class _Promises:
    def __init__(self, document: Document, expand: Callable[[Any], tuple[str, ...]]) -> None:
        self._document = document
        self._data: Any = document.data
        self._expand = expand

    def problems(self) -> Iterator[Problem]:
        for name, entry in self._data.get("invariants", {}).items():
            for key in ("when", "then", "always", "never"):
                if key in entry:
                    yield from self._condition(entry[key], ("invariants", name, key))

    def _condition(self, notation: Any, path: DataPath) -> Iterator[Problem]:
        for key, value in notation.items():
            here: DataPath = (*path, key)
            if key in {"not", "before"}:
                yield from self._condition(value, here)
            elif key in {"all", "any"}:
                for index, inner in enumerate(value):
                    yield from self._condition(inner, (*here, index))
            elif key in {"status", "entering", "leaving"}:
                yield from self._statuses(key, value, here)
            elif key == "surveys" and value.get("at_least", 0) > value.get("at_most", value.get("at_least", 0)):
                message = f"No number is at least {value['at_least']} and at most {value['at_most']}."
                expected = f"a number that is not greater than {value['at_most']}"
                yield self._document.problem("guard-never-true", message, (*here, "at_least"), expected=expected)
            elif key == "may":
                yield from self._without_ticket(value, here)
        if "by" in notation and "due" in notation:
            message = "What somebody does is no timer's doing."
            expected = "either `by` or `due`; `any` takes both, each in an entry of its own"
            yield self._document.problem("guard-never-true", message, (*path, "due"), at_key=True, expected=expected)

    def _statuses(self, key: str, value: Any, path: DataPath) -> Iterator[Problem]:
        each = isinstance(value, dict) and "each" in value
        statuses = self._expand(value["each"] if each else value)
        if not statuses:
            message = "There is no status left that this could mean."
            yield self._document.problem("guard-never-true", message, path, expected="some status")
        elif key == "leaving" and len(statuses) == len(self._data["statuses"]):
            message = "A ticket always has one of these statuses, so it never leaves them."
            yield self._document.problem("guard-never-true", message, path, expected="not every status")

    def _without_ticket(self, value: Any, path: DataPath) -> Iterator[Problem]:
        """Actions that nobody does on a ticket: those that concern none, and those of other roles."""
        for role, names in value.items():
            of_role = self._data["actions"].get(role, {})
            for index, name in enumerate(names):
                if name not in of_role:
                    message = f"`{role}` has no action `{name}`, so nobody in the role can ever do it."
                    expected = "an action of the role"
                elif of_role[name].get("without_ticket"):
                    message = f"`{name}` concerns no ticket, so nobody does it on one."
                    expected = "an action on a ticket"
                else:
                    continue
                yield self._document.problem("guard-never-true", message, (*path, role, index), expected=expected)
