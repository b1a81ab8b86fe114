"""Which step holds most: the one on which most money, or most deals, have stood for longest.

One definition for every page: the sum over the open deals of a step of their amount times the
calendar time they have stood there; where no amount is known of any deal, of that time alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepLoad:
    """What stands on one step.

    Args:
        time: time that its open deals have stood there, summed, in any one unit.
        money_time: the same with each deal's amount as its weight; 0 where no amount is known.
    """

    time: float
    money_time: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Steps by what they hold.

    Args:
        order: places of the steps, the one that holds most first; of equals, the earlier one.
        weights: what each step holds, in the order of the steps.
        by_money: whether the weights are money times time.
    """

    order: tuple[int, ...]
    weights: tuple[float, ...]
    by_money: bool


def rank_by_load(steps: Sequence[StepLoad]) -> Ranking:
    """Rank steps by what they hold."""
    by_money = any(step.money_time for step in steps)
    weights = tuple(step.money_time if by_money else step.time for step in steps)
    order = sorted(range(len(steps)), key=lambda place: (-weights[place], place))
    return Ranking(tuple(order), weights, by_money)
