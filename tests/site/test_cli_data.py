"""The commands that care for the data: people, copies, migrations, a check."""

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from pipeloop.site.cli.restore import _extract
from tests.site import running

pytestmark = pytest.mark.xdist_group("care")

ADD = ("user", "add", "--email", "kira@example.com", "--name", "Kira", "--role", "owner", "--json")
SECRET = "long enough a secret\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with tables and check person."""
    folder = tmp_path_factory.mktemp("care") / "data"
    migrated = running.run("migrate", "--json", "--data", folder)
    assert json.loads(migrated.stdout)["applied"] > 0, migrated.stderr
    added = running.run(*ADD, "--data", folder, text=SECRET)
    # The first check can manage the others, whatever else they were asked to be.
    assert json.loads(added.stdout)["roles"] == ["administrator", "owner"], added.stderr
    return folder


def refusal(*arguments: str | Path, text: str = "", **more: str) -> str:
    """The check line with which a command is refused."""
    refused = running.run(*arguments, text=text, **more)
    assert refused.returncode == 2, refused.stdout
    assert refused.stderr.count("\n") == 1, refused.stderr
    return refused.stderr


def test_migrating_twice_has_nothing_left_to_do(data: Path) -> None:
    again = running.run("migrate", "--json", "--data", data)
    assert json.loads(again.stdout) == {"applied": 0}


def test_the_check_says_what_it_looked_at(data: Path) -> None:
    checked = running.run("check", "--json", "--data", data)
    checks = {check["name"]: check["good"] for check in json.loads(checked.stdout)["checks"]}
    assert checked.returncode == 0
    assert {"database", "tables", "disk", "configuration"} <= set(checks)


def test_a_command_without_tables_says_what_to_do_first(tmp_path: Path) -> None:
    assert "pipeloop migrate" in refusal(*ADD, "--data", tmp_path, text=SECRET)


def test_an_address_is_added_once(data: Path) -> None:
    other = [word.upper() if "@" in word else word for word in ADD]
    assert "is already there" in refusal(*other, "--data", data, text=SECRET)


def test_a_later_person_has_the_roles_that_were_asked_for(data: Path) -> None:
    arguments = ("user", "add", "--email", "boris@example.com", "--name", "Boris", "--json")
    added = running.run(*arguments, "--role", "closer", "--data", data, text=SECRET)
    assert json.loads(added.stdout)["roles"] == ["closer"], added.stderr


def test_an_unknown_role_is_refused_with_the_known_ones(data: Path) -> None:
    wrong = [word if word != "owner" else "boss" for word in ADD]
    line = refusal(*wrong, "--data", data, text=SECRET)
    assert "Unknown role: boss" in line
    assert "head_of_sales" in line


def test_a_weak_password_is_refused(data: Path) -> None:
    arguments = ("user", "password", "--email", "kira@example.com", "--data", data)
    assert "too short" in refusal(*arguments, text="12\n")


def test_a_new_password_is_for_somebody_who_is_there(data: Path) -> None:
    arguments = ("user", "password", "--email", "nobody@example.com", "--data", data)
    assert "Nobody has the address" in refusal(*arguments, text=SECRET)


def test_a_copy_is_restored_into_an_empty_place_with_its_files(data: Path, tmp_path: Path) -> None:
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "contract.txt").write_text("signed")
    copy = tmp_path / "copy.tar"
    backup = running.run("backup", copy, "--json", "--data", data)
    assert json.loads(backup.stdout)["tables"] > 10, backup.stderr

    elsewhere = tmp_path / "elsewhere"
    restored = running.run("restore", copy, "--data", elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert (elsewhere / "files" / "contract.txt").read_text() == "signed"
    assert "is already there" in refusal(*ADD, "--data", elsewhere, text=SECRET)


def test_a_copy_is_not_restored_over_what_is_there_unless_forced(
    data: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    assert running.run("backup", copy, "--data", data).returncode == 0
    assert "not empty" in refusal("restore", copy, "--data", data)
    forced = running.run("restore", copy, "--force", "--data", data)
    assert forced.returncode == 0, forced.stderr


def test_a_copy_does_not_overwrite_a_file_unless_forced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.tar").write_text("precious")
    assert "--force" in refusal("backup", tmp_path / "copy.tar", "--data", data)
    assert (tmp_path / "copy.tar").read_text() == "precious"


@pytest.mark.parametrize("kind", ["text", "other tar", "cut off"])
def test_a_file_that_is_no_copy_changes_nothing(data: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "copy.tar"
    if kind == "text":
        file.write_text("not a copy")
    elif kind == "other tar":
        with tarfile.open(file, "w") as tar:
            tar.add(__file__, "test.py")
    else:
        assert running.run("backup", file, "--data", data).returncode == 0
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refusal("restore", file, "--force", "--data", data)
    assert "is already there" in refusal(*ADD, "--data", data, text=SECRET)


def test_a_copy_cannot_write_outside_of_its_folder(tmp_path: Path) -> None:
    file, folder = tmp_path / "copy.tar", tmp_path / "inside" / "folder"
    folder.mkdir(parents=True)
    with tarfile.open(file, "w") as tar:
        for name in ("../../escaped", "/escaped", "files/kept"):
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, BytesIO(b"text"))
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with tarfile.open(file) as tar:
        _extract(tar, folder)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["copy.tar", "kept"]
    assert not (folder / "files" / "link").exists()


def test_a_copy_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    assert "There is no file" in refusal("restore", tmp_path / "none.tar", "--data", data)


def test_a_running_site_is_not_restored_under_its_feet(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar"
    assert running.run("backup", copy, "--data", data).returncode == 0
    with running.site(data):
        assert "Stop it first" in refusal("restore", copy, "--force", "--data", data)
