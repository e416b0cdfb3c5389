"""The example of a pytest plugin that hands the suite its driver."""

from __future__ import annotations

import subprocess
import sys

from tests.examples.unlike import EXAMPLES


def test_the_driver_of_a_plugin_is_used_and_knows_the_options_of_the_plugin() -> None:
    suite = ["--pyargs", "statusquo_conformance", "--statusquo-target=target.yaml", "--statusquo-only=A-14"]
    # The settings of our own tests, which pytest finds above the example, would do a few scenarios on all cores.
    options = ["-p", "no:cacheprovider", "-n", "0", "-p", "desk_plugin", "--desk-fault=reply-reopens"]
    command = [sys.executable, "-m", "pytest", *options, *suite]
    folder = EXAMPLES / "pytest_hook"
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "The server does not conform to ticket-statuses 1.0.0: " in done.stdout
    assert "seen: the status " in done.stdout
