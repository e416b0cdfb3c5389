"""Targets for rules of the second version of the language: flags, links, times of any name, further arguments.

The rules are those of the workshop that the reference server is tested with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from statusquo.errors import InvalidFileError
from statusquo.rules.load import load_rules
from statusquo_conformance.operations import Account, Done, MessageView, Operation, TargetError, TicketView
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.claims import used_operations
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.guessing.endpoints import read_openapi
from statusquo_conformance.target.guessing.writing import guessed_target
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.model import Target
from statusquo_conformance.target.trial import Trial, try_operations
from statusquo_conformance.targets import reference_target
from statusquo_server.app import create_app, house_of
from statusquo_server.settings import Settings

from tests.target.desks import SECRET, Script, answer

FILE = Path(__file__).parents[1] / "reference_server" / "workshop" / "rules.yaml"
RULES = load_rules(FILE)
USED = used_operations(RULES, RULES.capabilities)
SOMEBODY = Account("1", SECRET, "somebody")
TIME = datetime(2030, 1, 31, 12, tzinfo=UTC)

Change = Callable[[dict[str, Any]], object]


def target(folder: Path, *changes: Change, wsgi: str = "") -> Target:
    """The reference target, changed; without its greeting and its clock unless it is for an application."""
    data: dict[str, Any] = yaml.safe_load(reference_target().read_text("utf-8"))
    if wsgi:
        del data["url"]
        data["wsgi"] = wsgi
    else:
        for name in ("hello", "read_clock", "advance_clock"):
            del data["operations"][name]
    for change in changes:
        change(data)
    path = folder / "target.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return load_target(path, RULES, {"STATUSQUO_URL": "http://desk.example", "STATUSQUO_OWNER_TOKEN": SECRET})


def operation(name: str, **changes: Any) -> Change:
    return lambda data: data["operations"][name].update(changes)


def result(name: str, **changes: str | None) -> Change:
    """Changes of where results are; None takes one out."""

    def change(data: dict[str, Any]) -> None:
        found = {**data["operations"][name]["result"], **changes}
        data["operations"][name]["result"] = {key: value for key, value in found.items() if value is not None}

    return change


def sent(folder: Path, asked: Operation, arguments: dict[str, Any], *changes: Change) -> tuple[str, Any]:
    """The request that becomes of an operation: method and path, and the body."""
    body = {"id": "m_1", "status": "ready", "items": []}
    script = Script([answer(200, body)])
    HttpDriver(target(folder, *changes), script).perform(asked, SOMEBODY, arguments)
    (request,) = script.sent
    return f"{request.method} {request.path}", json.loads(request.body) if request.body else None


def read(folder: Path, content: dict[str, Any], *changes: Change) -> TicketView:
    driver = HttpDriver(target(folder, *changes), Script([answer(200, content)]))
    outcome = driver.perform(Operation.READ_TICKET, SOMEBODY, {"ticket": "t_1"})
    assert isinstance(outcome, Done)
    assert isinstance(outcome.result, TicketView)
    return outcome.result


@pytest.fixture
def application() -> Iterator[str]:
    """The reference server by the rules of the workshop, as an entry point."""
    module = ModuleType("workshop_to_try")
    app = create_app(Settings(FILE, "sqlite://", test_clock=True, owner_token=SECRET))
    vars(module)["app"] = app
    sys.modules["workshop_to_try"] = module
    yield "workshop_to_try:app"
    del sys.modules["workshop_to_try"]
    house_of(app).database.close()


# -------------------------------------------------------------------------------------------------- what is sent


def test_an_argument_that_is_not_given_is_left_out(tmp_path: Path) -> None:
    change = operation("change_status", json={"status": "{status}", "at": "{at}", "why": {"text": "{reason}"}})
    given: dict[str, Any] = {"ticket": "t_1", "status": "ready"}
    assert sent(tmp_path, Operation.CHANGE_STATUS, given, change)[1] == {"status": "ready", "why": {}}
    assert sent(tmp_path, Operation.CHANGE_STATUS, {**given, "at": None}, change)[1] == {"status": "ready", "why": {}}
    whole = {**given, "at": TIME, "reason": "Done."}
    assert sent(tmp_path, Operation.CHANGE_STATUS, whole, change)[1] == {
        "status": "ready",
        "at": TIME.isoformat(),
        "why": {"text": "Done."},
    }


def test_a_part_of_the_query_that_is_not_given_is_left_out(tmp_path: Path) -> None:
    change = operation("change_status", query={"because": "{reason}", "notify": "no"})
    given: dict[str, Any] = {"ticket": "t_1", "status": "ready"}
    line, _ = sent(tmp_path, Operation.CHANGE_STATUS, given, change)
    assert line == "PUT /tickets/t_1/status?notify=no"
    line, _ = sent(tmp_path, Operation.CHANGE_STATUS, {**given, "reason": "Oil & air"}, change)
    assert line == "PUT /tickets/t_1/status?because=Oil+%26+air&notify=no"


def test_whatever_the_rules_take_besides_is_put_in_under_its_own_name(tmp_path: Path) -> None:
    given: dict[str, Any] = {"ticket": "t_1", "body": "Hello", "hours": 3, "reason": None}
    assert sent(tmp_path, Operation.POST_MESSAGE, given)[1] == {"body": "Hello", "hours": 3}
    assert sent(tmp_path, Operation.CHANGE_STATUS, {"ticket": "t_1", "status": "ready", "at": TIME})[1] == {
        "status": "ready",
        "at": TIME.isoformat(),
    }
    query = operation("post_message", query={"*": "{more}"}, json={"body": "{body}"})
    assert sent(tmp_path, Operation.POST_MESSAGE, given, query) == (
        "POST /tickets/t_1/messages?hours=3",
        {"body": "Hello"},
    )


def test_what_stands_in_a_body_is_not_replaced_by_what_is_put_in(tmp_path: Path) -> None:
    change = operation("post_message", json={"*": "{more}", "body": "{body}", "hours": 9})
    assert sent(tmp_path, Operation.POST_MESSAGE, {"ticket": "t_1", "body": "x", "hours": 3}, change)[1] == {
        "body": "x",
        "hours": 9,
    }


def test_flags_are_spelled_as_the_server_does(tmp_path: Path) -> None:
    def spelled(data: dict[str, Any]) -> None:
        data["flags"] = {"disputed": "IN DISPUTE", "urgent": "HASTE"}

    for asked, method in ((Operation.SET_FLAG, "PUT"), (Operation.CLEAR_FLAG, "DELETE")):
        given = {"ticket": "t_1", "flag": "disputed"}
        assert sent(tmp_path, asked, given)[0] == f"{method} /tickets/t_1/flags/disputed"
        assert sent(tmp_path, asked, given, spelled)[0] == f"{method} /tickets/t_1/flags/IN%20DISPUTE"
    shown = read(tmp_path, {"status": "ready", "flags": ["HASTE", "new"]}, spelled)
    assert shown.flags == frozenset({"urgent", "new"})


def test_all_flags_are_spelled_or_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, lambda data: data.update(flags={"disputed": "X", "urgnt": "Y"}))
    assert [problem.code for problem in caught.value.problems] == ["unknown-flag"]
    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, lambda data: data.update(flags={"disputed": "X"}))
    assert [problem.message for problem in caught.value.problems] == ["How the server spells urgent is missing."]


# -------------------------------------------------------------------------------------------------- what is found


def test_times_are_found_under_the_names_of_the_rules_or_where_the_target_says(tmp_path: Path) -> None:
    content = {"status": "ready", "assignee": None, "parts_at": TIME.isoformat(), "flags": ["urgent"], "due": None}
    assert read(tmp_path, content) == TicketView(
        "ready", None, {"parts_at": TIME, "next_call": None}, frozenset({"urgent"})
    )
    some = result("read_ticket", **{"*": None, "parts_at": "parts_at"})
    assert read(tmp_path, content, some) == TicketView("ready", None, {"parts_at": TIME}, frozenset({"urgent"}))
    both = result("read_ticket", next_call="parts_at", parts_at="due")
    assert read(tmp_path, content, both).times == {"parts_at": None, "next_call": TIME}


@pytest.mark.parametrize(
    ("content", "changes", "said"),
    [
        ({"status": "ready", "flags": "urgent"}, (), "`flags` is 'urgent' and no list"),
        ({"status": "ready", "flags": [1]}, (), "`flags` is 1 and no text"),
        ({"status": "ready", "next_call": "soon"}, (), "`next_call` is 'soon' and no time"),
        ({"status": "ready"}, (result("read_ticket", **{"*": "times"}),), "`*` is None, in which nothing has a name"),
    ],
)
def test_what_does_not_fit_is_told(
    tmp_path: Path, content: dict[str, Any], changes: tuple[Change, ...], said: str
) -> None:
    with pytest.raises(TargetError) as caught:
        read(tmp_path, content, *changes)
    assert said in caught.value.message


def test_links_are_a_list_of_ids(tmp_path: Path) -> None:
    body = {"items": [{"ticket": "t_2"}, {"ticket": 3}], "next_cursor": None}
    driver = HttpDriver(target(tmp_path), Script([answer(200, body)]))
    outcome = driver.perform(Operation.LIST_LINKS, SOMEBODY, {"ticket": "t_1"})
    assert isinstance(outcome, Done)
    assert outcome.result == ("t_2", "3")


def test_a_time_that_a_transition_sets_must_be_found(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, result("read_ticket", **{"*": None, "flags": None}))
    told = [problem.message for problem in caught.value.problems]
    assert told == [
        "Where the answer to `read_ticket` has the result `flags` is missing.",
        "Where the answer to `read_ticket` has the result `parts_at` is missing.",
    ]


@pytest.mark.parametrize("name", ["set_flag", "clear_flag", "list_links"])
def test_what_the_rules_ask_for_has_to_be_described(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, lambda data: data["operations"].pop(name))
    assert [problem.message for problem in caught.value.problems] == [f"There is no operation {name}."]


def test_it_is_guessed_from_the_document_of_the_server(tmp_path: Path, application: str) -> None:
    client = sys.modules[application.partition(":")[0]].app.test_client()
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(client.get("/openapi.json").get_json()), "utf-8")
    text = guessed_target(read_openapi(document), RULES)
    data = yaml.safe_load(text)
    known = yaml.safe_load(reference_target().read_text("utf-8"))["operations"]
    assert set(data["operations"]) & set(Operation) == USED
    for name in (Operation.SET_FLAG, Operation.CLEAR_FLAG, Operation.LIST_LINKS):
        assert data["operations"][name]["request"] == known[name]["request"]
    assert data["operations"]["list_links"]["result"] == {"ticket": "ticket"}
    assert data["operations"]["read_ticket"]["result"] == {
        name: name for name in ("status", "assignee", "flags", "parts_at", "next_call")
    }
    assert data["operations"]["change_status"]["json"] == {"status": "{status}", "at": "{at}", "reason": "{reason}"}
    path = tmp_path / "guessed.yaml"
    path.write_text(text, "utf-8")
    assert load_target(path, RULES, {"DESK_URL": "http://desk.example", "DESK_ADMINISTRATOR": SECRET})


# -------------------------------------------------------------------------------------------------- trying it out


def tried(folder: Path, application: str, *changes: Change) -> dict[str, Trial]:
    driver = open_driver(target(folder, *changes, wsgi=application))
    return {trial.operation: trial for trial in try_operations(RULES, driver)}


def without_a_clock(data: dict[str, Any]) -> None:
    del data["operations"]["read_clock"], data["operations"]["advance_clock"]


def test_every_operation_is_tried_where_it_can_be_done(tmp_path: Path, application: str) -> None:
    trials = tried(tmp_path, application)
    assert set(trials) == USED
    assert [trial for trial in trials.values() if trial.trouble or trial.skipped] == []
    assert {Operation.SET_FLAG, Operation.CLEAR_FLAG, Operation.LIST_LINKS} <= USED


def test_without_a_clock_the_links_are_read_all_the_same(tmp_path: Path, application: str) -> None:
    trial = tried(tmp_path, application, without_a_clock)[Operation.LIST_LINKS]
    assert (trial.seen, trial.trouble, trial.skipped) == ("200", "", "")


@pytest.mark.parametrize(
    ("name", "changes", "trouble"),
    [
        (Operation.SET_FLAG, result("read_ticket", flags="nothing"), "marked disputed, but saw it marked as nothing"),
        (Operation.CLEAR_FLAG, result("read_ticket", flags="['urgent', 'disputed']"), "was marked disputed, urgent"),
        (Operation.LIST_LINKS, operation("list_links", each="items[?ticket == 'x']"), "shows no ticket"),
    ],
)
def test_what_was_done_and_is_not_shown_is_told(
    tmp_path: Path, application: str, name: Operation, changes: Change, trouble: str
) -> None:
    assert trouble in tried(tmp_path, application, changes)[name].trouble


def test_a_message_on_another_ticket_has_an_id(tmp_path: Path, application: str) -> None:
    """The old ticket's messages stay as they are, and the new ticket has the message."""
    driver = open_driver(target(tmp_path, wsgi=application))

    def done(asked: Operation, who: Account, **given: Any) -> Any:
        outcome = driver.perform(asked, who, given)
        assert isinstance(outcome, Done), outcome
        return outcome.result

    owner = driver.account_of(Person("owner"), (), "an owner")
    mechanic = driver.account_of(Person("mechanic"), tuple(RULES.permissions), "a mechanic")
    ticket = done(Operation.CREATE_TICKET, owner)
    done(Operation.CHANGE_STATUS, mechanic, ticket=ticket, status="in_repair")
    done(Operation.ASSIGN, mechanic, ticket=ticket, staff=mechanic.id)
    done(Operation.CHANGE_STATUS, mechanic, ticket=ticket, status="ready", reason="Done.")
    driver.advance(12 * 24 * 3600)
    before = done(Operation.LIST_MESSAGES, owner, ticket=ticket)
    message = done(Operation.POST_MESSAGE, owner, ticket=ticket, body="It rattles.")
    assert done(Operation.LIST_MESSAGES, owner, ticket=ticket) == before
    (other,) = done(Operation.LIST_LINKS, owner, ticket=ticket)
    assert done(Operation.LIST_LINKS, owner, ticket=other) == (ticket,)
    assert done(Operation.LIST_MESSAGES, owner, ticket=other) == (MessageView(message, owner.id, "It rattles."),)
