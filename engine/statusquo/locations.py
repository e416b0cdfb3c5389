"""Where the data that belongs to the package lies, installed or in a checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


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
