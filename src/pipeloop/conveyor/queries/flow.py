"""How the conveyor runs: a summary of each of the six stages, and what stands on each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, F, FloatField, Q, Sum
from django.db.models.functions import Extract

from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company, working_times
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.queries.client_base import ClientBase, client_base
from pipeloop.conveyor.queries.usual_times import UsualTimes, usual_times
from pipeloop.conveyor.words import DEPARTURES, DealState, EventKind
from pipeloop.core.clock import now
from pipeloop.core.money import Money
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.hanging import UsualTime
from pipeloop.engine.holding import StepLoad as HeldLoad
from pipeloop.engine.holding import rank_by_load
from pipeloop.engine.localtime import DAY_S
from pipeloop.process.queries import Outline, StageView, StepView, live_version_id, outline

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
    """One stage of the six.

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
    base: ClientBase | None = None

    @property
    def fill(self) -> int:
        """How much of the norm's bar is filled, in percent."""
        if not self.days or not self.norm:
            return 0
        return min(100, round(100 * self.norm / self.days))


@dataclass(frozen=True, slots=True)
class StepLoad:
    """What stands on a step now.

    Args:
        days: median calendar days that its deals have stood there.
        usual, usual_days: how long a stay usually lasts there, also in working days.
        weight: what the step holds, see `pipeloop.engine.holding`, in days.
    """

    stage: StageView
    step: StepView
    count: int
    hangs: int
    money: Money | None
    days: float
    usual: UsualTime | None
    usual_days: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Flow:
    """How the conveyor runs.

    Args:
        period: days that shares and times are counted over; 0 is all time.
        loads: steps that hold deals, the one that holds most first.
        by_money: whether weight is money times days.
    """

    outline: Outline
    stages: tuple[StageSummary, ...]
    loads: tuple[StepLoad, ...]
    by_money: bool
    period: int
    open: int
    hangs: int
    since: datetime | None


def flow(actor: Person, *, period: int | None, team: int | None = None) -> Flow:
    """How the conveyor runs now, in a fixed number of statements.

    Args:
        period: days to count departures over; None takes the shortest with enough departures.

    Raises:
        NotFound: no process is live.
    """
    plan, company, at = outline(live_version_id()), the_company(), now()
    day_s = working_times(company).company.day_s
    visible = visible_deals(actor, company)
    if team:
        visible &= Q(owner__team=team)
    loads, by_money = _loads(plan, company, visible, at, usual_times(day_s))
    days = _period(plan, at) if period is None else period
    departures = _departures(plan, visible, at, days)
    return Flow(
        outline=plan,
        stages=_stages(plan, loads, departures, client_base(at), day_s),
        loads=loads,
        by_money=by_money,
        period=days,
        open=sum(load.count for load in loads),
        hangs=sum(load.hangs for load in loads),
        since=at - timedelta(days=days) if days else None,
    )


def _loads(
    plan: Outline, company: Company, visible: Q, at: datetime, usual: UsualTimes
) -> tuple[tuple[StepLoad, ...], bool]:
    age = Extract(
        models.ExpressionWrapper(at - F("entered_step_at"), models.DurationField()), "epoch"
    )
    own = Q(currency=company.currency)
    rows = (
        Deal.objects.filter(visible, state=DealState.OPEN, step__in=[s.id for s in plan.flow])
        .order_by()
        .values("step")
        .annotate(
            n=Count("pk"),
            hanging=Count("pk", filter=Q(hangs_at__lte=at)),
            minor=Sum("amount", filter=own),
            money_time=Sum(F("amount") * age, filter=own, output_field=FloatField()),
            time=Sum(age),
            median=Percentile(age, 0.5),
        )
    )
    by_step: dict[int, dict[str, Any]] = {row["step"]: dict(row) for row in rows}
    steps = [step for step in plan.flow if step.id in by_step]
    ranking = rank_by_load(
        [
            HeldLoad(float(by_step[step.id]["time"]), by_step[step.id]["money_time"] or 0.0)
            for step in steps
        ]
    )
    loads = tuple(
        _load(plan, steps[place], by_step[steps[place].id], company.currency, usual, weight)
        for place, weight in ((place, ranking.weights[place]) for place in ranking.order)
    )
    return loads, ranking.by_money


