"""The suite under somebody else's pytest: it does what pytest's options say, and leaves their project alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests.features.harness import TOKEN
from tests.features.several_runs import listening

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).with_name("desks") / "small.yaml"
SCENARIOS = 62
OURS = ("--pyargs", "statusquo_conformance")
EXAMPLE = ROOT / "features" / "examples" / "pytest_hook"

# A project that would break any scenario of ours that it got hold of, and is broken by any step of ours that it uses.
PROJECT = {
    "pytest.ini": "[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n",
    "conftest.py": """
import pytest

@pytest.fixture(autouse=True)
def only_for_tests_of_this_project(request):
    if request.node.path.name not in {"test_own.py"}:
        raise RuntimeError("this fixture is no business of other tests")

@pytest.fixture
def world(): return "the project's own world"

@pytest.fixture
def driver(): return "the project's own driver"

@pytest.fixture
def rules(): return "the project's own rules"
""",
    "features/own.feature": """
Feature: Own
  Scenario: One of the project's own
    Given the ticket is open
    Then nothing has changed
""",
    "tests/test_own.py": """
import sys
from pathlib import Path
from pytest_bdd import given, scenarios, then

scenarios(str(Path(__file__).parents[1] / "features"))

@given("the ticket is open", target_fixture="ticket")
def ticket(world): return world

@then("nothing has changed")
def nothing(ticket): assert ticket == "the project's own world"

def test_the_fixtures_are_the_projects(driver, rules):
    assert (driver, rules) == ("the project's own driver", "the project's own rules")

def test_nothing_of_the_suite_is_loaded():
    assert "statusquo_conformance.suite" not in sys.modules
    assert "statusquo_conformance.test_conformance" not in sys.modules
""",
    "desk.py": f"""
from pathlib import Path
from statusquo_server.app import create_app
from statusquo_server.settings import Settings

