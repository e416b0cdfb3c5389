"""What can be wrong with the capabilities of a requirements file whose form is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from statusquo.reading.document import Document
from statusquo.reading.problems import Problem, closest, one_of
from statusquo.rules.operations import READINGS, Operation


def check_capabilities(document: Document) -> Iterator[Problem]:
    """Names of capabilities and operations that there are not."""
    data: Any = document.data
    described = data.get("capabilities")
    if described is None:
        return
    operations = (*Operation, *READINGS)
    for name, entry in described.items():
        for index, operation in enumerate(entry["operations"]):
            if operation not in operations:
                path = ("capabilities", name, "operations", index)
                message = f"There is no operation `{operation}`."
                near = closest(operation, operations)
                yield document.problem("unknown-operation", message, path, expected=one_of(operations), suggestion=near)
    for id_, requirement in data["requirements"].items():
        for index, name in enumerate(requirement["capability"]):
            if name not in described:
                path = ("requirements", id_, "capability", index)
                message = f"No capability is called `{name}`."
                near = closest(name, described)
                yield document.problem("unknown-capability", message, path, expected=one_of(described), suggestion=near)
