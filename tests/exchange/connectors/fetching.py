"""Fetching a system's history without waiting between requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.api_client import ApiClient, RateLimiter
from pipeloop.exchange.connectors.deal_history import History
from pipeloop.exchange.connectors.reconstruction import reconstruct
from pipeloop.exchange.connectors.records import Record, group_by_kind
from pipeloop.exchange.connectors.system import Cursor, fetch_page, first_cursor
from tests.exchange.connectors.amocrm import Amocrm
from tests.exchange.connectors.bitrix24 import Bitrix24
from tests.exchange.connectors.hubspot import Hubspot
from tests.exchange.connectors.pipedrive import Pipedrive
from tests.exchange.connectors.salesforce import Salesforce
from tests.exchange.connectors.server import RunningServer, serving
from tests.exchange.connectors.story import AFTER, Story

SERVERS: dict[str, Any] = {
    "amocrm": Amocrm,
    "bitrix24": Bitrix24,
    "hubspot": Hubspot,
    "pipedrive": Pipedrive,
    "salesforce": Salesforce,
}


@dataclass
class Clock:
    """A clock that moves only when somebody sleeps, and remembers for how long."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def limiter(clock: Clock | None = None, min_interval_s: float = 0.0) -> RateLimiter:
    clock = clock or Clock()
    return RateLimiter(min_interval_s, clock.now, clock.sleep)


@dataclass
class FakeSystem:
    """A system with a server that answers for it."""

    code: str
    server: Any
    running: RunningServer

    def client(self, **options: Any) -> ApiClient:
        options = {"limiter": limiter(), "private": True} | options
        token = options.pop("token", self.server.token)
        return SYSTEMS[self.code].client(self.running.address, token, **options)


@contextmanager
def fake_system(code: str, story: Story) -> Iterator[FakeSystem]:
    """One of the five systems, with the deals of a story."""
    server = SERVERS[code](story)
    with serving(server) as running:
        yield FakeSystem(code, server, running)


@dataclass
class Fetch:
    """A fetch and all that it has brought; `cursor` is None at its end."""

    cursor: Cursor | None
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    pages: int = 0

    def run(self, code: str, client: ApiClient, *, max_pages: int = 10_000) -> None:
        """Fetch to the end, or so many pages."""
        for _page in range(max_pages):
            if self.cursor is None:
                return
            page, self.cursor = fetch_page(SYSTEMS[code], client, self.cursor)
            self.records |= {(record.kind, record.key): record for record in page.records}
            self.pages += 1

    def history(self, code: str) -> History:
        """The history of what was fetched."""
        return reconstruct(SYSTEMS[code].read(group_by_kind(self.records.values())))


def fetch_all(code: str, client: ApiClient, last: datetime | None = None) -> Fetch:
    """A whole fetch."""
    fetch = Fetch(first_cursor(last, AFTER))
    fetch.run(code, client)
    return fetch
