"""``statusquo features``: the features that follow from a rule file, to be read, written, compared or checked."""

from __future__ import annotations

import difflib
from pathlib import Path

import click
from rich.text import Text
from statusquo.cli.console import clean, counted, errors, output, print_problem, write
from statusquo.cli.main import BROKEN, DONE, NO
from statusquo.cli.tables import Heading, print_table
from statusquo.errors import StatusquoError
from statusquo.rules.load import differs_from_release, load_rules
from statusquo.rules.model import RuleSet

from statusquo_conformance.lint import count_in, lint_features
from statusquo_conformance.rendering.render import render_features, write_features


class NoFolderError(StatusquoError):
    """Features are to be compared that are not there."""

    code = "no-such-folder"


@click.command(
    epilog="Exit codes: 0 done, 1 a file differs from the rules, 2 misuse, 3 a feature is not fit to be run."
)
@click.option("--rules", "file", type=click.Path(path_type=Path), help="The rule file to render.")
@click.option("--write", "writes", is_flag=True, help="Write the features.")
@click.option("--check", "checks", is_flag=True, help="Tell where the files differ from the rules.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the files are. [default: features/NAME/VERSION]",
)
@click.option(
    "--lint",
    "linted",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Check this feature file instead, whoever wrote it. Can be given several times.",
)
def features(
    *,
    file: Path | None,
    writes: bool,
    checks: bool,
    folder: Path | None,
    linted: tuple[Path, ...],
) -> int:
    """Show how many scenarios follow from the rules; write them as Gherkin, or compare and check the files."""
    if writes and checks:
        message = "--write and --check do not go together"
        raise click.UsageError(message)
    rules = load_rules(file)
    place = folder if folder is not None else Path("features") / rules.name / rules.version
    if linted:
        return _lint(rules, linted)
    if writes:
        if folder is None and differs_from_release(rules):
            message = f"{rules.file} differs from the released {rules.name} {rules.version}"
            hint = "give your rules a version of their own, or --folder"
            raise click.UsageError(f"{message}, whose features are in {place}: {hint}")
        paths = write_features(rules, place)
        write(output(), f"Wrote {counted(len(paths), 'feature')} to {place}.")
        return DONE
    if checks:
        if not place.is_dir():
            message = f"There is no folder {place}."
            raise NoFolderError(message)
        return _check(rules, place)
    return _show(rules)


def _show(rules: RuleSet) -> int:
    rows = []
    total = 0
    for name, text in render_features(rules).items():
        number = count_in(text)
        total += number
        rows.append([Text(name), Text(str(number)), Text(clean(rules.subjects[Path(name).stem].title))])
    console = output()
    headings = [Heading("feature"), Heading("scenarios"), Heading("about")]
    print_table(console, f"Features of {rules.name} {rules.version}", headings, rows)
    write(console)
    write(console, f"{counted(total, 'scenario')}. `statusquo features --write` writes them.")
    return DONE


def _check(rules: RuleSet, folder: Path) -> int:
    """Compare the files of a folder with the rendering, line by line."""
    wanted = render_features(rules)
    names = sorted({*wanted, *(path.name for path in folder.glob("*.feature"))})
    console = output()
    differing = 0
    for name in names:
        path = folder / name
        found = path.read_text(encoding="utf-8") if path.is_file() else ""
        if found != wanted.get(name, ""):
            differing += 1
            lines = difflib.unified_diff(
                found.splitlines(),
                wanted.get(name, "").splitlines(),
                str(path),
                "as the rules have it",
                lineterm="",
                n=1,
            )
            for line in lines:
                write(console, line)
    if differing:
        write(console, f"{counted(differing, 'file')} of {folder} not as the rules have it: statusquo features --write")
        return NO
    write(console, f"{counted(len(names), 'file')} of {folder} as the rules have it.")
    return DONE


def _lint(rules: RuleSet, paths: tuple[Path, ...]) -> int:
    problems = [each for each in lint_features(paths, rules) if each.code != "requirement-without-scenario"]
    console = errors()
    for problem in problems:
        print_problem(console, problem)
        write(console)
    if problems:
        write(console, counted(len(problems), "problem"))
        return BROKEN
    write(output(), f"{counted(len(paths), 'feature')} fit to be run.")
    return DONE
