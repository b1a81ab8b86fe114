"""Undoing an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from pipeloop.company.models import Origin, Person
from pipeloop.company.policy import require
from pipeloop.conveyor.actions.bulk import UndoneLoad, undo_load
from pipeloop.conveyor.actions.bulk.restore import SavedDeal, restore_deals
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.import_runs import locked_import
from pipeloop.exchange.models import DealSnapshotRow, ImportRun
from pipeloop.exchange.words import ImportState


@transaction.atomic
def request_undo(actor: Person, run_id: ImportId) -> ImportRun:
    """Begin to undo a whole import.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such import.
        Refused: it is not loaded.
    """
    require(actor, policy.load_history)
    run = locked_import(run_id)
    if run.state != ImportState.DONE or run.origin is None:
        raise Refused("not_loaded", _("Only an import that is loaded can be undone."))
    run.state, run.error = ImportState.UNDOING, ""
    run.save()
    defer("exchange.undo_import", run_id=run.pk)
    return run


def undo_import(run_id: ImportId) -> UndoneLoad | None:
    """Undo an import, all of it or nothing: deals that it created are removed, deals that it
    changed are as they were before.

    A deal of an earlier load that people have worked on since keeps what this one added. One
    that a later load has changed too keeps it until that load is undone.

    Returns:
        What was removed; None when another worker has done it already.
    """
    try:
        with transaction.atomic():
            return _undo(run_id)
    except Exception as error:
        ImportRun.objects.filter(pk=run_id, state=ImportState.UNDOING).update(
            state=ImportState.DONE, error=str(error)[:300] or type(error).__name__
        )
        raise


def _undo(run_id: ImportId) -> UndoneLoad | None:
    # Held to the end: a second worker that takes up the same import waits, then leaves.
    run = locked_import(run_id)
    if run.state != ImportState.UNDOING or run.origin is None:
        return None
    _restore_deals(run, run.origin)
    undone = undo_load(run.origin)
    run.state, run.origin = ImportState.UNDONE, None
    run.totals |= {"removed": undone.deals}
    run.save()
    return undone


def _restore_deals(run: ImportRun, origin: Origin) -> None:
    """Put the deals that the import changed back, and forget how they were."""
    own = DealSnapshotRow.objects.filter(run=run)
    later = _next_snapshots(run)
    still_needed = restore_deals(origin, _saved_deals(own, later))
    for snapshot in own.filter(pk__in=still_needed):
        # The later import undoes what this one did as well.
        following = later[snapshot.deal_id]
        following.row = snapshot.row
        following.save(update_fields=["row"])
    own.delete()


def _saved_deals(
    own: Iterable[DealSnapshotRow], later: Mapping[int, DealSnapshotRow]
) -> Iterator[SavedDeal]:
    for snapshot in own:
        following = later.get(snapshot.deal_id)
        origin_id = following.run.origin_id if following else None
        yield SavedDeal(snapshot.pk, snapshot.deal_id, snapshot.row, origin_id)


def _next_snapshots(run: ImportRun) -> dict[int, DealSnapshotRow]:
    """By deal, the first snapshot that was taken of it after this import's."""
    own = DealSnapshotRow.objects.filter(run=run, deal=OuterRef("deal"), pk__lt=OuterRef("pk"))
    later = DealSnapshotRow.objects.filter(Exists(own)).select_related("run").order_by("-pk")
    return {snapshot.deal_id: snapshot for snapshot in later}
