"""What makes time pass when nobody asks: a thread that applies what is due, when it is due.

Timers live in the database, so a restart forgets none. That each fires once does not depend on this thread: whoever
comes first, it or a request, applies what is due on the locked ticket, and the other finds nothing left to do.
"""

from __future__ import annotations

import logging
import threading
from typing import Self

from statusquo_server.desk import Desk

LONGEST_SLEEP = 30.0
"""Seconds after which to look again in any case: another process may have scheduled something."""

AFTER_A_FAULT = 1.0
"""Seconds to wait before trying again what did not work."""

_log = logging.getLogger(__name__)


class Timers:
    """A thread that waits for the next timer of a desk, and fires it. Use it as a context manager."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changed = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="statusquo-timers", daemon=True)

    def __enter__(self) -> Self:
        """Start waiting."""
        self._desk.on_schedule = self._changed.set
        self._thread.start()
        return self
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, once what is being applied has been."""
        self._stopping = True
        self._changed.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            # Cleared before looking, so that what is scheduled while looking is not slept through.
            self._changed.clear()
            if self._stopping:
                return
            self._changed.wait(self._fire_and_tell_when_next())

    def _fire_and_tell_when_next(self) -> float:
        """Apply what is due; returns the seconds until there is more."""
        try:
            failed = self._desk.settle_all()
            due_at = self._desk.next_due()
        except Exception:  # noqa: BLE001 - a thread that dies takes all timers with it
            _log.exception("the timers could not be looked at")
            return AFTER_A_FAULT
        if due_at is None:
            return LONGEST_SLEEP
        seconds = (due_at - self._desk.clock.now()).total_seconds()
        soonest = AFTER_A_FAULT if failed else 0.0
        return min(LONGEST_SLEEP, max(soonest, seconds))
