"""What the errors of a schema validator mean to the author of a file, who is no programmer.

One mistake is told once: a misspelt key is not missing as well, and what a word forbids or demands of its neighbours
does not matter while the word itself is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from statusquo.reading.problems import MOST, Problem, closest, one_word_of

if TYPE_CHECKING:
    from statusquo.reading.document import DataPath, Document

_YAML_1_1_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_MATRIX_WORDS = {"yes": "allow", "on": "allow", "true": "allow", "no": "deny", "off": "deny", "false": "deny"}
_TYPES = {
    "object": "a mapping (`name: value`)",
    "array": "a list (`[one, two]`)",
    "string": "a text",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
}
_MISSING = {"required", "dependentRequired"}
"""Keywords of the schema that ask for keys."""

_SPAN = re.compile(r"\s*([0-9]{1,6})\s*(day|hour|minute|second)s?\s*\Z", re.IGNORECASE)
"""A length of time as people write it."""

_NEARLY_AN_ID = re.compile(r"\s*([A-Za-z]{1,5})[-_ .]*([0-9]{1,5})\s*\Z")
"""What somebody may have written for the id of a requirement."""

_KINDS = {
    dict: "a mapping",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    int: "a number",
    float: "a number",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A problem, and the path of the part of the data that cannot be relied on because of it."""

    path: DataPath
    problem: Problem


@dataclass(frozen=True)
class _Case:
    """One error of the validator, with the schemas that lead to it.

    Attributes:
        beside: keys of the same mapping on which a conditional schema depends; empty for an unconditional one.
        one_kind: the schema is only for values of this kind, and others are possible.
        schemas: from the whole schema down to the one that the value does not fit.
        telling: those of them that say something of this very value, rather than of all values of its kind.
    """

    document: Document
    path: DataPath
    keyword: str
    wanted: Any
    value: Any
    in_name: bool
    beside: tuple[str, ...]
    one_kind: bool
    schemas: list[dict[str, Any]] = field(default_factory=list)
    telling: list[dict[str, Any]] = field(default_factory=list)

    def problem(self, code: str, message: str, expected: str, suggestion: str | None = None) -> Misfit:
        path = (*self.path, self.value) if self.in_name else self.path
        problem = self.document.problem(
            code, message, path, at_key=self.in_name, expected=expected, suggestion=suggestion
        )
        return Misfit(path, problem)

    @property
    def shown(self) -> str:
        """The value as its author wrote it, shortened."""
        if isinstance(self.value, (bool, int, float)):
            return self.document.written(self.path)
        return _short(self.value if isinstance(self.value, str) else _flow(self.value))

    def words(self, key: str | None = None, *, of_kind: bool = False) -> str:
        """What the schema says in words about the value (or its kind, or about a key of it), with an example."""
        for schema in reversed(self.telling if key is None and not of_kind else self.schemas):
            found = schema if key is None else schema.get("properties", {}).get(key, {})
            if isinstance(found, dict) and isinstance(found.get("description"), str):
                description: str = found["description"]
                examples = [example if key is None else f"{key}: {example}" for example in _examples(found)]
                shown = " or ".join(f"`{example}`" for example in examples)
                return f"{description} For example {shown}." if shown else description
        return "something else"


def explain(document: Document, schema: dict[str, Any], errors: Iterable[Any]) -> tuple[Misfit, ...]:
    """What the errors mean, in the order of the file."""
    plain: list[Misfit] = []
    conditional: list[tuple[_Case, Misfit]] = []
    for error in errors:
        case = _case(document, schema, error)
        if case.beside:
            conditional += [(case, misfit) for misfit in _explain(case)]
        else:
            plain += _explain(case)
    plain = list({(misfit.path, _is_about_key(misfit)): misfit for misfit in reversed(plain)}.values())
    meant = {(misfit.path[:-1], misfit.problem.suggestion) for misfit in plain if misfit.problem.code == "unknown-key"}
    misfits = [misfit for misfit in plain if not _is_misspelt(misfit, meant)]
    wrong = {misfit.path for misfit in plain}
    for case, misfit in conditional:
        entry = case.path if case.keyword in _MISSING else case.path[:-1]
        doubtful = any((*entry, key) in wrong for key in case.beside) or any(path == entry for path, _ in meant)
        if not doubtful:
            misfits.append(misfit)
    unique = dict.fromkeys(misfits)
    return tuple(sorted(unique, key=lambda misfit: (misfit.problem.line, misfit.problem.column, misfit.problem.code)))


