"""Data of a build that this one cannot follow is refused in one line, and left as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from pipeloop.site import queue, server
from pipeloop.site.cli.backup import DUMP, NOTE
from pipeloop.site.database import start_embedded, stop_embedded
from pipeloop.site.schema import GENERATION, OtherGeneration, read_generation
from tests.site import running

pytestmark = pytest.mark.xdist_group("mark")

# What a build from before there were marks leaves behind, as far as it matters here.
OLD_LAYOUT = """
CREATE TABLE django_migrations (id bigint PRIMARY KEY, app varchar, name varchar, applied date);
INSERT INTO django_migrations VALUES (1, 'conveyor', '0001_initial', '2026-11-01');
CREATE TABLE company_person (id bigint PRIMARY KEY, name varchar);
CREATE TABLE conveyor_account (id bigint PRIMARY KEY, name varchar);
INSERT INTO conveyor_account VALUES (1, 'Northern Scales');
"""
EARLIER = "made by an earlier build whose tables cannot be upgraded"
LATER = "made by a later version of Pipeloop"


@contextmanager
def database(script: str = "") -> Iterator[str]:
    """An external database in which a script has been run; answers its address."""
    server, name = os.environ["DATABASE_URL"], f"mark_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        url = make_conninfo(server, dbname=name)
        try:
            run_sql(url, script or "SELECT 1")
            yield url
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new() -> Iterator[str]:
    with database() as url:
        yield url


@pytest.fixture
def old() -> Iterator[str]:
    with database(OLD_LAYOUT) as url:
        yield url


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that this build has prepared."""
    with database() as url:
        migrate(tmp_path_factory.mktemp("current"), url)
        yield url


def run_sql(url: str, script: str) -> list[tuple[object, ...]]:
    """What the last statement of a script answers."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(script)
        return cursor.fetchall() if cursor.description else []


def migrate(data: Path, url: str) -> None:
    """Prepare the tables of an external database."""
    done = running.run("migrate", "--data", data, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr


def refusal(*arguments: str | Path, url: str = "") -> str:
    """The one line with which a command is refused."""
    refused = running.run(*arguments, **({"DATABASE_URL": url} if url else {}))
    assert refused.returncode == 2, refused.stderr
    assert refused.stderr.count("\n") == 1, refused.stderr
    return refused.stderr


def tables_of(url: str) -> set[object]:
    listed = run_sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in listed}


def test_a_new_database_is_marked(current: str) -> None:
    assert run_sql(current, "SELECT generation FROM pipeloop_schema") == [(GENERATION,)]
    assert "company_person" in tables_of(current)


def test_a_marked_database_is_migrated_again(current: str, tmp_path: Path) -> None:
    migrate(tmp_path, current)
    assert run_sql(current, "SELECT generation FROM pipeloop_schema") == [(GENERATION,)]


COMMANDS = (
    ("up", "--port", "0"),
    ("migrate",),
    ("check",),
    ("demo", "load"),
    ("backup", "copy.tar", "--force"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_of_an_older_build_is_refused_by_every_command(
    old: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    line = refusal(*command, "--data", tmp_path, url=old)
    assert EARLIER in line
    assert "The database mark_" in line
    assert tables_of(old) == {"django_migrations", "company_person", "conveyor_account"}


def test_a_folder_of_an_older_build_is_refused_by_name(tmp_path: Path) -> None:
    run_sql(start_embedded(tmp_path), OLD_LAYOUT)
    stop_embedded(tmp_path)
    for command in (("up", "--port", "0"), ("migrate",)):
        line = refusal(*command, "--data", tmp_path)
        assert f"The data folder {tmp_path} was {EARLIER}" in line
        assert "--data FOLDER" in line


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
def test_a_database_of_a_later_version_is_refused(tmp_path: Path, command: tuple[str, ...]) -> None:
    later = f"CREATE TABLE pipeloop_schema AS SELECT {GENERATION + 1} AS generation"
    with database(later) as url:
        assert LATER in refusal(*command, "--data", tmp_path, url=url)
        assert tables_of(url) == {"pipeloop_schema"}


def test_a_crash_between_the_mark_and_the_tables_locks_nobody_out(new: str, tmp_path: Path) -> None:
    run_sql(new, f"CREATE TABLE pipeloop_schema AS SELECT {GENERATION} AS generation")
    run_sql(new, "ALTER TABLE pipeloop_schema ADD PRIMARY KEY (generation)")
    migrate(tmp_path, new)
    assert "company_person" in tables_of(new)


def test_a_database_with_no_migration_applied_yet_is_new(new: str, tmp_path: Path) -> None:
    run_sql(new, "CREATE TABLE django_migrations (id bigint GENERATED ALWAYS AS IDENTITY"
                 " PRIMARY KEY, app varchar, name varchar, applied timestamptz)")  # fmt: skip
    migrate(tmp_path, new)
    assert run_sql(new, "SELECT generation FROM pipeloop_schema") == [(GENERATION,)]


def test_two_that_prepare_a_database_at_once_both_succeed(new: str, tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [*running.COMMAND, "migrate", "--data", str(tmp_path / name)],
            env=running.environment(DATABASE_URL=new),
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    errors = [process.communicate(timeout=running.PATIENCE_SECONDS)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    assert run_sql(new, "SELECT generation FROM pipeloop_schema") == [(GENERATION,)]


@pytest.fixture(scope="module")
def copy(current: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of this build."""
    file = tmp_path_factory.mktemp("copy") / "copy.tar"
    done = running.run("backup", file, "--data", file.parent, DATABASE_URL=current)
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_says_of_which_generation_it_is(copy: Path) -> None:
    with tarfile.open(copy) as tar:
        note = tar.extractfile(NOTE)
        assert note is not None
        assert json.load(note)["schema"] == GENERATION


