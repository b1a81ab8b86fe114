"""Whether deals that follow the process are won more often, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.comparison.landmarks import WinComparison
from pipeloop.engine.mining.conformance.landmarks import Obstacle
from pipeloop.history.queries import WinRates
from pipeloop.history.views.figures import interval_words
from pipeloop.ui import formatting

OBSTACLES: dict[Obstacle, Any] = {
    Obstacle.NO_STEP: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: none of its steps "
        "is in this log, except those that end deals."
    ),
    Obstacle.NONE_WON: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: none of these "
        "deals is known to be won."
    ),
    Obstacle.NONE_LOST: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: none of these "
        "deals is known to be lost."
    ),
    Obstacle.FEW_FOLLOWED: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: no step was "
        "reached by %(least)s closed deals that had followed the process until then."
    ),
    Obstacle.FEW_DEVIATED: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: no step was "
        "reached by %(least)s closed deals that had deviated from the process until then."
    ),
    Obstacle.NO_COMMON_STEP: gettext_lazy(
        "Not enough data to say whether following the process wins more deals: no step was "
        "reached, with the outcome still open, both by %(least)s closed deals that had followed "
        "the process until then and by %(least)s that had not."
    ),
}


@dataclass(frozen=True, slots=True)
class WinLine:
    """A comparison of two groups of deals that reached a step, as pages show it.

    Args:
        group, others: won shares; `group_deals`, `other_deals`, of how many closed deals.
        difference: in percentage points; `interval`, its 95 % confidence interval.
        differs: whether the interval leaves out zero.
    """

    step: str
    group_deals: int
    other_deals: int
    group: str
    others: str
    difference: str
    interval: str
    differs: bool


def line_of(comparison: WinComparison) -> WinLine:
    """A comparison as pages show it."""
    difference, low, high = comparison.difference
    return WinLine(
        step=comparison.landmark,
        group_deals=comparison.group.trials,
        other_deals=comparison.others.trials,
        group=_share(comparison.group),
        others=_share(comparison.others),
        difference=signed_points(difference),
        interval=f"{signed_points(low)} … {signed_points(high)}",
        differs=comparison.differs,
    )


def headline_words(rates: WinRates) -> str:
    """Whether deals that had followed the process are won more often, or why that is not said."""
    comparison = rates.headline
    if comparison is None:
        words = OBSTACLES[rates.obstacle or Obstacle.NO_COMMON_STEP]
        return str(words) % {"least": SMALLEST_SAMPLE}
    line = line_of(comparison)
    groups = ngettext(
        "Among the %(cases)s closed deal that reached “%(step)s”, those that had followed the "
        "process until then are won in %(group)s, the others in %(others)s",
        "Among the %(cases)s closed deals that reached “%(step)s”, those that had followed the "
        "process until then are won in %(group)s, the others in %(others)s",
        comparison.cases,
    ) % {
        "cases": formatting.number(comparison.cases),
        "step": line.step,
        "group": line.group,
        "others": line.others,
    }
    return f"{groups}: {_difference_words(line)}."


def _difference_words(line: WinLine) -> str:
    parts = {"points": line.difference, "interval": line.interval}
    if line.differs:
        return _("%(points)s percentage points (%(interval)s)") % parts
    return _("no proven difference (%(interval)s percentage points)") % parts


def signed_points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    points = formatting.points(difference)
    return points if difference < 0 or points == "0" else f"+{points}"


def _share(rate: Rate) -> str:
    """A won share with its confidence interval."""
    return f"{formatting.share(rate.share)} ({interval_words(*rate.interval)})"
