"""Files that are no text, or no files: each gives a clear error at its place, and none makes anybody wait."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

import pytest
from statusquo.errors import InvalidFileError
from statusquo.reading.files import LARGEST
from statusquo.reading.problems import Problem
from statusquo.rules.load import load_requirements, load_rules

MINIATURE = Path(__file__).parent / "miniature.yaml"
SOUND = MINIATURE.read_text(encoding="utf-8")
REQUIREMENTS = (MINIATURE.parent / "miniature.requirements.yaml").read_text(encoding="utf-8")


def the_problem(path: Path) -> Problem:
    with pytest.raises(InvalidFileError) as caught:
        load_rules(path)
    (problem,) = caught.value.problems
    return problem


def rules_of(folder: Path, raw: bytes) -> Path:
    (folder / "miniature.requirements.yaml").write_text(REQUIREMENTS, encoding="utf-8")
    path = folder / "rules.yaml"
    path.write_bytes(raw)
    return path


def where(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.line, problem.column


def never_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at once instead of waiting for a file that never ends."""
    monkeypatch.setattr(Path, "open", lambda *_args: pytest.fail("the file was opened"))


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert where(the_problem(tmp_path / "nowhere.yaml")) == ("file-missing", 0, 0)


def test_where_there_is_no_file_there_is_no_line_of_it(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.yaml"
    assert f"  --> {path}\n" in str(the_problem(path))


def test_a_link_to_nowhere_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert the_problem(tmp_path / "link.yaml").code == "file-missing"


def test_a_link_to_itself_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "link.yaml")
    assert the_problem(tmp_path / "link.yaml").code == "file-unreadable"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert where(the_problem(tmp_path)) == ("file-is-folder", 0, 0)


def test_a_file_used_as_a_folder_is_unreadable() -> None:
    assert the_problem(MINIATURE / "inside.yaml").code == "file-unreadable"


@pytest.mark.parametrize("name", ["a" * 5000, "nul\x00l"], ids=["too-long", "with-nul"])
def test_an_impossible_name_is_unreadable(name: str) -> None:
    assert the_problem(Path(name)).code == "file-unreadable"


def test_a_file_without_permission_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rules_of(tmp_path, SOUND.encode())

    def refuse(*_args: Any, **_more: Any) -> IO[bytes]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read everything
    problem = the_problem(path)
    assert where(problem) == ("file-unreadable", 0, 0)
    assert problem.message == "The file cannot be read: Permission denied."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never_open(monkeypatch)
    os.mkfifo(tmp_path / "pipe.yaml")
    assert where(the_problem(tmp_path / "pipe.yaml")) == ("file-not-regular", 0, 0)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_an_endless_device_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    never_open(monkeypatch)
    assert the_problem(Path("/dev/zero")).code == "file-not-regular"


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    asked: list[int] = []
    ordinary = Path.open

    class Watched(AbstractContextManager["Watched"]):
        def __init__(self, path: Path, mode: str) -> None:
            self._stream = ordinary(path, mode)

        def __exit__(self, *_error: object) -> None:
            self._stream.close()

        def read(self, size: int = -1) -> Any:
            asked.append(size)
            return self._stream.read(size)

    def watched(path: Path, mode: str) -> Watched:
        return Watched(path, mode)

    monkeypatch.setattr(Path, "open", watched)
    assert where(the_problem(path)) == ("file-too-large", 1, 1)
    assert asked == [LARGEST + 1]


def test_a_file_with_too_many_values_is_refused_where_they_become_too_many(tmp_path: Path) -> None:
    path = rules_of(tmp_path, b"- x\n" * 60_000)
    assert where(the_problem(path)) == ("file-too-large", 50_000, 3)


