"""How far a run is: a bar on a terminal, a line now and then elsewhere; both on standard error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from statusquo.cli.console import errors, write
from statusquo.rules.model import RuleSet

from statusquo_conformance.run import Progress as Tell

PLAIN_STEP = 200
"""Where there is no terminal, progress is told once in so many scenarios."""


@contextlib.contextmanager
def progress_of(rules: RuleSet) -> Iterator[Tell]:
    """What is to be told how many scenarios are done, and of how many."""
    console = errors()
    if not console.is_terminal:

        def tell_plainly(done: int, planned: int) -> None:
            if done and done % PLAIN_STEP == 0:
                write(console, f"{done} of {planned} scenarios")

        yield tell_plainly
        return
    # Runs without a terminal, as in CI, are not to wait for its import.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"{rules.name} {rules.version}", total=None)

        def tell(done: int, planned: int) -> None:
            progress.update(task, completed=done, total=planned)

        yield tell