def _is_about_key(misfit: Misfit) -> bool:
    """Whether it is about the key and not about the value; of those about one value only the first is of use."""
    return misfit.problem.code in {"unknown-key", "missing-key"}


def _is_misspelt(misfit: Misfit, meant: set[tuple[DataPath, str | None]]) -> bool:
    """Whether a key that is missing is there under a name much like its own."""
    return misfit.problem.code == "missing-key" and (misfit.path[:-1], str(misfit.path[-1])) in meant


def _case(document: Document, root: dict[str, Any], error: Any) -> _Case:
    here: Any = root
    schemas, telling = [root], [root]
    beside: tuple[str, ...] = ()
    one_kind = False
    steps = list(error.absolute_schema_path)
    for step in steps:
        while isinstance(here, dict) and step not in here:  # the path does not mention references
            described = "description" in here
            here = _resolve(root, here["$ref"])
            schemas.append(here)
            telling += [] if described else [here]
        if step in {"then", "else"} and isinstance(here, dict) and "if" in here:
            one_kind = "type" in here
            beside = beside if one_kind else _depends_on(here["if"])
        here = here[step]
        if isinstance(here, dict):
            schemas.append(here)
            telling.append(here)
    path = tuple(error.absolute_path)
    return _Case(
        document,
        path,
        str(error.validator),
        error.validator_value,
        error.instance,
        "propertyNames" in steps,
        beside,
        one_kind,
        schemas,
        telling,
    )


def _resolve(root: dict[str, Any], reference: str) -> Any:
    here: Any = root
    for step in reference.removeprefix("#/").split("/"):
        here = here[step]
    return here


def _depends_on(condition: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*condition.get("properties", ()), *condition.get("required", ())]))


def _explain(case: _Case) -> list[Misfit]:
    return _EXPLANATIONS.get(case.keyword, _out_of_range)(case)


def _unknown_keys(case: _Case) -> list[Misfit]:
    allowed = next(list(schema["properties"]) for schema in reversed(case.schemas) if "properties" in schema)
    left = [name for name in allowed if name not in case.value]
    only = left[0] if left and len(allowed) == 1 else None
    misfits = []
    for key in islice((key for key in case.value if key not in allowed), MOST + 1):
        path = (*case.path, key)
        message = f"There is no `{_short(key)}` here."
        expected = one_word_of(left) if left else "nothing more"
        if " " in key and case.value[key] is None:  # the rest of a text, in braces
            expected += "; or quotation marks around the text before, if that has a comma in it"
        problem = case.document.problem(
            "unknown-key", message, path, at_key=True, expected=expected, suggestion=closest(key, left) or only
        )
        misfits.append(Misfit(path, problem))
    return misfits


def _forbidden_key(case: _Case) -> list[Misfit]:
    key = str(case.path[-1])
    beside = _beside(case, case.path[:-1])
    missing = " or ".join(f"`{other}`" for other in case.beside)
    message = f"`{key}` does not go together with {beside}." if beside else f"Without {missing}, `{key}` says nothing."
    problem = case.document.problem("unknown-key", message, case.path, at_key=True, expected=f"no `{key}`")
    return [Misfit(case.path, problem)]


