"""Run as a program: the suite in one process on right, wrong and trivial servers; prints what came of each run."""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from statusquo.rules.load import load_rules
from statusquo_conformance.judging.verdict import judge
from statusquo_conformance.reports.terminal import print_report
from statusquo_conformance.run import Choices, run_suite
from statusquo_conformance.targets import TOKEN_VARIABLE, reference_target
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests.features import trivial_servers
from tests.features.harness import TOKEN
from tests.features.trivial_servers import APPS, Allowing, answering

SMALL = Path(__file__).with_name("desks") / "small.yaml"
KNOWN = """
known_failures:
  - {requirement: R-6, reason: It was never built., expires: "2999-01-31"}
  - {requirement: R-10, reason: It takes R-6., expires: "2999-01-31"}
"""


@contextmanager
def reference(folder: Path, old: str = "", new: str = "") -> Iterator[None]:
    """The reference server as the desk, on the small rules, changed."""
    (folder / "small.yaml").write_text(SMALL.read_text("utf-8").replace(old, new), "utf-8")
    (folder / "requirements.yaml").write_text(SMALL.with_name("requirements.yaml").read_text("utf-8"), "utf-8")
    app = create_app(Settings(folder / "small.yaml", "sqlite://", test_clock=True, owner_token=TOKEN))
    APPS["desk"] = app
    yield
    house_of(app).database.close()


def check(folder: Path, known: str = "", only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run the suite with the small rules on the desk, and say what came of it."""
    target = folder / "target.yaml"
    door = f"wsgi: {trivial_servers.__name__}:desk"
    target.write_text(re.sub(r"(?m)^url: .*$", door, reference_target().read_text("utf-8")), "utf-8")
    (folder / "known.yaml").write_text(known, "utf-8")
    choices = Choices(only=only, known=folder / "known.yaml" if known else None)
    run = run_suite(load_rules(SMALL), target, lambda *_: None, {TOKEN_VARIABLE: TOKEN}, choices)
    verdict, sentence = judge(run)
    page = io.StringIO()
    print_report(Console(file=page, width=120), run)
    return {
        "verdict": verdict.name,
        "code": verdict.exit_code,
        "sentence": sentence,
        "outcomes": Counter(str(result.outcome) for result in run.results),
        "failed": sorted({tag for result in run.results if result.expected for tag in result.tags}),
        "report": page.getvalue(),
    }


def main(folder: Path) -> None:
    """All runs, by name."""
    runs: dict[str, Any] = {}
    rules = load_rules(SMALL)
    with reference(folder, "from: waiting, to: new", "from: waiting, to: done"):
        runs["as known"] = check(folder, KNOWN)
    with reference(folder):
        runs["outdated"] = check(folder, KNOWN, ("R-6",))
        runs["not run"] = check(folder, KNOWN, ("R-7",))
    APPS["desk"] = answering(Allowing(rules).answer)
    runs["allows all"] = check(folder)
    APPS["desk"] = answering(trivial_servers.refuses_all)
    runs["refuses all"] = check(folder)
    APPS["desk"] = answering(trivial_servers.says_yes)
    runs["says yes"] = check(folder)
    json.dump(runs, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
