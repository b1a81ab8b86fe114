"""`pipeloop migrate` and `pipeloop check`."""

from __future__ import annotations

import shutil
from argparse import Namespace
from dataclasses import asdict, dataclass
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_command, add_json
from pipeloop.site.cli.installation import Installation, data_folder, open_installation
from pipeloop.site.cli.output import print_result
from pipeloop.site.cli.prepare import migrate, pending

if TYPE_CHECKING:
    from pipeloop.site.cli.arguments import Commands

# Below this PostgreSQL may stop in the middle of a day's work.
LEAST_FREE_BYTES = 1_000_000_000


def add(commands: Commands) -> None:
    """Add both commands to the command line."""
    words = _("upgrade the tables to this version of Pipeloop")
    add_json(add_command(commands, "migrate", run_migrate, words))
    words = _("check whether the installation is in order")
    add_json(add_command(commands, "check", run_check, words))


def run_migrate(arguments: Namespace) -> int:
    """Apply pending migrations."""
    with open_installation(data_folder(arguments.data)):
        count = pending()
        migrate()
    done = ngettext("%(count)d migration is applied.", "%(count)d migrations are applied.", count)
    words = done % {"count": count} if count else _("The tables are up to date.")
    print_result(words, {"applied": count}, as_json=arguments.json)
    return 0


def run_check(arguments: Namespace) -> int:
    """Print what was checked; 1 if anything is not in order."""
    with open_installation(data_folder(arguments.data)) as installation:
        checks = _run_checks(installation)
    lines = [f"{'✓' if check.good else '✗'} {check.words}" for check in checks]
    result = {"checks": [asdict(check) for check in checks]}
    print_result("\n".join(lines), result, as_json=arguments.json)
    return 0 if all(check.good for check in checks) else 1


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, and whether it is in order."""

    name: str
    good: bool
    words: str


def _run_checks(installation: Installation) -> list[Check]:
    return [_database(), _tables(), _disk(installation), *_configuration()]


def _database() -> Check:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return Check("database", True, _("PostgreSQL %(version)s answers.") % {"version": version})


def _tables() -> Check:
    count = pending()
    words = ngettext("%(count)d migration is pending.", "%(count)d migrations are pending.", count)
    words = words % {"count": count} if count else _("The tables are up to date.")
    return Check("tables", not count, words)


def _disk(installation: Installation) -> Check:
    free = shutil.disk_usage(installation.data).free
    words = _("%(free).1f GB are free in %(folder)s.")
    values = {"free": free / 1e9, "folder": installation.data}
    return Check("disk", free >= LEAST_FREE_BYTES, words % values)


def _configuration() -> list[Check]:
    from django.core.checks import run_checks

    problems = [str(problem.msg) for problem in run_checks() if not problem.is_silenced()]
    if not problems:
        return [Check("configuration", True, _("The configuration is in order."))]
    return [Check("configuration", False, words) for words in problems]