app = create_app(Settings(Path({str(SMALL)!r}), "sqlite://", test_clock=True, owner_token={TOKEN!r}))
""",
    "desk.yaml": re.sub(r"(?m)^url: .*$", "wsgi: desk:app", reference_target().read_text("utf-8")),
}


@dataclass(frozen=True)
class Project:
    """Somebody else's project."""

    folder: Path

    def pytest(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in the project."""
        environment = {**os.environ, TOKEN_VARIABLE: TOKEN, **variables}
        for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_CURRENT_TEST"):
            environment.pop(name, None)
        # hypothesis is of our tests, and no part of the project: it would have a part in every run.
        command = [sys.executable, "-m", "pytest", "-p", "no:hypothesispytest", *options]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, cwd=self.folder, env=environment
        )

    def check(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the suite with the small rules by the project's target."""
        return self.pytest(*OURS, f"--statusquo-rules={SMALL}", "--statusquo-target=desk.yaml", *options, **variables)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return Project(tmp_path)


def _serving(rules: Path) -> Iterator[dict[str, str]]:
    app = create_app(Settings(rules, "sqlite://", test_clock=True, owner_token=TOKEN))
    with listening(app) as (url, _):
        yield {URL_VARIABLE: url}
    house_of(app).database.close()


@pytest.fixture
def server() -> Iterator[dict[str, str]]:
    """A right server, by the variables that tell where it is."""
    yield from _serving(SMALL)


@pytest.fixture
def wrong_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server on which a reply on a ticket that waits ends it."""
    folder = tmp_path_factory.mktemp("wrong")
    wrong = SMALL.read_text("utf-8").replace("from: waiting, to: new", "from: waiting, to: done")
    (folder / "small.yaml").write_text(wrong, "utf-8")
    (folder / "requirements.yaml").write_text(SMALL.with_name("requirements.yaml").read_text("utf-8"), "utf-8")
    yield from _serving(folder / "small.yaml")


def test_a_run_of_the_suite_is_not_harmed_by_the_project_and_tells_its_verdict(project: Project) -> None:
    before = sorted(project.folder.rglob("*"))
    done = project.check("--color=yes", "-p", "no:cacheprovider", PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SCENARIOS} passed" in done.stdout
    assert "\x1b[32mThe server conforms to small 1.0.0.\x1b[0m" in done.stdout
    assert sorted(project.folder.rglob("*")) == before


def test_the_projects_own_tests_run_as_if_the_suite_were_not_there(project: Project) -> None:
    done = project.pytest()
    assert (done.returncode, "3 passed" in done.stdout) == (0, True), done.stdout
    assert "conform" not in done.stdout.replace("plugins: statusquo", "")


def test_scenarios_run_beside_each_other_and_share_the_clock_of_a_server(
    project: Project, server: dict[str, str]
) -> None:
    only = [f"--statusquo-only=R-{number}" for number in (7, 8, 9, 10)]
    done = project.pytest(*OURS, f"--statusquo-rules={SMALL}", "-n", "2", *only, **server)
    assert done.returncode == 0, done.stdout
    assert "Nothing is wrong with R-7, R-8, R-9, R-10 of small 1.0.0." in done.stdout


def test_the_failed_are_run_again_and_the_first_ends_the_run(project: Project, wrong_server: dict[str, str]) -> None:
    options = (*OURS, f"--statusquo-rules={SMALL}", "--statusquo-only=R-6")
    whole = project.pytest(*options, **wrong_server)
    assert whole.returncode == 1, whole.stdout + whole.stderr
    failed = int(re.findall(r"(\d+) failed", whole.stdout)[0])
    assert f"The server does not conform to small 1.0.0: {failed} scenario" in whole.stdout
    assert "Traceback" not in whole.stdout
    again = project.pytest(*options, "--lf", "-x", **wrong_server)
    assert again.returncode == 1, again.stdout
    assert f"run-last-failure: rerun previous {failed} failure" in again.stdout
    assert "No verdict: 1 of " in again.stdout


def test_marks_and_words_choose_scenarios_and_a_part_has_no_verdict(project: Project) -> None:
    done = project.check("-m", "R-7", "-k", "agent", "--statusquo-report=said")
    chosen = re.findall(r"(\d+) deselected / (\d+) selected", done.stdout)[0]
    assert (done.returncode, sum(map(int, chosen))) == (0, SCENARIOS)
    assert 0 < int(chosen[1]) < SCENARIOS
    assert f"No verdict: {chosen[1]} of {SCENARIOS} scenarios were run." in done.stdout
    report = json.loads((project.folder / "said" / "report.json").read_text("utf-8"))
    assert f"{chosen[1]} of {SCENARIOS}" in json.dumps(report)
    assert "Wrote said/report.html" in done.stdout


def test_reports_that_cannot_be_written_are_misuse(project: Project) -> None:
    done = project.check("-m", "R-2", "--statusquo-report=desk.py")
    assert (done.returncode, "The reports cannot be written to desk.py" in done.stdout) == (4, True), done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_what_is_collected_is_listed_and_not_judged(project: Project) -> None:
    done = project.check("--collect-only", "-q", "-m", "R-7")
    assert done.returncode == 0
    listed = [line for line in done.stdout.splitlines() if "test_conformance.py::" in line]
    assert f"{len(listed)}/{SCENARIOS} tests collected" in done.stdout
    assert "erdict" not in done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--statusquo-rules=broken.yaml", "-n", "2"], "broken.yaml:2:1"),
        (["--statusquo-target=broken.yaml"], "broken.yaml:2:1"),
        (["--statusquo-only=C-33"], "Did you mean C-3?"),
    ],
)
def test_what_is_wrong_with_a_file_or_an_option_is_misuse_and_told_before_the_run(
    project: Project, options: list[str], said: str
) -> None:
    (project.folder / "broken.yaml").write_text("# Nothing that anybody knows:\nnonsense: 1\n", "utf-8")
    done = project.pytest(*OURS, *options, **{URL_VARIABLE: "http://unused.example"})
    assert (done.returncode, said in done.stderr) == (4, True), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_what_only_should_be_fails_nothing_if_it_cannot_be_checked(project: Project) -> None:
    text = PROJECT["desk.yaml"]
    without = "\n".join(line for line in text.splitlines() if "_clock: " not in line)
    (project.folder / "desk.yaml").write_text(without, "utf-8")
    done = project.check("--statusquo-only=R-12", "--statusquo-only=R-10", "-rxf")
    assert done.returncode == 1, done.stdout
    assert re.search(r"1 failed, \d+ deselected, 1 xfailed", done.stdout), done.stdout
    assert "expected: \n" not in done.stdout
    assert "not checked: it takes a clock that can be moved, and there is none" in done.stdout
    assert "No verdict: of R-12, R-10 of small 1.0.0, nothing could be checked." in done.stdout


def test_what_was_announced_to_fail_and_passes_fails_the_run(project: Project) -> None:
    known = project.folder / "known.yaml"
    known.write_text(
        "known_failures:\n  - {requirement: R-7, reason: It was so once., expires: '2999-01-01'}\n", "utf-8"
    )
    done = project.check("--statusquo-known=known.yaml", "-m", "R-7")
    assert done.returncode == 1, done.stdout
    assert "R-7 was announced to fail, and passed [known.yaml:2]" in done.stdout
