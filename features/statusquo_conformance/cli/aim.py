"""What a run is aimed at: a target file, a server with the reference API, or one that is started for the run."""

from __future__ import annotations

import contextlib
import os
from collections import UserDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from statusquo.errors import StatusquoError
from statusquo.rules.model import RuleSet
from statusquo.wording.words import listed

from statusquo_conformance.cli.server import reference_server
from statusquo_conformance.operations import UnreachableServerError
from statusquo_conformance.prospects import Means
from statusquo_conformance.target.doors import open_driver
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.loading import load_target
from statusquo_conformance.target.model import Target
from statusquo_conformance.targets import TOKEN_VARIABLE, URL_VARIABLE, reference_target


class WeakTokenError(StatusquoError):
    """The one on whose behalf the suite makes people holds too little for it."""

    code = "weak-token"


@dataclass(frozen=True)
class Aim:
    """What is to be checked.

    Attributes:
        target: the target file.
        variables: what the environment has to hold for it.
        is_own: the server was started for the run, and ends with it.
    """

    target: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False

    def load(self, rules: RuleSet) -> Target:
        """The target.

        Raises:
            InvalidFileError: if its file is not sound.
        """
        return load_target(self.target, rules, {**os.environ, **self.variables})


@contextlib.contextmanager
def aimed(rules: Path, target: Path | None, url: str | None) -> Iterator[Aim]:
    """What a command was told to check.

    Args:
        rules: the rule file, for a server that is started.
        target: the target file, or None.
        url: of a running server with the reference API, or None.

    Raises:
        click.UsageError: if that does not go together, or the token of the server at ``url`` is missing.
        ServerStartError: if the server does not start.
    """
    if target is not None and url is not None:
        message = "TARGET says where the server is, so --url does not go together with it"
        raise click.UsageError(message)
    if target is not None:
        yield Aim(target)
    elif url is None:
        with reference_server(rules) as server:
            yield Aim(reference_target(), {URL_VARIABLE: server.url, TOKEN_VARIABLE: server.token}, is_own=True)
    else:
        yield _running(url)


def _running(url: str) -> Aim:
    if not url.startswith(("http://", "https://")):
        message = f"{url!r} is no URL of a server"
        raise click.BadParameter(message, param_hint="--url")
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        message = f"{TOKEN_VARIABLE} must hold the token of somebody who holds every permission"
        raise click.UsageError(message)
    return Aim(reference_target(), {URL_VARIABLE: url, TOKEN_VARIABLE: token})


def load_unset(target: Path | None, rules: RuleSet) -> Target:
    """The target of a run that asks no server: variables that are not set do not matter.

    Raises:
        InvalidFileError: if its file is not sound.
    """
    return load_target(target if target is not None else reference_target(), rules, _AnyVariable(os.environ))


class _AnyVariable(UserDict[str, str]):
    """An environment in which every variable is set."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - as of every mapping
        return self[key]

    def __missing__(self, key: str) -> str:
        return f"http://{key.lower()}.example"


def look_at(aim: Aim, target: Target, rules: RuleSet) -> Means:
    """Find out before the run whether there is a server to check, and whether its token permits enough.

    Returns:
        What there is to check the server with.

    Raises:
        WeakTokenError: if the administrator lacks permissions.
        TargetError: if the server does not answer as the target says.
        UnreachableServerError: if it does not answer.
    """
    try:
        driver = open_driver(target)
    except UnreachableServerError as error:
        if target.door.url.startswith("https://") and "SSL" in error.message:
            hint = "Does the server speak https? If not, the URL begins with http://."
            raise UnreachableServerError(error.message, hint=hint) from None
        raise
    means = Means.of(target, driver)
    with contextlib.closing(driver):
        held = driver.held if isinstance(driver, HttpDriver) else None
    sets = [role.permissions for role in rules.roles.values() if role.permissions]
    if held is None or not sets:
        return means
    lacking = min(([name for name in each if name not in held] for each in sets), key=len)
    if lacking:
        message = f"This token lacks {listed(lacking)}."
        holder = TOKEN_VARIABLE if TOKEN_VARIABLE in aim.variables else "The secret of the administrator"
        hint = f"{holder} must be the token of somebody who holds every permission."
        raise WeakTokenError(message, hint=hint)
    return means
