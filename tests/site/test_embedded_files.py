"""What a crash leaves behind is cleared, and nothing else is."""

import json
import os
from pathlib import Path

import pytest

from pipeloop.site import embedded_files
from pipeloop.site.secret import secret_key

# Numbers of processes end far below on every system.
NOBODY = 2**30


def test_only_living_users_of_the_server_are_remembered(tmp_path: Path) -> None:
    users = tmp_path / ".handle_pids.json"
    users.write_text(json.dumps([NOBODY, os.getpid()]))
    embedded_files.remove_stale_pids(tmp_path)
    assert json.loads(users.read_text()) == [os.getpid()]


def test_a_list_of_users_cut_off_by_a_crash_is_begun_again(tmp_path: Path) -> None:
    users = tmp_path / ".handle_pids.json"
    users.write_text("[12, ")
    embedded_files.remove_stale_pids(tmp_path)
    assert json.loads(users.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{NOBODY}\n",
        pytest.param(f"{os.getpid()}\n", id="of somebody who lives and is no server"),
        "",
        "cut",
    ],
)
@pytest.mark.parametrize("name", ["postmaster.pid", ".s.PGSQL.5432.lock"])
def test_a_note_of_a_server_that_is_not_there_is_removed(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    embedded_files.remove_stale_pids(tmp_path)
    assert not (tmp_path / name).exists()


def test_a_log_that_has_grown_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_files, "LOG_BYTES", 3)
    (tmp_path / "log").write_text("long")
    embedded_files.rotate_log(tmp_path)
    assert (tmp_path / "log.old").read_text() == "long"
    assert not (tmp_path / "log").exists()


def test_the_end_of_a_log_is_its_last_complaint(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("LOG: a\nFATAL:  no space\nFATAL:  why\nLOG: shut down\n")
    assert embedded_files.log_end(tmp_path) == "FATAL:  why"


def test_the_secret_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "data")
    assert len(first) >= 50
    assert secret_key(tmp_path / "data") == first
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
