"""``statusquo conform``: check a server against rules, and say what came of it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from statusquo.cli.console import errors, output, print_error, write
from statusquo.cli.main import BROKEN, MISUSE
from statusquo.cli.words import listed
from statusquo.errors import StatusquoError
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

from statusquo_conformance.cli.server import RunningServer, reference_server
from statusquo_conformance.operations import TargetError, UnreachableServerError
from statusquo_conformance.plugin import TOKEN_VARIABLE
from statusquo_conformance.reference_driver import ReferenceDriver
from statusquo_conformance.report import print_report
from statusquo_conformance.run import Progress as Tell
from statusquo_conformance.run import run_suite

PLAIN_STEP = 200
"""Where there is no terminal, progress is told once in so many scenarios."""


@click.command(
    epilog="Exit codes: 0 the server conforms, 1 it does not, 2 misuse, 3 the server or the suite broke: no verdict."
)
@click.option("--rules", "file", type=click.Path(path_type=Path), help="The rule file to check against.")
@click.option(
    "--url",
    help=f"A running server with the reference API; {TOKEN_VARIABLE} holds a token with every permission. "
    "Without it, the reference server is started and checked.",
)
def conform(file: Path | None, url: str | None) -> int:
    """Check a server against the rules: every MUST and SHOULD, over HTTP."""
    path = file if file is not None else default_rules()
    rules = load_rules(path)
    try:
        with _server(path, url) as server:
            _look_at(server, rules)
            with _progress(rules) as tell:
                run = run_suite(rules, server.url, server.token, tell)
    except TargetError as error:
        print_error(error)
        return MISUSE if url else BROKEN
    except StatusquoError as error:
        print_error(error)
        return BROKEN
    return print_report(output(), run).value


@contextlib.contextmanager
def _server(rules: Path, url: str | None) -> Iterator[RunningServer]:
    if url is None:
        with reference_server(rules) as server:
            yield server
        return
    if not url.startswith(("http://", "https://")):
        message = f"{url!r} is no URL of a server"
        raise click.BadParameter(message, param_hint="--url")
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        message = f"{TOKEN_VARIABLE} must hold the token of somebody who holds every permission"
        raise click.UsageError(message)
    yield RunningServer(url, token)


def _look_at(server: RunningServer, rules: RuleSet) -> None:
    """Find out before the run whether there is a server to check, and a token that is good for it.

    Raises:
        TargetError: if it is not one with the reference API, or the token is not accepted, or does not permit enough.
        UnreachableServerError: if it does not answer.
    """
    try:
        driver = ReferenceDriver(server.url, server.token)
    except UnreachableServerError as error:
        if server.url.startswith("https://") and "SSL" in error.message:
            hint = "Does the server speak https? If not, the URL begins with http://."
            raise UnreachableServerError(error.message, hint=hint) from None
        raise
    with contextlib.closing(driver):
        held = driver.permissions()
    sets = [role.permissions for role in rules.roles.values() if role.permissions]
    if held is None or not sets:
        return
    lacking = min(([name for name in each if name not in held] for each in sets), key=len)
    if lacking:
        message = f"This token lacks {listed(lacking)}."
        hint = f"{TOKEN_VARIABLE} must hold the token of somebody who holds every permission."
        raise TargetError(message, hint=hint)


@contextlib.contextmanager
def _progress(rules: RuleSet) -> Iterator[Tell]:
    """A bar on a terminal, a line now and then elsewhere; both on standard error."""
    console = errors()
    if not console.is_terminal:

        def tell_plainly(done: int, planned: int) -> None:
            if done % PLAIN_STEP == 0:
                write(console, f"{done} of {planned} scenarios")

        yield tell_plainly
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"{rules.name} {rules.version}", total=None)

        def tell(done: int, planned: int) -> None:
            progress.update(task, completed=done, total=planned)

        yield tell
