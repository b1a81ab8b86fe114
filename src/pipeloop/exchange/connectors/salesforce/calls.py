"""Salesforce: its queries, page by page.

A page goes on after the last id, not by the locator of the answer before: locators expire, ids
do not, and a walk can be taken up anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeloop.exchange.connectors.api_client import Web
from pipeloop.exchange.connectors.records import need, text
from pipeloop.exchange.connectors.salesforce.shapes import NAME, record
from pipeloop.exchange.connectors.systems import Door, Page, Span, items_of

ROWS = 2000
VERSION = "v61.0"


def door(address: str, token: str) -> Door:
    """An access token of a session or of a connected app."""
    return Door(f"{address}/services/data/{VERSION}", {"Authorization": f"Bearer {token}"})


def check(web: Web) -> str:
    """The organization's name."""
    body = web.get("/query", q="SELECT Name FROM Organization LIMIT 1")
    found = items_of(body, NAME, "records")
    return text(found[0].get("Name")) if found else ""


def _queried(
    kind: str, fields: str, table: str, changed: str = ""
) -> Callable[[Web, Any, Span], Page]:
    """A table in order of ids; `changed` is the field by which what is new is known."""

    def fetch(web: Web, after: Any, span: Span) -> Page:
        terms = [f"Id > '{after}'"] if after else []
        if changed and span.since:
            terms.append(f"{changed} >= {span.since.strftime('%Y-%m-%dT%H:%M:%SZ')}")
        where = f"WHERE {' AND '.join(terms)}" if terms else ""
        asked = " ".join(("SELECT", fields, "FROM", table, where, f"ORDER BY Id LIMIT {ROWS}"))
        body = web.get("/query", q=asked)
        found = items_of(body, NAME, "records")
        more = found and (len(found) == ROWS or body.get("done") is False)
        last = text(need(found[-1], "Id", NAME)) if more else None
        return Page(tuple(record(kind, item) for item in found), last)

    return fetch


PARTS = (
    (
        "stages",
        _queried("stage", "Id, ApiName, MasterLabel, IsClosed, IsWon", "OpportunityStage"),
    ),
    ("users", _queried("user", "Id, Name", "User")),
    (
        "deals",
        _queried(
            "deal",
            "Id, Name, Amount, OwnerId, LeadSource, Account.Name, StageName, CreatedDate, "
            "CloseDate, IsClosed, IsWon",
            "Opportunity",
            "SystemModstamp",
        ),
    ),
    (
        "changes",
        _queried(
            "change",
            "Id, OpportunityId, StageName, CreatedById, CreatedDate",
            "OpportunityHistory",
            "CreatedDate",
        ),
    ),
)
