"""Erasing what is kept of people at clients."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients import policy
from pipeloop.clients.actions.contacts import locked
from pipeloop.clients.models import Contact
from pipeloop.clients.queries import past_term
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.queries import the_company
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ContactId


@transaction.atomic
def erase_contact(actor: Person, contact_id: ContactId) -> Contact:
    """Erase a person's data for good, past states included; deals and events stay, nameless.

    Raises:
        Forbidden: only a leader may.
        NotFound: there is no such contact, or it is erased already.
    """
    require(actor, policy.erase_contact)
    contact = locked(contact_id)
    _erase([contact.pk])
    contact.refresh_from_db()
    return contact


@transaction.atomic
def erase_past_term(actor: Person) -> int:
    """Erase the data of everybody whose term is over, as `erase_contact` does; answers how many.

    Raises:
        Forbidden: only a leader may.
        Refused: the company has set no term.
    """
    require(actor, policy.erase_contact)
    company = the_company()
    if company.keep_contacts_months is None:
        raise Refused("no_term", _("Set in the settings first how long contacts are kept."))
    rows = past_term(company).select_for_update(of=("self",))
    ids = list(rows.values_list("pk", flat=True))
    _erase(ids)
    return len(ids)


def _erase(ids: list[int]) -> None:
    """Empty the rows of contacts and delete their past states: two statements for any number."""
    Contact.objects.filter(pk__in=ids).update(
        name="—",
        position="",
        phone="",
        email="",
        consent_source="",
        consent_at=None,
        erased_at=now(),
    )
    # The table of past states is made by the decorator, which types do not see.
    Contact.history.rel.related_model.objects.filter(pgh_obj__in=ids).delete()  # type: ignore[attr-defined]
