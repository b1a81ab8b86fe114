"""Whether deals that follow a process are won more often: compared where both came as far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.comparison.landmarks import WinComparison
from pipeloop.engine.mining.conformance.deviations import Deviation
from pipeloop.engine.mining.conformance.landmarks import Obstacle, landmark_conformance
from pipeloop.engine.mining.conformance.model import Model


@dataclass(frozen=True)
class WinRates:
    """How often deals are won that had followed the process until a step, and the others there.

    Args:
        headline: at the step with most deals of both kinds; None where nothing is fair.
        by_step: at every step for which there are enough deals, in order.
        by_deviation: with a deviation and without it, by its number; of those only for which
            a fair comparison is possible.
        obstacle: why there is no headline.
    """

    headline: WinComparison | None
    by_step: tuple[WinComparison, ...]
    by_deviation: Mapping[int, WinComparison]
    obstacle: Obstacle | None


def win_rates(
    log: EventLog,
    model: Model,
    outcome: NDArray[np.uint8],
    landmarks: Iterable[str],
    deviations: Sequence[Deviation],
) -> WinRates:
    """Compare won shares of deals that reached the same step.

    Args:
        log: with its steps called as the model does.
        outcome: see `landmark_conformance`.
        landmarks: names of steps of the log at which deals may be compared.
        deviations: of all the deals.
    """
    known = set(landmarks)
    order = [step for step in model.steps if step in known or step not in log.activities]
    conformance = landmark_conformance(log, model, outcome, order)
    by_deviation = {
        deviation.number: conformance.of_deviation(deviation) for deviation in deviations
    }
    return WinRates(
        conformance.headline,
        tuple(conformance.fair),
        {number: fair for number, fair in by_deviation.items() if fair},
        conformance.obstacle,
    )
