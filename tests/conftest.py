from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays to the end: it would walk through it a hundred times."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def interrupts_are_heard() -> Iterator[None]:
    """Let SIGINT interrupt what a test starts: a shell keeps it from its background, and all that starts there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
