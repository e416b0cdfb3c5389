from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import create_mock_engine, insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from statusquo_server.app import create_app, house_of
from statusquo_server.database import Database, DatabaseError
from statusquo_server.models import Base, SurveyRow, TimerRow
from statusquo_server.settings import Settings

from tests.reference_server.world import MakeWorld, World, copy_of_rules, make_app

OLDER = Path(__file__).with_name("before_language_2.sql")
WORKSHOP = Path(__file__).parent / "workshop" / "rules.yaml"


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "sqlite:/x",
        "nosuchdb://host/x",
        "oracle+nosuch://x",
        "postgresql+nosuch://localhost/x",
        "mysql://localhost/x",
    ],
)
def test_a_url_that_makes_no_sense_is_a_clear_error(url: str) -> None:
    with pytest.raises(DatabaseError, match="is not a database URL that can be used here"):
        Database(url)


def test_a_database_that_cannot_be_opened_is_a_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    for path in (tmp_path / "no" / "such" / "folder.sqlite3", broken, tmp_path):
        with pytest.raises(DatabaseError, match="cannot be opened"):
            Database(f"sqlite:///{path}")


@pytest.mark.parametrize("backend", ["mysql", "mssql", "oracle", "nosuchdb"])
def test_databases_of_other_kinds_are_refused(backend: str) -> None:
    with pytest.raises(DatabaseError, match="it has to be of SQLite or PostgreSQL"):
        Database(f"{backend}://localhost/x")


def test_on_postgresql_what_reads_sees_one_state_and_what_writes_locks_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    options: list[dict[str, Any]] = []

    class Engine:
        """Stands for an engine of SQLAlchemy, and notes the options of its connections."""

        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        url = make_url("postgresql://host/x")

        def __init__(self, **chosen: Any) -> None:
            self.chosen = chosen

        def execution_options(self, **chosen: Any) -> Engine:
            return Engine(**self.chosen, **chosen)

        @contextmanager
        def connect(self) -> Iterator[Any]:
            options.append(self.chosen)
            yield Mock()

        @contextmanager
        def begin(self) -> Iterator[Any]:
            yield Mock()

    monkeypatch.setattr("statusquo_server.database.create_engine", lambda _: Engine())
    monkeypatch.setattr("statusquo_server.database.prepare_tables", lambda _: None)
    database = Database("postgresql://host/x")
    with database.reading(), database.writing():
        pass
    assert [each.get("isolation_level") for each in options] == ["REPEATABLE READ", None]
    assert database.locks_rows


def test_a_password_is_never_shown() -> None:
    with pytest.raises(DatabaseError) as caught:
        Database("nosuchdb://user:secret@host/x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("replacement", "kind"),
    [
        (("in_progress", "busy"), "status `in_progress`"),
        (("customer", "client"), "role `customer`"),
        (("timer: deletion", "timer: removal"), "timer `deletion`"),
    ],
)
def test_a_database_of_other_rules_is_refused(tmp_path: Path, replacement: tuple[str, str], kind: str) -> None:
    url = f"sqlite:///{tmp_path}/desk.sqlite3"
    world = World(make_app(url))
    path = world.ticket(world.customer())
    world.owner.post(f"{path}/deletion-schedule", {"at": world.in_seconds(9)})
    world.move(path, "in_progress")
    house_of(world.app).database.close()
    more = (("  deletion:\n    label", "  removal:\n    label"),) if "timer" in kind else ()
    with pytest.raises(DatabaseError, match=kind):
        create_app(Settings(copy_of_rules(tmp_path, replacement, *more), url))
    world = World(make_app(url))
    assert world.owner.get(path).content["status"] == "in_progress"
    house_of(world.app).database.close()


