"""Comparing how often cases are won, fairly: among those that reached the same step.

A case that is lost early has had no time to do much else. To hold all cases that did something
against all others credits it with the time that it took to come so far. A landmark analysis
fixes a step, takes the cases that reached it, and divides them by what they had done until
then alone (Anderson, Cain and Gelber 1983, "Analysis of survival by tumor response", Journal of
Clinical Oncology 1, 710-719; van Houwelingen 2007, "Dynamic prediction by landmarking in event
history analysis", Scandinavian Journal of Statistics 34, 70-85).

A landmark is chosen by the sizes of the groups, never by how much they differ. A difference is
no cause: the groups may differ in other ways too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.evidence.shares import Difference, Rate

# Where a smaller share of the cases than this ends otherwise, their end is known already.
DECIDED_SHARE = 0.005


class WinComparison(NamedTuple):
    """How often two groups of closed cases that reached a step are won.

    Args:
        landmark: name of the step.
        group: won cases of those that had done something until then.
        others: won cases of those that had not.
    """

    landmark: str
    group: Rate
    others: Rate

    @property
    def cases(self) -> int:
        """How many closed cases reached the landmark."""
        return self.group.trials + self.others.trials

    @property
    def difference(self) -> Difference:
        """By how much more often the group is won, with its 95 % confidence interval."""
        return self.group.minus(self.others)

    @property
    def differs(self) -> bool:
        """Whether the confidence interval of the difference leaves out zero."""
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def size(self) -> float:
        """Harmonic mean of the sizes of both groups."""
        return harmonic_mean(self.group.trials, self.others.trials)

    @property
    def is_decided(self) -> bool:
        """Whether nearly all cases that come so far end in the same way."""
        won = self.group.successes + self.others.successes
        return is_decided(won, self.cases - won)

    @property
    def is_fair(self) -> bool:
        """Whether there are enough cases in both groups, and their end is not known yet."""
        enough = min(self.group.trials, self.others.trials) >= SMALLEST_SAMPLE
        return enough and not self.is_decided


def largest(comparisons: Iterable[WinComparison]) -> WinComparison | None:
    """The fair comparison of the largest groups, the earliest of equals; None if none is fair."""
    fair = [comparison for comparison in comparisons if comparison.is_fair]
    return max(fair, key=lambda comparison: comparison.size, default=None)


def harmonic_mean(size: int, other_size: int) -> float:
    """The harmonic mean of two sizes: large only where both are."""
    return 2 * size * other_size / (size + other_size) if size and other_size else 0.0


def is_decided(won: int, lost: int) -> bool:
    """Whether nearly all of these cases ended in the same way."""
    rarer = min(won, lost)
    return rarer < SMALLEST_SAMPLE and rarer <= DECIDED_SHARE * (won + lost)
