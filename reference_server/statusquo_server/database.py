"""Reaching the database: transactions that read, and transactions that write one after another.

Two requests that race for the same ticket must not both believe what they read first. On SQLite a writing transaction
takes the write lock before it reads anything (``BEGIN IMMEDIATE``); on PostgreSQL the row of the ticket is locked
(:func:`statusquo_server.store.load`). What only reads sees one state of the database, though others write meanwhile: on
SQLite by itself, on PostgreSQL because it is asked for (``REPEATABLE READ``). Writing transactions must not have that
there: they wait for the lock, and then have to see what the one before them wrote.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Column, Connection, Table, create_engine, event, inspect
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateColumn
from statusquo.errors import StatusquoError

from statusquo_server.models import Base

BUSY_SECONDS = 10
"""How long to wait for another process that writes to the same SQLite file."""

CONNECTIONS = 16
"""At most so many at once: one for each thread that serves, with some to spare."""


BACKENDS = frozenset({"sqlite", "postgresql"})
"""Other databases lack what this module relies on, or it has never been tried there."""


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
        """Open a database, and create the tables and columns that are not there.

        Raises:
            DatabaseError: if that is not possible.
        """
        self._engine = _engine(url)
        self.url = self._engine.url.render_as_string(hide_password=True)
        on_sqlite = self._engine.dialect.name == "sqlite"
        self.locks_rows = not on_sqlite
        # SQLite lets waiting writers try again after a while, in no order. Inside one process a lock is fair and swift.
        self._turn = threading.Lock() if on_sqlite else nullcontext()
        self._reader = self._engine
        if not on_sqlite:
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writer = self._engine.execution_options(writes=True)
        try:
            with self._writer.begin() as connection:
                prepare_tables(connection)
        except DatabaseError:
            self.close()
            raise
        except DBAPIError as error:
            self.close()
            message = f"The database {self.url} cannot be opened: {error.orig}."
            raise DatabaseError(message, hint="Check the URL, and whether the file or server is there.") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of the database throughout."""
        with self._reader.connect() as connection:
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


def prepare_tables(connection: Connection) -> None:
    """Create the tables that are not there, and add the columns that older tables lack.

    Raises:
        DatabaseError: if a table lacks something that was always there, so that it must be of something else.
    """
    known = inspect(connection)
    older = [table for table in Base.metadata.sorted_tables if known.has_table(table.name)]
    lacking = {table.name: _lacking(table, {each["name"] for each in known.get_columns(table.name)}) for table in older}
    Base.metadata.create_all(connection)
    quoted = connection.dialect.identifier_preparer.format_table
    for table in older:
        for column in lacking[table.name]:
            if not column.nullable and column.server_default is None:
                message = f"The table {table.name} of the database has no column {column.name}, so it is not ours."
                raise DatabaseError(message, hint="Use another database.")
            described = CreateColumn(column).compile(dialect=connection.dialect)
            refers = "".join(f" REFERENCES {quoted(key.column.table)} (id)" for key in column.foreign_keys)
            connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} ADD COLUMN {described}{refers}")


def _lacking(table: Table, present: set[str]) -> list[Column[Any]]:
    return [column for column in table.columns if column.name not in present]


def _engine(url: str) -> Engine:
    shown = re.sub(r"//.*@", "//***@", url)  # without the password, and not trusting it to be a URL
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend not in BACKENDS:
            message = f"{shown!r} is not a database URL that can be used here: it has to be of SQLite or PostgreSQL."
            raise DatabaseError(message, hint="Write it as in sqlite:///statusquo.sqlite3.")
        engine = _sqlite_engine(parsed) if backend == "sqlite" else create_engine(parsed)
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