def rewritten(copy: Path, file: Path, *, note: dict[str, object], dump: Path | None = None) -> Path:
    """The same backup with another note, and with another dump if one is given."""
    folder = file.parent / "unpacked"
    with tarfile.open(copy) as tar:
        tar.extractall(folder, filter="data")
    (folder / NOTE).write_text(json.dumps(note))
    with tarfile.open(file, "w") as tar:
        tar.add(folder / NOTE, NOTE)
        tar.add(dump or folder / DUMP, DUMP)
    return file


def test_a_backup_of_this_build_is_restored_into_a_new_database(
    copy: Path, new: str, tmp_path: Path
) -> None:
    done = running.run("restore", copy, "--data", tmp_path, DATABASE_URL=new)
    assert done.returncode == 0, done.stderr
    assert run_sql(new, "SELECT generation FROM pipeloop_schema") == [(GENERATION,)]


NOTES = {"older": {"format": 1}, "later": {"format": 1, "schema": GENERATION + 1}}


@pytest.mark.parametrize("age", NOTES)
def test_a_backup_of_another_generation_changes_nothing(
    copy: Path, current: str, tmp_path: Path, age: str
) -> None:
    file = rewritten(copy, tmp_path / "copy.tar", note=NOTES[age])
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "contract.txt").write_text("signed")
    before = tables_of(current)
    line = refusal("restore", file, "--force", "--data", tmp_path, url=current)
    assert ("earlier build" if age == "older" else "later version") in line
    assert tables_of(current) == before
    assert (tmp_path / "files" / "contract.txt").read_text() == "signed"


def test_an_old_dump_under_a_new_note_changes_nothing(
    copy: Path, current: str, old: str, tmp_path: Path
) -> None:
    from pipeloop.site.cli import programs

    dump = tmp_path / "old.dump"
    programs.run(old, "pg_dump", "--format=custom", "--no-owner", "--file", dump)
    note: dict[str, object] = {"format": 1, "schema": GENERATION}
    file = rewritten(copy, tmp_path / "copy.tar", note=note, dump=dump)
    before = tables_of(current)
    assert "earlier build" in refusal("restore", file, "--force", "--data", tmp_path, url=current)
    assert tables_of(current) == before


def test_nothing_is_restored_over_a_database_of_an_older_build(
    copy: Path, old: str, tmp_path: Path
) -> None:
    assert EARLIER in refusal("restore", copy, "--force", "--data", tmp_path, url=old)
    assert "conveyor_account" in tables_of(old)


@pytest.fixture
def another_mark(db: None) -> None:
    """The tests' own database, for one test with the mark of another build."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pipeloop_schema SET generation = %s", [GENERATION + 1])


@pytest.mark.usefixtures("another_mark")
def test_a_worker_runs_no_job_on_tables_of_another_generation() -> None:
    with pytest.raises(OtherGeneration):
        queue.work(until_empty=True)


@pytest.mark.usefixtures("another_mark")
def test_djangos_own_command_migrates_no_tables_of_another_generation() -> None:
    with pytest.raises(OtherGeneration) as refused, transaction.atomic():
        call_command("migrate", verbosity=0)
    assert refused.value.is_later


@pytest.mark.django_db
def test_tables_without_a_mark_are_of_generation_zero() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE pipeloop_schema")
        assert read_generation(cursor) == 0


def test_a_worker_that_is_refused_is_not_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_run_jobs", lambda: sys.exit(server.REFUSED))
    jobs = server.JobsProcess()
    jobs.start()
    jobs._supervisor.join(timeout=running.PATIENCE_SECONDS)
    assert not jobs._supervisor.is_alive()
    jobs.stop()
