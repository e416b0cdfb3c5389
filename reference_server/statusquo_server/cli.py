"""The command ``statusquo serve``."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import click
from cheroot import wsgi
from flask import Flask
from rich.console import Console
from rich.table import Table

from statusquo_server.app import create_app, house_of
from statusquo_server.settings import DEFAULT_DATABASE, Settings
from statusquo_server.timers import Timers

OWNER_TOKEN = "STATUSQUO_OWNER_TOKEN"  # noqa: S105 - the name of a variable
THREADS = 8
WIDE_ENOUGH = 200
"""Columns of a console that is no terminal, so that nothing is folded that a program reads."""

IDLE_SECONDS = 60
"""How long a connection may rest before it is closed."""

_SYSTEM_SAYS = re.compile(r"\[Errno -?\d+\] ([^()\[\]]+)")
_TOKEN_FORM = re.compile(r"[A-Za-z0-9\-._~+/]+=*", re.ASCII)


FROM_BEFORE = (
    "The people in this database, and their tokens, are from before. To get in without such a token, set "
    f"{OWNER_TOKEN}, choose another --database, or delete the file."
)


class ServingFailedError(click.ClickException):
    """The server could not run, through no fault of the command line."""

    exit_code = 3


@click.command()
@click.option("--rules", type=click.Path(path_type=Path), help="The rule file. [default: the one of the package]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option(
    "--database",
    default=DEFAULT_DATABASE,
    show_default=True,
    help="SQLAlchemy URL of an SQLite or PostgreSQL database.",
)
@click.option("--test-clock", is_flag=True, help="Let clients advance the time.")
def serve(rules: Path | None, host: str, port: int, database: str, *, test_clock: bool) -> None:
    """Run the reference server: an API in JSON, without screens.

    The variable STATUSQUO_OWNER_TOKEN, if set, is the token of the person who holds every permission.
    """
    settings = Settings(rules, database, test_clock, _owner_token())
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # stops like Ctrl-C does
    try:
        _serve(settings, host, port)
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve(settings: Settings, host: str, port: int) -> None:
    app = create_app(settings)
    try:
        _run(app, host, port, has_owner_token=settings.owner_token is not None)
    finally:
        house_of(app).database.close()


def _owner_token() -> str | None:
    token = os.environ.get(OWNER_TOKEN) or None
    if token is not None and not _TOKEN_FORM.fullmatch(token):
        message = f"{OWNER_TOKEN} has to be of letters, digits and -._~+/ only."
        raise click.UsageError(message)
    return token


def _run(app: Flask, host: str, port: int, *, has_owner_token: bool) -> None:
    server = wsgi.Server(
        (host, port),
        app,
        numthreads=THREADS,
        server_name="statusquo",
        request_queue_size=128,
        timeout=IDLE_SECONDS,
    )
    # What the application refuses with problem details is read to its end first; this bounds how much that can be.
    server.max_request_body_size = 8 * app.config["MAX_CONTENT_LENGTH"]
    try:
        server.prepare()
    except OSError as error:
        message = f"{host}:{port} cannot be listened on: {_reason(error)}."
        raise ServingFailedError(message) from error
    try:
        with Timers(house_of(app).desk):
            _announce(app, server.bind_addr, has_owner_token=has_owner_token)
            server.serve()
    finally:
        server.stop()


def _reason(error: OSError) -> str:
    """Why an address cannot be listened on, as the system says it: what the server says around it repeats itself."""
    found = _SYSTEM_SAYS.findall(str(error))
    return found[-1] if found else str(error)


def _announce(app: Flask, address: tuple[str, int], *, has_owner_token: bool) -> None:
    house = house_of(app)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE_ENOUGH)
    if house.cast:
        table = Table(title="These people have been added. Their tokens are shown this once.", title_justify="left")
        for heading in ("Name", "Role", "Permissions", "Token"):
            table.add_column(heading, no_wrap=heading == "Token")
        every = len(house.rulebook.rules.permissions)
        for newcomer in house.cast:
            person = newcomer.person
            table.add_row(person.name, person.role, f"{len(person.permissions)} of {every}", newcomer.token)
        console.print(table)
    elif not has_owner_token:
        console.print(FROM_BEFORE, soft_wrap=True, markup=False, highlight=False)
    rules = house.rulebook.rules
    host, port = address[:2]
    shown = f"[{host}]" if ":" in host else host
    for line in (
        f"Rules     {rules.name} {rules.version} ({rules.file})",
        f"Database  {house.database.url}",
        f"Listening on http://{shown}:{port}",
    ):
        console.print(line, soft_wrap=True, markup=False, highlight=False)
    console.file.flush()
