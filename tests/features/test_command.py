"""The real thing: the suite under pytest over HTTP, and the command that people use, as processes of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from statusquo_conformance.targets import TOKEN_VARIABLE

ROOT = Path(__file__).parents[2]
DESKS = Path(__file__).with_name("desks")
MAIN = "from statusquo.cli.main import main; main()"


def _desk(folder: Path, old: str, new: str) -> Path:
    """A small desk with something else in it."""
    folder.mkdir()
    text = (DESKS / "small.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "small.yaml").write_text(text.replace(old, new), encoding="utf-8")
    (folder / "requirements.yaml").write_text((DESKS / "requirements.yaml").read_text(encoding="utf-8"), "utf-8")
    return folder / "small.yaml"


def _conform(*options: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    if token is not None:
        environment[TOKEN_VARIABLE] = token
    command = [sys.executable, "-c", MAIN, "conform", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, cwd=ROOT, env=environment)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Four runs in one process: two desks, a desk without a word when a ticket is done, and a server that dies."""
    folder = tmp_path_factory.mktemp("desks")
    other = _desk(folder / "other", "waiting", "paused")
    silent = _desk(folder / "silent", "entering: done", "entering: new")
    command = [sys.executable, "-m", "tests.features.several_runs", str(DESKS / "small.yaml"), str(other), str(silent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_right_server_conforms_and_every_scenario_was_run(runs: list[dict[str, Any]]) -> None:
    assert runs[0]["verdict"] == "CONFORMS", runs[0]
    assert runs[0]["outcomes"] == {"passed": runs[0]["planned"]}
    assert runs[0]["progress"] == [runs[0]["planned"]] * 2


def test_a_second_run_in_the_process_runs_the_scenarios_of_its_own_rules(runs: list[dict[str, Any]]) -> None:
    assert runs[1]["outcomes"] == {"passed": runs[0]["planned"]}
    assert "paused" in runs[1]["scenarios"]
    assert "waiting" not in runs[1]["scenarios"]


def test_what_only_should_be_fails_nothing(runs: list[dict[str, Any]]) -> None:
    assert (runs[2]["verdict"], runs[2]["failed"]) == ("CONFORMS", ["R-12"])
    assert runs[2]["outcomes"]["warned"] > 0
    assert "warning" in runs[2]["sentence"]


def test_a_server_that_is_gone_ends_the_run_without_a_verdict(runs: list[dict[str, Any]]) -> None:
    assert runs[3]["verdict"] == "BROKEN"
    assert runs[3]["outcomes"]["environment error"] == 3
    assert sum(runs[3]["outcomes"].values()) < runs[3]["planned"]
    assert "got no answer" in runs[3]["sentence"]


def test_another_desk_conforms_by_the_same_command() -> None:
    done = _conform("--rules", str(DESKS / "small.yaml"))
    assert (done.returncode, "The server conforms to small 1.0.0." in done.stdout) == (0, True), done.stderr


def test_a_server_on_other_rules_does_not_conform(tmp_path: Path) -> None:
    wrong = _desk(tmp_path / "wrong", "from: waiting, to: new", "from: waiting, to: done")
    program = (
        "import sys, pathlib; from tests.features.several_runs import *\n"
        "app = create_app(Settings(pathlib.Path(sys.argv[1]), 'sqlite://', test_clock=True, owner_token=TOKEN))\n"
        "with listening(app) as (url, _): print(url, flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(wrong)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        done = _conform("--rules", str(DESKS / "small.yaml"), "--url", url, token="the-token-of-the-owner")  # noqa: S106
        server.communicate("")
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-2000:]
    assert "does not conform" in done.stdout
    assert "R-6" in done.stdout


def test_a_server_that_does_not_answer_gets_no_verdict() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listened on: nothing answers here
        done = _conform("--url", f"http://127.0.0.1:{taken.getsockname()[1]}", token="any")  # noqa: S106
    assert (done.returncode, "got no answer" in done.stderr) == (3, True), done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rules", "nowhere.yaml"], "nowhere.yaml"),
        (["--rules", str(DESKS / "requirements.yaml")], "requirements.yaml"),
        (["--url", "http://127.0.0.1:9"], TOKEN_VARIABLE),
        (["--url", "127.0.0.1:9"], "no URL"),
        (["--url", "ftp://127.0.0.1"], "no URL"),
    ],
)
def test_misuse_is_told_as_such(options: list[str], said: str) -> None:
    done = _conform(*options)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr
