"""`statusquo target`: from nothing to a file that fits, told at each step what does not."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from statusquo.cli.main import run
from statusquo.rules.load import load_rules
from statusquo_conformance.operations import Operation
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.vocabulary import shown_times
from statusquo_conformance.targets import reference_target, template_target

from tests import plain_yaml
from tests.target.desks import HERE, RULES, SECRET, USED

APPLICATION = f"""
from statusquo_server.app import create_app
from statusquo_server.settings import Settings

app = create_app(Settings(None, "sqlite://", test_clock=True, owner_token="{SECRET}"))
"""


BREAKS_LATER = """
def app(environ, start):
    start("500 Internal Server Error", [])
    return [b"oh"]
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A target for the reference server in process, to be changed."""
    monkeypatch.setenv("OWNER_TOKEN", SECRET)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "desk_to_try.py").write_text(APPLICATION, "utf-8")
    found: dict[str, Any] = plain_yaml.load((HERE / "sound.yaml").read_text("utf-8"))
    del found["url"]
    found["wsgi"] = "desk_to_try:app"
    yield found
    sys.modules.pop("desk_to_try", None)


def check(folder: Path, data: dict[str, Any]) -> int:
    path = folder / "target.yaml"
    path.write_text(plain_yaml.dump(data), "utf-8")
    return run(["target", "check", str(path)])


def test_a_target_that_fits_is_tried_operation_by_operation(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, data) == 0
    said = capsys.readouterr().out
    assert all(operation in said for operation in USED)
    assert f"{len(USED)} operations of" in said
    assert "its clock can be moved" in said
    assert f"statusquo conform {tmp_path / 'target.yaml'}" in " ".join(said.split())


def wrong_path(data: dict[str, Any]) -> None:
    data["operations"]["assign"]["request"] = "PUT /tickets/{ticket}/agent"


def wrong_result(data: dict[str, Any]) -> None:
    data["operations"]["list_participants"]["result"]["active"] = "is_active"


def wrong_field(data: dict[str, Any]) -> None:
    data["operations"]["schedule_deletion"]["json"] = {"when": "{at}"}


def shown_elsewhere(data: dict[str, Any]) -> None:
    data["operations"]["read_ticket"]["result"]["closes_at"] = "due"


def not_shown(data: dict[str, Any]) -> None:
    data["operations"]["list_favorites"]["each"] = "items[?`false`]"


def wrong_code(data: dict[str, Any]) -> None:
    data["answers"]["done"] = [200, 204]


def does_nothing(data: dict[str, Any]) -> None:
    data["operations"]["change_status"] = {"request": "GET /tickets/{ticket}"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (wrong_path, ["assign does not fit", "404", "> PUT /tickets/", "/agent", "< 404", "target.yaml:"]),
        (wrong_result, ["`active` is None", "list_participants", "target.yaml:"]),
        (wrong_field, ["schedule_deletion does not fit", "422", '> {"when"']),
        (shown_elsewhere, ["schedule_closure does not fit", "shows no `closes_at`"]),
        (not_shown, ["add_favorite does not fit", "`list_favorites` does not show it"]),
        (wrong_code, ["201, which is neither done nor refused", "< 201"]),
        (does_nothing, ["change_status does not fit", "the status"]),
    ],
)
def test_the_first_operation_that_does_not_fit_is_explained_with_request_and_answer(
    tmp_path: Path,
    data: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], None],
    words: list[str],
) -> None:
    change(data)
    del data["operations"]["hello"]
    assert check(tmp_path, data) in {1, 3}
    said = "".join(capsys.readouterr())
    for word in words:
        assert word in said
    assert SECRET not in said
    assert "Traceback" not in said


def test_only_what_is_claimed_is_tried(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    data["capabilities"] = ["core", "invites"]
    for name in ("submit_survey", "list_surveys", "list_statuses", "list_participants"):
        del data["operations"][name]
    assert check(tmp_path, data) == 0
    said = capsys.readouterr().out
    tried = [line.split()[0] for line in said.partition("\n\n")[0].splitlines() if line[:1].strip()]
    assert set(tried) == set(Operation) & (
        {*RULES.capabilities["core"].operations, *RULES.capabilities["invites"].operations} - {"list_statuses"}
    )
    assert "It does not claim participants, closure-schedule, deletion-schedule, surveys, favorites" in said


def people_of(app: Any, *people: tuple[str, str | None, list[str]]) -> list[dict[str, Any]]:
    """Accounts that are made on the reference server before, and stand in the target."""
    made: list[dict[str, Any]] = []
    for role, relation, lacking in people:
        body: dict[str, Any] = {"name": f"{role} {relation} {len(made)}", "role": role}
        if role == "staff":
            body["permissions"] = [name for name in RULES.permissions if name not in lacking]
        path = "/staff" if role == "staff" else "/customers"
        told = app.test_client().post(path, json=body, headers={"Authorization": f"Bearer {SECRET}"}).get_json()
        entry = {"role": role, "id": told["id"], "secret": told["token"], "relation": relation, "lacking": lacking}
        made.append({name: value for name, value in entry.items() if value})
    return made


def there_already(folder: Path, data: dict[str, Any], *people: tuple[str, str | None, list[str]]) -> None:
    """Change a target to one that names all of its people, and has nobody who could make more."""
    sys.path.append(str(folder))
    import desk_to_try  # type: ignore[import-not-found]  # noqa: PLC0415 - made by the test

    data["accounts"] = {"people": people_of(desk_to_try.app, *people)}
    for name in ("hello", "create_customer", "create_staff", "read_clock", "advance_clock"):
        del data["operations"][name]


def test_people_who_are_there_already_are_enough(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    there_already(tmp_path, data, ("staff", None, []), ("customer", "creator", []), ("customer", "participant", []))
    assert check(tmp_path, data) == 0
    said = capsys.readouterr().out
    assert f"{len(USED)} operations of" in said
    assert "it has no clock that can be moved" in said


def test_what_nobody_there_can_do_is_not_tried_and_said(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    there_already(tmp_path, data, ("staff", None, []), ("customer", "creator", []))
    assert check(tmp_path, data) == 0
    said = capsys.readouterr().out
    assert "names no account for" in said
    assert "2 operations could not be tried, and will not be checked either" in " ".join(said.split())
    assert all(f"\n{name} " in f"\n{said}" for name in ("accept_invite", "remove_participant", "add_favorite"))


def test_with_nobody_there_nothing_fits(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    there_already(tmp_path, data, ("staff", None, ["messages.create"]))
    assert check(tmp_path, data) == 1
    assert "0 operations of" in capsys.readouterr().out


def test_a_clock_that_the_file_describes_and_the_server_lacks_is_said(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    data["operations"]["read_clock"]["request"] = "GET /no-clock"
    assert check(tmp_path, data) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "no clock that can be moved (`GET /no-clock` was answered with 404" in said


def test_a_server_that_breaks_is_told_apart_from_a_target_that_does_not_fit(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "desk_to_try.py").write_text(BREAKS_LATER, "utf-8")
    del data["operations"]["hello"]
    for name in ("read_clock", "advance_clock"):
        del data["operations"][name]
    assert check(tmp_path, data) == 3
    said = " ".join("".join(capsys.readouterr()).split())
    assert "500: the server says that it is broken" in said
    assert "> POST /staff" in said or "> POST /customers" in said


def test_init_writes_a_sound_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "desk.yaml"
    assert run(["target", "init", str(path)]) == 0
    assert path.read_text("utf-8") == template_target().read_text("utf-8")
    rules = load_rules()
    variables = {"DESK_URL": "http://127.0.0.1:1", "DESK_ADMINISTRATOR": SECRET}
    assert load_target(path, rules, variables).door.url == "http://127.0.0.1:1"
    path.write_text("mine", "utf-8")
    assert run(["target", "init", str(path)]) == 2
    assert path.read_text("utf-8") == "mine"
    assert "cannot be written" in capsys.readouterr().err


def test_what_the_comments_of_the_template_show_is_sound(tmp_path: Path) -> None:
    text = template_target().read_text("utf-8")
    data = plain_yaml.load(text)
    shown: dict[str, Any] = {}
    for line in text.splitlines():
        if re.match(r"# [a-z]+: [\[{]", line):
            shown |= plain_yaml.load(line[2:])
    people = re.search(r"^#   (people: .*)$", text, re.MULTILINE)
    log_ins = re.findall(r"^#   (login: .*\S)$", text, re.MULTILINE)
    form = re.search(r"^#   login:\n((?:#     .*\n)+)", text, re.MULTILINE)
    assert people
    assert form
    assert set(shown) == {"capabilities", "statuses", "roles", "permissions", "flags", "reasons", "clock"}
    variables = {"DESK_URL": "http://127.0.0.1:1", "DESK_ADMINISTRATOR": SECRET, "CREATOR_SECRET": SECRET}
    data["accounts"] |= plain_yaml.load(people.group(1))
    data |= {"capabilities": shown["capabilities"], "reasons": shown["reasons"], "clock": shown["clock"]}
    data["answers"]["reason"] = "code"
    del data["operations"]["advance_clock"]
    for section, known in (("statuses", RULES.statuses), ("roles", RULES.roles), ("permissions", RULES.permissions)):
        data[section] = {**{name: name for name in known}, **shown[section]}
    logins = [plain_yaml.load(line)["login"] for line in log_ins]
    logins.append(plain_yaml.load(re.sub("(?m)^#     ", "", form.group(1))))
    assert len(logins) == 2
    for login in logins:
        data["auth"] = {"login": login}
        path = tmp_path / "shown.yaml"
        path.write_text(plain_yaml.dump(data), "utf-8")
        assert load_target(path, RULES, variables).login is not None


def test_an_answer_that_does_not_tell_fits_if_it_can_be_seen_what_came_of_it(
    tmp_path: Path, data: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("change_status", "post_message", "assign", "create_invite"):
        data["operations"][name]["answers"] = {"done": [200, 201], "refused": [200, 201, 403]}
    assert check(tmp_path, data) == 0
    data["operations"]["assign"]["request"] = "GET /tickets/{ticket}"
    del data["operations"]["assign"]["json"]
    assert check(tmp_path, data) == 1
    assert "assign does not fit" in capsys.readouterr().out


def test_the_template_and_the_reference_say_the_same_of_the_operations() -> None:
    template, reference = (plain_yaml.load(path.read_text("utf-8")) for path in (template_target(), reference_target()))
    for section in ("answers", "auth", "paging", "times"):
        assert template[section] == reference[section]
    # Only in the reference API do all times have the names of the rules.
    assert reference["operations"]["read_ticket"]["result"].pop("*") == "@"
    names = [template["operations"]["read_ticket"]["result"].pop(name) for name in shown_times(RULES)]
    assert tuple(names) == shown_times(RULES)
    assert template["operations"] == reference["operations"]
