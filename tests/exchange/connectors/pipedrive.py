"""Pipedrive as its documentation has it: cursors, and a call for the past of each deal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.exchange.connectors.server import TOKEN, Request, Response
from tests.exchange.connectors.story import BEN, PEOPLE, Story

STAGES = {"create": 11, "demo": 12}


class Pipedrive:
    """Deals, their changelogs, stages, pipelines, users and organizations of a story."""

    token = TOKEN

    def __init__(self, story: Story) -> None:
        self.story = story

    def __call__(self, request: Request) -> Response:
        if request.headers.get("X-Api-Token", request.headers.get("x-api-token")) != TOKEN:
            return Response(401, {"success": False, "error": "unauthorized access"})
        if match := re.fullmatch(r"/api/v1/deals/(\d+)/changelog", request.path):
            return self._page(request, list(reversed(list(self._changes(int(match[1]))))))
        rows = {
            "/api/v1/users": [{"id": i, "name": " ".join(name)} for i, name in PEOPLE.items()],
            "/api/v2/pipelines": [{"id": 3, "name": "Sales"}],
            "/api/v2/stages": [
                {"id": 11, "name": "New", "pipeline_id": 3, "order_nr": 1},
                {"id": 12, "name": "Demo", "pipeline_id": 3, "order_nr": 2},
            ],
            "/api/v2/organizations": [{"id": 5, "name": "Harbour Foods"}],
        }
        if request.path == "/api/v1/users/me":
            return Response(200, {"success": True, "data": {"id": 7, "company_name": "Harbour"}})
        if request.path.startswith("/api/v2/deals"):
            archived = request.path.endswith("/archived")
            return self._page(request, [] if archived else self._deals(request))
        return self._page(request, rows[request.path])

    def _page(self, request: Request, rows: list[Any]) -> Response:
        start = int(request.query.get("cursor", "c0")[1:])
        limit = int(request.query.get("limit", 100))
        assert limit <= 500
        following = f"c{start + limit}" if start + limit < len(rows) else None
        more = {"next_cursor": following}
        part = rows[start : start + limit]
        return Response(200, {"success": True, "data": part, "additional_data": more})

    def _deals(self, request: Request) -> list[dict[str, Any]]:
        since = request.query.get("updated_since")
        floor = datetime.fromisoformat(since) if since else None
        return [
            self._deal(deal)
            for deal in self.story.numbers()
            if floor is None or self.story.changed(deal) >= floor
        ]

    def _deal(self, deal: int) -> dict[str, Any]:
        past, ended = list(self.story.of(deal)), self.story.ended(deal)
        stage = "demo" if len(past) > 1 else "create"
        closed = past[-1][1].strftime("%Y-%m-%dT%H:%M:%SZ") if ended else None
        return {
            "id": deal,
            "title": f"Order {deal}",
            "value": deal * 100,
            "currency": "EUR",
            "owner_id": BEN,
            "org_id": 5,
            "pipeline_id": 3,
            "stage_id": STAGES[stage],
            "status": ended or "open",
            "add_time": past[0][1].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "close_time": closed,
            "custom_fields": {},
        }

    def _changes(self, deal: int) -> Any:
        for what, at, who in self.story.of(deal):
            common = {"actor_user_id": who, "time": at.strftime("%Y-%m-%d %H:%M:%S")}
            common |= {"change_source": "app", "is_bulk_update_flag": False}
            if what == "demo":
                change = {"field_key": "stage_id", "old_value": "11", "new_value": "12"}
                yield common | change
                yield common | {"field_key": "value", "old_value": "1", "new_value": "2"}
            elif what in ("won", "lost"):
                yield common | {"field_key": "status", "old_value": "open", "new_value": what}
