"""amoCRM (Kommo): calls of its API, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.exchange.connectors.amocrm.parsing import EVENT_TYPES, NAME, record
from pipeloop.exchange.connectors.api_client import ApiClient
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.system import Endpoint, Page, TimeRange, items_of

EVENTS_PER_PAGE, ROWS_PER_PAGE = 100, 250


def endpoint(address: str, token: str) -> Endpoint:
    """A long-lived token of a private integration."""
    return Endpoint(f"{address}/api/v4", {"Authorization": f"Bearer {token}"})


def account_name(client: ApiClient) -> str:
    """The account's name."""
    return text((client.get("/account") or {}).get("name"))


def pipelines(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Pipelines with their stages: all of them in one answer."""
    items = items_of(client.get("/leads/pipelines"), NAME, "_embedded", "pipelines")
    return Page(tuple(record("pipeline", item) for item in items))


def _list_pages(kind: str, path: str, field: str, limit: int, **query: Any) -> Callable[..., Page]:
    """A list with numbered pages, ordered by id, so that new rows appear only at its end."""

    def fetch(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
        page = after or 1
        parameters = {**query, "page": page, "limit": limit}
        if time_range.since and "order[id]" in query:
            parameters["filter[updated_at][from]"] = int(time_range.since.timestamp())
        body = client.get(path, **parameters)
        items = items_of(body, NAME, "_embedded", field)
        has_more = bool(items) and "next" in (body.get("_links") or {})
        return Page(tuple(record(kind, item) for item in items), page + 1 if has_more else None)

    return fetch


def changes(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Events up to the start of the fetch: later ones would shift the pages."""
    page = after or 1
    parameters: dict[str, Any] = {
        **{f"filter[type][{place}]": name for place, name in enumerate(EVENT_TYPES)},
        "filter[entity]": "lead",
        "filter[created_at][to]": int(time_range.until.timestamp()),
        "page": page,
        "limit": EVENTS_PER_PAGE,
    }
    # The system mistakes a single bound for the other one, so both are given.
    parameters["filter[created_at][from]"] = (
        int(time_range.since.timestamp()) if time_range.since else 1
    )
    body = client.get("/events", **parameters)
    items = items_of(body, NAME, "_embedded", "events")
    has_more = bool(items) and "next" in (body.get("_links") or {})
    return Page(tuple(record("change", item) for item in items), page + 1 if has_more else None)


users = _list_pages("user", "/users", "users", ROWS_PER_PAGE)
clients = _list_pages("client", "/companies", "companies", ROWS_PER_PAGE, **{"order[id]": "asc"})
deals = _list_pages(
    "deal", "/leads", "leads", ROWS_PER_PAGE, **{"with": "loss_reason", "order[id]": "asc"}
)

LISTS = (
    ("pipelines", pipelines),
    ("users", users),
    ("clients", clients),
    ("deals", deals),
    ("changes", changes),
)
