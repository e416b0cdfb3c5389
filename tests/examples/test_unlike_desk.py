"""The unlike desk passes the suite under its target file, and keeps to the API that the file speaks of."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3
from desk.cases import Desk
from desk.faults import FAULTS, faulty_desk
from desk.records import Clock
from desk.tables import Stage
from desk.web import Api
from statusquo_conformance.judging.outcomes import Outcome
from statusquo_conformance.operations import Done, Operation, Refused
from statusquo_conformance.scenarios import scenarios
from statusquo_conformance.stage.actors import creator, observer
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.target.claims import used_operations
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.trial import try_operations

from tests.examples.unlike import EXAMPLES, FOLDER, KEY, KEY_VARIABLE, URL_VARIABLE, representative, without_a_clock
from tests.features.harness import run, shipped, told


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The desk as a process of its own; its URL."""
    command = [sys.executable, str(FOLDER / "server.py"), "--port", "0", *options]
    environment = {**os.environ, KEY_VARIABLE: KEY, "PYTHONWARNINGS": "error"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("Listening on ").strip()
        finally:
            process.kill()


class Person:
    """Somebody who asks the desk for something, in process."""

    def __init__(self, api: Api, key: str = KEY) -> None:
        self.api = api
        self.key = key

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {"x-api-key": self.key, **{name.replace("_", "-"): value for name, value in headers.items()}}
        reply = self.api.answer(method, path, sent, b"" if body is None else json.dumps(body).encode())
        return reply.status, reply.content.get("data") or reply.content.get("error", {}).get("code")

    def end_user(self, name: str) -> Person:
        return Person(self.api, self.ask("POST", "/api/people", {"name": name, "role": "END_USER"})[1]["key"])


@pytest.fixture
def desk() -> Desk:
    return faulty_desk([], Clock(movable=True), KEY)


@pytest.fixture
def administrator(desk: Desk) -> Person:
    return Person(Api(desk))


# ----------------------------------------------------------------------------------------------- under its target file


def test_it_passes_the_suite_over_http() -> None:
    rules = shipped()
    with serving() as url:
        driver = open_driver(load_target(FOLDER / "target.yaml", rules, {URL_VARIABLE: url, KEY_VARIABLE: KEY}))
        trials = list(try_operations(rules, driver))
        ended = run(rules, driver, representative())
        driver.close()
    assert [trial.operation for trial in trials if trial.trouble] == []
    assert {trial.operation for trial in trials} == used_operations(rules, rules.capabilities)
    assert {each.outcome for each in ended} == {Outcome.PASSED}, told(ended)


def test_a_desk_without_a_clock_is_said_to_have_none(tmp_path: Path) -> None:
    driver = without_a_clock(tmp_path)
    assert not driver.has_clock
    waiting = [each for each in scenarios(shipped()) if any("is due" in step.text for step in each.sentences)]
    assert {each.outcome for each in run(shipped(), driver, waiting[:3])} == {Outcome.NOT_CHECKED}


def test_what_is_due_happens_in_real_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, driver = shipped(), without_a_clock(tmp_path)
    cast = Cast(rules, driver)
    customer, staff = cast.account(creator(rules)), cast.account(observer(rules))
    made = driver.perform(Operation.CREATE_TICKET, customer, {})
    assert isinstance(made, Done)
    ticket = {"ticket": made.result}
    at = driver.now().replace(microsecond=0)
    assert isinstance(driver.perform(Operation.SCHEDULE_CLOSURE, staff, {**ticket, "at": at}), Refused)
    later = time.time_ns() + 10**12
    at += timedelta(days=365)
    driver.perform(Operation.SCHEDULE_CLOSURE, staff, {**ticket, "at": at})
    statuses = []
    for moment in (later, int(at.timestamp()) * 10**9 + 1):
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment)
        shown = driver.perform(Operation.READ_TICKET, customer, ticket)
        statuses.append(shown.result.status if isinstance(shown, Done) else shown.seen)
    assert statuses == ["closure_scheduled", "closed"]


