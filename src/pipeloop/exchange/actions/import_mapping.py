"""Uploading a file of deals, and saying what its columns and stages mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ImportId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.import_runs import (
    date_style,
    locked_import,
    open_file,
    refusal,
    sample_rows,
)
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_entry, step_key
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import BUSY, FILE_PROBLEMS, MAX_BYTES, TARGETS, ImportState, Shape
from pipeloop.formats.columns import DEAL_TARGETS, HISTORY_TARGETS, guess_columns, guess_shape
from pipeloop.formats.errors import FormatError
from pipeloop.process.queries import live_version_id, outline

REQUIRED_COLUMNS = {Shape.DEALS: (), Shape.HISTORY: ("deal_id", "to_stage", "at")}


@transaction.atomic
def upload_file(actor: Person, file: File[bytes], *, name: str) -> ImportRun:
    """Take a file, and guess what its columns hold. Nothing is loaded yet.

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
        name=name[:200], size=file.size or 0, by=actor, at=now(), system=_system_name(name)
    )
    run.file.save(f"{now():%Y%m%d%H%M%S}.data", file, save=False)
    try:
        table = open_file(run)
        rows = sample_rows(table)
    except FormatError as error:
        run.file.delete(save=False)
        raise refusal(error) from None
    run.header, run.shape = list(table.header), guess_shape(table.header, rows)
    targets = DEAL_TARGETS if run.shape == Shape.DEALS else HISTORY_TARGETS
    run.columns = guess_columns(table.header, rows, targets)
    run.day_first = date_style(run.columns, rows).order == "dmy"
    run.stages = {ENTRY: guess_entry(run.shape, run.columns, plan)}
    run.save()
    return run


def _system_name(name: str) -> str:
    """The name of the other system until somebody gives it: the name of the file."""
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
    run = locked_import(run_id)
    _require_not_loaded(run)
    if shape not in Shape.values:
        raise Refused("bad_value", _("Choose from the list."), field="shape")
    plan = outline(live_version_id())
    targets = TARGETS.keys() | {step_key(step) for step in plan.flow}
    if not columns.keys() <= targets or not all(0 <= i < len(run.header) for i in columns.values()):
        raise Refused("bad_value", _("Choose from the list."), field="columns")
    missing = [
        str(TARGETS[target]) for target in REQUIRED_COLUMNS[Shape(shape)] if target not in columns
    ]
    if missing or not columns:
        names = ", ".join(missing) or str(TARGETS["external_id"])
        words = _("Choose which column holds: %(names)s.") % {"names": names}
        raise Refused("missing_columns", words, field="columns")
    if not system.strip():
        raise Refused("no_system", _("Name the system that the file comes from."), field="system")
    entry = run.stages.get(ENTRY) or guess_entry(shape, run.columns, plan)
    run.shape, run.system, run.day_first = shape, system.strip()[:40], day_first
    run.columns, run.stages = dict(columns), {ENTRY: entry}
    _start_check(run)
    return run


@transaction.atomic
def match_stages(actor: Person, run_id: ImportId, stages: Mapping[str, str]) -> ImportRun:
    """Say what the file's words for stages mean, and have the file checked again.

    Raises:
        Forbidden, NotFound: as for `change_mapping`.
        Refused: a meaning is none of the steps, "won", "lost" or "skip".
    """
    require(actor, policy.load_history)
    run = locked_import(run_id)
    _require_not_loaded(run)
    steps = {step_key(step) for step in outline(live_version_id()).flow}
    if stages.get(ENTRY) not in steps:
        raise Refused("bad_value", _("Choose the step on which new deals begin."), field=ENTRY)
    if not set(stages.values()) <= steps | {"won", "lost", "skip", ""}:
        raise Refused("bad_value", _("Choose from the list."))
    run.stages = dict(stages)
    _start_check(run)
    return run


def _start_check(run: ImportRun) -> None:
    run.state, run.done, run.rows, run.error = ImportState.CHECKING, 0, 0, ""
    run.totals, run.problems = {}, []
    run.save()
    defer("exchange.check_import", run_id=run.pk)


def _require_not_loaded(run: ImportRun) -> None:
    if run.state in (*BUSY, ImportState.DONE, ImportState.UNDONE):
        raise Refused("too_late", _("This file is being read or has been loaded already."))
