"""The files of the embedded PostgreSQL: its settings, and what a crash leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# A recovery after a crash is quicker; if it takes longer, the disk is broken.
START_TIMEOUT_SECONDS = 180
LOG_BYTES = 10_000_000

# For a few dozen users on a machine that does other work too.
SETTINGS = """
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_connections = 100
random_page_cost = 1.1
jit = off
wal_compression = on
unix_socket_permissions = 0700
"""


def write_settings(pgdata: Path) -> None:
    """Write our settings into a folder that PostgreSQL has just created."""
    with (pgdata / "postgresql.auto.conf").open("a", encoding="ascii") as file:
        file.write(SETTINGS)


def remove_tree(folder: Path) -> None:
    """Delete `folder` with its content, if it exists."""
    if folder.exists():
        shutil.rmtree(folder)


@contextmanager
def c_locale() -> Iterator[None]:
    """Create PostgreSQL alike on every machine, also where the user's locale is not installed."""
    previous = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        if previous is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = previous


def remove_stale_pids(pgdata: Path) -> None:
    """Remove the notes of killed processes, which would mislead the next start and stop."""
    import psutil

    pids = pgdata / ".handle_pids.json"
    if pids.exists():
        alive = [pid for pid in _read_pids(pids) if psutil.pid_exists(pid)]
        pids.write_text(json.dumps(alive), encoding="ascii")
    for lock in (pgdata / "postmaster.pid", *pgdata.glob(".s.PGSQL.*.lock")):
        if lock.exists() and not _is_served(pgdata, lock):
            lock.unlink()


def _read_pids(file: Path) -> list[int]:
    try:
        return [int(pid) for pid in json.loads(file.read_text(encoding="ascii"))]
    except ValueError:  # written half-way
        return []


def _is_served(pgdata: Path, lock: Path) -> bool:
    """Whether the process that a lock file names is this server, and not another of that id."""
    import psutil

    try:
        pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        return any(str(pgdata) in part for part in psutil.Process(pid).cmdline())
    except psutil.AccessDenied:
        return True
    except (ValueError, psutil.NoSuchProcess):
        return False


def rotate_log(pgdata: Path) -> None:
    """Begin a new log when the old one has grown; one old one is kept."""
    log = pgdata / "log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(pgdata / "log.old")


def wait_until_ready(address: str, pgdata: Path) -> None:
    """Return when the server answers.

    Raises:
        RuntimeError: it does not for `START_TIMEOUT_SECONDS`; carries the end of its log.
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline or not (pgdata / "postmaster.pid").exists():
                raise RuntimeError(log_end(pgdata)) from None
            time.sleep(0.1)
        else:
            return


def ensure_database(address: str, name: str) -> None:
    """Create the database `name`, if it is not there."""
    with psycopg.connect(address, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if exists.fetchone() is None:
            # PostgreSQL's own locale knows the case of Russian letters on every machine.
            connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8'
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )


def log_end(pgdata: Path) -> str:
    """The last error of the server, or words that say that it wrote none."""
    log = pgdata / "log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    errors = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return errors[-1] if errors else "PostgreSQL did not start"
