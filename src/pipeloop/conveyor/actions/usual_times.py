"""Measuring how long deals usually stay on each step, and judging anew what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, F, Q

from pipeloop.clients.models import Account
from pipeloop.conveyor.models import Deal, Event, UsualTime
from pipeloop.conveyor.queries.flow import Percentile
from pipeloop.conveyor.queries.judging import count_participants, judge_at
from pipeloop.conveyor.words import DEPARTURES, DealState
from pipeloop.core.clock import now
from pipeloop.core.jobs import defer

CHUNK = 1000


def measure_usual_times() -> int:
    """Measure the usual time on every step, and judge anew the open deals that it concerns.

    Answers how many deals got another moment of warning or hanging. One grouped statement over
    the departures; a step whose figures are as they were concerns nobody.
    """
    changed = _save_measured()
    if not changed:
        return 0
    concerned = Q()
    for process_id, code in changed:
        concerned |= Q(step__code=code, step__stage__version__process=process_id)
    return judge_anew(concerned)


def judge_anew(concerned: Q) -> int:
    """Put the moments of warning and hanging right on open deals, a thousand a transaction.

    No event is recorded: nothing has happened to the deals. Answers how many moments changed.
    """
    ids = Deal.objects.filter(concerned, state=DealState.OPEN).order_by("pk")
    pending = iter(list(ids.values_list("pk", flat=True)))
    return sum(_judge_chunk(chunk) for chunk in _chunks(pending))


def judge_deals_of(account: Account) -> None:
    """Judge the open deals of a client anew, whose card has changed, in the same transaction."""
    judge_anew(Q(account=account))


def judge_all_later() -> None:
    """Judge every open deal anew in the background: what hanging depends on has changed."""
    defer("conveyor.judge_all")


def _chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, CHUNK)):
        yield chunk


@transaction.atomic
def _judge_chunk(ids: list[int]) -> int:
    rows = (
        # Whoever holds a deal changes it, and judges it anew at the end of that.
        Deal.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("account", "owner")
        .filter(pk__in=ids, state=DealState.OPEN)
        .order_by("pk")
    )
    deals = list(rows)
    judge, people, changed = judge_at(now()), count_participants(deals), []
    for deal in deals:
        before = deal.warns_at, deal.hangs_at
        judge.set_moments(deal, people.get(deal.pk, 0))
        deal.warns_at = _earlier(before[0], deal.warns_at, judge.at)
        deal.hangs_at = _earlier(before[1], deal.hangs_at, judge.at)
        if (deal.warns_at, deal.hangs_at) != before:
            changed.append(deal)
    Deal.objects.bulk_update(changed, ["warns_at", "hangs_at"])
    return len(changed)


def _earlier(before: datetime | None, now_judged: datetime | None, at: datetime) -> datetime | None:
    """The moment from which it holds: the earlier one, where it held before and holds still.

    A sign that has no date of its own counts from the moment of judging.
    """
    if before is None or now_judged is None or max(before, now_judged) > at:
        return now_judged
    return min(before, now_judged)


@transaction.atomic
def _save_measured() -> list[tuple[int, str]]:
    """Write the medians down; answers the steps, by process and code, whose figures changed."""
    before = {
        (row.process_id, row.step_code): (row.departures, row.median_s)
        for row in UsualTime.objects.all()
    }
    measured = {
        (row["process"], row["code"]): (row["n"], float(row["median"]))
        for row in Event.objects.filter(
            kind__in=DEPARTURES, from_step__isnull=False, step_work_s__isnull=False
        )
        .order_by()
        .values(process=F("version__process"), code=F("from_step__code"))
        .annotate(n=Count("pk"), median=Percentile(F("step_work_s"), 0.5))
    }
    changed = [
        key for key in measured.keys() | before.keys() if measured.get(key) != before.get(key)
    ]
    gone = before.keys() - measured.keys()
    for process_id, code in gone:
        UsualTime.objects.filter(process=process_id, step_code=code).delete()
    UsualTime.objects.bulk_create(
        [
            UsualTime(
                process_id=process_id,
                step_code=code,
                departures=departures,
                median_s=median_s,
                measured_at=now(),
            )
            for (process_id, code), (departures, median_s) in measured.items()
        ],
        update_conflicts=True,
        unique_fields=["process", "step_code"],
        update_fields=["departures", "median_s", "measured_at"],
    )
    return changed
