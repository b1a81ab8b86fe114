"""HubSpot: its calls, page by page."""

from __future__ import annotations

from typing import Any

from pipeloop.exchange.connectors.api_client import Web
from pipeloop.exchange.connectors.hubspot.shapes import (
    NAME,
    PROPERTIES,
    TRACKED,
    deal_record,
    pipeline_record,
)
from pipeloop.exchange.connectors.records import Record, kept, moment, need, text
from pipeloop.exchange.connectors.systems import Door, Page, Span, items_of

# Fewer deals come at once when their past is asked for; a search goes no deeper than this.
DEALS, OWNERS, DEEPEST = 50, 100, 9_950
MODIFIED = "hs_lastmodifieddate"


def door(address: str, token: str) -> Door:
    """The token of a private app."""
    return Door(address, {"Authorization": f"Bearer {token}"})


def check(web: Web) -> str:
    """The portal's number."""
    return text((web.get("/account-info/v3/details") or {}).get("portalId"))


def pipelines(web: Web, after: Any, span: Span) -> Page:
    """Pipelines of deals with their stages: all in one answer."""
    found = items_of(web.get("/crm/v3/pipelines/deals"), NAME, "results")
    return Page(tuple(pipeline_record(item) for item in found))


def users(web: Web, after: Any, span: Span) -> Page:
    """Owners: those who are here, then those who have left."""
    archived, place = after or ("false", None)
    body = web.get("/crm/v3/owners", limit=OWNERS, archived=archived, after=place)
    found = items_of(body, NAME, "results")
    records = tuple(
        Record(
            "user",
            text(need(item, "id", NAME)),
            kept(item, "id", "userId", "firstName", "lastName", "email"),
        )
        for item in found
    )
    if (following := _next(body)) is not None:
        return Page(records, (archived, following))
    return Page(records, ("true", None) if archived == "false" else None)


def deals(web: Web, after: Any, span: Span) -> Page:
    """Deals with their past: all of them, or those that changed."""
    return _changed(web, after, span) if span.since else _all(web, after)


def _all(web: Web, after: Any) -> Page:
    body = web.get(
        "/crm/v3/objects/deals",
        limit=DEALS,
        after=after,
        properties=",".join(PROPERTIES),
        propertiesWithHistory=",".join(TRACKED),
    )
    return Page(_with_clients(web, items_of(body, NAME, "results")), _next(body))


def _changed(web: Web, after: Any, span: Span) -> Page:
    """Deals changed since, by a search; it begins anew before it gets too deep for HubSpot."""
    since, place = after or (_milliseconds(span), "0")
    body = web.post(
        "/crm/v3/objects/deals/search",
        {
            "filterGroups": [
                {"filters": [{"propertyName": MODIFIED, "operator": "GTE", "value": since}]}
            ],
            "sorts": [{"propertyName": MODIFIED, "direction": "ASCENDING"}],
            "properties": [MODIFIED],
            "limit": DEALS,
            "after": place,
        },
    )
    found = items_of(body, NAME, "results")
    following = _next(body)
    if following is not None and int(following) >= DEEPEST:
        last = moment((found[-1].get("properties") or {}).get(MODIFIED), MODIFIED, NAME)
        since, following = str(int(last.timestamp() * 1000)) if last else since, "0"
    records = _with_clients(web, _read_with_past(web, [text(item["id"]) for item in found]))
    return Page(records, None if following is None else (since, following))


def _milliseconds(span: Span) -> str:
    return str(int(span.since.timestamp() * 1000)) if span.since else "0"


def _read_with_past(web: Web, ids: list[str]) -> list[Any]:
    if not ids:
        return []
    asked = {
        "inputs": [{"id": one} for one in ids],
        "properties": list(PROPERTIES),
        "propertiesWithHistory": list(TRACKED),
    }
    return items_of(web.post("/crm/v3/objects/deals/batch/read", asked), NAME, "results")


def _with_clients(web: Web, found: list[Any]) -> tuple[Record, ...]:
    """Deals, each with the name of its first company."""
    companies = _companies(web, [text(need(item, "id", NAME)) for item in found])
    names = _company_names(web, sorted(set(companies.values())))
    return tuple(
        deal_record(item, names.get(companies.get(text(item["id"]), ""), "")) for item in found
    )


def _companies(web: Web, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    asked = {"inputs": [{"id": one} for one in ids]}
    body = web.post("/crm/v4/associations/deals/companies/batch/read", asked)
    return {
        text(item["from"]["id"]): text(item["to"][0]["toObjectId"])
        for item in items_of(body, NAME, "results")
        if item.get("to")
    }


def _company_names(web: Web, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    asked = {"inputs": [{"id": one} for one in ids], "properties": ["name"]}
    body = web.post("/crm/v3/objects/companies/batch/read", asked)
    return {
        text(item["id"]): text((item.get("properties") or {}).get("name"))
        for item in items_of(body, NAME, "results")
    }


def _next(body: Any) -> str | None:
    following = (((body or {}).get("paging") or {}).get("next") or {}).get("after")
    return text(following) or None


PARTS = (("pipelines", pipelines), ("users", users), ("deals", deals))
