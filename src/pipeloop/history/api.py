"""Logs, for programs: what there is, its map and its paths, in the shapes of the command line."""

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
from pipeloop.history.forms import choice_of
from pipeloop.history.queries import Slice

router = Router(tags=["history"])
Name = Annotated[str, Field(max_length=500)]
Days = Annotated[float, Field(ge=0, le=100_000)]
MOST_PATHS = 10_000


class LogOut(Schema):
    """A log; `bad` is how many rows were left out, by reason."""

    id: int
    name: str
    kind: str
    state: str
    cases: int
    events: int
    rows: int
    bad: dict[str, int]
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
    """What follows what; `start` and `end` are of deals, by step."""

    cases: int
    events: int
    activities: dict[str, int]
    edges: list[EdgeOut]
    start: dict[str, int]
    end: dict[str, int]


class VariantOut(Schema):
    path: list[str]
    count: int


class PathsOut(Schema):
    """The ways that deals take, the most frequent first."""

    variants: list[VariantOut]


class ChoiceIn(Schema):
    """Which deals; as the address of the page has it, where `is.NAME`, `min.NAME` and `max.NAME`
    choose by an attribute too."""

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
def get_log_map(request: HttpRequest, log_id: Id, chosen: Query[ChoiceIn]) -> dict[str, Any]:
    """The map of the chosen deals."""
    part = _part(request, log_id)
    return dfg_as_dict(part.deals, queries.dfg_of(part))


@router.get("/logs/{int:log_id}/paths", response={200: PathsOut} | REFUSALS)
def list_log_variants(
    request: HttpRequest,
    log_id: Id,
    chosen: Query[ChoiceIn],
    top: Annotated[int, Query(ge=1, le=MOST_PATHS)] = 100,
) -> dict[str, Any]:
    """The paths of the chosen deals."""
    part = _part(request, log_id)
    return variants_as_dict(part.deals, queries.variants_of(part), top)


def _part(request: HttpRequest, log_id: int) -> Slice:
    require(person(request), policy.see_logs)
    return queries.slice_of(queries.log(LogId(log_id)), choice_of(request.GET))
