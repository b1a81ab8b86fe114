"""Makes an installation ready to serve: tables, static files. Quick if nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from pipeloop.site.cli.output import print_line
from pipeloop.site.cli.problem import Problem

# Any number that no other program takes for a lock of its own in this database.
MIGRATION_LOCK = 7_350_001


def ensure_ready(data: Path) -> None:
    """Do what a new installation or a new version of the package needs."""
    if pending():
        print_line(_("Preparing the tables…"))
        migrate()
    _ensure_cache_table()
    _make_private(data / "files")
    digest = _static_digest()
    if _collected_digest(data) != digest:
        print_line(_("Preparing the pages…"))
        _collect_static()
        (data / "static.mark").write_text(digest, encoding="ascii")


def pending() -> int:
    """How many migrations the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the tables to this version of the package; waits for another process that does."""
    from django.core.management import call_command

    with _migration_lock():
        call_command("migrate", interactive=False, verbosity=0)
        _ensure_cache_table()


@contextmanager
def _migration_lock() -> Iterator[None]:
    from django.db import connection

    # The server lets go of it when the connection ends, however that comes about.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def require_tables() -> None:
    """Refuse to work on tables of another version.

    Raises:
        Problem: migrations are pending.
    """
    if pending():
        raise Problem(_("The tables are not ready. Run “pipeloop migrate” first."))


def _ensure_cache_table() -> None:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pipeloop_cache')")
        if cursor.fetchone() == (None,):
            call_command("createcachetable", verbosity=0)


def _make_private(folder: Path) -> None:
    # Other users of this machine must not read what people upload.
    folder.mkdir(mode=0o700, exist_ok=True)


def _static_digest() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _collected_digest(data: Path) -> str:
    mark = data / "static.mark"
    return mark.read_text(encoding="ascii") if mark.exists() else ""


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
