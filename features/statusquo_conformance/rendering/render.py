"""Rendering all features of a rule set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from statusquo.rules.model import RuleSet

from statusquo_conformance.rendering.arguments import argument_fragments, survey_limit_fragments
from statusquo_conformance.rendering.cells import cell_fragments
from statusquo_conformance.rendering.effects import effect_fragments
from statusquo_conformance.rendering.flags import flag_fragments
from statusquo_conformance.rendering.fragments import Examples, Fragment
from statusquo_conformance.rendering.statuses import status_fragments
from statusquo_conformance.rendering.timers import timer_fragments
from statusquo_conformance.rendering.transitions import transition_fragments

ENDING = ".feature"
_NOTHING_TO_SAY = {"so": "", "giving": "", "choosing": "", "variant": ""}
"""What most scenarios leave out: how things stand besides, what is given, what is chosen, and which one it is."""


def render_features(rules: RuleSet) -> Mapping[str, str]:
    """The features of a rule set: their texts, by file name, in the order of the rules' subjects."""
    fragments = list(feature_fragments(rules))
    features = {}
    for subject in rules.subjects.values():
        parts = [render_fragment(rules, fragment) for fragment in fragments if fragment.subject == subject.name]
        if parts:
            template = _environment().get_template("feature.feature.j2")
            features[subject.name + ENDING] = template.render(rules=rules, subject=subject, parts=parts)
    return features


def write_features(rules: RuleSet, folder: Path) -> tuple[Path, ...]:
    """Write the features into a folder, which is made if need be, and remove others from it."""
    features = render_features(rules)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"*{ENDING}"):
        if stale.name not in features:
            stale.unlink()
    for name, text in features.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in features)


def feature_fragments(rules: RuleSet) -> Iterator[Fragment]:
    """Everything that follows from the rules, construct by construct."""
    yield from status_fragments(rules)
    yield from cell_fragments(rules)
    yield from transition_fragments(rules)
    yield from argument_fragments(rules)
    yield from flag_fragments(rules)
    yield from timer_fragments(rules)
    yield from effect_fragments(rules)
    yield from survey_limit_fragments(rules)


def render_fragment(rules: RuleSet, fragment: Fragment) -> str:
    """A fragment as Gherkin: one rule of a feature, with its examples."""
    template = _environment().get_template(f"{fragment.template}.feature.j2")
    scenario = template.render(rules=rules, **{**_NOTHING_TO_SAY, **fragment.values}).rstrip("\n")
    return "\n".join([scenario, *(line for examples in fragment.examples for line in _table(examples))])


def _table(examples: Examples) -> Iterator[str]:
    yield ""
    yield "      " + " ".join(f"@{tag}" for tag in examples.tags)
    yield "      Examples:"
    yield from (f"        {line}" for line in examples.lines())


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("statusquo_conformance", "rendering/templates"),
        autoescape=False,  # noqa: S701 - the output is Gherkin, and no page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
