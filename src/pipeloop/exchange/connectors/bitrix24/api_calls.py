"""Bitrix24: calls of its API, page by page.

Long lists are fetched by `batch`: up to fifty pages of fifty rows in one request. Each request
starts after the last id so far, so that a fetch can resume anywhere and rows that appear meanwhile
do not shift the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import ApiClient, ApiResponse, error_message
from pipeloop.exchange.connectors.bitrix24.parsing import (
    CHANGE_FIELDS,
    DEAL_FIELDS,
    NAME,
    SOURCES,
    STAGES,
    record,
)
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.system import Endpoint, Page, TimeRange, items_of

ROWS_PER_PAGE, PAGES_PER_BATCH = 50, 50
LIMIT_ERRORS = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT")
_WEBHOOK = re.compile(r"(\d+)/([A-Za-z0-9]+)/?$")


def endpoint(address: str, token: str) -> Endpoint:
    """An incoming webhook: the number of a user and a code, alone or in its whole address.

    Raises:
        Refused: the token has no such pair.
    """
    match = _WEBHOOK.search(urlsplit(token).path if "://" in token else token)
    if match is None:
        words = _("Enter the webhook's address as Bitrix24 shows it, with its number and code.")
        raise Refused("bad_token", words, field="token")
    return Endpoint(f"{address}/rest/{match[1]}/{match[2]}")


def is_busy(response: ApiResponse) -> bool:
    """Whether the portal asks to try later, for a whole request or for a part of it."""
    body = response.body if isinstance(response.body, dict) else {}
    errors = [body.get("error"), *(error.get("error") for error in _errors(body))]
    return any(error in LIMIT_ERRORS for error in errors)


def _errors(body: dict[str, Any]) -> list[dict[str, Any]]:
    result = body.get("result")
    errors = result.get("result_error") if isinstance(result, dict) else None
    return list(errors.values()) if isinstance(errors, dict) else []


def account_name(client: ApiClient) -> str:
    """The name of the person whose webhook it is."""
    body = client.post("/profile", {})
    result = (body or {}).get("result") or {}
    return f"{text(result.get('NAME'))} {text(result.get('LAST_NAME'))}".strip()


def pipelines(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Pipelines of deals: all of them in one answer."""
    body = client.post("/crm.category.list", {"entityTypeId": 2})
    items = items_of(body, NAME, "result", "categories")
    return Page(tuple(record("pipeline", item) for item in items))


def stages(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """Stages of all pipelines, and names of sources."""
    body = client.post("/crm.status.list", {"order": {"ID": "ASC"}, "start": after or 0})
    items = items_of(body, NAME, "result")
    named = [item for item in items if _has_names(text(item.get("ENTITY_ID")))]
    return Page(tuple(record("stage", item) for item in named), body.get("next"))


def _has_names(entity: str) -> bool:
    return entity.startswith(STAGES) or entity == SOURCES


def users(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
    """People of the portal, including those who have left."""
    body = client.post("/user.get", {"sort": "ID", "order": "ASC", "start": after or 0})
    items = items_of(body, NAME, "result")
    return Page(tuple(record("user", item) for item in items), body.get("next"))


def _batched(
    kind: str, method: str, changed: str, fields: tuple[str, ...], *path: str, **filters: Any
) -> Callable[[ApiClient, Any, TimeRange], Page]:
    """A long list in batches, in order of ids.

    Args:
        changed: the field with the time of the last change.
        path: where the rows are in a page.
    """

    def fetch(client: ApiClient, after: Any, time_range: TimeRange) -> Page:
        last, pages = after or (0, 1)
        query = {**filters, "order[ID]": "ASC", "filter[>ID]": last}
        query |= {f"select[{place}]": name for place, name in enumerate(fields)}
        if time_range.since:
            query[f"filter[>={changed}]"] = time_range.since.isoformat(timespec="seconds")
        cmd = {
            f"p{page}": f"{method}?{urlencode(query | {'start': page * ROWS_PER_PAGE})}"
            for page in range(pages)
        }
        response = _batch(client, cmd)
        items = [item for name in cmd for item in _rows(response, name, path)]
        remaining = int(_entry(response.get("result_total"), "p0") or 0) - pages * ROWS_PER_PAGE
        if remaining <= 0 or not items:
            return Page(tuple(record(kind, item) for item in items))
        after_batch = (int(items[-1]["ID"]), min(PAGES_PER_BATCH, -(-remaining // ROWS_PER_PAGE)))
        return Page(tuple(record(kind, item) for item in items), after_batch)

    return fetch


def _batch(client: ApiClient, cmd: dict[str, str]) -> dict[str, Any]:
    body = client.post("/batch", {"halt": 0, "cmd": cmd})
    errors = _errors(body or {})
    if errors:
        words = _("%(system)s answered with an error (%(status)s). %(message)s")
        details = {
            "system": NAME,
            "status": text(errors[0].get("error")),
            "message": error_message(errors[0]),
        }
        raise Refused("strange_answer", words % details)
    result = (body or {}).get("result")
    return result if isinstance(result, dict) else {}


def _rows(response: dict[str, Any], name: str, path: tuple[str, ...]) -> list[Any]:
    page = _entry(response.get("result"), name)
    return items_of({"page": page}, NAME, "page", *path) if page else []


def _entry(mapping: Any, name: str) -> Any:
    """An entry of a mapping; an empty mapping comes as a list."""
    return mapping.get(name) if isinstance(mapping, dict) else None


clients = _batched("client", "crm.company.list", "DATE_MODIFY", ("ID", "TITLE"))
deals = _batched("deal", "crm.deal.list", "DATE_MODIFY", DEAL_FIELDS)
changes = _batched(
    "change", "crm.stagehistory.list", "CREATED_TIME", CHANGE_FIELDS, "items", entityTypeId=2
)

LISTS = (
    ("pipelines", pipelines),
    ("stages", stages),
    ("users", users),
    ("clients", clients),
    ("deals", deals),
    ("changes", changes),
)
