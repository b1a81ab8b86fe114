"""Where a command works: its data folder and its database, checked before anything is done."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from pipeloop.site.cli.generation import require_readable
from pipeloop.site.cli.problem import Problem, no_answer


@dataclass(frozen=True, slots=True)
class Installation:
    """A data folder and the address of a database that answers."""

    data: Path
    url: str
    embedded: bool


def data_folder(chosen: Path | None) -> Path:
    """The data folder, created if it does not exist.

    Raises:
        Problem: nothing can be written there.
    """
    folder = chosen or Path(os.environ.get("PIPELOOP_DATA") or Path.home() / ".pipeloop")
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        words = _("The data folder %(folder)s cannot be written to: %(reason)s")
        raise Problem(words % {"folder": folder, "reason": error.strerror}) from None
    return folder


@contextmanager
def open_installation(data: Path) -> Iterator[Installation]:
    """Django over the database of the data folder; an embedded one stops afterwards.

    Raises:
        Problem: the database cannot be reached, is too old, or holds tables of another
            generation.
    """
    external = os.environ.get("DATABASE_URL", "")
    if external:
        _require_answer(external)
    os.environ["PIPELOOP_DATA"] = str(data)
    installation = Installation(data, external or _start(data), embedded=not external)
    os.environ["DATABASE_URL"] = installation.url
    try:
        require_readable(installation.url, None if external else data)
        _set_up_django()
        yield installation
    finally:
        if installation.embedded:
            _stop(data)


def _start(data: Path) -> str:
    from pipeloop.site.database import start_embedded

    try:
        return start_embedded(data)
    except RuntimeError as error:
        words = _("The embedded PostgreSQL does not start: %(reason)s")
        raise Problem(words % {"reason": error}) from None


def _stop(data: Path) -> None:
    from pipeloop.site.database import stop_embedded

    close_connections()
    stop_embedded(data)


def close_connections() -> None:
    """Leave no connection behind: a pool's threads do not survive a fork, nor a stop."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _require_answer(url: str) -> None:
    import psycopg

    from pipeloop.site.database import OLDEST_VERSION

    try:
        psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Not repeated in the message: it may hold a password.
        words = _("DATABASE_URL is not the address of a PostgreSQL database.")
        raise Problem(words) from None
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise Problem(no_answer(error)) from None
    if version < OLDEST_VERSION:
        words = _("The database is PostgreSQL %(found)d; version %(needed)d or later is needed.")
        raise Problem(words % {"found": version, "needed": OLDEST_VERSION})


def _set_up_django() -> None:
    import django

    from pipeloop.site.cli.language import use_language_in_django

    django.setup()
    use_language_in_django()
