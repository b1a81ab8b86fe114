"""Taking a file in, and saying what its columns and stages mean."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.domain.reading import is_date
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_entry, key
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import BUSY, FILE_PROBLEMS, MAX_BYTES, TARGETS, ImportState, Shape
from pipeloop.formats.columns import DEAL_TARGETS, HISTORY_TARGETS, guess_columns, guess_shape
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle, guess_date_style
from pipeloop.process.queries import live_version_id, outline

SAMPLE = 200
NEEDED = {Shape.DEALS: (), Shape.HISTORY: ("deal_id", "to_stage", "at")}


@transaction.atomic
def upload(actor: Person, file: File[bytes], *, name: str) -> ImportRun:
    """Take a file in, look into it, and guess what it holds. Nothing is loaded yet.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: no process is live, so stages could not be matched.
        Refused: the file cannot be read; says why.
    """
    require(actor, policy.load_history)
    plan = outline(live_version_id())
    if (file.size or 0) > MAX_BYTES:
        raise Refused("too_large", FILE_PROBLEMS["too_large"], field="file")
    run = ImportRun(
        name=name[:200], size=file.size or 0, by=actor, at=now(), system=_system_of(name)
    )
    run.file.save(f"{now():%Y%m%d%H%M%S}.data", file, save=False)
    try:
        header, sample = look(Path(run.file.path))
    except FormatError as error:
        run.file.delete(save=False)
        raise refusal(error) from None
    run.header, run.shape = list(header), guess_shape(header, sample)
    targets = DEAL_TARGETS if run.shape == Shape.DEALS else HISTORY_TARGETS
    run.columns = guess_columns(header, sample, targets)
    run.day_first = date_style(run.columns, sample).order == "dmy"
    run.stages = {ENTRY: guess_entry(run.shape, run.columns, plan)}
    run.save()
    return run


def look(path: Path) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """The header and the first rows of a file.

    Raises:
        FormatError: it cannot be read, or there is nothing under the header.
    """
    table = open_table(path, max_bytes=MAX_BYTES)
    sample = [row.cells for row in islice(table.rows(), SAMPLE)]
    if not sample:
        raise FormatError("no_rows")
    return table.header, sample


def date_style(columns: Mapping[str, int], sample: list[tuple[Cell, ...]]) -> DateStyle:
    """How the columns that hold dates write them."""
    dates = [column for target, column in columns.items() if is_date(target)]
    return guess_date_style(row[column] for row in sample for column in dates)


def refusal(error: FormatError) -> Refused:
    """What is wrong with a file, in words, with the line when it is known."""
    words = str(FILE_PROBLEMS[error.code])
    if error.line:
        words = _("Line %(line)s: %(words)s") % {"line": error.line, "words": words}
    return Refused(error.code, words, field="file")


def _system_of(name: str) -> str:
    """What the other system is called, until somebody says: the name of the file."""
    return Path(name).stem[:40] or "file"


@transaction.atomic
def change_mapping(
    actor: Person,
    run_id: ImportId,
    *,
    shape: str,
    system: str,
    columns: Mapping[str, int],
    day_first: bool,
) -> ImportRun:
    """Say what the columns hold, and have the whole file checked by it.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such import.
        Refused: a needed column is not named, or the import is past this.
    """
    require(actor, policy.load_history)
    run = locked(run_id)
    _not_begun(run)
    if shape not in Shape.values:
        raise Refused("bad_value", _("Choose from the list."), field="shape")
    plan = outline(live_version_id())
    known = TARGETS.keys() | {key(step) for step in plan.flow}
    if not columns.keys() <= known or not all(0 <= i < len(run.header) for i in columns.values()):
        raise Refused("bad_value", _("Choose from the list."), field="columns")
    missing = [str(TARGETS[need]) for need in NEEDED[Shape(shape)] if need not in columns]
    if missing or not columns:
        words = _("Say which column holds: %(names)s.")
        named = ", ".join(missing) or str(TARGETS["external_id"])
        raise Refused("missing_columns", words % {"names": named}, field="columns")
    if not system.strip():
        raise Refused("no_system", _("Name the other system."), field="system")
    entry = run.stages.get(ENTRY) or guess_entry(shape, run.columns, plan)
    run.shape, run.system, run.day_first = shape, system.strip()[:40], day_first
    run.columns, run.stages = dict(columns), {ENTRY: entry}
    _to_check(run)
    return run


@transaction.atomic
def match_stages(actor: Person, run_id: ImportId, stages: Mapping[str, str]) -> ImportRun:
    """Say what the file's words for stages mean, and have the file checked again.

    Raises:
        Forbidden, NotFound: as for `change_mapping`.
        Refused: a meaning is none of the steps, "won", "lost" or "skip".
    """
    require(actor, policy.load_history)
    run = locked(run_id)
    _not_begun(run)
    steps = {key(step) for step in outline(live_version_id()).flow}
    if stages.get(ENTRY) not in steps:
        raise Refused("bad_value", _("Choose the step where new deals stand."), field=ENTRY)
    if not set(stages.values()) <= steps | {"won", "lost", "skip", ""}:
        raise Refused("bad_value", _("Choose from the list."))
    run.stages = dict(stages)
    _to_check(run)
    return run


def _to_check(run: ImportRun) -> None:
    run.state, run.done, run.rows, run.error = ImportState.CHECKING, 0, 0, ""
    run.totals, run.problems = {}, []
    run.save()
    defer("exchange.check", run_id=run.pk)


def locked(run_id: ImportId) -> ImportRun:
    """The import's row, held until the transaction ends.

    Raises:
        NotFound: there is no such import.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound("import")
    return run


def _not_begun(run: ImportRun) -> None:
    if run.state in (*BUSY, ImportState.DONE, ImportState.UNDONE):
        raise Refused("too_late", _("This file is being read or is loaded already."))
