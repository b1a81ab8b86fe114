"""The dotted chart: each deal a row, each event a dot; of many deals an even sample is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.filtering import durations
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.localtime import local_seconds
from pipeloop.engine.mining.performance.cohorts import arrivals
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.queries.filtered_log import FilteredLog

Counts = NDArray[np.int64]
Order = Literal["arrival", "duration"]
MINUTE_S = 60
# The most that can be read of one chart: rows, dots, and dots of one deal.
ROWS, DOTS, LONGEST = 2_000, 30_000, 300
# Colours that the eye can distinguish; rarer steps share one more.
COLOURS = 9


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A deal of the chart."""

    case_id: str
    events: int
    whole_s: int
    began_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class DottedChart:
    """What is drawn of the filtered deals.

    Args:
        rows: the deals from top to bottom.
        began: minutes after 1970 on the wall clock of the log at which each row's deal arrived,
            shape (rows,).
        counts: how many dots each row has, shape (rows,).
        minutes: of each dot since its deal arrived, row after row, shape (dots,).
        colours: the colour of each dot, shape (dots,).
        steps: names by colour, the most frequent first; steps without a colour of their own are
            together the last, with "" for a name.
        frequencies: how many events of the filtered deals have each colour, shape (steps,).
        rare: how many steps share the last colour.
        cut: how many of the rows have more events than are drawn.
        all: how many deals the filter leaves.
    """

    rows: tuple[ChartRow, ...]
    began: Counts
    counts: Counts
    minutes: Counts
    colours: Counts
    steps: tuple[str, ...]
    frequencies: Counts
    rare: int
    cut: int
    all: int


@dataclass(frozen=True, slots=True)
class ArrivalSummary:
    """How deals arrive and how long they last.

    Args:
        median_s, p90_s: of the time that deals last, in seconds.
        busiest: the first day of the month in which most arrived; `most`, how many.
        monthly_median: how many arrive in the median month.
        months: how many months there are.
    """

    median_s: float
    p90_s: float
    busiest: datetime
    most: int
    monthly_median: float
    months: int


class _Palette(NamedTuple):
    """The colours of a chart: of each step by code, then names and counts by colour."""

    colour_of: Counts
    names: tuple[str, ...]
    frequencies: Counts
    rare: int


def dotted_chart_of(filtered: FilteredLog, order: Order) -> DottedChart:
    """The dotted chart of the filtered deals, of which there are some."""
    return filtered.cached(
        ("dotted chart", order), lambda log: _chart(log, order, filtered.row.zone)
    )


def arrival_summary(filtered: FilteredLog) -> ArrivalSummary:
    """How the filtered deals, of which there are some, arrive and how long they last."""
    zone = ZoneInfo(filtered.row.zone)
    return filtered.cached(("arrival summary",), lambda log: _arrival_summary(log, zone))


def sorted_deals(log: EventLog, order: Order) -> Counts:
    """Numbers of the deals, the first to arrive or the longest first; shape (cases,)."""
    numbers = np.flatnonzero(log.high > log.low)
    first = log.time[log.low[numbers]]
    key = first if order == "arrival" else -durations(log)[numbers]
    return numbers[np.argsort(key, kind="stable")]


def chart_rows(log: EventLog, numbers: Counts) -> list[ChartRow]:
    """Deals by number, in that order."""
    deals = log.select(numbers)
    whole, ends = durations(deals), outcomes(deals)
    began = deals.time[deals.low].astype(np.int64) + deals.start
    return [
        ChartRow(
            case_id=deals.case_id(place),
            events=int(deals.high[place] - deals.low[place]),
            whole_s=int(whole[place]),
            began_at=datetime.fromtimestamp(int(began[place]), UTC),
            outcome=ENDS[ends[place]].value,
        )
        for place in range(deals.case_count)
    ]


def _chart(log: EventLog, order: Order, zone: str) -> DottedChart:
    drawn = _even_sample(sorted_deals(log, order), log.high - log.low)
    deals = log.select(drawn)
    counts = np.minimum(deals.high - deals.low, LONGEST)
    event = event_numbers(deals.low, deals.low + counts)
    first = np.repeat(deals.time[deals.low].astype(np.int64), counts)
    began = deals.time[deals.low].astype(np.int64) + deals.start
    palette = _palette(log)
    return DottedChart(
        rows=tuple(chart_rows(log, drawn)),
        began=local_seconds(ZoneInfo(zone), began) // MINUTE_S,
        counts=counts,
        minutes=(deals.time[event].astype(np.int64) - first) // MINUTE_S,
        colours=palette.colour_of[deals.activity[event]],
        steps=palette.names,
        frequencies=palette.frequencies,
        rare=palette.rare,
        cut=int((deals.high - deals.low > counts).sum()),
        all=log.case_count,
    )


def _even_sample(order: Counts, events: Counts) -> Counts:
    """An even sample of deals in order, as many as the chart has dots for."""
    wanted = min(len(order), ROWS)
    while True:
        sample = order[np.linspace(0, len(order) - 1, wanted).round().astype(np.int64)]
        dots = int(np.minimum(events[sample], LONGEST).sum())
        if dots <= DOTS or wanted == 1:
            return sample
        wanted = max(1, min(wanted - 1, int(wanted * DOTS / dots)))


def _palette(log: EventLog) -> _Palette:
    counts = np.bincount(
        log.activity[event_numbers(log.low, log.high)], minlength=len(log.activities)
    )
    order = np.argsort(-counts, kind="stable")
    present = order[counts[order] > 0]
    own = present if len(present) <= COLOURS + 1 else present[:COLOURS]
    colour_of = np.full(len(counts), len(own), np.int64)
    colour_of[own] = np.arange(len(own))
    names = tuple(log.activities[code] for code in own)
    rare = len(present) - len(own)
    if not rare:
        return _Palette(colour_of, names, counts[own], 0)
    frequencies = np.append(counts[own], counts[present[len(own) :]].sum())
    return _Palette(colour_of, (*names, ""), frequencies, rare)


def _arrival_summary(log: EventLog, zone: ZoneInfo) -> ArrivalSummary:
    spent = durations(log)
    cohorts = arrivals(log, zone, "month")
    counts = np.bincount(cohorts.number[cohorts.number >= 0], minlength=len(cohorts.begins))
    busiest = int(counts.argmax())
    day = cohorts.begins[busiest].astype(object)
    return ArrivalSummary(
        median_s=float(np.quantile(spent, 0.5)),
        p90_s=float(np.quantile(spent, 0.9)),
        busiest=datetime(day.year, day.month, day.day, tzinfo=zone),
        most=int(counts[busiest]),
        monthly_median=float(np.median(counts)),
        months=len(counts),
    )
