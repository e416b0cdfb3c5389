"""What can be set about a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATABASE = "sqlite:///statusquo.sqlite3"
"""A file in the current folder."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run a server.

    Attributes:
        rules: the rule file; None for the rules that come with the package.
        database: the SQLAlchemy URL of an SQLite or PostgreSQL database.
        test_clock: whether the time can be advanced through the API.
        owner_token: the bearer token of the person who holds every permission; None to leave it as it is.
        largest_body: of a request, in bytes. A text of ten thousand characters fits in, however it is written.
    """

    rules: Path | None = None
    database: str = DEFAULT_DATABASE
    test_clock: bool = False
    owner_token: str | None = None
    largest_body: int = 128 * 1024
