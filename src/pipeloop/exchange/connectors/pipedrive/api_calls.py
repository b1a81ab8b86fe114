"""Pipedrive: calls of its API, page by page; the changelog of each deal is a call of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import ApiClient
from pipeloop.exchange.connectors.pipedrive.parsing import NAME, change_records, record
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.system import Endpoint, Page, TimeRange, items_of

ROWS_PER_PAGE, DEALS_PER_PAGE = 500, 100


def endpoint(address: str, token: str) -> Endpoint:
    """A person's API token."""
    return Endpoint(f"{address}/api", {"x-api-token": token})


def account_name(client: ApiClient) -> str:
    """The company's name."""
    return text(((client.get("/v1/users/me") or {}).get("data") or {}).get("company_name"))


def users(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Users: all of them in one answer."""
    items = items_of(client.get("/v1/users"), NAME, "data")
    return Page(tuple(record("user", item) for item in items))


def _list_pages(
    kind: str, path: str, *, by_change: bool = False
) -> Callable[[ApiClient, Any, TimeRange], Page]:
    def fetch(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
        since = _since(time_range) if by_change else None
        body = client.get(path, limit=ROWS_PER_PAGE, cursor=after, updated_since=since)
        items = items_of(body, NAME, "data")
        return Page(tuple(record(kind, item) for item in items), _next(body))

    return fetch


def _with_changelogs(path: str) -> Callable[[ApiClient, Any, TimeRange], Page]:
    """A page of deals, then the changelog of each of them as a page of its own."""

    def fetch(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
        if after and after["waiting"]:
            return _changelog(client, after)
        cursor = after["next"] if after else None
        body = client.get(
            path, limit=DEALS_PER_PAGE, cursor=cursor, updated_since=_since(time_range)
        )
        items = items_of(body, NAME, "data")
        records = tuple(record("deal", item) for item in items)
        return Page(records, _next_cursor([deal.key for deal in records], _next(body)))

    return fetch


_archived = _with_changelogs("/v2/deals/archived")


def archived(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Archived deals, as `deals`; not every company has an archive."""
    try:
        return _archived(client, after, time_range)
    except Refused as refused:
        if refused.code != "not_there" or after:
            raise
        return Page(())


def _changelog(client: ApiClient, after: dict[str, Any]) -> Page:
    deal, *others = after["waiting"]
    try:
        body = client.get(
            f"/v1/deals/{deal}/changelog", limit=ROWS_PER_PAGE, cursor=after.get("log")
        )
    except Refused as refused:
        if refused.code != "not_there":
            raise
        body = None  # deleted since it was listed
    records = tuple(change_records(deal, items_of(body, NAME, "data")))
    if (log := _next(body)) is not None:
        return Page(records, after | {"log": log})
    return Page(records, _next_cursor(others, after["next"]))


def _next_cursor(waiting: list[str], next_page: str | None) -> dict[str, Any] | None:
    return {"waiting": waiting, "next": next_page} if waiting or next_page else None


def _since(time_range: TimeRange) -> str | None:
    return time_range.since.strftime("%Y-%m-%dT%H:%M:%SZ") if time_range.since else None


def _next(body: Any) -> str | None:
    details = (body or {}).get("additional_data") or {}
    return text(details.get("next_cursor")) or None


LISTS = (
    ("pipelines", _list_pages("pipeline", "/v2/pipelines")),
    ("stages", _list_pages("stage", "/v2/stages")),
    ("users", users),
    ("clients", _list_pages("client", "/v2/organizations", by_change=True)),
    ("deals", _with_changelogs("/v2/deals")),
    ("archived", archived),
)
