r"""Expressions of a target file: JMESPath, with functions for what an answer has besides its JSON.

=============================  ========================================================================
``header('location')``         the value of a header of the answer, or null
``cookie('csrf')``             the value of a cookie that the account holds after the answer, or null
``status()``                   the status code of the answer, a number
``text()``                     the body of the answer as text
``match(text, 'id=(\d+)')``     the first group of a regular expression where it first fits the text, or null;
                               what fits as a whole, if the expression has no group
=============================  ========================================================================

They can stand wherever JMESPath has functions. An expression is compiled once, for all answers; what is wrong with it
is found then, names of functions and their number of arguments included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature
from jmespath.visitor import Options
from statusquo.reading.problems import closest

_TEXT = {"types": ["string"]}
_TEXT_OR_NOTHING = {"types": ["string", "null"]}


class ExpressionError(ValueError):
    """A text is no expression, or could never give anything.

    Attributes:
        suggestion: the name of a function that was probably meant, or None.
    """

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


class UnfitError(ValueError):
    """An expression makes no sense of an answer."""


class Source(Protocol):
    """What the functions ask of an answer."""

    @property
    def status(self) -> int:
        """The status code of HTTP."""

    @property
    def text(self) -> str:
        """The body as text."""

    def header(self, name: str) -> str | None:
        """The value of a header, whose name may be in capitals or not."""

    def cookie(self, name: str) -> str | None:
        """The value of a cookie that the account holds now."""


class AnswerFunctions(Functions):
    """JMESPath's functions and ours. Each answer has an instance of its own, so that none sees another's."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    @signature(_TEXT)  # type: ignore[arg-type] # a plain dict is what the library reads
    def _func_header(self, name: str) -> str | None:
        return self._source.header(name)

    @signature(_TEXT)  # type: ignore[arg-type] # likewise
    def _func_cookie(self, name: str) -> str | None:
        return self._source.cookie(name)

    @signature()
    def _func_status(self) -> int:
        return self._source.status

    @signature()
    def _func_text(self) -> str:
        return self._source.text

    @signature(_TEXT_OR_NOTHING, _TEXT)  # type: ignore[arg-type] # likewise
    def _func_match(self, text: str | None, pattern: str) -> str | None:
        found = _pattern(pattern).search(text) if text is not None else None
        if found is None:
            return None
        group: str | None = found.group(1) if found.re.groups else found.group()
        return group


class Expression:
    """A compiled expression.

    Attributes:
        text: as it is written in the file.
        reads_text: whether it looks at the body as text.
    """

    def __init__(self, text: str) -> None:
        """Compile a text.

        Raises:
            ExpressionError: if it is no expression, or names a function that there is not.
        """
        self.text = text
        try:
            self._compiled = jmespath.compile(text)
        except JMESPathError as error:
            reason = str(error).splitlines()[0].split(": Parse error")[0].rstrip(".:")
            raise ExpressionError(f"This is not JMESPath: {reason}.") from None
        nodes = list(_nodes(self._compiled.parsed))
        for node in nodes:
            _check_function(node)
        self.reads_text = any(_calls(node, "text") for node in nodes)
        self._fields = _field_path(self._compiled.parsed)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def search(self, data: Any, functions: AnswerFunctions) -> Any:
        """What it finds.

        Args:
            data: the JSON of an answer, or a part of it.
            functions: those of the answer.

        Raises:
            UnfitError: if it makes no sense of this.
        """
        if self._fields is not None:
            # Nearly all expressions only name fields, and an interpreter for those takes ten times as long.
            for name in self._fields:
                data = data.get(name) if isinstance(data, dict) else None
            return data
        try:
            return self._compiled.search(data, Options(custom_functions=functions))
        except (JMESPathError, re.error) as error:
            raise UnfitError(f"`{self.text}` does not fit the answer: {error}") from None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.DOTALL)


def _nodes(node: Any) -> Iterator[Any]:
    """A node of the syntax tree and all below it."""
    yield node
    for child in node["children"]:
        if isinstance(child, dict) and "type" in child:
            yield from _nodes(child)


def _calls(node: Any, name: str) -> bool:
    return bool(node["type"] == "function_expression" and node["value"] == name)


def _check_function(node: Any) -> None:
    """Find fault with a call that could only fail when an answer is there.

    Raises:
        ExpressionError: if there is one.
    """
    if node["type"] != "function_expression":
        return
    name, given = node["value"], node["children"]
    table = AnswerFunctions.FUNCTION_TABLE
    if name not in table:
        raise ExpressionError(f"There is no function `{name}`.", closest(name, table))
    wanted = table[name]["signature"]
    more = bool(wanted) and bool(wanted[-1].get("variadic"))
    if len(given) < len(wanted) or (len(given) > len(wanted) and not more):
        least = "at least " if more else ""
        raise ExpressionError(f"`{name}` takes {least}{len(wanted)} in its parentheses, and not {len(given)}.")
    if name == "match" and given[1]["type"] == "literal" and isinstance(given[1]["value"], str):
        try:
            _pattern(given[1]["value"])
        except re.error as error:
            raise ExpressionError(f"This is no regular expression: {error}.") from None


def _field_path(node: Any) -> tuple[str, ...] | None:
    """The names of the fields, if an expression is nothing but fields with dots between them; else None."""
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    paths = [_field_path(child) for child in node["children"]]
    return None if None in paths else tuple(name for path in paths for name in path or ())
