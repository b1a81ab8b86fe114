"""Whether two summaries say the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
from pipeloop.engine.mining.discovery.pairs import Pairs
from pipeloop.engine.mining.discovery.variants import Variants


def same_pairs(one: Pairs, other: Pairs) -> bool:
    columns = ("pair", "count", "first", "last")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)


def same_map(one: DirectlyFollows, other: DirectlyFollows) -> bool:
    return (
        same_pairs(one, other)
        and np.array_equal(one.cases, other.cases)
        and np.array_equal(one.seconds, other.seconds)
        and np.array_equal(one.histogram.cell, other.histogram.cell)
        and np.array_equal(one.histogram.count, other.histogram.count)
    )


def same_variants(one: Variants, other: Variants) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("key", "count", "example", "seconds")
    )


def same_summary(one: Any, other: Any) -> bool:
    """Whether two summaries of any one kind are equal, field by field."""
    if is_dataclass(one):
        names = [field.name for field in fields(one)]
        return all(same_summary(getattr(one, name), getattr(other, name)) for name in names)
    return np.array_equal(one, other)
