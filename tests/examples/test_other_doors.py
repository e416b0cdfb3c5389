"""The examples of the other two doors pass, each under its own target file."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import Driver
from statusquo_conformance.target.claims import used_operations
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.trial import try_operations
from statusquo_conformance.targets import reference_target
from unlike_driver import UnlikeDriver

from tests import plain_yaml
from tests.examples.unlike import EXAMPLES, representative
from tests.features.harness import run, shipped, told


@pytest.mark.parametrize("example", ["python_driver", "wsgi_app"])
def test_an_example_passes(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("STATUSQUO_OWNER_TOKEN", "a-token-of-the-owner")
    rules = shipped()
    driver = open_driver(load_target(EXAMPLES / example / "target.yaml", rules))
    trials = list(try_operations(rules, driver))
    ended = run(rules, driver, representative())
    driver.close()
    assert {trial.operation for trial in trials} == used_operations(rules, rules.capabilities)
    assert [trial for trial in trials if trial.trouble] == []
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)


def test_the_class_is_a_driver() -> None:
    driver: Driver = UnlikeDriver()  # mypy compares it with the protocol
    assert driver.has_clock
    before = driver.now()
    driver.advance(60)
    assert timedelta(seconds=60) <= driver.now() - before < timedelta(seconds=120)


def test_the_application_is_checked_by_the_reference_api() -> None:
    files = (EXAMPLES / "wsgi_app" / "target.yaml", reference_target())
    application, reference = (plain_yaml.load(path.read_text("utf-8")) for path in files)
    assert application.pop("wsgi") == "checked_app:app"
    assert reference.pop("url") == "${STATUSQUO_URL}"
    assert {**application, "name": ""} == {**reference, "name": ""}
