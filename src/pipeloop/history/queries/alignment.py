"""Optimal alignment of the deals with a version: the fewest steps to add or to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeloop.company.queries.working_time import working_times
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.case_arrays import by_place
from pipeloop.engine.mining.conformance.alignment import TooLong, example_cases
from pipeloop.engine.mining.conformance.alignment_summary import AlignmentSummary, align_model
from pipeloop.engine.mining.conformance.model import Model
from pipeloop.engine.mining.conformance.petri import CannotEnd, TooManyStates
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.history.domain.outcomes import outcomes
from pipeloop.history.queries.conformance import key_of_version, log_and_model
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.process.queries import Outline

# How many of the most frequent misfitting variants are shown with their moves.
EXAMPLES = 5
# Events of distinct variants times allowed moves of the process: some seconds on two cores. A
# page does not wait longer.
MAX_WORK = 200_000_000


class Refusal(StrEnum):
    """Why the deals are not aligned."""

    TOO_MUCH_WORK = "too_much_work"
    TOO_MANY_STATES = "too_many_states"
    TOO_LONG = "too_long"
    CANNOT_END = "cannot_end"


@dataclass(frozen=True, slots=True)
class AlignmentReport:
    """How the filtered deals align with a version.

    Args:
        summary: None where the deals are not aligned; `refusal` then says why.
        limit: what was exceeded: states of the process, or steps of a deal.
    """

    summary: AlignmentSummary | None = None
    refusal: Refusal | None = None
    limit: int = 0


def alignment_report(filtered: FilteredLog, plan: Outline) -> AlignmentReport:
    """Align the filtered deals with a version.

    Its steps may be repeated and gone back from. An open or a lost deal may stop anywhere.
    """
    work = working_times().company

    def compute(log: EventLog) -> AlignmentReport:
        own, model = log_and_model(log, plan, work)
        ended = by_place(log, outcomes(log))
        if _work(own, model) > MAX_WORK:
            return AlignmentReport(refusal=Refusal.TOO_MUCH_WORK)
        try:
            return AlignmentReport(align_model(own, model, ended, examples=EXAMPLES))
        except TooManyStates as error:
            return AlignmentReport(refusal=Refusal.TOO_MANY_STATES, limit=error.count)
        except TooLong as error:
            return AlignmentReport(refusal=Refusal.TOO_LONG, limit=error.steps)
        except CannotEnd:
            return AlignmentReport(refusal=Refusal.CANNOT_END)

    return filtered.cached(("alignment", *key_of_version(plan)), compute)


def _work(log: EventLog, model: Model) -> int:
    """How much there is to align: events of distinct variants times allowed moves."""
    paths = example_cases(log, variants(log))
    return int((paths.high - paths.low).sum()) * int(model.allowed.sum())