@pytest.mark.parametrize("raw", [b"", b"  \n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_reported(tmp_path: Path, raw: bytes) -> None:
    assert where(the_problem(rules_of(tmp_path, raw))) == ("file-empty", 1, 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_unicode_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    problem = the_problem(rules_of(tmp_path, SOUND.encode(encoding)))
    assert where(problem) == ("file-encoding", 1, 1)
    assert problem.expected == "a file saved as UTF-8"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_first_letter_of_another_encoding_is_found(tmp_path: Path, line_end: str) -> None:
    text = SOUND.replace("title: Three", "title: Drei für").replace("\n", line_end)
    problem = the_problem(rules_of(tmp_path, text.encode("latin-1")))
    assert where(problem) == ("file-encoding", 5, 14)
    assert problem.snippet == "title: Drei f\ufffdr statuses"
    assert str(problem).splitlines()[-2] == "  |              ^"


def test_a_letter_cut_in_two_at_the_end_is_found(tmp_path: Path) -> None:
    assert where(the_problem(rules_of(tmp_path, "ü: é".encode()[:-1]))) == ("file-encoding", 1, 4)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert where(the_problem(rules_of(tmp_path, b"\x89PNG\r\n\x1a\n\x00\x00"))) == ("file-binary", 1, 1)


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe"])
def test_an_invisible_character_is_found(tmp_path: Path, character: str) -> None:
    text = SOUND.replace("title: Three", f"title: Thr{character}ee").replace("\n", "\r\n")
    problem = the_problem(rules_of(tmp_path, text.encode()))
    assert where(problem) == ("file-binary", 5, 11)
    assert f"U+{ord(character):04X}" in problem.message
    assert str(problem).isprintable() is False
    assert all(line.isprintable() for line in str(problem).splitlines())


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, line_end: str, start: bytes) -> None:
    path = rules_of(tmp_path, start + SOUND.replace("\n", line_end).encode())
    assert list(load_rules(path).statuses) == ["open", "waiting", "closed"]
    path.write_bytes(
        start + SOUND.replace("when_due: {to: closed}", "when_due: {to: cloesd}").replace("\n", line_end).encode()
    )
    problem = the_problem(path)
    assert where(problem) == ("unknown-status", 81, 77)
    assert "\r" not in problem.snippet


def test_the_first_line_has_the_same_columns_after_a_byte_order_mark(tmp_path: Path) -> None:
    path = rules_of(tmp_path, b"\xef\xbb\xbf[a]\n")
    assert where(the_problem(path)) == ("wrong-type", 1, 1)


@pytest.mark.parametrize("name", ["a" * 5000, "nul\\0l", "/dev/zero", "miniature.yaml/x"])
def test_a_requirements_file_with_an_odd_name_is_missing(tmp_path: Path, name: str) -> None:
    text = SOUND.replace("file: miniature.requirements.yaml", f'file: "{name}"')
    assert where(the_problem(rules_of(tmp_path, text.encode()))) == ("requirements-missing", 6, 22)


def test_what_is_wrong_with_the_requirements_file_is_reported_in_its_name(tmp_path: Path) -> None:
    path = rules_of(tmp_path, SOUND.encode())
    requirements = tmp_path / "miniature.requirements.yaml"
    requirements.write_bytes(b"\xff\xfe")
    problem = the_problem(path)
    assert (problem.file, problem.code) == (str(requirements), "file-encoding")
    with pytest.raises(InvalidFileError):
        load_requirements(requirements)


CAPABILITIES = """capabilities:
  core: {text: All of it., operations: [create_ticket]}
  surveys: {text: Surveys., operations: [list_surveys]}
requirements:
"""


@pytest.mark.parametrize(
    ("wrong", "right", "code", "suggestion"),
    [
        ("create_tickt", "create_ticket", "unknown-operation", "create_ticket"),
        ("  cor:", "  core:", "unknown-capability", "cor"),
    ],
)
def test_capabilities_are_made_of_operations_and_named_by_requirements(
    tmp_path: Path, wrong: str, right: str, code: str, suggestion: str
) -> None:
    path = rules_of(tmp_path, SOUND.encode())
    requirements = tmp_path / "miniature.requirements.yaml"
    requirements.write_text(REQUIREMENTS.replace("requirements:\n", CAPABILITIES), encoding="utf-8")
    assert load_rules(path).capabilities["core"].operations == ("create_ticket",)
    requirements.write_text(requirements.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_rules(path)
    assert {(problem.code, problem.suggestion) for problem in caught.value.problems} == {(code, suggestion)}
    with pytest.raises(InvalidFileError):
        load_requirements(requirements)


def test_copied_rules_find_the_requirements_that_come_with_the_package(tmp_path: Path) -> None:
    original = load_rules()
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(Path(original.file).read_bytes())
    assert load_rules(copy).requirements == original.requirements
