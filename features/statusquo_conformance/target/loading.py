"""Loading a target file: read it, check its form, check its meaning, build the target."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from statusquo.errors import InvalidFileError
from statusquo.reading.document import DataPath, Document, read_document
from statusquo.reading.problems import Problem, in_order
from statusquo.reading.schema import check_schema
from statusquo.rules.model import RuleSet

from statusquo_conformance.operations import Account, Operation
from statusquo_conformance.stage.actors import Person
from statusquo_conformance.target.checks import check_target
from statusquo_conformance.target.claims import claimed_capabilities, refusal_codes, used_operations
from statusquo_conformance.target.expressions import Expression
from statusquo_conformance.target.model import Answers, Call, ClockCommand, Door, Login, Paging, Step, Target
from statusquo_conformance.target.operation_checks import CODES
from statusquo_conformance.target.templates import compile_template
from statusquo_conformance.target.vocabulary import READING, shown_times, taken_besides

VARIABLE = re.compile(r"\$\{([^{}]*)\}")

_USUAL = Answers(
    done=frozenset({200, 201, 202, 204}),
    refused=frozenset({400, 403, 405, 409, 422}),
    not_visible=frozenset({404}),
)
_LOGGED_IN = replace(_USUAL, refused=frozenset(), not_visible=frozenset())
_AGAIN = (401,)
_LONGEST_COMMAND = 30.0


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
    if isinstance(document.data, dict) and "language" in document.data and "target" not in document.data:
        raise InvalidFileError((_rules_instead(document),))
    check_schema(document, "target")
    variables = environment if environment is not None else os.environ
    problems = in_order([*_missing_variables(document, (), document.data, variables), *check_target(document, rules)])
    if problems:
        raise InvalidFileError(problems)
    return _Builder(document, rules, variables).target()


def _rules_instead(document: Document) -> Problem:
    """What is said of a rule file where a target file is wanted."""
    message = "This is a rule file, and no target file."
    expected = f"`--rules {document.file}`, and the target file, if there is one, before it"
    return document.problem("rules-not-target", message, ("language",), at_key=True, expected=expected)


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

    def __init__(self, document: Document, rules: RuleSet, variables: Mapping[str, str]) -> None:
        self._document = document
        self._rules = rules
        self._data: Any = document.data
        self._variables = variables
        self._secrets: set[str] = set()
        self._users: dict[Account, str] = {}

    def target(self) -> Target:
        data = self._data
        auth = data.get("auth", {})
        accounts = data.get("accounts", {})
        claimed = claimed_capabilities(self._rules, data.get("capabilities"))
        used = used_operations(self._rules, claimed)
        described = data.get("operations", {})
        administrator = (
            self._account(accounts["administrator"], "the administrator") if "administrator" in accounts else None
        )
        return Target(
            file=self._document.file,
            name=data["name"],
            door=Door(self._url(), data.get("wsgi", ""), data.get("driver", ""), self._where(("name",))),
            capabilities=claimed,
            operations=used if "driver" in data else frozenset(each for each in used if each in described),
            basic=auth.get("basic", False),
            headers=self._template(auth.get("headers", {})),
            login=self._login(auth["login"]) if "login" in auth else None,
            calls={
                name: self._call(name, entry)
                for name, entry in described.items()
                if name in used or name not in set(Operation)
            },
            paging=self._paging(),
            statuses=data.get("statuses", {}),
            permissions=data.get("permissions", {}),
            roles=data.get("roles", {}),
            flags=data.get("flags", {}),
            times_shown=shown_times(self._rules),
            taken={operation: taken_besides(self._rules, operation) for operation in Operation},
            reasons=data.get("reasons", {}),
            codes=frozenset(refusal_codes(self._rules)),
            times=data.get("times", "rfc3339"),
            numeric_ids=data.get("ids") == "number",
            clock=self._clock(),
            administrator=administrator,
            people=dict(self._person(entry) for entry in accounts.get("people", ())),
            users=self._users,
            secrets=frozenset(self._secrets),
        )

    def _where(self, path: DataPath) -> str:
        return f"{self._document.file}:{self._document.place(path).line}"

    def _url(self) -> str:
        """The URL of the server: a variable at its beginning says where it is, and any other one is a secret."""
        text = self._data.get("url", "")
        start = VARIABLE.match(text)
        where = start.end() if start else 0
        return self._expanded(text[:where], secret=False) + self._expanded(text[where:])

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
        account = Account(self._expanded(entry.get("id", ""), secret=False), secret, name)
        if "user" in entry:
            self._users[account] = self._expanded(entry["user"])
        return account

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
            keep=_expressions(entry.get("keep", {})),
            where=self._where((*path, "request")),
        )

    def _steps(self, entries: Any, path: DataPath) -> tuple[Step, ...]:
        return tuple(self._step(each, (*path, index)) for index, each in enumerate(entries))

    def _login(self, entry: Any) -> Login:
        return Login(
            before=self._steps(entry.get("before", ()), ("auth", "login", "before")),
            step=self._step(entry, ("auth", "login")),
            answers=_answers(entry.get("answers", {}), _LOGGED_IN),
            again=frozenset(entry.get("again", _AGAIN)),
            again_if=_expression(entry.get("again_if")),
        )

    def _call(self, name: str, entry: Any) -> Call:
        path = ("operations", name)
        answers = _answers(entry.get("answers", {}), _answers(self._data.get("answers", {}), _USUAL))
        if name in READING:
            # What the file leaves open for all operations at once, it leaves open for those that change something.
            unclear = answers.done & answers.refused
            answers = replace(answers, done=answers.done - unclear, refused=answers.refused - unclear)
        return Call(
            before=self._steps(entry.get("before", ()), (*path, "before")),
            step=self._step(entry, path),
            each=_expression(entry.get("each")),
            result=_expressions(entry.get("result", {})),
            paged=entry.get("paged", False),
            answers=answers,
        )

    def _paging(self) -> Paging | None:
        entry = self._data.get("paging")
        if entry is None:
            return None
        query = self._template(entry.get("query", {}))({})
        return Paging(entry["parameter"], _expression(entry.get("next")), entry.get("first", 1), query)

    def _clock(self) -> ClockCommand | None:
        entry = self._data.get("clock")
        if entry is None:
            return None
        words = tuple(self._template(word) for word in entry["command"])
        return ClockCommand(words, entry.get("timeout", _LONGEST_COMMAND), self._where(("clock", "command")))


def _answers(entry: Any, usual: Answers) -> Answers:
    """What answers mean by an entry; where it says nothing of them, they mean the usual."""
    said = frozenset(code for name in CODES for code in entry.get(name, ()))

    def codes(name: str) -> frozenset[int]:
        return frozenset(entry[name]) if name in entry else getattr(usual, name) - said

    def expression(name: str) -> Expression | None:
        return _expression(entry[name]) if name in entry else getattr(usual, name)

    return Answers(
        done=codes("done"),
        refused=codes("refused"),
        not_visible=codes("not_visible"),
        refused_if=expression("refused_if"),
        not_visible_if=expression("not_visible_if"),
        said=expression("said"),
        reason=expression("reason"),
    )


def _expression(text: str | None) -> Expression | None:
    return Expression(text) if text is not None else None


def _expressions(entry: Mapping[str, str]) -> dict[str, Expression]:
    return {name: Expression(text) for name, text in entry.items()}
