"""How long deals stay on each step: the filtered deals, and all deals of the log."""

from __future__ import annotations

from dataclasses import replace

from pipeloop.engine.mining.performance.steps import Steps, steps
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries.clock import Clock
from pipeloop.history.queries.filtered_log import FilteredLog


def step_durations(filtered: FilteredLog, clock: Clock) -> Steps:
    """How long the filtered deals stay on each step."""
    return filtered.cached(("step durations", clock.key), lambda _log: steps(clock.of(filtered)))


def usual_step_durations(filtered: FilteredLog, clock: Clock) -> Steps:
    """The same of all deals of the log: what the filtered deals are compared with."""
    everything = replace(filtered, case_filter=CaseFilter(), deals=filtered.whole)
    return step_durations(everything, clock)
