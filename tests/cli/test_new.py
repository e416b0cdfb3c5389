"""``statusquo new`` as a command."""

from __future__ import annotations

import difflib
import os
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import yaml
from statusquo import beginning, load_rules
from statusquo.cli.validate import VALID
from statusquo.locations import shipped_rules, spec_folder

from tests.cli.conftest import GROUP, Run

SHIPPED = shipped_rules()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(verbs: list[EntryPoint], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verbs.append(EntryPoint("new", "statusquo.cli.new:new", GROUP))
    monkeypatch.chdir(tmp_path)


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def differences(old: str, new: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    return [line[2:] for line in lines if line.startswith("- ")], [line[2:] for line in lines if line.startswith("+ ")]


def test_all_rules_that_come_along_are_offered() -> None:
    folders = {path.parent for path in spec_folder().rglob("requirements.yaml")}
    assert {name: path.parent for name, path in SHIPPED.items()} == {folder.name: folder for folder in folders}
    assert len(SHIPPED) > 1
    assert all(load_rules(path).name == name for name, path in SHIPPED.items())


def test_of_several_versions_the_newest_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0.0", "1.10.0", "1.9.2"):
        path = tmp_path / "spec" / "examples" / "a-desk" / f"{version}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        (path.parent / f"{version}.more.yaml").touch()
    (tmp_path / "spec" / "schema").mkdir()
    monkeypatch.setattr("statusquo.locations.spec_folder", lambda: tmp_path / "spec")
    assert dict(shipped_rules()) == {"a-desk": tmp_path / "spec" / "examples" / "a-desk" / "1.10.0.yaml"}


def test_without_a_name_it_lists_what_there_is(run: Run, tmp_path: Path) -> None:
    code, out, err = run("new")
    assert (code, err) == (0, "")
    for name, path in SHIPPED.items():
        row = next(line for line in out.splitlines() if line.startswith(f"{name} "))
        rules = load_rules(path)
        assert rules.title in row
        assert f"{rules.initial}," in row
    assert "statusquo new NAME FILE" in out
    assert files(tmp_path) == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_copy_is_valid_where_it_lies_and_says_the_same(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run("new", name, "my-desk.yaml")
    assert (code, err) == (0, "")
    assert sorted(files(tmp_path)) == ["my-desk.requirements.yaml", "my-desk.yaml"]
    assert "Wrote my-desk.yaml: " in out
    assert "Wrote my-desk.requirements.yaml: " in out
    assert "statusquo prove my-desk.yaml" in out

    code, out, _ = run("validate", "my-desk.yaml")
    assert code == VALID
    assert "note" not in out
    old, new = load_rules(SHIPPED[name]), load_rules(tmp_path / "my-desk.yaml")
    assert new.name == "my-desk"
    assert new.requirements == old.requirements
    assert (new.title, new.version, new.statuses.keys(), new.cells.keys()) == (
        old.title,
        old.version,
        old.statuses.keys(),
        old.cells.keys(),
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_copy_differs_in_nothing_but_what_it_has_to(run: Run, tmp_path: Path, name: str) -> None:
    assert run("new", name, "my-desk.yaml")[0] == 0
    rules = SHIPPED[name]
    for old, new in (
        (rules, "my-desk.yaml"),
        (rules.with_name("requirements.yaml"), "my-desk.requirements.yaml"),
    ):
        gone, come = differences(old.read_text("utf-8"), (tmp_path / new).read_text("utf-8"))
        assert f"name: {name}" in gone
        assert "name: my-desk" in come
        assert f"# A copy of {name} 1.0.0, to be changed." in come
        assert all(line.startswith(("#", "name: ", "requirements: {file: ")) for line in (*gone, *come))


def test_editors_find_the_schema_from_where_the_copy_lies(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert run("new", "ticket-statuses", os.path.join("rules", "mine.yml"))[0] == 0  # noqa: PTH118 - as typed
    for name, schema in (("mine.yml", "rules.schema.json"), ("mine.requirements.yml", "requirements.schema.json")):
        first = (tmp_path / "rules" / name).read_text("utf-8").splitlines()[0]
        prefix, _, path = first.partition("=")
        assert prefix == "# yaml-language-server: $schema"
        assert (tmp_path / "rules" / path).resolve() == (spec_folder() / "schema" / schema).resolve()


def test_rules_can_have_another_name_than_their_file(run: Run, tmp_path: Path) -> None:
    assert run("new", "ticket-statuses", "1.0.0.yaml", "--name", "our-desk")[0] == 0
    assert load_rules(tmp_path / "1.0.0.yaml").name == "our-desk"
    assert sorted(files(tmp_path)) == ["1.0.0.requirements.yaml", "1.0.0.yaml"]


@pytest.mark.parametrize("file", ["true.yaml", "No.yaml", "a desk: {ours}.yaml", "# desk", "désk", 'a"b', "a\nb.yaml"])
def test_odd_names_of_files_are_written_so_that_they_are_read(run: Run, tmp_path: Path, file: str) -> None:
    name = () if file in {"true.yaml", "No.yaml"} else ("--name", "null")
    assert run("new", "ticket-statuses", file, *name)[0] == 0
    assert load_rules(tmp_path / file).name == ("null" if name else Path(file).stem)
    written = yaml.safe_load((tmp_path / file).read_text("utf-8"))
    assert (tmp_path / written["requirements"]["file"]).is_file()
    assert run("validate", file)[0] == VALID


@pytest.mark.parametrize("there", ["my-desk.yaml", "my-desk.requirements.yaml"])
def test_nothing_is_overwritten(run: Run, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    code, out, err = run("new", "ticket-statuses", "my-desk.yaml")
    assert (code, out) == (2, "")
    assert f"error[file-exists]: There is {there} already, and it was left as it is." in err
    assert files(tmp_path) == {there: "mine"}


def test_not_even_what_a_link_leads_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my-desk.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    code, _, err = run("new", "ticket-statuses", "my-desk.yaml")
    assert code == 2
    assert "file-exists" in err
    assert [path.name for path in tmp_path.iterdir()] == ["my-desk.yaml"]
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ticket-statusses", "a.yaml"), "Did you mean 'ticket-statuses'?"),
        (("nothing-like-it", "a.yaml"), "There is: ticket-statuses"),
        (("ticket-statuses",), "statusquo new ticket-statuses my-desk.yaml"),
        (("--name", "mine"), "say which rules"),
        (("ticket-statuses", "1.0.0.yaml"), "Rules cannot be called '1.0.0'."),
        (("ticket-statuses", "a.yaml", "--name", "two words"), "Rules cannot be called 'two words'."),
        (("ticket-statuses", "ticket-statuses.yaml"), "error[not-a-name]"),
        (("ticket-statuses", ""), "error[not-writable]"),
        (("ticket-statuses", "..", "--name", "mine"), "error[not-writable]"),
        (("ticket-statuses", "."), "error[not-writable]"),
        (("ticket-statuses", "no-such/folder/a.yaml"), "There is no folder no-such/folder to write a.yaml to."),
        (("ticket-statuses", "\udcff.yaml", "--name", "mine"), "its name is not possible"),
        (("ticket-statuses", f"{'a' * 250}.yaml", "--name", "mine"), "error[not-writable]"),
        (("ticket-statuses", "a.yaml", "b.yaml"), "unexpected extra argument"),
    ],
)
def test_misuse_is_told_in_a_sentence_and_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run("new", *arguments)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert files(tmp_path) == {}


def test_a_file_that_stands_in_the_place_of_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, _, err = run("new", "ticket-statuses", "file/a.yaml")
    assert code == 2
    assert "error[not-writable]: file/a.yaml cannot be written: Not a directory." in err
    assert files(tmp_path) == {"file": "mine"}


@pytest.mark.parametrize("which", [0, 1])
def test_where_a_file_cannot_be_written_the_other_one_is_taken_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    really, asked = Path.open, []

    def full(self: Path, mode: str = "r", **more: str) -> object:
        if "x" in mode:
            asked.append(self.name)
            if len(asked) == which + 1:
                raise PermissionError(13, "Permission denied")
        return really(self, mode, **more)  # type: ignore[call-overload] # the arguments are handed on as they came

    monkeypatch.setattr(Path, "open", full)
    code, _, err = run("new", "ticket-statuses", "my-desk.yaml")
    assert code == 2
    assert f"error[not-writable]: {asked[-1]} cannot be written: Permission denied." in err
    assert asked == ["my-desk.yaml", "my-desk.requirements.yaml"][: which + 1]
    assert files(tmp_path) == {}


@pytest.mark.parametrize("breaking", [KeyboardInterrupt, RuntimeError])
def test_what_breaks_on_the_way_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaking: type[BaseException]
) -> None:
    def breaks(path: Path) -> None:
        assert path.is_file()
        raise breaking

    monkeypatch.setattr(beginning, "load_rules", breaks)
    code, _, err = run("new", "ticket-statuses", "my-desk.yaml")
    assert code in {3, 130}
    assert "Traceback" not in err
    assert files(tmp_path) == {}
