"""Salesforce: queries of its API, page by page.

A page starts after the last id, not at the locator of the previous response: locators expire, ids
do not, so that a fetch can resume anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.exchange.connectors.api_client import ApiClient
from pipeloop.exchange.connectors.records import required, text
from pipeloop.exchange.connectors.salesforce.parsing import NAME, record
from pipeloop.exchange.connectors.system import Endpoint, Page, TimeRange, items_of

ROWS_PER_PAGE = 2000
VERSION = "v61.0"


def endpoint(address: str, token: str) -> Endpoint:
    """An access token of a session or of a connected app."""
    return Endpoint(f"{address}/services/data/{VERSION}", {"Authorization": f"Bearer {token}"})


def account_name(client: ApiClient) -> str:
    """The organization's name."""
    body = client.get("/query", q="SELECT Name FROM Organization LIMIT 1")
    items = items_of(body, NAME, "records")
    return text(items[0].get("Name")) if items else ""


def _table_pages(
    kind: str, fields: str, table: str, changed: str = ""
) -> Callable[[ApiClient, Any, TimeRange], Page]:
    """A table in order of ids; `changed` is the field with the time of the last change."""

    def fetch(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
        terms = [f"Id > '{after}'"] if after else []
        if changed and time_range.since:
            terms.append(f"{changed} >= {time_range.since.strftime('%Y-%m-%dT%H:%M:%SZ')}")
        where = f"WHERE {' AND '.join(terms)}" if terms else ""
        query = " ".join(
            ("SELECT", fields, "FROM", table, where, f"ORDER BY Id LIMIT {ROWS_PER_PAGE}")
        )
        body = client.get("/query", q=query)
        items = items_of(body, NAME, "records")
        has_more = items and (len(items) == ROWS_PER_PAGE or body.get("done") is False)
        last = text(required(items[-1], "Id", NAME)) if has_more else None
        return Page(tuple(record(kind, item) for item in items), last)

    return fetch


LISTS = (
    (
        "stages",
        _table_pages("stage", "Id, ApiName, MasterLabel, IsClosed, IsWon", "OpportunityStage"),
    ),
    ("users", _table_pages("user", "Id, Name", "User")),
    (
        "deals",
        _table_pages(
            "deal",
            "Id, Name, Amount, OwnerId, LeadSource, Account.Name, StageName, CreatedDate, "
            "CloseDate, IsClosed, IsWon",
            "Opportunity",
            "SystemModstamp",
        ),
    ),
    (
        "changes",
        _table_pages(
            "change",
            "Id, OpportunityId, StageName, CreatedById, CreatedDate",
            "OpportunityHistory",
            "CreatedDate",
        ),
    ),
)
