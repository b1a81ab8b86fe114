"""The demonstration company: invented, alive, and removable as a whole."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from django.db import transaction

from pipeloop.clients.models import Account
from pipeloop.company.models import Company, Origin
from pipeloop.company.queries.working_time import working_times
from pipeloop.company.words import OriginKind
from pipeloop.conveyor.actions.bulk import load_deals, undo_load
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import DealState
from pipeloop.core.clock import now
from pipeloop.core.ids import VersionId
from pipeloop.process.actions import start_from_template
from pipeloop.process.models import Reason
from pipeloop.process.queries import has_live_version, live_version_id, outline
from pipeloop.site.demo.people import ACCOUNTS, PASSWORD, hire
from pipeloop.site.demo.people import Account as DemoAccount
from pipeloop.site.demo.story import LEADS, Teller

__all__ = ["PASSWORD", "demo_accounts", "demo_exists", "load_demo", "remove_demo"]

SEED = 2026
NAME = "Демонстрация · Demonstration"
KEY_CLIENTS = 6


def demo_accounts() -> tuple[DemoAccount, ...]:
    """With which addresses one can sign in; the password is the same for all."""
    return ACCOUNTS


def demo_exists() -> bool:
    """Whether the demonstration is loaded."""
    return Origin.objects.filter(kind=OriginKind.DEMONSTRATION).exists()


@transaction.atomic
def load_demo(progress: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Make the demonstration, its process too where none is live; nothing when it is there.

    Args:
        progress: told how many deals are written, of how many.
    """
    # One at a time: the second of two starts finds the first one's work.
    company = Company.objects.select_for_update().get(pk=1)
    if demo_exists():
        return
    if not has_live_version():
        start_from_template(None)
    if not company.name:
        company.name = NAME
        company.save()
    at = now()
    origin = Origin.objects.create(kind=OriginKind.DEMONSTRATION, name=NAME, at=at)
    plan = outline(VersionId(live_version_id()))
    teller = Teller(
        plan=plan,
        work=working_times().company,
        staff=hire(origin),
        reasons=list(Reason.objects.filter(process=plan.process_id)),
        now=at,
        dice=Random(SEED),  # noqa: S311 - a story, not a secret
    )
    load_deals(teller.year(), plan, origin, progress=lambda done: progress(min(done, LEADS), LEADS))
    _name_key_clients(origin)


def _name_key_clients(origin: Origin) -> None:
    """The clients who have bought most are key ones."""
    totals: dict[int, int] = {}
    won = Deal.objects.filter(origin=origin, state=DealState.WON)
    for account, amount in won.values_list("account", "amount"):
        totals[account] = totals.get(account, 0) + (amount or 0)
    best = sorted(totals, key=lambda account: -totals[account])[:KEY_CLIENTS]
    Account.objects.filter(pk__in=best).update(is_key=True)


@transaction.atomic
def remove_demo() -> None:
    """Remove the demonstration; what people made themselves stays."""
    for origin in Origin.objects.select_for_update().filter(kind=OriginKind.DEMONSTRATION):
        undo_load(origin)
    Company.objects.filter(pk=1, name=NAME).update(name="")
