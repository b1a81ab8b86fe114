"""What every action on a deal does: lock the row, change it, record an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.company.queries.working_time import working_times
from pipeloop.conveyor import policy
from pipeloop.conveyor.domain import facts
from pipeloop.conveyor.domain.gate import Counts, DealFacts
from pipeloop.conveyor.domain.verdicts import hanging_verdict
from pipeloop.conveyor.models import Contact, Deal, Event, Participant
from pipeloop.conveyor.queries.deal import known_contacts
from pipeloop.conveyor.words import DealState, DecisionRole, EventKind
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused, Stale
from pipeloop.core.ids import DealId, VersionId
from pipeloop.engine.worktime import WorkTime
from pipeloop.process.queries import EvidenceView, Outline, StepView, outline
from pipeloop.process.words import StageKind

Fill = Mapping[str, facts.Raw]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody at the client who takes part in the decision."""

    name: str
    role: str


@dataclass
class DealContext:
    """A locked deal with what an action on it needs at hand."""

    actor: Person
    deal: Deal
    company: Company
    outline: Outline
    at: datetime

    @property
    def step(self) -> StepView:
        return self.outline.step(self.deal.step_id)

    @cached_property
    def work(self) -> WorkTime:
        """The working calendar of the owner's team."""
        owner = self.deal.owner
        return working_times().of(owner.team_id if owner else None)

    def facts(self) -> DealFacts:
        """The deal as the rules see it, people counted anew."""
        return DealFacts(
            deal=self.deal,
            evidence=self.outline.evidence,
            counts=count_people(self.deal),
            discount_limit=self.company.discount_limit,
            at=self.at,
        )

    def evidence(self, key: str) -> EvidenceView:
        try:
            return self.outline.evidence[key]
        except KeyError:
            raise Refused("unknown_evidence", _("No step asks for this."), field=key) from None


def lock_deal(
    actor: Person, deal_id: DealId, *, seen: int | None, state: str = DealState.OPEN
) -> DealContext:
    """Lock a deal that the actor may work on, and that nobody has changed since it was seen.

    Args:
        seen: the revision that the actor looked at; None from programs that did not look.
        state: the state the deal must be in.

    Raises:
        NotFound: there is no such deal, or the actor may not see it.
        Forbidden: the actor sees it and may not work on it.
        Stale: it has changed since.
        Refused: it is closed, or not closed, contrary to what the action needs.
    """
    company = the_company()
    deal = (
        Deal.objects.select_for_update(of=("self",))
        .select_related("account", "contact", "owner", "stage")
        .filter(pk=deal_id)
        .first()
    )
    if deal is None or not policy.see_deal(actor, deal, company):
        raise NotFound("deal")
    policy.require(actor, policy.move_deal, deal)
    if seen is not None and seen != deal.revision:
        raise Stale(deal)
    if deal.state != state:
        closed = deal.state != DealState.OPEN
        raise Refused(
            "wrong_state", _("This deal is closed.") if closed else _("This deal is still open.")
        )
    return DealContext(actor, deal, company, outline(VersionId(deal.version_id)), now())


def apply_evidence(
    context: DealContext, given: Fill, people: Sequence[NewPerson] = ()
) -> dict[str, Any]:
    """Put given values on the deal; answer what was recorded, for the event.

    Raises:
        Refused: a value cannot be read, or an approval is not the actor's to give.
    """
    reading = facts.Reading(
        today=timezone.localdate(context.at), currency=context.deal.currency, by=context.actor.pk
    )
    recorded = {}
    for key, raw in given.items():
        evidence = context.evidence(key)
        value = facts.read(evidence, raw, reading)
        if value is None:
            continue
        if evidence.kind == "approval":
            policy.require(context.actor, policy.approve, context.deal, evidence.code)
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
    contact = Contact.objects.create(
        account=context.deal.account, name=name[:150], created_at=context.at, origin=None
    )
    if context.deal.contact is None:
        context.deal.contact = contact
    return Participant.objects.create(deal=context.deal, contact=contact, role=person.role)


def count_people(deal: Deal) -> Counts:
    """How many people the deal knows at the client: two SQL statements."""
    roles = list(Participant.objects.filter(deal=deal).values_list("role", flat=True))
    return Counts(
        people=len(roles),
        deciders=roles.count(DecisionRole.DECIDER),
        contacts=known_contacts(deal),
    )


def record_departure(
    context: DealContext,
    kind: EventKind,
    *,
    to: StepView | None = None,
    waiver: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Record that the deal leaves its step, with the working time it stood there; save it."""
    deal, here = context.deal, context.step
    event = Event(
        from_step_id=here.id,
        from_stage_id=deal.stage_id,
        to_step_id=to.id if to else None,
        to_stage_id=to.stage_id if to else None,
        step_work_s=context.work.between(deal.entered_step_at, context.at),
        stage_work_s=context.work.between(deal.entered_stage_at, context.at),
        waiver=waiver,
    )
    if to is not None:
        stand_on(context, to)
    return _save(context, event, kind, details)


def record(context: DealContext, kind: EventKind, details: dict[str, Any] | None = None) -> Event:
    """Record something that happened where the deal stands; save the deal."""
    here = context.step
    event = Event(to_step_id=here.id, to_stage_id=here.stage_id)
    return _save(context, event, kind, details)


def stand_on(context: DealContext, step: StepView) -> None:
    """Put the deal on a step, in this moment."""
    deal = context.deal
    if step.stage_id != deal.stage_id:
        deal.entered_stage_at = context.at
        signed = context.outline.stage(step.stage_id).kind == StageKind.CLIENT_FULFILLMENT
        deal.signed_at = (deal.signed_at or context.at) if signed else None
    deal.step_id, deal.stage_id = step.id, step.stage_id
    deal.entered_step_at = context.at


def _save(
    context: DealContext, event: Event, kind: EventKind, details: dict[str, Any] | None
) -> Event:
    deal = context.deal
    deal.revision += 1
    if deal.state == DealState.OPEN:
        people = Participant.objects.filter(deal=deal).count() if deal.pk else 0
        found = hanging_verdict(
            deal, context.company, context.outline, context.at, people, context.work
        )
        deal.warns_at, deal.hangs_at = found.warns_at, found.hangs_at
    else:
        deal.warns_at = deal.hangs_at = None
    deal.save()
    event.deal, event.kind, event.details = deal, kind, details or {}
    event.at = event.recorded_at = context.at
    event.actor, event.role = context.actor, acting_role(context)
    event.version_id = deal.version_id
    event.save(force_insert=True)
    return event


def acting_role(context: DealContext) -> str:
    """The role in which the actor works: the step's own if they hold it, else their first."""
    if context.actor.plays(context.step.role_code):
        return context.step.role_code
    return min(context.actor.role_codes, default="")
