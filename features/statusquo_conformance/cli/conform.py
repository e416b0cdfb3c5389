"""``statusquo conform``: check a server against rules, and say what came of it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from statusquo.cli.console import errors, output, print_error, write
from statusquo.cli.main import BROKEN, MISUSE
from statusquo.cli.words import listed
from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

from statusquo_conformance.cli.server import reference_server
from statusquo_conformance.operations import TargetError, UnreachableServerError
from statusquo_conformance.plugin import TOKEN_VARIABLE, URL_VARIABLE
from statusquo_conformance.report import print_report
from statusquo_conformance.run import Progress as Tell
from statusquo_conformance.run import run_suite
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.targets import reference_target

PLAIN_STEP = 200
"""Where there is no terminal, progress is told once in so many scenarios."""


@click.command(
    epilog="Exit codes: 0 the server conforms, 1 it does not, 2 misuse, 3 the server or the suite broke: no verdict."
)
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--rules", "file", type=click.Path(path_type=Path), help="The rule file to check against.")
@click.option(
    "--url",
    help=f"A running server with the reference API; {TOKEN_VARIABLE} holds a token with every permission.",
)
def conform(target: Path | None, file: Path | None, url: str | None) -> int:
    """Check a server against the rules: every MUST and SHOULD.

    TARGET is a file that says where the server is and how each operation is done on it. Without it, and without --url,
    the reference server is started and checked.
    """
    if target is not None and url is not None:
        message = "TARGET says where the server is, so --url does not go together with it"
        raise click.UsageError(message)
    path = file if file is not None else default_rules()
    rules = load_rules(path)
    try:
        with _aim(path, target, url) as aim:
            _look_at(aim, rules)
            with _progress(rules) as tell:
                run = run_suite(rules, aim.target, tell, aim.variables)
    except InvalidFileError:
        raise
    except TargetError as error:
        print_error(error)
        return MISUSE if url or target else BROKEN
    except StatusquoError as error:
        print_error(error)
        return BROKEN
    return print_report(output(), run).value


@dataclass(frozen=True)
class _Aim:
    """What is to be checked: a target file, and what the environment has to hold for it."""

    target: Path
    variables: Mapping[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def _aim(rules: Path, target: Path | None, url: str | None) -> Iterator[_Aim]:
    if target is not None:
        yield _Aim(target)
        return
    if url is None:
        with reference_server(rules) as server:
            yield _Aim(reference_target(), {URL_VARIABLE: server.url, TOKEN_VARIABLE: server.token})
        return
    if not url.startswith(("http://", "https://")):
        message = f"{url!r} is no URL of a server"
        raise click.BadParameter(message, param_hint="--url")
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        message = f"{TOKEN_VARIABLE} must hold the token of somebody who holds every permission"
        raise click.UsageError(message)
    yield _Aim(reference_target(), {URL_VARIABLE: url, TOKEN_VARIABLE: token})


def _look_at(aim: _Aim, rules: RuleSet) -> None:
    """Find out before the run whether the target is sound, there is a server to check, and its token permits enough.

    Raises:
        InvalidFileError: if the target file is not sound.
        TargetError: if the server does not answer as the target says, or the administrator lacks permissions.
        UnreachableServerError: if it does not answer.
    """
    target = load_target(aim.target, rules, {**os.environ, **aim.variables})
    try:
        driver = open_driver(target)
    except UnreachableServerError as error:
        if target.door.url.startswith("https://") and "SSL" in error.message:
            hint = "Does the server speak https? If not, the URL begins with http://."
            raise UnreachableServerError(error.message, hint=hint) from None
        raise
    with contextlib.closing(driver):
        held = driver.held if isinstance(driver, HttpDriver) else None
    sets = [role.permissions for role in rules.roles.values() if role.permissions]
    if held is None or not sets:
        return
    lacking = min(([name for name in each if name not in held] for each in sets), key=len)
    if lacking:
        message = f"This token lacks {listed(lacking)}."
        holder = TOKEN_VARIABLE if TOKEN_VARIABLE in aim.variables else "The secret of the administrator"
        hint = f"{holder} must be the token of somebody who holds every permission."
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
