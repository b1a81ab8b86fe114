"""Recording evidence on a deal, with a move or without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pipeloop.clients.actions import ContactCard, create_contact, set_fit_class, set_reach
from pipeloop.company.models import Person
from pipeloop.conveyor import policy
from pipeloop.conveyor.actions.deal_context import DealContext, lock_deal
from pipeloop.conveyor.actions.recording import record
from pipeloop.conveyor.domain import facts
from pipeloop.conveyor.models import Deal, Participant
from pipeloop.conveyor.words import DecisionRole, EventKind
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId

Evidence = Mapping[str, facts.Raw]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody at the client who takes part in the decision."""

    name: str
    role: str


@transaction.atomic
def record_facts(
    actor: Person,
    deal_id: DealId,
    *,
    seen: int | None,
    given: Evidence,
    people: Sequence[NewPerson] = (),
) -> Deal:
    """Record evidence without moving the deal.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: a value cannot be read, or nothing was given.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    recorded = apply_evidence(context, given, people)
    if not recorded:
        raise Refused("nothing", _("Nothing was filled in."))
    record(context, EventKind.FACTS, {"facts": recorded})
    return context.deal


@transaction.atomic
def add_participant(
    actor: Person, deal_id: DealId, *, seen: int | None, person: NewPerson
) -> Participant:
    """Put somebody at the client on the deal's map of the decision.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: they have no name, or the part is not in the list.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    participant = add_person(context, person)
    record(context, EventKind.FACTS, {"facts": {"people": [person.role]}})
    return participant


def apply_evidence(
    context: DealContext, given: Evidence, people: Sequence[NewPerson] = ()
) -> dict[str, Any]:
    """Put given values on the deal; answer what was recorded, for the event.

    Raises:
        Refused: a value cannot be read, or an approval is not the actor's to give.
    """
    reading = facts.Reading(
        today=timezone.localdate(context.at), currency=context.deal.currency, by=context.actor.pk
    )
    recorded: dict[str, Any] = {}
    for key, raw in given.items():
        evidence = context.evidence(key)
        value = facts.read(evidence, raw, reading)
        if value is None:
            continue
        if evidence.kind == "approval":
            policy.require(context.actor, policy.approve, context.deal, evidence.code)
        if evidence.kind == "field" and evidence.maps_to in _OF_CLIENT:
            _OF_CLIENT[evidence.maps_to](context.deal, value)
        else:
            facts.put(context.deal, evidence, value)
        # How to reach a person is kept with the person, and goes with them; events stay.
        recorded[key] = None if evidence.maps_to == "contact" else value
        if key == "event:two_way_contact" or evidence.kind == "buyer":
            context.deal.last_contact_at = context.at
    for person in people:
        add_person(context, person)
    if people:
        recorded["people"] = [person.role for person in people]
    return recorded


def add_person(context: DealContext, person: NewPerson) -> Participant:
    """Put somebody new at the client on the deal's map of the decision."""
    name = person.name.strip()
    if not name:
        raise Refused("no_name", _("Give the person's name."), field="people")
    if person.role not in DecisionRole.values:
        raise Refused("bad_value", _("Choose from the list."), field="people")
    contact = create_contact(context.deal.account, ContactCard(name))
    if context.deal.contact is None:
        context.deal.contact = contact
    return Participant.objects.create(deal=context.deal, contact=contact, role=person.role)


def _set_contact(deal: Deal, value: str) -> None:
    if deal.contact is None:
        raise Refused("no_contact", _("Add a contact to the deal first."), field="contact")
    set_reach(deal.contact, value)


def _set_fit_class(deal: Deal, value: str) -> None:
    set_fit_class(deal.account, value)


# Evidence that is kept with the client and not with the deal.
_OF_CLIENT: dict[str, Callable[[Deal, str], None]] = {
    "contact": _set_contact,
    "fit_class": _set_fit_class,
}
