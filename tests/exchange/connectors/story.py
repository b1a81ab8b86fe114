"""Sales of one company, as five systems give them: the same deals, so the same rows come of them.

A deal is made on New by Ann, an hour apart from each other; a day later Ben brings it to Demo; a
day after that every second one is won and, of the others, every third one lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeloop.exchange.connectors.deal_history import History

START = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
# Later than anything that happens in the story.
AFTER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN = 7, 8
PEOPLE = {ANN: ("Ann", "Lee"), BEN: ("Ben", "Orr")}


@dataclass(frozen=True)
class StoryEvent:
    """What happened to a deal: create, demo, won, lost."""

    number: int
    deal: int
    what: str
    at: datetime
    who: int


@dataclass(frozen=True)
class Story:
    """So many deals; `more` of them were added later, and the first one was moved then."""

    deals: int
    more: int = 0

    def numbers(self) -> range:
        return range(1, self.deals + self.more + 1)

    def created_at(self, deal: int) -> datetime:
        if deal > self.deals:
            return AFTER + timedelta(hours=deal - self.deals)
        return START + timedelta(hours=deal)

    def outcome(self, deal: int) -> str:
        if deal > self.deals:
            return ""
        return "won" if deal % 2 == 0 else "lost" if deal % 3 == 0 else ""

    def of(self, deal: int) -> Iterator[tuple[str, datetime, int]]:
        created_at = self.created_at(deal)
        yield "create", created_at, ANN
        if deal > self.deals:
            return
        yield "demo", created_at + DAY, BEN
        if self.outcome(deal):
            yield self.outcome(deal), created_at + 2 * DAY, BEN
        elif self.more and deal == 1:
            yield "won", AFTER + timedelta(minutes=30), BEN

    def changed(self, deal: int) -> datetime:
        return max(at for _what, at, _who in self.of(deal))

    def ended(self, deal: int) -> str:
        last = list(self.of(deal))[-1][0]
        return last if last in ("won", "lost") else ""

    def events(self) -> list[StoryEvent]:
        """All that happened, in order of time, numbered as a system numbers its rows."""
        in_order = sorted(
            (at, deal, what, who) for deal in self.numbers() for what, at, who in self.of(deal)
        )
        return [
            StoryEvent(i, deal, what, at, who)
            for i, (at, deal, what, who) in enumerate(in_order, 1)
        ]

    def expected(self) -> list[tuple[str, datetime, str, str]]:
        """Deal, moment, kind of change and what it says of the deal, in the order of rows."""
        kinds = {"create": ("create", "P"), "demo": ("move", "P")}
        ends = {"won": ("close", "S"), "lost": ("close", "F")}
        return sorted(
            (str(event.deal), event.at, *(kinds | ends)[event.what]) for event in self.events()
        )


def rows_of(history: History) -> list[tuple[str, datetime, str, str]]:
    """What a system's history says, in the words of `expected`."""
    return sorted(
        (change.deal, change.at, change.kind, change.semantic) for change in history.changes
    )
