"""Bitrix24: its calls, page by page.

Long lists go by `batch`: up to fifty pages of fifty rows in one request, each page after the
last id of the walk so far, so that a walk can be taken up anywhere and rows that appear meanwhile
shift nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import Answer, Web, said
from pipeloop.exchange.connectors.bitrix24.shapes import CHANGE, DEAL, NAME, SOURCES, STAGES, record
from pipeloop.exchange.connectors.records import text
from pipeloop.exchange.connectors.systems import Door, Page, Span, items_of

ROWS, COMMANDS = 50, 50
LIMITS = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT")
_KEY = re.compile(r"(\d+)/([A-Za-z0-9]+)/?$")


def door(address: str, token: str) -> Door:
    """An incoming webhook: its number of a user and its code, alone or in its whole address.

    Raises:
        Refused: there is no such pair in what was typed.
    """
    found = _KEY.search(urlsplit(token).path if "://" in token else token)
    if found is None:
        words = _("Give the webhook's address as Bitrix24 shows it, with its number and code.")
        raise Refused("bad_token", words, field="token")
    return Door(f"{address}/rest/{found[1]}/{found[2]}")


def is_busy(answer: Answer) -> bool:
    """Whether the portal says, for all of a request or for a part of it, to come later."""
    body = answer.body if isinstance(answer.body, dict) else {}
    errors = [body.get("error"), *(one.get("error") for one in _errors(body))]
    return any(error in LIMITS for error in errors)


def _errors(body: dict[str, Any]) -> list[dict[str, Any]]:
    result = body.get("result")
    told = result.get("result_error") if isinstance(result, dict) else None
    return list(told.values()) if isinstance(told, dict) else []


def check(web: Web) -> str:
    """The name of whose webhook it is."""
    body = web.post("/profile", {})
    result = (body or {}).get("result") or {}
    return f"{text(result.get('NAME'))} {text(result.get('LAST_NAME'))}".strip()


def pipelines(web: Web, after: Any, span: Span) -> Page:
    """Pipelines of deals: all of them in one answer."""
    body = web.post("/crm.category.list", {"entityTypeId": 2})
    found = items_of(body, NAME, "result", "categories")
    return Page(tuple(record("pipeline", item) for item in found))


def stages(web: Web, after: Any, span: Span) -> Page:
    """Stages of all pipelines, and names of sources."""
    body = web.post("/crm.status.list", {"order": {"ID": "ASC"}, "start": after or 0})
    found = items_of(body, NAME, "result")
    ours = [item for item in found if _is_named(text(item.get("ENTITY_ID")))]
    return Page(tuple(record("stage", item) for item in ours), body.get("next"))


def _is_named(entity: str) -> bool:
    return entity.startswith(STAGES) or entity == SOURCES


def users(web: Web, after: Any, span: Span) -> Page:
    """People of the portal, with those who have left."""
    body = web.post("/user.get", {"sort": "ID", "order": "ASC", "start": after or 0})
    found = items_of(body, NAME, "result")
    return Page(tuple(record("user", item) for item in found), body.get("next"))


def _walked(
    kind: str, method: str, changed: str, fields: tuple[str, ...], *path: str, **more: Any
) -> Callable[[Web, Any, Span], Page]:
    """A long list by batches, in order of ids.

    Args:
        changed: the field by which what is new is known.
        path: where in a page its rows stand.
    """

    def fetch(web: Web, after: Any, span: Span) -> Page:
        last, pages = after or (0, 1)
        query = {**more, "order[ID]": "ASC", "filter[>ID]": last}
        query |= {f"select[{place}]": name for place, name in enumerate(fields)}
        if span.since:
            query[f"filter[>={changed}]"] = span.since.isoformat(timespec="seconds")
        cmd = {
            f"p{page}": f"{method}?{urlencode(query | {'start': page * ROWS})}"
            for page in range(pages)
        }
        answer = _batch(web, cmd)
        found = [item for name in cmd for item in _rows(answer, name, path)]
        left = int(_named(answer.get("result_total"), "p0") or 0) - pages * ROWS
        if left <= 0 or not found:
            return Page(tuple(record(kind, item) for item in found))
        following = (int(found[-1]["ID"]), min(COMMANDS, -(-left // ROWS)))
        return Page(tuple(record(kind, item) for item in found), following)

    return fetch


def _batch(web: Web, cmd: dict[str, str]) -> dict[str, Any]:
    body = web.post("/batch", {"halt": 0, "cmd": cmd})
    errors = _errors(body or {})
    if errors:
        words = _("%(system)s answered with an error (%(status)s). %(said)s")
        told = {"system": NAME, "status": text(errors[0].get("error")), "said": said(errors[0])}
        raise Refused("strange_answer", words % told)
    result = (body or {}).get("result")
    return result if isinstance(result, dict) else {}


def _rows(answer: dict[str, Any], name: str, path: tuple[str, ...]) -> list[Any]:
    page = _named(answer.get("result"), name)
    return items_of({"page": page}, NAME, "page", *path) if page else []


def _named(told: Any, name: str) -> Any:
    """An entry of a map; an empty one comes as a list."""
    return told.get(name) if isinstance(told, dict) else None


clients = _walked("client", "crm.company.list", "DATE_MODIFY", ("ID", "TITLE"))
deals = _walked("deal", "crm.deal.list", "DATE_MODIFY", DEAL)
changes = _walked(
    "change", "crm.stagehistory.list", "CREATED_TIME", CHANGE, "items", entityTypeId=2
)

PARTS = (
    ("pipelines", pipelines),
    ("stages", stages),
    ("users", users),
    ("clients", clients),
    ("deals", deals),
    ("changes", changes),
)
