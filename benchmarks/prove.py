"""How long proofs take, against that of the nine statuses: ``python -m benchmarks.prove``.

Every rule file that comes along is proven by turns. The table says how large each is and what its search went through.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.table import Table
from statusquo import compile_rules, load_rules
from statusquo.locations import default_rules, spec_folder
from statusquo.proof.findings import Answer, prove

from benchmarks.timing import best_of

ROUNDS = 9
LIMIT = 5.0
"""How many seconds a proof of ours may take."""


def main() -> int:
    """Print the table; the exit code says whether all is proven, ours within the limit."""
    files = [default_rules(), *sorted((spec_folder() / "examples").glob("*/[0-9]*.yaml"))]
    compiled = {file: compile_rules(load_rules(file)) for file in files}
    ways: dict[str, Callable[[], object]] = {str(file): partial(prove, each) for file, each in compiled.items()}
    times = best_of(ROUNDS, ways)
    ours = times[str(files[0])]
    table = Table(title=f"best of {ROUNDS} rounds")
    for heading in ("rules", "lines", "states", "edges", "time", ": ours"):
        table.add_column(heading, justify="left" if heading == "rules" else "right")
    answers = []
    for file, each in compiled.items():
        proof, taken = prove(each), times[str(file)]
        answers.append(proof.answer)
        lines = len(file.read_text(encoding="utf-8").splitlines())
        figures = (
            f"{lines:,}",
            f"{proof.states:,}",
            f"{proof.edges:,}",
            f"{taken * 1e3:.1f} ms",
            f"{taken / ours:.2f}",
        )
        table.add_row(each.rules.name, *figures)
    Console().print(table)
    kept = ours < LIMIT and set(answers) == {Answer.PROVEN}
    print(f"All proven, ours within {LIMIT:.0f} seconds: {'yes' if kept else 'NO'}.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
