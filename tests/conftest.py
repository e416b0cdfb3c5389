from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest


def pytest_configure() -> None:
    """Let garbage be collected less often: with so much in memory that stays, it took a sixth of the time."""
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end: it would walk through it a hundred times."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def interrupts_are_heard() -> Iterator[None]:
    """Let SIGINT interrupt what a test starts: a shell keeps it from its background, and all that starts there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
