"""What can be wrong with the meaning of the operations of a target file, and of the requests and expressions in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from statusquo.reading.document import DataPath, Document
from statusquo.reading.problems import Problem, closest, listed, one_of
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.target.claims import needed_operations, needing, used_operations
from statusquo_conformance.target.expressions import Expression, ExpressionError
from statusquo_conformance.target.templates import ALL_OF, TemplateError, placeholders
from statusquo_conformance.target.vocabulary import (
    ACTOR,
    ADVANCE_CLOCK,
    CREATE_CUSTOMER,
    CREATE_STAFF,
    MORE,
    NO_TIMES,
    READ_CLOCK,
    READING,
    REST,
    SHAPES,
    given_to,
    shown_by,
    shown_times,
)

CODES = ("done", "refused", "not_visible")
"""The lists of status codes under ``answers``."""

_UNCLEAR = {"done", "refused"}
_EXPRESSIONS = ("refused_if", "not_visible_if", "said", "reason")
_TEMPLATES = ("request", "headers", "query", "json", "form")
_VARIABLE = re.compile(r"\$\{[^{}]*\}")


def check_operations(
    document: Document, rules: RuleSet, claimed: Collection[str], kept: Collection[str]
) -> Iterator[Problem]:
    """Everything that is wrong with the operations.

    Args:
        document: the target file.
        rules: what the server is to be checked against.
        claimed: the capabilities that it claims.
        kept: the names of what the log-in keeps.
    """
    data: Any = document.data
    operations: Mapping[str, Any] = data.get("operations", {})
    yield from _missing(document, rules, claimed)
    if READ_CLOCK in operations and ADVANCE_CLOCK not in operations and "clock" not in data:
        message = f"`{ADVANCE_CLOCK}` is missing beside `{READ_CLOCK}`."
        expected = f"`{ADVANCE_CLOCK}`, or a section `clock`"
        path: DataPath = ("operations", READ_CLOCK)
        yield document.problem("missing-operation", message, path, at_key=True, expected=expected)
    used = used_operations(rules, claimed)
    for name, entry in operations.items():
        yield from _operation(document, name, entry, (*given_to(rules, name), ACTOR, *kept))
        yield from _results(document, rules, name, entry, used)


def _missing(document: Document, rules: RuleSet, claimed: Collection[str]) -> Iterator[Problem]:
    data: Any = document.data
    operations: Mapping[str, Any] = data.get("operations", {})
    path: DataPath = ("operations",) if operations else ()
    missing = [name for name in needed_operations(rules, claimed) if name not in operations]
    if missing:
        message = f"There is no operation {listed(missing)}."
        without = [name for name in needing(rules, missing) if name in claimed]
        expected = "how each operation is done"
        if 0 < len(without) < len(claimed):
            expected += f", or `capabilities` without {listed(without)}"
        yield document.problem("missing-operation", message, path, at_key=True, expected=expected)
    for name in (CREATE_CUSTOMER, CREATE_STAFF) if "people" not in data.get("accounts", {}) else ():
        if name not in operations:
            expected = "`accounts` with `people`, or this operation"
            message = f"There is no operation {name}."
            yield document.problem("missing-operation", message, path, at_key=True, expected=expected)


def _operation(document: Document, name: str, entry: Mapping[str, Any], given: Collection[str]) -> Iterator[Problem]:
    path: DataPath = ("operations", name)
    shape = SHAPES[name]
    known = list(given)
    for index, step in enumerate(entry.get("before", ())):
        yield from check_step(document, (*path, "before", index), step, known)
        known += step.get("keep", ())
    yield from check_step(document, path, entry, known)
    reading = f"`{name}`" if name in READING else ""
    yield from check_answers(document, (*path, "answers"), entry.get("answers", {}), reading=reading)
    if "each" in entry:
        yield from check_expression(document, (*path, "each"), entry["each"])
    for key in ("each", "paged"):
        if key in entry and not shape.lists:
            message = f"`{key}` has no meaning here: `{name}` gives no list."
            yield document.problem("unknown-key", message, (*path, key), at_key=True, expected=f"no `{key}`")
    if entry.get("paged") and "paging" not in document.data:
        message = "Nothing says how pages are asked for."
        yield document.problem("missing-key", message, (*path, "paged"), expected="a section `paging`")


def _results(
    document: Document, rules: RuleSet, name: str, entry: Mapping[str, Any], used: Collection[str]
) -> Iterator[Problem]:
    path: DataPath = ("operations", name, "result")
    shape = SHAPES[name]
    known: tuple[str, ...] = (*shape.results, *shape.optional)
    if name == Operation.READ_TICKET:
        known = tuple(dict.fromkeys((*known, *shown_times(rules), REST)))
    given = entry.get("result", {})
    for key, text in given.items():
        if key not in known:
            message = f"`{name}` has no result `{key}`."
            expected = one_of(known) if known else "no `result`"
            near = closest(key, known)
            yield document.problem(
                "unknown-result", message, (*path, key), at_key=True, expected=expected, suggestion=near
            )
        yield from check_expression(document, (*path, key), text)
    wanted = list(shape.results)
    if name == Operation.READ_TICKET:
        described = document.data["operations"]
        shown = [names for each, names in shown_by(rules).items() if each in described and each in used]
        wanted += dict.fromkeys(key for names in shown for key in names if REST not in given or key in NO_TIMES)
    meant = {closest(key, known) for key in given if key not in known}
    for key in wanted:
        if key not in given and key not in meant:
            place = path if given else path[:-1]
            message = f"Where the answer to `{name}` has the result `{key}` is missing."
            yield document.problem("missing-result", message, place, at_key=True, expected=f"`result` with `{key}`")


def check_answers(
    document: Document, path: DataPath, entry: Mapping[str, Any], *, reading: str = ""
) -> Iterator[Problem]:
    """What is wrong with a section ``answers``.

    Args:
        document: the target file.
        path: of the section.
        entry: the section.
        reading: what changes nothing and has these answers, so that they have to be clear; else empty.
    """
    for name in _EXPRESSIONS:
        if name in entry:
            yield from check_expression(document, (*path, name), entry[name])
    codes: dict[int, str] = {}
    for name in CODES:
        for index, code in enumerate(entry.get(name, ())):
            first = codes.setdefault(code, name)
            unclear = {first, name} == _UNCLEAR
            if first == name or (unclear and not reading):
                continue
            message = f"{code} stands under `{first}` already."
            if unclear:
                message += f" What comes of {reading} cannot be read afterwards, so its answers have to tell."
            yield document.problem("code-twice", message, (*path, name, index), expected="one meaning for a code")


def check_step(
    document: Document, path: DataPath, step: Mapping[str, Any], known: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with a request, whose templates can use the ``known`` names."""
    for key in _TEMPLATES:
        if key in step:
            yield from check_template(document, (*path, key), step[key], known)
    if "json" in step and "form" in step:
        message = "`form` does not go together with `json`: a request has one body."
        yield document.problem("unknown-key", message, (*path, "form"), at_key=True, expected="one of them")
    for name, text in step.get("keep", {}).items():
        yield from check_expression(document, (*path, "keep", name), text)