def _missing_keys(case: _Case) -> list[Misfit]:
    misfits = []
    if case.keyword == "required":
        missing = [(key, _beside(case, case.path)) for key in case.wanted if key not in case.value]
    else:
        missing = [
            (key, f"`{present}`")
            for present, keys in case.wanted.items()
            if present in case.value
            for key in keys
            if key not in case.value
        ]
    for key, beside in missing:
        neither = [other for other in case.beside if other not in case.value]
        if neither and case.keyword == "required":
            message = f"`{neither[0]}` or `{key}` is missing."
            expected = case.words(neither[0])
        else:
            message = f"`{key}` is missing beside {beside}." if beside else f"`{key}` is missing."
            expected = case.words(key)
        problem = case.document.problem("missing-key", message, case.path, at_key=True, expected=expected)
        misfits.append(Misfit((*case.path, key), problem))
    return misfits


def _beside(case: _Case, path: DataPath) -> str:
    """The neighbours that a conditional schema depends on, as they are written: ``do: open_survey``."""
    entry: Any = case.document.data
    for step in path:
        entry = entry[step]
    present = [key for key in case.beside if key in entry]
    return " and ".join(f"`{key}: {entry[key]}`" if isinstance(entry[key], str) else f"`{key}`" for key in present)


def _wrong_type(case: _Case) -> list[Misfit]:
    names = [case.wanted] if isinstance(case.wanted, str) else case.wanted
    expected = _either([_TYPES[name] for name in names])
    value = case.value
    if names == ["boolean"] and isinstance(value, str) and value.lower() in _YAML_1_1_BOOLEANS:
        message = f"`{value}` is a text, and not a truth value as it was in old YAML."
        return [case.problem("yaml-1.1-boolean", message, expected, _YAML_1_1_BOOLEANS[value.lower()])]
    if value is None:
        return [case.problem("wrong-type", "The value is missing.", f"{expected}: {case.words()}")]
    if "string" in names and isinstance(value, (bool, int, float)):
        expected += " (quotes make it one)"
    span = _SPAN.match(value) if isinstance(value, str) else None
    if names == ["object"] and span is not None and f"{span[2].lower()}s" in case.schemas[-1].get("properties", ()):
        message = f"`{value}` is a text, and a length of time has its unit as a key."
        return [case.problem("wrong-type", message, expected, f"{{{span[2].lower()}s: {span[1]}}}")]
    kind = _KINDS[type(value)]
    words = case.words(of_kind=len(names) > 1)
    one = names == ["array"] and (isinstance(value, dict) or (isinstance(value, str) and " " not in value))
    meant = f"[{_flow(value)}]" if one and len(_flow(value)) <= 60 else None  # noqa: PLR2004 - what fits into a sentence
    return [case.problem("wrong-type", f"`{case.shown}` is {kind}.", f"{expected}: {words}", meant)]


def _wrong_value(case: _Case) -> list[Misfit]:
    choices = [str(choice) for choice in ([case.wanted] if case.keyword == "const" else case.wanted)]
    value = case.value
    word = str(value).lower()
    expected = one_word_of(choices)
    if set(choices) == {"allow", "deny"}:
        if word in _MATRIX_WORDS:
            message = f"`{case.shown}` is no word of a table."
            return [case.problem("yaml-1.1-boolean", message, "`allow` or `deny`", _MATRIX_WORDS[word])]
        expected = "`allow` or `deny`"
    elif (len(choices) == 1 or case.one_kind) and not case.beside:
        expected = case.words()
    if case.path == ("language",) and value is not None:
        return [_wrong_language(case)]
    if value is None:
        return [case.problem("wrong-type", "The value is missing.", expected)]
    if case.beside:
        message = f"`{case.shown}` does not go together with {_beside(case, case.path[:-1])}."
        return [case.problem("wrong-value", message, expected)]
    message = f"`{case.shown}` is not possible here."
    return [case.problem("wrong-value", message, expected, closest(str(value), choices))]


