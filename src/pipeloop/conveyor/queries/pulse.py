"""The pulse: the belt of six stages, and the step that holds most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, F, FloatField, Q, Sum
from django.db.models.functions import Extract

from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.company.queries.working_time import working_times
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.queries.client_base import Base, client_base
from pipeloop.conveyor.words import DEPARTURES, DealState, EventKind
from pipeloop.core.clock import now
from pipeloop.core.money import Money
from pipeloop.process.queries import Outline, StageView, StepView, live_version_id, outline

# Fewer departures than this say nothing of a share or a median yet.
ENOUGH = 15
PERIODS = (30, 90, 365)
ALL_TIME = 0


class Percentile(Aggregate):
    """`percentile_cont` over a group."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True, slots=True)
class StageSummary:
    """A stage of the belt.

    Args:
        now: deals, or clients of a cyclic stage, that stand there now.
        left: deals that left the stage in the period.
        share: part of those that went on; None while there are too few.
        days: median time they had stood in the stage, in working days; None likewise.
        norm: the expected median, in working days; a template's number.
        state: "good", "slow" or "late" against the norm, "" when not known.
    """

    stage: StageView
    now: int
    hangs: int
    left: int = 0
    share: float | None = None
    days: float | None = None
    norm: float | None = None
    state: str = ""
    base: Base | None = None

    @property
    def fill(self) -> int:
        """How much of the norm's bar is filled, in percent."""
        if not self.days or not self.norm:
            return 0
        return min(100, round(100 * self.norm / self.days))


@dataclass(frozen=True, slots=True)
class Load:
    """What stands on a step now.

    Args:
        days: median calendar days that its deals have stood there.
        weight: money times days, or deals times days where no money is known.
    """

    stage: StageView
    step: StepView
    count: int
    hangs: int
    money: Money | None
    days: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pulse:
    """The first page.

    Args:
        period: days that shares and times are counted over; 0 is all time.
        loads: steps that hold deals, heaviest first.
        by_money: whether weight is money times days.
    """

    outline: Outline
    belt: tuple[StageSummary, ...]
    loads: tuple[Load, ...]
    by_money: bool
    period: int
    open: int
    hangs: int
    since: datetime | None


def pulse(actor: Person, *, period: int | None, team: int | None = None) -> Pulse:
    """How the conveyor runs now, in a fixed number of statements.

    Args:
        period: days to count departures over; None takes the shortest that tells something.

    Raises:
        NotFound: no process is live.
    """
    plan, company, at = outline(live_version_id()), the_company(), now()
    seen = visible_deals(actor, company)
    if team:
        seen &= Q(owner__team=team)
    loads, by_money = _loads(plan, company, seen, at)
    chosen = _period(plan, at) if period is None else period
    passed = _passed(plan, seen, at, chosen)
    return Pulse(
        outline=plan,
        belt=_belt(plan, loads, passed, client_base(at)),
        loads=loads,
        by_money=by_money,
        period=chosen,
        open=sum(load.count for load in loads),
        hangs=sum(load.hangs for load in loads),
        since=at - timedelta(days=chosen) if chosen else None,
    )


def _loads(plan: Outline, company: Company, seen: Q, at: datetime) -> tuple[tuple[Load, ...], bool]:
    age = Extract(
        models.ExpressionWrapper(at - F("entered_step_at"), models.DurationField()), "epoch"
    )
    own = Q(currency=company.currency)
    rows = (
        Deal.objects.filter(seen, state=DealState.OPEN, step__in=[s.id for s in plan.flow])
        .order_by()
        .values("step")
        .annotate(
            n=Count("pk"),
            hanging=Count("pk", filter=Q(hangs_at__lte=at)),
            minor=Sum("amount", filter=own),
            held=Sum(F("amount") * age, filter=own, output_field=FloatField()),
            stood=Sum(age),
            median=Percentile(age, 0.5),
        )
    )
    by_step = {row["step"]: row for row in rows}
    by_money = any(row["held"] for row in by_step.values())
    loads = [
        _load(stage, step, dict(by_step[step.id]), company.currency, by_money)
        for stage in plan.stages
        for step in stage.steps
        if step.id in by_step
    ]
    return tuple(sorted(loads, key=lambda load: -load.weight)), by_money


