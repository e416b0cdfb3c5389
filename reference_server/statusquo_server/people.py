"""People: who they are, the tokens by which they are known, and the first ones in an empty database.

Which roles there are is a matter of the rules. Two kinds are told apart by what the rules say of them: those whose
people hold permissions, and those whose people hold none.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update
from statusquo.rules.glossary import Role
from statusquo.rules.model import RuleSet

from statusquo_server.models import PersonRow

CUSTOMERS_SEEDED = 3

_COLUMNS = (PersonRow.id, PersonRow.name, PersonRow.role, PersonRow.permissions)
_BY_TOKEN = select(*_COLUMNS).where(PersonRow.token_hash == bindparam("token_hash"))
_BY_ID = select(*_COLUMNS).where(PersonRow.id == bindparam("id"))
_OF_ROLES = (
    select(*_COLUMNS)
    .where(PersonRow.role.in_(bindparam("roles", expanding=True)), PersonRow.id > bindparam("after"))
    .order_by(PersonRow.id)
    .limit(bindparam("limit"))
)
_INSERT = insert(PersonRow).returning(PersonRow.id)
_EVERYBODY = select(*_COLUMNS).order_by(PersonRow.id)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known to the server."""

    id: int
    name: str
    role: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just been added, with the token that is shown this once."""

    person: Person
    token: str


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


def find_by_token(connection: Connection, token: str) -> Person | None:
    """The person whom a token belongs to."""
    row = connection.execute(_BY_TOKEN, {"token_hash": digest(token)}).one_or_none()
    return None if row is None else Person(row[0], row[1], row[2], frozenset(row[3]))


def find_by_id(connection: Connection, number: int) -> Person | None:
    """The person with that number."""
    row = connection.execute(_BY_ID, {"id": number}).one_or_none()
    return None if row is None else Person(row[0], row[1], row[2], frozenset(row[3]))


def list_people(connection: Connection, roles: frozenset[str], after: int, limit: int) -> list[Person]:
    """People in any of these roles, in the order in which they were added."""
    rows = connection.execute(_OF_ROLES, {"roles": sorted(roles), "after": after, "limit": limit})
    return [Person(row[0], row[1], row[2], frozenset(row[3])) for row in rows]


def add_person(connection: Connection, name: str, role: str, permissions: frozenset[str]) -> Newcomer:
    """Add somebody, with a token of their own."""
    token = new_token()
    values = {"name": name, "role": role, "permissions": sorted(permissions), "token_hash": digest(token)}
    result = connection.execute(_INSERT, values)
    return Newcomer(Person(result.scalar_one(), name, role, permissions), token)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The roles of the rules, by whether their people hold permissions.

    Attributes:
        staff: what new members of staff are; None if nobody holds permissions.
        customer: what new customers are; None if everybody holds permissions.
        all_staff: all roles whose people hold permissions.
        all_customers: all the others.
        assignable: roles whose people can be assigned to a ticket.
    """

    staff: Role | None
    customer: Role | None
    all_staff: frozenset[str]
    all_customers: frozenset[str]
    assignable: frozenset[str]

    def administers(self, person: Person) -> bool:
        """Whether somebody may add people: who holds every permission there is for them, and that is at least one.

        The rules say nothing about it.
        """
        return self.staff is not None and person.role == self.staff.name and _holds_all(person, self.staff)


def kinds_of(rules: RuleSet, assigned: frozenset[str]) -> Kinds:
    """Tell the roles apart; ``assigned`` are the relations that come of being assigned."""
    roles = tuple(rules.roles.values())
    staff = [role for role in roles if role.permissions]
    customers = [role for role in roles if not role.permissions]
    assignable = frozenset(role.name for role in roles if assigned & frozenset(role.relations))
    return Kinds(
        staff=next(iter(staff), None),
        customer=next(iter(customers), None),
        all_staff=frozenset(role.name for role in staff),
        all_customers=frozenset(role.name for role in customers),
        assignable=assignable,
    )


def seed(connection: Connection, rules: RuleSet, kinds: Kinds) -> tuple[Newcomer, ...]:
    """The first people, if there is nobody: one for each profile of the rules, and a few without permissions.

    Somebody among them holds every permission, so that there is somebody who can add more.
    """
    if connection.execute(_EVERYBODY.limit(1)).first() is not None:
        return ()
    cast: list[Newcomer] = []
    for role in rules.roles.values():
        if role.name in kinds.all_customers:
            names = (f"{role.name.capitalize()} {number}" for number in range(1, CUSTOMERS_SEEDED + 1))
            cast += [add_person(connection, name, role.name, frozenset()) for name in names]
            continue
        profiles = {name: frozenset(granted) & frozenset(role.permissions) for name, granted in role.profiles.items()}
        if frozenset(role.permissions) not in profiles.values():
            profiles = {f"{role.name.capitalize()} with every permission": frozenset(role.permissions), **profiles}
        cast += [add_person(connection, name, role.name, granted) for name, granted in profiles.items()]
    return tuple(cast)


def give_owner_token(connection: Connection, kinds: Kinds, token: str) -> Person | None:
    """Let the first person who holds every permission be known by this token, and by no other any more.

    Returns:
        That person; None if there is nobody who holds every permission.
    """
    people = (Person(row[0], row[1], row[2], frozenset(row[3])) for row in connection.execute(_EVERYBODY))
    owner = next((person for person in people if kinds.administers(person)), None)
    if owner is not None:
        known_by = update(PersonRow).where(PersonRow.id == owner.id).values(token_hash=digest(token))
        connection.execute(known_by)
    return owner


def _holds_all(person: Person, role: Role) -> bool:
    return bool(role.permissions) and frozenset(role.permissions) <= person.permissions