def _wrong_language(case: _Case) -> Misfit:
    value, newest = case.value, max(case.wanted)
    expected = _either([f"`{version}`" for version in case.wanted])
    message = f"`{case.shown}` is no version of the rule language that is known here."
    if isinstance(value, str) and value.strip() in {str(version) for version in case.wanted}:
        message = f"`{value.strip()}` is a text here, and versions of the rule language are numbers."
        expected = f"`{value.strip()}` without quotation marks"
    elif isinstance(value, (int, float)) and value > newest:
        message = f"This file is written in language {value}, and this statusquo knows none later than {newest}."
        expected += "; or a newer statusquo"
    return case.problem("language-version", message, expected)


def _repeated(case: _Case) -> list[Misfit]:
    seen: list[Any] = []
    for index, entry in enumerate(case.value):
        if entry in seen:
            path = (*case.path, index)
            message = f"`{_short(_flow(entry))}` stands in this list already."
            return [Misfit(path, case.document.problem("entry-twice", message, path, expected="each entry once"))]
        seen.append(entry)
    return [case.problem("entry-twice", "Something stands in this list twice.", "each entry once")]


def _out_of_range(case: _Case) -> list[Misfit]:
    value, wanted = case.value, case.wanted
    schema = case.schemas[-1]
    if case.keyword in {"minItems", "minProperties"}:
        about = f": {case.words()}" if case.one_kind or "description" in case.schemas[-1] else ""
        return [case.problem("out-of-range", "This is empty.", f"one entry at least{about}")]
    if case.keyword == "maxProperties":
        message = f"{' and '.join(f'`{key}`' for key in value)} cannot stand side by side."
        return [case.problem("out-of-range", message, f"{wanted} of them; another can stand inside it")]
    if case.keyword == "minLength":
        return [case.problem("out-of-range", "This text is empty.", case.words())]
    if case.keyword == "maxLength":
        message = f"This text is too long: it has {len(value):,} characters."
        return [case.problem("out-of-range", message, f"at most {wanted:,} characters")]
    if case.keyword in {"minimum", "maximum"}:
        limits = [
            f"{word} {schema[key]:,}"
            for word, key in (("at least", "minimum"), ("at most", "maximum"))
            if key in schema
        ]
        message = f"`{case.shown}` is out of range."
        return [case.problem("out-of-range", message, f"a whole number, {' and '.join(limits)}")]
    return [case.problem("out-of-range", f"`{case.shown}` does not fit here.", case.words())]


def _bad_text(case: _Case) -> list[Misfit]:
    if not case.value.strip():
        return [case.problem("bad-name", "There is nothing in this text.", case.words())]
    message = f"`{case.shown}` cannot stand here."
    return [case.problem("bad-name", message, case.words(of_kind=True), _as_id(case.value, case.wanted))]


def _as_id(text: str, pattern: str) -> str | None:
    """A text as the id of a requirement, if that is what is wanted and it is nearly one: ``A-14`` for ``a14``."""
    found = _NEARLY_AN_ID.match(text)
    if found is None:
        return None
    suggestion = f"{found[1].upper()}-{found[2]}"
    return suggestion if re.search(pattern, suggestion) else None


_EXPLANATIONS: dict[str, Callable[[_Case], list[Misfit]]] = {
    "additionalProperties": _unknown_keys,
    "properties": _forbidden_key,
    "required": _missing_keys,
    "dependentRequired": _missing_keys,
    "type": _wrong_type,
    "enum": _wrong_value,
    "const": _wrong_value,
    "pattern": _bad_text,
    "uniqueItems": _repeated,
}
"""By keyword of the schema; every other keyword sets a limit."""


def _either(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


def _examples(schema: dict[str, Any]) -> list[str]:
    """The first two examples of a schema, if they are short enough to be put into a sentence."""
    texts = [_flow(example) for example in schema.get("examples", ())][:2]
    return [text for text in texts if len(text) <= 60]  # noqa: PLR2004 - what fits into a sentence


def _flow(value: Any) -> str:
    """A value in YAML's short notation."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - what fits into a sentence