def _load(
    stage: StageView, step: StepView, row: dict[str, Any], currency: str, by_money: bool
) -> Load:
    held = (row["held"] or 0) if by_money else row["stood"]
    return Load(
        stage=stage,
        step=step,
        count=row["n"],
        hangs=row["hanging"],
        money=Money(int(row["minor"]), currency) if row["minor"] else None,
        days=float(row["median"]) / 86_400,
        weight=float(held) / 86_400,
    )


@dataclass(frozen=True, slots=True)
class StageDepartures:
    left: int
    on: int
    work_s: float | None


def _departures(plan: Outline, at: datetime, period: int) -> Q:
    stages = [stage.id for stage in plan.stages if stage.is_flow]
    found = Q(kind__in=DEPARTURES, from_stage__in=stages, at__lte=at)
    return found & Q(at__gt=at - timedelta(days=period)) if period else found


def _period(plan: Outline, at: datetime) -> int:
    """The shortest period with enough closed deals to tell something, else all time."""
    counts = Event.objects.filter(_departures(plan, at, ALL_TIME)).aggregate(
        **{f"d{days}": Count("pk", filter=Q(at__gt=at - timedelta(days=days))) for days in PERIODS}
    )
    wanted = ENOUGH * sum(stage.is_flow for stage in plan.stages)
    return next((d for d in PERIODS[1:] if counts[f"d{d}"] >= wanted), ALL_TIME)


def _passed(plan: Outline, seen: Q, at: datetime, period: int) -> dict[int, StageDepartures]:
    """Of deals that left each stage: how many went on, and their median time in it."""
    order = {stage.id: stage.order for stage in plan.stages}
    leaving = ~Q(to_stage=F("from_stage")) | Q(kind__in=[EventKind.WON, EventKind.LOST])
    rows = (
        Event.objects.filter(_departures(plan, at, period))
        .filter(leaving | Q(to_stage__isnull=True))
        .filter(deal__in=Deal.objects.filter(seen))
        if seen
        else Event.objects.filter(_departures(plan, at, period)).filter(
            leaving | Q(to_stage__isnull=True)
        )
    )
    grouped = rows.order_by().values("from_stage")
    forward = Q(kind=EventKind.MOVED) | Q(kind=EventKind.WON)
    found = grouped.annotate(
        n=Count("pk", filter=~Q(kind=EventKind.RETURNED)),
        on=Count("pk", filter=forward),
        work=Percentile(F("stage_work_s"), 0.5, filter=~Q(kind=EventKind.RETURNED)),
    )
    return {
        row["from_stage"]: StageDepartures(row["n"], row["on"], row["work"])
        for row in found
        if row["from_stage"] in order
    }


def _belt(
    plan: Outline,
    loads: tuple[Load, ...],
    passed: dict[int, StageDepartures],
    base: dict[str, Base],
) -> tuple[StageSummary, ...]:
    day_s = working_times().company.day_s
    return tuple(
        _flow(stage, loads, passed.get(stage.id), day_s)
        if stage.is_flow
        else StageSummary(stage, now=base[stage.kind].clients, hangs=0, base=base[stage.kind])
        for stage in plan.stages
    )


def _flow(
    stage: StageView, loads: tuple[Load, ...], departures: StageDepartures | None, day_s: int
) -> StageSummary:
    here = [load for load in loads if load.stage.id == stage.id]
    enough = departures is not None and departures.left >= ENOUGH
    days = (
        departures.work_s / day_s
        if enough and departures and departures.work_s is not None
        else None
    )
    norm = sum(step.days_p50 or 0 for step in stage.flow_steps) or None
    return StageSummary(
        stage=stage,
        now=sum(load.count for load in here),
        hangs=sum(load.hangs for load in here),
        left=departures.left if departures else 0,
        share=departures.on / departures.left if enough and departures else None,
        days=days,
        norm=norm,
        state=_state(days, norm),
    )


def _state(days: float | None, norm: float | None) -> str:
    if days is None or not norm:
        return ""
    if days <= 1.1 * norm:
        return "good"
    return "slow" if days <= 1.5 * norm else "late"
