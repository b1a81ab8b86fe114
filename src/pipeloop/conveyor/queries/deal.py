"""One deal: its page, its timeline, the gate before another step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeloop.clients.models import Contact
from pipeloop.clients.queries import known_contacts
from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor import policy
from pipeloop.conveyor.domain import gate
from pipeloop.conveyor.domain.facts import value_of
from pipeloop.conveyor.domain.gate import Counts, DealFacts, Gate
from pipeloop.conveyor.domain.hanging import Sign
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.queries.judging import judge_at
from pipeloop.conveyor.words import DealState, DecisionRole
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import DealId, StepId, VersionId
from pipeloop.engine.hanging import UsualTime
from pipeloop.process.queries import EvidenceView, Outline, StageView, StepView, outline

TIMELINE = 100
# Evidence that the page shows among the deal's own columns.
SHOWN = frozenset({"owner", "account", "amount", "close_date", "next_step_date"})


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact that is recorded: what was asked, and what was answered."""

    evidence: EvidenceView
    value: Any


@dataclass(frozen=True, slots=True)
class DealPage:
    """All that the page of a deal shows.

    Args:
        gate: the gate to the next step, or None where there is none.
        main_contact: the deal's own contact, unless they are among its people.
        signs: rules of hanging that hold now.
        usual, usual_days: how long a stay on the step usually lasts, also in working days.
        may_move, may_waive: what the reader may do.
        our_phase, their_phase: buying phases that our step serves and the client has proven.
    """

    deal: Deal
    outline: Outline
    stage: StageView
    step: StepView
    next_step: StepView | None
    gate: Gate | None
    facts: tuple[RecordedFact, ...]
    people: tuple[Participant, ...]
    main_contact: Contact | None
    signs: tuple[Sign, ...]
    usual: UsualTime | None
    usual_days: float | None
    days: int
    may_move: bool
    may_waive: bool
    our_phase: Any
    their_phase: Any
    ahead: bool


def visible_deal(actor: Person, deal_id: DealId) -> Deal:
    """A deal that the actor may see.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    return _visible(actor, deal_id, the_company())


def _visible(actor: Person, deal_id: DealId, company: Company) -> Deal:
    deal = (
        Deal.objects.select_related(
            "account", "contact", "owner__team", "hunter", "stage", "reason", "origin"
        )
        .filter(pk=deal_id)
        .first()
    )
    if deal is None or not policy.see_deal(actor, deal, company):
        raise NotFound("deal")
    return deal


def deal_page(actor: Person, deal_id: DealId) -> DealPage:
    """The page of a deal.

    Raises:
        NotFound: there is no such deal, or it is not the actor's to see.
    """
    company, at = the_company(), now()
    deal = _visible(actor, deal_id, company)
    plan = outline(VersionId(deal.version_id))
    step = plan.step(deal.step_id)
    after = _next(plan, step) if deal.state == DealState.OPEN else None
    people = tuple(Participant.objects.filter(deal=deal).select_related("contact").order_by("pk"))
    known = DealFacts(deal, plan.evidence, _counts(deal, people), company.discount_limit, at)
    judge = judge_at(at, company, plan)
    usual = judge.usual(deal)
    signs = judge.verdict(deal, len(people)).at(at) if deal.state == DealState.OPEN else ()
    theirs = plan.phases.get(deal.buying_phase)
    return DealPage(
        deal=deal,
        outline=plan,
        stage=plan.stage(deal.stage_id),
        step=step,
        next_step=after,
        gate=gate.check((step,), known) if deal.state == DealState.OPEN else None,
        facts=_facts(deal, plan),
        people=people,
        main_contact=_main_contact(deal, people),
        signs=signs,
        usual=usual,
        usual_days=judge.usual_times.days(usual),
        days=((deal.closed_at or at) - deal.entered_step_at).days,
        may_move=policy.move_deal(actor, deal),
        may_waive=policy.waive_gate(actor, deal),
        our_phase=step.buying_phase,
        their_phase=theirs[1] if theirs else None,
        ahead=bool(theirs and step.buying_order is not None and step.buying_order > theirs[0] + 1),
    )


def deal_and_step(actor: Person, deal_id: DealId, to: StepId) -> tuple[Deal, StepView]:
    """The deal and the step it is to go to, as they are now.

    Raises:
        NotFound: there is no such deal or step, or it is not the actor's to see.
    """
    deal = visible_deal(actor, deal_id)
    return deal, outline(VersionId(deal.version_id)).step(to)


def gate_before(deal: Deal, step: StepView) -> Gate:
    """The gate between where a deal stands and a step, as it is now."""
    plan = outline(VersionId(deal.version_id))
    deal_facts = DealFacts(
        deal, plan.evidence, count_people(deal), the_company().discount_limit, now()
    )
    here = plan.step(deal.step_id).place
    return gate.check(gate.steps_between(plan, here, step.place), deal_facts)


def timeline(
    deal: Deal,
    *,
    before: tuple[datetime, int] | None = None,
    start: int = 0,
    limit: int = TIMELINE,
) -> list[Event]:
    """The latest events of a deal, newest first; `before` a moment and an id, for older ones."""
    rows = Event.objects.filter(deal=deal).select_related("actor", "origin")
    if before is not None:
        at, pk = before
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    return list(rows.order_by("-at", "-pk")[start : start + limit])


def _next(plan: Outline, step: StepView) -> StepView | None:
    ahead = [other for other in plan.flow if other.place > step.place]
    return ahead[0] if ahead else None


def _counts(deal: Deal, people: tuple[Participant, ...]) -> Counts:
    deciders = sum(person.role == DecisionRole.DECIDER for person in people)
    return Counts(people=len(people), deciders=deciders, contacts=known_contacts(deal.account_id))


def _main_contact(deal: Deal, people: tuple[Participant, ...]) -> Contact | None:
    """The deal's own contact, if there is one who is not among its people."""
    own = deal.contact
    if own is None or own.erased_at or any(person.contact_id == own.pk for person in people):
        return None
    return own


def count_people(deal: Deal) -> Counts:
    """How many people the deal knows at the client: two SQL statements."""
    return _counts(deal, tuple(Participant.objects.filter(deal=deal)))


def _facts(deal: Deal, plan: Outline) -> tuple[RecordedFact, ...]:
    known = []
    for evidence in plan.evidence.values():
        value = value_of(deal, evidence)
        if value not in (None, "") and evidence.maps_to not in SHOWN:
            known.append(RecordedFact(evidence, value))
    return tuple(known)
