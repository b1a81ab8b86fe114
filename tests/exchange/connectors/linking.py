"""Connections as people make them, to systems that run here."""

from __future__ import annotations

from pipeloop.company.models import Person
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Connection, ImportRun
from pipeloop.exchange.words import LinkState
from tests.exchange import running
from tests.exchange.connectors.walking import Company, pace


def key(found: Connection) -> ConnectionId:
    return ConnectionId(found.pk)


def connected(actor: Person, here: Company) -> Connection:
    """A system that is connected, and nothing fetched yet."""
    return actions.connect(actor, here.code, here.running.address, here.server.token)


def fetched(actor: Person, found: Connection, *, jobs: int = 1000) -> Connection:
    """Fetch to the end, or for so many jobs."""
    actions.ask_fetch(actor, key(found))
    work(found, jobs=jobs)
    return found


def work(found: Connection, *, jobs: int = 1000) -> None:
    """Run the jobs of a fetch that is under way."""
    for _job in range(jobs):
        found.refresh_from_db()
        if found.state != LinkState.FETCHING:
            return
        actions.fetch(key(found), pace=pace())
    found.refresh_from_db()


def handed(actor: Person, found: Connection) -> ImportRun:
    """An import of what was fetched, checked."""
    actions.ask_hand_over(actor, key(found))
    actions.hand_over(key(found))
    found.refresh_from_db()
    assert found.run is not None, found.error
    actions.check(running.key(found.run))
    found.run.refresh_from_db()
    return found.run
