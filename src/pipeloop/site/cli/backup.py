"""`pipeloop backup`: one file with everything, read back before it is called good."""

from __future__ import annotations

import json
import os
import tarfile
from argparse import Namespace
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeloop.site.cli import programs
from pipeloop.site.cli.arguments import add_command, add_json
from pipeloop.site.cli.installation import Installation, data_folder, open_installation
from pipeloop.site.cli.output import print_result
from pipeloop.site.cli.prepare import require_tables
from pipeloop.site.cli.problem import Problem
from pipeloop.site.schema import GENERATION, TABLE

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands

FORMAT = 1
DUMP, FILES, NOTE = "database.dump", "files", "backup.json"


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("write the database and the uploaded files into one file")
    parser = add_command(commands, "backup", run, words)
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file to write"))
    parser.add_argument("--force", action="store_true", help=_("replace the file if it exists"))
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Write the copy, then read it whole."""
    file: Path = arguments.file.absolute()
    if file.exists() and not arguments.force:
        raise Problem(_("%(file)s exists. Replace it with --force.") % {"file": file})
    if not file.parent.is_dir():
        raise Problem(_("There is no folder %(folder)s.") % {"folder": file.parent})
    with open_installation(data_folder(arguments.data)) as installation:
        require_tables()
        tables = write(installation, file)
    result = {"file": file, "bytes": file.stat().st_size, "tables": tables}
    words = _("%(file)s is written and verified: %(tables)d tables, %(bytes)d bytes.")
    print_result(words % result, result, as_json=arguments.json)
    return 0


def write(installation: Installation, file: Path) -> int:
    """Write a copy of `installation` into `file`; return the number of tables that it holds.

    Raises:
        Problem: the database cannot be dumped, or the dump cannot be read back.
    """
    # Written beside the target and renamed at the end: the backup is whole or not there.
    with TemporaryDirectory(dir=file.parent, prefix=".pipeloop-") as folder:
        dump, draft = Path(folder, DUMP), Path(folder, "copy.tar")
        programs.run(installation.url, "pg_dump", "--format=custom", "--no-owner", "--file", dump)
        tables = verify(installation.url, dump)
        note = Path(folder, NOTE)
        about = {
            "format": FORMAT,
            "schema": GENERATION,
            "created_at": datetime.now(UTC).isoformat(),
            "tables": tables,
        }
        note.write_text(json.dumps(about), encoding="utf-8")
        with tarfile.open(draft, "w") as tar:
            for part in (note, dump):
                tar.add(part, part.name)
            if (installation.data / FILES).is_dir():
                tar.add(installation.data / FILES, FILES)
        draft.chmod(0o600)
        os.replace(draft, file)
    return tables


def verify(url: str, dump: Path) -> int:
    """Read every row of a dump, as restoring it would; return the number of tables.

    Raises:
        Problem: it does not read.
    """
    with open(os.devnull, "w") as devnull:
        programs.run(url, "pg_restore", "--file=-", dump, output=devnull)
    return count_tables(url, dump)


def read_dump_generation(url: str, dump: Path) -> int:
    """The generation of the tables in a dump; 0 if they carry no mark."""
    rows = programs.run(url, "pg_restore", "--data-only", f"--table={TABLE}", "--file=-", dump)
    return max((int(line) for line in rows.splitlines() if line.isdecimal()), default=0)


def count_tables(url: str, dump: Path) -> int:
    """How many tables with rows a dump holds."""
    listed = programs.run(url, "pg_restore", "--list", dump)
    return sum(" TABLE DATA " in line for line in listed.splitlines())
