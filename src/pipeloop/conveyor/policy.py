"""Who may do and see what on the conveyor, as named predicates."""

from __future__ import annotations

from django.db.models import Q

from pipeloop.company.models import Company, Person
from pipeloop.company.policy import LEADERS, SELLERS, require, see_all_work
from pipeloop.company.words import RoleCode, Visibility
from pipeloop.conveyor.models import Deal

__all__ = [
    "assign_deal",
    "create_lead",
    "move_deal",
    "require",
    "see_deal",
    "visible_deals",
    "waive_gate",
]


def visible_deals(actor: Person, company: Company) -> Q:
    """The deals that the actor may see, as a condition on rows.

    A seller sees their own ones and the ones nobody has taken, and as many more as the
    company has set; whoever leads the work sees all.
    """
    if see_all_work(actor) or company.sellers_see == Visibility.ALL:
        return Q()
    own = Q(owner=actor) | Q(hunter=actor) | Q(owner__isnull=True)
    if company.sellers_see == Visibility.TEAM and actor.team_id:
        return own | Q(owner__team=actor.team_id)
    return own


def see_deal(actor: Person, deal: Deal, company: Company) -> bool:
    """See one deal; the same rule as `visible_deals`."""
    if see_all_work(actor) or company.sellers_see == Visibility.ALL:
        return True
    if actor.pk in (deal.owner_id, deal.hunter_id) or deal.owner is None:
        return True
    same_team = actor.team_id is not None and deal.owner.team_id == actor.team_id
    return company.sellers_see == Visibility.TEAM and same_team


def create_lead(actor: Person) -> bool:
    """Bring a new lead in."""
    return actor.plays(*SELLERS, *LEADERS)


def move_deal(actor: Person, deal: Deal) -> bool:
    """Work on a deal: move it, record facts, close it. Its people, its team's hands, or a leader.

    The owner of the company looks and does not touch.
    """
    if actor.plays(*LEADERS):
        return True
    if not actor.plays(*SELLERS):
        return False
    if actor.pk in (deal.owner_id, deal.hunter_id) or deal.owner is None:
        return True
    return actor.team_id is not None and deal.owner.team_id == actor.team_id


def waive_gate(actor: Person, deal: Deal) -> bool:
    """Let a deal pass a closed gate with a reason: a leader, and not their own deal."""
    return actor.plays(RoleCode.HEAD_OF_SALES) and deal.owner_id != actor.pk


def approve(actor: Person, deal: Deal, role: str) -> bool:
    """Give the approval of a role; nobody approves their own deal."""
    return actor.plays(role) and deal.owner_id != actor.pk


def assign_deal(actor: Person, deal: Deal) -> bool:
    """Give a deal to somebody: a leader, or whoever may work on it."""
    return move_deal(actor, deal)
