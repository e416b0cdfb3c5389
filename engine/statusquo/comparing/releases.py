"""Which versions of rules are released, and what their files were: the digests kept in ``digests.yaml``.

A version is a ``draft`` until it is released: its file may change as it likes, so a digest of it would only be one more
thing to keep up. On release its line gets the digest of the file, and from then on another text under that number is
an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.locations import spec_folder
from statusquo.reading.document import read_document
from statusquo.reading.problems import closest
from statusquo.reading.schema import check_schema
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet

DRAFT = "draft"
FILE = "digests.yaml"


@dataclass(frozen=True, slots=True)
class Release:
    """A version that is known.

    Attributes:
        digest: of the file that was released, or None of a draft.
    """

    version: str
    digest: str | None


class NoSuchReleaseError(StatusquoError):
    """Rules are to be compared with a version that is not there."""

    code = "no-such-version"


class ReleaseEditedError(StatusquoError):
    """A released file is not what it was, so there is nothing to compare with."""

    code = "released-file-edited"


def releases_of(name: str, folder: Path | None = None) -> Mapping[str, Release]:
    """What is known of the versions of rules, by version; nothing of rules that nobody keeps digests of.

    Args:
        name: of the rules.
        folder: where the folders of rules are; that of the package if None.

    Raises:
        InvalidFileError: if there is a file of digests that cannot be read or makes no sense.
    """
    path = (folder if folder is not None else spec_folder()) / name / FILE
    try:
        document = read_document(path)
    except InvalidFileError as error:
        # Digests that are there and cannot be read are not the same as none: something may be released.
        if [problem.code for problem in error.problems] == ["file-missing"] and not path.is_symlink():
            return MappingProxyType({})
        raise
    check_schema(document, "digests")
    versions: Mapping[str, str] = document.data["versions"]
    return MappingProxyType(
        {version: Release(version, None if digest == DRAFT else digest) for version, digest in versions.items()}
    )


def is_edited(rules: RuleSet, release: Release) -> bool:
    """Whether rules have the number of a released version and another text."""
    return release.digest is not None and release.digest != rules.digest


def load_version(name: str, version: str, folder: Path | None = None) -> RuleSet:
    """A version that comes with the package.

    Raises:
        NoSuchReleaseError: if there is no such version, or its file is another one.
        ReleaseEditedError: if it is released and its file was edited afterwards.
        InvalidFileError: if its file is not valid.
    """
    known = releases_of(name, folder)
    if version not in known:
        there = ", ".join(known) or "none"
        meant = closest(version, known)
        hint = f"Did you mean {meant}? " if meant else ""
        message = f"There is no version {version} of the rules {name!r}."
        raise NoSuchReleaseError(message, hint=f"{hint}There is: {there}.")
    path = (folder if folder is not None else spec_folder()) / name / f"{version}.yaml"
    rules = load_rules(path)
    if is_edited(rules, known[version]):
        message = f"{path} was edited after it had been released, so there is nothing to compare with."
        raise ReleaseEditedError(message, hint="Restore the file, and give the edited rules a version of their own.")
    if (rules.name, rules.version) != (name, version):
        message = f"{path} says that it is {rules.name} {rules.version}, and not {name} {version}."
        raise NoSuchReleaseError(message, hint="The name of the file and what stands in it have to agree.")
    return rules
