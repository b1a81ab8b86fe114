"""What every action on a deal begins with: the row locked, and what the action needs at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from pipeloop.company.models import Company, Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor import policy
from pipeloop.conveyor.domain.gate import DealFacts
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries.deal import count_people
from pipeloop.conveyor.queries.judging import Judge, judge_at
from pipeloop.conveyor.words import DealState
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused, Stale
from pipeloop.core.ids import DealId, VersionId
from pipeloop.engine.worktime import WorkTime
from pipeloop.process.queries import EvidenceView, Outline, StepView, outline


@dataclass
class DealContext:
    """A locked deal with what an action on it needs at hand."""

    actor: Person
    deal: Deal
    company: Company
    outline: Outline
    at: datetime

    @property
    def step(self) -> StepView:
        return self.outline.step(self.deal.step_id)

    @cached_property
    def judge(self) -> Judge:
        """Tells why and from when the deal hangs."""
        return judge_at(self.at, self.company, self.outline)

    @property
    def work(self) -> WorkTime:
        """The working calendar of the owner's team."""
        return self.judge.work(self.deal)

    def facts(self) -> DealFacts:
        """The deal as the rules see it, people counted anew."""
        return DealFacts(
            deal=self.deal,
            evidence=self.outline.evidence,
            counts=count_people(self.deal),
            discount_limit=self.company.discount_limit,
            at=self.at,
        )

    def evidence(self, key: str) -> EvidenceView:
        """The evidence of that key.

        Raises:
            Refused: no step of the process asks for it.
        """
        try:
            return self.outline.evidence[key]
        except KeyError:
            raise Refused("unknown_evidence", _("No step asks for this."), field=key) from None


def lock_deal(
    actor: Person, deal_id: DealId, *, seen: int | None, state: str = DealState.OPEN
) -> DealContext:
    """Lock a deal that the actor may work on, and that nobody has changed since it was seen.

    Args:
        seen: the revision that the actor looked at; None from programs that did not look.
        state: the state the deal must be in.

    Raises:
        NotFound: there is no such deal, or the actor may not see it.
        Forbidden: the actor sees it and may not work on it.
        Stale: it has changed since.
        Refused: it is closed, or not closed, contrary to what the action needs.
    """
    company = the_company()
    deal = (
        Deal.objects.select_for_update(of=("self",))
        .select_related("account", "contact", "owner", "stage")
        .filter(pk=deal_id)
        .first()
    )
    if deal is None or not policy.see_deal(actor, deal, company):
        raise NotFound("deal")
    policy.require(actor, policy.move_deal, deal)
    if seen is not None and seen != deal.revision:
        raise Stale(deal)
    if deal.state != state:
        closed = deal.state != DealState.OPEN
        raise Refused(
            "wrong_state", _("This deal is closed.") if closed else _("This deal is still open.")
        )
    return DealContext(actor, deal, company, outline(VersionId(deal.version_id)), now())
