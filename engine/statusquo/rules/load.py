"""Loading a rule file: read it, check its form, check its meaning, build the rule set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusquo.errors import InvalidFileError
from statusquo.locations import default_rules, spec_folder
from statusquo.reading.document import Document, examine_text, read_document, read_text
from statusquo.reading.problems import MOST, in_order
from statusquo.reading.schema import check_schema, find_misfits
from statusquo.rules.build import build_requirements, build_rules, digest_of
from statusquo.rules.capabilities import check_capabilities
from statusquo.rules.glossary import Requirement
from statusquo.rules.grids import check_grids
from statusquo.rules.language import check_language
from statusquo.rules.model import RuleSet
from statusquo.rules.names import check_names
from statusquo.rules.parts import Parts
from statusquo.rules.sense import check_sense

if TYPE_CHECKING:
    from statusquo.reading.explain import Misfit
    from statusquo.reading.problems import Problem


def load_rules(path: Path | None = None) -> RuleSet:
    """The rules in a file; those that come with the package when none is given.

    Raises:
        InvalidFileError: with everything that is wrong with the file. Where some of it does not fit the schema, the
            names and the tables in all the rest are checked nevertheless. Only what takes the whole file to see (a
            status that nothing leads to, a timer that nothing starts, a requirement without a rule and the like) waits
            until the form is right: of half a file such things cannot be said without false alarms.
    """
    path = path if path is not None else default_rules()
    document, slips = examine_text(read_text(path), str(path))
    misfits = find_misfits(document, "rules")
    there, missing = _requirements_of(document, misfits)
    requirements = build_requirements(there.data) if there is not None else None
    parts = Parts(document, misfits)
    meaning = _meaning(parts, requirements, whole=not slips and not misfits)
    here = [problem for problem in missing if problem.file == document.file]
    elsewhere = [problem for problem in missing if problem.file != document.file]
    slipped = {(problem.line, problem.column) for problem in slips}
    form = [misfit.problem for misfit in misfits]
    form = [problem for problem in form if (problem.line, problem.column) not in slipped]
    problems = (*in_order(chain(slips, form, here, meaning)), *elsewhere)
    if problems or there is None:
        raise InvalidFileError(problems)
    return build_rules(document, there.data)


def load_requirements(path: Path) -> Mapping[str, Requirement]:
    """The requirements in a file, by id.

    Raises:
        InvalidFileError: with everything that is wrong with the file.
    """
    document = read_document(path)
    check_schema(document, "requirements")
    problems = tuple(check_capabilities(document))
    if problems:
        raise InvalidFileError(problems)
    return build_requirements(document.data)


def differs_from_release(rules: RuleSet) -> bool:
    """Whether rules have the name and version of a file that comes with the package, and are not that file."""
    released = spec_folder() / rules.name / f"{rules.version}.yaml"
    if not _is_file(released):
        return False
    return digest_of(read_text(released)) != rules.digest


def _meaning(parts: Parts, requirements: Mapping[str, Requirement] | None, *, whole: bool) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of a file, or of those of its parts that can be read."""
    unknown = tuple(islice(check_names(parts, requirements), MOST + 1))
    yield from (misfit.problem for misfit in unknown)
    yield from check_grids(parts)
    newer = tuple(check_language(parts))
    yield from newer
    if whole and not newer:
        yield from check_sense(parts.document, requirements, unknown)


def _requirements_of(document: Document, misfits: tuple[Misfit, ...]) -> tuple[Document | None, tuple[Problem, ...]]:
    """The requirements file that a rule file refers to, of the version that it asks for; or why there is none."""
    data: Any = document.data
    if any(not misfit.path or misfit.path[0] in {"requirements", "name"} for misfit in misfits):
        return None, ()
    if "requirements" not in data or "name" not in data:  # misspelt
        return None, ()
    wanted = data["requirements"]
    beside = Path(document.file).parent / wanted["file"]
    # A copy of rules that come with the package is at home anywhere: their requirements come with the package, too.
    shipped = spec_folder() / data["name"] / wanted["file"]
    path = next((candidate for candidate in (beside, shipped) if _is_file(candidate)), None)
    if path is None:
        message = f"There is no file `{wanted['file']}` beside this one."
        where = ("requirements", "file")
        expected = "the path of the requirements, seen from this file"
        return None, (document.problem("requirements-missing", message, where, expected=expected),)
    try:
        found = read_document(path)
        check_schema(found, "requirements")
    except InvalidFileError as error:
        return None, error.problems
    version = found.data["version"]
    if version != wanted["version"]:
        message = f"The requirements in `{wanted['file']}` have version {version}."
        where = ("requirements", "version")
        problem = document.problem("requirements-version", message, where, expected=f"`{version}`")
        return None, (problem,)
    return found, tuple(check_capabilities(found))


def _is_file(path: Path) -> bool:
    """Whether there is such a file; no name, however odd, makes this fail."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
