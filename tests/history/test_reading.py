"""A file becomes a log, whatever breaks on the way and whoever presses twice."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core.errors import Forbidden, NotFound, Refused, Stale
from pipeloop.core.ids import LogId
from pipeloop.history import actions, jobs
from pipeloop.history.actions import reading as reading_actions
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import folder_path, open_folder
from pipeloop.history.words import LogKind, LogState
from tests import cast
from tests.history import files
from tests.history.logs import ready_log
from tests.history.reading import added, key, read
from tests.working import run_jobs

pytestmark = pytest.mark.django_db

KEEP = {"head_of_sales", "administrator"}
COLUMNS = {"zone": "Europe/Moscow", "seen": 1}


def stored() -> list[str]:
    """Files of logs that lie on the disk."""
    folder = Path(settings.MEDIA_ROOT) / "logs"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def again(actor: Person, row: Log, **changes: Any) -> Log:
    """Have a log read once more."""
    row.refresh_from_db()
    asked: dict[str, Any] = COLUMNS | {"seen": row.revision} | changes
    return actions.set_columns(actor, key(row), asked.pop("columns", row.columns), **asked)


@pytest.mark.parametrize("pack", [bytes, files.packed])
def test_a_file_becomes_a_log(alice: Person, pack: Callable[[bytes], bytes]) -> None:
    row = added(alice, pack(files.xes("abc", "abd", "ab")))
    assert (row.kind, row.state, row.added_by, row.name) == ("file", "reading", alice, "sales.xes")
    read(row)
    assert (row.state, row.cases, row.events, row.rows) == (LogState.READY, 3, 8, 8)
    assert (row.rejected, row.rejected_examples, row.error) == ({}, [], "")
    log = open_folder(row.folder)
    assert [log.path(case) for case in range(3)] == [tuple("abc"), tuple("abd"), tuple("ab")]


def test_a_log_of_another_crm_is_kept_as_such(alice: Person, tmp_path: Path) -> None:
    path = tmp_path / "history.xes"
    path.write_bytes(files.xes("abc"))
    row = actions.add_log(alice, "amoCRM", path)
    assert read(row).cases == 1
    assert (row.kind, row.name) == (LogKind.CRM, "amoCRM")


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
def test_logs_are_kept_by_those_who_load_histories(house: None, tmp_path: Path, role: str) -> None:
    actor = cast.person("Rita Reader", *([role] if role else []))
    path = tmp_path / "history.xes"
    path.write_bytes(files.xes("abc"))
    row = ready_log()
    acts: list[Callable[[], Any]] = [
        lambda: added(actor, files.xes("abc")),
        lambda: actions.add_log(actor, "amoCRM", path),
        lambda: actions.set_columns(actor, key(row), {}, zone="UTC", seen=0),
        lambda: actions.remove(actor, key(row)),
    ]
    for act in acts:
        if role not in KEEP:
            with pytest.raises(Forbidden):
                act()
    if role not in KEEP:
        assert (Log.objects.count(), stored()) == (1, [])
    elif role:
        for act in acts[:2]:
            act()


@pytest.mark.parametrize("code", files.BROKEN_AT_ONCE)
def test_a_file_that_is_no_log_is_not_taken(alice: Person, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        added(alice, files.BROKEN_AT_ONCE[code])
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert (Log.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize("code", files.BROKEN_LATER)
def test_a_broken_file_says_what_is_wrong_and_can_be_read_anew(alice: Person, code: str) -> None:
    row = added(alice, files.BROKEN_LATER[code])
    columns = row.columns if row.format == "xes" else files.COLUMNS
    if row.state == LogState.WAITING:
        again(alice, row, columns=columns)
    assert (read(row).state, row.error, row.folder) == (LogState.FAILED, code, "")
    whole = files.xes("abc") if row.format == "xes" else files.table(*files.SALES)
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(whole)
    again(alice, row, columns=columns)
    assert (read(row).state, row.error) == (LogState.READY, "")


def test_an_empty_file_is_not_taken(alice: Person) -> None:
    with pytest.raises(Refused) as refusal:
        added(alice, b"")
    assert (refusal.value.code, refusal.value.field) == ("empty", "file")
    assert (Log.objects.count(), stored()) == (0, [])


def test_a_file_that_is_too_large_is_not_taken(alice: Person, settings: Any) -> None:
    settings.LOG_MAX_BYTES = 10
    with pytest.raises(Refused) as refusal:
        added(alice, files.xes("abc"))
    assert refusal.value.code == "too_large"
    assert (Log.objects.count(), stored()) == (0, [])


def test_a_file_that_is_lost_says_so(alice: Person) -> None:
    row = added(alice, files.xes("abc"))
    row.file.storage.delete(row.file.name)
    assert (read(row).state, row.error) == (LogState.FAILED, "lost")


def test_what_was_read_stays_until_the_new_reading_is_whole(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(added(alice, files.xes("abc")))
    before = row.folder
    again(alice, row)

    def broken(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patch:
        patch.setattr(reading_actions, "read_log", broken)
        with pytest.raises(RuntimeError, match="lights"):
            read(row)
    row.refresh_from_db()
    assert (row.state, row.error, row.folder) == (LogState.FAILED, "broken", before)
    assert open_folder(before).case_count == 1
    again(alice, row)
    assert (read(row).state, row.folder != before) == (LogState.READY, True)


def test_a_crash_in_the_middle_of_writing_leaves_the_row_as_it_was(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = added(alice, files.xes("abc"))

    def killed(*_given: Any) -> str:
        folder_path("half").mkdir(parents=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reading_actions, "save_folder", killed)
        with pytest.raises(KeyboardInterrupt):
            read(row)
    row.refresh_from_db()
    assert (row.state, row.folder) == (LogState.READING, "")
    # The queue hands the job to another worker.
    assert read(row).state == LogState.READY


def test_what_a_crash_has_left_is_removed_a_day_later(alice: Person) -> None:
    row = read(added(alice, files.xes("abc")))
    old, fresh = folder_path("9-old"), folder_path("9-fresh")
    for folder in (old, fresh):
        folder.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    for folder in (old, folder_path(row.folder)):
        os.utime(folder, (long_ago, long_ago))
    jobs.repair_folders()
    assert not old.exists()
    assert fresh.exists()
    assert folder_path(row.folder).exists()


def test_a_log_whose_folder_is_lost_is_read_anew(alice: Person, folders: Path) -> None:
    row = read(added(alice, files.xes("abc")))
    folder_path(row.folder).rename(folders / "elsewhere")
    jobs.repair_folders()
    row.refresh_from_db()
    assert row.state == LogState.READING
    assert open_folder(read(row).folder).case_count == 1


def test_the_job_run_twice_reads_once(alice: Person) -> None:
    row = read(added(alice, files.xes("abc")))
    folder = row.folder
    jobs.read(row.pk)
    row.refresh_from_db()
    assert row.folder == folder


def test_a_job_of_a_log_that_is_gone_does_nothing(house: None) -> None:
    jobs.read(404)


def test_the_second_of_two_people_sees_that_the_first_was_there(
    alice: Person, adam: Person
) -> None:
    row = read(added(alice, files.xes("abc")))
    seen = row.revision
    again(alice, row, seen=seen)
    with pytest.raises(Stale):
        again(adam, row, seen=seen)
    read(row)
    with pytest.raises(Stale):
        again(adam, row, seen=seen)


def test_a_zone_that_there_is_not_is_refused(alice: Person) -> None:
    row = read(added(alice, files.xes("abc")))
    with pytest.raises(Refused) as refusal:
        again(alice, row, zone="Mars/Olympus")
    assert refusal.value.field == "zone"


def test_a_log_that_is_removed_while_it_is_read_leaves_nothing(
    alice: Person, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    row = added(alice, files.xes("abc"))
    real = reading_actions.save_folder

    def removed_meanwhile(*given: Any) -> str:
        Log.objects.filter(pk=row.pk).delete()
        return real(*given)

    monkeypatch.setattr(reading_actions, "save_folder", removed_meanwhile)
    actions.read(key(row))
    assert not Log.objects.exists()
    assert list(folders.iterdir()) == []


def test_columns_changed_while_a_log_is_read_win(
    alice: Person, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    row = added(alice, files.xes("abc"))
    real = reading_actions.save_folder

    def change_columns(*given: Any) -> str:
        Log.objects.filter(pk=row.pk).update(revision=row.revision + 1)
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(reading_actions, "save_folder", change_columns)
        actions.read(key(row))
    row.refresh_from_db()
    assert (row.state, row.folder) == (LogState.READING, "")
    assert list(folders.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_removed_log_goes_with_its_file_and_its_columns(alice: Person, folders: Path) -> None:
    row = added(alice, files.xes("abc"))
    run_jobs()
    row.refresh_from_db()
    assert (row.state, len(stored())) == (LogState.READY, 1)
    actions.remove(alice, key(row))
    assert (Log.objects.count(), stored(), list(folders.iterdir())) == (0, [], [])
    with pytest.raises(NotFound):
        actions.remove(alice, LogId(row.pk))


def test_the_history_of_a_log_is_kept(alice: Person) -> None:
    row = read(added(alice, files.xes("abc")))
    states = list(row.history.order_by("pgh_id").values_list("state", flat=True))  # type: ignore[attr-defined]
    assert (states[0], states[-1]) == ("waiting", "ready")


def test_a_name_longer_than_its_column_is_cut(alice: Person) -> None:
    name = "x" * 300 + ".xes"
    row = actions.add_file(alice, ContentFile(files.xes("abc"), name="a.xes"), name=name)
    assert len(row.name) == 200
