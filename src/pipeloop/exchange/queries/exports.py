"""The log of exports, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.clients.queries import contact_name
from pipeloop.clients.words import FitClass
from pipeloop.company.models import Person
from pipeloop.company.queries import person_name, team_name
from pipeloop.conveyor.words import DealState
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ContactId, ExportId, PersonId, TeamId
from pipeloop.exchange import policy
from pipeloop.exchange.models import Export

PAGE = 50
# Filters that are shown, in the order in which they stand above the lists.
SHOWN_FILTERS = (
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
    page_rows = list(rows[start : start + PAGE + 1])
    return page_rows[:PAGE], len(page_rows) > PAGE


def export(actor: Person, export_id: ExportId) -> Export:
    """One export.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = Export.objects.select_related("by").filter(pk=export_id).first()
    if row is None or not policy.see_export(actor, row):
        raise NotFound("export")
    return row


def filter_words(of: Export) -> list[str]:
    """The filters of the list, in words."""
    filters = of.filters
    return [_filter_word(name, filters[name]) for name in SHOWN_FILTERS if filters.get(name)]


def _filter_word(name: str, value: Any) -> str:
    if name == "text":
        return _("“%(text)s”") % {"text": value}
    if name == "owner":
        return person_name(PersonId(value)) or "—"
    if name == "contact":
        return contact_name(ContactId(value)) or "—"
    if name == "team":
        return team_name(TeamId(value)) or "—"
    if name == "fit_class":
        return _("class %(name)s") % {"name": FitClass(value).label}
    if name == "state":
        return str(DealState(value).label)
    flags = {"hanging": _("Stalled"), "key": _("Key"), "active": _("Have bought")}
    return flags.get(name, str(value))
