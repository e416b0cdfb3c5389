"""From a target to a driver, by whichever door: over the network, into a WSGI application, or by a class in Python."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

from statusquo_conformance.operations import Driver, TargetError
from statusquo_conformance.target.driver import HttpDriver
from statusquo_conformance.target.model import Door, Target
from statusquo_conformance.target.transport import NetworkTransport, WsgiTransport

_URL = re.compile(r"https?://[^/\s@]+(/[^\s?#]*)?")
_PASSWORD = re.compile(r"\w+://[^/]*@")
_NEEDED = (
    "perform",
    "account_of",
    "now",
    "advance",
    "close",
    "has_clock",
    "operations",
    "requests",
    "exchanges_since",
)


def open_driver(target: Target) -> Driver:
    """The driver for a target. Whoever opens it closes it.

    Raises:
        TargetError: if there is no such application or class, or the server does not answer as the target says.
        UnreachableServerError: if the server does not answer.
    """
    door = target.door
    if door.driver:
        return _own_driver(door)
    if door.wsgi:
        return HttpDriver(target, WsgiTransport(_named(door.wsgi, door)))
    if _PASSWORD.match(door.url):
        hint = "Give them to the accounts, and say `basic: true` in `auth`."
        raise TargetError(f"There is a user or a password in the URL of the server [{door.where}].", hint=hint)
    if not _URL.fullmatch(door.url):
        raise TargetError(f"`{target.mask(door.url)}` is no URL of a server.", hint=f"Look at `url` in {target.file}.")
    return HttpDriver(target, NetworkTransport(door.url))


def _own_driver(door: Door) -> Driver:
    """An instance of somebody's class.

    Raises:
        TargetError: if it cannot be made or lacks a method.
    """
    made = _named(door.driver, door)
    try:
        driver = made()
    except Exception as error:
        raise TargetError(f"{door.driver} cannot be made: {error!r}.", hint=f"See {door.where}.") from error
    missing = [name for name in _NEEDED if not hasattr(driver, name)]
    if missing:
        raise TargetError(
            f"{door.driver} has no `{missing[0]}`.", hint="The class `Driver` of `operations` says what it needs."
        )
    found: Driver = driver
    return found


def _named(entry: str, door: Door) -> Any:
    """What an entry point names; its module is looked for beside the target file, too."""
    module, _, name = entry.partition(":")
    folder = str(Path(door.where.rpartition(":")[0]).resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        return getattr(importlib.import_module(module), name)
    except Exception as error:
        raise TargetError(f"`{entry}` cannot be imported: {error!r}.", hint=f"See {door.where}.") from error
