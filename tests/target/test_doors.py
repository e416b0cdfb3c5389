"""One seam, three doors: the suite cannot tell by which of them it reaches a server."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from statusquo.cli.main import run
from statusquo_conformance.judging.verdict import Verdict, judge
from statusquo_conformance.operations import Driver, Operation, TargetError
from statusquo_conformance.run import Choices, run_suite
from statusquo_conformance.stage.actors import creator, observer
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target

from tests import plain_yaml
from tests.target.desks import HERE, RULES, SECRET

APPLICATION = f"""
from statusquo_server.app import create_app
from statusquo_server.settings import Settings

app = create_app(Settings(None, "sqlite://", test_clock=True, owner_token="{SECRET}"))
"""
CLASS = """
from pathlib import Path

from statusquo.rules.load import load_rules
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target


class Desk:
    def __init__(self):
        self._inner = open_driver(load_target(Path(__file__).with_name("wsgi.yaml"), load_rules()))

    def __getattr__(self, name):
        return getattr(self._inner, name)


class Half:
    has_clock = False
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an application, a class, and a target for each."""
    monkeypatch.setenv("OWNER_TOKEN", SECRET)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "desk_application.py").write_text(APPLICATION, "utf-8")
    (tmp_path / "desk_class.py").write_text(CLASS, "utf-8")
    data = plain_yaml.load((HERE / "sound.yaml").read_text("utf-8"))
    del data["url"]
    data["wsgi"] = "desk_application:app"
    (tmp_path / "wsgi.yaml").write_text(plain_yaml.dump(data), "utf-8")
    (tmp_path / "class.yaml").write_text("target: 1\nname: a class\ndriver: desk_class:Desk\n", "utf-8")
    yield tmp_path
    for name in ("desk_application", "desk_class"):
        sys.modules.pop(name, None)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Path]:
    """The same application over the network, and the target for it."""
    sys.path.append(str(folder))
    import desk_application  # type: ignore[import-not-found]  # noqa: PLC0415 - made by the test

    with make_server("127.0.0.1", 0, desk_application.app, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        data = plain_yaml.load((folder / "wsgi.yaml").read_text("utf-8"))
        del data["wsgi"]
        data["url"] = f"http://127.0.0.1:{server.server_port}"
        path = folder / "url.yaml"
        path.write_text(plain_yaml.dump(data), "utf-8")
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()


def story(driver: Driver) -> list[str]:
    """How some operations end."""
    cast = Cast(RULES, driver)
    customer, staff = cast.account(creator(RULES)), cast.account(observer(RULES))
    made = driver.perform(Operation.CREATE_TICKET, customer, {})
    ticket = {"ticket": getattr(made, "result", "")}
    outcomes = [
        made,
        driver.perform(Operation.READ_TICKET, staff, ticket),
        driver.perform(Operation.POST_MESSAGE, customer, {**ticket, "body": "Grüße"}),
        driver.perform(Operation.LIST_MESSAGES, staff, ticket),
        driver.perform(Operation.CHANGE_STATUS, customer, {**ticket, "status": RULES.initial}),
        driver.perform(Operation.READ_TICKET, staff, {"ticket": "t999999"}),
        driver.perform(Operation.LIST_STATUSES, staff, {}),
    ]
    driver.advance(60)
    assert driver.has_clock
    return [f"{type(outcome).__name__} {outcome.seen}" for outcome in outcomes]


def test_all_doors_lead_to_the_same(folder: Path) -> None:
    told = []
    with served(folder) as by_url:
        for path in (folder / "wsgi.yaml", folder / "class.yaml", by_url):
            driver = open_driver(load_target(path, RULES))
            told.append(story(driver))
            driver.close()
    assert told[0] == told[1] == told[2]
    assert [line.split()[0] for line in told[0]] == ["Done", "Done", "Done", "Done", "Refused", "NotVisible", "Done"]


def test_the_suite_runs_through_an_application_in_process(folder: Path) -> None:
    part = run_suite(
        RULES, folder / "wsgi.yaml", lambda _done, _planned: None, choices=Choices(only=("C-6", "A-1", "A-11"))
    )
    assert judge(part)[0] is Verdict.PART


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("driver: desk_class:Nobody", "cannot be imported"),
        ("driver: no_such_module:Desk", "cannot be imported"),
        ("driver: desk_class:Half", "has no `perform`"),
    ],
)
def test_a_door_that_leads_nowhere_is_told(folder: Path, door: str, words: str) -> None:
    path = folder / "wrong.yaml"
    path.write_text(f"target: 1\nname: nowhere\n{door}\n", "utf-8")
    with pytest.raises(TargetError, match=words):
        open_driver(load_target(path, RULES))


def test_an_application_that_raises_is_told_without_a_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "desk_application.py").write_text("def app(environ, start):\n    raise RuntimeError('oh')\n", "utf-8")
    assert run(["conform", str(folder / "wsgi.yaml")]) == 3
    said = capsys.readouterr().err
    assert "raised RuntimeError in the application: oh" in said
    assert "Traceback" not in said


def test_what_is_wrong_with_a_target_is_misuse(folder: Path) -> None:
    path = folder / "wrong.yaml"
    path.write_text((HERE / "broken" / "unknown-placeholder.yaml").read_text("utf-8"), "utf-8")
    for arguments in ([str(path)], [str(path), "--url", "http://127.0.0.1:1"], [str(folder / "missing.yaml")]):
        assert run(["conform", *arguments]) == 2
