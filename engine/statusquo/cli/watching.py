"""Waiting for somebody to save: a few files looked at twice a second, which takes no library and works everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

INTERVAL = 0.5
"""Seconds between two looks."""


def savings(files: Sequence[Path], sleep: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Yields at once, and then whenever one of the files, or a YAML file beside it, is not as it was.

    The files beside them count because requirements lie there. It goes on until it is interrupted.
    """
    seen: object = None
    while True:
        now = _look(files)
        if now != seen:
            seen = now
            yield
        sleep(INTERVAL)


def _look(files: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    folders = dict.fromkeys(file.parent for file in files)
    found = {}
    for path in dict.fromkeys([*files, *(path for folder in folders for path in sorted(folder.glob("*.yaml")))]):
        try:
            state = path.stat()
        except OSError:  # not there at this moment: some editors put a new file in the place of the old one
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found
