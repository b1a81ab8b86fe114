"""Variants: which paths deals take, how often, how long they last, and how they end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.discovery.variants import Variants, variants
from pipeloop.engine.mining.json_shapes import example_path
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.queries.filtered_log import FilteredLog

PAGE = 20
# The share of deals that “the main variants” cover.
MAIN_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A variant.

    Args:
        key: names it in an address.
        steps: code and name of each step.
        cumulative_share: of deals that take this variant or a more frequent one.
        outcomes: how many of its deals ended how.
    """

    key: str
    steps: tuple[tuple[int, str], ...]
    count: int
    share: float
    cumulative_share: float
    mean_s: float
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True)
class VariantsPage:
    """A page of variants, the most frequent first.

    Args:
        all: how many variants there are.
        main: how many of them cover four deals of five.
        has_outcomes: whether it is known how any deal ended.
        has_more: whether there is another page.
    """

    lines: tuple[VariantLine, ...]
    all: int
    main: int
    cases: int
    has_outcomes: bool
    has_more: bool


def variants_of(filtered: FilteredLog) -> Variants:
    """The variants of the filtered deals."""
    return filtered.cached(("variants",), variants)


def variants_page(filtered: FilteredLog, *, page: int = 1) -> VariantsPage:
    """A page of the variants of the filtered deals."""
    counted = variants_of(filtered)
    total, covered = int(counted.count.sum()), np.cumsum(counted.count)
    by_outcome = _variants_by_outcome(filtered)
    first = (page - 1) * PAGE
    lines = [
        _line(filtered.deals, counted, place, covered, by_outcome)
        for place in range(first, min(first + PAGE, len(counted.count)))
    ]
    return VariantsPage(
        lines=tuple(lines),
        all=len(counted.count),
        main=int(np.searchsorted(covered, MAIN_SHARE * total)) + 1 if total else 0,
        cases=total,
        has_outcomes=any(name != "open" for name in by_outcome),
        has_more=first + PAGE < len(counted.count),
    )


def _variants_by_outcome(filtered: FilteredLog) -> dict[str, Variants]:
    """The variants of the deals of each outcome that any deal has."""

    def compute(log: EventLog) -> dict[str, Variants]:
        ends = outcomes(log)
        by_outcome = {
            name.value: variants(log.select(ends == code)) for code, name in enumerate(ENDS)
        }
        return {name: ended for name, ended in by_outcome.items() if len(ended.count)}

    return filtered.cached(("variants by outcome",), compute)


def _line(
    log: EventLog,
    counted: Variants,
    place: int,
    covered: NDArray[np.int64],
    by_outcome: dict[str, Variants],
) -> VariantLine:
    case = int(counted.example[place])
    number = int(np.searchsorted(log.cases, case))
    codes = log.activity[log.low[number] : log.high[number]].tolist()
    count = int(counted.count[place])
    return VariantLine(
        key=key_of(counted, place),
        steps=tuple(zip(codes, example_path(log, case), strict=True)),
        count=count,
        share=count / int(covered[-1]),
        cumulative_share=int(covered[place]) / int(covered[-1]),
        mean_s=int(counted.seconds[place]) / count,
        outcomes={name: _count(ended, counted.key[place]) for name, ended in by_outcome.items()},
    )


def _count(ended: Variants, key: NDArray[np.uint64]) -> int:
    return int(ended.count[(ended.key == key).all(axis=1)].sum())


def key_of(counted: Variants, place: int) -> str:
    """The key of a variant as an address has it."""
    return "".join(f"{int(half):016x}" for half in counted.key[place])
