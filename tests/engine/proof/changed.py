"""Rules that are changed on purpose, and what the proof says of them."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from statusquo import CompiledRules, RuleSet, compile_rules, load_rules
from statusquo.locations import default_rules
from statusquo.proof.findings import Proof, prove
from statusquo.proof.space import Space
from statusquo.proof.telling import tell

from tests import plain_yaml

MINIATURES = Path(__file__).resolve().parents[1] / "runtime" / "miniatures"
BASES = {
    "ticket-statuses": default_rules(),
    "reopening": MINIATURES / "reopening.yaml",
    "language-2": MINIATURES / "language-2.yaml",
}


@cache
def shipped() -> RuleSet:
    return load_rules()


def changed(folder: Path, fixture: Path) -> CompiledRules:
    """The rules that a fixture describes: those of its base with its edits."""
    described: Any = plain_yaml.load(fixture.read_text(encoding="utf-8"))
    base = BASES[described["base"]]
    text = base.read_text(encoding="utf-8")
    for edit in described["edits"]:
        assert edit["old"] in text, edit["old"]
        text = text.replace(edit["old"], edit["new"], 1)
    shutil.copy(base.with_name("requirements.yaml"), folder)
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return compile_rules(load_rules(path))


def is_whole(fixture: Path) -> bool:
    """Whether the search has to go everywhere to see all that is wrong, or may stop once something is."""
    described: Any = plain_yaml.load(fixture.read_text(encoding="utf-8"))
    return bool(described["whole"])


def proof_of(compiled: CompiledRules) -> Proof:
    """The proof; where something is broken the search need not be complete to show it."""
    early = (prove(compiled, bound) for bound in (30, 90))
    return next((proof for proof in early if proof.findings), None) or prove(compiled)


def report(compiled: CompiledRules, proof: Proof) -> str:
    """Everything that a proof tells, but for figures that change from run to run."""
    blocks = [f"{proof.answer.value}: {proof.states} states, {proof.edges} edges"]
    space = Space(compiled)
    for finding in proof.findings:
        ids = f" [{', '.join(finding.requirements)}]" if finding.requirements else ""
        word = "refuted" if finding.refutes else "look at"
        lines = [f"{word} {finding.code} {finding.name}: {finding.sentence}{ids}"]
        told = tell(space, finding)
        if told is not None:
            lines += [f"  {number}. {sentence}" for number, sentence in enumerate(told.events, 1)]
            lines += [f"  => {told.state}", "", told.scenario.rstrip()]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
