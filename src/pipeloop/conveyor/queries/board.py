"""The board: one stage, a column for each of its steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries.cards import Card, Filters, cards_of, filtered_deals, with_people
from pipeloop.conveyor.words import DealState
from pipeloop.core.ids import StepId
from pipeloop.core.money import Money
from pipeloop.process.queries import Outline, StageView, StepView, live_version_id, outline
from pipeloop.process.words import StageKind

COLUMN_CARDS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A step of the board with its first cards.

    Args:
        sums: money on the step, one sum for each currency.
        more: whether there are more cards than these.
    """

    step: StepView
    count: int
    sums: tuple[Money, ...]
    cards: tuple[Card, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A stage of the live process with the deals that stand on its steps.

    Args:
        counts: open deals in each stage of the flow, by stage id, after the filters.
    """

    outline: Outline
    stage: StageView
    columns: tuple[Column, ...]
    counts: dict[int, int]
    count: int
    sums: tuple[Money, ...]


def board(actor: Person, kind: StageKind, filters: Filters) -> Board:
    """The board of a stage: four statements of its own, whatever the number of deals.

    Raises:
        NotFound: no process is live.
    """
    plan, company = outline(live_version_id()), the_company()
    stage = next(stage for stage in plan.stages if stage.kind == kind)
    rows = _open(filtered_deals(actor, company, filters), plan)
    totals = _totals(rows)
    cards = _first_cards(rows, stage)
    shown = defaultdict(list)
    for card in cards_of(cards, company):
        shown[card.step_id].append(card)
    columns = tuple(
        Column(
            step=step,
            count=totals.count(step),
            sums=totals.sums([step]),
            cards=tuple(shown[step.id]),
            more=totals.count(step) > len(shown[step.id]),
        )
        for step in stage.flow_steps
    )
    return Board(
        outline=plan,
        stage=stage,
        columns=columns,
        counts={s.id: sum(map(totals.count, s.flow_steps)) for s in plan.stages if s.is_flow},
        count=sum(column.count for column in columns),
        sums=totals.sums(stage.flow_steps),
    )


def more_cards(
    actor: Person, step_id: StepId, filters: Filters, *, after: tuple[datetime, int]
) -> tuple[list[Card], bool]:
    """The next cards of a column, and whether there are more.

    Args:
        after: when the last card shown had come to the step, and its id.
    """
    plan, company = outline(live_version_id()), the_company()
    came, last = after
    later = Q(entered_step_at__gt=came) | Q(entered_step_at=came, pk__gt=last)
    rows = _open(filtered_deals(actor, company, filters), plan).filter(later, step=step_id)
    taken = list(with_people(rows.order_by("entered_step_at", "pk"))[: COLUMN_CARDS + 1])
    return cards_of(taken[:COLUMN_CARDS], company), len(taken) > COLUMN_CARDS


@dataclass(frozen=True, slots=True)
class _Totals:
    """Counts and sums of every step, from one grouped statement."""

    counts: dict[int, int]
    money: dict[int, dict[str, int]]

    def count(self, step: StepView) -> int:
        return self.counts.get(step.id, 0)

    def sums(self, steps: Iterable[StepView]) -> tuple[Money, ...]:
        total: dict[str, int] = defaultdict(int)
        for step in steps:
            for currency, minor in self.money.get(step.id, {}).items():
                total[currency] += minor
        ordered = sorted(total.items(), key=lambda pair: -pair[1])
        return tuple(Money(minor, currency) for currency, minor in ordered)


def _open(rows: QuerySet[Deal], plan: Outline) -> QuerySet[Deal]:
    # By step and not by version: the index of the board begins with the step.
    steps = [step.id for step in plan.flow]
    return rows.filter(state=DealState.OPEN, step__in=steps)


def _totals(rows: QuerySet[Deal]) -> _Totals:
    counts: dict[int, int] = defaultdict(int)
    money: dict[int, dict[str, int]] = defaultdict(dict)
    grouped = rows.order_by().values_list("step", "currency")
    for step, currency, count, minor in grouped.annotate(n=Count("pk"), sum=Sum("amount")):
        counts[step] += count
        if minor:
            money[step][currency] = int(minor)
    return _Totals(dict(counts), dict(money))


def _first_cards(rows: QuerySet[Deal], stage: StageView) -> list[Deal]:
    columns = [
        rows.filter(step=step.id).order_by("entered_step_at", "pk").values("pk")[:COLUMN_CARDS]
        for step in stage.flow_steps
    ]
    ids = columns[0].union(*columns[1:], all=True) if len(columns) > 1 else columns[0]
    deals = Deal.objects.filter(pk__in=[row["pk"] for row in ids])
    return list(with_people(deals).order_by("entered_step_at", "pk"))
