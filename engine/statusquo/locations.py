"""Where the data that belongs to the package lies, installed or in a checkout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


@cache
def spec_folder() -> Path:
    """The folder ``spec``: beside the installed package, else that of the checkout the package runs from."""
    installed = Path(str(files("statusquo"))) / "spec"
    if installed.is_dir():
        return installed
    return Path(__file__).resolve().parents[2] / "spec"


def default_rules() -> Path:
    """The rule file that every command uses when none is given."""
    return spec_folder() / "ticket-statuses" / "1.0.0.yaml"


def shipped_rules() -> Mapping[str, Path]:
    """The rule files that come with the package, by the name of their rules, each in its newest version."""
    return MappingProxyType(dict(_newest(spec_folder())) | dict(_newest(spec_folder() / "examples")))


def _newest(folder: Path) -> Iterator[tuple[str, Path]]:
    for rules in sorted(folder.iterdir()) if folder.is_dir() else ():
        versions = [path for path in rules.glob("*.yaml") if _VERSION.fullmatch(path.stem)]
        if versions:
            yield rules.name, max(versions, key=lambda path: [int(number) for number in path.stem.split(".")])
