"""What came back for a request, as expressions look at it, and what it amounts to."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from typing import Any

from statusquo_conformance.operations import Done, NotVisible, Outcome, Refused, Unclear
from statusquo_conformance.target.expressions import AnswerFunctions, Expression
from statusquo_conformance.target.masking import Mask
from statusquo_conformance.target.model import Answers
from statusquo_conformance.target.transport import Answer, Request

_LONGEST_SEEN = 200


class Reading:
    """An answer, the request that it belongs to, and the JSON in it, which is parsed once.

    Attributes:
        request: what was sent.
        answer: what came back.
        status: the status code of the answer.
    """

    def __init__(self, request: Request, answer: Answer, cookie: Callable[[str], str | None]) -> None:
        """Look at an answer.

        Args:
            request: what was sent.
            answer: what came back.
            cookie: the value of a cookie that the account holds after the answer.
        """
        self.request = request
        self.answer = answer
        self.status = answer.status
        self.cookie = cookie

    @cached_property
    def data(self) -> Any:
        """The JSON of the body; None if it has no body or one that is not JSON."""
        try:
            return json.loads(self.answer.body) if self.answer.body else None
        except (ValueError, RecursionError):
            return None

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON, or there is none."""
        return self.data is not None or self.answer.body.strip() in {b"", b"null"}

    @property
    def is_redirect(self) -> bool:
        """Whether the status code sends one elsewhere."""
        return HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return self.answer.body.decode("utf-8", "replace")

    def header(self, name: str) -> str | None:
        """The value of a header, whose name may be in capitals or not."""
        return self.answer.headers.get(name.lower())

    def search(self, expression: Expression) -> Any:
        """What an expression finds in the JSON.

        Raises:
            UnfitError: if the expression makes no sense of it.
        """
        return expression.search(self.data, self._functions)

    def search_in(self, expression: Expression, item: Any) -> Any:
        """What an expression finds in a part of the JSON.

        Raises:
            UnfitError: if the expression makes no sense of it.
        """
        return expression.search(item, self._functions)

    def says(self, expression: Expression | None) -> bool:
        """Whether an expression is true of the answer, by JMESPath's notion of truth; False if there is none.

        Raises:
            UnfitError: if the expression makes no sense of it.
        """
        if expression is None:
            return False
        found = self.search(expression)
        return bool(found) or (found == 0 and not isinstance(found, bool))

    @cached_property
    def _functions(self) -> AnswerFunctions:
        return AnswerFunctions(self)


def outcome_of(reading: Reading, answers: Answers, reason_of: Callable[[Any], str], mask: Mask) -> Outcome | None:
    """What an answer amounts to, without a result; None if it is nothing that the target knows.

    Args:
        reading: the answer.
        answers: what answers mean.
        reason_of: the refusal code for what the server calls the reason.
        mask: takes what is secret out of a text.

    Raises:
        UnfitError: if an expression of ``answers`` makes no sense of it.
    """
    status = reading.status
    refused, done, hidden = status in answers.refused, status in answers.done, status in answers.not_visible
    if not (refused or done or hidden):
        return None
    said = reading.search(answers.said) if answers.said is not None else None
    words = isinstance(said, str) and said
    seen = mask.cut(f"{status} {said}", _LONGEST_SEEN) if words else str(status)
    if hidden:
        return NotVisible(seen)
    if reading.says(answers.not_visible_if):
        return NotVisible(_by_what_it_says(reading, seen, mask))
    if refused and not done:
        return Refused(seen, _reason(reading, answers, reason_of))
    if reading.says(answers.refused_if):
        return Refused(_by_what_it_says(reading, seen, mask), _reason(reading, answers, reason_of))
    return Unclear(None, seen) if refused else Done(None, seen)


def _reason(reading: Reading, answers: Answers, reason_of: Callable[[Any], str]) -> str:
    return reason_of(reading.search(answers.reason) if answers.reason is not None else None)


def _by_what_it_says(reading: Reading, seen: str, mask: Mask) -> str:
    """What was seen of an answer whose status code alone would mean something else: its words make it what it is."""
    if seen != str(reading.status):
        return seen
    where = f"Location: {reading.header('location')}" if reading.is_redirect else ""
    said = " ".join((where or reading.text).split())
    return mask.cut(f"{seen}, for it says {said}", _LONGEST_SEEN) if said else seen
