"""The group: how verbs are found, and how everything ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest
from statusquo import __version__

from tests.cli.conftest import GROUP, OWN, Run

ROOT = Path(__file__).resolve().parents[2]

VERBS = '''
import click
from statusquo.errors import StatusquoError

@click.command()
def fine():
    """Say that all is well."""
    click.echo("all is well")

@click.command()
def negative():
    return 1

@click.command()
def interrupted():
    raise KeyboardInterrupt

@click.command()
def surprised():
    raise RuntimeError("the sky fell")

@click.command()
def mistaken():
    raise StatusquoError("That cannot be.", hint="Do this instead.")

@click.command()
@click.pass_context
def leaves(ctx):
    ctx.exit(7)

nothing = "a text"
'''


@pytest.fixture
def more_verbs(verbs: list[EntryPoint], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more_verbs.py").write_text(VERBS, encoding="utf-8")
    (tmp_path / "broken_verbs.py").write_text("import no_such_library\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    names = ("fine", "negative", "interrupted", "surprised", "mistaken", "leaves", "nothing")
    verbs += [EntryPoint(name, f"more_verbs:{name}", GROUP) for name in names]
    verbs.append(EntryPoint("broken", "broken_verbs:broken", GROUP))
    verbs.append(EntryPoint("foreign", "more_verbs:fine", "some.other.group"))


def in_a_process(*arguments: str, before: str = "", **environment: str) -> subprocess.Popen[bytes]:
    """The command as a process of its own, with the engine's own verbs."""
    code = (
        f"import sys\n{before}\nfrom importlib.metadata import EntryPoint\nimport statusquo.cli.main as m\n"
        f"m.entry_points = lambda group: [EntryPoint(*each) for each in {[tuple(each) for each in _values()]!r}]\n"
        f"m.main()\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    env.pop("PYTHONUNBUFFERED", None)
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)


def _values() -> list[tuple[str, str, str]]:
    return [(each.name, each.value, each.group) for each in OWN]


def test_the_project_offers_the_engines_verbs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    offered = project["entry-points"][GROUP]
    for each in OWN:
        assert offered[each.name] == each.value
        assert isinstance(each.load(), click.Command)
    assert project["scripts"]["statusquo"] == "statusquo.cli.main:main"


@pytest.mark.usefixtures("more_verbs")
def test_help_lists_every_verb_and_survives_a_broken_one(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "Say that all is well." in out
    assert "explain" in out
    assert "(cannot be loaded: ModuleNotFoundError" in out
    assert "foreign" not in out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, f"statusquo, version {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["fine"], 0),
        (["negative"], 1),
        (["leaves"], 7),
        (["fine", "--no-such-option"], 2),
        (["fine", "too much"], 2),
        (["--no-such-option"], 2),
        ([], 2),
    ],
)
@pytest.mark.usefixtures("more_verbs")
def test_exit_codes(run: Run, arguments: list[str], code: int) -> None:
    assert run(*arguments)[0] == code


def test_a_rule_file_where_an_option_wants_it_is_answered_with_the_option(run: Run) -> None:
    code, _, told = run("show", "my-desk.yaml")
    assert code == 2
    assert told.splitlines()[-1] == "Did you mean `--rules my-desk.yaml`?"


def test_an_unknown_verb_is_answered_with_the_nearest(run: Run) -> None:
    code, out, err = run("explian", "customer")
    assert (code, out) == (2, "")
    assert "There is no command 'explian'." in err
    assert "Did you mean 'explain'?" in err
    assert "Did you mean" not in run("xyzzy")[2]


@pytest.mark.parametrize("verb", ["broken", "nothing"])
@pytest.mark.usefixtures("more_verbs")
def test_a_broken_verb_says_so_and_the_others_go_on(run: Run, verb: str) -> None:
    code, out, err = run(verb, "--whatever", "it takes")
    assert (code, out) == (3, "")
    assert f"error[broken-command]: The command '{verb}' cannot be loaded" in err
    assert "Traceback" not in err
    assert run("fine")[:2] == (0, "all is well\n")


@pytest.mark.usefixtures("more_verbs")
def test_a_verb_is_not_imported_before_it_is_used(run: Run) -> None:
    sys.modules.pop("more_verbs", None)
    run("validate")
    assert "more_verbs" not in sys.modules
    run("fine")
    assert "more_verbs" in sys.modules


@pytest.mark.usefixtures("more_verbs")
def test_an_error_for_people_has_code_message_and_hint(run: Run) -> None:
    assert run("mistaken") == (2, "", "error[error]: That cannot be.\n  Do this instead.\n")


@pytest.mark.usefixtures("more_verbs")
def test_what_nobody_expected_ends_with_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = run("surprised")
    assert (code, out) == (3, "")
    assert "statusquo broke: RuntimeError: the sky fell" in err
    assert "STATUSQUO_DEBUG=1" in err
    assert "Traceback" not in err
    monkeypatch.setenv("STATUSQUO_DEBUG", "1")
    code, out, err = run("surprised")
    assert code == 3
    assert "Traceback" in err


@pytest.mark.usefixtures("more_verbs")
def test_an_interrupt_is_quiet(run: Run) -> None:
    code, out, err = run("interrupted")
    assert (code, out) == (130, "")
    assert err.strip() == ""


@pytest.mark.parametrize("argument", ["show", "--help"])
def test_nobody_reading_on_is_no_error(argument: str) -> None:
    process = in_a_process(argument)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert errors == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show"], "resolved          |yes | yes  | yes  |  yes    |  NO"),
        (["explain", "customer", "reply", "closed"], "Customers may not reply while the ticket is Closed."),
        (["validate"], "valid"),
    ],
)
def test_an_output_that_knows_ascii_only_gets_ascii(arguments: list[str], said: str) -> None:
    out, errors = in_a_process(*arguments, PYTHONIOENCODING="ascii").communicate(timeout=30)
    assert errors == b""
    assert said in out.decode("ascii")
    assert "?" not in out.decode("ascii")


def test_colour_is_for_terminals_and_can_be_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in "".join(run("validate", "no such file")[1:])
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;31merror[file-missing]" in run("validate", "no such file")[2]
    assert "\x1b" in run("show")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "".join(run("validate", "no such file")[1:])
    assert "\x1b" not in run("show")[1]
