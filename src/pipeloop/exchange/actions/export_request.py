"""Requesting an export, and downloading its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients.queries import personal_data_of
from pipeloop.company.actions import lock_person
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ContactId, ExportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.domain.export_columns import has_order, known_filters
from pipeloop.exchange.models import Export
from pipeloop.exchange.words import UNFINISHED, ExportFormat, ExportKind


@transaction.atomic
def request_export(actor: Person, kind: str, form: str, filters: Mapping[str, Any]) -> Export:
    """Have a list written into a file, as the actor sees it under these filters.

    The same request made again while the file is being written is the same export, so that two
    clicks make one.

    Args:
        form: XLSX or CSV for a list, JSON for one person's data.
        filters: by name, as `known_filters` has them; empty ones do not narrow.

    Raises:
        Forbidden: such rows are not the actor's to take out.
        NotFound: the person whose data is asked for is not kept.
        Refused: there is no such list, format or filter.
    """
    # Held to the end, so that the second of two clicks finds what the first has created.
    lock_person(actor)
    require(actor, policy.export, kind)
    _check(kind, form, filters)
    if kind == ExportKind.PERSON:
        personal_data_of(ContactId(filters["contact"]))
    given = {name: value for name, value in filters.items() if value}
    same = Export.objects.filter(by=actor, kind=kind, format=form, filters=given)
    export = same.filter(state__in=UNFINISHED).first()
    if export is None:
        export = Export.objects.create(kind=kind, format=form, filters=given, by=actor, at=now())
        defer("exchange.write_export", export_id=export.pk)
    return export


def _check(kind: str, form: str, filters: Mapping[str, Any]) -> None:
    if kind not in ExportKind.values:
        raise Refused("bad_value", _("Choose from the list."), field="kind")
    forms = (
        [ExportFormat.JSON] if kind == ExportKind.PERSON else [ExportFormat.XLSX, ExportFormat.CSV]
    )
    if form not in forms:
        raise Refused("bad_value", _("Choose from the list."), field="format")
    unknown = filters.keys() - known_filters(kind)
    if unknown:
        raise Refused("bad_value", _("The list has no such filter."), field=min(unknown))
    if not has_order(kind, filters.get("order", "")):
        raise Refused("bad_value", _("The list cannot be sorted this way."), field="order")
    if kind == ExportKind.PERSON and not filters.get("contact"):
        raise NotFound("contact")


def download_export(actor: Person, export_id: ExportId) -> tuple[Export, Path]:
    """An export with its file.

    Raises:
        Forbidden: somebody else requested it, or the actor may no longer export such rows.
        NotFound: there is no such export, or it is not the actor's to see.
        Refused: it is not written yet, or has been removed.
    """
    export = Export.objects.filter(pk=export_id).first()
    if export is None or not policy.see_export(actor, export):
        raise NotFound("export")
    require(actor, policy.download_export, export)
    if export.is_busy:
        raise Refused("not_ready", _("The file is still being written."))
    if not export.has_file(now()):
        raise Refused("no_file", _("The file has been removed: request a new export."))
    return export, Path(export.file.path)