def _load(
    plan: Outline,
    step: StepView,
    row: dict[str, Any],
    currency: str,
    usual_times: UsualTimes,
    weight: float,
) -> StepLoad:
    usual = usual_times.of(plan, step)
    return StepLoad(
        stage=plan.stage(step.stage_id),
        step=step,
        count=row["n"],
        hangs=row["hanging"],
        money=Money(int(row["minor"]), currency) if row["minor"] else None,
        days=float(row["median"]) / DAY_S,
        usual=usual,
        usual_days=usual_times.days(usual),
        weight=weight / DAY_S,
    )


@dataclass(frozen=True, slots=True)
class StageDepartures:
    """Deals that left a stage: all, those that went on, and their median time in it."""

    left: int
    went_on: int
    work_s: float | None


def _in_period(plan: Outline, at: datetime, period: int) -> Q:
    stages = [stage.id for stage in plan.stages if stage.is_flow]
    departures = Q(kind__in=DEPARTURES, from_stage__in=stages, at__lte=at)
    return departures & Q(at__gt=at - timedelta(days=period)) if period else departures


def _period(plan: Outline, at: datetime) -> int:
    """The shortest period with enough departures, else all time."""
    counts = Event.objects.filter(_in_period(plan, at, ALL_TIME)).aggregate(
        **{f"d{days}": Count("pk", filter=Q(at__gt=at - timedelta(days=days))) for days in PERIODS}
    )
    wanted = SMALLEST_SAMPLE * sum(stage.is_flow for stage in plan.stages)
    return next((d for d in PERIODS[1:] if counts[f"d{d}"] >= wanted), ALL_TIME)


def _departures(plan: Outline, visible: Q, at: datetime, period: int) -> dict[int, StageDepartures]:
    """Of deals that left each stage: how many went on, and their median time in it."""
    leaving = ~Q(to_stage=F("from_stage")) | Q(kind__in=[EventKind.WON, EventKind.LOST])
    rows = Event.objects.filter(_in_period(plan, at, period)).filter(
        leaving | Q(to_stage__isnull=True)
    )
    if visible:
        rows = rows.filter(deal__in=Deal.objects.filter(visible))
    forward = Q(kind=EventKind.MOVED) | Q(kind=EventKind.WON)
    grouped = (
        rows.order_by()
        .values("from_stage")
        .annotate(
            n=Count("pk", filter=~Q(kind=EventKind.RETURNED)),
            on=Count("pk", filter=forward),
            work=Percentile(F("stage_work_s"), 0.5, filter=~Q(kind=EventKind.RETURNED)),
        )
    )
    return {row["from_stage"]: StageDepartures(row["n"], row["on"], row["work"]) for row in grouped}


def _stages(
    plan: Outline,
    loads: tuple[StepLoad, ...],
    departures: dict[int, StageDepartures],
    base: dict[str, ClientBase],
    day_s: int,
) -> tuple[StageSummary, ...]:
    return tuple(
        _flow_stage(stage, loads, departures.get(stage.id), day_s)
        if stage.is_flow
        else StageSummary(stage, now=base[stage.kind].clients, hangs=0, base=base[stage.kind])
        for stage in plan.stages
    )


def _flow_stage(
    stage: StageView,
    loads: tuple[StepLoad, ...],
    departures: StageDepartures | None,
    day_s: int,
) -> StageSummary:
    of_stage = [load for load in loads if load.stage.id == stage.id]
    left = departures.left if departures else 0
    norm = sum(step.days_p50 or 0 for step in stage.flow_steps) or None
    share = days = None
    if departures and left >= SMALLEST_SAMPLE:
        share = departures.went_on / left
        days = None if departures.work_s is None else departures.work_s / day_s
    return StageSummary(
        stage=stage,
        now=sum(load.count for load in of_stage),
        hangs=sum(load.hangs for load in of_stage),
        left=left,
        share=share,
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
