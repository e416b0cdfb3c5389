"""The example of a pytest plugin that hands the suite its driver."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.examples.unlike import EXAMPLES


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 0, "Nothing is wrong with A-14 of ticket-statuses"),
        (["--desk-fault=reply-reopens"], 1, "The server does not conform"),
    ],
)
def test_the_driver_of_a_plugin_is_used(options: list[str], code: int, said: str) -> None:
    suite = ["--pyargs", "statusquo_conformance", "--statusquo-target=target.yaml", "--statusquo-only=A-14"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "desk_plugin", *suite, *options]
    folder = EXAMPLES / "pytest_hook"
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr
