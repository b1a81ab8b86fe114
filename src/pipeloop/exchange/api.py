"""Exports, for programs: request one, see how far it is, download the file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from pipeloop.clients.words import FitClass
from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id, Short, Strict
from pipeloop.core.clock import now
from pipeloop.core.ids import ExportId
from pipeloop.exchange import actions, queries
from pipeloop.exchange.models import Export
from pipeloop.exchange.words import CONTENT_TYPES, ExportFormat
from pipeloop.ui.answers import attachment

router = Router(tags=["exports"])
FILE = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in CONTENT_TYPES.values()
            },
        }
    }
}


class FiltersIn(Strict):
    """Filters of the lists; deals have `owner` to `state`, clients the others, each its orders."""

    text: Short = ""
    owner: Id | None = None
    team: Id | None = None
    source: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    hanging: bool = False
    state: Literal["", "open", "won", "lost"] = ""
    fit_class: FitClass | Literal[""] = ""
    key: bool = False
    active: bool = False
    order: Literal[
        "", "name", "-name", "last", "-last",
        "client", "-client", "amount", "-amount", "days", "-days", "next", "-next",
    ] = ""  # fmt: skip


class ExportIn(Strict):
    kind: Literal["deals", "clients", "contacts"]
    format: Literal["xlsx", "csv"] = "xlsx"
    # A default on an object would stand in the schema, which generators of clients refuse.
    filters: FiltersIn = Field(default_factory=FiltersIn)


class ExportOut(Schema):
    """An export; `has_file` says that whoever requested it can download its file now."""

    id: int
    kind: str
    format: str
    state: str
    at: datetime
    by: int | None
    done: int
    rows: int
    error: str
    has_file: bool


def _out(export: Export) -> ExportOut:
    return ExportOut(
        id=export.pk,
        kind=export.kind,
        format=export.format,
        state=export.state,
        at=export.at,
        by=export.by_id,
        done=export.done,
        rows=export.rows,
        error=export.error,
        has_file=export.has_file(now()),
    )


@router.post("/exports", response={201: ExportOut} | REFUSALS)
@once
def create_export(request: HttpRequest, body: ExportIn) -> tuple[int, ExportOut]:
    """Have a list written into a file, as its reader sees it."""
    filters = body.filters.dict(exclude_defaults=True)
    return 201, _out(actions.request_export(person(request), body.kind, body.format, filters))


@router.get("/exports/{int:export_id}", response={200: ExportOut} | REFUSALS)
def get_export(request: HttpRequest, export_id: Id) -> ExportOut:
    """One export: how far it is."""
    return _out(queries.export(person(request), ExportId(export_id)))


@router.get("/exports/{int:export_id}/file", response=REFUSALS, openapi_extra=FILE)
def download_export(request: HttpRequest, export_id: Id) -> FileResponse:
    """The file of an export, for a day after it is written."""
    export, path = actions.download_export(person(request), ExportId(export_id))
    return attachment(path, name=export.file_name, kind=CONTENT_TYPES[ExportFormat(export.format)])
