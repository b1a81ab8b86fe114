"""amoCRM (Kommo): its calls, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.exchange.connectors.amocrm.shapes import NAME, TYPES, record
from pipeloop.exchange.connectors.api_client import Web
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.systems import Door, Page, Span, items_of

EVENTS, LEADS = 100, 250


def door(address: str, token: str) -> Door:
    """A long-lived token of a private integration."""
    return Door(f"{address}/api/v4", {"Authorization": f"Bearer {token}"})


def check(web: Web) -> str:
    """The account's name."""
    return text((web.get("/account") or {}).get("name"))


def pipelines(web: Web, after: Any, span: Span) -> Page:
    """Pipelines with their stages: all of them in one answer."""
    found = items_of(web.get("/leads/pipelines"), NAME, "_embedded", "pipelines")
    return Page(tuple(record("pipeline", item) for item in found))


def _listed(kind: str, path: str, field: str, limit: int, **query: Any) -> Callable[..., Page]:
    """A list that is paged by number; ordered by id, so that new rows come only at its end."""

    def fetch(web: Web, after: Any, span: Span) -> Page:
        page = after or 1
        asked = {**query, "page": page, "limit": limit}
        if span.since and "order[id]" in query:
            asked["filter[updated_at][from]"] = int(span.since.timestamp())
        body = web.get(path, **asked)
        found = items_of(body, NAME, "_embedded", field)
        more = bool(found) and "next" in (body.get("_links") or {})
        return Page(tuple(record(kind, item) for item in found), page + 1 if more else None)

    return fetch


def changes(web: Web, after: Any, span: Span) -> Page:
    """Events up to the moment when the walk began: later ones would shift the pages."""
    page = after or 1
    asked: dict[str, Any] = {
        **{f"filter[type][{place}]": name for place, name in enumerate(TYPES)},
        "filter[entity]": "lead",
        "filter[created_at][to]": int(span.until.timestamp()),
        "page": page,
        "limit": EVENTS,
    }
    # With one bound alone the system would take it for the other.
    asked["filter[created_at][from]"] = int(span.since.timestamp()) if span.since else 1
    body = web.get("/events", **asked)
    found = items_of(body, NAME, "_embedded", "events")
    more = bool(found) and "next" in (body.get("_links") or {})
    return Page(tuple(record("change", item) for item in found), page + 1 if more else None)


users = _listed("user", "/users", "users", LEADS)
clients = _listed("client", "/companies", "companies", LEADS, **{"order[id]": "asc"})
deals = _listed("deal", "/leads", "leads", LEADS, **{"with": "loss_reason", "order[id]": "asc"})

PARTS = (
    ("pipelines", pipelines),
    ("users", users),
    ("clients", clients),
    ("deals", deals),
    ("changes", changes),
)
