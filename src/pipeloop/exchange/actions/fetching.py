"""Fetching a history through a connection, page by page, in the background.

A page is kept together with the place where the next one begins, in one transaction: a fetch that
is broken off anywhere goes on without a loss and without a double.
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
from pipeloop.exchange.actions.connecting import locked_connection, opened
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.api_client import Pace
from pipeloop.exchange.connectors.records import Record
from pipeloop.exchange.connectors.systems import Cursor, begin, step
from pipeloop.exchange.models import Connection, Fetched
from pipeloop.exchange.words import LinkState

# After so many pages a job lets others have their turn.
PAGES = 20


@transaction.atomic
def ask_fetch(actor: Person, connection_id: ConnectionId) -> Connection:
    """Begin to fetch: everything at first, then what is new; or go on where it stopped.

    Raises:
        Forbidden: the actor loads no histories.
        NotFound: there is no such connection.
        Refused: it is disconnected, or something is done with it already.
    """
    require(actor, policy.connect_system)
    found = locked_connection(connection_id)
    if found.is_off:
        raise Refused("off", _("It is disconnected: connect it anew."))
    if found.is_busy:
        raise Refused("busy", _("It is being worked on already."))
    found.cursor = found.cursor or begin(found.fetched_until, now())
    found.state, found.error, found.asked_by = LinkState.FETCHING, "", actor
    found.save()
    defer("exchange.fetch", connection_id=found.pk)
    return found


def fetch(connection_id: ConnectionId, *, pace: Pace | None = None) -> None:
    """Fetch some pages, then ask for the next ones.

    Args:
        pace: how fast the system may be asked, if not as fast as it allows.
    """
    found = Connection.objects.select_related("asked_by", "by").filter(pk=connection_id).first()
    if found is None or found.state != LinkState.FETCHING:
        return
    with override((found.asked_by or found.by).language):
        try:
            if _some_pages(found, pace):
                defer("exchange.fetch", connection_id=found.pk)
        except Refused as refused:
            stop(connection_id, LinkState.FETCHING, str(refused.words))
        except Exception:
            stop(connection_id, LinkState.FETCHING, _("It broke off. Fetch once more."))
            raise


def stop(connection_id: ConnectionId, state: LinkState, words: str) -> None:
    """Let a connection say what keeps it, so that it can be mended and asked again."""
    Connection.objects.filter(pk=connection_id, state=state).update(
        state=LinkState.FAILED, error=words[:500]
    )


def _some_pages(found: Connection, pace: Pace | None) -> bool:
    """Whether there is more to fetch after these pages."""
    web, cursor = opened(found, pace), found.cursor
    for _page in range(PAGES):
        if cursor is None:
            return False
        page, following = step(SYSTEMS[found.system], web, cursor)
        if not _keep(ConnectionId(found.pk), cursor, page.records, following):
            return False
        cursor = following
    return cursor is not None


@transaction.atomic
def _keep(
    connection_id: ConnectionId,
    cursor: Cursor,
    records: tuple[Record, ...],
    following: Cursor | None,
) -> bool:
    """Keep a page; not if somebody has stopped the fetch, or another worker was here first."""
    held = locked_connection(connection_id)
    if held.state != LinkState.FETCHING or held.cursor != _as_kept(cursor):
        return False
    new = _write(held, records)
    held.cursor = following
    held.counts = dict(Counter(held.counts) + new)
    if following is None:
        held.state, held.fetched_until = LinkState.READY, cursor["until"]
    held.save()
    return True


def _as_kept(cursor: Cursor) -> Cursor:
    """A cursor as the database gives it back: JSON knows lists and no tuples."""
    after = cursor["after"]
    return cursor | {"after": list(after) if isinstance(after, tuple) else after}


def _write(held: Connection, records: tuple[Record, ...]) -> Counter[str]:
    """Keep things as they were told last; answers how many of which kind were not known yet."""
    rows = {(record.kind, record.key[:300]): record for record in records}
    mine = Fetched.objects.filter(connection=held)
    same = mine.filter(kind__in={kind for kind, _key in rows}, key__in={key for _kind, key in rows})
    known = set(same.values_list("kind", "key"))
    Fetched.objects.bulk_create(
        [
            Fetched(connection=held, kind=kind, key=key, body=record.body)
            for (kind, key), record in sorted(rows.items())
        ],
        update_conflicts=True,
        update_fields=["body"],
        unique_fields=["connection", "kind", "key"],
    )
    return Counter(kind for kind, key in rows if (kind, key) not in known)
