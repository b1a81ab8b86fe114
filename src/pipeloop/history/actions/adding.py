"""Adding logs, choosing what their columns hold, and removing them."""

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
from pipeloop.history.actions.folders import remove_folder
from pipeloop.history.models import Log
from pipeloop.history.queries import columns_of_same_header
from pipeloop.history.words import NEEDED, ROLES, XES, LogKind, LogState, file_problem

# How many rows are kept to show what a column holds, and how many characters of a cell.
SAMPLES, CELL_LENGTH = 5, 100


@transaction.atomic
def add_file(actor: Person, file: File[bytes], *, name: str) -> Log:
    """Add a log from an uploaded file, and guess what its columns hold.

    A file that names its columns itself is read at once; another waits until somebody has
    checked them.

    Raises:
        Forbidden: the actor may not add logs.
        Refused: the file is not a log in a known format; says why.
    """
    return _create_log(actor, file, name=name, kind=LogKind.FILE)


@transaction.atomic
def add_log(
    actor: Person, name: str, path: Path, *, columns: Mapping[str, str] | None = None
) -> Log:
    """Add a log fetched from another CRM; where its columns are given, it is read at once.

    Raises:
        Forbidden, Refused: as for `add_file`.
    """
    with path.open("rb") as file:
        row = _create_log(actor, File(file), name=name, kind=LogKind.CRM)
    if columns:
        row.columns = dict(columns)
        queue_reading(row)
    return row


@transaction.atomic
def add_local_file(path: Path, *, name: str) -> Log:
    """Add a log from a file of this machine; it is read where its columns could be guessed.

    Raises:
        Refused: the file is not a log in a known format; says why.
    """
    with path.open("rb") as file:
        row = _create_log(None, File(file), name=name, kind=LogKind.FILE)
    if row.state == LogState.WAITING and set(NEEDED) <= row.columns.keys():
        queue_reading(row)
    return row


def _create_log(actor: Person | None, file: File[bytes], *, name: str, kind: LogKind) -> Log:
    if actor is not None:
        require(actor, policy.manage_logs)
    if (file.size or 0) > settings.LOG_MAX_BYTES:
        raise Refused("too_large", file_problem("too_large"), field="file")
    row = Log(
        name=name[:200],
        kind=kind,
        size=file.size or 0,
        added_by=actor,
        added_at=now(),
        state=LogState.WAITING,
        zone=the_company().calendar.time_zone,
    )
    row.file.save(f"{now():%Y%m%d%H%M%S}.data", file, save=False)
    try:
        _inspect_file(row)
    except FormatError as error:
        row.file.delete(save=False)
        raise Refused(error.code, file_problem(error.code), field="file") from None
    row.save()
    if row.format == XES and row.columns.keys() >= set(NEEDED):
        queue_reading(row)
    return row


def _inspect_file(row: Log) -> None:
    """Find out the file's format, and what its columns hold: as in the last file with this header,
    or else as guessed.

    Raises:
        FormatError: it is of no known format.
    """
    if not row.size:
        raise FormatError("empty")
    overview = preview_log(Path(row.file.path))
    row.format, row.header = overview.kind, list(overview.header)
    row.samples = [[_cell(cell) for cell in cells] for cells in overview.samples[:SAMPLES]]
    row.columns = columns_of_same_header(row.header, row.format) or dict(overview.guessed)


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell)[:CELL_LENGTH]


@transaction.atomic
def set_columns(
    actor: Person, log_id: LogId, columns: Mapping[str, str], *, zone: str, seen: int
) -> Log:
    """Choose what the columns hold, and have the log read accordingly.

    Args:
        columns: names from the header by role, those of `ROLES`.
        zone: the time zone of times that name none.
        seen: the revision that the actor saw.

    Raises:
        Forbidden: the actor may not change logs.
        NotFound: there is no such log.
        Stale: somebody has had it read meanwhile.
        Refused: a required column is not chosen, or does not exist.
    """
    require(actor, policy.manage_logs)
    row = lock_log(log_id)
    if row.revision != seen or row.is_busy:
        raise Stale(row)
    if not known_zone(zone):
        raise Refused("bad_value", _("Choose from the list."), field="zone")
    chosen = {role: name for role, name in columns.items() if name}
    if not row.is_own:
        _check(chosen, row.header)
        row.columns = chosen
    row.zone = zone
    queue_reading(row)
    return row


def _check(columns: Mapping[str, str], header: list[str]) -> None:
    if not columns.keys() <= ROLES.keys() or not set(columns.values()) <= set(header):
        raise Refused("bad_value", _("Choose from the list."), field="columns")
    missing = [str(ROLES[role]) for role in NEEDED if role not in columns]
    if missing:
        words = _("Choose the column that holds: %(names)s.") % {"names": ", ".join(missing)}
        raise Refused("missing_columns", words, field="columns")
    if len(set(columns.values())) < len(columns):
        words = _("One column is chosen for two things. Choose another for one of them.")
        raise Refused("taken_twice", words, field="columns")


def queue_reading(row: Log) -> None:
    """Queue a log for reading; the caller has locked its row."""
    row.state, row.error, row.details = LogState.READING, "", {}
    row.revision += 1
    row.save()
    defer("history.read", log_id=row.pk)


def lock_log(log_id: LogId) -> Log:
    """The log's row, locked until the transaction ends.

    Raises:
        NotFound: there is no such log.
    """
    row = Log.objects.select_for_update().filter(pk=log_id).first()
    if row is None:
        raise NotFound("log")
    return row


@transaction.atomic
def remove(actor: Person, log_id: LogId) -> None:
    """Remove a log with its file and its columns; that of own deals is created again by itself.

    Raises:
        Forbidden: the actor may not remove logs.
        NotFound: there is no such log.
    """
    require(actor, policy.manage_logs)
    row = lock_log(log_id)
    storage, file, folder = row.file.storage, row.file.name, row.folder
    row.delete()

    def remove_files() -> None:
        remove_folder(folder)
        if file:
            storage.delete(file)

    transaction.on_commit(remove_files)
