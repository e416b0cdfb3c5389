"""A pytest plugin that hands the suite a driver, made with what only this run of pytest knows: here its own option.

The desk is the one next door. A team would start its server here, or ask it for an account, and close it in ``close``.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

# Neither the driver nor the desk is installed. A package of your own is simply imported.
sys.path.append(str(Path(__file__).resolve().parents[1] / "python_driver"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "unlike_desk"))

from desk.faults import faulty_desk
from desk.records import Clock
from unlike_driver import UnlikeDriver


class FaultyDriver(UnlikeDriver):
    """Drives a desk with faults."""

    def __init__(self, faults: Iterable[str] = ()) -> None:
        """Open a desk of its own."""
        self._desk = faulty_desk(faults, Clock(movable=True), secrets.token_urlsafe())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the faults of the desk be chosen on the command line."""
    parser.addoption("--desk-fault", action="append", default=[], help="what is wrong with the desk")


def pytest_statusquo_driver(config: pytest.Config) -> FaultyDriver:
    """The driver of the run. The hook is also given ``rules`` and ``target``, for whoever names them here."""
    return FaultyDriver(config.getoption("--desk-fault"))
