"""Between which neighbouring steps of the process the largest share of deals is lost."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.funnel import Funnel, funnel
from pipeloop.history.queries.clock import now_in
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import WON, closed_of, ends_of
from pipeloop.history.queries.performance.shares import Share, share_at
from pipeloop.history.queries.step_order import order_to_won


@dataclass(frozen=True, slots=True)
class LargestLoss:
    """The two neighbouring steps of the process between which the largest share is lost.

    Args:
        passed: the share of deals that reached `source` and went on to `target` or further.
        stopped: deals that came no further than `source`.
    """

    source: str
    target: str
    passed: Share
    stopped: int


def largest_loss_of(filtered: FilteredLog) -> LargestLoss | None:
    """The neighbouring steps of the process between which the largest share of deals is lost.

    All steps in their usual order count, up to the last by which deals are won. A deal has
    reached a step when it came to it or to a later one, so that an optional step loses nobody.

    Returns:
        None where there are too few deals, or none is lost.
    """
    until = now_in(filtered)

    def compute(log: EventLog) -> LargestLoss | None:
        codes = _steps_to_won(filtered)
        if not codes:
            return None
        groups = [(code,) for code in codes]
        counted = funnel(log, groups, ended=closed_of(filtered).mask, now=until)
        losses = _losses(counted, [log.activities[code] for code in codes])
        return min(losses, key=lambda loss: loss.passed.share, default=None)

    return filtered.cached(("largest loss", until), compute)


def _steps_to_won(filtered: FilteredLog) -> tuple[int, ...]:
    """Codes of all steps in their usual order, up to the last by which deals are won."""
    order, ends = order_to_won(filtered), ends_of(filtered)
    won = [place for place, code in enumerate(order) if ends[code] == WON]
    return order[: won[-1] + 1] if won else order


def _losses(counted: Funnel, names: list[str]) -> list[LargestLoss]:
    """The loss between each step and the next, where any deal is lost and there are enough."""
    passed, reached = counted.of_previous(), counted.reached[0]
    stopped = counted.lost.count + counted.open.count
    losses = []
    for place in range(1, len(names)):
        share = share_at(passed, 0, place, int(reached[place - 1]))
        if share and share.share < 1:
            count = int(stopped[place - 1])
            losses.append(LargestLoss(names[place - 1], names[place], share, count))
    return losses