# ----------------------------------------------------------------------------------------------------- its API


def test_every_refusal_is_a_422_and_says_why(administrator: Person) -> None:
    ada, bob = administrator.end_user("Ada"), administrator.end_user("Bob")
    assert ada.ask("POST", "/api/cases", {}) == (200, {"case": 1})
    actions = "/api/cases/1/actions"
    refusals = [
        bob.ask("GET", "/api/cases/1"),
        bob.ask("GET", "/api/cases/2"),
        ada.ask("POST", actions, {"do": "CLOSE_NOW"}),
        ada.ask("POST", actions, {"do": "HAND_OVER", "agent": 1}),
        administrator.ask("POST", actions, {"do": "HAND_OVER", "agent": 2}),
        administrator.ask("POST", actions, {"do": "PLAN_CLOSE", "on_ms": 1}),
        administrator.ask("POST", actions, {"do": "PLAN_CLOSE", "on_ms": "tomorrow"}),
        bob.ask("POST", "/api/join", {"link": "nonsense"}),
        ada.ask("POST", actions, {"do": "RATE", "stars": 3}),
        administrator.ask("POST", "/api/people", {"name": "Ada", "role": "END_USER"}),
    ]
    codes = ["NO_SUCH_CASE", "NO_SUCH_CASE", "WRONG_STAGE", "NOT_FOR_YOU", "NO_SUCH_AGENT", "PAST", "BAD_TIME"]
    assert refusals == [(422, code) for code in [*codes, "NO_SUCH_LINK", "NOTHING_ASKED", "NAME_TAKEN"]]


def test_what_is_no_request_of_the_api_is_no_refusal(administrator: Person) -> None:
    administrator.ask("POST", "/api/cases", {})
    stray = Person(administrator.api, "nobody's key")
    assert stray.ask("GET", "/api/whoami") == (401, "NO_SUCH_KEY")
    assert administrator.ask("GET", "/api/case/1") == (404, "NO_SUCH_ADDRESS")
    assert administrator.ask("POST", "/api/stages") == (404, "NO_SUCH_ADDRESS")
    wrong: list[Any] = [[], {"do": "DANCE"}, {"do": []}, {"do": "SET_STAGE", "stage": "DONE"}]
    for body in wrong:
        assert administrator.ask("POST", "/api/cases/1/actions", body) == (400, "BAD_REQUEST")
    assert administrator.api.answer("POST", "/api/cases", {"x-api-key": KEY}, b"{").status == 400
    assert administrator.ask("GET", "/api/stages?page=0") == (400, "BAD_REQUEST")
    for forward in (-1, "soon", float("inf"), float("nan")):
        assert administrator.ask("POST", "/debug/clock", {"forward_ms": forward}) == (400, "BAD_REQUEST")


def test_the_clock_goes_forward_by_milliseconds_and_by_seconds(administrator: Person) -> None:
    before = administrator.ask("GET", "/debug/clock")[1]["now_ms"]
    administrator.ask("POST", "/debug/clock", {"forward_ms": 1_000_000})
    after = administrator.ask("POST", "/debug/clock", {"forward_s": 1000})[1]["now_ms"]
    assert 2_000_000 <= after - before < 2_060_000
    assert administrator.end_user("Ada").ask("POST", "/debug/clock", {"forward_ms": 1}) == (422, "NOT_FOR_YOU")


@pytest.mark.parametrize("odd", [[], {}, None, True, "x", 10**30, -1])
def test_odd_values_are_refused(administrator: Person, odd: object) -> None:
    administrator.ask("POST", "/api/cases", {})
    token = administrator.ask("GET", "/api/cases/1/form")[1]["form_token"]
    bodies = [("HAND_OVER", "agent"), ("PLAN_CLOSE", "on_ms"), ("SET_STAGE", "stage"), ("EDIT_POST", "post")]
    for do, name in [*bodies, ("SEND", "draft"), ("DROP", "person")]:
        body = {"do": do, name: odd}
        assert administrator.ask("POST", "/api/cases/1/actions", body, x_form_token=token)[0] == 422


