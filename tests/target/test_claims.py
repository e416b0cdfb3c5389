"""What a server does not claim to have need not be described, and is not tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from statusquo.errors import InvalidFileError
from statusquo.rules.glossary import Capability
from statusquo.rules.model import RuleSet
from statusquo_conformance.operations import Account, Operation, TargetError
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target

from tests import plain_yaml
from tests.target.desks import HERE, RULES, SECRET, USED, Script, section, target, without

SURVEYS = ("list_surveys", "submit_survey")


def test_without_a_word_everything_is_claimed(tmp_path: Path) -> None:
    found = target(tmp_path)
    assert found.capabilities == tuple(RULES.capabilities)
    assert found.operations == USED


def test_what_is_not_claimed_may_be_left_out(tmp_path: Path) -> None:
    claimed = [name for name in RULES.capabilities if name != "surveys"]
    found = target(tmp_path, section("capabilities", claimed[::-1]), without(*SURVEYS))
    assert list(found.capabilities) == claimed
    assert found.operations == USED - set(SURVEYS)
    with pytest.raises(InvalidFileError, match="1 problem"):
        target(tmp_path, without(*SURVEYS))


def test_what_is_claimed_may_not(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        target(tmp_path, section("capabilities", ["core", "surveys"]), without("submit_survey", "add_favorite"))
    assert [problem.message for problem in caught.value.problems] == ["There is no operation submit_survey."]


def test_an_operation_that_belongs_to_nothing_claimed_is_ignored(tmp_path: Path) -> None:
    found = target(tmp_path, section("capabilities", ["core"]))
    core = set(RULES.capabilities["core"].operations)
    assert found.operations == core
    driver = HttpDriver(found, Script([]))
    assert driver.operations == core
    with pytest.raises(TargetError, match="does not say how `list_surveys` is done"):
        driver.perform(Operation.LIST_SURVEYS, Account("1", SECRET, "somebody"), {"ticket": "1"})


def test_an_operation_that_two_capabilities_share_is_needed_for_either(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match="1 problem"):
        target(tmp_path, section("capabilities", ["core", "invites"]), without("create_invite"))


def test_what_a_ticket_shows_of_a_schedule_is_wanted_only_where_there_are_schedules(tmp_path: Path) -> None:
    def change(data: dict[str, dict[str, dict[str, object]]]) -> None:
        data["operations"]["read_ticket"]["result"] = {"status": "status", "assignee": "assignee"}

    assert target(tmp_path, change, section("capabilities", ["core"]))
    with pytest.raises(InvalidFileError, match="2 problems"):
        target(tmp_path, change)


def test_the_list_of_statuses_is_never_needed(tmp_path: Path) -> None:
    assert Operation.LIST_STATUSES not in target(tmp_path, without("list_statuses")).operations


def test_an_operation_that_no_capability_has_is_of_use_and_not_needed(tmp_path: Path) -> None:
    core = RULES.capabilities["core"]
    fewer = Capability(core.name, core.text, tuple(each for each in core.operations if each != "edit_message"))
    rules = with_capabilities({**RULES.capabilities, "core": fewer})
    path = HERE / "sound.yaml"
    assert Operation.EDIT_MESSAGE in load_target(path, rules, {"OWNER_TOKEN": SECRET}).operations
    data = plain_yaml.load(path.read_text("utf-8"))
    del data["operations"]["edit_message"]
    short = tmp_path / "short.yaml"
    short.write_text(plain_yaml.dump(data), "utf-8")
    assert Operation.EDIT_MESSAGE not in load_target(short, rules, {"OWNER_TOKEN": SECRET}).operations


def test_where_capabilities_have_no_operations_all_are_needed(tmp_path: Path) -> None:
    rules = with_capabilities({name: Capability(name, "", ()) for name in RULES.capabilities})
    path = HERE / "sound.yaml"
    assert load_target(path, rules, {"OWNER_TOKEN": SECRET}).operations == USED
    data = plain_yaml.load(path.read_text("utf-8")) | {"capabilities": ["core"]}
    del data["operations"]["submit_survey"]
    short = tmp_path / "short.yaml"
    short.write_text(plain_yaml.dump(data), "utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_target(short, rules, {"OWNER_TOKEN": SECRET})
    assert caught.value.problems[0].message == "There is no operation submit_survey."


def with_capabilities(capabilities: dict[str, Capability]) -> RuleSet:
    return replace(RULES, capabilities=MappingProxyType(capabilities))


def test_a_class_claims_capabilities_too(tmp_path: Path) -> None:
    path = tmp_path / "class.yaml"
    path.write_text("target: 1\nname: a class\ndriver: desk:Driver\ncapabilities: [surveys, core]\n", "utf-8")
    assert load_target(path, RULES).capabilities == ("core", "surveys")
