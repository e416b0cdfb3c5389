"""What can be wrong with the meaning of a target file whose form is right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from statusquo.reading.document import DataPath, Document
from statusquo.reading.problems import Problem, closest, listed, one_of
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Operation
from statusquo_conformance.target.templates import TemplateError, placeholders
from statusquo_conformance.target.vocabulary import (
    ACCOUNT,
    ADVANCE_CLOCK,
    CREATE_CUSTOMER,
    CREATE_STAFF,
    READ_CLOCK,
    SHAPES,
    SHOWN_BY,
)

DOORS = ("url", "wsgi", "driver")
_TEMPLATES = ("request", "headers", "query", "json", "form")
_VARIABLE = re.compile(r"\$\{[^{}]*\}")


def check_target(document: Document, rules: RuleSet) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of a target file."""
    data: Any = document.data
    yield from _doors(document)
    if "driver" in data:
        for name in data:
            if name not in {"target", "name", *DOORS}:
                message = f"`{name}` has no meaning beside `driver`: the class says it all."
                yield document.problem("unknown-key", message, (name,), at_key=True, expected=f"no `{name}`")
        return
    yield from _auth(document)
    yield from _spellings(document, "statuses", rules.statuses)
    yield from _spellings(document, "permissions", rules.permissions)
    yield from _people(document, rules)
    yield from _answers(document, ("answers",), data.get("answers", {}))
    yield from _paging(document)
    yield from _operations(document)


def _doors(document: Document) -> Iterator[Problem]:
    data: Any = document.data
    present = [name for name in DOORS if name in data]
    if not present:
        message = "Nothing says where the server is."
        yield document.problem("missing-key", message, (), expected=one_of(DOORS))
    for name in present[1:]:
        message = f"`{name}` does not go together with `{present[0]}`."
        yield document.problem("unknown-key", message, (name,), at_key=True, expected=f"only one of {', '.join(DOORS)}")
    url = data.get("url", "")
    if url and not url.startswith("${") and not re.match(r"https?://[^/\s]", url):
        yield document.problem("bad-url", f"`{url}` is no URL.", ("url",), expected="http:// or https:// and a host")


def _auth(document: Document) -> Iterator[Problem]:
    auth = document.data.get("auth", {})
    kept: tuple[str, ...] = ()
    if "login" in auth:
        yield from _step(document, ("auth", "login"), auth["login"], ACCOUNT)
        kept = tuple(auth["login"].get("keep", ()))
    yield from _template(document, ("auth", "headers"), auth.get("headers", {}), (*ACCOUNT, *kept))


def _spellings(document: Document, section: str, known: Collection[str]) -> Iterator[Problem]:
    entries: Mapping[str, str] = document.data.get(section, {})
    kind = {"statuses": "status", "permissions": "permission"}[section]
    for name in entries:
        yield from _name(document, (section, name), name, known, kind, at_key=True)
    meant = {closest(name, known) for name in entries if name not in known}
    missing = [name for name in known if entries and name not in entries and name not in meant]
    if missing:
        message = f"How the server spells {listed(missing)} is missing."
        yield document.problem("missing-key", message, (section,), at_key=True, expected=f"each {kind} once")
    first: dict[str, str] = {}
    for name, wire in entries.items():
        if first.setdefault(wire, name) != name:
            message = f"`{first[wire]}` is spelled `{wire}` already."
            yield document.problem("spelling-twice", message, (section, name), expected="a spelling of its own")


def _people(document: Document, rules: RuleSet) -> Iterator[Problem]:
    seen = []
    for index, entry in enumerate(document.data.get("accounts", {}).get("people", ())):
        path: DataPath = ("accounts", "people", index)
        problems = list(_name(document, (*path, "role"), entry["role"], rules.roles, "role"))
        yield from problems
        if problems:
            continue
        role = rules.roles[entry["role"]]
        if "relation" in entry:
            yield from _name(document, (*path, "relation"), entry["relation"], role.relations, "relation")
        for number, name in enumerate(entry.get("lacking", ())):
            yield from _name(document, (*path, "lacking", number), name, role.permissions, "permission")
        who = (entry["role"], entry.get("relation"), entry.get("ended", False), sorted(entry.get("lacking", ())))
        if who in seen:
            yield document.problem("person-twice", "This person stands here already.", path, expected="each once")
        seen.append(who)


def _name(
    document: Document, path: DataPath, name: str, known: Collection[str], kind: str, *, at_key: bool = False
) -> Iterator[Problem]:
    if name not in known:
        message = f"The rules know no {kind} `{name}` here."
        expected = one_of(known) if known else "none"
        near = closest(name, known)
        yield document.problem(f"unknown-{kind}", message, path, at_key=at_key, expected=expected, suggestion=near)


