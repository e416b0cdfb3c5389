"""Whether a version number says what the change to the rules is (semantic versioning)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from statusquo.comparing.changes import Class
from statusquo.comparing.compare import Comparison
from statusquo.comparing.releases import Release, is_edited


class Step(IntEnum):
    """Which part of a version number grew."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the version number fits.

    Attributes:
        code: ``fits``, ``other-rules``, ``needs-patch``, ``needs-minor``, ``needs-major``, ``goes-back`` or
            ``released-file-edited``.
        fits: whether there is nothing wrong with it; None where that cannot be said.
        sentence: why, and what would be right.
    """

    code: str
    fits: bool | None
    sentence: str


def judge(comparison: Comparison, releases: Mapping[str, Release]) -> Verdict:
    """What the new version number says, beside what has changed.

    Args:
        comparison: the two rule sets.
        releases: what is known of released versions of these rules, by version.
    """
    old, new = comparison.old, comparison.new
    for rules in (new, old):
        release = releases.get(rules.version)
        if release is not None and is_edited(rules, release):
            number = f"{rules.name} {rules.version}"
            said = f"{number} is released, and {rules.file} is not what was released under that number."
            return Verdict("released-file-edited", fits=False, sentence=f"{said} Give it a version of its own.")
    if old.name != new.name:
        said = f"These are other rules ({old.name} and {new.name}), so their version numbers say nothing of each other."
        return Verdict("other-rules", fits=None, sentence=said)
    return _by_numbers(comparison, _numbers(old.version), _numbers(new.version))


def _by_numbers(comparison: Comparison, old: tuple[int, ...], new: tuple[int, ...]) -> Verdict:
    version = comparison.new.version
    if new < old:
        said = f"The version goes back from {comparison.old.version} to {version}."
        return Verdict("goes-back", fits=False, sentence=f"{said} Is the new file given first?")
    needed = needed_step(comparison.classes, early=old[0] == new[0] == 0)
    step = taken_step(old, new)
    if step >= needed:
        return Verdict("fits", fits=True, sentence=_fitting(comparison, needed, step))
    part = needed.name.lower()
    what = {Step.MAJOR: "a breaking change", Step.MINOR: "an addition", Step.PATCH: "a change of words"}
    if old[0] == new[0] == 0:
        what = {Step.MINOR: "a breaking change before 1.0.0", Step.PATCH: "a change before 1.0.0"}
    right = ".".join(map(str, next_version(old, needed)))
    said = (
        f"{what[needed][0].upper()}{what[needed][1:]} takes a new {part} version: {right} at least, and not {version}."
    )
    return Verdict(f"needs-{part}", fits=False, sentence=said)


def _fitting(comparison: Comparison, needed: Step, step: Step) -> str:
    if needed is Step.NONE:
        rest = "" if step is Step.NONE else ", though nothing asks for a new one"
        same = comparison.old.digest == comparison.new.digest
        return f"The version fits{rest}: {'the text is the same' if same else 'only how it is written down differs'}."
    part = step.name.lower()
    return f"The version fits: {needed.name.lower()} is asked for, and {comparison.new.version} is a new {part}."


def needed_step(classes: tuple[Class, ...], *, early: bool = False) -> Step:
    """Which part of the number has to grow; ``early`` before 1.0.0, where everything counts one less."""
    if any(each.is_breaking for each in classes):
        return Step.MINOR if early else Step.MAJOR
    if Class.ADDITION in classes:
        return Step.PATCH if early else Step.MINOR
    return Step.PATCH if classes else Step.NONE


def taken_step(old: tuple[int, ...], new: tuple[int, ...]) -> Step:
    """Which part of the number has grown, if the new one is not smaller."""
    for step, before, after in zip((Step.MAJOR, Step.MINOR, Step.PATCH), old, new, strict=True):
        if before != after:
            return step
    return Step.NONE


def next_version(old: tuple[int, ...], step: Step) -> tuple[int, ...]:
    """The smallest version after ``old`` in which that part has grown."""
    place = Step.MAJOR - step
    return (*old[:place], old[place] + 1, *(0 for _ in old[place + 1 :]))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
