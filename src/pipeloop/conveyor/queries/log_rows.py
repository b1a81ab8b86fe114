"""Events and deals as rows for an event log: read by a cursor of the server, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, F, FloatField, Func, Max, Min, Q, Sum

from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind

# After these a deal stands on another step than before.
ENTRIES = (EventKind.CREATED, EventKind.MOVED, EventKind.RETURNED, EventKind.REOPENED)
ENDINGS = (EventKind.WON, EventKind.LOST)
IN_LOG = Q(kind__in=ENTRIES, to_step__isnull=False) | Q(kind__in=ENDINGS)
CHUNK = 5_000
MICROSECONDS = Func(
    F("at"),
    template="(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint",
    output_field=BigIntegerField(),
)


class Epoch(Func):
    """Seconds since 1970 of a moment; `Extract` would take it to the reader's zone first."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"
    output_field = FloatField()


class EventsMark(NamedTuple):
    """A mark that changes when anything happens to deals.

    Args:
        last: id of the last event; `total`, how many there are.
        moments: what the moments of warning and hanging of open deals add up to.
    """

    last: int
    total: int
    moments: str


class StepEvent(NamedTuple):
    """A deal that entered a step, or ended; `moment` is microseconds since 1970."""

    deal: int
    moment: int
    kind: str
    step: int | None
    actor: int | None
    role: str


class DealRow(NamedTuple):
    """What is known of a deal now; moments in seconds since 1970."""

    id: int
    source: str
    product: str
    owner: str
    team: str
    reason: str
    motion: str
    currency: str
    state: str
    amount: int | None
    warns_at: float | None
    hangs_at: float | None


class StageOwner(NamedTuple):
    """Who owned a deal when it first entered a stage, and their team now; None: not known."""

    deal: int
    stage_kind: str
    owner: int | None


def events_mark() -> EventsMark:
    """The mark of this moment: two statements."""
    events = Event.objects.aggregate(last=Max("pk"), count=Count("pk"))
    moments = Deal.objects.filter(state=DealState.OPEN).aggregate(
        warns=Sum(Epoch("warns_at")), hangs=Sum(Epoch("hangs_at"))
    )
    return EventsMark(
        events["last"] or 0, events["count"], f"{moments['warns']}/{moments['hangs']}"
    )


def count_events(after: int, until: int) -> int:
    """How many events were recorded after one, up to another, by their ids."""
    return Event.objects.filter(pk__gt=after, pk__lte=until).count()


def step_events(after: int = 0, until: int | None = None) -> Iterator[StepEvent]:
    """Entries and endings of deals, in the order in which they were recorded.

    Args:
        after, until: ids of the last event before them and among them; of all by default.
    """
    rows = Event.objects.filter(IN_LOG, pk__gt=after).order_by("pk").annotate(moment=MICROSECONDS)
    if until is not None:
        rows = rows.filter(pk__lte=until)
    values = rows.values_list("deal_id", "moment", "kind", "to_step_id", "actor_id", "role")
    return map(StepEvent._make, values.iterator(chunk_size=CHUNK))


def deal_rows() -> Iterator[DealRow]:
    """Every deal, by its id."""
    rows = Deal.objects.order_by("pk").values_list(
        *("pk", "source", "product", "owner__name", "owner__team__name", "reason__name"),
        *("motion", "currency", "state", "amount"),
        Epoch("warns_at"),
        Epoch("hangs_at"),
    )
    return map(DealRow._make, rows.iterator(chunk_size=CHUNK))


def stage_owners() -> Iterator[StageOwner]:
    """Who owned each deal when it first entered each of its stages.

    Of a deal that people work here it is who it was assigned to then. Of a loaded deal only the
    owner of today is known: there it is who moved it into the stage, where the source says so.
    """
    assigned = _assignments()
    entries = (
        Event.objects.filter(kind__in=ENTRIES, to_stage__isnull=False)
        .order_by("deal_id", "to_stage__order")
        .values_list("deal_id", "to_stage__kind", "deal__origin_id", "deal__owner_id")
        .annotate(first=Min("at"), actor=Min("actor_id"))
    )
    for deal, kind, origin, owner, first, actor in entries.iterator(chunk_size=CHUNK):
        is_loaded = origin is not None
        at_entry = actor if is_loaded else _owner_at(first, assigned.get(deal, []), owner)
        yield StageOwner(deal, kind, at_entry)


def _assignments() -> dict[int, list[tuple[datetime, int | None, int]]]:
    """By deal, in order of time: when it was assigned, from whom and to whom."""
    by_deal: dict[int, list[tuple[datetime, int | None, int]]] = defaultdict(list)
    rows = Event.objects.filter(kind=EventKind.ASSIGNED).order_by("at", "pk")
    for deal, at, details in rows.values_list("deal_id", "at", "details").iterator(
        chunk_size=CHUNK
    ):
        by_deal[deal].append((at, details["from"], details["to"]))
    return by_deal


def _owner_at(
    moment: datetime, assignments: list[tuple[datetime, int | None, int]], owner_now: int | None
) -> int | None:
    """Whose a deal was at a moment."""
    owner = assignments[0][1] if assignments else owner_now
    for at, _before, after in assignments:
        if at <= moment:
            owner = after
    return owner
