"""Answers about a log as plain data: the same shapes for the command line and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeloop.engine.eventlog.log import EventLog

if TYPE_CHECKING:
    # A command that asks one thing does not load what answers the others.
    from pipeloop.engine.mining.conformance.alignment_summary import (
        AlignedVariant,
        AlignmentSummary,
    )
    from pipeloop.engine.mining.conformance.deviations import Conformance
    from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
    from pipeloop.engine.mining.discovery.pairs import Counts
    from pipeloop.engine.mining.discovery.variants import Variants
    from pipeloop.engine.mining.durations import Times
    from pipeloop.engine.mining.organisation.handovers import Handovers
    from pipeloop.engine.mining.performance.funnel import Funnel, Shares
    from pipeloop.engine.mining.performance.steps import Steps


def dfg_as_dict(log: EventLog, dfg: DirectlyFollows) -> dict[str, Any]:
    """A process map, the most frequent edges first; times are in seconds.

    Args:
        log: what the map was made of.
    """
    names = log.activities
    edges = _edges(dfg, names)
    return {
        "cases": int(dfg.first.sum()),
        "events": int(dfg.events.sum()),
        "activities": _by_name(names, dfg.events),
        "edges": [{key: edge[key] for key in edge if key != "cases"} for edge in edges],
        "start": _by_name(names, dfg.first),
        "end": _by_name(names, dfg.last),
    }


def _edges(
    dfg: DirectlyFollows, names: tuple[str, ...], top: int | None = None
) -> list[dict[str, Any]]:
    """The most frequent edges first."""
    median, p90 = dfg.quantile_s(0.5), dfg.quantile_s(0.9)
    return [
        {
            "from": names[dfg.source[edge]],
            "to": names[dfg.target[edge]],
            "count": int(dfg.count[edge]),
            "cases": int(dfg.cases[edge]),
            "mean_s": float(dfg.mean_s[edge]),
            "median_s": float(median[edge]),
            "p90_s": float(p90[edge]),
        }
        for edge in (-dfg.count).argsort(kind="stable")[:top]
    ]


def variants_as_dict(log: EventLog, variants: Variants, top: int | None = None) -> dict[str, Any]:
    """Variants, the most frequent first.

    Args:
        log: that of the variants.
        top: how many of them; all by default.
    """
    return {
        "variants": [
            {"path": list(example_path(log, int(example))), "count": int(count)}
            for example, count in zip(variants.example[:top], variants.count[:top], strict=True)
        ]
    }


def example_path(log: EventLog, case: int) -> tuple[str, ...]:
    """Names of the steps of a case by its place in `case_ids`, as variants name their examples.

    Args:
        log: its cases in rising order, as every mask leaves them.
    """
    return log.path(int(np.searchsorted(log.cases, case)))


def _by_name(names: tuple[str, ...], counts: Counts) -> dict[str, int]:
    """Counts above 0, the greatest first."""
    order = (-counts).argsort(kind="stable")
    return {names[code]: int(counts[code]) for code in order if counts[code]}


def handovers_as_dict(
    log: EventLog, handovers: Handovers, top: int | None = None
) -> dict[str, Any]:
    """Who takes over from whom, the most frequent first; times are in seconds.

    Args:
        handovers: between people of this log.
        top: how many pairs; all by default.
    """
    return {
        "unknown_events": handovers.unknown_events,
        "handovers": _edges(handovers, log.resources, top),
    }


def steps_as_dict(log: EventLog, steps: Steps) -> dict[str, Any]:
    """Every step, the most frequent first: how long deals stay, work and wait; in seconds."""
    stay, waiting, work = (_times(times) for times in (steps.stay, steps.waiting, steps.work))
    order = (-steps.events).argsort(kind="stable")
    return {
        "steps": [
            {
                "name": log.activities[code],
                "events": int(steps.events[code]),
                "cases": int(steps.cases[code]),
                "stay": stay[code],
                "waiting": waiting[code],
                "work": work[code],
            }
            for code in order
            if steps.events[code]
        ]
    }


def _times(times: Times) -> list[dict[str, float] | None]:
    """Mean, median and 90th percentile of each row; None for a row without any."""
    mean, median, p90 = times.mean_s, times.quantile_s(0.5), times.quantile_s(0.9)
    return [
        {"mean_s": float(mean[row]), "median_s": float(median[row]), "p90_s": float(p90[row])}
        if count
        else None
        for row, count in enumerate(times.count)
    ]


def funnel_as_dict(names: Sequence[str], funnel: Funnel) -> dict[str, Any]:
    """How far deals come, all of them as one cohort.

    Shares carry their confidence interval; it is left out where there is none.

    Args:
        names: of the stages, in order.
    """
    of_previous, of_first, eventual = (
        funnel.of_previous(),
        funnel.of_first(),
        funnel.eventual_shares(),
    )
    median = funnel.quantile_s(0.5)
    return {
        "stages": [
            {
                "name": name,
                "reached": int(funnel.reached[0, place]),
                "of_previous": _share(of_previous, place),
                "of_first": _share(of_first, place),
                "passing": _share(eventual, place),
                "median_s": _finite(median[0, place]),
            }
            for place, name in enumerate(names)
        ]
    }


def _share(shares: Shares, place: int) -> dict[str, float] | None:
    share = _finite(shares.share[0, place])
    if share is None:
        return None
    low, high = _finite(shares.low[0, place]), _finite(shares.high[0, place])
    return {"share": share} | ({} if low is None or high is None else {"low": low, "high": high})


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def conformance_as_dict(conformance: Conformance) -> dict[str, Any]:
    """How far deals follow a model, and what they do otherwise, most deals first."""
    low, high = conformance.following.interval
    return {
        "cases": conformance.following.trials,
        "following": conformance.following.successes,
        "share": _finite(conformance.following.share),
        "low": low,
        "high": high,
        "deviations": [
            {
                "kind": str(deviation.kind.name).lower(),
                "step": deviation.step,
                "after": deviation.after,
                "cases": deviation.cases,
            }
            for deviation in conformance.top()
        ],
    }


def alignment_as_dict(summary: AlignmentSummary, top: int | None = None) -> dict[str, Any]:
    """How deals align with a model, at which steps they differ, and examples with their moves.

    Args:
        top: how many steps; all by default.
    """
    low, high = summary.fitting_rate.interval
    return {
        "cases": summary.cases,
        "fitting": summary.fitting,
        "share": _finite(summary.fitting_rate.share),
        "low": low,
        "high": high,
        "mean_cost": _finite(summary.mean_cost),
        "fitness": _finite(summary.fitness),
        "steps": [step._asdict() for step in summary.steps[:top]],
        "examples": [_aligned_variant(example) for example in summary.examples],
    }


def _aligned_variant(example: AlignedVariant) -> dict[str, Any]:
    return {
        "cases": example.cases,
        "cost": example.cost,
        "fitness": example.fitness,
        "moves": [{"side": str(move.side), "step": move.step} for move in example.moves],
    }
