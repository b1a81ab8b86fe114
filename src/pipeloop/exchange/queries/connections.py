"""Connections to other systems, and how far they are."""

from __future__ import annotations

from typing import Any

from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange.models import Connection
from pipeloop.exchange.words import FETCHED

PAGE = 50


def connections() -> list[Connection]:
    """The latest connections."""
    return list(Connection.objects.select_related("by").defer("token", "cursor")[:PAGE])


def connection(connection_id: ConnectionId) -> Connection:
    """One connection.

    Raises:
        NotFound: there is none.
    """
    rows = Connection.objects.select_related("by", "run").defer("token")
    found = rows.filter(pk=connection_id).first()
    if found is None:
        raise NotFound("connection")
    return found


def counted(found: Connection) -> list[tuple[Any, int]]:
    """How much of what is here, in words."""
    return [(words, found.counts[kind]) for kind, words in FETCHED.items() if kind in found.counts]
