"""Deals as cards: the row of a board, of a list, of a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, OrderBy, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.company.queries.working_time import working_times
from pipeloop.conveyor.domain.hanging import weightiest
from pipeloop.conveyor.domain.verdicts import hanging_verdict
from pipeloop.conveyor.models import Account, Deal, Participant
from pipeloop.conveyor.models.deals import OPEN_FIRST
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.words import DealState
from pipeloop.core.bilingual import Bilingual
from pipeloop.core.clock import now
from pipeloop.core.ids import DealId, StepId, VersionId
from pipeloop.core.money import Money
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
        light: "hangs", "warns", "parked" or "".
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
    light: str
    signs: tuple[str, ...]
    state: str
    step: Bilingual


def words_to_find(text: str) -> SearchQuery | None:
    """Full-text search in which every word may be unfinished; None when there is none."""
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()[:8]
    if not words:
        return None
    return SearchQuery(" & ".join(f"{w}:*" for w in words), config="russian", search_type="raw")


def narrowed(actor: Person, company: Company, filters: Filters) -> QuerySet[Deal]:
    """Deals that the actor may see and the filters let through."""
    rows = Deal.objects.filter(visible_deals(actor, company))
    wanted = words_to_find(filters.text)
    if filters.text and wanted is None:
        return rows.none()
    if wanted is not None:
        of_clients = Account.objects.filter(search=wanted).values("pk")
        rows = rows.filter(
            pk__in=Deal.objects.filter(search=wanted)
            .values("pk")
            .union(Deal.objects.filter(account__in=of_clients).values("pk"))
        )
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


def listed(actor: Person, company: Company, filters: Filters) -> QuerySet[Deal]:
    """The list of deals as it was asked to stand, or else what came to its step last above.

    Where open and closed ones are together, the open ones come first.
    """
    rows = narrowed(actor, company, filters)
    if filters.order in DEAL_ORDERS:
        return rows.order_by(*DEAL_ORDERS[filters.order])
    if filters.state:
        return rows.order_by("-entered_step_at", "-pk")
    return rows.order_by(OPEN_FIRST, "-entered_step_at", "-pk")


def cards_of(rows: Iterable[Deal], company: Company) -> list[Card]:
    """Rows with their client, owner and number of people read, as cards."""
    at, works = now(), working_times()
    plans = {}
    cards = []
    for deal in rows:
        if deal.version_id not in plans:
            plans[deal.version_id] = outline(VersionId(deal.version_id))
        signs: tuple[str, ...] = ()
        if deal.warns_at and deal.warns_at <= at:
            work = works.of(deal.owner.team_id if deal.owner else None)
            found = hanging_verdict(deal, company, plans[deal.version_id], at, deal.people, work)  # type: ignore[attr-defined]
            signs = weightiest(found.at(at))
        cards.append(_card(deal, at, signs, plans[deal.version_id].step(deal.step_id).name))
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


def found_deals(
    actor: Person, filters: Filters, *, page: int = 1, size: int = PAGE
) -> tuple[list[Card], bool]:
    """A page of deals that match, open ones first, and whether there are more."""
    company = the_company()
    start = (page - 1) * size
    rows = with_people(listed(actor, company, filters))
    taken = list(rows[start : start + size + 1])
    return cards_of(taken[:size], company), len(taken) > size


def hanging_deals(actor: Person, *, limit: int) -> tuple[list[Card], int]:
    """The deals that have stood longest among those that hang, and how many hang in all."""
    company = the_company()
    rows = Deal.objects.filter(
        visible_deals(actor, company), version=live_version_id(), state=DealState.OPEN
    ).filter(Q(hangs_at__lte=now()))
    longest = with_people(rows.order_by("entered_step_at", "pk"))[:limit]
    return cards_of(longest, company), rows.count()


def _card(deal: Deal, at: datetime, signs: tuple[str, ...], step: Bilingual) -> Card:
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
        light=_light(deal, at),
        signs=signs,
        state=deal.state,
        step=step,
    )


def _light(deal: Deal, at: datetime) -> str:
    if deal.parked_until:
        return "parked"
    if deal.hangs_at and deal.hangs_at <= at:
        return "hangs"
    return "warns" if deal.warns_at and deal.warns_at <= at else ""
