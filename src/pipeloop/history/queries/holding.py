"""Which step holds most of the filtered deals: the same answer on every tab, and on the pulse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.queries import the_company
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.holding import StepLoad, rank_by_load
from pipeloop.engine.localtime import DAY_S
from pipeloop.history.queries.clock import now_in
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import closed_of
from pipeloop.history.queries.step_order import order_of

AMOUNT, CURRENCY = "amount", "currency"


@dataclass(frozen=True, slots=True)
class HeldMost:
    """The step that holds most.

    Args:
        deals: open deals that stand there.
        days: calendar days that they have stood there, summed.
        by_money: whether the steps are ranked by money times time, or by time alone.
    """

    step: str
    deals: int
    days: float
    by_money: bool


def held_most(filtered: FilteredLog) -> HeldMost | None:
    """The step that holds most of the filtered deals, by the calendar; None without open deals.

    The definition is `pipeloop.engine.holding`.
    """
    until, currency = now_in(filtered), the_company().currency if filtered.row.is_own else ""
    return filtered.cached(
        ("held most", until, currency), lambda log: _compute(filtered, log, until, currency)
    )


def _compute(filtered: FilteredLog, log: EventLog, until: int, currency: str) -> HeldMost | None:
    case = np.flatnonzero(~closed_of(filtered).mask & (log.high > log.low))
    last = log.high[case] - 1
    step, stood = log.activity[last], until - log.time[last].astype(np.int64)
    width = len(log.activities)
    deals = np.bincount(step, minlength=width)
    time = np.bincount(step, stood, width)
    money_time = np.bincount(step, stood * _amounts(log, case, currency), width)
    order = [code for code in order_of(filtered) if deals[code]]
    if not order:
        return None
    ranking = rank_by_load([StepLoad(time[code], money_time[code]) for code in order])
    code = order[ranking.order[0]]
    return HeldMost(
        step=log.activities[code],
        deals=int(deals[code]),
        days=float(time[code]) / DAY_S,
        by_money=ranking.by_money,
    )


def _amounts(log: EventLog, case: NDArray[np.intp], currency: str) -> NDArray[np.float64]:
    """The amount of each case, 0 where it is not known or in another currency.

    Args:
        currency: in which amounts are counted; empty for a log that has one currency, or none.
    """
    none = np.zeros(len(case))
    if AMOUNT not in log.numbers:
        return none
    amounts = np.nan_to_num(log.numbers[AMOUNT][log.cases[case]])
    labels = log.labels.get(CURRENCY)
    if labels is None:
        return none if currency else amounts
    if not currency:
        # Amounts of several currencies do not add up.
        return amounts if sum(bool(name) for name in labels.names) == 1 else none
    is_counted = np.array([name == currency for name in labels.names])
    return np.where(is_counted[labels.codes[log.cases[case]]], amounts, 0.0)
