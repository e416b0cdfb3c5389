"""What time it is, and a clock for tests that can be moved ahead."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """The real time, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class AdvancingClock(Clock):
    """The real time and whatever it was advanced by; a restart forgets that."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present moment, as the clock has it."""
        return super().now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move the clock ahead.

        Raises:
            OverflowError: if there is no such time; the clock stays as it was.
        """
        with self._lock:
            ahead = self._ahead + by
            # Room is left for what is scheduled from then on.
            super().now() + ahead + timedelta(days=366)
            self._ahead = ahead
