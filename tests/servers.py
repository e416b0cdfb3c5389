"""Reference servers on the rules of the package, each used by one test after another.

To make one takes longer than most of what is asked of it. So it is kept, and its database and its clock are put back to
how they were when it was new.
"""

from __future__ import annotations

import atexit
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from statusquo_server.app import create_app, house_of
from statusquo_server.clock import AdvancingClock
from statusquo_server.desk import Desk
from statusquo_server.settings import Settings
from statusquo_server.web.endpoint import EXTENSION


@dataclass(frozen=True)
class _Kept:
    """A server, the connection to its database in memory, and what was in that at first."""

    app: Flask
    connection: sqlite3.Connection
    first: sqlite3.Connection

    def put_back(self) -> None:
        self.first.backup(self.connection)
        house, clock = house_of(self.app), AdvancingClock()
        desk = Desk(house.database, house.rulebook, clock)
        self.app.extensions[EXTENSION] = replace(house, clock=clock, desk=desk)


_spare: dict[str, list[_Kept]] = {}


@contextmanager
def lent(owner_token: str) -> Iterator[Flask]:
    """A server with a test clock that is as good as new, and nobody else's meanwhile."""
    spare = _spare.setdefault(owner_token, [])
    kept = spare.pop() if spare else _made(owner_token)
    kept.put_back()
    yield kept.app
    spare.append(kept)


def _made(owner_token: str) -> _Kept:
    app = create_app(Settings(None, "sqlite://", test_clock=True, owner_token=owner_token))
    with house_of(app).database.reading() as connection:
        used: Any = connection.connection.driver_connection
    first = sqlite3.connect(":memory:", check_same_thread=False)
    used.backup(first)
    atexit.register(house_of(app).database.close)
    atexit.register(first.close)
    return _Kept(app, used, first)
