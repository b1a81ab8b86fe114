"""What won deals have that others have not, and slow ones that quick ones have not.

Each value of each feature is compared with all other cases of which the feature is known: of
one that is counted until a landmark, with those that reached it. Of many comparisons some differ
by chance: each finding has the share of false ones among those that look as sure (Benjamini and
Hochberg 1995). A difference is no cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.evidence.medians import Ratio, median_ratio
from pipeloop.engine.evidence.shares import Difference, Rate
from pipeloop.engine.evidence.significance import (
    false_discoveries,
    mean_ranks,
    rank_sum,
    two_proportions,
)
from pipeloop.engine.mining.comparison.features import About, Feature, Range

# So many cases with a value, and so many without, or they are not compared.
SMALLEST_GROUP = 30
# A finding counts as sure when at most so many of such are false.
FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Finding:
    """A value of a feature, compared with all other cases.

    Args:
        about, name, landmark: see `Feature`.
        value: the words or the range; None for a step that was passed.
        p: how likely chance alone shows as much, see `evidence.significance`.
        q: the share of false findings among all with at most this one.
    """

    about: About
    name: str
    value: str | Range | None
    landmark: str
    p: float
    q: float

    @property
    def sure(self) -> bool:
        """Whether it holds among all that were compared, and its interval excludes none."""
        return self.q <= FALSE_SHARE and self.differs

    @property
    def differs(self) -> bool:
        """Whether the interval of the difference leaves out that there is none."""
        raise NotImplementedError

    @property
    def effect(self) -> float:
        """How great the difference is, for ranking findings of one kind."""
        raise NotImplementedError


@dataclass(frozen=True)
class ShareFinding(Finding):
    """How many are won.

    Args:
        won: of the cases with the value.
        others_won: of all other cases.
        difference: of the two shares, with its interval.
    """

    won: Rate
    others_won: Rate
    difference: Difference

    @property
    def differs(self) -> bool:
        """Whether the interval is all above 0 or all below it."""
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def effect(self) -> float:
        """Difference of the shares, without its sign."""
        return abs(self.difference.difference)


@dataclass(frozen=True)
class TimeFinding(Finding):
    """How long it takes.

    Args:
        cases: how many have the value.
        median_s: seconds that half of them take at most.
        others_median_s: and of all other cases.
        ratio: of the two medians, with its interval.
    """

    cases: int
    median_s: float
    others_median_s: float
    ratio: Ratio

    @property
    def differs(self) -> bool:
        """Whether the interval is all above 1 or all below it."""
        return self.ratio.low > 1 or self.ratio.high < 1

    @property
    def effect(self) -> float:
        """How far the ratio of the medians is from 1, up or down alike."""
        return abs(math.log(self.ratio.ratio))


AnyFinding = TypeVar("AnyFinding", bound=Finding)


def win_findings(
    features: Iterable[Feature], won: NDArray[np.bool_], closed: NDArray[np.bool_]
) -> list[ShareFinding]:
    """What sets won deals apart from lost ones: sure findings first, the greatest effect first.

    Args:
        won: shape (cases,).
        closed: which cases are looked at: an open deal is neither won nor lost; shape (cases,).
    """
    return _ranked(
        [
            finding
            for feature in features
            for finding in _share_findings(feature, won[closed], closed)
        ]
    )


def time_findings(
    features: Iterable[Feature], seconds: NDArray[np.int64], closed: NDArray[np.bool_]
) -> list[TimeFinding]:
    """What sets slow deals apart from quick ones: sure findings first, the greatest effect first.

    Args:
        seconds: how long each case took, in calendar or working time; shape (cases,).
        closed: which cases are looked at: how long an open deal will take is not known;
            shape (cases,).
    """
    order = np.flatnonzero(closed)[np.argsort(seconds[closed], kind="stable")]
    # Half a second is what a whole second can hide; a ratio needs more than nothing.
    rising = np.maximum(seconds[order], 0.5)
    return _ranked(
        [finding for feature in features for finding in _time_findings(feature, order, rising)]
    )


def _share_findings(
    feature: Feature, won: NDArray[np.bool_], closed: NDArray[np.bool_]
) -> Iterator[ShareFinding]:
    codes = feature.codes[closed]
    known = codes >= 0
    groups = len(feature.values)
    cases = np.bincount(codes[known], minlength=groups)
    won_cases = np.bincount(codes[known & won], minlength=groups)
    all_cases, all_won = int(cases.sum()), int(won_cases.sum())
    for code in _comparable(cases[:groups], all_cases):
        group = Rate(int(won_cases[code]), int(cases[code]))
        others = Rate(all_won - group.successes, all_cases - group.trials)
        yield ShareFinding(
            feature.about,
            feature.name,
            feature.values[code],
            feature.landmark,
            two_proportions(*group, *others),
            math.nan,
            group,
            others,
            group.minus(others),
        )


def _time_findings(
    feature: Feature, order: NDArray[np.intp], rising: NDArray[np.float64]
) -> Iterator[TimeFinding]:
    codes = feature.codes[order]
    known = codes >= 0
    codes, values = codes[known], rising[known]
    _values, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks, ties = mean_ranks(count)
    sums = np.bincount(codes, ranks[place], len(feature.values))
    sizes = np.bincount(codes, minlength=len(feature.values))[: len(feature.values)]
    for code in _comparable(sizes, len(codes)):
        group, others = values[codes == code], values[codes != code]
        yield TimeFinding(
            feature.about,
            feature.name,
            feature.values[code],
            feature.landmark,
            rank_sum(float(sums[code]), len(group), len(codes), ties),
            math.nan,
            len(group),
            float(np.median(group)),
            float(np.median(others)),
            median_ratio(group, others),
        )


def _comparable(sizes: NDArray[np.int64], all_cases: int) -> list[int]:
    """Codes of the values that enough cases have, and enough have not."""
    smaller = np.minimum(sizes, all_cases - sizes)
    return np.flatnonzero(smaller >= SMALLEST_GROUP).tolist()


def _ranked(findings: Sequence[AnyFinding]) -> list[AnyFinding]:
    shares = false_discoveries([finding.p for finding in findings])
    guarded = [
        replace(finding, q=float(share)) for finding, share in zip(findings, shares, strict=True)
    ]
    return sorted(guarded, key=lambda finding: (not finding.sure, -finding.effect))
