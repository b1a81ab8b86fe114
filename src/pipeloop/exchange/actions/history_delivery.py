"""Delivering a history as a table: to an ordinary import, or to a log for study only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import PipeloopError, Refused
from pipeloop.core.ids import ConnectionId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.connections import get_connection, locked_connection
from pipeloop.exchange.actions.history_fetch import stop
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.deal_history import LOST, OPEN, WON, History
from pipeloop.exchange.connectors.history_files import read_files
from pipeloop.exchange.connectors.history_table import HEADER, Activity, write_table
from pipeloop.exchange.connectors.reconstruction import reconstruct
from pipeloop.exchange.connectors.records import BodiesOfKind
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_entry, guess_stages
from pipeloop.exchange.models import Connection, ImportRun, SourceRecord
from pipeloop.exchange.words import (
    FILE_PROBLEMS,
    HISTORY_BYTES,
    MAX_BYTES,
    ConnectionState,
    Destination,
    ImportState,
    Shape,
)
from pipeloop.history.actions import add_log
from pipeloop.history.models import Log
from pipeloop.process.queries import Outline, live_version_id, outline

# What the columns of the table are to an import; the outcome follows from the stages.
IMPORT_COLUMNS = {
    "case": "deal_id", "activity": "to_stage", "time": "at", "resource": "who", "title": "title",
    "client": "client", "amount": "amount", "currency": "currency", "source": "source",
    "owner": "owner", "reason": "reason",
}  # fmt: skip
# Columns that a log needs; the others describe the deal.
LOG_COLUMNS = ("case", "activity", "time", "resource")


@transaction.atomic
def request_delivery(
    actor: Person, connection_id: ConnectionId, destination: str = Destination.CONVEYOR
) -> Connection:
    """Begin to deliver what was fetched.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection, or no process is live that deals could go to.
        Refused: no fetch has come to its end, or a job works on it already.
    """
    _check_destination(actor, destination)
    connection = locked_connection(connection_id)
    if connection.is_busy:
        raise Refused("busy", _("A job is already working on it."))
    if not connection.has_history:
        raise Refused("not_fetched", _("Fetch the history first."))
    connection.state, connection.error = ConnectionState.DELIVERING, ""
    connection.requested_by = actor
    connection.save()
    defer("exchange.deliver_history", connection_id=connection.pk, destination=str(destination))
    return connection


def _check_destination(actor: Person, destination: str) -> None:
    require(actor, policy.load_history)
    if destination not in Destination.values:
        raise Refused("bad_value", _("Choose from the list."), field="destination")
    if destination == Destination.CONVEYOR:
        live_version_id()


def deliver_history(connection_id: ConnectionId, destination: str = Destination.CONVEYOR) -> None:
    """Deliver what was fetched: an import of it is checked, or a log of it read, like any file."""
    connection = get_connection(connection_id)
    actor = connection.requested_by or connection.by
    if connection.state != ConnectionState.DELIVERING:
        return
    with override(actor.language):
        try:
            _deliver_fetched(connection_id, actor, destination)
        except PipeloopError as error:
            words = getattr(error, "words", "") or _("You may no longer load histories.")
            stop(connection_id, ConnectionState.DELIVERING, str(words))
        except Exception:
            stop(
                connection_id,
                ConnectionState.DELIVERING,
                _("The work was interrupted. Try once more."),
            )
            raise


@transaction.atomic
def _deliver_fetched(connection_id: ConnectionId, actor: Person, destination: str) -> None:
    # Held to the end: a second worker that takes up the same job waits, then leaves.
    connection = locked_connection(connection_id)
    if connection.state != ConnectionState.DELIVERING:
        return
    system = SYSTEMS[connection.system]
    history = reconstruct(system.read(_saved_bodies(connection)))
    day = timezone.localdate(now()).isoformat()
    name = " · ".join(filter(None, (system.name, connection.account, day)))
    host = connection.address.partition("://")[2]
    delivery = _deliver(actor, history, destination, name=name, system=f"{system.name} {host}")
    if isinstance(delivery, ImportRun):
        connection.run = delivery
    else:
        connection.log = delivery
    connection.state = ConnectionState.READY
    connection.save()


def _saved_bodies(connection: Connection) -> BodiesOfKind:
    """Bodies of what a connection has fetched, read from the database as they are used."""
    rows = SourceRecord.objects.filter(connection=connection).order_by("pk")
    return lambda kind: rows.filter(kind=kind).values_list("body", flat=True).iterator()


def upload_history(
    actor: Person, files: Sequence[File[bytes]], destination: str = Destination.CONVEYOR
) -> ImportRun | Log:
    """Take files with another system's history, several at once, and deliver it.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: no process is live that deals could go to.
        Refused: the files are too large, are not recognised, or hold no history.
    """
    _check_destination(actor, destination)
    if sum(file.size or 0 for file in files) > HISTORY_BYTES:
        raise Refused("too_large", FILE_PROBLEMS["too_large"], field="file")
    with TemporaryDirectory() as folder:
        paths = [Path(folder, str(number)) for number in range(len(files))]
        for file, path in zip(files, paths, strict=True):
            _copy(file, path)
        names = [str(file.name) for file in files]
        system, history = read_files(list(zip(names, paths, strict=True)))
    name = ", ".join(names)
    return _deliver(actor, history, destination, name=name, system=system.name)


def _copy(file: File[bytes], path: Path) -> None:
    with path.open("wb") as out:
        out.writelines(file.chunks())


def _deliver(
    actor: Person, history: History, destination: str, *, name: str, system: str
) -> ImportRun | Log:
    require(actor, policy.load_history)
    if not history.changes:
        raise Refused("no_changes", _("No deal here has a history."))
    if destination == Destination.CONVEYOR:
        return _begin_import(actor, history, name=name, system=system)
    with table_file(history) as (path, _activities):
        return add_log(actor, name, path, columns={column: column for column in LOG_COLUMNS})


def _begin_import(actor: Person, history: History, *, name: str, system: str) -> ImportRun:
    """An import whose columns and stages are known; it is checked next."""
    with table_file(history) as (path, activities), path.open("rb") as file:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused("too_large", FILE_PROBLEMS["too_large"])
        run = _mapped_import(activities, name=name[:200], system=system[:40], size=size, by=actor)
        run.file.save(f"{now():%Y%m%d%H%M%S}.data", File(file), save=False)
    run.save()
    defer("exchange.check_import", run_id=run.pk)
    return run


@contextmanager
def table_file(history: History) -> Iterator[tuple[Path, dict[str, Activity]]]:
    """A history as a table in a file that is removed after the block, and its activities."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "history.csv")
        with path.open("wb") as out:
            activities = write_table(history, out)
        yield path, activities


