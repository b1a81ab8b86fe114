"""Fetching a history through a connection, page by page, in the background.

A page is saved together with the cursor of the next one, in one transaction: a fetch that is
interrupted anywhere resumes without a loss and without a duplicate.
"""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ConnectionId
from pipeloop.core.jobs import defer
from pipeloop.exchange import policy
from pipeloop.exchange.actions.connections import api_client, locked_connection
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.api_client import RateLimiter
from pipeloop.exchange.connectors.records import Record
from pipeloop.exchange.connectors.system import Cursor, fetch_page, first_cursor
from pipeloop.exchange.models import Connection, SourceRecord
from pipeloop.exchange.words import ConnectionState

# After so many pages a job lets other jobs run.
PAGES_PER_JOB = 20


@transaction.atomic
def request_fetch(actor: Person, connection_id: ConnectionId) -> Connection:
    """Begin to fetch: everything the first time, later what is new; or resume where it stopped.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
        Refused: it is disconnected, or a job works on it already.
    """
    require(actor, policy.connect_system)
    connection = locked_connection(connection_id)
    if connection.is_off:
        raise Refused("off", _("It is disconnected: connect it again."))
    if connection.is_busy:
        raise Refused("busy", _("A job is already working on it."))
    connection.cursor = connection.cursor or first_cursor(connection.fetched_until, now())
    connection.state, connection.error, connection.requested_by = (
        ConnectionState.FETCHING,
        "",
        actor,
    )
    connection.save()
    defer("exchange.fetch_history", connection_id=connection.pk)
    return connection


def fetch_history(connection_id: ConnectionId, *, limiter: RateLimiter | None = None) -> None:
    """Fetch some pages, then queue a job for the next ones.

    Args:
        limiter: how fast the system may be asked, if not as fast as it allows.
    """
    connection = (
        Connection.objects.select_related("requested_by", "by").filter(pk=connection_id).first()
    )
    if connection is None or connection.state != ConnectionState.FETCHING:
        return
    with override((connection.requested_by or connection.by).language):
        try:
            if _fetch_pages(connection, limiter):
                defer("exchange.fetch_history", connection_id=connection.pk)
        except Refused as refused:
            stop(connection_id, ConnectionState.FETCHING, str(refused.words))
        except Exception:
            stop(
                connection_id,
                ConnectionState.FETCHING,
                _("The fetch was interrupted. Start it once more."),
            )
            raise


def stop(connection_id: ConnectionId, state: ConnectionState, words: str) -> None:
    """Let a connection say what stopped it, so that it can be put right and started again."""
    Connection.objects.filter(pk=connection_id, state=state).update(
        state=ConnectionState.FAILED, error=words[:500]
    )


def _fetch_pages(connection: Connection, limiter: RateLimiter | None) -> bool:
    """Fetch some pages; answers whether there are more."""
    client, cursor = api_client(connection, limiter), connection.cursor
    for _page in range(PAGES_PER_JOB):
        if cursor is None:
            return False
        page, next_cursor = fetch_page(SYSTEMS[connection.system], client, cursor)
        if not _save_page(ConnectionId(connection.pk), cursor, page.records, next_cursor):
            return False
        cursor = next_cursor
    return cursor is not None


@transaction.atomic
def _save_page(
    connection_id: ConnectionId,
    cursor: Cursor,
    records: tuple[Record, ...],
    next_cursor: Cursor | None,
) -> bool:
    """Save a page, unless the fetch was stopped or another worker has saved it already."""
    connection = locked_connection(connection_id)
    if connection.state != ConnectionState.FETCHING or connection.cursor != _from_json(cursor):
        return False
    new_counts = _save_records(connection, records)
    connection.cursor = next_cursor
    connection.counts = dict(Counter(connection.counts) + new_counts)
    if next_cursor is None:
        connection.state, connection.fetched_until = ConnectionState.READY, cursor["until"]
    connection.save()
    return True


def _from_json(cursor: Cursor) -> Cursor:
    """A cursor as the database gives it back: JSON knows lists and no tuples."""
    after = cursor["after"]
    return cursor | {"after": list(after) if isinstance(after, tuple) else after}


def _save_records(connection: Connection, records: tuple[Record, ...]) -> Counter[str]:
    """Save records, each over its former state; answers how many of each kind are new."""
    rows = {(record.kind, record.key[:300]): record for record in records}
    saved = SourceRecord.objects.filter(
        connection=connection,
        kind__in={kind for kind, _key in rows},
        key__in={key for _kind, key in rows},
    )
    saved_keys = set(saved.values_list("kind", "key"))
    SourceRecord.objects.bulk_create(
        [
            SourceRecord(connection=connection, kind=kind, key=key, body=record.body)
            for (kind, key), record in sorted(rows.items())
        ],
        update_conflicts=True,
        update_fields=["body"],
        unique_fields=["connection", "kind", "key"],
    )
    return Counter(kind for kind, key in rows if (kind, key) not in saved_keys)
