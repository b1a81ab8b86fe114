"""Deals as cards: the row of a board, of a list, of a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OrderBy, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pipeloop.clients.queries import accounts
from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.domain.hanging import weightiest
from pipeloop.conveyor.models import Deal, Participant
from pipeloop.conveyor.models.deals import OPEN_FIRST
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.queries.judging import judge_at
from pipeloop.conveyor.words import DealState
from pipeloop.core.bilingual import Bilingual
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import DealId, StepId
from pipeloop.core.money import Money
from pipeloop.core.search import prefix_query
from pipeloop.process.queries import live_version_id, outline

PAGE = 50
DEAL_ORDERS: dict[str, tuple[str | OrderBy, str]] = {
    "client": ("account__name", "pk"),
    "-client": ("-account__name", "-pk"),
    "amount": (F("amount").asc(nulls_last=True), "pk"),
    "-amount": (F("amount").desc(nulls_last=True), "-pk"),
    "days": ("-entered_step_at", "-pk"),
    "-days": ("entered_step_at", "pk"),
    "next": (F("next_step_on").asc(nulls_last=True), "pk"),
    "-next": (F("next_step_on").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list of deals; empty parts do not.

    Args:
        text: words to look for in deals and clients, the last one perhaps unfinished.
        owner: only the deals of this person.
        team: only the deals of this team.
        hanging: only the deals that hang.
        state: only the open, the won or the lost ones.
        order: how a list stands, a key of `DEAL_ORDERS`; a board has its own order.
    """

    text: str = ""
    owner: int | None = None
    team: int | None = None
    source: str = ""
    hanging: bool = False
    state: str = ""
    order: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.owner or self.team or self.source or self.hanging)


@dataclass(frozen=True, slots=True)
class Card:
    """A deal as it is seen from a distance.

    Args:
        signs: rules that hold now, `pipeloop.conveyor.domain.hanging`; empty when all is well.
        health: "hangs", "warns", "parked" or "".
        days: whole days on the step.
        step: name of the step.
    """

    id: DealId
    revision: int
    title: str
    client: str
    money: Money | None
    owner: str
    step_id: StepId
    days: int
    entered_step_at: datetime
    next_step: str
    next_step_on: date | None
    parked_until: date | None
    waivers: int
    health: str
    risk_signals: tuple[str, ...]
    state: str
    step: Bilingual


def filtered_deals(actor: Person, company: Company, filters: Filters) -> QuerySet[Deal]:
    """Deals that the actor may see and the filters let through."""
    rows = Deal.objects.filter(visible_deals(actor, company))
    if filters.text:
        query = prefix_query(filters.text)
        if query is None:
            return rows.none()
        of_clients = Deal.objects.filter(account__in=accounts(filters.text).values("pk"))
        by_words = Deal.objects.filter(search=query).values("pk")
        rows = rows.filter(pk__in=by_words.union(of_clients.values("pk")))
    if filters.owner:
        rows = rows.filter(owner=filters.owner)
    if filters.team:
        rows = rows.filter(owner__team=filters.team)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.hanging:
        rows = rows.filter(hangs_at__lte=now(), state=DealState.OPEN)
    return rows


def listed_deals(actor: Person, company: Company, filters: Filters) -> QuerySet[Deal]:
    """The list of deals as it was asked to stand, or else what came to its step last above.

    Where open and closed ones are together, the open ones come first.
    """
    rows = filtered_deals(actor, company, filters)
    if filters.order in DEAL_ORDERS:
        return rows.order_by(*DEAL_ORDERS[filters.order])
    if filters.state:
        return rows.order_by("-entered_step_at", "-pk")
    return rows.order_by(OPEN_FIRST, "-entered_step_at", "-pk")


def cards_of(rows: Iterable[Deal], company: Company) -> list[Card]:
    """Rows with their client, owner and number of people read, as cards."""
    at = now()
    judge = judge_at(at, company)
    cards = []
    for deal in rows:
        signs: tuple[str, ...] = ()
        if deal.warns_at and deal.warns_at <= at:
            signs = weightiest(judge.verdict(deal, deal.people).at(at))  # type: ignore[attr-defined]
        cards.append(_card(deal, at, signs, judge.plan(deal).step(deal.step_id).name))
    return cards


def with_people(rows: QuerySet[Deal]) -> QuerySet[Deal]:
    """Rows with what a card shows, in the same statement."""
    people = (
        Participant.objects.filter(deal=OuterRef("pk"))
        .order_by()
        .values("deal")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.select_related("account", "owner").annotate(people=Coalesce(Subquery(people), 0))


def deals(
    actor: Person, filters: Filters, *, page: int = 1, size: int = PAGE
) -> tuple[list[Card], bool]:
    """A page of deals that match, open ones first, and whether there are more."""
    company = the_company()
    start = (page - 1) * size
    rows = with_people(listed_deals(actor, company, filters))
    taken = list(rows[start : start + size + 1])
    return cards_of(taken[:size], company), len(taken) > size


def hanging_deals(actor: Person, *, limit: int, team: int | None = None) -> tuple[list[Card], int]:
    """The deals that have stood longest among those that hang, and how many hang in all."""
    rows = filtered_deals(actor, company := the_company(), Filters(team=team, hanging=True))
    rows = rows.filter(step__in=[step.id for step in outline(live_version_id()).flow])
    longest = with_people(rows.order_by("entered_step_at", "pk"))[:limit]
    return cards_of(longest, company), rows.count()


def card(actor: Person, deal_id: DealId) -> Card:
    """One deal as a card.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    cards = cards_by_id(actor, [deal_id])
    if not cards:
        raise NotFound("deal")
    return cards[deal_id]


def cards_by_id(actor: Person, ids: Collection[int]) -> dict[int, Card]:
    """The cards of some deals, by id; those that the actor may not see are left out."""
    company = the_company()
    rows = Deal.objects.filter(visible_deals(actor, company), pk__in=ids)
    return {card.id: card for card in cards_of(with_people(rows), company)}


def _card(deal: Deal, at: datetime, risk_signals: tuple[str, ...], step: Bilingual) -> Card:
    money = None if deal.amount is None else Money(deal.amount, deal.currency)
    return Card(
        id=DealId(deal.pk),
        revision=deal.revision,
        title=deal.title,
        client=deal.account.name,
        money=money,
        owner=deal.owner.name if deal.owner else "",
        step_id=StepId(deal.step_id),
        days=(at - deal.entered_step_at).days,
        entered_step_at=deal.entered_step_at,
        next_step=deal.next_step,
        next_step_on=deal.next_step_on,
        parked_until=deal.parked_until,
        waivers=deal.waivers,
        health=_health(deal, at),
        risk_signals=risk_signals,
        state=deal.state,
        step=step,
    )


def _health(deal: Deal, at: datetime) -> str:
    if deal.parked_until:
        return "parked"
    if deal.hangs_at and deal.hangs_at <= at:
        return "hangs"
    return "warns" if deal.warns_at and deal.warns_at <= at else ""