def _mapped_import(activities: Mapping[str, Activity], **fields: Any) -> ImportRun:
    plan = outline(live_version_id())
    columns = {
        IMPORT_COLUMNS[name]: index for index, name in enumerate(HEADER) if name in IMPORT_COLUMNS
    }
    return ImportRun(
        at=now(),
        state=ImportState.CHECKING,
        shape=Shape.HISTORY,
        header=list(HEADER),
        columns=columns,
        stages=_meanings(activities, guess_entry(Shape.HISTORY, columns, plan), plan),
        **fields,
    )


def _meanings(activities: Mapping[str, Activity], entry: str, plan: Outline) -> dict[str, Any]:
    """What the stages mean here: the system itself says which are won and lost."""
    guesses = guess_stages({activity.stage for activity in activities.values()}, plan)
    outcomes = {WON: "won", LOST: "lost"}
    meanings = {ENTRY: entry}
    for text, activity in activities.items():
        meaning = outcomes.get(activity.semantic) or guesses[activity.stage]
        # Open deals are not closed by what their stage happens to be called.
        is_doubtful = activity.semantic == OPEN and meaning in outcomes.values()
        meanings[text] = "" if is_doubtful else meaning
    if (creation := _("Created")) in meanings:
        meanings[creation] = meanings[creation] or entry
    return meanings
