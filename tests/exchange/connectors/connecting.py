"""Connections as people make them, to systems that run here."""

from __future__ import annotations

from pipeloop.company.models import Person
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Connection, ImportRun
from pipeloop.exchange.words import ConnectionState
from tests.exchange import importing
from tests.exchange.connectors.fetching import FakeSystem, limiter


def key(found: Connection) -> ConnectionId:
    return ConnectionId(found.pk)


def connected(actor: Person, system: FakeSystem) -> Connection:
    """A system that is connected, and nothing fetched yet."""
    return actions.connect_system(actor, system.code, system.running.address, system.server.token)


def fetched(actor: Person, found: Connection, *, jobs: int = 1000) -> Connection:
    """Fetch to the end, or for so many jobs."""
    actions.request_fetch(actor, key(found))
    work(found, jobs=jobs)
    return found


def work(found: Connection, *, jobs: int = 1000) -> None:
    """Run the jobs of a fetch that is under way."""
    for _job in range(jobs):
        found.refresh_from_db()
        if found.state != ConnectionState.FETCHING:
            return
        actions.fetch_history(key(found), limiter=limiter())
    found.refresh_from_db()


def import_of(actor: Person, found: Connection) -> ImportRun:
    """An import of what was fetched, checked."""
    actions.request_delivery(actor, key(found))
    actions.deliver_history(key(found))
    found.refresh_from_db()
    assert found.run is not None, found.error
    actions.check_import(importing.key(found.run))
    found.run.refresh_from_db()
    return found.run
