"""Personal data: what is kept of the people at clients, whose term is over, all of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from pipeloop.company.models import Company
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Contact, Deal, Event, Participant
from pipeloop.conveyor.words import DealState
from pipeloop.core.clock import months_before, now
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ContactId

PAGE = 50
# Sources of consent that the register names; the rest of them are counted together.
SOURCES = 12


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
class State:
    """A contact's card as it was from a moment on."""

    since: datetime
    name: str
    position: str
    phone: str
    email: str
    consent_at: datetime | None
    consent_source: str


@dataclass(frozen=True, slots=True)
class Part:
    """A deal that a person has to do with; `role` is their part in the decision, if told."""

    deal: int
    title: str
    state: str
    role: str
    main_contact: bool
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one person: their card, its states newest first, their deals."""

    id: int
    client: str
    created_at: datetime
    card: State
    states: tuple[State, ...]
    deals: tuple[Part, ...]


def register() -> Register:
    """The register as it is now: four SQL statements."""
    kept, consented = Q(erased_at=None), Q(erased_at=None, consent_at__isnull=False)
    found = Contact.objects.aggregate(
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
        **found,
        without=found["contacts"] - found["consented"],
        sources=sources,
        other=found["consented"] - sum(count for _source, count in sources),
        months=company.keep_contacts_months,
        past=past_term(company).count(),
    )


def past_term(company: Company) -> QuerySet[Contact]:
    """People whose term is over, in the order in which they came in.

    Nothing is open at their client, and within the term nothing has happened there: no deal made
    or closed, no event; nor were they themselves made or have agreed to be kept.
    """
    if company.keep_contacts_months is None:
        return Contact.objects.none()
    cut = months_before(now(), company.keep_contacts_months)
    deals = Deal.objects.filter(account=OuterRef("account"))
    alive = Q(state=DealState.OPEN) | Q(created_at__gt=cut) | Q(closed_at__gt=cut)
    events = Event.objects.filter(deal__account=OuterRef("account"), at__gt=cut)
    return (
        Contact.objects.filter(erased_at=None, created_at__lte=cut)
        .exclude(consent_at__gt=cut)
        .filter(~Exists(deals.filter(alive)), ~Exists(events))
        .order_by("created_at", "pk")
    )


def past_term_page(page: int) -> tuple[list[Contact], bool]:
    """A page of those whose term is over, and whether there are more."""
    start = (page - 1) * PAGE
    rows = past_term(the_company()).select_related("account")
    taken = list(rows[start : start + PAGE + 1])
    return taken[:PAGE], len(taken) > PAGE


def contact_name(contact_id: ContactId) -> str:
    """What a contact is called; empty when there is no such contact."""
    return Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first() or ""


def kept_of(contact_id: ContactId) -> Kept:
    """All that is kept of one person: four SQL statements.

    Raises:
        NotFound: there is no such contact, or it is erased.
    """
    contact = (
        Contact.objects.select_related("account").filter(pk=contact_id, erased_at=None).first()
    )
    if contact is None:
        raise NotFound("contact")
    # The table of past states is made by the decorator, which types do not see.
    states = contact.history.order_by("-pgh_created_at", "-pgh_id")  # type: ignore[attr-defined]
    return Kept(
        id=contact.pk,
        client=contact.account.name,
        created_at=contact.created_at,
        card=_state(contact, contact.created_at),
        states=tuple(_state(one, one.pgh_created_at) for one in states),
        deals=_parts(contact),
    )


def _state(row: Contact, since: datetime) -> State:
    return State(
        since=since,
        name=row.name,
        position=row.position,
        phone=row.phone,
        email=row.email,
        consent_at=row.consent_at,
        consent_source=row.consent_source,
    )


def _parts(contact: Contact) -> tuple[Part, ...]:
    roles = dict(Participant.objects.filter(contact=contact).values_list("deal", "role"))
    deals = Deal.objects.filter(Q(pk__in=list(roles)) | Q(contact=contact))
    return tuple(
        Part(
            deal=deal.pk,
            title=deal.title,
            state=deal.state,
            role=roles.get(deal.pk, ""),
            main_contact=deal.contact_id == contact.pk,
            created_at=deal.created_at,
            closed_at=deal.closed_at,
        )
        for deal in deals.order_by("created_at", "pk")
    )
