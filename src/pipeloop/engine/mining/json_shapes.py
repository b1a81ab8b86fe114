"""A map and variants as plain data: the same shapes for the command line and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeloop.engine.eventlog.log import NOBODY, EventLog

if TYPE_CHECKING:
    # A command that asks one thing does not load what answers the others.
    from pipeloop.engine.mining.conformance.deviations import Conformance
    from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
    from pipeloop.engine.mining.discovery.pairs import Counts
    from pipeloop.engine.mining.discovery.variants import Variants
    from pipeloop.engine.mining.durations import Times
    from pipeloop.engine.mining.performance.funnel import Funnel, Shares
    from pipeloop.engine.mining.performance.steps import Steps


def dfg_as_dict(log: EventLog, found: DirectlyFollows) -> dict[str, Any]:
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


def variants_as_dict(log: EventLog, found: Variants, top: int | None = None) -> dict[str, Any]:
    """Variants, the most frequent first.

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
    """Names of the steps of a case by its place in `case_ids`, as variants tell their examples.

    Args:
        log: its cases in rising order, as every mask leaves them.
    """
    return log.path(int(np.searchsorted(log.cases, case)))


def _by_name(names: tuple[str, ...], counts: Counts) -> dict[str, int]:
    """How often each of what there is at all, the most frequent first."""
    order = (-counts).argsort(kind="stable")
    return {names[code]: int(counts[code]) for code in order if counts[code]}


def handoffs_as_dict(
    log: EventLog, found: DirectlyFollows, top: int | None = None
) -> dict[str, Any]:
    """Who takes over from whom, the most frequent first; times are in seconds.

    Whoever goes on alone hands nothing over, nor does anybody who is not known.

    Args:
        top: how many pairs; all by default.
    """
    between = (found.source != found.target) & (found.source != NOBODY) & (found.target != NOBODY)
    places = np.flatnonzero(between)
    places = places[(-found.count[places]).argsort(kind="stable")][:top]
    middle, late = found.quantile_s(0.5), found.quantile_s(0.9)
    return {
        "handoffs": [
            {
                "from": log.resources[found.source[place]],
                "to": log.resources[found.target[place]],
                "count": int(found.count[place]),
                "cases": int(found.cases[place]),
                "mean_s": float(found.mean_s[place]),
                "median_s": float(middle[place]),
                "p90_s": float(late[place]),
            }
            for place in places
        ]
    }


def steps_as_dict(log: EventLog, found: Steps) -> dict[str, Any]:
    """Every step, the most frequent first: how long deals stay, work and wait; in seconds."""
    stay, waiting, work = (_times(one) for one in (found.stay, found.waiting, found.work))
    order = (-found.events).argsort(kind="stable")
    return {
        "steps": [
            {
                "name": log.activities[code],
                "events": int(found.events[code]),
                "cases": int(found.cases[code]),
                "stay": stay[code],
                "waiting": waiting[code],
                "work": work[code],
            }
            for code in order
            if found.events[code]
        ]
    }


def _times(times: Times) -> list[dict[str, float] | None]:
    """Mean, median and 90th percentile of each row; None for a row without any."""
    mean, middle, late = times.mean_s, times.quantile_s(0.5), times.quantile_s(0.9)
    return [
        {"mean_s": float(mean[row]), "median_s": float(middle[row]), "p90_s": float(late[row])}
        if count
        else None
        for row, count in enumerate(times.count)
    ]


def funnel_as_dict(names: Sequence[str], found: Funnel) -> dict[str, Any]:
    """How far deals come, all of them as one cohort.

    Shares carry their interval; where none is told they are null.

    Args:
        names: of the stages, in order.
    """
    before, first, passing = found.of_previous(), found.of_first(), found.passing()
    middle = found.quantile_s(0.5)
    return {
        "stages": [
            {
                "name": name,
                "reached": int(found.reached[0, place]),
                "of_previous": _share(before, place),
                "of_first": _share(first, place),
                "passing": _share(passing, place),
                "median_s": _known(middle[0, place]),
            }
            for place, name in enumerate(names)
        ]
    }


def _share(shares: Shares, place: int) -> dict[str, float] | None:
    share = _known(shares.share[0, place])
    if share is None:
        return None
    low, high = _known(shares.low[0, place]), _known(shares.high[0, place])
    return {"share": share} | ({} if low is None or high is None else {"low": low, "high": high})


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def conformance_as_dict(found: Conformance) -> dict[str, Any]:
    """How far deals follow a model, and what they do otherwise, most deals first."""
    low, high = found.following.interval
    return {
        "cases": found.following.trials,
        "following": found.following.successes,
        "share": _known(found.following.share),
        "low": low,
        "high": high,
        "deviations": [
            {
                "kind": str(one.kind.name).lower(),
                "step": one.step,
                "after": one.after,
                "cases": one.cases,
            }
            for one in found.top()
        ],
    }
