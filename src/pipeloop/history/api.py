"""Logs for programs: the list, and process map and variants as the command line prints them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.company.web.schemas import REFUSALS, Id, Page
from pipeloop.core.ids import LogId
from pipeloop.engine.mining.json_shapes import dfg_as_dict, variants_as_dict
from pipeloop.history import policy, queries
from pipeloop.history.forms import case_filter_of
from pipeloop.history.queries import FilteredLog

router = Router(tags=["history"])
Name = Annotated[str, Field(max_length=500)]
Days = Annotated[float, Field(ge=0, le=100_000)]
MAX_VARIANTS = 10_000


class LogOut(Schema):
    """A log; `rejected` is how many rows were left out, by reason."""

    id: int
    name: str
    kind: str
    state: str
    cases: int
    events: int
    rows: int
    rejected: dict[str, int]
    read_at: datetime | None


class LogsOut(Schema):
    items: list[LogOut]
    more: bool


class EdgeOut(Schema):
    """One step right after another; times are in seconds."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    count: int
    mean_s: float
    median_s: float
    p90_s: float


class MapOut(Schema):
    """The directly-follows graph; `start` and `end` count deals by their first and last step."""

    cases: int
    events: int
    activities: dict[str, int]
    edges: list[EdgeOut]
    start: dict[str, int]
    end: dict[str, int]


class VariantOut(Schema):
    path: list[str]
    count: int


class VariantsOut(Schema):
    """The paths that deals take, the most frequent first."""

    variants: list[VariantOut]


class CaseFilterIn(Schema):
    """Which deals, with the parameters of the page; `is.NAME`, `min.NAME` and `max.NAME` filter
    by an attribute."""

    since: date | None = None
    until: date | None = None
    outcome: Literal["won", "lost", "open", ""] = ""
    longer: Days | None = None
    passes: list[Name] = []
    avoids: list[Name] = []
    person: list[Name] = []
    path: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""


@router.get("/logs", response={200: LogsOut} | REFUSALS)
def list_logs(request: HttpRequest, chosen: Query[Page]) -> dict[str, Any]:
    """The logs, that of the company's own deals first, then the latest."""
    require(person(request), policy.see_logs)
    logs = queries.logs(start=chosen.start, limit=chosen.size + 1)
    return {"items": logs[: chosen.size], "more": len(logs) > chosen.size}


@router.get("/logs/{int:log_id}/map", response={200: MapOut} | REFUSALS, by_alias=True)
def get_log_map(
    request: HttpRequest, log_id: Id, case_filter: Query[CaseFilterIn]
) -> dict[str, Any]:
    """Get the process map of the filtered deals."""
    filtered = _filtered_log(request, log_id)
    return dfg_as_dict(filtered.deals, queries.dfg_of(filtered))


@router.get("/logs/{int:log_id}/paths", response={200: VariantsOut} | REFUSALS)
def list_log_variants(
    request: HttpRequest,
    log_id: Id,
    case_filter: Query[CaseFilterIn],
    top: Annotated[int, Query(ge=1, le=MAX_VARIANTS)] = 100,
) -> dict[str, Any]:
    """List the variants of the filtered deals, the most frequent first."""
    filtered = _filtered_log(request, log_id)
    return variants_as_dict(filtered.deals, queries.variants_of(filtered), top)


def _filtered_log(request: HttpRequest, log_id: int) -> FilteredLog:
    require(person(request), policy.see_logs)
    return queries.filter_log(queries.log(LogId(log_id)), case_filter_of(request.GET))
