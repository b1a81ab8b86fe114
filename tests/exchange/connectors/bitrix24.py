"""Bitrix24 as its documentation has it: pages of fifty rows, fifty calls in a batch."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from tests.exchange.connectors.server import Request, Response
from tests.exchange.connectors.story import ANN, BEN, PEOPLE, Story, StoryEvent

STAGES = {"create": "C4:NEW", "demo": "C4:DEMO", "won": "C4:WON", "lost": "C4:LOSE"}
SEMANTICS = {"create": "P", "demo": "P", "won": "S", "lost": "F"}
TYPES = {"create": 1, "demo": 2, "won": 3, "lost": 3}


class Bitrix24:
    """The history of stages, deals, stages, pipelines, people and companies of a story."""

    token = "1/abc123"

    def __init__(self, story: Story) -> None:
        self.story = story
        # By the number of the batch, from 1: an error of one of its calls.
        self.errors: dict[int, str] = {}
        self.batches = 0

    def __call__(self, request: Request) -> Response:
        match = re.fullmatch(r"/rest/1/(\w+)/([\w.]+)", request.path)
        if match is None or match[1] != "abc123":
            return Response(401, {"error": "INVALID_CREDENTIALS", "error_description": "no"})
        if match[2] == "batch":
            return self._batch(request.body["cmd"])
        return Response(200, self._call(match[2], request.body))

    def _batch(self, cmd: dict[str, str]) -> Response:
        self.batches += 1
        assert len(cmd) <= 50
        if error := self.errors.pop(self.batches, ""):
            body = {"result": {"result": [], "result_error": {"p0": {"error": error}}}}
            return Response(200, body)
        pages = {}
        for name, call in cmd.items():
            method, _mark, query = call.partition("?")
            pages[name] = self._call(method, dict(parse_qsl(query)))
        result = {name: page["result"] for name, page in pages.items()}
        totals = {name: page["total"] for name, page in pages.items()}
        # An empty map is a list, as PHP has it.
        body = {"result": result, "result_error": [], "result_total": totals}
        return Response(200, {"result": body})

    def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "profile":
            return {"result": {"ID": "1", "NAME": "Olga", "LAST_NAME": "Frost"}}
        if method == "crm.category.list":
            return {"result": {"categories": [{"id": 4, "name": "Sales", "sort": 100}]}}
        rows = {
            "crm.status.list": self._statuses,
            "user.get": self._users,
            "crm.company.list": self._companies,
            "crm.deal.list": self._deals,
            "crm.stagehistory.list": self._history,
        }[method]()
        if method == "crm.stagehistory.list":
            assert body["entityTypeId"] == "2"
        return self._page(rows, body, wrapped=method == "crm.stagehistory.list")

    def _page(
        self, rows: list[dict[str, Any]], body: dict[str, Any], *, wrapped: bool
    ) -> dict[str, Any]:
        rows = [row for row in rows if int(row["ID"]) > int(body.get("filter[>ID]", 0))]
        for name in ("DATE_MODIFY", "CREATED_TIME"):
            if since := body.get(f"filter[>={name}]"):
                floor = datetime.fromisoformat(since)
                rows = [row for row in rows if datetime.fromisoformat(row[name]) >= floor]
        start = int(body.get("start", 0))
        part = rows[start : start + 50]
        answer = {"result": {"items": part} if wrapped else part, "total": len(rows)}
        return answer | ({"next": start + 50} if start + 50 < len(rows) else {})

    def _statuses(self) -> list[dict[str, Any]]:
        ends = {"won": "S", "lost": "F"}
        names = {"create": "New", "demo": "Demo", "won": "Won", "lost": "Lost"}
        stages = [
            {"ID": str(i), "ENTITY_ID": "DEAL_STAGE_4", "STATUS_ID": code, "NAME": names[what],
             "SEMANTICS": ends.get(what)}
            for i, (what, code) in enumerate(STAGES.items(), 1)
        ]  # fmt: skip
        source = {"ID": "90", "ENTITY_ID": "SOURCE", "STATUS_ID": "CALL", "NAME": "A call"}
        other = {"ID": "91", "ENTITY_ID": "HONORIFIC", "STATUS_ID": "MR", "NAME": "Mr"}
        return [*stages, source, other]

    def _users(self) -> list[dict[str, Any]]:
        return [{"ID": str(i), "NAME": a, "LAST_NAME": b} for i, (a, b) in PEOPLE.items()]

    def _companies(self) -> list[dict[str, Any]]:
        stamp = self.story.created_at(1).isoformat()
        return [{"ID": "5", "TITLE": "Harbour Foods", "DATE_MODIFY": stamp}]

    def _deals(self) -> list[dict[str, Any]]:
        return [self._deal(deal) for deal in self.story.numbers()]

    def _deal(self, deal: int) -> dict[str, Any]:
        last = list(self.story.of(deal))[-1]
        return {
            "ID": str(deal),
            "TITLE": f"Order {deal}",
            "CATEGORY_ID": "4",
            "STAGE_ID": STAGES[last[0]],
            "STAGE_SEMANTIC_ID": SEMANTICS[last[0]],
            "OPPORTUNITY": f"{deal * 100}.00",
            "CURRENCY_ID": "RUB",
            "ASSIGNED_BY_ID": str(BEN),
            "CREATED_BY_ID": str(ANN),
            "MOVED_BY_ID": str(BEN),
            "COMPANY_ID": "5",
            "SOURCE_ID": "CALL",
            "DATE_CREATE": self.story.created_at(deal).isoformat(),
            "DATE_MODIFY": self.story.changed(deal).isoformat(),
            "CLOSEDATE": last[1].isoformat(),
            "CLOSED": "Y" if self.story.ended(deal) else "N",
        }

    def _history(self) -> list[dict[str, Any]]:
        return [self._row(event) for event in self.story.events()]

    def _row(self, event: StoryEvent) -> dict[str, Any]:
        return {
            "ID": event.number,
            "TYPE_ID": TYPES[event.what],
            "OWNER_ID": event.deal,
            "CREATED_TIME": event.at.isoformat(),
            "CATEGORY_ID": 4,
            "STAGE_SEMANTIC_ID": SEMANTICS[event.what],
            "STAGE_ID": STAGES[event.what],
        }