def test_an_older_database_gets_what_is_new_and_keeps_what_it_has(tmp_path: Path, make_world: MakeWorld) -> None:
    file = tmp_path / "desk.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript(OLDER.read_text(encoding="utf-8"))
    for _ in range(2):  # the second time there is nothing left to be added
        world = make_world(f"sqlite:///{file}")
        content = world.owner.get("/tickets/t_1").content
        assert (content["status"], content["closes_at"]) == ("closure_scheduled", "2999-01-01T00:00:00Z")
        assert (content["assignee"], content["flags"]) == (world.owner.id, [])
        assert len(world.owner.get("/tickets/t_1/messages").items) == 2
        assert world.owner.get("/tickets/t_1/history").items == []
        house_of(world.app).database.close()
    world = make_world(f"sqlite:///{file}")
    world.move("/tickets/t_1", "open")
    assert world.owner.get("/tickets/t_1").content["closes_at"] is None
    changes = world.owner.get("/tickets/t_1/history").items
    assert [(each["from"], each["to"]) for each in changes] == [("closure_scheduled", "open")]
    assert world.ticket(world.owner) == "/tickets/t_2"
    house_of(world.app).database.close()
    assert described(file) == described(new_database(tmp_path))


def new_database(folder: Path) -> Path:
    file = folder / "new.sqlite3"
    Database(f"sqlite:///{file}").close()
    return file


def described(file: Path) -> dict[str, object]:
    """The columns of all tables, what they refer to, and their indexes, whatever the order."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            f"{name} {pragma}": {row[1:] if pragma == "table_info" else row[2:] for row in rows}
            for name in names
            for pragma in ("table_info", "foreign_key_list", "index_list")
            for rows in [connection.execute(f"PRAGMA {pragma}({name})")]
        }


def test_a_database_with_flags_of_other_rules_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.sqlite3"
    world = World(make_app(url, WORKSHOP))
    path = world.ticket(world.customer())
    world.owner.put(f"{path}/flags/urgent")
    house_of(world.app).database.close()
    for name in ("rules.yaml", "requirements.yaml"):
        text = WORKSHOP.with_name(name).read_text("utf-8").replace("urgent:", "hasty:")
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(DatabaseError, match="has no flag `urgent`"):
        make_app(url, tmp_path / "rules.yaml")


def test_a_database_with_tables_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE tickets (id INTEGER PRIMARY KEY, price INTEGER)")
    with pytest.raises(DatabaseError, match=r"The table tickets of the database has no column \w+, so it is not ours."):
        Database(f"sqlite:///{file}")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("tickets",)]


def test_the_database_itself_forbids_a_second_waiting_survey_and_a_second_timer(world: World) -> None:
    world.ticket(world.owner, "closure_scheduled")
    now = world.now()
    second = [
        (insert(SurveyRow), {"ticket_id": 1, "opened_at": now}),
        (insert(TimerRow), {"ticket_id": 1, "name": "closure", "due_at": now}),
        (insert(TimerRow), {"ticket_id": 99, "name": "closure", "due_at": now}),
    ]
    for statement, values in second:
        with pytest.raises(IntegrityError), house_of(world.app).database.writing() as connection:
            connection.execute(statement, values)


def test_deleting_a_ticket_leaves_nothing_of_it(make_world: MakeWorld, tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite3"
    world = make_world(f"sqlite:///{file}")
    customer = world.customer()
    path = world.ticket(customer)
    world.participant(path, customer)
    customer.post(f"{path}/messages", {"body": "x"})
    world.move(path, "resolved")
    customer.put(f"{path}/favorite")
    world.owner.post(f"{path}/deletion-schedule", {"at": world.in_seconds(60)})
    world.advance(61)
    connection = sqlite3.connect(file)
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of our own
        for table in Base.metadata.tables
    }
    connection.close()
    assert {table for table, count in counts.items() if count} == {"people"}


def test_ids_of_what_is_gone_are_not_given_again(world: World) -> None:
    first = world.ticket(world.owner)
    world.owner.post(f"{first}/deletion-schedule", {"at": world.in_seconds(60)})
    world.advance(61)
    assert world.ticket(world.owner) != first


def test_what_a_transaction_wrote_is_gone_when_it_fails(world: World) -> None:
    def fail() -> None:
        with house_of(world.app).database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM people")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert world.owner.get("/me").status == 200


@pytest.mark.parametrize("name", ["postgresql", "mysql"])
def test_the_tables_can_be_described_to_other_databases(name: str) -> None:
    statements: list[str] = []

    def note(statement: Any, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine(f"{name}://", note)
    Base.metadata.create_all(engine, checkfirst=False)
    partial = [each for each in statements if "one_waiting_survey" in each]
    assert len(partial) == (1 if name == "postgresql" else 0)
    assert all("WHERE submitted_at IS NULL" in each for each in partial)
