"""Adding logs, saying how they are read, and removing them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.domain.time_zones import known_zone
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.queries import the_company
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused, Stale
from pipeloop.core.ids import LogId
from pipeloop.core.jobs import defer
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import preview_log
from pipeloop.history import policy
from pipeloop.history.actions.folders import drop
from pipeloop.history.models import Log
from pipeloop.history.queries import same_header
from pipeloop.history.words import NEEDED, ROLES, XES, LogKind, LogState, file_problem

# Rows that are kept to show what a column holds, and letters of a cell.
SAMPLES, LETTERS = 5, 100


@transaction.atomic
def add_file(actor: Person, file: File[bytes], *, name: str) -> Log:
    """Take a file in, look into it, and guess what its columns tell.

    One that names its columns itself is read at once; another waits until somebody has looked.

    Raises:
        Forbidden: the actor keeps no logs.
        Refused: the file is no log that is read here; says why.
    """
    return _added(actor, file, name=name, kind=LogKind.FILE)


@transaction.atomic
def add_log(
    actor: Person, name: str, path: Path, *, columns: Mapping[str, str] | None = None
) -> Log:
    """Take in a file that was fetched from another CRM; where its columns are known, it is read.

    Raises:
        Forbidden, Refused: as for `add_file`.
    """
    with path.open("rb") as file:
        row = _added(actor, File(file), name=name, kind=LogKind.CRM)
    if columns:
        row.columns = dict(columns)
        ask_to_read(row)
    return row


@transaction.atomic
def keep_file(path: Path, *, name: str) -> Log:
    """Take in a file that whoever runs the machine names; it is read where its columns are sure.

    Raises:
        Refused: the file is no log that is read here; says why.
    """
    with path.open("rb") as file:
        row = _added(None, File(file), name=name, kind=LogKind.FILE)
    if row.state == LogState.WAITING and set(NEEDED) <= row.columns.keys():
        ask_to_read(row)
    return row


def _added(actor: Person | None, file: File[bytes], *, name: str, kind: LogKind) -> Log:
    if actor is not None:
        require(actor, policy.keep_logs)
    if (file.size or 0) > settings.LOG_MAX_BYTES:
        raise Refused("too_large", file_problem("too_large"), field="file")
    row = Log(
        name=name[:200],
        kind=kind,
        size=file.size or 0,
        by=actor,
        at=now(),
        state=LogState.WAITING,
        zone=the_company().calendar.time_zone,
    )
    row.file.save(f"{now():%Y%m%d%H%M%S}.data", file, save=False)
    try:
        _look(row)
    except FormatError as error:
        row.file.delete(save=False)
        raise Refused(error.code, file_problem(error.code), field="file") from None
    row.save()
    if row.form == XES and row.columns.keys() >= set(NEEDED):
        ask_to_read(row)
    return row


def _look(row: Log) -> None:
    """What the file is, and what its columns are guessed to tell, or were told of the last such.

    Raises:
        FormatError: it is of no kind that is read here.
    """
    if not row.size:
        raise FormatError("empty")
    seen = preview_log(Path(row.file.path))
    row.form, row.header = seen.kind, list(seen.header)
    row.samples = [[_cell(cell) for cell in cells] for cells in seen.samples[:SAMPLES]]
    row.columns = same_header(row.header, seen.kind) or dict(seen.guessed)


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell)[:LETTERS]


@transaction.atomic
def set_columns(
    actor: Person, log_id: LogId, columns: Mapping[str, str], *, zone: str, seen: int
) -> Log:
    """Say what the columns tell, and have the log read by it.

    Args:
        columns: names from the header by role, those of `ROLES`.
        zone: of moments that name none.
        seen: the revision that the actor has before them.

    Raises:
        Forbidden: the actor keeps no logs.
        NotFound: there is no such log.
        Stale: somebody has had it read meanwhile.
        Refused: a needed column is not named, or is not there.
    """
    require(actor, policy.keep_logs)
    row = locked(log_id)
    if row.revision != seen or row.is_busy:
        raise Stale(row)
    if not known_zone(zone):
        raise Refused("bad_value", _("Choose from the list."), field="zone")
    told = {role: name for role, name in columns.items() if name}
    if not row.is_own:
        _check(told, row.header)
        row.columns = told
    row.zone = zone
    ask_to_read(row)
    return row


def _check(told: Mapping[str, str], header: list[str]) -> None:
    if not told.keys() <= ROLES.keys() or not set(told.values()) <= set(header):
        raise Refused("bad_value", _("Choose from the list."), field="columns")
    missing = [str(ROLES[role]) for role in NEEDED if role not in told]
    if missing:
        words = _("Say which column holds: %(names)s.") % {"names": ", ".join(missing)}
        raise Refused("missing_columns", words, field="columns")
    if len(set(told.values())) < len(told):
        words = _("One column is taken for two things: choose another.")
        raise Refused("taken_twice", words, field="columns")


def ask_to_read(row: Log) -> None:
    """Have a log read; the caller holds its row."""
    row.state, row.error, row.details = LogState.READING, "", {}
    row.revision += 1
    row.save()
    defer("history.read", log_id=row.pk)


def locked(log_id: LogId) -> Log:
    """The log's row, held until the transaction ends.

    Raises:
        NotFound: there is no such log.
    """
    row = Log.objects.select_for_update().filter(pk=log_id).first()
    if row is None:
        raise NotFound("log")
    return row


@transaction.atomic
def remove(actor: Person, log_id: LogId) -> None:
    """Remove a log with its file and its columns; that of own deals comes again by itself.

    Raises:
        Forbidden: the actor keeps no logs.
        NotFound: there is no such log.
    """
    require(actor, policy.keep_logs)
    row = locked(log_id)
    storage, file, folder = row.file.storage, row.file.name, row.folder
    row.delete()

    def clear() -> None:
        drop(folder)
        if file:
            storage.delete(file)

    transaction.on_commit(clear)
