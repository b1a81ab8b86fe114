"""Runs PostgreSQL's own programs against the installation's database."""

from __future__ import annotations

import os
import subprocess
from gettext import gettext as _
from pathlib import Path
from typing import IO, Any

from pipeloop.site.cli.problem import Problem

# libpq's names of what an address may hold, and of the variables that say the same.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
}


def environment(url: str) -> dict[str, str]:
    """The environment in which libpq's programs reach `url`; arguments would show its password."""
    from psycopg.conninfo import conninfo_to_dict

    address = conninfo_to_dict(url)
    variables = {
        _VARIABLES[name]: str(value) for name, value in address.items() if name in _VARIABLES
    }
    return os.environ | variables


def command(name: str, *arguments: str | Path) -> list[str]:
    """The command line of one of PostgreSQL's programs."""
    from pipeloop.site.database import programs

    return [str(programs() / name), *map(str, arguments)]


def run(url: str, name: str, *arguments: str | Path, output: IO[Any] | None = None) -> str:
    """Run one of PostgreSQL's programs to its end; return what it prints.

    Raises:
        Problem: it fails; carries its last line.
    """
    process = subprocess.run(  # noqa: S603 - our own programs, no shell
        command(name, *arguments),
        env=environment(url),
        stdout=output or subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if process.returncode:
        raise Problem(failure_words(name, process.stderr))
    return process.stdout or ""


def failure_words(name: str, errors: str) -> str:
    """That a program failed, and the first of its errors, which caused the others."""
    lines = [line for line in errors.splitlines() if "error" in line.lower()]
    reason = (lines or errors.splitlines() or [""])[0]
    return _("%(name)s failed: %(reason)s") % {"name": name, "reason": reason}
