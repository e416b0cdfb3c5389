"""What a client is told when something does not work: problem details (RFC 9457) for every error there is."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from statusquo.rules.consequences import Transition
from statusquo.rules.doings import Action, Clause
from statusquo.rules.guards import Guard
from statusquo.rules.model import RuleSet
from statusquo.runtime.results import Code, Decision, Ground
from werkzeug.exceptions import HTTPException

from statusquo_server.conditions import said_of_guard

MEDIA_TYPE = "application/problem+json"

_STATUS_OF = {
    Ground.VISIBILITY: HTTPStatus.NOT_FOUND,
    Ground.PERMISSION: HTTPStatus.FORBIDDEN,
    Ground.STATUS: HTTPStatus.CONFLICT,
    Ground.ARGUMENTS: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_WAITS_NOT: Mapping[str, str] = {
    Code.NO_SURVEY: "No survey waits to be submitted.",
    Code.SURVEY_EXPIRED: "The survey waits no longer: its time is over.",
}

_log = logging.getLogger(__name__)


@dataclass(eq=False)  # not frozen: Python itself sets the traceback of an exception
class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request that cannot be answered as asked.

    Attributes:
        status: of HTTP.
        code: stable short name of the cause; a refusal's is that of the engine or of the rules.
        detail: what is wrong, in a sentence.
        requirements: ids of the requirements that it follows from.
        argument: the argument at fault, or the empty string.
        errors: faults of the body, each with a JSON pointer.
    """

    status: int
    code: str
    detail: str
    requirements: tuple[str, ...] = ()
    argument: str = ""
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, instance: str) -> dict[str, Any]:
        """The problem details themselves."""
        document: dict[str, Any] = {
            "type": f"urn:statusquo:problem:{self.code}",
            "title": self.code.replace("_", " ").replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "requirements": list(self.requirements),
        }
        if self.argument:
            document["argument"] = self.argument
        if self.errors:
            document["errors"] = [dict(error) for error in self.errors]
        return document


def unauthorized(detail: str, error: str = "") -> Problem:
    """Nobody knows who is asking."""
    challenge = 'Bearer realm="statusquo"' + (f', error="{error}"' if error else "")
    return Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail, headers={"WWW-Authenticate": challenge})


def not_found(detail: str) -> Problem:
    """There is nothing of the kind, or nothing that this person may know of."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found", detail)


def forbidden(detail: str) -> Problem:
    """A matter on which the rules say nothing, and which is not for this person."""
    return Problem(HTTPStatus.FORBIDDEN, "not_allowed", detail)


def bad_value(name: str, detail: str, code: str = "bad_value", requirements: tuple[str, ...] = ()) -> Problem:
    """A field or parameter has a form that is all right and a value that is not."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail, requirements, name)


def refusal(rules: RuleSet, decision: Decision, action: Action | None, status: str | None) -> Problem:
    """What a refusal of the engine means to a client.

    Args:
        rules: those that the decision was made by.
        decision: the refusal.
        action: what was tried; None if the role has nothing of the kind.
        status: of the ticket, if the refusal is about one.
    """
    detail = _sentence(rules, decision, action, status)
    http_status = _STATUS_OF[decision.ground]
    return Problem(http_status, decision.code, detail, decision.requirements, decision.argument)


def _sentence(rules: RuleSet, decision: Decision, action: Action | None, status: str | None) -> str:
    if decision.ground is Ground.VISIBILITY:
        return "There is no such ticket."
    if action is None or decision.code == Code.NOT_FOR_ROLE:
        return "This is not for people in your role."
    transition = next((each for each in rules.transitions if decision.rule == f"transitions.{each.name}"), None)
    if decision.ground is Ground.ARGUMENTS:
        why = "" if transition is None else transition.why
        return f"`{decision.argument}` has to be {_wanted(rules, decision, action, status)}. {why}".rstrip()
    guard = _guard(decision, action, transition)
    if guard is not None:
        return said_of_guard(rules, guard, action, transition)
    if decision.ground is Ground.PERMISSION:
        needs = action.needs if transition is None else transition.needs
        return f"You may not {action.phrase}: it needs {_in_words(rules, needs)}."
    return _WAITS_NOT.get(decision.code) or _status_forbids(rules, action, status)


