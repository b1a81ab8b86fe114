"""Taking an import back."""

from __future__ import annotations

from collections import defaultdict

import pgtrigger
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.conveyor.actions.bulk import UndoneLoad, undo_load
from pipeloop.conveyor.models import Event
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.preparing import locked
from pipeloop.exchange.keeping import put_back
from pipeloop.exchange.models import Before, ImportRun
from pipeloop.exchange.words import ImportState


@transaction.atomic
def undo(actor: Person, run_id: ImportId) -> ImportRun:
    """Begin to take a whole import back.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such import.
        Refused: it is not loaded.
    """
    require(actor, policy.load_history)
    run = locked(run_id)
    if run.state != ImportState.DONE or run.origin is None:
        raise Refused("not_loaded", _("Only what is loaded can be taken back."))
    run.state, run.error = ImportState.UNDOING, ""
    run.save()
    defer("exchange.take_back", run_id=run.pk)
    return run


def take_back(run_id: ImportId) -> UndoneLoad | None:
    """Take an import back, all of it or nothing: its deals go, and deals that it changed are
    as they were.

    A deal of an earlier load that people have worked on since keeps what this one added. One
    that a later load has changed too keeps it until that load is taken back.

    Returns:
        What went; None when another worker has done it already.
    """
    try:
        with transaction.atomic():
            return _take_back(run_id)
    except Exception as error:
        ImportRun.objects.filter(pk=run_id, state=ImportState.UNDOING).update(
            state=ImportState.DONE, error=str(error)[:300] or type(error).__name__
        )
        raise


def _take_back(run_id: ImportId) -> UndoneLoad | None:
    # Held to the end: a second worker that takes up the same import waits, then leaves.
    run = locked(run_id)
    if run.state != ImportState.UNDOING or run.origin is None:
        return None
    _restore(run)
    gone = undo_load(run.origin)
    run.state, run.origin = ImportState.UNDONE, None
    run.totals = run.totals | {"gone": gone.deals}
    run.save()
    return gone


def _restore(run: ImportRun) -> None:
    kept = Before.objects.filter(run=run).select_related("deal__origin")
    changed_since = _changed_since(run)
    with pgtrigger.ignore("conveyor.Event:append_only"):
        for before in kept:
            events = Event.objects.filter(deal=before.deal, origin=run.origin)
            if before.deal.revision > 0:
                events.update(origin=before.deal.origin)
                continue
            later = next((b for b in changed_since[before.deal_id] if b.pk > before.pk), None)
            if later:
                events.update(origin=later.run.origin)
                Before.objects.filter(pk=later.pk).update(row=before.row)
                continue
            events.delete()
            put_back(before.deal, before.row)
            before.deal.save()
    kept.delete()


def _changed_since(run: ImportRun) -> dict[int, list[Before]]:
    """What other loads that changed the same deals have kept of them, in order."""
    deals = Before.objects.filter(run=run).values("deal")
    found: dict[int, list[Before]] = defaultdict(list)
    others = Before.objects.filter(deal__in=deals).exclude(run=run).select_related("run__origin")
    for before in others.order_by("pk"):
        found[before.deal_id].append(before)
    return found
