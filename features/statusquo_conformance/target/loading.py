"""Loading a target file: read it, check its form, check its meaning, build the target."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jmespath
from statusquo.errors import InvalidFileError
from statusquo.reading.document import DataPath, Document, read_document
from statusquo.reading.problems import Problem, in_order
from statusquo.reading.schema import check_schema
from statusquo.rules.model import RuleSet

from statusquo_conformance.actors import Person
from statusquo_conformance.operations import Account
from statusquo_conformance.target.checks import check_target
from statusquo_conformance.target.model import Answers, Call, Door, Paging, Step, Target
from statusquo_conformance.target.templates import compile_template

VARIABLE = re.compile(r"\$\{([^{}]*)\}")

_DONE = (200, 201, 202, 204)
_REFUSED = (400, 403, 405, 409, 422)
_NOT_VISIBLE = (404,)


def load_target(path: Path, rules: RuleSet, environment: Mapping[str, str] | None = None) -> Target:
    """The target in a file.

    Args:
        path: of the file.
        rules: what the server is to be checked against.
        environment: where ``${NAME}`` is looked up; that of the process if None.

    Raises:
        InvalidFileError: with everything that is wrong with the file.
    """
    document = read_document(path)
    check_schema(document, "target")
    variables = environment if environment is not None else os.environ
    problems = in_order([*_missing_variables(document, (), document.data, variables), *check_target(document, rules)])
    if problems:
        raise InvalidFileError(problems)
    return _Builder(document, variables).target(tuple(rules.capabilities))


def _missing_variables(
    document: Document, path: DataPath, value: Any, variables: Mapping[str, str]
) -> Iterator[Problem]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _missing_variables(document, (*path, name), inner, variables)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _missing_variables(document, (*path, index), inner, variables)
    elif isinstance(value, str):
        for name in VARIABLE.findall(value):
            if not variables.get(name):
                message = f"The environment has no variable `{name}`."
                expected = f"`{name}` to be set before the command is run"
                yield document.problem("missing-variable", message, path, expected=expected)


class _Builder:
    """Makes the target of a document that has been checked."""

    def __init__(self, document: Document, variables: Mapping[str, str]) -> None:
        self._document = document
        self._data: Any = document.data
        self._variables = variables
        self._secrets: set[str] = set()

    def target(self, capabilities: tuple[str, ...]) -> Target:
        data = self._data
        auth = data.get("auth", {})
        accounts = data.get("accounts", {})
        operations = data.get("operations", {})
        url = self._expanded(data.get("url", ""), secret=False)
        administrator = (
            self._account(accounts["administrator"], "the administrator") if "administrator" in accounts else None
        )
        people = dict(self._person(entry) for entry in accounts.get("people", ()))
        return Target(
            file=self._document.file,
            name=data["name"],
            door=Door(url, data.get("wsgi", ""), data.get("driver", ""), self._where(("name",))),
            headers=self._template(auth.get("headers", {})),
            login=self._step(auth["login"], ("auth", "login")) if "login" in auth else None,
            calls={name: self._call(name, entry) for name, entry in operations.items()},
            paging=self._paging(),
            statuses=data.get("statuses", {}),
            permissions=data.get("permissions", {}),
            times=data.get("times", "rfc3339"),
            numeric_ids=data.get("ids") == "number",
            administrator=administrator,
            people=people,
            capabilities=capabilities,
            secrets=frozenset(self._secrets),
        )

    def _where(self, path: DataPath) -> str:
        return f"{self._document.file}:{self._document.place(path).line}"

    def _expanded(self, text: str, *, secret: bool = True) -> str:
        """The text with the values of variables, which are secrets from now on."""

        def value(found: re.Match[str]) -> str:
            text = self._variables[found.group(1)]
            if secret:
                self._secrets.add(text)
            return text

        return VARIABLE.sub(value, text)

    def _template(self, value: Any) -> Any:
        return compile_template(self._filled(value))

    def _filled(self, value: Any) -> Any:
        """A template with the values of variables; braces in them mean nothing."""
        if isinstance(value, dict):
            return {name: self._filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if not isinstance(value, str):
            return value
        parts = VARIABLE.split(value)
        for index in range(1, len(parts), 2):
            text = self._variables[parts[index]]
            self._secrets.add(text)
            parts[index] = text.replace("{", "{{").replace("}", "}}")
        return "".join(parts)

    def _account(self, entry: Any, name: str) -> Account:
        secret = self._expanded(entry["secret"])
        self._secrets.add(secret)
        return Account(self._expanded(entry.get("id", ""), secret=False), secret, name)

    def _person(self, entry: Any) -> tuple[Person, Account]:
        lacking = frozenset(entry.get("lacking", ()))
        person = Person(entry["role"], entry.get("relation"), entry.get("ended", False), lacking)
        name = " ".join([entry["role"], entry.get("relation", ""), *sorted(lacking)])
        return person, self._account(entry, name)

    def _step(self, entry: Any, path: DataPath) -> Step:
        method, _, where = entry["request"].partition(" ")
        return Step(
            request=VARIABLE.sub("***", entry["request"]),
            method=method,
            path=compile_template(self._filled(where), lambda text: quote(text, safe="")),
            headers=self._template(entry.get("headers", {})),
            query=self._template(entry.get("query", {})),
            json=self._template(entry["json"]) if "json" in entry else None,
            form=self._template(entry["form"]) if "form" in entry else None,
            keep={name: jmespath.compile(text) for name, text in entry.get("keep", {}).items()},
            where=self._where((*path, "request")),
        )

    def _call(self, name: str, entry: Any) -> Call:
        path = ("operations", name)
        before = entry.get("before", ())
        return Call(
            before=tuple(self._step(each, (*path, "before", index)) for index, each in enumerate(before)),
            step=self._step(entry, path),
            each=_expression(entry.get("each")),
            result={name: jmespath.compile(text) for name, text in entry.get("result", {}).items()},
            paged=entry.get("paged", False),
            answers=_answers({**self._data.get("answers", {}), **entry.get("answers", {})}),
        )

    def _paging(self) -> Paging | None:
        entry = self._data.get("paging")
        if entry is None:
            return None
        return Paging(entry["parameter"], _expression(entry.get("next")), entry.get("first", 1), entry.get("query", {}))


def _answers(entry: Any) -> Answers:
    return Answers(
        done=frozenset(entry.get("done", _DONE)),
        refused=frozenset(entry.get("refused", _REFUSED)),
        not_visible=frozenset(entry.get("not_visible", _NOT_VISIBLE)),
        refused_if=_expression(entry.get("refused_if")),
        not_visible_if=_expression(entry.get("not_visible_if")),
        said=_expression(entry.get("said")),
    )


def _expression(text: str | None) -> Any:
    return jmespath.compile(text) if text is not None else None
