"""What deals keep of people at clients: asked by the register of personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from pipeloop.clients.models import Contact
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.words import DealState


@dataclass(frozen=True, slots=True)
class ContactDeal:
    """A deal that a person has to do with; `role` is their part in the decision, if known."""

    deal: int
    title: str
    state: str
    role: str
    main_contact: bool
    created_at: datetime
    closed_at: datetime | None


def deals_of_contact(contact: Contact) -> tuple[str, Sequence[ContactDeal]]:
    """The deals of one person: two SQL statements."""
    roles = dict(Participant.objects.filter(contact=contact).values_list("deal", "role"))
    rows = Deal.objects.filter(Q(pk__in=list(roles)) | Q(contact=contact))
    deals = tuple(
        ContactDeal(
            deal=deal.pk,
            title=deal.title,
            state=deal.state,
            role=roles.get(deal.pk, ""),
            main_contact=deal.contact_id == contact.pk,
            created_at=deal.created_at,
            closed_at=deal.closed_at,
        )
        for deal in rows.order_by("created_at", "pk")
    )
    return "deals", deals


def in_use(since: datetime) -> Q:
    """Contacts at whose client a deal is open, or was created, closed or changed after a moment."""
    deals = Deal.objects.filter(account=OuterRef("account"))
    active = Q(state=DealState.OPEN) | Q(created_at__gt=since) | Q(closed_at__gt=since)
    events = Event.objects.filter(deal__account=OuterRef("account"), at__gt=since)
    return Q(Exists(deals.filter(active))) | Q(Exists(events))