def _wanted(rules: RuleSet, decision: Decision, action: Action, status: str | None) -> str:
    """What an argument has to be, with the limits that the rules set."""
    argument = next(each for each in action.takes if each.name == decision.argument)
    if decision.code == Code.STATUS_NOT_OFFERED:
        offered = _offered(rules, action, status)
        return f"a status that can be chosen here: {', '.join(offered)}" if offered else "left as it is"
    return {
        "future_time": "a time in the future, with its time zone, as in 2030-01-31T12:00:00Z",
        "integer": f"a whole number from {argument.smallest:,} to {argument.largest:,}",
        "text": f"a text of at most {argument.longest:,} characters, and not blank",
        "status": f"one of the statuses: {', '.join(_statuses(rules, action.role))}",
        "flag": f"one of the flags: {', '.join(rules.flags)}",
    }[argument.type]


def _offered(rules: RuleSet, action: Action, status: str | None) -> tuple[str, ...]:
    """The statuses that can be chosen with an action in the status that its role is shown, in their order."""
    here = rules.shown(action.role, status) if status is not None else None
    transitions = [each for each in rules.transitions_of(action.role, action.name) if here in each.sources]
    chosen = {target for each in transitions for target in each.targets if target != here}
    return tuple(name for name in rules.statuses if name in chosen)


def _statuses(rules: RuleSet, role: str) -> tuple[str, ...]:
    """The statuses that people in a role ever see on a ticket or can choose, in the order of the rules."""
    known = {rules.shown(role, status) for status in rules.statuses}
    known |= {target for each in rules.transitions if each.role == role for target in each.choice}
    return tuple(name for name in rules.statuses if name in known)


def _guard(decision: Decision, action: Action, transition: Transition | None) -> Guard | None:
    """The guard that refuses, where one does."""
    if decision.ground is not Ground.STATUS:
        return None
    if transition is not None:
        return transition.guard
    return action.guard if decision.rule == f"actions.{action.role}.{action.name}.provided" else None


def _in_words(rules: RuleSet, needs: Sequence[Clause]) -> str:
    """Alternatives of permissions and relations, each of which is enough: permissions by name, relations by label."""
    alternatives: list[str] = []
    for clause in needs:
        permissions = [name for name in rules.permissions if name in clause]
        relations = [f"being {each.label}" for name, each in rules.relations.items() if name in clause]
        alternatives.append(" and ".join([*permissions, *relations]))
    return ", or ".join(alternatives)


def _status_forbids(rules: RuleSet, action: Action, status: str | None) -> str:
    """The refusal of a cell, which tells nothing of a status that the role is shown as another one."""
    shown = None if status is None else rules.shown(action.role, status)
    cell = rules.cells.get((action.role, action.name, status or "")) if shown == status else None
    label = rules.statuses[shown].label if shown is not None else ""
    return f"Nobody in your role can {action.phrase} in the status {label!r}. {cell.why if cell else ''}".rstrip()


def register(app: Flask) -> None:
    """Let an application answer every error with problem details."""
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer(problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise TypeError(type(problem))
    text = json.dumps(problem.document(request.path), ensure_ascii=False)
    return Response(text, problem.status, problem.headers, content_type=MEDIA_TYPE)


def _answer_http(error: Exception) -> Response:
    """What Flask and Werkzeug find wrong: no such route, a method that is not possible, a body that is too large."""
    if not isinstance(error, HTTPException):
        raise TypeError(type(error))
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    kept = {"allow", "retry-after"}
    headers = {name: value for name, value in error.get_headers() if name.lower() in kept}
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        headers["Connection"] = "close"  # what has not been read of the body is not worth reading
    code = status.name.lower()
    return _answer(Problem(status, code, error.description or status.phrase, headers=headers))


def _answer_unexpected(error: Exception) -> Response:
    """A fault of the server: the log has all of it, the client learns only that it happened."""
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    detail = "Something went wrong here, and the log of the server says what."
    return _answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_server_error", detail))
