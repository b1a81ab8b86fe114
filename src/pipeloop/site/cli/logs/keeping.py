"""`pipeloop log keep`: a file added to the logs that are studied on pages."""

from __future__ import annotations

from argparse import Namespace
from gettext import gettext as _
from typing import Any

from pipeloop.site.cli.installation import data_folder, open_installation
from pipeloop.site.cli.logs.words import number
from pipeloop.site.cli.output import print_result
from pipeloop.site.cli.prepare import require_tables
from pipeloop.site.cli.problem import Problem


def keep(arguments: Namespace) -> int:
    """Add the file, read it, and say where it is to be seen."""
    if not arguments.file.is_file():
        raise Problem(_("%(file)s: there is no such file.") % {"file": arguments.file})
    with open_installation(data_folder(arguments.data)):
        require_tables()
        result = _keep(arguments)
    words = _("Kept: %(cases)s deals, %(events)s events. See it at %(address)s.")
    formatted = result | {name: number(result[name]) for name in ("cases", "events")}
    print_result(words % formatted, result, as_json=arguments.json)
    return 0


def _keep(arguments: Namespace) -> dict[str, Any]:
    from django.urls import reverse

    from pipeloop.core.ids import LogId
    from pipeloop.history.actions import add_local_file, read
    from pipeloop.history.queries import log

    row = add_local_file(arguments.file, name=arguments.name or arguments.file.name)
    read(LogId(row.pk))
    kept = log(LogId(row.pk))
    if not kept.is_open:
        raise Problem(_("The columns are not sure: choose them on the page of the log."))
    address = reverse("history:map", args=[row.pk])
    return {"id": row.pk, "cases": kept.cases, "events": kept.events, "address": address}
