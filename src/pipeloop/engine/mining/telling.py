"""A map and paths as plain data: the same shapes for the command line and for programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.follows import Follows
from pipeloop.engine.mining.pairs import Counts
from pipeloop.engine.mining.paths import Paths


def map_as_dict(log: EventLog, found: Follows) -> dict[str, Any]:
    """A process map, the most frequent edges first; times are in seconds.

    Args:
        log: what the map was made of.
    """
    names = log.activities
    middle, late = found.quantile_s(0.5), found.quantile_s(0.9)
    edges = [
        {
            "from": names[found.source[place]],
            "to": names[found.target[place]],
            "count": int(found.count[place]),
            "mean_s": float(found.mean_s[place]),
            "median_s": float(middle[place]),
            "p90_s": float(late[place]),
        }
        for place in (-found.count).argsort(kind="stable")
    ]
    return {
        "cases": int(found.first.sum()),
        "events": int(found.at.sum()),
        "activities": _by_name(names, found.at),
        "edges": edges,
        "start": _by_name(names, found.first),
        "end": _by_name(names, found.last),
    }


def paths_as_dict(log: EventLog, found: Paths, top: int | None = None) -> dict[str, Any]:
    """Paths, the most frequent first.

    Args:
        log: what they were found in.
        top: how many of them; all by default.
    """
    return {
        "variants": [
            {"path": list(example_path(log, int(example))), "count": int(count)}
            for example, count in zip(found.example[:top], found.count[:top], strict=True)
        ]
    }


def example_path(log: EventLog, case: int) -> tuple[str, ...]:
    """Names of the steps of a case by its place in `case_ids`, as paths tell their examples.

    Args:
        log: its cases in rising order, as every mask leaves them.
    """
    return log.path(int(np.searchsorted(log.cases, case)))


def _by_name(names: tuple[str, ...], counts: Counts) -> dict[str, int]:
    """How often each of what there is at all, the most frequent first."""
    order = (-counts).argsort(kind="stable")
    return {names[code]: int(counts[code]) for code in order if counts[code]}
