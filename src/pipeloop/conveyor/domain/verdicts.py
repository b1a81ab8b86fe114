"""A deal's row as the rules of hanging look at it."""

from __future__ import annotations

from datetime import datetime

from pipeloop.company.models import Company
from pipeloop.conveyor.domain.hanging import DealSnapshot, Verdict, judge
from pipeloop.conveyor.models import Deal
from pipeloop.engine.hanging import UsualTime
from pipeloop.engine.worktime import WorkTime
from pipeloop.process.queries import Outline
from pipeloop.process.words import StageKind


def hanging_verdict(
    deal: Deal,
    company: Company,
    plan: Outline,
    *,
    at: datetime,
    people: int,
    usual: UsualTime | None,
    work: WorkTime,
) -> Verdict:
    """Why and from when the deal warns and hangs, by what is known at `at`.

    Args:
        people: how many people at the client are on the deal's map of the decision.
        usual: how long a stay on its step usually lasts, if known.
        work: the working calendar of the owner's team.
    """
    step, stage = plan.step(deal.step_id), plan.stage(deal.stage_id)
    proven = plan.phases.get(deal.buying_phase)
    ahead = step.buying_order - proven[0] if proven and step.buying_order is not None else 0
    snapshot = DealSnapshot(
        in_conversion=stage.kind == StageKind.LEAD_CONVERSION,
        entered_stage_at=deal.entered_stage_at,
        entered_step_at=deal.entered_step_at,
        changed_at=at,
        usual=usual,
        long_days=company.long_deal_days,
        worked_here=not deal.external_system or deal.revision > 0,
        fit_class=deal.account.fit_class,
        next_step_on=deal.next_step_on,
        close_on=deal.close_on,
        close_pushes=deal.close_pushes,
        last_contact_at=deal.last_contact_at,
        people=people,
        has_map=bool(deal.buying_phase),
        has_plan="doc:mutual_plan" in deal.facts,
        phase_gap=ahead,
        parked=deal.parked_until is not None,
    )
    return judge(snapshot, work)
