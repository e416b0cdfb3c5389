"""The application: the parts of the server, put together."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from statusquo import compile_rules, load_rules
from statusquo.rules.model import RuleSet

from statusquo_server import people, problems, schemas
from statusquo_server.clock import AdvancingClock, Clock
from statusquo_server.database import Database, DatabaseError
from statusquo_server.desk import Desk
from statusquo_server.models import FlagRow, PersonRow, TicketRow, TimerRow
from statusquo_server.people import Newcomer
from statusquo_server.rulebook import Rulebook
from statusquo_server.settings import Settings
from statusquo_server.validation import BodySchema
from statusquo_server.web import about, favorites, flags, history, messages, participants, surveys, tickets
from statusquo_server.web import people as people_endpoints
from statusquo_server.web.endpoint import EXTENSION, House

BLUEPRINTS = (
    about.blueprint,
    people_endpoints.blueprint,
    tickets.blueprint,
    messages.blueprint,
    participants.blueprint,
    surveys.blueprint,
    favorites.blueprint,
    flags.blueprint,
    history.blueprint,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The server as a WSGI application.

    It starts nothing: whoever runs it starts the timers (:class:`statusquo_server.timers.Timers`) too. Its
    :class:`~statusquo_server.web.endpoint.House` is found by :func:`house_of`.

    Raises:
        InvalidFileError: if the rule file is not sound.
        DatabaseError: if the database cannot be used, or holds tickets of other rules.
    """
    settings = settings or Settings()
    rulebook = Rulebook(compile_rules(load_rules(settings.rules)))
    database = Database(settings.database)
    try:
        _check_names(database, rulebook.rules)
        cast = _seed(database, rulebook, settings.owner_token)
    except BaseException:
        database.close()
        raise
    clock = AdvancingClock() if settings.test_clock else Clock()
    bodies = {name: BodySchema(schema) for name, schema in schemas.bodies(rulebook.rules, rulebook.kinds).items()}
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = House(database, rulebook, Desk(database, rulebook, clock), clock, bodies, cast)
    app.config["MAX_CONTENT_LENGTH"] = settings.largest_body
    app.url_map.merge_slashes = False  # a path with too many slashes is not found, rather than redirected
    problems.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def house_of(app: Flask) -> House:
    """What the endpoints of an application work with."""
    house: House = app.extensions[EXTENSION]
    return house


def _seed(database: Database, rulebook: Rulebook, owner_token: str | None) -> tuple[Newcomer, ...]:
    with database.writing() as connection:
        cast = people.seed(connection, rulebook.rules, rulebook.kinds)
        if owner_token is None:
            return cast
        known = people.find_by_token(connection, owner_token)
        if known is not None and not rulebook.kinds.administers(known):
            message = f"The owner's token is already the token of {known.name}."
            raise DatabaseError(message, hint="Choose another token.")
        owner = known or people.give_owner_token(connection, rulebook.kinds, owner_token)
    if owner is None:
        message = "Nobody in the database holds every permission, so the owner's token is nobody's."
        raise DatabaseError(message, hint="Use another database.")
    return tuple(Newcomer(each.person, owner_token if each.person == owner else each.token) for each in cast)


def _check_names(database: Database, rules: RuleSet) -> None:
    """Refuse a database whose names the rules do not know: nothing could be decided about what it holds."""
    kinds = (
        ("status", select(TicketRow.status).distinct(), frozenset(rules.statuses)),
        ("timer", select(TimerRow.name).distinct(), frozenset(rules.timers)),
        ("flag", select(FlagRow.name).distinct(), frozenset(rules.flags)),
        ("role", select(PersonRow.role).distinct(), frozenset(rules.roles)),
    )
    with database.reading() as connection:
        for kind, stored, known in kinds:
            unknown = sorted(set(connection.execute(stored).scalars()) - known)
            if unknown:
                names = ", ".join(f"`{name}`" for name in unknown)
                message = f"The database {database.url} was made under other rules: {rules.file} has no {kind} {names}."
                raise DatabaseError(message, hint="Serve it with its own rules, or use another database.")
