"""People: who one is, who there is, and adding more.

The rules say what people may do to tickets and not who may add people, so the server has an answer of its own:
whoever holds every permission there is. Everybody with permissions may see who there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint
from statusquo.rules.glossary import Role

from statusquo_server.ids import PERSON, public_id
from statusquo_server.people import Person, add_person, list_people
from statusquo_server.problems import forbidden, not_found
from statusquo_server.schemas import new_staff
from statusquo_server.validation import BodySchema, unfit
from statusquo_server.web.endpoint import Call, Description, Reply, endpoint

blueprint = Blueprint("people", __name__)


@endpoint(blueprint, "GET", "/me", Description("Who one is.", "Person"))
def me(call: Call) -> Reply:
    """Who the caller is."""
    return Reply(_with_permissions(call.person))


@endpoint(
    blueprint,
    "POST",
    "/customers",
    Description("Add a customer.", "NewcomerCustomer", HTTPStatus.CREATED, "NewCustomer", refusals=(404,)),
)
def add_customer(call: Call) -> Reply:
    """Add somebody who holds no permissions, in the first role of the kind unless another one is named."""
    usual = _usual_role(call, call.house.rulebook.kinds.customer)
    fields = call.body.checked()
    with call.house.database.writing() as connection:
        added = add_person(connection, fields["name"], fields.get("role", usual.name), frozenset())
    return Reply({**_show(added.person), "token": added.token}, HTTPStatus.CREATED)


@endpoint(
    blueprint,
    "POST",
    "/staff",
    Description("Add a member of staff.", "NewcomerStaff", HTTPStatus.CREATED, "NewStaff", refusals=(404,)),
)
def add_staff(call: Call) -> Reply:
    """Add somebody with permissions: those given, those of a profile of the rules, or both (F-1).

    It is somebody in the first role with permissions, unless another one is named.
    """
    usual = _usual_role(call, call.house.rulebook.kinds.staff)
    fields = call.body.checked()
    role = call.house.rulebook.rules.roles[fields.get("role", usual.name)]
    permissions = _granted(role, fields)
    with call.house.database.writing() as connection:
        added = add_person(connection, fields["name"], role.name, permissions)
    return Reply({**_with_permissions(added.person), "token": added.token}, HTTPStatus.CREATED)


@endpoint(blueprint, "GET", "/staff", Description("The members of staff.", "Person", lists=True, refusals=(403,)))
def list_staff(call: Call) -> Reply:
    """Everybody in a role with permissions."""
    return _list(call, call.house.rulebook.kinds.all_staff, _with_permissions)


@endpoint(blueprint, "GET", "/customers", Description("The customers.", "Customer", lists=True, refusals=(403,)))
def list_customers(call: Call) -> Reply:
    """Everybody in a role without permissions."""
    return _list(call, call.house.rulebook.kinds.all_customers, _show)


def _granted(role: Role, fields: Mapping[str, Any]) -> frozenset[str]:
    """The permissions of a newcomer, of those that people in the role can hold."""
    whole = BodySchema(new_staff([role]))
    faults = whole.faults(fields)
    if faults:
        raise unfit(faults)
    profile = role.profiles[fields["profile"]] if "profile" in fields else ()
    return frozenset(fields.get("permissions", ())) | frozenset(profile)


def _usual_role(call: Call, role: Role | None) -> Role:
    if not call.house.rulebook.kinds.administers(call.person):
        raise forbidden("Only somebody who holds every permission adds people.")
    if role is None:
        raise not_found("The rules have no role of this kind.")
    return role


def _list(call: Call, roles: frozenset[str], show: Any) -> Reply:
    if call.person.role not in call.house.rulebook.kinds.all_staff:
        raise forbidden("Only people in a role with permissions see who there is.")
    page = call.page
    with call.house.database.reading() as connection:
        found = list_people(connection, roles, page.after, page.wanted)
    return Reply(page.answer(found, _number, show))


def _show(person: Person) -> dict[str, Any]:
    return {"id": public_id(PERSON, person.id), "name": person.name, "role": person.role}


def _with_permissions(person: Person) -> dict[str, Any]:
    return {**_show(person), "permissions": sorted(person.permissions)}


def _number(person: Person) -> int:
    return person.id
