"""Pipedrive: its calls, page by page; the past of each deal is a call of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import Web
from pipeloop.exchange.connectors.pipedrive.shapes import NAME, change_records, record
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.systems import Door, Page, Span, items_of

ROWS, DEALS = 500, 100


def door(address: str, token: str) -> Door:
    """A person's API token."""
    return Door(f"{address}/api", {"x-api-token": token})


def check(web: Web) -> str:
    """The company's name."""
    return text(((web.get("/v1/users/me") or {}).get("data") or {}).get("company_name"))


def users(web: Web, after: Any, span: Span) -> Page:
    """Users: all of them in one answer."""
    found = items_of(web.get("/v1/users"), NAME, "data")
    return Page(tuple(record("user", item) for item in found))


def _listed(kind: str, path: str, *, by_change: bool = False) -> Callable[[Web, Any, Span], Page]:
    def fetch(web: Web, after: Any, span: Span) -> Page:
        since = _since(span) if by_change else None
        body = web.get(path, limit=ROWS, cursor=after, updated_since=since)
        found = items_of(body, NAME, "data")
        return Page(tuple(record(kind, item) for item in found), _next(body))

    return fetch


def _with_pasts(path: str) -> Callable[[Web, Any, Span], Page]:
    """A page of deals, then the past of each of them, one a step."""

    def fetch(web: Web, after: Any, span: Span) -> Page:
        if after and after["waiting"]:
            return _past(web, after)
        cursor = after["next"] if after else None
        body = web.get(path, limit=DEALS, cursor=cursor, updated_since=_since(span))
        found = items_of(body, NAME, "data")
        records = tuple(record("deal", item) for item in found)
        return Page(records, _onward([one.key for one in records], _next(body)))

    return fetch


_archived = _with_pasts("/v2/deals/archived")


def archived(web: Web, after: Any, span: Span) -> Page:
    """Archived deals, as `deals`; not every company has an archive."""
    try:
        return _archived(web, after, span)
    except Refused as refused:
        if refused.code != "not_there" or after:
            raise
        return Page(())


def _past(web: Web, after: dict[str, Any]) -> Page:
    deal, *others = after["waiting"]
    try:
        body = web.get(f"/v1/deals/{deal}/changelog", limit=ROWS, cursor=after.get("log"))
    except Refused as refused:
        if refused.code != "not_there":
            raise
        body = None  # deleted since it was listed
    records = tuple(change_records(deal, items_of(body, NAME, "data")))
    if (log := _next(body)) is not None:
        return Page(records, after | {"log": log})
    return Page(records, _onward(others, after["next"]))


def _onward(waiting: list[str], following: str | None) -> dict[str, Any] | None:
    return {"waiting": waiting, "next": following} if waiting or following else None


def _since(span: Span) -> str | None:
    return span.since.strftime("%Y-%m-%dT%H:%M:%SZ") if span.since else None


def _next(body: Any) -> str | None:
    told = (body or {}).get("additional_data") or {}
    return text(told.get("next_cursor")) or None


PARTS = (
    ("pipelines", _listed("pipeline", "/v2/pipelines")),
    ("stages", _listed("stage", "/v2/stages")),
    ("users", users),
    ("clients", _listed("client", "/v2/organizations", by_change=True)),
    ("deals", _with_pasts("/v2/deals")),
    ("archived", archived),
)
