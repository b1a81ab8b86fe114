"""Dots: each deal a row, each event a dot; of many deals an even part is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.filtering import durations
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.localtime import local_seconds
from pipeloop.engine.mining.performance.cohorts import arrivals
from pipeloop.history.domain.filtering import ENDS, outcomes
from pipeloop.history.queries.deals import DealLine
from pipeloop.history.queries.slices import Slice

Counts = NDArray[np.int64]
Order = Literal["arrival", "duration"]
MINUTE_S = 60
# What a picture bears: so many rows, dots, and dots of one deal.
ROWS, DOTS, LONGEST = 2_000, 30_000, 300
# Colours that can be told apart; rarer steps share one more.
COLOURS = 9


@dataclass(frozen=True, slots=True)
class Dots:
    """What is drawn of the chosen deals.

    Args:
        rows: the deals from top to bottom; `began`, minutes after 1970 on the wall clock of the
            log at which each arrived, shape (rows,).
        counts: how many dots each row has, shape (rows,).
        minutes: of each dot since its deal arrived, row after row; `colours`, which of the
            steps it is. Shape (dots,).
        steps: names by colour, the most frequent first; ones without a colour of their own are
            together the last, with "" for a name.
        often: how many events of the chosen deals are of each, shape (steps,).
        cut: how many of the rows have more events than are drawn.
        all: how many deals are chosen.
    """

    rows: tuple[DealLine, ...]
    began: Counts
    counts: Counts
    minutes: Counts
    colours: Counts
    steps: tuple[str, ...]
    often: Counts
    rare: int
    cut: int
    all: int


@dataclass(frozen=True, slots=True)
class Stream:
    """How deals come and how long they last.

    Args:
        median_s, p90_s: how long half of them, and nine of ten, last at most.
        busiest: the first day of the month in which most arrived, with `most` of them.
        a_month: how many arrive in the median month.
        months: how many months there are.
    """

    median_s: float
    p90_s: float
    busiest: datetime
    most: int
    a_month: float
    months: int


def dots_of(part: Slice, order: Order) -> Dots:
    """What is drawn of the chosen deals, of which there are some, from top to bottom."""
    return part.remembered(f"dots {order}", lambda log: _found(log, order, part.row.zone))


def stream_of(part: Slice) -> Stream:
    """How the chosen deals, of which there are some, come and how long they last."""
    return part.remembered("stream", lambda log: _stream(log, ZoneInfo(part.row.zone)))


def in_order(log: EventLog, order: Order) -> Counts:
    """Numbers of the deals as they are sorted: the first to arrive, or the longest, first."""
    some = np.flatnonzero(log.high > log.low)
    first = log.time[log.low[some]]
    key = first if order == "arrival" else -durations(log)[some]
    return some[np.argsort(key, kind="stable")]


def lines(log: EventLog, numbers: Counts) -> list[DealLine]:
    """Deals by number, in that order."""
    some = log.select(numbers)
    whole, ends = durations(some), outcomes(some)
    began = some.time[some.low].astype(np.int64) + some.start
    return [
        DealLine(
            case_id=some.case_id(place),
            seconds=int(some.high[place] - some.low[place]),
            whole_s=int(whole[place]),
            began_at=datetime.fromtimestamp(int(began[place]), UTC),
            outcome=ENDS[ends[place]].value,
        )
        for place in range(some.case_count)
    ]


def _found(log: EventLog, order: Order, zone: str) -> Dots:
    drawn = _even(in_order(log, order), log.high - log.low)
    some = log.select(drawn)
    counts = np.minimum(some.high - some.low, LONGEST)
    event = event_numbers(some.low, some.low + counts)
    first = np.repeat(some.time[some.low].astype(np.int64), counts)
    began = some.time[some.low].astype(np.int64) + some.start
    colour_of, steps, often, rare = _colours(log)
    return Dots(
        rows=tuple(lines(log, drawn)),
        began=local_seconds(ZoneInfo(zone), began) // MINUTE_S,
        counts=counts,
        minutes=(some.time[event].astype(np.int64) - first) // MINUTE_S,
        colours=colour_of[some.activity[event]],
        steps=steps,
        often=often,
        rare=rare,
        cut=int((some.high - some.low > counts).sum()),
        all=log.case_count,
    )


def _even(order: Counts, events: Counts) -> Counts:
    """An even part of deals that are in order, so many that a picture bears their events."""
    wanted = min(len(order), ROWS)
    while True:
        some = order[np.linspace(0, len(order) - 1, wanted).round().astype(np.int64)]
        dots = int(np.minimum(events[some], LONGEST).sum())
        if dots <= DOTS or wanted == 1:
            return some
        wanted = max(1, min(wanted - 1, int(wanted * DOTS / dots)))


def _colours(log: EventLog) -> tuple[Counts, tuple[str, ...], Counts, int]:
    """The colour of each step, names and counts by colour, and how many steps share the last."""
    per = np.bincount(log.activity[event_numbers(log.low, log.high)], minlength=len(log.activities))
    order = np.argsort(-per, kind="stable")
    met = order[per[order] > 0]
    own = met if len(met) <= COLOURS + 1 else met[:COLOURS]
    colour_of = np.full(len(per), len(own), np.int64)
    colour_of[own] = np.arange(len(own))
    names = tuple(log.activities[code] for code in own)
    rare = len(met) - len(own)
    if not rare:
        return colour_of, names, per[own], 0
    return colour_of, (*names, ""), np.append(per[own], per[met[len(own) :]].sum()), rare


def _stream(log: EventLog, zone: ZoneInfo) -> Stream:
    spent = durations(log)
    found = arrivals(log, zone, "month")
    counts = np.bincount(found.number[found.number >= 0], minlength=len(found.begins))
    busiest = int(counts.argmax())
    day = found.begins[busiest].astype(object)
    return Stream(
        median_s=float(np.quantile(spent, 0.5)),
        p90_s=float(np.quantile(spent, 0.9)),
        busiest=datetime(day.year, day.month, day.day, tzinfo=zone),
        most=int(counts[busiest]),
        a_month=float(np.median(counts)),
        months=len(counts),
    )
