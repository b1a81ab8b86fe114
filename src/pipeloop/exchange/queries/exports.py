"""The log of exports, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.clients.models import Contact
from pipeloop.clients.words import FitClass
from pipeloop.company.models import Person, Team
from pipeloop.conveyor.words import DealState
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ExportId
from pipeloop.exchange import policy
from pipeloop.exchange.models import Export

PAGE = 50
# Filters that a person would name, in the order in which they stand over the lists.
TOLD = (
    "text", "owner", "team", "source", "state", "fit_class", "hanging", "active", "key", "contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportFilters:
    """What narrows the log of exports; `person` only for those who see all of it."""

    person: int | None = None
    kind: str = ""


def exports(actor: Person, filters: ExportFilters, *, page: int = 1) -> tuple[list[Export], bool]:
    """A page of exports, the actor's own or all, and whether there are more: one statement."""
    rows = Export.objects.select_related("by")
    if not policy.see_all_exports(actor):
        rows = rows.filter(by=actor)
    elif filters.person:
        rows = rows.filter(by=filters.person)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    start = (page - 1) * PAGE
    taken = list(rows[start : start + PAGE + 1])
    return taken[:PAGE], len(taken) > PAGE


def export(actor: Person, export_id: ExportId) -> Export:
    """One export.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    found = Export.objects.select_related("by").filter(pk=export_id).first()
    if found is None or not policy.see_export(actor, found):
        raise NotFound("export")
    return found


def told_filters(asked: Export) -> list[str]:
    """By what the list was narrowed, in words."""
    filters = asked.filters
    return [_told(name, filters[name]) for name in TOLD if filters.get(name)]


def _told(name: str, value: Any) -> str:
    if name == "text":
        return _("“%(text)s”") % {"text": value}
    if name == "owner":
        return str(Person.objects.filter(pk=value).first() or "—")
    if name == "contact":
        return str(Contact.objects.filter(pk=value).first() or "—")
    if name == "team":
        return str(Team.objects.filter(pk=value).first() or "—")
    if name == "fit_class":
        return _("class %(name)s") % {"name": FitClass(value).label}
    if name == "state":
        return str(DealState(value).label)
    flags = {"hanging": _("Hanging"), "key": _("Key"), "active": _("Have bought")}
    return flags.get(name, str(value))
