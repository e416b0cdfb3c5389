"""How fast the shipped rules load, against PyYAML alone: ``python -m benchmarks.load``.

Loading means all of it: reading both files, keeping the place of every value, checking schema and meaning, building
the rule set. PyYAML only parses, and forgets where everything stood.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table
from statusquo import compile_rules, load_rules
from statusquo.locations import default_rules
from statusquo.reading.document import read_document

from benchmarks.timing import best_of

ROUNDS = 25
LIMIT = 0.020
"""How many seconds loading may take."""


def main() -> int:
    """Print the table; the exit code says whether the limit is kept."""
    files = [default_rules(), default_rules().with_name("requirements.yaml")]
    rules = load_rules()
    ways: dict[str, Callable[[], object]] = {
        "load_rules: read, check and build": load_rules,
        "of that: YAML with positions": lambda: [read_document(file) for file in files],
        "besides: compile_rules": lambda: compile_rules(rules),
        "yaml.CSafeLoader, no checks, no positions": lambda: _parse(files, yaml.CSafeLoader),
        "yaml.SafeLoader (pure Python), likewise": lambda: _parse(files, yaml.SafeLoader),
    }
    times = best_of(ROUNDS, ways)
    load, *_, quick, slow = times.values()
    console = Console()
    size = sum(file.stat().st_size for file in files)
    console.print(f"{', '.join(file.name for file in files)}: {size:,} bytes together")
    table = Table(title=f"best of {ROUNDS} rounds")
    for heading in ("way", "time", ": C loader", ": pure Python"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for name, taken in times.items():
        table.add_row(name, f"{taken * 1e3:.1f} ms", f"{taken / quick:.2f}", f"{taken / slow:.2f}")
    console.print(table)
    kept = load < LIMIT
    console.print(f"Under {LIMIT * 1e3:.0f} ms: {'yes' if kept else 'NO'} ({load * 1e3:.1f} ms).")
    return 0 if kept else 1


def _parse(files: list[Path], loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> None:
    for file in files:
        yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506 - both are safe loaders


if __name__ == "__main__":
    sys.exit(main())
