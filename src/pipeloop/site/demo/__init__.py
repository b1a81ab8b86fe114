"""The demonstration company: invented, at work, and removable as a whole."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from django.db import transaction

from pipeloop.clients.models import Account
from pipeloop.company.actions import begin_load
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
from pipeloop.site.demo.generator import LEADS, DealGenerator
from pipeloop.site.demo.people import ACCOUNTS, PASSWORD, create_people
from pipeloop.site.demo.people import Account as DemoAccount

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
    """Create the demonstration, and its process if none is live; nothing if it exists already.

    Args:
        progress: called with how many deals are written, and how many there will be.
    """
    # One at a time: the second of two processes finds that the first has done the work.
    company = Company.objects.select_for_update().get(pk=1)
    if demo_exists():
        return
    if not has_live_version():
        start_from_template(None)
    if not company.name:
        company.name = NAME
        company.save()
    at = now()
    origin = begin_load(OriginKind.DEMONSTRATION, NAME, at=at)
    plan = outline(VersionId(live_version_id()))
    generator = DealGenerator(
        plan=plan,
        work=working_times().company,
        staff=create_people(origin),
        reasons=list(Reason.objects.filter(process=plan.process_id)),
        now=at,
        rng=Random(SEED),  # noqa: S311 - an example, not a secret
    )
    deals = generator.deals()
    load_deals(deals, plan, origin, progress=lambda done: progress(min(done, LEADS), LEADS))
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
    """Remove the demonstration; what people have created themselves stays."""
    for origin in Origin.objects.select_for_update().filter(kind=OriginKind.DEMONSTRATION):
        undo_load(origin)
    Company.objects.filter(pk=1, name=NAME).update(name="")