def _answers(document: Document, path: DataPath, entry: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("refused_if", "not_visible_if", "said"):
        if name in entry:
            yield from _expression(document, (*path, name), entry[name])
    codes: dict[int, str] = {}
    for name in ("done", "refused", "not_visible"):
        for index, code in enumerate(entry.get(name, ())):
            if codes.setdefault(code, name) != name:
                message = f"{code} stands under `{codes[code]}` already."
                yield document.problem("code-twice", message, (*path, name, index), expected="one meaning for a code")


def _paging(document: Document) -> Iterator[Problem]:
    paging = document.data.get("paging", {})
    if "next" in paging:
        yield from _expression(document, ("paging", "next"), paging["next"])
        if "first" in paging:
            message = "`first` does not go together with `next`: pages have numbers or cursors."
            yield document.problem("unknown-key", message, ("paging", "first"), at_key=True, expected="no `first`")


def _operations(document: Document) -> Iterator[Problem]:
    data: Any = document.data
    operations: Mapping[str, Any] = data.get("operations", {})
    accounts = data.get("accounts", {})
    path: DataPath = ("operations",) if operations else ()
    missing = [name for name in Operation if name not in operations]
    if missing:
        message = f"There is no operation {listed(missing)}."
        yield document.problem("missing-operation", message, path, at_key=True, expected="how each operation is done")
    for name in (CREATE_CUSTOMER, CREATE_STAFF) if "people" not in accounts else ():
        if name not in operations:
            expected = "`accounts` with `people`, or this operation"
            message = f"There is no operation {name}."
            yield document.problem("missing-operation", message, path, at_key=True, expected=expected)
    for one, other in ((READ_CLOCK, ADVANCE_CLOCK), (ADVANCE_CLOCK, READ_CLOCK)):
        if one in operations and other not in operations:
            message = f"`{other}` is missing beside `{one}`."
            yield document.problem(
                "missing-operation", message, ("operations", one), at_key=True, expected=f"`{other}`"
            )
    for name, entry in operations.items():
        yield from _operation(document, name, entry)


def _operation(document: Document, name: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    path: DataPath = ("operations", name)
    shape = SHAPES[name]
    known = list(shape.arguments)
    for index, step in enumerate(entry.get("before", ())):
        yield from _step(document, (*path, "before", index), step, known)
        known += step.get("keep", ())
    yield from _step(document, path, entry, known)
    yield from _answers(document, (*path, "answers"), entry.get("answers", {}))
    yield from _results(document, name, entry)
    if "each" in entry:
        yield from _expression(document, (*path, "each"), entry["each"])
    for key in ("each", "paged"):
        if key in entry and not shape.lists:
            message = f"`{key}` has no meaning here: `{name}` gives no list."
            yield document.problem("unknown-key", message, (*path, key), at_key=True, expected=f"no `{key}`")
    if entry.get("paged") and "paging" not in document.data:
        message = "Nothing says how pages are asked for."
        yield document.problem("missing-key", message, (*path, "paged"), expected="a section `paging`")


def _results(document: Document, name: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    path: DataPath = ("operations", name, "result")
    shape = SHAPES[name]
    known = (*shape.results, *shape.optional)
    given = entry.get("result", {})
    for key, text in given.items():
        if key not in known:
            message = f"`{name}` has no result `{key}`."
            expected = one_of(known) if known else "no `result`"
            near = closest(key, known)
            yield document.problem(
                "unknown-result", message, (*path, key), at_key=True, expected=expected, suggestion=near
            )
        yield from _expression(document, (*path, key), text)
    wanted = list(shape.results)
    if name == Operation.READ_TICKET:
        wanted += [shown for operation, shown in SHOWN_BY.items() if operation in document.data["operations"]]
    meant = {closest(key, known) for key in given if key not in known}
    for key in wanted:
        if key not in given and key not in meant:
            place = path if given else path[:-1]
            message = f"Where the answer to `{name}` has the result `{key}` is missing."
            yield document.problem("missing-result", message, place, at_key=True, expected=f"`result` with `{key}`")


def _step(document: Document, path: DataPath, step: Mapping[str, Any], known: Collection[str]) -> Iterator[Problem]:
    for key in _TEMPLATES:
        if key in step:
            yield from _template(document, (*path, key), step[key], known)
    if "json" in step and "form" in step:
        message = "`form` does not go together with `json`: a request has one body."
        yield document.problem("unknown-key", message, (*path, "form"), at_key=True, expected="one of them")
    for name, text in step.get("keep", {}).items():
        yield from _expression(document, (*path, "keep", name), text)


def _template(document: Document, path: DataPath, value: Any, known: Collection[str]) -> Iterator[Problem]:
    """The placeholders of a template, each at the text in which it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _template(document, (*path, name), inner, known)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _template(document, (*path, index), inner, known)
    elif isinstance(value, str):
        try:
            names = list(placeholders(_VARIABLE.sub("", value)))
        except TemplateError as error:
            expected = "a name in braces; `{{` and `}}` for the braces themselves"
            yield document.problem("bad-template", str(error), path, expected=expected)
            return
        for name in names:
            if name not in known:
                expected = one_of(known) if known else "no placeholder"
                message = f"There is no value `{name}` here."
                near = closest(name, known)
                yield document.problem("unknown-placeholder", message, path, expected=expected, suggestion=near)


def _expression(document: Document, path: DataPath, text: str) -> Iterator[Problem]:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        reason = str(error).splitlines()[0].split(": Parse error")[0].rstrip(".:")
        yield document.problem(
            "bad-expression", f"This is not JMESPath: {reason}.", path, expected="a JMESPath expression"
        )
