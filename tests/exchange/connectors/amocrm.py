"""amoCRM as its documentation has it."""

from __future__ import annotations

from typing import Any

from tests.exchange.connectors.server import TOKEN, Request, Response
from tests.exchange.connectors.story import PEOPLE, Story, StoryEvent

PIPELINE = 31
STAGES = {"create": 101, "demo": 102, "won": 142, "lost": 143}
NAMES = {101: "New", 102: "Demo", 142: "Delivered", 143: "Refused"}


class Amocrm:
    """Events, leads, pipelines, users and companies of a story."""

    token = TOKEN

    def __init__(self, story: Story) -> None:
        self.story = story

    def __call__(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response(401, {"title": "Unauthorized", "status": 401})
        answer = {
            "/api/v4/account": self._account,
            "/api/v4/leads/pipelines": self._pipelines,
            "/api/v4/users": self._users,
            "/api/v4/companies": self._companies,
            "/api/v4/leads": self._leads,
            "/api/v4/events": self._events,
        }[request.path]
        return answer(request)

    def _account(self, request: Request) -> Response:
        return Response(200, {"id": 9, "name": "Harbour"})

    def _pipelines(self, request: Request) -> Response:
        statuses = [{"id": code, "name": name, "color": "#fffeb2"} for code, name in NAMES.items()]
        event = {"id": PIPELINE, "name": "Sales", "_embedded": {"statuses": statuses}}
        return Response(200, {"_total_items": 1, "_embedded": {"pipelines": [event]}})

    def _users(self, request: Request) -> Response:
        rows = [{"id": key, "name": " ".join(name)} for key, name in PEOPLE.items()]
        return self._page(request, "users", rows, 250)

    def _companies(self, request: Request) -> Response:
        return self._page(request, "companies", [{"id": 5, "name": "Harbour Foods"}], 250)

    def _leads(self, request: Request) -> Response:
        since = int(request.query.get("filter[updated_at][from]", 0))
        rows = [
            self._lead(deal)
            for deal in self.story.numbers()
            if self.story.changed(deal).timestamp() >= since
        ]
        return self._page(request, "leads", rows, 250)

    def _lead(self, deal: int) -> dict[str, Any]:
        last = list(self.story.of(deal))[-1]
        ended = self.story.ended(deal)
        reason = [{"id": 1, "name": "Too dear"}] if ended == "lost" else []
        return {
            "id": deal,
            "name": f"Order {deal}",
            "price": deal * 100,
            "responsible_user_id": 8,
            "pipeline_id": PIPELINE,
            "status_id": STAGES[last[0]],
            "created_at": int(self.story.created_at(deal).timestamp()),
            "closed_at": int(last[1].timestamp()) if ended else None,
            "custom_fields_values": [{"field_id": 1, "values": [{"value": "+7 900 000"}]}],
            "_embedded": {"companies": [{"id": 5}], "loss_reason": reason},
        }

    def _events(self, request: Request) -> Response:
        since = int(request.query["filter[created_at][from]"])
        until = int(request.query["filter[created_at][to]"])
        assert request.query["filter[type][0]"] == "lead_status_changed"
        rows = [
            self._event(event)
            for event in reversed(self.story.events())
            if event.what != "create" and since <= event.at.timestamp() <= until
        ]
        return self._page(request, "events", rows, 100)

    def _event(self, event: StoryEvent) -> dict[str, Any]:
        before = "create" if event.what == "demo" else "demo"
        return {
            "id": f"01event{event.deal}{event.what}",
            "type": "lead_status_changed",
            "entity_id": event.deal,
            "entity_type": "lead",
            "created_by": event.who,
            "created_at": int(event.at.timestamp()),
            "value_before": [_status(before)],
            "value_after": [_status(event.what)],
            "account_id": 9,
        }

    def _page(self, request: Request, name: str, rows: list[Any], most: int) -> Response:
        page, limit = int(request.query["page"]), int(request.query["limit"])
        assert limit <= most
        part = rows[(page - 1) * limit : page * limit]
        if not part:
            return Response(204)
        links = {"next": {"href": "..."}} if page * limit < len(rows) else {}
        return Response(200, {"_page": page, "_links": links, "_embedded": {name: part}})


def _status(what: str) -> dict[str, Any]:
    return {"lead_status": {"id": STAGES[what], "pipeline_id": PIPELINE}}
