"""Judging any number of deals by the rules of hanging: what that needs is read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from pipeloop.company.models import Company
from pipeloop.company.queries import WorkTimes, the_company, working_times
from pipeloop.conveyor.domain.hanging import Verdict
from pipeloop.conveyor.domain.verdicts import hanging_verdict
from pipeloop.conveyor.models import Deal, Participant
from pipeloop.conveyor.queries.usual_times import UsualTimes, usual_times
from pipeloop.conveyor.words import DealState
from pipeloop.core.ids import VersionId
from pipeloop.engine.hanging import UsualTime
from pipeloop.engine.worktime import WorkTime
from pipeloop.process.queries import Outline, outline


@dataclass
class Judge:
    """Tells why and from when deals warn and hang, by what is known at a moment."""

    at: datetime
    company: Company
    works: WorkTimes
    usual_times: UsualTimes
    _plans: dict[int, Outline] = field(default_factory=dict)

    def plan(self, deal: Deal) -> Outline:
        """The version that the deal goes by."""
        if deal.version_id not in self._plans:
            self._plans[deal.version_id] = outline(VersionId(deal.version_id))
        return self._plans[deal.version_id]

    def add_plan(self, plan: Outline) -> None:
        """Use a version that is read already."""
        self._plans[plan.version_id] = plan

    def work(self, deal: Deal) -> WorkTime:
        """The working calendar of the owner's team."""
        return self.works.of(deal.owner.team_id if deal.owner else None)

    def usual(self, deal: Deal) -> UsualTime | None:
        """How long a stay on the deal's step usually lasts."""
        plan = self.plan(deal)
        return self.usual_times.of(plan, plan.step(deal.step_id))

    def verdict(self, deal: Deal, people: int) -> Verdict:
        """The verdict on a deal whose client and owner are read.

        Args:
            people: how many people at the client are on the deal's map of the decision.
        """
        return hanging_verdict(
            deal,
            self.company,
            self.plan(deal),
            at=self.at,
            people=people,
            usual=self.usual(deal),
            work=self.work(deal),
        )

    def set_moments(self, deal: Deal, people: int) -> None:
        """Put the moments of warning and hanging on the row; a closed deal has none."""
        if deal.state != DealState.OPEN:
            deal.warns_at = deal.hangs_at = None
            return
        verdict = self.verdict(deal, people)
        deal.warns_at, deal.hangs_at = verdict.warns_at, verdict.hangs_at


def judge_at(
    moment: datetime, company: Company | None = None, plan: Outline | None = None
) -> Judge:
    """A judge of deals at a moment: at most four statements, whatever the number of deals.

    Args:
        company, plan: what the caller has read already.
    """
    company = company or the_company()
    works = working_times(company)
    judge = Judge(moment, company, works, usual_times(works.company.day_s))
    if plan is not None:
        judge.add_plan(plan)
    return judge


def count_participants(deals: Iterable[Deal]) -> dict[int, int]:
    """How many people are on the map of the decision of each deal: one statement."""
    rows = Participant.objects.filter(deal__in=[deal.pk for deal in deals]).order_by()
    return dict(rows.values_list("deal").annotate(Count("pk")))
