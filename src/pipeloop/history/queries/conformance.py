"""How far deals follow a described process, and what they do otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import get_language
from numpy.typing import NDArray

from pipeloop.company.queries.working_time import working_times
from pipeloop.engine.eventlog.copying import only_steps
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.case_arrays import by_place
from pipeloop.engine.mining.conformance.conformance_kernels import Kind
from pipeloop.engine.mining.conformance.deviations import (
    Conformance,
    Deviation,
    conformance,
    showing,
)
from pipeloop.engine.mining.conformance.model import FlowStep, Model, flow_model
from pipeloop.engine.mining.performance.steps import steps
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.formats.columns import guess_outcome, normalize
from pipeloop.history.domain.outcomes import outcomes
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.landmarks import landmark_steps
from pipeloop.history.queries.win_comparison import WinRates, win_rates
from pipeloop.process.queries import Outline, StepView
from pipeloop.process.words import NormUnit

TOP = 20


@dataclass(frozen=True, slots=True)
class StepFact:
    """How deals treat one step of the process.

    Args:
        known: whether the log has this step at all.
        reached: deals that came to it.
        missing: deals that skipped it; `late`, that stayed longer than its norm; `wrong`,
            that came to it out of order.
    """

    step: StepView
    known: bool
    reached: int
    missing: int
    late: int
    wrong: int

    @property
    def troubled(self) -> bool:
        return bool(self.missing or self.late or self.wrong)


@dataclass(frozen=True)
class ConformanceReport:
    """A log compared with a version.

    Args:
        following: deals of which nothing is wrong, of all.
        win_rates: whether such deals are won more often.
        steps: facts by id of the step.
        all: everything that deals do otherwise, what most of them do first.
        unjudged: names of steps whose norm is not counted in hours or days of work.
        matched: how many steps of the version the log has.
    """

    following: Rate
    win_rates: WinRates
    steps: dict[int, StepFact]
    all: tuple[Deviation, ...]
    unjudged: tuple[str, ...]
    matched: int

    @property
    def top(self) -> tuple[Deviation, ...]:
        """As many as are looked at."""
        return self.all[:TOP]


def conformance_report(part: FilteredLog, plan: Outline) -> ConformanceReport:
    """How far the filtered deals follow a version."""
    work = working_times().company
    return part.cached(_key(plan, work), lambda log: _report(part, log, plan, work))


def deviating_deals(part: FilteredLog, plan: Outline, number: int) -> EventLog:
    """The chosen deals in which a deviation is."""
    work = working_times().company
    log = _renamed(part.deals, _names(part.deals, plan))
    ended = _ends(part.deals)
    shown = showing(in_working_time(log, work), _model(plan, work), number, ended)
    return part.deals.select(np.isin(part.deals.cases, log.cases[shown]))


def log_and_model(log: EventLog, plan: Outline, work: WorkTime) -> tuple[EventLog, Model]:
    """A log with its steps called as a version calls them, and the version as a model."""
    return _renamed(log, _names(log, plan)), _model(plan, work)


def _key(plan: Outline, work: WorkTime) -> tuple[Hashable, ...]:
    return "conformance", *key_of_version(plan), work.key


def key_of_version(plan: Outline) -> tuple[Hashable, ...]:
    """What an answer about a version depends on: its steps are named in the reader's language."""
    return plan.version_id, plan.changed_at, get_language()


def _report(part: FilteredLog, log: EventLog, plan: Outline, work: WorkTime) -> ConformanceReport:
    names = _names(log, plan)
    own = _renamed(log, names)
    timed, model, ended = in_working_time(own, work), _model(plan, work), _ends(log)
    summary, _kinds = conformance(timed, model, ended)
    landmarks = [log.activities[code] for code in landmark_steps(part)]
    landmarks = [names[step] for step in landmarks if step in names]
    return ConformanceReport(
        following=summary.following,
        win_rates=win_rates(timed, model, ended, landmarks, summary.top()),
        steps=_facts(summary, plan, dict(zip(own.activities, _cases(own), strict=True))),
        all=tuple(summary.top()),
        unjudged=tuple(str(step.name) for step in plan.flow if _norm_s(step, work) == 0),
        matched=len(set(names.values())),
    )


def _ends(log: EventLog) -> NDArray[np.uint8]:
    return by_place(log, outcomes(log))


def _cases(log: EventLog) -> NDArray[np.int64]:
    """Deals that came to each step, by code."""
    return steps(log).cases


def _facts(summary: Conformance, plan: Outline, reached: dict[str, int]) -> dict[int, StepFact]:
    missing, late, wrong = (
        summary.by_step(kind) for kind in (Kind.MISSING, Kind.LATE, Kind.OUT_OF_ORDER)
    )
    titles = _titles(plan.flow)
    return {
        step.id: StepFact(
            step=step,
            known=titles[step.id] in reached,
            reached=int(reached.get(titles[step.id], 0)),
            missing=int(missing[place]),
            late=int(late[place]),
            wrong=int(wrong[place]),
        )
        for place, step in enumerate(plan.flow)
    }


def _model(plan: Outline, work: WorkTime) -> Model:
    """The flow of a version: a deal may come to a step again and go back, and be lost anywhere."""
    titles = _titles(plan.flow)
    return flow_model(
        [
            FlowStep(
                titles[step.id], repeats=True, returns=True, norm_s=_norm_s(step, work) or None
            )
            for step in plan.flow
        ]
    )


def _norm_s(step: StepView, work: WorkTime) -> int | None:
    """The norm in working seconds; None for none, 0 for one that is not counted so."""
    if step.norm_value is None:
        return None
    units = {NormUnit.BUSINESS_MINUTES: 60, NormUnit.BUSINESS_DAYS: work.day_s}
    return round(step.norm_value * units.get(NormUnit(step.norm_unit), 0))


def _titles(steps: Iterable[StepView]) -> dict[int, str]:
    """A name for each step; two of one name are distinguished by their codes."""
    steps = list(steps)
    met = Counter(str(step.name) for step in steps)
    return {
        step.id: f"{step.code} {step.name}" if met[str(step.name)] > 1 else str(step.name)
        for step in steps
    }


def _names(log: EventLog, plan: Outline) -> dict[str, str]:
    """What the process calls the steps of the log, of those that are one step by their names."""
    by_name: dict[str, str] = {}
    titles = _titles(plan.flow)
    for step in plan.flow:
        title = titles[step.id]
        for spelt in (title, step.name.ru, step.name.en, step.code):
            by_name.setdefault(normalize(spelt), title)
    return {name: by_name[normalize(name)] for name in log.activities if normalize(name) in by_name}


def _renamed(log: EventLog, names: dict[str, str]) -> EventLog:
    """The log with its steps called as the process does, and without ends, which are no steps."""
    steps = np.array([name in names or not guess_outcome(name) for name in log.activities])
    called = [names.get(name, name) for name in log.activities]
    # Two spellings of one step are that step.
    known = {name: code for code, name in enumerate(dict.fromkeys(called))}
    codes = np.array([known[name] for name in called], log.activity.dtype)
    own = only_steps(log, steps)
    return replace(own, activity=codes[own.activity], activities=tuple(known))
