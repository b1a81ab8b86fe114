"""`pipeloop restore`: a copy put back, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import tarfile
from argparse import Namespace
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeloop.site.cli import programs
from pipeloop.site.cli.arguments import add_command, add_json
from pipeloop.site.cli.backup import (
    DUMP,
    FILES,
    FORMAT,
    NOTE,
    count_tables,
    read_dump_generation,
)
from pipeloop.site.cli.generation import require_restorable
from pipeloop.site.cli.installation import (
    Installation,
    close_connections,
    data_folder,
    open_installation,
)
from pipeloop.site.cli.output import print_result
from pipeloop.site.cli.prepare import migrate
from pipeloop.site.cli.problem import Problem
from pipeloop.site.locks import LockHeld, exclusive_lock

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("restore what “pipeloop backup” has written")
    parser = add_command(commands, "restore", run, words)
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file to read"))
    parser.add_argument(
        "--force", action="store_true", help=_("replace what the database holds now")
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Restore into a database that is empty, or that may be replaced."""
    if not arguments.file.is_file():
        raise Problem(_("There is no file %(file)s.") % {"file": arguments.file})
    data = data_folder(arguments.data)
    try:
        with exclusive_lock(data / "up.lock"), open_installation(data) as installation:
            if not arguments.force and _holds_rows():
                words = _("The database is not empty. Replace what it holds with --force.")
                raise Problem(words)
            tables = restore(installation, arguments.file)
    except LockHeld:
        words = _("Pipeloop is running on the data folder %(folder)s. Stop it first.")
        raise Problem(words % {"folder": data}) from None
    words = _("%(file)s is restored: %(tables)d tables.")
    result = {"file": arguments.file, "tables": tables}
    print_result(words % result, result, as_json=arguments.json)
    return 0


def restore(installation: Installation, file: Path) -> int:
    """Replace the database and the uploaded files by those of `file`; return how many tables.

    Raises:
        Problem: `file` is no copy, does not read whole, or its tables are of another
            generation; nothing is changed then.
    """
    with TemporaryDirectory(dir=installation.data, prefix=".restore-") as unpacked:
        folder = Path(unpacked)
        _unpack(file, folder)
        require_restorable(read_dump_generation(installation.url, folder / DUMP), file)
        # Read whole before anything is dropped: a dump that cannot be read stops here.
        script = folder / "restore.sql"
        programs.run(installation.url, "pg_restore", "--no-owner", "--file", script, folder / DUMP)
        tables = count_tables(installation.url, folder / DUMP)
        _replace_database(installation.url, script)
        _replace_files(installation.data / FILES, folder / FILES)
    # A copy of an older version of the package gets the tables of this one.
    migrate()
    return tables


def _holds_rows() -> bool:
    from django.db import connection

    from pipeloop.company.models import Person

    return "company_person" in connection.introspection.table_names() and Person.objects.exists()


def _unpack(file: Path, folder: Path) -> None:
    values = {"file": file}
    try:
        with tarfile.open(file) as tar:
            _extract(tar, folder.resolve())
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (tarfile.TarError, FileNotFoundError, ValueError):
        raise Problem(_("%(file)s was not written by “pipeloop backup”.") % values) from None
    if note["format"] > FORMAT:
        raise Problem(_("%(file)s was written by a later version of Pipeloop.") % values)
    require_restorable(note.get("schema", 0), file)


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    # Only plain files, and only into the folder: a copy may come from somebody else.
    for member in tar:
        target = (folder / member.name).resolve()
        source = tar.extractfile(member) if member.isfile() else None
        if source is None or not target.is_relative_to(folder):
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(source, file)


def _replace_database(url: str, script: Path) -> None:
    close_connections()
    # One transaction: the old rows go only if the new ones come.
    programs.run(
        url,
        *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        *("--command", "DROP SCHEMA public CASCADE", "--command", "CREATE SCHEMA public"),
        *("--file", script),
    )


def _replace_files(current: Path, new: Path) -> None:
    old = current.with_name("files.replaced")
    new.mkdir(mode=0o700, exist_ok=True)
    if old.exists():
        shutil.rmtree(old)
    if current.exists():
        current.rename(old)
    new.rename(current)
    if old.exists():
        shutil.rmtree(old)
