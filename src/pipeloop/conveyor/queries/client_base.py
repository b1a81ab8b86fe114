"""The client base, which the two cyclic stages show. Cycles have no conversion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, Sum

from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import DealState
from pipeloop.engine.localtime import DAY_S
from pipeloop.process.words import StageKind

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ClientBase:
    """Clients who have bought, on one of the two tracks.

    Args:
        repeat: part of them that has bought more than once; None when there are none.
        share: part of the money won in the last year that they brought; None without money.
        interval: mean days between two orders of those who came back; None likewise.
    """

    clients: int
    repeat: float | None
    share: float | None
    interval: float | None


def client_base(at: datetime) -> dict[str, ClientBase]:
    """Both tracks, by kind of stage; one statement."""
    rows = (
        Deal.objects.filter(state=DealState.WON)
        .order_by()
        .values("account", "account__is_key")
        .annotate(
            orders=Count("pk"),
            money=Sum("amount", filter=Q(closed_at__gt=at - YEAR)),
            first=Min("closed_at"),
            last=Max("closed_at"),
        )
    )
    tracks: dict[bool, list[tuple[int, int, float]]] = {False: [], True: []}
    for row in rows:
        span = (row["last"] - row["first"]).total_seconds() / DAY_S
        tracks[row["account__is_key"]].append((row["orders"], row["money"] or 0, span))
    total = sum(money for track in tracks.values() for _orders, money, _span in track)
    return {
        StageKind.ACCOUNT_MANAGEMENT: _base(tracks[False], total),
        StageKind.KEY_ACCOUNT_MANAGEMENT: _base(tracks[True], total),
    }


def _base(track: list[tuple[int, int, float]], total: int) -> ClientBase:
    back = [(orders, span) for orders, _money, span in track if orders > 1]
    intervals = sum(orders - 1 for orders, _span in back)
    return ClientBase(
        clients=len(track),
        repeat=len(back) / len(track) if track else None,
        share=sum(money for _orders, money, _span in track) / total if total else None,
        interval=sum(span for _orders, span in back) / intervals if intervals else None,
    )
