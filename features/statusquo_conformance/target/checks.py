"""What can be wrong with the meaning of a target file whose form is right: all but its operations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from statusquo.reading.document import DataPath, Document
from statusquo.reading.problems import Problem, closest, listed, one_of
from statusquo.rules.model import RuleSet

from statusquo_conformance.target.claims import claimed_capabilities, refusal_codes
from statusquo_conformance.target.operation_checks import (
    check_answers,
    check_expression,
    check_operations,
    check_step,
    check_template,
)
from statusquo_conformance.target.vocabulary import ACCOUNT, ADVANCE_CLOCK

DOORS = ("url", "wsgi", "driver")
_BESIDE_DRIVER = frozenset({"target", "name", "capabilities", *DOORS})
_KINDS = {"statuses": "status", "permissions": "permission", "roles": "role", "flags": "flag"}


def check_target(document: Document, rules: RuleSet) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of a target file."""
    data: Any = document.data
    yield from _doors(document)
    for index, name in enumerate(data.get("capabilities", ())):
        yield from _name(document, ("capabilities", index), name, rules.capabilities, "capability")
    if "driver" in data:
        for name in data:
            if name not in _BESIDE_DRIVER:
                message = f"`{name}` has no meaning beside `driver`: the class says it all."
                yield document.problem("unknown-key", message, (name,), at_key=True, expected=f"no `{name}`")
        return
    yield from _auth(document)
    yield from _spellings(document, "statuses", rules.statuses)
    yield from _spellings(document, "permissions", rules.permissions)
    yield from _spellings(document, "roles", rules.roles)
    yield from _spellings(document, "flags", rules.flags)
    yield from _people(document, rules)
    yield from check_answers(document, ("answers",), data.get("answers", {}))
    yield from _reasons(document, rules)
    yield from _paging(document)
    yield from _clock(document)
    yield from check_operations(
        document, rules, claimed_capabilities(rules, data.get("capabilities")), login_keeps(data)
    )


def login_keeps(data: Any) -> tuple[str, ...]:
    """The names of what the log-in keeps: every later template can use them."""
    login = data.get("auth", {}).get("login", {})
    return tuple(name for step in (*login.get("before", ()), login) for name in step.get("keep", ()))


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
    elif re.match(r"\w+://[^/]*@", url):
        message = "A URL with a user or a password in it is shown in every report."
        expected = "them in `accounts`, and `basic: true` in `auth`"
        yield document.problem("bad-url", message, ("url",), expected=expected)


def _auth(document: Document) -> Iterator[Problem]:
    auth = document.data.get("auth", {})
    login = auth.get("login", {})
    path: DataPath = ("auth", "login")
    known = list(ACCOUNT)
    for index, step in enumerate(login.get("before", ())):
        yield from check_step(document, (*path, "before", index), step, known)
        known += step.get("keep", ())
    if login:
        yield from check_step(document, path, login, known)
        yield from check_answers(document, (*path, "answers"), login.get("answers", {}), reading="a log-in")
        if "again_if" in login:
            yield from check_expression(document, (*path, "again_if"), login["again_if"])
        entries = (document.data, *document.data.get("operations", {}).values())
        done = {200, *(code for entry in entries for code in entry.get("answers", {}).get("done", ()))}
        for index, code in enumerate(login.get("again", ())):
            if code in done:
                message = f"{code} means that something was done, so all that is done would be done a second time."
                expected = "a code of its own, or an expression `again_if`"
                yield document.problem("code-twice", message, (*path, "again", index), expected=expected)
    yield from check_template(
        document, ("auth", "headers"), auth.get("headers", {}), (*ACCOUNT, *login_keeps(document.data))
    )
    if auth.get("basic") and "authorization" in {name.lower() for name in auth.get("headers", {})}:
        message = "`basic` makes the header Authorization, and `headers` has one, too."
        yield document.problem("unknown-key", message, ("auth", "basic"), at_key=True, expected="one of them")


def _spellings(document: Document, section: str, known: Collection[str]) -> Iterator[Problem]:
    entries: Mapping[str, str] = document.data.get(section, {})
    kind = _KINDS[section]
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


def _reasons(document: Document, rules: RuleSet) -> Iterator[Problem]:
    data = document.data
    known = refusal_codes(rules)
    for wire, code in data.get("reasons", {}).items():
        yield from _name(document, ("reasons", wire), code, known, "reason")
    entries = (data, *data.get("operations", {}).values())
    if "reasons" in data and not any("reason" in entry.get("answers", {}) for entry in entries):
        message = "Nothing says where a refusal has its reason."
        expected = "an expression `reason` in `answers`"
        yield document.problem("missing-key", message, ("reasons",), at_key=True, expected=expected)


def _paging(document: Document) -> Iterator[Problem]:
    paging = document.data.get("paging", {})
    yield from check_template(document, ("paging", "query"), paging.get("query", {}), ())
    if "next" in paging:
        yield from check_expression(document, ("paging", "next"), paging["next"])
        if "first" in paging:
            message = "`first` does not go together with `next`: pages have numbers or cursors."
            yield document.problem("unknown-key", message, ("paging", "first"), at_key=True, expected="no `first`")


def _clock(document: Document) -> Iterator[Problem]:
    data = document.data
    for index, word in enumerate(data.get("clock", {}).get("command", ())):
        yield from check_template(document, ("clock", "command", index), word, ("seconds",))
    if "clock" in data and ADVANCE_CLOCK in data.get("operations", {}):
        message = f"`clock` does not go together with the operation `{ADVANCE_CLOCK}`: one of them moves the clock."
        yield document.problem("unknown-key", message, ("clock",), at_key=True, expected="one of them")
