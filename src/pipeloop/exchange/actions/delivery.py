"""Handing a history over as a table: to an ordinary import, or to a log for study alone."""

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
from pipeloop.exchange.actions.connecting import connection, locked_connection
from pipeloop.exchange.actions.fetching import stop
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.files import read_files
from pipeloop.exchange.connectors.reconstruction import weave
from pipeloop.exchange.connectors.records import Bodies
from pipeloop.exchange.connectors.rows import LOST, WON, WORK, History
from pipeloop.exchange.connectors.tables import HEADER, Word, to_table
from pipeloop.exchange.domain.stage_guess import ENTRY, guess_entry, guess_stages
from pipeloop.exchange.models import Connection, Fetched, ImportRun
from pipeloop.exchange.words import (
    FILE_PROBLEMS,
    HISTORY_BYTES,
    MAX_BYTES,
    Destination,
    ImportState,
    LinkState,
    Shape,
)
from pipeloop.history.actions import add_log
from pipeloop.history.models import Log
from pipeloop.process.queries import Outline, live_version_id, outline

# What the columns of the table are to an import; the outcome is told by the stages.
TARGETS = {
    "case": "deal_id", "activity": "to_stage", "time": "at", "resource": "who", "title": "title",
    "client": "client", "amount": "amount", "currency": "currency", "source": "source",
    "owner": "owner", "reason": "reason",
}  # fmt: skip
# What they are to a log, by the same names; the others say more of a deal.
LOG = ("case", "activity", "time", "resource")


@transaction.atomic
def ask_hand_over(
    actor: Person, connection_id: ConnectionId, destination: str = Destination.CONVEYOR
) -> Connection:
    """Begin to hand over what was fetched.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection, or no process is live that deals could go to.
        Refused: nothing is fetched to the end, or something is done with it already.
    """
    _check(actor, destination)
    found = locked_connection(connection_id)
    if found.is_busy:
        raise Refused("busy", _("It is being worked on already."))
    if not found.has_history:
        raise Refused("not_fetched", _("Fetch the history first."))
    found.state, found.error, found.asked_by = LinkState.WRITING, "", actor
    found.save()
    defer("exchange.hand_over", connection_id=found.pk, destination=str(destination))
    return found


def _check(actor: Person, destination: str) -> None:
    require(actor, policy.load_history)
    if destination not in Destination.values:
        raise Refused("bad_value", _("Choose from the list."), field="destination")
    if destination == Destination.CONVEYOR:
        live_version_id()


def hand_over(connection_id: ConnectionId, destination: str = Destination.CONVEYOR) -> None:
    """Hand over what was fetched: an import of it is checked, a log of it read, like any file."""
    found = connection(connection_id)
    actor = found.asked_by or found.by
    if found.state != LinkState.WRITING:
        return
    with override(actor.language):
        try:
            _hand_over(connection_id, actor, destination)
        except PipeloopError as error:
            words = getattr(error, "words", "") or _("You may load no histories any more.")
            stop(connection_id, LinkState.WRITING, str(words))
        except Exception:
            stop(connection_id, LinkState.WRITING, _("It broke off. Try once more."))
            raise


@transaction.atomic
def _hand_over(connection_id: ConnectionId, actor: Person, destination: str) -> None:
    # Held to the end: a second worker that takes up the same work waits, then leaves.
    found = locked_connection(connection_id)
    if found.state != LinkState.WRITING:
        return
    system = SYSTEMS[found.system]
    history = weave(system.read(_shelf(found)))
    day = timezone.localdate(now()).isoformat()
    name = " · ".join(filter(None, (system.name, found.account, day)))
    host = found.address.partition("://")[2]
    handed = _hand(actor, history, destination, name=name, system=f"{system.name} {host}")
    if isinstance(handed, ImportRun):
        found.run = handed
    else:
        found.log = handed
    found.state = LinkState.READY
    found.save()


def _shelf(found: Connection) -> Bodies:
    """What a connection has brought, read from the database as it is gone through."""
    rows = Fetched.objects.filter(connection=found).order_by("pk")
    return lambda kind: rows.filter(kind=kind).values_list("body", flat=True).iterator()


def take_history(
    actor: Person, files: Sequence[File[bytes]], destination: str = Destination.CONVEYOR
) -> ImportRun | Log:
    """Take in files of another system's history, several at once, and hand it over.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: no process is live that deals could go to.
        Refused: the files are too large, are not recognised, or hold no history.
    """
    _check(actor, destination)
    if sum(file.size or 0 for file in files) > HISTORY_BYTES:
        raise Refused("too_large", FILE_PROBLEMS["too_large"], field="file")
    with TemporaryDirectory() as folder:
        laid = [(str(file.name), _lay(file, Path(folder, str(i)))) for i, file in enumerate(files)]
        system, history = read_files(laid)
    name = ", ".join(str(file.name) for file in files)
    return _hand(actor, history, destination, name=name, system=system.name)


def _lay(file: File[bytes], path: Path) -> Path:
    with path.open("wb") as out:
        out.writelines(file.chunks())
    return path


def _hand(
    actor: Person, history: History, destination: str, *, name: str, system: str
) -> ImportRun | Log:
    require(actor, policy.load_history)
    if not history.changes:
        raise Refused("no_changes", _("There is not one deal with a past."))
    if destination == Destination.CONVEYOR:
        return _begin_import(actor, history, name=name, system=system)
    with laid_table(history) as (path, _words):
        return add_log(actor, name, path, columns={column: column for column in LOG})


def _begin_import(actor: Person, history: History, *, name: str, system: str) -> ImportRun:
    """An import whose columns and stages are known already; it goes on to be checked."""
    with laid_table(history) as (path, words), path.open("rb") as file:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused("too_large", FILE_PROBLEMS["too_large"])
        run = _known_import(words, name=name[:200], system=system[:40], size=size, by=actor)
        run.file.save(f"{now():%Y%m%d%H%M%S}.data", File(file), save=False)
    run.save()
    defer("exchange.check", run_id=run.pk)
    return run


@contextmanager
def laid_table(history: History) -> Iterator[tuple[Path, dict[str, Word]]]:
    """A history as a table in a file that goes with the block, and what its stages say."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "history.csv")
        with path.open("wb") as out:
            words = to_table(history, out)
        yield path, words


def _known_import(words: Mapping[str, Word], **told: Any) -> ImportRun:
    plan = outline(live_version_id())
    columns = {TARGETS[name]: place for place, name in enumerate(HEADER) if name in TARGETS}
    return ImportRun(
        at=now(),
        state=ImportState.CHECKING,
        shape=Shape.HISTORY,
        header=list(HEADER),
        columns=columns,
        stages=_meanings(words, guess_entry(Shape.HISTORY, columns, plan), plan),
        **told,
    )


def _meanings(words: Mapping[str, Word], entry: str, plan: Outline) -> dict[str, Any]:
    """What the stages mean here: the system itself says which are won and lost."""
    guessed = guess_stages({word.name for word in words.values()}, plan)
    told = {WON: "won", LOST: "lost"}
    meanings = {ENTRY: entry}
    for text, word in words.items():
        meaning = told.get(word.semantic) or guessed[word.name]
        # Deals in work are not closed by how their stage happens to be called.
        unsure = word.semantic == WORK and meaning in told.values()
        meanings[text] = "" if unsure else meaning
    if (made := _("Created")) in meanings:
        meanings[made] = meanings[made] or entry
    return meanings