def check_template(document: Document, path: DataPath, value: Any, known: Collection[str]) -> Iterator[Problem]:
    """What is wrong with the placeholders of a template, each at the text in which it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from (
                _all_of(document, (*path, name), inner, known)
                if name == ALL_OF
                else check_template(document, (*path, name), inner, known)
            )
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from check_template(document, (*path, index), inner, known)
    elif isinstance(value, str):
        try:
            names = list(placeholders(_VARIABLE.sub("", value)))
        except TemplateError as error:
            expected = "a name in braces; `{{` and `}}` for the braces themselves"
            yield document.problem("bad-template", str(error), path, expected=expected)
            return
        for name in names:
            if name not in known or name == MORE:
                others = [each for each in known if each != MORE]
                expected = one_of(others) if others else "no placeholder"
                message = f"There is no value `{name}` here."
                near = closest(name, others)
                yield document.problem("unknown-placeholder", message, path, expected=expected, suggestion=near)


def _all_of(document: Document, path: DataPath, value: Any, known: Collection[str]) -> Iterator[Problem]:
    whole = f"{{{MORE}}}"
    if value != whole or MORE not in known:
        message = f"`{ALL_OF}` puts in all that an operation takes besides, and nothing else."
        expected = f'`"{ALL_OF}": "{whole}"`' if MORE in known else f"no `{ALL_OF}`"
        yield document.problem("bad-template", message, path, expected=expected)


def check_expression(document: Document, path: DataPath, text: str) -> Iterator[Problem]:
    """What is wrong with an expression."""
    try:
        Expression(text)
    except ExpressionError as error:
        expected, near = "a JMESPath expression", error.suggestion
        yield document.problem("bad-expression", str(error), path, expected=expected, suggestion=near)
