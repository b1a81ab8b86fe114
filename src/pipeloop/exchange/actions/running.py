"""Checking and loading a file, in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from django.utils.translation import override

from pipeloop.company.models import Origin, Person
from pipeloop.company.policy import require
from pipeloop.company.queries import the_company
from pipeloop.company.words import OriginKind
from pipeloop.conveyor.actions.bulk import LoadCounts, PastDeal, load_deals
from pipeloop.conveyor.models import Deal
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.preparing import date_style, locked, look, refusal
from pipeloop.exchange.domain.building import Builder, People
from pipeloop.exchange.domain.reading import Line, Reader, plain
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_stages
from pipeloop.exchange.keeping import as_it_was
from pipeloop.exchange.models import Before, ImportRun
from pipeloop.exchange.words import MAX_BYTES, ImportState, Shape
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table
from pipeloop.formats.tables import Table
from pipeloop.formats.values import DateStyle
from pipeloop.process.queries import live_version_id, outline

TOLD = 500
EVERY = 500


def check(run_id: ImportId) -> None:
    """Read the whole file and count what it holds and what is wrong with it."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    if run.state != ImportState.CHECKING:
        return
    with override(run.by.language):
        try:
            found = _look_through(run)
        except Exception as error:
            _fail(run_id, ImportState.CHECKING, error)
            if not isinstance(error, FormatError):
                raise
            return
    ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED, **found
    )


def _look_through(run: ImportRun) -> dict[str, Any]:
    table = open_table(Path(run.file.path), max_bytes=MAX_BYTES)
    words_only = set(run.stages) == {ENTRY}
    reader = _reader(run, table, stages=None if words_only else run.stages)
    problems: list[dict[str, Any]] = []
    good = bad = warned = rows = 0
    deals: set[str | int] = set()
    people: set[str] = set()
    for line in reader.lines(table):
        rows += 1
        good, bad = good + line.is_good, bad + (not line.is_good)
        warned += bool(line.problems) and line.is_good
        problems.extend(plain(p) for p in line.problems if len(problems) < TOLD)
        deals.add(line.values.get("external_id") or line.values.get("deal_id") or line.number)
        people.update(filter(None, (line.values.get(n) for n in ("owner", "hunter", "who"))))
        if rows % EVERY == 0:
            ImportRun.objects.filter(pk=run.pk).update(done=rows)
    stages = run.stages
    # An empty cell is no word: it means the step where such deals begin.
    words = sorted(reader.words.keys() - {ENTRY})
    if words_only and words:
        stages = run.stages | guess_stages(words, outline(live_version_id()))
        run.stages = stages
        # Words have meanings now: what is left without one is a problem of its lines.
        return _look_through(run) | {"stages": stages}
    totals = {"rows": rows, "good": good, "bad": bad, "warned": warned}
    totals |= {"deals": len(deals), "people": len(people), "words": dict(reader.words)}  # type: ignore[dict-item]
    return {"totals": totals, "problems": problems, "rows": rows, "done": rows, "stages": stages}


def _reader(run: ImportRun, table: Table, stages: dict[str, str] | None) -> Reader:
    _header, sample = look(Path(run.file.path))
    numbers = date_style(run.columns, sample).numbers
    return Reader(
        shape=run.shape,
        columns=run.columns,
        stages=stages,
        style=DateStyle("dmy" if run.day_first else "mdy", numbers),
        zone=ZoneInfo(the_company().calendar.time_zone),
        header=table.header,
        now=now(),
    )


@transaction.atomic
def start(actor: Person, run_id: ImportId, *, without_bad: bool) -> ImportRun:
    """Begin to load a checked file.

    Args:
        without_bad: leave out the lines that have problems; otherwise there must be none.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such import.
        Refused: it is not checked, has bad lines, or has no good ones.
    """
    require(actor, policy.load_history)
    run = locked(run_id)
    if run.state != ImportState.CHECKED:
        raise Refused("not_checked", _("The file must be checked first."))
    if run.totals.get("bad") and not without_bad:
        raise Refused("bad_lines", _("Mend the lines with problems, or leave them out."))
    if not run.totals.get("good"):
        raise Refused("no_good_lines", _("There is not one line that can be loaded."))
    run.state, run.done = ImportState.RUNNING, 0
    run.save()
    defer("exchange.load", run_id=run.pk)
    return run


def load(run_id: ImportId) -> None:
    """Load a file, all of it or nothing: a crash on the way leaves no trace."""
    side = connection.copy()
    try:
        with transaction.atomic():
            # Held to the end: a second worker that takes up the same import waits, then leaves.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [7001, run_id])
            run = ImportRun.objects.select_related("by").get(pk=run_id)
            if run.state != ImportState.RUNNING:
                return
            loaded = _load(run, _teller(side, run_id))
            run.totals = run.totals | vars(loaded)
            run.state, run.loaded_at, run.done = ImportState.DONE, now(), run.rows
            run.save()
    except Exception as error:
        _fail(run_id, ImportState.RUNNING, error)
        if not isinstance(error, FormatError):
            raise
    finally:
        side.close()


def _fail(run_id: ImportId, state: ImportState, error: Exception) -> None:
    """Let the import say what broke it, so that it can be mended and begun anew."""
    words = refusal(error).words if isinstance(error, FormatError) else str(error)[:300]
    ImportRun.objects.filter(pk=run_id, state=state).update(
        state=ImportState.FAILED, error=str(words) or type(error).__name__
    )


def _load(run: ImportRun, progress: Callable[[int], None]) -> LoadCounts:
    plan, at = outline(live_version_id()), now()
    origin = Origin.objects.create(kind=OriginKind.IMPORT, name=run.name, at=at, by=run.by)
    run.origin = origin
    table = open_table(Path(run.file.path), max_bytes=MAX_BYTES)
    reader = _reader(run, table, run.stages)
    good = (line for line in reader.lines(table) if line.is_good)
    builder = Builder(plan, run.stages, People(origin), the_company().currency, at)

    def keep(deal: Deal) -> None:
        Before.objects.create(run=run, deal=deal, row=as_it_was(deal))

    return load_deals(
        _deals(run, builder, good), plan, origin, system=run.system, progress=progress, keep=keep
    )


def _deals(run: ImportRun, builder: Builder, good: Iterator[Line]) -> Iterator[PastDeal]:
    return builder.deals(good) if run.shape == Shape.DEALS else builder.histories(good)


def _teller(side: BaseDatabaseWrapper, run_id: ImportId) -> Callable[[int], None]:
    """Tells progress by a connection of its own: the load itself is not seen till its end."""

    def tell(done: int) -> None:
        with side.cursor() as cursor:
            cursor.execute("UPDATE exchange_importrun SET done = %s WHERE id = %s", [done, run_id])

    return tell
