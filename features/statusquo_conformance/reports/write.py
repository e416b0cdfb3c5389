"""Writing all reports of a run into a folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from statusquo.errors import StatusquoError

from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.reports.badge import badge_svg
from statusquo_conformance.reports.data import report_json
from statusquo_conformance.reports.html import report_html
from statusquo_conformance.reports.junit import junit_xml
from statusquo_conformance.reports.messages import messages_ndjson

REPORTS: Mapping[str, Callable[[Run], str]] = MappingProxyType(
    {
        "report.json": report_json,
        "report.html": report_html,
        "junit.xml": junit_xml,
        "messages.ndjson": messages_ndjson,
        "badge.svg": badge_svg,
    }
)
"""What is written, by name of the file."""


class ReportError(StatusquoError):
    """The reports cannot be written."""

    code = "report-error"


def write_reports(run: Run, folder: Path) -> tuple[Path, ...]:
    """Write every report into a folder, which is made if need be.

    All are made before the first is written, and each takes its name only when it is whole: nobody ever reads half.

    Raises:
        ReportError: if there is no writing to the folder.
    """
    texts = {folder / name: make(run).encode() for name, make in REPORTS.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in texts.items():
            _put(path, content)
    except OSError as error:
        message = f"The reports cannot be written to {folder}: {error.strerror or error}."
        raise ReportError(message, hint="Name a folder that can be made and written to.") from None
    return tuple(texts)


def _put(path: Path, content: bytes) -> None:
    """Write a file under another name first."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)  # mkstemp lets nobody else read, and reports are there to be read
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
