from __future__ import annotations

import pytest
from statusquo import load_rules
from statusquo_server.app import create_app, house_of
from statusquo_server.database import DatabaseError
from statusquo_server.settings import Settings

from tests.reference_server.world import MakeWorld, Somebody, World, make_app

RULES = load_rules()


def test_the_first_people_are_one_for_each_profile_and_some_customers(world: World) -> None:
    cast = [newcomer.person for newcomer in house_of(world.app).cast]
    staff = {person.name: person.permissions for person in cast if person.permissions}
    assert staff == {name: frozenset(granted) for name, granted in RULES.roles["staff"].profiles.items()}
    assert len([person for person in cast if person.role == "customer"]) == 3


def test_everybody_of_the_first_people_is_known_by_the_token(world: World) -> None:
    for newcomer in house_of(world.app).cast:
        me = Somebody(world.client, newcomer.token).get("/me").content
        assert (me["name"], me["permissions"]) == (newcomer.person.name, sorted(newcomer.person.permissions))


def test_people_are_added_to_an_empty_database_only_and_the_token_of_the_owner_is_set_anew(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/people.sqlite3"
    for expected in (6, 0):
        app = make_app(url)
        assert len(house_of(app).cast) == expected
        assert World(app).owner.get("/me").content["name"] == "Owner"
        house_of(app).database.close()


def test_the_token_of_the_owner_is_nobody_elses(tmp_path: object, make_world: MakeWorld) -> None:
    url = f"sqlite:///{tmp_path}/people.sqlite3"
    customer = make_world(url).customer()
    with pytest.raises(DatabaseError, match="already the token of Somebody"):
        create_app(Settings(None, url, owner_token=customer.token))


def test_no_token_is_stored(tmp_path: object, make_world: MakeWorld) -> None:
    world = make_world(f"sqlite:///{tmp_path}/people.sqlite3")
    customer = world.customer()
    invite = customer.post(f"{world.ticket(customer)}/invites").content["invite"]
    with house_of(world.app).database.reading() as connection:
        rows = [
            str(row)
            for table in ("people", "invites")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
        ]
    assert not [row for row in rows if customer.token in row or invite in row or world.owner.token in row]


@pytest.mark.parametrize("profile", ["Owner", "Admin", "Staff"])
def test_staff_can_be_added_by_profile(world: World, profile: str) -> None:
    added = world.owner.post("/staff", {"name": "Ann", "profile": profile}).content
    assert added["permissions"] == sorted(RULES.roles["staff"].profiles[profile])
    assert Somebody(world.client, added["token"]).get("/me").content == {
        key: value for key, value in added.items() if key != "token"
    }


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Ann", "permissions": ["no.such"]},
        {"name": "Ann", "permissions": "csat.view"},
        {"name": "Ann", "permissions": ["csat.view", "csat.view"]},
        {"name": "Ann", "profile": "Nobody"},
        {"name": " "},
        {"name": "x" * 201},
        {"permissions": []},
        {},
    ],
)
def test_staff_that_makes_no_sense_is_refused(world: World, body: object) -> None:
    refused = world.owner.post("/staff", body)
    assert (refused.status, refused.code) == (422, "bad_body")
    assert refused.content["errors"]


def test_a_fault_of_a_person_is_told_once_and_with_what_would_do(world: World) -> None:
    (fault,) = world.owner.post("/customers", {"name": ""}).content["errors"]
    assert fault == {"pointer": "/name", "detail": "It has to be a text of at most 200 characters, and not blank."}
    (fault,) = world.owner.post("/staff", {"name": "Ann", "permissions": ["csat.vew"]}).content["errors"]
    assert fault["pointer"] == "/permissions/0"
    assert all(name in fault["detail"] for name in RULES.permissions)
    assert fault["detail"].endswith("Did you mean csat.view?")


def test_only_who_holds_every_permission_adds_people(world: World) -> None:
    almost = world.staff(*sorted(set(RULES.permissions) - {"csat.view"}))
    for who in (almost, world.customer()):
        assert who.post("/customers", {"name": "x"}).status == 403
        assert who.post("/staff", {"nonsense": "x"}).status == 403
    assert world.staff(*RULES.permissions).post("/customers", {"name": "x"}).status == 201


def test_people_with_permissions_see_who_there_is_and_customers_do_not(world: World) -> None:
    customer, agent = world.customer(), world.staff()
    assert customer.id in [item["id"] for item in agent.get("/customers").items]
    assert agent.id in [item["id"] for item in agent.get("/staff").items]
    assert not [item for path in ("/staff", "/customers") for item in agent.get(path).items if "token" in item]
    assert [customer.get(path).status for path in ("/staff", "/customers")] == [403, 403]


def test_the_statuses_are_those_of_the_rules(world: World) -> None:
    items = world.customer().get("/statuses").items
    assert [item["status"] for item in items] == list(RULES.statuses)
    assert items[0]["label"] == RULES.statuses[items[0]["status"]].label
