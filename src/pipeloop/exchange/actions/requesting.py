"""Asking for an export, and fetching its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients.queries import personal_data_of
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ContactId, ExportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.domain.sheets import has_order, known_filters
from pipeloop.exchange.models import Export
from pipeloop.exchange.words import UNFINISHED, ExportFormat, ExportKind


@transaction.atomic
def ask_export(actor: Person, kind: str, form: str, filters: Mapping[str, Any]) -> Export:
    """Have a list written into a file, as the actor sees it under these filters.

    The same asked again while it is being written is the same export: two clicks make one.

    Args:
        form: XLSX or CSV for a list, JSON for one person's data.
        filters: by name, as `known_filters` has them; empty ones do not narrow.

    Raises:
        Forbidden: such rows are not the actor's to take out.
        NotFound: the person whose data is asked for is not kept.
        Refused: there is no such list, format or filter.
    """
    # Held to the end, so that the second of two clicks finds what the first has made.
    Person.objects.select_for_update().get(pk=actor.pk)
    require(actor, policy.export, kind)
    _check(kind, form, filters)
    if kind == ExportKind.PERSON:
        personal_data_of(ContactId(filters["contact"]))
    asked = {name: value for name, value in filters.items() if value}
    same = Export.objects.filter(by=actor, kind=kind, format=form, filters=asked)
    found = same.filter(state__in=UNFINISHED).first()
    if found is None:
        found = Export.objects.create(kind=kind, format=form, filters=asked, by=actor, at=now())
        defer("exchange.write", export_id=found.pk)
    return found


def _check(kind: str, form: str, filters: Mapping[str, Any]) -> None:
    if kind not in ExportKind.values:
        raise Refused("bad_value", _("Choose from the list."), field="kind")
    forms = (
        [ExportFormat.JSON] if kind == ExportKind.PERSON else [ExportFormat.XLSX, ExportFormat.CSV]
    )
    if form not in forms:
        raise Refused("bad_value", _("Choose from the list."), field="format")
    strange = filters.keys() - known_filters(kind)
    if strange:
        raise Refused("bad_value", _("The list has no such filter."), field=min(strange))
    if not has_order(kind, filters.get("order", "")):
        raise Refused("bad_value", _("The list does not stand in such an order."), field="order")
    if kind == ExportKind.PERSON and not filters.get("contact"):
        raise NotFound("contact")


def fetch_file(actor: Person, export_id: ExportId) -> tuple[Export, Path]:
    """An export with its file.

    Raises:
        Forbidden: somebody else asked for it, or the actor may take out such rows no more.
        NotFound: there is no such export, or it is not the actor's to see.
        Refused: it is not written, or is removed already.
    """
    found = Export.objects.filter(pk=export_id).first()
    if found is None or not policy.see_export(actor, found):
        raise NotFound("export")
    require(actor, policy.fetch_export, found)
    if found.is_busy:
        raise Refused("not_ready", _("The file is still being written."))
    if not found.has_file(now()):
        raise Refused("no_file", _("There is no file any more: ask for it anew."))
    return found, Path(found.file.path)
