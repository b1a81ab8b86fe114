"""Connections to other systems, and what was fetched through them."""

from __future__ import annotations

from typing import Any

from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange.models import Connection
from pipeloop.exchange.words import RECORD_KINDS

PAGE = 50


def connections() -> list[Connection]:
    """The latest connections."""
    return list(Connection.objects.select_related("by").defer("token", "cursor")[:PAGE])


def connection(connection_id: ConnectionId) -> Connection:
    """One connection.

    Raises:
        NotFound: there is none.
    """
    rows = Connection.objects.select_related("by", "run", "log").defer("token")
    row = rows.filter(pk=connection_id).first()
    if row is None:
        raise NotFound("connection")
    return row


def fetched_counts(fetched: Connection) -> list[tuple[Any, int]]:
    """How many objects of each kind were fetched: the kind in words, and the number."""
    counts = fetched.counts
    return [(words, counts[kind]) for kind, words in RECORD_KINDS.items() if kind in counts]
