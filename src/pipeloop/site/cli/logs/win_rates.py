"""Whether deals that follow a process are won more often, for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.case_arrays import by_place
from pipeloop.engine.mining.comparison.json_shapes import win_comparison_as_dict
from pipeloop.engine.mining.conformance.conformance_kernels import Outcome
from pipeloop.engine.mining.conformance.deviations import Conformance, conformance
from pipeloop.engine.mining.conformance.landmarks import (
    LandmarkConformance,
    Obstacle,
    landmark_conformance,
)
from pipeloop.engine.mining.conformance.model import Model
from pipeloop.engine.mining.json_shapes import conformance_as_dict
from pipeloop.formats.columns import guess_outcome
from pipeloop.site.cli.logs.words import number, percent

_OUTCOMES = {"": Outcome.OPEN, "won": Outcome.WON, "lost": Outcome.LOST}


@dataclass(frozen=True)
class ConformanceReport:
    """How far the cases of a log follow a model, and how often they are won; parts add up."""

    whole: Conformance
    at_landmarks: LandmarkConformance

    def __add__(self, other: ConformanceReport) -> ConformanceReport:
        """That of both logs together; they must share no case."""
        return ConformanceReport(self.whole + other.whole, self.at_landmarks + other.at_landmarks)


def conformance_report(log: EventLog, *, model: Model, order: Sequence[str]) -> ConformanceReport:
    """Compare the cases of a log with a model.

    Args:
        order: names of the steps at which won shares are compared, as cases come to them.
    """
    whole, _kinds = conformance(log, model)
    outcome = by_place(log, outcomes(log))
    return ConformanceReport(whole, landmark_conformance(log, model, outcome, order))


def outcomes(log: EventLog) -> NDArray[np.uint8]:
    """An `Outcome` for each case, as its last step is called; shape (cases,)."""
    of_step = np.array([_OUTCOMES[guess_outcome(name)] for name in log.activities], np.uint8)
    ends = np.zeros(log.case_count, np.uint8)
    has_events = log.high > log.low
    ends[has_events] = of_step[log.activity[log.high[has_events] - 1]]
    return ends


def report_as_dict(report: ConformanceReport) -> dict[str, Any]:
    """The report for programs; won shares only where their comparison is fair, else null."""
    result, won = conformance_as_dict(report.whole), report.at_landmarks
    for shape, deviation in zip(result["deviations"], report.whole.top(), strict=True):
        comparison = won.of_deviation(deviation)
        shape["won"] = win_comparison_as_dict(comparison) if comparison else None
    headline = won.headline
    result["won"] = win_comparison_as_dict(headline) if headline else None
    result["won_by_step"] = [win_comparison_as_dict(comparison) for comparison in won.fair]
    result["not_compared"] = won.obstacle.value if won.obstacle else None
    return result


def win_words(result: dict[str, Any]) -> str:
    """Whether deals that had followed the process are won more often, or why that is not said."""
    won = result["won"]
    if won is None:
        return _obstacle_words(Obstacle(result["not_compared"]))
    group, others, difference = won["group"], won["others"], won["difference"]
    words = _(
        "of %(cases)s closed deals that reached “%(step)s”, those that had followed until then "
        "are won in %(group)s, the others in %(others)s: %(difference)s"
    )
    return words % {
        "cases": number(group["closed"] + others["closed"]),
        "step": won["step"],
        "group": _interval(group),
        "others": _interval(others),
        "difference": _difference_words(difference),
    }


def _difference_words(difference: dict[str, float]) -> str:
    parts = {
        "points": f"{100 * difference['share']:+.0f}",
        "low": f"{100 * difference['low']:+.0f}",
        "high": f"{100 * difference['high']:+.0f}",
    }
    if difference["low"] > 0 or difference["high"] < 0:
        return _("%(points)s percentage points (%(low)s … %(high)s)") % parts
    return _("no proven difference (%(low)s … %(high)s percentage points)") % parts


def _obstacle_words(obstacle: Obstacle) -> str:
    reasons = {
        Obstacle.NO_STEP: _("no step of the process is in the log"),
        Obstacle.NONE_WON: _("no deal has a last step that says it was won"),
        Obstacle.NONE_LOST: _("no deal has a last step that says it was lost"),
        Obstacle.FEW_FOLLOWED: _("at no step had %(least)s closed deals followed it until then"),
        Obstacle.FEW_DEVIATED: _("at no step had %(least)s closed deals deviated until then"),
        Obstacle.NO_COMMON_STEP: _(
            "no step was reached, with its outcome still open, by %(least)s closed deals that had "
            "followed until then and %(least)s that had not"
        ),
    }
    reason = reasons[obstacle] % {"least": SMALLEST_SAMPLE}
    return _("won shares are not compared: %(reason)s") % {"reason": reason}


def _interval(rate: dict[str, float]) -> str:
    return f"{percent(rate['share'])} ({percent(rate['low'])} – {percent(rate['high'])})"
