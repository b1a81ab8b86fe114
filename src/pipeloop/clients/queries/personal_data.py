"""Personal data: what is kept of the people at clients, whose term is over, all of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from pipeloop.clients.models import Contact
from pipeloop.clients.queries.accounts import contact as contact_of_id
from pipeloop.company.models import Company
from pipeloop.company.queries import the_company
from pipeloop.core.clock import months_before, now
from pipeloop.core.ids import ContactId
from pipeloop.core.subscribers import Subscribers

PAGE = 50
# Sources of consent that the register names; the rest of them are counted together.
SOURCES = 12

# A condition on contacts: business goes on at their client, or went on after a moment. A
# capability that knows of business adds its own.
IN_USE: Subscribers[[datetime], Q] = Subscribers()
# What else is kept of a person: a name for it, and plain dataclasses. A capability that keeps
# something of people adds its own.
RECORDS: Subscribers[[Contact], tuple[str, Sequence[Any]]] = Subscribers()


@dataclass(frozen=True, slots=True)
class Register:
    """The register of contacts' data.

    Args:
        contacts: people of whom something is kept; `consented` and `without` add up to them.
        since: when the first of them came in.
        sources: where consents come from and how many, commonest first.
        other: consents from sources that are not named.
        months: how long data is kept when nothing happens; None without a term.
        past: people whose term is over.
    """

    contacts: int
    consented: int
    without: int
    erased: int
    since: datetime | None
    sources: tuple[tuple[str, int], ...]
    other: int
    months: int | None
    past: int


@dataclass(frozen=True, slots=True)
class ContactState:
    """A contact's card as it was from a moment on."""

    since: datetime
    name: str
    position: str
    phone: str
    email: str
    consent_at: datetime | None
    consent_source: str


@dataclass(frozen=True, slots=True)
class PersonalData:
    """All that is kept of one person: their card, its states newest first, and records of others.

    Args:
        records: what other capabilities keep of the person, by name.
    """

    id: int
    client: str
    created_at: datetime
    card: ContactState
    states: tuple[ContactState, ...]
    records: dict[str, Sequence[Any]]


def register() -> Register:
    """The register as it is now: four SQL statements."""
    kept, consented = Q(erased_at=None), Q(erased_at=None, consent_at__isnull=False)
    totals = Contact.objects.aggregate(
        contacts=Count("pk", filter=kept),
        consented=Count("pk", filter=consented),
        erased=Count("pk", filter=~kept),
        since=Min("created_at", filter=kept),
    )
    company = the_company()
    sources = tuple(
        Contact.objects.filter(consented)
        .order_by()
        .values_list("consent_source")
        .annotate(n=Count("pk"))
        .order_by("-n", "consent_source")[:SOURCES]
    )
    return Register(
        **totals,
        without=totals["contacts"] - totals["consented"],
        sources=sources,
        other=totals["consented"] - sum(count for _source, count in sources),
        months=company.keep_contacts_months,
        past=past_term(company).count(),
    )


def past_term(company: Company) -> QuerySet[Contact]:
    """People whose term is over, in the order in which they came in.

    Within the term no business went on at their client, by what every capability knows of it;
    nor were they themselves added or have agreed to be kept.
    """
    if company.keep_contacts_months is None:
        return Contact.objects.none()
    cut = months_before(now(), company.keep_contacts_months)
    rows = Contact.objects.filter(erased_at=None, created_at__lte=cut).exclude(consent_at__gt=cut)
    for in_use in IN_USE.call(cut):
        rows = rows.exclude(in_use)
    return rows.order_by("created_at", "pk")


def past_term_page(page: int) -> tuple[list[Contact], bool]:
    """A page of those whose term is over, and whether there are more."""
    start = (page - 1) * PAGE
    rows = past_term(the_company()).select_related("account")
    taken = list(rows[start : start + PAGE + 1])
    return taken[:PAGE], len(taken) > PAGE


def contact_name(contact_id: ContactId) -> str:
    """What a contact is called; empty when there is no such contact."""
    return Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first() or ""


def personal_data_of(contact_id: ContactId) -> PersonalData:
    """All that is kept of one person, here and in every capability that keeps something of people.

    Raises:
        NotFound: there is no such contact, or it is erased.
    """
    contact = contact_of_id(contact_id)
    # The table of past states is made by the decorator, which types do not see.
    states = contact.history.order_by("-pgh_created_at", "-pgh_id")  # type: ignore[attr-defined]
    return PersonalData(
        id=contact.pk,
        client=contact.account.name,
        created_at=contact.created_at,
        card=_state(contact, contact.created_at),
        states=tuple(_state(row, row.pgh_created_at) for row in states),
        records=dict(RECORDS.call(contact)),
    )


def _state(row: Contact, since: datetime) -> ContactState:
    return ContactState(
        since=since,
        name=row.name,
        position=row.position,
        phone=row.phone,
        email=row.email,
        consent_at=row.consent_at,
        consent_source=row.consent_source,
    )
