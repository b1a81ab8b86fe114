"""The usual order of the steps of a log: with and without those that end deals."""

from __future__ import annotations

from pipeloop.engine.mining.discovery.step_order import usual_order
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import LOST, ends_of


def order_of(filtered: FilteredLog) -> tuple[int, ...]:
    """Codes of the filtered deals' steps in their usual order, without those that end deals."""
    ends = ends_of(filtered)
    return tuple(code for code in _order(filtered) if not ends[code])


def order_to_won(filtered: FilteredLog) -> tuple[int, ...]:
    """The same with the steps by which deals are won: what a funnel leads to."""
    ends = ends_of(filtered)
    return tuple(code for code in _order(filtered) if ends[code] != LOST)


def _order(filtered: FilteredLog) -> list[int]:
    codes: list[int] = filtered.cached(("usual order",), usual_order).tolist()
    return codes
