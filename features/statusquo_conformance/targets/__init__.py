"""The target files that come with the package."""

from __future__ import annotations

from pathlib import Path

TOKEN_VARIABLE = "STATUSQUO_OWNER_TOKEN"  # noqa: S105 - the name of a variable
URL_VARIABLE = "STATUSQUO_URL"
"""What the environment holds for the target file of the reference API."""


def reference_target() -> Path:
    """The target file of the reference API: its URL and a token come from the environment."""
    return Path(__file__).with_name("reference.yaml")


def template_target() -> Path:
    """The target file that people begin with: that of the reference API with comments."""
    return Path(__file__).with_name("template.yaml")


def words_for_guessing() -> Path:
    """The words by which operations are recognised in an OpenAPI document."""
    return Path(__file__).with_name("words.yaml")
