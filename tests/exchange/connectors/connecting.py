"""Connections as people make them, to systems that run here."""

from __future__ import annotations

from pipeloop.company.models import Person
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Connection, ImportRun
from pipeloop.exchange.words import ConnectionState
from tests.exchange import importing
from tests.exchange.connectors.fetching import FakeSystem, limiter


def key(connection: Connection) -> ConnectionId:
    return ConnectionId(connection.pk)


def connected(actor: Person, system: FakeSystem) -> Connection:
    """A system that is connected, and nothing fetched yet."""
    return actions.connect_system(actor, system.code, system.running.address, system.server.token)


def fetched(actor: Person, connection: Connection, *, jobs: int = 1000) -> Connection:
    """Fetch to the end, or for so many jobs."""
    actions.request_fetch(actor, key(connection))
    work(connection, jobs=jobs)
    return connection


def work(connection: Connection, *, jobs: int = 1000) -> None:
    """Run the jobs of a fetch that is under way."""
    for _job in range(jobs):
        connection.refresh_from_db()
        if connection.state != ConnectionState.FETCHING:
            return
        actions.fetch_history(key(connection), limiter=limiter())
    connection.refresh_from_db()


def import_of(actor: Person, connection: Connection) -> ImportRun:
    """An import of what was fetched, checked."""
    actions.request_delivery(actor, key(connection))
    actions.deliver_history(key(connection))
    connection.refresh_from_db()
    assert connection.run is not None, connection.error
    actions.check_import(importing.key(connection.run))
    connection.run.refresh_from_db()
    return connection.run
