"""Variants that carry their steps, so that those of different machines add up.

`Variants` refers to a path by a case that took it, which another log cannot look up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.partition import ARRIVAL
from pipeloop.engine.mining.discovery.variants import Variants, variants


@dataclass(frozen=True)
class PortableVariants:
    """Variants that cases take, the most frequent first, then the earliest in the log.

    Args:
        variants: them; an `example` is the arrival number of the first case that took the path,
            where the log has it, so no two logs share one.
        steps: codes of their steps, one path after another.
        ends: path number i is `steps[ends[i]:ends[i + 1]]`; shape (variants + 1,).
    """

    variants: Variants
    steps: Integers
    ends: NDArray[np.int64]

    def __add__(self, other: PortableVariants) -> PortableVariants:
        """The variants of both logs together; they must share no case, and no arrival number."""
        both = self.variants + other.variants
        low = np.concatenate((self.ends[:-1], other.ends[:-1] + len(self.steps)))
        high = np.concatenate((self.ends[1:], other.ends[1:] + len(self.steps)))
        example = np.concatenate((self.variants.example, other.variants.example))
        order = np.argsort(example)
        place = order[np.searchsorted(example[order], both.example)]
        steps = np.concatenate((self.steps, other.steps))
        return _with_steps(both, steps, low[place], high[place])

    def as_log(self, names: EventLog) -> tuple[EventLog, Variants]:
        """A log with one case for each path, and the variants with these cases as examples.

        Args:
            names: a log with the names of the steps; nothing else is taken from it.
        """
        log = replace(
            names,
            activity=self.steps,
            time=np.zeros(len(self.steps), np.int32),
            resource=np.zeros(len(self.steps), np.uint8),
            low=self.ends[:-1],
            high=self.ends[1:],
            cases=np.arange(len(self.variants.count), dtype=np.int32),
        )
        return log, replace(self.variants, example=np.arange(len(self.variants.count)))


def portable_variants(log: EventLog) -> PortableVariants:
    """The variants that cases of a log take, with their steps."""
    of_log = variants(log)
    place = np.searchsorted(log.cases, of_log.example)
    if ARRIVAL in log.numbers:
        of_log = replace(of_log, example=log.numbers[ARRIVAL][of_log.example].astype(np.int64))
    return _with_steps(of_log, log.activity, log.low[place], log.high[place])


def _with_steps(
    variants: Variants, steps: Integers, low: NDArray[np.int64], high: NDArray[np.int64]
) -> PortableVariants:
    ends = np.concatenate(([0], np.cumsum(high - low)))
    return PortableVariants(variants, steps[event_numbers(low, high)], ends)
