"""Reaching the database: transactions that read, and transactions that write one after another.

Two requests that race for the same ticket must not both believe what they read first. On SQLite a writing transaction
takes the write lock before it reads anything (``BEGIN IMMEDIATE``); elsewhere the row of the ticket is locked
(:meth:`statusquo_server.store.Store.load`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool
from statusquo.errors import StatusquoError

from statusquo_server.models import Base

BUSY_SECONDS = 10
"""How long to wait for another process that writes to the same SQLite file."""

CONNECTIONS = 16
"""At most so many at once: one for each thread that serves, with some to spare."""


class DatabaseError(StatusquoError):
    """The database cannot be used: its URL makes no sense, it cannot be opened, or it belongs to other rules."""

    code = "database"


class Database:
    """A database with its tables.

    Attributes:
        url: of the database, without a password.
        locks_rows: whether rows have to be locked one by one, since writing transactions run side by side.
    """

    def __init__(self, url: str) -> None:
        """Open a database and create the tables that are not there.

        Raises:
            DatabaseError: if that is not possible.
        """
        self._engine = _engine(url)
        self.url = self._engine.url.render_as_string(hide_password=True)
        on_sqlite = self._engine.dialect.name == "sqlite"
        self.locks_rows = not on_sqlite
        # SQLite lets waiting writers try again after a while, in no order. Inside one process a lock is fair and swift.
        self._turn = threading.Lock() if on_sqlite else nullcontext()
        self._writer = self._engine.execution_options(writes=True)
        try:
            Base.metadata.create_all(self._writer)
        except DBAPIError as error:
            self.close()
            message = f"The database {self.url} cannot be opened: {error.orig}."
            raise DatabaseError(message, hint="Check the URL, and whether the file or server is there.") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of the database throughout."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes. It is kept if the block ends, and undone if the block raises."""
        with self._turn, self._writer.connect() as connection:
            yield connection
            connection.commit()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    shown = re.sub(r"//.*@", "//***@", url)  # without the password, and not trusting it to be a URL
    try:
        parsed = make_url(url)
        engine = _sqlite_engine(parsed) if parsed.get_backend_name() == "sqlite" else create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        message = f"{shown!r} is not a database URL that can be used here: {error}."
        raise DatabaseError(message, hint="Write it as in sqlite:///statusquo.sqlite3.") from error
    return engine


def _sqlite_engine(url: URL) -> Engine:
    in_memory = url.database in {None, "", ":memory:"} or "mode=memory" in (url.database or "")
    engine = create_engine(
        url,
        poolclass=QueuePool,
        # A database in memory lives as long as its one connection, which all have to share.
        pool_size=1 if in_memory else CONNECTIONS,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    # In WAL mode this loses nothing when the process dies, and spares an fsync for each request.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