def test_a_form_is_good_for_one_person_one_case_and_one_time(administrator: Person, desk: Desk) -> None:
    for _ in range(2):
        administrator.ask("POST", "/api/cases", {})
    ada = administrator.end_user("Ada")
    token = administrator.ask("GET", "/api/cases/1/form")[1]["form_token"]
    change = {"do": "SET_STAGE", "stage": "WORKING"}
    assert ada.ask("POST", "/api/cases/1/actions", change, x_form_token=token)[0] == 400
    assert administrator.ask("POST", "/api/cases/2/actions", change, x_form_token=token)[0] == 400
    assert administrator.ask("POST", "/api/cases/1/actions", change, x_form_token=token)[0] == 200
    assert desk.cases[1].stage is Stage.WORKING
    assert administrator.ask("POST", "/api/cases/1/actions", change, x_form_token=token)[0] == 400


def test_lists_come_in_pages_and_one_past_the_end_is_empty(administrator: Person) -> None:
    pages = [
        administrator.api.answer("GET", f"/api/stages?page={page}&size=4", {"x-api-key": KEY}, b"")
        for page in range(1, 5)
    ]
    assert [len(page.content["data"]) for page in pages] == [4, 4, 1, 0]


def test_requests_are_answered_one_after_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    api, inside, together = Api(desk), [0], [0]

    def settle() -> None:
        inside[0] += 1
        together[0] = max(together[0], inside[0])
        time.sleep(0.002)
        inside[0] -= 1

    monkeypatch.setattr(desk, "settle", settle)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: Person(api).ask("POST", "/api/cases", {}), range(16)))
    assert together == [1]
    assert len(desk.cases) == 16


# ----------------------------------------------------------------------------------------------------- its server


def test_a_connection_that_is_kept_keeps_nobody_else_waiting() -> None:
    with serving() as url:
        clients = [urllib3.PoolManager(headers={"X-Api-Key": KEY}, retries=False, timeout=5) for _ in range(2)]
        answers = [clients[turn % 2].request("GET", f"{url}/debug/clock") for turn in range(4)]
        kept = [len(client.pools) and client.connection_from_url(url).num_connections for client in clients]
        for client in clients:
            client.clear()
    assert [answer.status for answer in answers] == [200] * 4
    assert kept == [1, 1]


def test_a_server_without_a_clock_and_with_a_fault() -> None:
    with serving("--no-clock", "--fault", "tenth-stage", "--fault", "starts-working") as url:
        clock = urllib3.request("GET", f"{url}/debug/clock", headers={"X-Api-Key": KEY})
        stages = urllib3.request("GET", f"{url}/api/stages", headers={"X-Api-Key": KEY})
        urllib3.request("POST", f"{url}/api/cases", headers={"X-Api-Key": KEY})
        case = urllib3.request("GET", f"{url}/api/cases/1", headers={"X-Api-Key": KEY})
    assert (clock.status, clock.json()["error"]["code"]) == (422, "CLOCK_IS_REAL")
    assert "PARKED" in stages.json()["data"]
    assert case.json()["data"]["stage"] == "WORKING"


def test_the_page_lists_the_faults_that_there_are() -> None:
    listed = subprocess.run(
        [sys.executable, str(FOLDER / "server.py"), "--list-faults"], capture_output=True, text=True, check=True
    ).stdout
    told_ = [tuple(re.split(r"\s{2,}", line)) for line in listed.splitlines()]
    page = (EXAMPLES / "README.md").read_text("utf-8")
    table = re.findall(r"^\| `([\w-]+)` \| (\S+) \| (.+) \|$", page, re.MULTILINE)
    assert told_ == table == [(fault.name, fault.requirement, fault.says) for fault in FAULTS.values()]


def test_it_takes_nothing_but_the_standard_library() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in FOLDER.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    assert "desk.cases" in names
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == {"desk"}
