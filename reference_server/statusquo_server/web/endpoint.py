"""What all endpoints have in common: how they are declared, called and described.

An endpoint is a function from a call to a reply. Its declaration is the route and, at the same time, its description in
the OpenAPI document, so that neither can be without the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request
from statusquo.rules.operations import Operation

from statusquo_server import schemas
from statusquo_server.clock import Clock
from statusquo_server.database import Database
from statusquo_server.desk import Attempt, Desk
from statusquo_server.ids import row_number
from statusquo_server.people import Newcomer, Person, find_by_token
from statusquo_server.problems import unauthorized
from statusquo_server.rulebook import Rulebook
from statusquo_server.validation import NO_FIELDS, Body, BodySchema
from statusquo_server.web.pages import Page, page_of

EXTENSION = "statusquo"
"""Where an application keeps its :class:`House`."""

_BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9\-._~+/]+=*)", re.ASCII)


@dataclass(frozen=True)
class House:
    """Everything that endpoints work with.

    Attributes:
        bodies: the schemas of bodies, by name.
        cast: the people who have just been added to an empty database.
    """

    database: Database
    rulebook: Rulebook
    desk: Desk
    clock: Clock
    bodies: Mapping[str, BodySchema]
    cast: tuple[Newcomer, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What the OpenAPI document says of an endpoint.

    Attributes:
        summary: what it is for.
        answers: name of the schema of the answer; None if there is nothing to say.
        status: of the answer.
        body: name of the schema of the body; None if it takes none.
        lists: the answer is a page of a list.
        is_open: it asks nobody who they are.
        query: what parameters it takes besides those of a list, each with what it means.
        refusals: the statuses of errors that do not follow from its method and path.
    """

    summary: str
    answers: str | None = None
    status: HTTPStatus = HTTPStatus.OK
    body: str | None = None
    lists: bool = False
    is_open: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Call:
    """A request to an endpoint.

    Attributes:
        names: the variable parts of the path.
        body: of the request, not yet read.
        caller: who is asking; None where nobody was asked who they are.
    """

    house: House
    names: Mapping[str, str]
    body: Body
    caller: Person | None
    endpoint: str

    @property
    def person(self) -> Person:
        """Who is asking.

        Raises:
            Problem: if the endpoint is an open one, and has no use for the answer.
        """
        if self.caller is None:
            raise unauthorized("Nobody has been asked who they are.")
        return self.caller

    @cached_property
    def page(self) -> Page:
        """The part of a list that is asked for.

        Raises:
            Problem: if the limit or the cursor makes no sense.
        """
        return page_of(request.args, self.endpoint)

    def number(self, name: str, prefix: str) -> int | None:
        """The number of the row that a part of the path stands for; None if it stands for none."""
        return row_number(prefix, self.names[name])

    def attempt(self, ticket: int | None, operation: Operation, message: int | None = None) -> Attempt:
        """The caller's attempt at an operation."""
        return Attempt(self.person, ticket, operation, self.body, message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answers."""

    content: Any = None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


NOTHING = Reply(status=HTTPStatus.NO_CONTENT)

View = Callable[[Call], Reply]


def endpoint(blueprint: Blueprint, method: str, path: str, description: Description) -> Callable[[View], View]:
    """Declare an endpoint of a blueprint."""

    def declare(view: View) -> View:
        name = f"{blueprint.name}.{view.__name__}"

        def answer(**names: str) -> Response:
            house: House = current_app.extensions[EXTENSION]
            caller = None if description.is_open else _who_asks(house.database)
            schema = house.bodies[description.body] if description.body is not None else NO_FIELDS
            body = Body(request, schema)
            if method != "GET":
                body.read()
            reply = view(Call(house, names, body, caller, name))
            return _response(reply)

        setattr(answer, DESCRIBED, description)
        blueprint.add_url_rule(path, view.__name__, answer, methods=[method], provide_automatic_options=False)
        return view

    return declare


DESCRIBED = "described"
"""The attribute of a view function that holds its :class:`Description`."""


def operation_body(operation: Operation) -> str:
    """The name of the body of an operation."""
    return schemas.body_name(operation)


def _who_asks(database: Database) -> Person:
    header = request.headers.get("Authorization")
    if header is None:
        raise unauthorized("Say who you are: Authorization: Bearer <token>.")
    form = _BEARER.fullmatch(header)
    if form is None:
        raise unauthorized("The Authorization header has to be: Bearer <token>.", "invalid_request")
    with database.reading() as connection:
        person = find_by_token(connection, form[1])
    if person is None:
        raise unauthorized("Nobody is known by this token.", "invalid_token")
    return person


def _response(reply: Reply) -> Response:
    if reply.status is HTTPStatus.NO_CONTENT:
        return Response(status=reply.status)
    text = json.dumps(reply.content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, reply.status, reply.headers, mimetype="application/json")
