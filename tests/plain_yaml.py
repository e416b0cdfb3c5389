"""YAML files of tests as plain data, and back: by libyaml, since Python's own loader takes ten times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeDumper, SafeLoader
else:
    SafeDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dumper(SafeDumper):
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as in PyYAML
        return True


def load(text: str) -> Any:
    """What a text says."""
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506 - a safe loader, too


def dump(data: Any) -> str:
    """A text that says the same, in the order of the data, without aliases."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
