"""From a path to text: every way in which that can fail is a problem with a code, and none takes long."""

from __future__ import annotations

from pathlib import Path

from statusquo.errors import InvalidFileError
from statusquo.reading.problems import Problem

LARGEST = 1024 * 1024
"""A file of more bytes than this is refused unread (the nine statuses take about 25,000)."""

_NOTHING_TO_SEE = frozenset({"file-missing", "file-is-folder", "file-not-regular", "file-unreadable"})
"""Where there is no first line that somebody could look at."""


def read_text(path: Path) -> str:
    """The text of a file of reasonable size, in UTF-8.

    Raises:
        InvalidFileError: if there is no such text.
    """
    file = str(path)
    try:
        if path.is_dir():
            raise unreadable(file, "file-is-folder", "This is a folder.", "the path of a YAML file")
        if path.exists() and not path.is_file():
            raise unreadable(file, "file-not-regular", "This is not an ordinary file.", "the path of a YAML file")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise unreadable(file, "file-missing", "There is no such file.", "the path of a YAML file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise unreadable(file, "file-unreadable", f"The file cannot be read: {reason}.", "a readable file") from None
    if len(raw) > LARGEST:
        raise unreadable(file, "file-too-large", "The file is too large.", f"at most {LARGEST:,} bytes")
    return _decode(raw, file)


def unreadable(file: str, code: str, message: str, expected: str) -> InvalidFileError:
    """The error for a file as a whole."""
    at = 0 if code in _NOTHING_TO_SEE else 1
    return InvalidFileError((Problem(code, message, file, at, at, expected),))


def _decode(raw: bytes, file: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf_16(raw):
        raise unreadable(file, "file-encoding", "The file is in UTF-16.", "a file saved as UTF-8")
    if b"\x00" in raw:
        raise unreadable(file, "file-binary", "The file is not text.", "a YAML file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFileError((_wrong_byte(raw, error.start, file),)) from None
    if not text.strip():
        raise unreadable(file, "file-empty", "The file is empty.", "rules in YAML")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _looks_like_utf_16(raw: bytes) -> bool:
    """Plain text in UTF-16 without a byte order mark: every other byte of its beginning is zero."""
    start = raw[:40]
    return len(start) > 1 and (not any(start[0::2]) or not any(start[1::2])) and any(start)


def _wrong_byte(raw: bytes, at: int, file: str) -> Problem:
    """Where the first byte stands that is not UTF-8; every such byte is shown as a replacement character."""
    start = raw.rfind(b"\n", 0, at) + 1
    end = raw.find(b"\n", at)
    line = raw[start : end if end >= 0 else None].decode("utf-8", "replace").rstrip("\r")
    column = len(raw[start:at].decode("utf-8", "replace")) + 1
    message = f"The byte {raw[at]:#04x} is not UTF-8, so the file was saved in another encoding."
    number = raw.count(b"\n", 0, at) + 1
    return Problem("file-encoding", message, file, number, column, "a file saved as UTF-8", snippet=line)
