"""Loading a checked file, in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from pipeloop.company.actions.loaded import LoadedPeople, begin_load
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.queries import the_company
from pipeloop.company.words import OriginKind
from pipeloop.conveyor.actions.bulk import PastDeal, load_deals
from pipeloop.conveyor.domain.snapshot import snapshot
from pipeloop.conveyor.models import Deal
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.import_runs import (
    line_reader,
    locked_import,
    mark_failed,
    open_file,
)
from pipeloop.exchange.domain.deal_builder import DealBuilder
from pipeloop.exchange.models import DealSnapshotRow, ImportRun
from pipeloop.exchange.words import ImportState, Shape
from pipeloop.formats.errors import FormatError
from pipeloop.process.queries import live_version_id, outline

# The first of the two numbers of an advisory lock; the second is the import's id.
LOAD_LOCK = 7001


@transaction.atomic
def request_load(actor: Person, run_id: ImportId, *, without_bad: bool) -> ImportRun:
    """Begin to load a checked file.

    Args:
        without_bad: leave out the lines that have problems; otherwise there must be none.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such import.
        Refused: it is not checked, has bad lines, or has no good ones.
    """
    require(actor, policy.load_history)
    run = locked_import(run_id)
    if run.state != ImportState.CHECKED:
        raise Refused("not_checked", _("The file must be checked first."))
    if run.totals.get("bad") and not without_bad:
        raise Refused("bad_lines", _("Correct the lines with problems, or leave them out."))
    if not run.totals.get("good"):
        raise Refused("no_good_lines", _("There are no lines that can be loaded."))
    run.state, run.done = ImportState.RUNNING, 0
    run.save()
    defer("exchange.load_import", run_id=run.pk)
    return run


def load_import(run_id: ImportId) -> None:
    """Load a file, all of it or nothing: a crash on the way leaves no trace."""
    own_connection = connection.copy()
    try:
        with transaction.atomic():
            # Held to the end: a second worker that takes up the same import waits, then leaves.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOAD_LOCK, run_id])
            run = ImportRun.objects.select_related("by").get(pk=run_id)
            if run.state != ImportState.RUNNING:
                return
            run.totals |= _load(run, _progress_writer(own_connection, run_id))
            run.state, run.loaded_at, run.done = ImportState.DONE, now(), run.rows
            run.save()
    except Exception as error:
        mark_failed(run_id, ImportState.RUNNING, error)
        if not isinstance(error, FormatError):
            raise
    finally:
        own_connection.close()


def _load(run: ImportRun, progress: Callable[[int], None]) -> dict[str, int]:
    plan, at = outline(live_version_id()), now()
    run.origin = origin = begin_load(OriginKind.IMPORT, run.name, at=at, by=run.by)
    builder = DealBuilder(
        plan, run.stages, LoadedPeople(origin).person_named, the_company().currency, at
    )
    loaded = load_deals(
        _deals(run, builder),
        plan,
        origin,
        system=run.system,
        progress=progress,
        before_update=lambda deal: _save_snapshot(run, deal),
    )
    return {
        "created": loaded.created,
        "updated": loaded.updated,
        "unchanged": loaded.same,
        "left_alone": loaded.left_alone,
    }


def _save_snapshot(run: ImportRun, deal: Deal) -> Any:
    return DealSnapshotRow.objects.create(run=run, deal=deal, row=snapshot(deal))


def _deals(run: ImportRun, builder: DealBuilder) -> Iterator[PastDeal]:
    table = open_file(run)
    reader = line_reader(run, table, run.stages)
    good_lines = (line for line in reader.lines(table) if line.is_good)
    if run.shape == Shape.DEALS:
        return builder.from_deals(good_lines)
    return builder.from_changes(good_lines)


def _progress_writer(
    own_connection: BaseDatabaseWrapper, run_id: ImportId
) -> Callable[[int], None]:
    """Writes progress by a connection of its own: the load itself is not visible until it ends."""

    def write(done: int) -> None:
        with own_connection.cursor() as cursor:
            cursor.execute("UPDATE exchange_importrun SET done = %s WHERE id = %s", [done, run_id])

    return write
