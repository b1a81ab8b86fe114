"""Putting deals back as they were before a load brought them up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import transaction

from pipeloop.company.models import Origin
from pipeloop.conveyor.domain.snapshot import apply_snapshot
from pipeloop.conveyor.models import Deal, Event


@dataclass(frozen=True, slots=True)
class SavedDeal:
    """A deal as it was before a load changed it.

    Args:
        snapshot_id: by which the caller knows this snapshot.
        row: what `snapshot` answered before the load.
        later_origin_id: the next load that changed the same deal; None if this was the last.
    """

    snapshot_id: int
    deal_id: int
    row: dict[str, Any]
    later_origin_id: int | None = None


@transaction.atomic
def restore_deals(origin: Origin, saved_deals: Iterable[SavedDeal]) -> frozenset[int]:
    """Put deals back as they were before a load, and remove the events that it gave them.

    Deals that people have worked on since keep what the load gave them, events included. So do
    deals that a later load has changed too, until that load is undone.

    Returns:
        Ids of the snapshots that are still needed: they belong to the later load from now on.
    """
    saved = list(saved_deals)
    rows = Deal.objects.select_related("origin")
    deals = rows.in_bulk([each.deal_id for each in saved])
    still_needed = set()
    # Events of a load that is undone are the only ones that go.
    with pgtrigger.ignore("conveyor.Event:append_only"):
        for each in saved:
            deal = deals[each.deal_id]
            events = Event.objects.filter(deal=deal, origin=origin)
            if deal.revision > 0:
                events.update(origin=deal.origin)
            elif each.later_origin_id is not None:
                events.update(origin=each.later_origin_id)
                still_needed.add(each.snapshot_id)
            else:
                events.delete()
                apply_snapshot(deal, each.row)
                deal.save()
    return frozenset(still_needed)
