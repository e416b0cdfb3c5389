"""Loading a rule file: read it, check its form, check its meaning, build the rule set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules, spec_folder
from statusquo.reading.document import Document, read_document
from statusquo.reading.schema import check_schema
from statusquo.rules.build import build_requirements, build_rules
from statusquo.rules.model import Requirement, RuleSet
from statusquo.rules.names import check_names
from statusquo.rules.sense import check_sense

if TYPE_CHECKING:
    from statusquo.reading.problems import Problem


def load_rules(path: Path | None = None) -> RuleSet:
    """The rules in a file; those that come with the package when none is given.

    Raises:
        InvalidFileError: with everything that is wrong with the file. Form comes before meaning: where the file does
            not fit the schema, its meaning is not looked into.
    """
    document = read_document(path if path is not None else default_rules())
    check_schema(document, "rules")
    requirements = _requirements_of(document)
    problems = check_names(document, requirements) + check_sense(document, requirements)
    if problems:
        raise InvalidFileError(tuple(sorted(problems, key=_position)))
    return build_rules(document, requirements)


def load_requirements(path: Path) -> Mapping[str, Requirement]:
    """The requirements in a file, by id.

    Raises:
        InvalidFileError: with everything that is wrong with the file.
    """
    document = read_document(path)
    check_schema(document, "requirements")
    return build_requirements(document.data)


def _requirements_of(document: Document) -> Mapping[str, Requirement]:
    """The requirements that a rule file refers to, of the version that it asks for."""
    data: Any = document.data
    wanted = data["requirements"]
    beside = Path(document.file).parent / wanted["file"]
    # A copy of rules that come with the package is at home anywhere: their requirements come with the package, too.
    shipped = spec_folder() / data["name"] / wanted["file"]
    path = next((candidate for candidate in (beside, shipped) if candidate.is_file()), None)
    if path is None:
        message = f"There is no file `{wanted['file']}` beside this one."
        where = ("requirements", "file")
        problem = document.problem("requirements-missing", message, where, expected="a path relative to this file")
        raise InvalidFileError((problem,))
    found = read_document(path)
    check_schema(found, "requirements")
    there: Any = found.data
    if there["version"] != wanted["version"]:
        message = f"The requirements in `{wanted['file']}` have version {there['version']}."
        problem = document.problem(
            "requirements-version", message, ("requirements", "version"), expected=there["version"]
        )
        raise InvalidFileError((problem,))
    return build_requirements(there)


def _position(problem: Problem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.code
