"""Walking through a system's history without waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.api_client import Pace, Web
from pipeloop.exchange.connectors.reconstruction import weave
from pipeloop.exchange.connectors.records import Record, shelf
from pipeloop.exchange.connectors.rows import History
from pipeloop.exchange.connectors.systems import Cursor, begin, step
from tests.exchange.connectors.amocrm import Amocrm
from tests.exchange.connectors.bitrix24 import Bitrix24
from tests.exchange.connectors.hubspot import Hubspot
from tests.exchange.connectors.pipedrive import Pipedrive
from tests.exchange.connectors.salesforce import Salesforce
from tests.exchange.connectors.server import Running, serving
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
    """A clock that goes only when somebody sleeps, and remembers for how long."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def pace(clock: Clock | None = None, apart: float = 0.0) -> Pace:
    clock = clock or Clock()
    return Pace(apart, clock.now, clock.sleep)


@dataclass
class Company:
    """A system with its server, as a connection meets it."""

    code: str
    server: Any
    running: Running

    def web(self, **more: Any) -> Web:
        told = {"pace": pace(), "private": True} | more
        token = told.pop("token", self.server.token)
        return SYSTEMS[self.code].web(self.running.address, token, **told)


@contextmanager
def company(code: str, story: Story) -> Iterator[Company]:
    """One of the five systems, at work with a story."""
    server = SERVERS[code](story)
    with serving(server) as running:
        yield Company(code, server, running)


@dataclass
class Walk:
    """A walk with all that it has brought; `cursor` is None at its end."""

    cursor: Cursor | None
    kept: dict[tuple[str, str], Record] = field(default_factory=dict)
    pages: int = 0

    def go(self, code: str, web: Web, *, most: int = 10_000) -> None:
        """Go on to the end, or for so many pages."""
        for _page in range(most):
            if self.cursor is None:
                return
            page, self.cursor = step(SYSTEMS[code], web, self.cursor)
            self.kept |= {(record.kind, record.key): record for record in page.records}
            self.pages += 1

    def history(self, code: str) -> History:
        """What came of it."""
        return weave(SYSTEMS[code].read(shelf(self.kept.values())))


def walked(code: str, web: Web, last: datetime | None = None) -> Walk:
    """A whole walk."""
    walk = Walk(begin(last, AFTER))
    walk.go(code, web)
    return walk
