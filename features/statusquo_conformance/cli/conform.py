"""``statusquo conform``: check a server against rules, and say what came of it."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import threading
from pathlib import Path

import click
from statusquo.cli.console import counted, errors, output, print_error, write
from statusquo.cli.main import BROKEN, DONE, MISUSE
from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.locations import default_rules
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

from statusquo_conformance.cli.aim import Aim, WeakTokenError, aimed, load_unset, look_at
from statusquo_conformance.cli.outlook import print_outlook, print_shortcomings
from statusquo_conformance.cli.progress import progress_of
from statusquo_conformance.judging.verdict import Run, judge
from statusquo_conformance.operations import BrokenServerError, TargetError, UnreachableServerError
from statusquo_conformance.plugin import MOST_SECONDS
from statusquo_conformance.reports.github import workflow_lines
from statusquo_conformance.reports.terminal import print_report
from statusquo_conformance.run import Choices, describe, run_suite
from statusquo_conformance.selection import UnknownSelectionError, selected
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE

_PATH = click.Path(path_type=Path)


@click.command(
    epilog="Exit codes: 0 nothing (new) is wrong, 1 the server does not conform, or known failures are out of date, "
    "2 misuse, 3 the server or the suite broke: no verdict."
)
@click.argument("target", type=_PATH, required=False)
@click.option("--rules", "file", type=_PATH, help="The rule file to check against.")
@click.option(
    "--url",
    help=f"A running server with the reference API; {TOKEN_VARIABLE} holds a token with every permission.",
)
@click.option("--only", multiple=True, metavar="ID", help="Check only this requirement, or the scenario of this name.")
@click.option("--keep", is_flag=True, help="Tell which tickets were made, and keep a server that was started running.")
@click.option("--known", type=_PATH, metavar="FILE", help="Failures that are known, each with a reason and a last day.")
@click.option("--report", type=_PATH, metavar="DIR", help="Write reports there: HTML, JSON, JUnit, Cucumber Messages.")
@click.option("--github", is_flag=True, help="Write annotations for GitHub's workflows, too.")
@click.option("--dry-run", is_flag=True, help="Say what would be checked and what not; no server is asked.")
@click.option("-n", "processes", type=click.IntRange(0, 64), default=0, help="Run scenarios in so many processes.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=MOST_SECONDS,
    show_default=True,
    help="End the run after so many seconds.",
)
def conform(  # noqa: PLR0913 - one parameter for each option
    *,
    target: Path | None,
    file: Path | None,
    url: str | None,
    only: tuple[str, ...],
    known: Path | None,
    report: Path | None,
    processes: int,
    time_limit: float,
    keep: bool,
    github: bool,
    dry_run: bool,
) -> int:
    """Check a server against the rules: every MUST and SHOULD.

    TARGET is a file that says where the server is and how each operation is done on it. Without it, and without --url,
    the reference server is started and checked.
    """
    path = file if file is not None else default_rules()
    rules = load_rules(path)
    choices = Choices(only, known, processes, time_limit, _command())
    selected(rules, only)  # what there is not is told before any server is started
    if report is not None:
        _make_folder(report)
    try:
        if dry_run:
            print_outlook(output(), rules, load_unset(target, rules), only)
            return DONE
        with aimed(path, target, url) as aim:
            run = _run(aim, rules, choices)
            if run.results:
                print_report(output(), run)
            _hand_out(run, report, github=github)
            if keep:
                _keep(run, aim)
    except (InvalidFileError, UnknownSelectionError):
        raise
    except StatusquoError as error:
        print_error(error)
        return MISUSE if isinstance(error, WeakTokenError) else BROKEN
    return judge(run)[0].exit_code


def _make_folder(folder: Path) -> None:
    """Find out before a run that its reports can be written, rather than after it.

    Raises:
        click.BadParameter: if they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}"
        raise click.BadParameter(message, param_hint="--report") from None
    if not os.access(folder, os.W_OK):
        message = f"{folder} cannot be written to"
        raise click.BadParameter(message, param_hint="--report")


def _run(aim: Aim, rules: RuleSet, choices: Choices) -> Run:
    """The run; one without results, but with its trouble, if the server cannot even be greeted."""
    target = aim.load(rules)
    try:
        means = look_at(aim, target, rules)
    except (TargetError, UnreachableServerError, BrokenServerError) as error:
        print_error(error)
        about = describe(rules, target, choices.only, choices.command)
        return Run(about, rules, len(selected(rules, choices.only)), (), error.message, 0.0)
    print_shortcomings(errors(), rules, means, choices.only)
    with progress_of(rules) as tell:
        return run_suite(rules, aim.target, tell, aim.variables, choices)


def _hand_out(run: Run, folder: Path | None, *, github: bool) -> None:
    """Write what is asked for besides the report on the terminal.

    Raises:
        ReportError: if the folder cannot be written to.
    """
    if folder is not None:
        # Most runs write none, and what they are made with takes its time to be imported.
        from statusquo_conformance.reports.write import write_reports  # noqa: PLC0415

        write_reports(run, folder)
        write(output(), f"Reports are in {folder}; begin with {folder / 'report.html'}.")
    if github:
        for line in workflow_lines(run, Path.cwd()):
            write(output(), line)


def _keep(run: Run, aim: Aim) -> None:
    """Tell what the run has left on the server, and leave a server of our own running for people to look at it."""
    console = output()
    tickets = [(ticket, result) for result in run.results for ticket in result.tickets]
    write(console)
    write(console, f"{counted(len(tickets), 'ticket')} left on the server:")
    for ticket, result in tickets:
        write(console, f"    {ticket}  {result.outcome}: {result.scenario}")
    if aim.is_own:
        url, token = aim.variables[URL_VARIABLE], aim.variables[TOKEN_VARIABLE]
        with contextlib.suppress(KeyboardInterrupt):
            write(console)
            write(console, f"The server goes on at {url} until you press Ctrl-C. A token that permits all: {token}")
            threading.Event().wait()


def _command() -> str:
    """What does the run again, as it was written."""
    return shlex.join(["statusquo", *sys.argv[1:]])
