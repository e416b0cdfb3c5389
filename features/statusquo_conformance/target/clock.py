"""A clock that a command line moves."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from statusquo_conformance.operations import TargetError
from statusquo_conformance.target.model import ClockCommand

_LONGEST_SHOWN = 500
_LONGEST_READ = 65_536


def move_clock(clock: ClockCommand, seconds: float, mask: Callable[[str], str]) -> int:
    """Let a command move the clock of the server.

    Args:
        clock: the command, and how long it may take.
        seconds: how far to move it; it is told the next whole number.
        mask: takes what is secret out of a text.

    Returns:
        How many seconds it was told.

    Raises:
        TargetError: if it cannot be started, takes too long, or fails.
    """
    whole = math.ceil(seconds)
    command = [str(part({"seconds": whole})) for part in clock.command]
    # A file and no pipe: whatever the command leaves running in the background may keep it open.
    with tempfile.TemporaryFile() as printed:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
                command,
                cwd=Path(clock.where.rpartition(":")[0]).resolve().parent,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise _failure(clock, f"cannot be run: {mask(str(error))}", "") from None
        try:
            code = process.wait(clock.longest)
        except subprocess.TimeoutExpired:
            raise _failure(clock, f"took longer than {clock.longest:g} seconds", mask(_end(printed))) from None
        finally:
            _end_all(process)
        if code != 0:
            raise _failure(clock, f"failed with exit code {code}", mask(_end(printed)))
    return whole


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End a command that still runs, with all that it has started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _end(printed: IO[bytes]) -> str:
    """The end of what was printed."""
    size = printed.seek(0, os.SEEK_END)
    start = max(0, size - _LONGEST_READ)
    printed.seek(start)
    if start:
        # The line that is cut in two may begin with a part of a secret.
        printed.readline()
    return printed.read().decode("utf-8", "replace").strip()


def _failure(clock: ClockCommand, what: str, printed: str) -> TargetError:
    said = f" It printed: {printed[-_LONGEST_SHOWN:]}" if printed else ""
    message = f"The command that moves the clock {what}.{said} [{clock.where}]"
    return TargetError(message, hint=f"Look at `clock` in {clock.where}.")
