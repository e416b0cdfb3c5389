"""``statusquo target``: help with target files."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text
from statusquo.cli.console import clean, counted, output, print_error, write, write_beside
from statusquo.cli.main import BROKEN, DONE, MISUSE, NO
from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.reading.problems import listed
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Driver, TargetError
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.guessing.endpoints import OpenApiError, read_openapi
from statusquo_conformance.target.guessing.writing import TODO, guessed_target
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.model import Target
from statusquo_conformance.target.trial import Trial, try_operations
from statusquo_conformance.targets import template_target

_MARGIN = 22


@click.group()
def target() -> None:
    """Begin a target file, and find out whether it fits a server."""


@target.command(epilog="Exit codes: 0 every operation fits, 1 one does not, 2 misuse, 3 the server broke.")
@click.argument("file", type=click.Path(path_type=Path), metavar="TARGET")
@click.option("--rules", "rule_file", type=click.Path(path_type=Path), help="The rule file to go by.")
def check(file: Path, rule_file: Path | None) -> int:
    """Try every operation that is claimed once, in order, and explain the first that does not fit."""
    rules = load_rules(rule_file)
    loaded = load_target(file, rules)
    try:
        driver = open_driver(loaded)
    except StatusquoError as error:
        return _failed(error)
    try:
        return _try(rules, loaded, driver)
    except InvalidFileError:
        raise
    except StatusquoError as error:
        code = _failed(error)
        _show_exchange(driver)
        return code
    finally:
        driver.close()


def _failed(error: StatusquoError) -> int:
    """Say what went wrong; the exit code for it."""
    print_error(error)
    return NO if isinstance(error, TargetError) else BROKEN


@target.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="TARGET")
@click.option("--openapi", "document", type=click.Path(path_type=Path), help="Guess the operations from this document.")
@click.option("--rules", "rule_file", type=click.Path(path_type=Path), help="The rule file to go by.")
def init(file: Path, document: Path | None, rule_file: Path | None) -> int:
    """Write a target file with comments, to be filled in. A file that is there already stays as it is.

    With an OpenAPI document (3.0 or 3.1, JSON or YAML) it begins with what the document looks like. Every guess says
    where it comes from, and what could not be guessed is marked with TODO.
    """
    try:
        text = _beginning(document, rule_file)
    except OpenApiError as error:
        print_error(error)
        return MISUSE
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise click.UsageError(message) from None
    left = text.count(TODO)
    todo = (
        f" {counted(left, 'thing')} could not be guessed and {'is' if left == 1 else 'are'} marked with TODO."
        if left
        else ""
    )
    write(output(), f"Wrote {file}.{todo} Fill it in, then: statusquo target check {file}")
    return DONE


def _beginning(document: Path | None, rule_file: Path | None) -> str:
    """The text of a target file to begin with.

    Raises:
        OpenApiError: if the document is none.
        InvalidFileError: if the rules are not sound.
    """
    if document is None:
        return template_target().read_text(encoding="utf-8")
    return guessed_target(read_openapi(document), load_rules(rule_file))


def _try(rules: RuleSet, target: Target, driver: Driver) -> int:
    console = output()
    tried, skipped = 0, 0
    for trial in try_operations(rules, driver):
        if trial.trouble:
            _explain(trial, driver)
            return NO
        tried, skipped = tried + (not trial.skipped), skipped + bool(trial.skipped)
        told = f"not tried: {trial.skipped}" if trial.skipped else f"{trial.who}: {trial.seen}"
        write_beside(console, trial.operation, clean(told), margin=_MARGIN)
    write(console)
    write(console, f"{counted(tried, 'operation')} of {target.file} fit the server; {_clock(driver)}.")
    left_out = [name for name in rules.capabilities if name not in target.capabilities]
    if left_out:
        write(console, f"It does not claim {listed(left_out)}, so that is not checked.")
    if skipped:
        what = f"{counted(skipped, 'operation')} could not be tried, and will not be checked either"
        write(console, f"{what}, unless there are more people in `accounts` or more in `capabilities`.")
    if not tried:
        return NO
    write(console, f"What is left is to check the server against the rules: statusquo conform {target.file}")
    return DONE


def _clock(driver: Driver) -> str:
    if driver.has_clock:
        return "its clock can be moved"
    why = driver.clock_missing if isinstance(driver, HttpDriver) else ""
    return f"it has no clock that can be moved{f' ({why})' if why else ''}"


def _explain(trial: Trial, driver: Driver) -> None:
    console = output()
    write(console, Text.assemble((trial.operation, "code"), f" does not fit, tried by {clean(trial.who)}:"))
    write_beside(console, "", clean(trial.trouble), margin=2)
    if isinstance(driver, HttpDriver):
        where = driver.target.calls[trial.operation].step.where
        write(console, f"  See {where}.")
        if driver.last_where not in {"", where}:
            write(console, f"  The last request is that of {driver.last_where}.")
    _show_exchange(driver)


def _show_exchange(driver: Driver) -> None:
    """The last request and its answer, without secrets."""
    if isinstance(driver, HttpDriver) and driver.last_exchange:
        write(output())
        write(output(), driver.last_exchange)
