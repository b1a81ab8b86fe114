"""HubSpot: calls of its API, page by page."""

from __future__ import annotations

from typing import Any

from pipeloop.exchange.connectors.api_client import ApiClient
from pipeloop.exchange.connectors.hubspot.parsing import (
    NAME,
    PROPERTIES,
    TRACKED,
    deal_record,
    pipeline_record,
)
from pipeloop.exchange.connectors.records import Record, pick_fields, required, text, timestamp
from pipeloop.exchange.connectors.system import Endpoint, Page, TimeRange, items_of

# Pages of deals are smaller with their history; a search returns no more results than this.
DEALS_PER_PAGE, OWNERS_PER_PAGE, MAX_SEARCH_RESULTS = 50, 100, 9_950
MODIFIED = "hs_lastmodifieddate"


def endpoint(address: str, token: str) -> Endpoint:
    """The token of a private app."""
    return Endpoint(address, {"Authorization": f"Bearer {token}"})


def account_name(client: ApiClient) -> str:
    """The portal's number."""
    return text((client.get("/account-info/v3/details") or {}).get("portalId"))


def pipelines(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Pipelines of deals with their stages: all in one answer."""
    items = items_of(client.get("/crm/v3/pipelines/deals"), NAME, "results")
    return Page(tuple(pipeline_record(item) for item in items))


def users(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Owners: first those who work there now, then those who have left."""
    archived, cursor = after or ("false", None)
    body = client.get("/crm/v3/owners", limit=OWNERS_PER_PAGE, archived=archived, after=cursor)
    items = items_of(body, NAME, "results")
    records = tuple(
        Record(
            "user",
            text(required(item, "id", NAME)),
            pick_fields(item, "id", "userId", "firstName", "lastName", "email"),
        )
        for item in items
    )
    if (next_after := _next(body)) is not None:
        return Page(records, (archived, next_after))
    return Page(records, ("true", None) if archived == "false" else None)


def deals(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Deals with their history: all of them, or those that changed."""
    return _changed(client, after, time_range) if time_range.since else _all(client, after)


def _all(client: ApiClient, after: Any) -> Page:
    body = client.get(
        "/crm/v3/objects/deals",
        limit=DEALS_PER_PAGE,
        after=after,
        properties=",".join(PROPERTIES),
        propertiesWithHistory=",".join(TRACKED),
    )
    return Page(_with_clients(client, items_of(body, NAME, "results")), _next(body))


def _changed(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Deals changed since, by a search; a new one begins before HubSpot's limit of results."""
    since, cursor = after or (_milliseconds(time_range), "0")
    body = client.post(
        "/crm/v3/objects/deals/search",
        {
            "filterGroups": [
                {"filters": [{"propertyName": MODIFIED, "operator": "GTE", "value": since}]}
            ],
            "sorts": [{"propertyName": MODIFIED, "direction": "ASCENDING"}],
            "properties": [MODIFIED],
            "limit": DEALS_PER_PAGE,
            "after": cursor,
        },
    )
    items = items_of(body, NAME, "results")
    next_after = _next(body)
    if next_after is not None and int(next_after) >= MAX_SEARCH_RESULTS:
        last = timestamp((items[-1].get("properties") or {}).get(MODIFIED), MODIFIED, NAME)
        since, next_after = str(int(last.timestamp() * 1000)) if last else since, "0"
    records = _with_clients(
        client, _read_with_history(client, [text(item["id"]) for item in items])
    )
    return Page(records, None if next_after is None else (since, next_after))


def _milliseconds(time_range: TimeRange) -> str:
    return str(int(time_range.since.timestamp() * 1000)) if time_range.since else "0"


def _read_with_history(client: ApiClient, ids: list[str]) -> list[Any]:
    if not ids:
        return []
    query = {
        "inputs": [{"id": each} for each in ids],
        "properties": list(PROPERTIES),
        "propertiesWithHistory": list(TRACKED),
    }
    return items_of(client.post("/crm/v3/objects/deals/batch/read", query), NAME, "results")


def _with_clients(client: ApiClient, items: list[Any]) -> tuple[Record, ...]:
    """Deals, each with the name of its first company."""
    companies = _companies(client, [text(required(item, "id", NAME)) for item in items])
    names = _company_names(client, sorted(set(companies.values())))
    return tuple(
        deal_record(item, names.get(companies.get(text(item["id"]), ""), "")) for item in items
    )


def _companies(client: ApiClient, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    query = {"inputs": [{"id": each} for each in ids]}
    body = client.post("/crm/v4/associations/deals/companies/batch/read", query)
    return {
        text(item["from"]["id"]): text(item["to"][0]["toObjectId"])
        for item in items_of(body, NAME, "results")
        if item.get("to")
    }


def _company_names(client: ApiClient, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    query = {"inputs": [{"id": each} for each in ids], "properties": ["name"]}
    body = client.post("/crm/v3/objects/companies/batch/read", query)
    return {
        text(item["id"]): text((item.get("properties") or {}).get("name"))
        for item in items_of(body, NAME, "results")
    }


def _next(body: Any) -> str | None:
    cursor = (((body or {}).get("paging") or {}).get("next") or {}).get("after")
    return text(cursor) or None


LISTS = (("pipelines", pipelines), ("users", users), ("deals", deals))
