"""The command ``statusquo``: one group, whose verbs come from whichever packages offer them.

A verb is a click command under the entry-point group ``statusquo.commands``. It is imported when it is used, so that a
package that is broken breaks its own verbs only. A verb answers by its exit code:

* 0  yes, or done;
* 1  the answer is no (the file is not valid, the server does not conform);
* 2  misuse: the question was not understood;
* 3  broken: there is no answer, because something failed that should not have;
* 130 and 141  interrupted, and nobody reads the output any more, as shells have it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points

import click

from statusquo import __version__
from statusquo.cli.console import errors, prepare_streams, print_error, write
from statusquo.errors import StatusquoError, UnknownNameError
from statusquo.reading.problems import closest

NAME = "statusquo"
GROUP = "statusquo.commands"
COMPLETION = "_STATUSQUO_COMPLETE"
"""Set by a shell that wants to complete a command line; click answers it."""
DEBUG = "STATUSQUO_DEBUG"

DONE, NO, MISUSE, BROKEN, INTERRUPTED, UNREAD = 0, 1, 2, 3, 130, 141


class BrokenCommandError(StatusquoError):
    """A verb is there, but the package that offers it cannot be imported."""

    code = "broken-command"


class Verbs(click.Group):
    """A group whose commands are the entry points of ``statusquo.commands``, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click hands it to every group
        """The names of all verbs, without loading any."""
        return sorted(_verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """A verb; one that cannot be loaded says so when it is used."""
        found = _verbs().get(cmd_name)
        if found is None:
            return None
        try:
            with _without_collecting():
                command = found.load()
        except Exception as error:  # noqa: BLE001 - whatever a package does on import must not break the other verbs
            return _broken(found, error)
        if isinstance(command, click.Command):
            return command
        return _broken(found, TypeError(f"{found.value} is not a click command"))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is meant.

        Raises:
            UnknownNameError: if there is none of that name.
        """
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            kind = "command"
            raise UnknownNameError(kind, name, tuple(known), closest(name, known))
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, epilog="Exit codes: 0 yes or done, 1 the answer is no, 2 misuse, 3 something is broken.")
@click.version_option(__version__, prog_name="statusquo")
def statusquo() -> None:
    """Ticket-status rules as data: read them, ask them, serve them, check a help desk against them."""


def main() -> None:
    """Run the command and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one for each way to end
    """Run the command with these arguments, and answer with its exit code. No exception gets out."""
    prepare_streams()
    if COMPLETION in os.environ:
        statusquo.main(prog_name=NAME)
    try:
        with statusquo.make_context(NAME, list(arguments)) as context:
            result = statusquo.invoke(context)
        sys.stdout.flush()
    except StatusquoError as error:
        print_error(error)
        return BROKEN if isinstance(error, BrokenCommandError) else MISUSE
    except click.ClickException as error:
        error.show()
        _hint_at_rules(error, arguments)
        return error.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _stop_writing()
        return UNREAD
    except Exception as error:  # noqa: BLE001 - the last resort: a person gets a sentence, not a traceback
        return _unexpected(error)
    return result if isinstance(result, int) else DONE


def _hint_at_rules(error: click.ClickException, arguments: Sequence[str]) -> None:
    """Some commands take the rule file as an argument, and some, that take something else, as an option."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    params = context.command.params if context is not None else []
    file = next((each for each in arguments if each.endswith((".yaml", ".yml")) and each in error.message), None)
    if file is not None and any("--rules" in each.opts for each in params):
        click.echo(f"Did you mean `--rules {file}`?", err=True)


def _verbs() -> dict[str, EntryPoint]:
    found: Iterable[EntryPoint] = entry_points(group=GROUP)
    return {each.name: each for each in found}


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the collector of garbage from walking again and again through what is imported, and stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _broken(found: EntryPoint, error: Exception) -> click.Command:
    """A stand-in for a verb that cannot be loaded."""
    why = f"{type(error).__name__}: {error}"

    def fail(rest: tuple[str, ...]) -> None:  # noqa: ARG001 - arguments of a verb that cannot run
        message = f"The command {found.name!r} cannot be loaded from {found.value}: {why}."
        raise BrokenCommandError(message, hint="Install the package anew. The other commands work.") from error

    return click.Command(
        found.name,
        params=[click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED)],
        callback=fail,
        short_help=f"(cannot be loaded: {why})",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True},
    )


def _stop_writing() -> None:
    """Nobody reads the output any more: send what is left nowhere, so that closing it does not complain."""
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no path of ours
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _unexpected(error: Exception) -> int:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    console = errors()
    write(console, f"statusquo broke: {type(error).__name__}: {error}")
    if not os.environ.get(DEBUG):
        write(console, f"  This should not happen. {DEBUG}=1 shows where it did.")
    return BROKEN
